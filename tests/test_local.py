"""What a visitor has loaded: marked wherever it goes, never with a 审图号, kept whole in one file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from docx import Document

from analysis import approvals, edition, intake, running_order, sources, story, text, visit
from analysis.archive import zipped
from analysis.edition import LOCAL, Edition
from analysis.export.lists import name_lists
from analysis.export.package import data_package
from analysis.export.word import press_release_docx
from analysis.learning import Ticked
from analysis.recipe import Recipe
from analysis.running_order import Entry, Saved
from analysis.visit import Visit
from tests.fixtures.editions import context, edition_2019, edition_2031

MARK = "本地导入数据（非发布结果）"
NUMBER = "GS（2031）1号"
EDITIONS = {"2019": edition_2019()}


@cache
def local() -> Edition:
    """The made-up edition as somebody uploads it."""
    found = intake.take({"2031.zip": data_package(edition_2031())}).edition
    assert found is not None and found.local
    return found


# ---- the mark ---------------------------------------------------------------------------------------


def test_the_source_line_says_that_it_is_no_published_result() -> None:
    assert text.cite(local(), [11, 12]) == (
        f"来源：{MARK}，《2031数字服务水平测评（虚构）》，虚构评测院，原文第 11—12 行"
    )
    assert MARK not in text.cite(edition_2031(), [11, 12])


def test_every_slide_with_a_source_carries_the_mark() -> None:
    told = [slide.source for slide in story.story(local(), context()) if slide.source]
    assert len(told) > 10
    assert [source for source in told if MARK not in source] == []


def test_files_carry_the_mark() -> None:
    assert ("数据性质", MARK) in sources.provenance(local())
    assert "数据性质" not in dict(sources.provenance(edition_2031()))
    assert all(MARK in words for words in name_lists(local()).values())
    made = Document(io.BytesIO(press_release_docx(local(), None)))
    assert MARK in made.sections[0].footer.paragraphs[0].text
    assert Recipe(local(), None, ()).name.startswith(MARK)
    assert MARK not in Recipe(edition_2031(), None, ()).name


def test_the_same_cells_have_another_identity_and_another_mark() -> None:
    """A cache filled by the published edition does not answer for the local one."""
    assert local().identity != edition_2031().identity
    assert name_lists(local()) != name_lists(edition_2031())


def test_its_package_is_clean_and_loads_as_published() -> None:
    package = data_package(local())
    assert package == data_package(edition_2031())
    loaded = edition.load(io.BytesIO(package))
    assert not loaded.local and loaded.identity == edition_2031().identity


# ---- no 审图号 -----------------------------------------------------------------------------------------


def test_a_number_is_ignored() -> None:
    """The same image under the same number: shown for the published, not for the local edition."""
    published = edition_2031()
    order = (Entry("provinces-map"),)
    (slide,) = running_order.slides_of(published, None, order)
    numbers = {approvals.fingerprint(slide): NUMBER}
    (own,) = running_order.slides_of(local(), None, order)
    numbers |= {approvals.fingerprint(own): NUMBER}
    (shown,) = Recipe(published, None, order, numbers).slides
    assert NUMBER in shown.notice and shown.page == "provinces"
    (shown,) = Recipe(local(), None, order, numbers).slides
    assert shown.notice == text.MAP_NOTICE
    assert not approvals.is_approved(shown)
    assert shown.page is None  # the address would open the published results


# ---- one file ----------------------------------------------------------------------------------------


def whole() -> Visit:
    """A visit with something of everything."""
    order = Saved((Entry("cover"), Entry(page="cities", title="城市")), {"0" * 64: NUMBER}, False)
    entries = ("city-02", "shaanxi-cloud")
    return Visit(
        local(),
        LOCAL,
        {"2019": order, LOCAL: Saved((Entry("closing"),))},
        {"2019": Ticked(entries, {"city-02": "问一问\n再看"})},
    )


def saved(kept: Visit) -> bytes:
    own = {LOCAL: kept.own} if kept.own else {}
    return visit.save(kept, EDITIONS | own)


def receive(content: bytes, name: str = "保存的会话.zip") -> visit.Received:
    return visit.receive({name: content}, EDITIONS, context())


def test_a_visit_comes_back_whole() -> None:
    found = receive(saved(whole()))
    assert found.wrong == "" and found.visit is not None and found.visit.own is not None
    assert found.visit.own.local and found.visit.own.identity == local().identity
    assert found.visit == whole()
    assert saved(found.visit) == saved(whole())
    assert list(visit.restored_sentences(found.visit, EDITIONS | {LOCAL: local()})) == [
        "本地导入数据：《2031数字服务水平测评（虚构）》，16 张表 49 行；没有内容的表：优秀政务新媒体主办单位。",
        "演示顺序：2019数字政府服务能力，2 页。",
        "演示顺序：2031数字服务水平，1 页。",
        "学习清单：2019数字政府服务能力，勾选 2 条，备注 1 条。",
    ]


def test_an_empty_visit_comes_back() -> None:
    assert receive(saved(Visit(None, "2019", {}, {}))).visit == Visit(None, "2019", {}, {})


def test_tables_are_taken_as_tables() -> None:
    found = receive(data_package(edition_2031()), "2031.zip")
    assert found.visit is None and found.taken is not None
    assert found.taken.edition == local()


Files = dict[str, bytes]


def members() -> Files:
    with zipfile.ZipFile(io.BytesIO(saved(whole()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put(name: str, content: bytes) -> Callable[[Files], Files]:
    return lambda files: files | {name: content}


def about(**changed: object) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        told = json.loads(files["visit.json"]) | changed
        return files | {"visit.json": json.dumps(told).encode()}

    return change


CHOOSE = "请选择由“保存本次会话”得到的文件。"
BAD = {
    "another program": (
        about(format="x"),
        f"这不是本系统保存的会话，或由别的版本保存。{CHOOSE}",
    ),
    "a later version": (
        about(version=2),
        f"这不是本系统保存的会话，或由别的版本保存。{CHOOSE}",
    ),
    "no JSON": (put("visit.json", b"{"), f"保存的会话里的 visit.json 读不懂。{CHOOSE}"),
    "deep JSON": (
        put("visit.json", b"[" * 100_000),
        f"保存的会话里的 visit.json 读不懂。{CHOOSE}",
    ),
    "a list": (put("visit.json", b"[]"), "保存的会话里的 visit.json 写法不对：应为一个对象。"),
    "huge JSON": (
        put("2019/list.json", json.dumps(list(range(200_000))).encode()),
        f"保存的会话里的 2019/list.json 太大。{CHOOSE}",
    ),
    "another edition shown": (
        about(shown="1999"),
        "保存的会话里所看的评估结果“1999”，这里没有。",
    ),
    "shown is no name": (about(shown=[1]), "保存的会话里所看的评估结果“[1]”，这里没有。"),
    "an edition that is gone": (
        put("1999/order.json", b"{}"),
        "保存的会话用到“1999”的评估结果，这里没有；请先把它放入 data/。",
    ),
    "an unknown file": (
        put("edition/run.exe", b"MZ"),
        f"保存的会话里有不认识的文件“edition/run.exe”。{CHOOSE}",
    ),
    "a path": (
        put("../x.csv", b""),
        "",  # the reader of tables says what is wrong with such a zip
    ),
    "no order": (
        put("2019/order.json", b"{}"),
        "这不是演示顺序文件。请选择由“保存演示顺序”得到的 JSON 文件。",
    ),
    "a slide that is none": (
        lambda files: (
            files
            | {
                "2019/order.json": files["2019/order.json"].replace(b'"cover"', b'"cover9"'),
            }
        ),
        "演示顺序中的“cover9”不在本次评估的演示里；请移除后再试。",
    ),
    "ticks of another kind": (
        put("2019/list.json", b'{"picks": 1, "notes": {}}'),
        "保存的会话里的 2019/list.json 写法不对：应有 picks 与 notes。",
    ),
    "an unknown tick": (
        put("2019/list.json", b'{"picks": ["x"], "notes": {}}'),
        "学习清单里的“x”不在这次评估的案例与做法之中。",
    ),
    "a tick that is no text": (
        put("2019/list.json", b'{"picks": [{}], "notes": {}}'),
        "学习清单里的“{}”不在这次评估的案例与做法之中。",
    ),
    "a long note": (
        put(
            "2019/list.json", json.dumps({"picks": [], "notes": {"city-02": "注" * 1001}}).encode()
        ),
        "学习清单的备注应为不超过 1000 个字符的文字。",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_visit_is_a_sentence_and_nothing_comes_back(name: str) -> None:
    change, words = BAD[name]
    found = receive(zipped(change(members())))
    assert found.visit is None
    if words:
        assert (found.wrong, found.taken) == (words, None)
    else:
        assert found.taken is not None and found.taken.problems


def test_a_bad_edition_in_a_visit_is_listed_like_any_upload() -> None:
    files = members()
    files["edition/results.csv"] = files["edition/results.csv"].replace(
        "起步".encode(), "特起".encode()
    )
    del files["edition/datapackage.json"]
    found = receive(zipped(files))
    assert found.visit is None and found.taken is not None
    assert {one.rule for one in found.taken.problems} == {"unknown-tier"}
    rows = visit.problem_rows(found.taken.problems, 1)
    assert list(rows.columns) == ["文件", "行", "列", "值", "规则", "怎么办"]
    assert list(rows.iloc[0])[:5] == ["results.csv", 5, "tier", "特起", "未知档次"]
