"""The running order of a deck as a file: saved and loaded it is the same; what is broken is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analysis import running_order
from analysis.running_order import BadOrder, Entry, Saved
from tests.fixtures.editions import context, edition_2019, edition_2031

FINGERPRINT = "0" * 64
VIEW = Entry(page="provinces", parameters={"tier": ("优秀", "良好"), "code": ("150000",)})
OWN = Saved(
    (Entry("cover"), VIEW, Entry("closing", title="谢谢")),
    {FINGERPRINT: "GS（2019）1822号"},
    False,
)


def loaded(content: bytes) -> Saved:
    return running_order.load(edition_2019(), context(), content)


def written(**changes: Any) -> bytes:
    """A sound file with some of its parts replaced; None takes one out."""
    whole = json.loads(running_order.save(edition_2019(), OWN)) | changes
    return json.dumps({name: one for name, one in whole.items() if one is not None}).encode()


def test_the_default_is_the_story() -> None:
    order = running_order.default(edition_2019(), context())
    slides = running_order.slides_of(edition_2019(), context(), order)
    assert [entry.slide for entry in order] == [slide.name for slide in slides]
    assert order[0].slide == "cover" and order[-1].slide == "closing"


@pytest.mark.parametrize("saved", [OWN, Saved((Entry("cover"),)), Saved((VIEW, VIEW))])
def test_what_is_saved_is_loaded(saved: Saved) -> None:
    assert loaded(running_order.save(edition_2019(), saved)) == saved


def test_the_default_of_any_edition_is_loaded_by_it() -> None:
    for edition in (edition_2019(), edition_2031()):
        saved = Saved(running_order.default(edition, None))
        assert running_order.load(edition, None, running_order.save(edition, saved)) == saved


def test_a_file_from_windows_is_read() -> None:
    content = running_order.save(edition_2019(), OWN).decode()
    assert loaded(content.encode("utf-8-sig")) == OWN
    assert loaded(content.replace("\n", "\r\n").encode()) == OWN


def test_a_file_of_the_first_kind_has_no_numbers_and_its_maps() -> None:
    assert loaded(written(approvals=None, maps=None))[1:] == ({}, True)


def test_a_slide_is_renamed_and_may_stand_twice() -> None:
    order = (Entry("cover"), Entry("cover", title="又一次"))
    first, again = running_order.slides_of(edition_2019(), context(), order)
    assert (first.title, again.title) == (edition_2019().event("标题"), "又一次")
    assert first.name != again.name


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "不是 UTF-8 的 JSON"),
        (b"\x00\xff", "不是 UTF-8 的 JSON"),
        ("标题".encode("gb18030"), "不是 UTF-8 的 JSON"),
        (b"[" * 100_000, "不是 UTF-8 的 JSON"),
        (b"9" * 10_000, "不是 UTF-8 的 JSON"),
        (b"x" * 1_000_001, "文件太大"),
        (b"[]", "这不是演示顺序文件"),
        (b"null", "这不是演示顺序文件"),
        (b'{"slides": []}', "这不是演示顺序文件"),
        (written(format="others"), "这不是演示顺序文件"),
        (written(slides={}), "这不是演示顺序文件"),
        (written(slides=[]), "有 0 页，应为 1 至 200 页"),
        (written(slides=[{"slide": "cover"}] * 201), "有 201 页，应为 1 至 200 页"),
        (written(slides=["cover"]), "第 1 页写法不对：应为一个对象"),
        (written(slides=[{"slide": "cover"}, {}]), "第 2 页没有说明是哪一页"),
        (written(slides=[{"slide": 1}]), "第 1 页写法不对"),
        (written(slides=[{"slide": "cover", "title": "题" * 201}]), "第 1 页写法不对"),
        (written(slides=[{"slide": "cover", "title": "\ud800"}]), "不是 UTF-8 的 JSON"),
        (written(slides=[{"slide": "cover", "title": "响\x07"}]), "画不出这些字符：U+0007"),
        (written(slides=[{"slide": "cover", "title": "𠮷"}]), "画不出这些字符：𠮷 U+20BB7"),
        (written(slides=[{"slide": "nothing"}]), "“nothing”不在本次评估的演示里"),
        (written(slides=[{"page": "nothing"}]), "有一页不能用"),
        (written(slides=[{"page": "unit", "parameters": []}]), "parameters 应为"),
        (written(slides=[{"page": "unit", "parameters": {"code": "1"}}]), "parameters 应为"),
        (
            written(slides=[{"page": "unit", "parameters": {"code": ["1" * 201]}}]),
            "parameters 应为",
        ),
        (written(slides=[{"page": "unit", "parameters": {"code": ["999999"]}}]), "有一页不能用"),
        (written(approvals=[]), "approvals 应为"),
        (written(approvals={"0" * 63: "GS"}), "图的内容哈希与审图号"),
        (written(approvals={FINGERPRINT: 1}), "图的内容哈希与审图号"),
        (written(approvals={FINGERPRINT: " "}), "应为 1 至 40 个字符"),
        (written(approvals={FINGERPRINT: "号" * 41}), "应为 1 至 40 个字符"),
        (written(approvals={FINGERPRINT: "GS\n1"}), "画不出的字符：U+000A"),
        (written(maps="no"), "maps 应为 true 或 false"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_is_said(content: bytes, told: str) -> None:
    with pytest.raises(BadOrder, match=r"^[^a-zA-Z]") as raised:
        loaded(content)
    assert told in str(raised.value)


def test_the_slides_of_another_edition_are_named() -> None:
    content = running_order.save(edition_2019(), Saved((Entry("cases-区县级"),)))
    with pytest.raises(BadOrder, match="“cases-区县级”不在本次评估的演示里"):
        running_order.load(edition_2031(), None, content)


def test_a_deep_file_is_refused_quickly() -> None:
    nested = b'{"a":' * 90_000
    with pytest.raises(BadOrder):
        loaded(nested)
