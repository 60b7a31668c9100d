"""媒体资料包: its parts, its own account of them, and its files on a disk that may refuse them."""

from __future__ import annotations

import json
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path

import pytest

from analysis import approvals, sandbox
from analysis.__main__ import main
from analysis.archive import file_name
from analysis.edition import Edition
from analysis.export import pack
from analysis.recipe import Recipe
from analysis.running_order import Entry
from tests.fixtures.editions import context, edition_2019, edition_2031
from tests.test_export import bare

NUMBER = "GS（2019）1822号"
ONLY_LISTS = ("export", "--only", "lists", "--out")


def recipe(*order: Entry, loaded: Edition | None = None, **chosen) -> Recipe:
    held = loaded or edition_2019()
    return Recipe(held, context(), order or (Entry("provinces-map"),), **chosen)


def told(of: Recipe, *files: str) -> str:
    return pack.readme(of, files, []).decode("utf-8-sig")


# ---- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("2019数字政府评估结果", "2019数字政府评估结果"),
        ("../../etc/passwd", "__.._etc_passwd"),
        ('a\\b:c*d?e"f<g>h|i\x00j\nk', "a_b_c_d_e_f_g_h_i_j_k"),
        ("...", "_"),
        ("", "_"),
        ("x" * 81, "x" * 80),
    ],
)
def test_a_file_name_is_safe(words: str, name: str) -> None:
    assert file_name(words) == name


def test_no_file_name_is_too_long_for_a_disk() -> None:
    for letter in "字𠮷":
        assert len((file_name(letter * 300) + "-媒体资料包.zip").encode()) <= 255


class _Named(Edition):
    """An edition whose assessment is called something awkward."""

    def event(self, item: str) -> str:
        return "../a/b:c" if item == "评估名称" else super().event(item)


def test_a_recipe_has_a_safe_name() -> None:
    whole = edition_2019()
    loaded = _Named(whole.identity, whole.tables)
    assert recipe(loaded=loaded).name == "2019.._a_b_c评估结果"


# ---- what is said of it ---------------------------------------------------------------------------


def test_the_readme_says_what_an_edition_has_nothing_for(tmp_path) -> None:
    assert pack.lacks(edition_2019()) == []
    assert pack.lacks(edition_2031())[:1] == [
        "本次材料未列优秀政务新媒体主办单位，演示中没有这一部分。"
    ]
    loaded = bare(tmp_path)
    assert len(pack.lacks(loaded)) == len(pack.TOLD)
    said = told(recipe(Entry("cover"), loaded=loaded))
    assert all(sentence in said for sentence in pack.lacks(loaded))


def test_maps_are_counted_where_a_part_holds_them() -> None:
    of = recipe()
    for file in (f"{of.name}.html", f"{of.name}.pptx", f"{of.name}.pdf", "图片/x.svg"):
        assert "含 1 幅未取得审图号的地图" in told(of, file)
    assert "未取得审图号" not in told(of, "名单/x.txt", f"{of.name}-数据.xlsx", "网站/index.html")
    numbers = {approvals.fingerprint(of.slides[0]): NUMBER}
    assert "未取得审图号" not in told(replace(of, numbers=numbers), f"{of.name}.html")


def test_the_site_of_a_pack_has_no_map() -> None:
    """Not even where the deck's own are approved: the site's would be other drawings."""
    of = recipe()
    approved = replace(of, numbers={approvals.fingerprint(of.slides[0]): NUMBER})
    files, left_out = sandbox.run(pack.make, "site", approved, seconds=pack.SECONDS)
    assert left_out == "" and "网站/index.html" in files
    assert not [name for name in files if "figures/provinces" in name]
    assert not [name for name, body in files.items() if "未取得审图号".encode() in body]
    assert pack.SITE_MAPS in told(approved, *files)
    assert pack.SITE_MAPS not in told(approved, "名单/x.txt")


# ---- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["html", "pptx", "pdf"])
def test_characters_that_cannot_be_shown_are_named(part: str) -> None:
    files, reason = pack.make(part, recipe(Entry("cover", title="响\x07")))
    assert files == {} and "U+0007（控制字符）" in reason


def test_whatever_a_part_raises_is_said_and_logged(monkeypatch, caplog) -> None:
    def broken(*_, **__):
        raise KeyError("x")

    monkeypatch.setattr(sandbox, "run", broken)
    files, reason = pack.make_safely("pdf", recipe())
    assert files == {}
    assert reason.startswith("演示（PDF）：未能生成。") and "KeyError" in reason
    assert "part pdf" in caplog.text


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_all_files_are_written(tmp_path) -> None:
    pack.write({"a.txt": b"old"}, tmp_path)
    pack.write({"a.txt": b"new", "图片/b.svg": b"b"}, tmp_path)
    assert files_in(tmp_path) == ["a.txt", "图片/b.svg"]
    assert (tmp_path / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize("way", ["file for a folder", "folder for a file"])
def test_with_something_in_the_way_no_file_is_replaced(tmp_path, way: str) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    if way == "file for a folder":
        (tmp_path / "图片").write_bytes(b"mine")
    else:
        (tmp_path / "图片" / "b.svg").mkdir(parents=True)
    before = files_in(tmp_path)
    with pytest.raises(OSError):
        pack.write({"a.txt": b"new", "图片/b.svg": b"b"}, tmp_path)
    assert files_in(tmp_path) == before
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert not list(tmp_path.glob(".unfinished-*"))


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        pack.write({"a.txt": b"a"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---- the command ----------------------------------------------------------------------------------


def never(*_, **__):
    raise AssertionError("nothing is made before it is known that it can be written")


@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_a_folder_that_cannot_be_written_is_said_at_once(
    tmp_path, monkeypatch, capsys, out: str
) -> None:
    (tmp_path / "taken").write_bytes(b"")
    monkeypatch.setattr(pack, "make_safely", never)
    assert main([*ONLY_LISTS, str(tmp_path / out)]) == 1
    assert "写不进" in capsys.readouterr().out


def test_a_read_only_folder_is_said_at_once(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(pack, "make_safely", never)
    tmp_path.chmod(0o500)
    try:
        try:
            (tmp_path / "probe").touch()
        except OSError:
            out = str(tmp_path)
        else:
            out = "/proc/self"  # to an administrator no folder is read-only, but this one is
        assert main([*ONLY_LISTS, out]) == 1
    finally:
        tmp_path.chmod(0o700)
    assert "写不进" in capsys.readouterr().out


@pytest.mark.parametrize("order", ["missing.json", "."])
def test_an_order_that_cannot_be_read_is_a_sentence(tmp_path, capsys, order: str) -> None:
    path = str(tmp_path / order)
    assert main([*ONLY_LISTS, str(tmp_path / "out"), "--order", path]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{path}：读不到") and said.endswith("。\n")
    assert not (tmp_path / "out").exists()


def test_the_command_draws_nothing_itself(tmp_path, monkeypatch, capsys) -> None:
    """With 审图号 to look for, which is done by drawing, the readme is made in the child."""
    order = {"format": "shuzheng-deck", "version": 1, "slides": [{"slide": "provinces-map"}]}
    order["approvals"] = {"0" * 64: NUMBER}
    saved = tmp_path / "order.json"
    saved.write_text(json.dumps(order), encoding="utf-8")
    monkeypatch.setattr(approvals, "fingerprint", never)
    out = tmp_path / "out"
    assert main([*ONLY_LISTS, str(out), "--order", str(saved)]) == 0
    assert "说明.txt" in files_in(out) and "写入" in capsys.readouterr().out
