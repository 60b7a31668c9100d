"""The running order of a deck: slides of the story and views of the app, kept as a small file.

The file also keeps what decides whether its maps may be shown: their 审图号, by the fingerprint of
the image each belongs to, and whether name lists stand in their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from analysis import approvals, fonts, views
from analysis.edition import Edition
from analysis.story import Slide, story

FORMAT = "shuzheng-deck"
MOST = 200  # slides of a deck
LONGEST = 200  # characters of a title
_LARGEST = 1_000_000  # bytes of a file
_FINGERPRINT = re.compile("[0-9a-f]{64}")


class BadOrder(ValueError):
    """Why a running order cannot be used, in Chinese."""


@dataclass(frozen=True)
class Entry:
    """One slide: of the story by its name, or the view of a page; ``title`` renames it."""

    slide: str = ""
    page: str = ""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""

    @property
    def is_view(self) -> bool:
        return not self.slide


class Saved(NamedTuple):
    """What a file holds."""

    order: tuple[Entry, ...]
    numbers: Mapping[str, str] = {}  # 审图号 by fingerprint; never written to
    maps: bool = True  # else name lists in their place


def default(edition: Edition, context: Edition | None) -> tuple[Entry, ...]:
    """The story as it is told."""
    return tuple(Entry(slide.name) for slide in story(edition, context))


def slides_of(
    edition: Edition, context: Edition | None, order: Iterable[Entry]
) -> tuple[Slide, ...]:
    """The slides of a running order; raises ``BadOrder`` for one that this edition does not have."""
    told = {slide.name: slide for slide in story(edition, context)}
    used: dict[str, int] = {}
    found = []
    for entry in order:
        if entry.slide and entry.slide not in told:
            raise BadOrder(f"演示顺序中的“{entry.slide}”不在本次评估的演示里；请移除后再试。")
        try:
            slide = told.get(entry.slide) or views.slide_of(
                edition, context, entry.page, entry.parameters
            )
        except views.NoSlide as error:
            raise BadOrder(f"演示顺序中有一页不能用：{error}") from error
        used[slide.name] = used.get(slide.name, 0) + 1
        again = f"-v{used[slide.name]}" if used[slide.name] > 1 else ""
        found.append(replace(slide, name=slide.name + again, title=entry.title or slide.title))
    return tuple(found)


def undrawable(title: str) -> str:
    """What of a title the typeface cannot draw, said in Chinese; empty where it can draw all."""
    absent = fonts.missing(title)
    return f"字体画不出这些字符：{fonts.named(absent)}。请改用其他写法。" if absent else ""


def save(edition: Edition, saved: Saved) -> bytes:
    """The running order as JSON."""
    whole = {
        "format": FORMAT,
        "version": 1,
        "edition": edition.event("标题"),
        "slides": [_written(entry) for entry in saved.order],
        "approvals": dict(saved.numbers),
        "maps": saved.maps,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _written(entry: Entry) -> dict[str, Any]:
    about: dict[str, Any] = {"page": entry.page} if entry.is_view else {"slide": entry.slide}
    if entry.parameters:
        about["parameters"] = {name: list(values) for name, values in entry.parameters.items()}
    if entry.title:
        about["title"] = entry.title
    return about


def load(edition: Edition, context: Edition | None, content: bytes) -> Saved:
    """A saved running order, each of its slides tried; raises ``BadOrder`` and changes nothing."""
    if len(content) > _LARGEST:
        raise BadOrder("这不是演示顺序文件：文件太大。请选择由“保存演示顺序”得到的 JSON 文件。")
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        json.dumps(whole, ensure_ascii=False).encode()  # half a character can be written in JSON
    except (UnicodeError, ValueError, RecursionError) as error:
        raise BadOrder("演示顺序文件读不懂：不是 UTF-8 的 JSON。请重新保存后再试。") from error
    listed = whole.get("slides") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or not isinstance(listed, list):
        raise BadOrder("这不是演示顺序文件。请选择由“保存演示顺序”得到的 JSON 文件。")
    if not 0 < len(listed) <= MOST:
        raise BadOrder(f"演示顺序有 {len(listed)} 页，应为 1 至 {MOST} 页。")
    order = tuple(_entry(number, one) for number, one in enumerate(listed, start=1))
    saved = Saved(order, _numbers(whole.get("approvals", {})), whole.get("maps", True))
    if not isinstance(saved.maps, bool):
        raise BadOrder("演示顺序文件写法不对：maps 应为 true 或 false。")
    slides_of(edition, context, order)
    return saved


def _numbers(held: Any) -> Mapping[str, str]:
    if not isinstance(held, dict) or len(held) > MOST:
        raise BadOrder(f"演示顺序文件写法不对：approvals 应为至多 {MOST} 个审图号。")
    for fingerprint, number in held.items():
        if not _FINGERPRINT.fullmatch(fingerprint) or not isinstance(number, str):
            raise BadOrder("演示顺序文件写法不对：approvals 应为图的内容哈希与审图号。")
        if wrong := approvals.problem(number):
            raise BadOrder(f"演示顺序文件中的审图号不能用：{wrong}")
    return held


def _entry(number: int, one: Any) -> Entry:
    if not isinstance(one, dict):
        raise BadOrder(f"演示顺序第 {number} 页写法不对：应为一个对象。")
    texts = {name: one.get(name, "") for name in ("slide", "page", "title")}
    parameters = one.get("parameters", {})
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in texts.values()):
        raise BadOrder(f"演示顺序第 {number} 页写法不对：slide、page、title 应为不长的文字。")
    if not isinstance(parameters, dict) or not all(
        isinstance(values, list)
        and all(isinstance(value, str) and len(value) <= LONGEST for value in values)
        for values in parameters.values()
    ):
        raise BadOrder(f"演示顺序第 {number} 页写法不对：parameters 应为不长的文字的列表。")
    if not texts["slide"] and "page" not in one:
        raise BadOrder(f"演示顺序第 {number} 页没有说明是哪一页。")
    if wrong := undrawable(texts["title"]):
        raise BadOrder(f"演示顺序第 {number} 页的标题不能用：{wrong}")
    return Entry(
        texts["slide"],
        texts["page"],
        {name: tuple(values) for name, values in parameters.items()},
        texts["title"],
    )
