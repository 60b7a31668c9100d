"""What is looked at before a deck is shown: pictures of its pages, what to fix, maps to submit.

Pictures are drawn here; a server calls these functions in ``analysis.sandbox``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from analysis import approvals, fonts, pictures
from analysis.archive import zipped
from analysis.deck.html import html
from analysis.deck.layout import Page, alone, lay_out
from analysis.deck.svg import page_svg
from analysis.recipe import Recipe
from analysis.story import Chart, Slide

PREVIEW = 0.75  # pixels for each px of a page
_URL = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s]*)", re.IGNORECASE)
_ASKING = {"src", "srcset", "href", "xlink:href", "poster", "data", "action", "background", "ping"}
_DATA = re.compile(r'<script type="application/json" id="deck">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Map:
    """A map slide, and the fingerprint that its 审图号 is kept by."""

    title: str
    fingerprint: str


@dataclass(frozen=True)
class Findings:
    """What a deck's file shows of itself."""

    size: int
    undrawable: tuple[str, ...]
    outside: tuple[str, ...]
    maps: tuple[Map, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: in order, or what to do."""

    what: str
    fine: bool
    words: str


def deck(of: Recipe) -> bytes:
    """The deck as one HTML file; raises ``CannotDraw``."""
    return html(of.edition, of.slides, notes=of.notes)


def page(of: Recipe) -> bytes:
    """The first slide as a PNG, without the number of its page: that changes with the order."""
    return _png(lay_out(of.slides[:1])[0])


def figure(of: Recipe) -> bytes:
    """The first slide's figure with its lines, as it is given to a newsroom; else its page."""
    slide = of.slides[0]
    return _png(alone(slide)) if isinstance(slide.content, Chart) else page(of)


def _png(shown: Page) -> bytes:
    boxes = tuple(box for box in shown.boxes if getattr(box, "role", "") != "number")
    return pictures.pixels(page_svg(replace(shown, boxes=boxes)), scale=PREVIEW)


def samples(of: Recipe) -> bytes:
    """The files to submit for approval, as a zip."""
    return zipped(dict(approvals.samples(of.slides)))


def look(of: Recipe, deck: bytes) -> Findings:
    """What can be found in the file of a deck and in what it was made from."""
    written = deck.decode()
    return Findings(
        len(deck),
        tuple(fonts.missing(_said(written))),
        tuple(dict.fromkeys(_asked_for(written))),
        tuple(_maps(of.slides)),
    )


def _said(written: str) -> str:
    """Every character of a deck, with what its data escape; line breaks only part lines."""
    data = json.loads(_DATA.search(written)[1])  # type: ignore[index]
    return "".join([written, *pictures.strings(data)]).replace("\n", "")


def _asked_for(written: str) -> Iterator[str]:
    """What a browser would fetch from elsewhere, were it allowed to; links are not fetched."""
    reader = _Reader()
    reader.feed(written)
    reader.close()
    for address in (*reader.addresses, *_URL.findall(reader.styles)):
        if address and not address.lower().startswith(("#", "data:")):
            yield address[:120]


class _Reader(HTMLParser):
    """Gathers addresses and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.styles = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name in _ASKING and (tag, name) != ("a", "href"):
                self.addresses.append(value or "")
            elif name == "style" or "url(" in (value or ""):
                self.styles += f"{value} "

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.styles += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def _maps(slides: Sequence[Slide]) -> Iterator[Map]:
    for slide in slides:
        if slide.is_map:
            yield Map(slide.title, approvals.fingerprint(slide))


def findings(
    found: Findings, numbers: Mapping[str, str] | None, *, stored: bool, seen: bool
) -> tuple[Finding, ...]:
    """What was looked at, each in order or with what to do; ``numbers`` are the 审图号 entered,
    None where the maps can have none.

    ``stored`` is the deck on the disk, ``seen`` that somebody looked at the computer of the show.
    """
    bare = [one.title for one in found.maps if one.fingerprint not in (numbers or {})]
    mend = "请将地图页改用名单。" if numbers is None else "请填写审图号，或将地图页改用名单。"
    return (
        Finding(
            "字体",
            not found.undrawable,
            f"字体画不出这些字符：{fonts.named(found.undrawable)}。请改用其他写法。"
            if found.undrawable
            else "演示中的每个字符都画得出，字体在文件之内。",
        ),
        Finding(
            "外部请求",
            not found.outside,
            f"演示会向外请求：{'、'.join(found.outside)}。"
            if found.outside
            else "演示不向外请求任何内容，不需要网络。",
        ),
        Finding("审图号", not bare, _told_of_maps(found.maps, bare, mend)),
        Finding(
            "存到本机",
            stored,
            "演示已存到本机，服务器不在也能打开。"
            if stored
            else f"请下载演示文件（{size(found.size)}），存到放映用的电脑上。",
        ),
        Finding(
            "本机",
            seen,
            "已在本机查看窗口、缩放与按键。"
            if seen
            else "请在放映用的电脑上查看窗口、缩放与按键，然后勾选。",
        ),
    )


def _told_of_maps(maps: Sequence[Map], bare: Sequence[str], mend: str) -> str:
    if not maps:
        return "演示中没有地图页。"
    if not bare:
        return f"{len(maps)} 个地图页都有审图号。"
    return f"{len(bare)} 个地图页没有审图号，不得公开展示：{'；'.join(bare)}。{mend}"


def may_begin(found: Sequence[Finding]) -> str:
    """The one sentence on top."""
    left = [one.what for one in found if not one.fine]
    return f"还有 {len(left)} 项要处理：{'、'.join(left)}" if left else "可以上台"


def size(count: int) -> str:
    """So many bytes in words: 1.4 MB, 31 KB."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{max(1, round(count / 1e3))} KB"
