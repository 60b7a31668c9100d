"""``python -m analysis doctor`` on machines that lack something: what it says, and its answer."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from analysis import doctor, edition, fonts, places, sandbox
from analysis.doctor import FINE, LACKS, LESS, Finding
from geo import boundaries
from tests.fixtures.editions import set_cell

ROOT = Path(__file__).parents[1]


def run(*options: str) -> tuple[int, list[str]]:
    """The command as it is typed."""
    command = [sys.executable, *options, "-m", "analysis", "doctor"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_this_machine_can_run_the_app() -> None:
    code, lines = run()
    assert code == 0
    assert lines[-1].startswith("应用可以运行")
    assert not [line for line in lines if line.startswith(LACKS)]
    for told in ("Python 3.", "软件包", "data/2019", "data/context", "geo/provinces.topo.json"):
        assert any(line.startswith(FINE) and told in line for line in lines), told
    for told in ("字体", "子进程", "内存", "临时文件夹", "127.0.0.1"):
        assert any(told in line for line in lines), told


def test_a_machine_without_any_package_is_told_all_of_them() -> None:
    """Nothing can be imported: no traceback, each package named, what is optional said to be so."""
    code, lines = run("-S")
    assert code == 1
    wanted = [
        line.split(">")[0].strip()
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(wanted) > 15
    for name in wanted:
        state = LESS if name in doctor.OPTIONAL else LACKS
        assert any(line.startswith(f"{state}　{name} 没有安装；") for line in lines), name
    assert any(
        line.startswith(LESS) and "没有 pandas；请运行 bash .ci/setup" in line for line in lines
    )
    assert lines[-1].startswith("应用还不能正常运行")


def test_optional_packages_are_packages_of_ours() -> None:
    names = (ROOT / "requirements.txt").read_text("utf-8")
    assert all(f"\n{name}>=" in names for name in doctor.OPTIONAL)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what the doctor looks at, to be broken."""
    for name in ("data", "geo", ".streamlit", "analysis/fonts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    monkeypatch.setattr(edition, "DATA", tmp_path / "data")
    monkeypatch.setattr(places, "_ROOT", tmp_path)
    monkeypatch.setattr(boundaries, "HERE", tmp_path / "geo")
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "analysis" / "fonts")
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Have the register and the characters read anew."""
    places.register.cache_clear()
    places._index.cache_clear()
    fonts.charset.cache_clear()


def told(look) -> list[tuple[str, str]]:
    return [(finding.state, finding.words) for finding in look()]


def states(look) -> set[str]:
    return {finding.state for finding in look()}


def test_nothing_is_wrong_with_an_unbroken_copy(root: Path) -> None:
    for look in (doctor._packages, doctor._editions, doctor._context, doctor._maps):
        assert states(look) == {FINE}
    assert states(doctor._typeface) == {FINE}


def test_a_broken_edition_is_told_with_its_first_problem(root: Path) -> None:
    set_cell(root / "data" / "2019", "results", 2, "tier", "特优")
    (problem, nothing) = told(doctor._editions)
    assert problem[0] == LESS
    assert problem[1].startswith("data/2019 有 ") and "第一处：results.csv" in problem[1]
    assert problem[1].endswith("-m analysis check data/2019")
    assert nothing[0] == LACKS and "没有可以载入的评估结果" in nothing[1]


def test_one_sound_edition_is_enough(root: Path) -> None:
    shutil.copytree(root / "data" / "2019", root / "data" / "2020")
    set_cell(root / "data" / "2020", "results", 2, "tier", "特优")
    assert [state for state, _ in told(doctor._editions)] == [FINE, LESS]


def test_no_edition_and_no_context(root: Path) -> None:
    shutil.rmtree(root / "data" / "2019")
    assert [state for state, _ in told(doctor._editions)] == [LACKS]
    shutil.rmtree(root / "data" / "context")
    (context,) = told(doctor._context)
    assert context[0] == LESS and "data/context" in context[1]


@pytest.mark.parametrize("content", [None, b"", b'{"type":', b'{"objects": {}}', b"[]"])
def test_a_lost_or_broken_map_is_told(root: Path, content: bytes | None) -> None:
    file = root / "geo" / "provinces.topo.json"
    file.unlink() if content is None else file.write_bytes(content)
    (register, provinces, cities) = told(doctor._maps)
    assert (register[0], cities[0]) == (FINE, FINE)
    assert provinces[0] == LESS
    assert provinces[1].startswith("geo/provinces.topo.json 缺失或损坏")


def test_a_map_of_other_places_is_told(root: Path) -> None:
    file = root / "geo" / "cities.topo.json"
    file.write_bytes(file.read_bytes().replace(b'"440300"', b'"440399"'))
    assert [state for state, _ in told(doctor._maps)] == [FINE, FINE, LESS]


@pytest.mark.parametrize("content", [None, b"", b"no font at all"])
def test_a_lost_or_broken_typeface_is_told(root: Path, content: bytes | None) -> None:
    file = fonts.FACES[1].path
    assert file.is_relative_to(root)
    file.unlink() if content is None else file.write_bytes(content)
    ((state, words),) = told(doctor._typeface)
    assert state == LESS and words.startswith(f"字体 {file.name} 缺失或损坏")


def test_characters_of_the_data_that_the_typeface_lacks_are_named(root: Path) -> None:
    (root / "data" / "2019" / "notes.csv").write_text("a\n𠮷\n", encoding="utf-8")
    ((state, words),) = told(doctor._typeface)
    assert state == LESS and "𠮷 U+20BB7" in words and "analysis.fonts.subset" in words


def test_a_lost_register_is_told_and_the_rest_is_looked_at(root: Path) -> None:
    (root / "geo" / "places.csv").unlink()
    found = list(doctor.findings())
    first = "geo/places.csv 缺失或损坏（读不到），各页都要用到；"
    assert any(one.state == LACKS and one.words.startswith(first) for one in found)
    assert any("内存" in one.words for one in found)


@pytest.mark.parametrize(
    ("version", "state", "words"),
    [
        ("3.1.5", FINE, "pandas 3.1.5"),
        ("2.2.0", LESS, "pandas>=3.1,<4 才经过测试，装的是 2.2.0"),
        ("4.0", LESS, "装的是 4.0"),
    ],
)
def test_versions_are_held_against_their_bounds(
    monkeypatch: pytest.MonkeyPatch, version: str, state: str, words: str
) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: version)
    found = doctor._package("pandas>=3.1,<4")
    assert found.state == state and words in found.words


@pytest.mark.parametrize(
    "error", [sandbox.Failed("处理程序意外中止（SIGKILL）。"), OSError(28, "full")]
)
def test_a_child_that_does_not_work_is_told(monkeypatch, error: Exception) -> None:
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(sandbox, "run", fail)
    ((state, words),) = told(doctor._child)
    assert state == LESS and "图片、演示与文件做不出来" in words


def test_a_child_that_draws_nothing_is_told(monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "run", lambda *_, **__: b"")
    assert states(doctor._child) == {LESS}


def test_the_child_draws() -> None:
    assert states(doctor._child) == {FINE}


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "state"), [(doctor.DISK, FINE), (doctor.DISK - 1, LESS)])
def test_little_disk_is_told(monkeypatch, free: int, state: str) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(free, 0, free))
    assert states(doctor._disk) == {state}


def test_a_full_disk_is_told(monkeypatch) -> None:
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", full)
    ((state, words),) = told(doctor._disk)
    assert state == LESS and "磁盘已满或只读" in words


@pytest.mark.parametrize(
    ("free", "state"),
    [(doctor.WHOLE_DECK, FINE), (doctor.MEMORY, LESS), (doctor.MEMORY - 1, LACKS), (None, LESS)],
)
def test_little_memory_is_told(monkeypatch, free: int | None, state: str) -> None:
    monkeypatch.setattr(doctor, "free_memory", lambda: free)
    assert states(doctor._memory) == {state}


def test_memory_is_the_machines_or_the_containers(tmp_path: Path) -> None:
    assert doctor.free_memory(tmp_path) is None
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:  2000 kB\n")
    assert doctor.free_memory(tmp_path) == 2000 * 1024
    group = tmp_path / "sys" / "fs" / "cgroup"
    group.mkdir(parents=True)
    (group / "memory.current").write_text("1000\n")
    (group / "memory.max").write_text("max\n")
    assert doctor.free_memory(tmp_path) == 2000 * 1024
    (group / "memory.max").write_text("5000\n")
    assert doctor.free_memory(tmp_path) == 4000


def configure(root: Path, server: str) -> None:
    (root / ".streamlit" / "config.toml").write_text(f"[server]\n{server}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("server", "state"),
    [
        ('address = "127.0.0.1"', FINE),
        ('address = "::1"', FINE),
        ('address = "localhost"', FINE),
        ('address = "0.0.0.0"', LESS),
        ("headless = true", LESS),
    ],
)
def test_an_address_open_to_the_network_is_told(root: Path, server: str, state: str) -> None:
    configure(root, server)
    assert told(doctor._address)[0][0] == state


def test_the_environment_decides_as_it_does_for_streamlit(root: Path, monkeypatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    state, words = told(doctor._address)[0]
    assert state == LESS and "0.0.0.0" in words


def test_a_lost_or_broken_configuration_is_told(root: Path) -> None:
    configure(root, "address = ")
    assert states(doctor._address) == {LACKS}
    (root / ".streamlit" / "config.toml").unlink()
    assert states(doctor._address) == {LACKS}


def test_a_taken_port_is_told(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        configure(root, f'address = "127.0.0.1"\nport = {port}')
        state, words = told(doctor._address)[1]
        assert state == LACKS and f"端口 {port} 已被占用" in words
    assert told(doctor._address)[1][0] == FINE


def test_what_only_the_tests_need_never_stops_the_app(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doctor, "CJK", tmp_path / "none.ttc")
    assert [state for state, _ in told(doctor._for_tests)] == [LESS, LESS]


@pytest.mark.parametrize(
    ("found", "code", "last"),
    [
        ([FINE], 0, "应用可以运行，什么都不缺。"),
        ([FINE, LESS], 0, "应用可以运行，1 项须留意。"),
        ([LACKS, LESS, LACKS], 1, "应用还不能正常运行：先处理标“缺少”的 2 项。"),
    ],
)
def test_the_answer(monkeypatch, capsys, found: list[str], code: int, last: str) -> None:
    monkeypatch.setattr(doctor, "findings", lambda: [Finding(state, "某项") for state in found])
    assert doctor.main() == code
    assert capsys.readouterr().out.splitlines() == [*(f"{state}　某项" for state in found), last]
