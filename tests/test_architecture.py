"""The house keeps its shape: arrows point one way, pages stay short, nothing local is committed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.shared import menu

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "pages").glob("*.py"))
PAGE_CODE = sorted((ROOT / "pages").rglob("*.py"))
LONGEST_PAGE = 60

# Each layer may import those above it; within a layer there may be arrows but no circle.
LAYERS = (
    ("schema", "theme", "fonts", "sandbox", "archive", "svg"),
    ("pictures",),
    ("report",),
    ("tables",),
    ("places",),
    ("problems",),
    ("edition",),
    ("tiers", "text", "comparisons", "units", "method"),
    ("cards", "library", "trends", "profile", "reading", "honours", "search"),
    ("statements", "regions", "learning"),
    ("briefing",),
    ("figure",),
    ("charts",),
    ("package", "sources"),
    ("story",),
    ("views",),
    ("deck",),
    ("approvals",),
    ("running_order",),
    ("recipe",),
    ("rehearsal",),
    ("export",),
    ("intake",),
    ("visit",),
    ("verify",),
    ("doctor",),
    ("__main__", "quickstart"),
)


def modules() -> dict[str, Path]:
    """The files of analysis by dotted name."""
    found = {}
    for path in sorted((ROOT / "analysis").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path) -> Iterator[str]:
    """What a file imports at run time, dotted; imports for type checking alone are no arrows."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting += ast.iter_child_nodes(node)


def arrows() -> dict[str, set[str]]:
    """Which modules of analysis each module of analysis imports."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        targets = set()
        for target in imports(path):
            while target and target not in known:
                target = target.rpartition(".")[0]
            targets.add(target)
        found[name] = targets - {"", "analysis", name}
    return found


def layer(module: str) -> int:
    """Where a module stands: 0 is the foundation."""
    part = module.split(".")[1]
    held = [number for number, names in enumerate(LAYERS) if part in names]
    assert held, f"{module}: say in LAYERS where it stands"
    return held[0]


def test_every_arrow_points_down():
    wrong = [
        f"{name} imports {target}"
        for name, targets in arrows().items()
        if name != "analysis"
        for target in targets
        if layer(target) > layer(name)
    ]
    assert wrong == []


def test_there_is_no_circle():
    left = arrows()
    while left:
        free = {name for name, targets in left.items() if not targets & left.keys()}
        assert free, f"circle among {sorted(left)}"
        left = {name: targets for name, targets in left.items() if name not in free}


def test_layers_name_only_what_exists():
    parts = {name.split(".")[1] for name in modules() if "." in name}
    assert {name for names in LAYERS for name in names} == parts


@pytest.mark.parametrize("folder", ["analysis", "geo"])
def test_nothing_below_the_pages_imports_them(folder):
    for path in (ROOT / folder).rglob("*.py"):
        tops = {target.split(".")[0] for target in imports(path)}
        assert not tops & {"streamlit", "pages", "app", "tests"}, path


IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
import analysis
for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
    if module.name != "analysis.quickstart":  # a notebook, which reads boundaries with geopandas
        importlib.import_module(module.name)
unwanted = {"streamlit", "geopandas", "shapely", "pyogrio", "pypinyin", "pages"} & set(sys.modules)
print(",".join(sorted(unwanted)), len([name for name in sys.modules if name.startswith("analysis.")]))
"""


def test_the_library_runs_without_streamlit_and_without_geopandas():
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    unwanted, count = done.stdout.split(" ")
    assert unwanted == ""
    assert int(count) == len(modules()) - 2


def test_there_are_pages():
    assert {"home", "provinces", "cities", "trends", "cases"} <= {path.stem for path in PAGES}


def test_the_menu_has_every_page_once():
    listed = [name for held in menu.HEADED.values() for name in held]
    assert sorted(listed) == [path.stem for path in PAGES]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_short_and_says_what_it_is(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_PAGE
    assert ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", PAGE_CODE, ids=lambda path: path.stem)
def test_pages_neither_compute_nor_draw(path):
    tops = {target.split(".")[0] for target in imports(path)}
    assert not tops & {"pandas", "numpy", "altair", "csv", "geopandas"}


EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u20e3]")


@pytest.mark.parametrize("path", [*PAGE_CODE, ROOT / "app.py"], ids=lambda path: path.stem)
def test_no_emoji(path):
    assert EMOJI.findall(path.read_text(encoding="utf-8")) == []
    assert path.name.isascii()


def test_the_search_for_emoji_finds_them():
    assert EMOJI.findall("总览📊☀️") == ["📊", "☀", "\ufe0f"]
    assert EMOJI.findall("“一网通查”→①◆—｜") == []


# Pieced together, so that this file does not hold what it looks for.
LOCAL = tuple("/" + name for name in ("work/", "root/", "tmp/bash"))
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi|pythonhosted|npmjs|anaconda|conda\.|goproxy|proxy\.golang|mirror)"
)


def committed() -> list[Path]:
    """The text files that git holds."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


def test_no_path_or_registry_of_one_machine_is_committed():
    found = []
    for path in committed():
        body = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(body.splitlines(), start=1):
            if any(local in line for local in LOCAL) or REGISTRY.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_the_data_are_among_the_committed_files():
    names = {path.relative_to(ROOT).as_posix() for path in committed()}
    assert {
        "data/2019/results.csv",
        "data/context/regions.csv",
        "app.py",
        "geo/places.csv",
    } <= names
