"""Charts as pictures: a whole Vega-Lite spec in, SVG, PNG or PDF out, without browser or network.

All are laid out and drawn with the project's own typeface, whatever fonts the machine has. The
renderer drops a character it has no glyph for and aborts the process at a control character: each
function first raises ``CannotDraw`` for those. A server calls them in ``analysis.sandbox``.

A picture has none of a figure's lines; whoever shows it sets them, the map notice among them.
"""

from __future__ import annotations

import atexit
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from io import BytesIO
from math import log10
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from xml.etree import ElementTree

from analysis.fonts import FACES, missing, named, otf
from analysis.theme import FONT, GROUND

WIDTH = 720  # px; the width for which geo/ places the labels of the maps

# No font of a machine goes by this name, so none is taken for the project's.
_FAMILY = "Own Noto Sans SC"
_NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = f"{{{_NAMESPACE}}}"
ElementTree.register_namespace("", _NAMESPACE)


class CannotDraw(ValueError):
    """Characters that the typeface lacks; the message names each, in Chinese."""


def svg(spec: Mapping[str, Any], width: int = WIDTH) -> str:
    """The picture of ``Figure.to_dict()``, exactly so many px wide; its height follows.

    Words stay words, which the reader's own fonts draw. Raises ``ValueError`` where the spec
    would fetch anything and ``CannotDraw`` for any of its strings, be it drawn or not.
    """
    check(strings(dict(spec)))
    whole = {
        **spec,
        "config": {**spec.get("config", {}), "font": _FAMILY},
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": GROUND,
    }
    drawn = _renderer().vegalite_to_svg(whole, allowed_base_urls=[])
    return drawn.replace(f'font-family="{_FAMILY}"', f'font-family="{escape(FONT)}"')


def png(spec: Mapping[str, Any], width: int = WIDTH, *, scale: float = 2) -> bytes:
    """The same picture in pixels, ``scale`` times as many."""
    return pixels(svg(spec, width), scale=scale)


def pixels(svg: str, *, scale: float = 2) -> bytes:
    """An SVG as PNG, ``scale`` pixels for each of its px."""
    return _renderer().svg_to_png(_in_own_type(svg), scale=scale)


def pdf(svgs: Sequence[str], *, title: str, language: str = "zh-CN") -> bytes:
    """A page for each SVG, a point for each px, with words that can be found and copied.

    The same SVGs give the same bytes.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    for svg in svgs:
        page = PdfReader(BytesIO(_renderer().svg_to_pdf(_in_own_type(svg))))
        _sort(page.root_object)
        writer.append(page, import_outline=False)
    writer.compress_identical_objects()
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def outlined(svg: str) -> str:
    """The SVG with its words as shapes, the same on every machine; aria-label keeps the words.

    Raises ``ValueError`` for an attribute of text that it does not know.
    """
    root = _read(svg)
    _outline(root, _TYPE)
    return ElementTree.tostring(root, encoding="unicode")


def _sort(node: Any, seen: set[int] | None = None) -> None:
    """Put the entries of all dictionaries of a PDF in order; the renderer's is at random."""
    node, seen = node.get_object(), set() if seen is None else seen
    if id(node) in seen or not isinstance(node, dict | list):
        return
    seen.add(id(node))
    if isinstance(node, dict):
        entries = sorted(node.items())
        node.clear()
        node.update(entries)
    for child in node.values() if isinstance(node, dict) else node:
        _sort(child, seen)


# ---- characters -------------------------------------------------------------------------------------


def check(words: Iterable[str]) -> None:
    """Raise ``CannotDraw`` for what the typeface lacks; a line break is drawn as a space."""
    absent = missing("".join(set("".join(words)) - {"\n"}))
    if absent:
        names = named(sorted(absent))
        raise CannotDraw(f"字体画不出这些字符：{names}。请改用其他写法后重试。")


def strings(node: Any) -> Iterator[str]:
    """Every string among the values of JSON data, in order, but those of boundaries.

    Those never change, and the tests know that they can be drawn.
    """
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            waiting += () if node.get("type") == "Topology" else reversed(node.values())
        elif isinstance(node, list | tuple):
            waiting += reversed(node)


def _read(svg: str) -> ElementTree.Element:
    """The parsed SVG, all its characters drawable; ``ValueError`` where a style sheet sets type."""
    check([svg])
    root = ElementTree.fromstring(svg)
    check(root.itertext())  # what stood there as &#…;
    for element in root.iter():
        if element.tag == f"{_SVG}style" or "font" in element.get("style", ""):
            raise ValueError("type is set by attributes here, not by styles")
    return root


def _in_own_type(svg: str) -> str:
    """The SVG with the project's typeface for all its words."""
    root = _read(svg)
    for element in root.iter():
        element.attrib.pop("font-family", None)
    root.set("font-family", _FAMILY)
    return ElementTree.tostring(root, encoding="unicode")


# ---- the typeface -----------------------------------------------------------------------------------


@cache
def _renderer() -> Any:
    """vl_convert with the project's typeface; the files have to stay until the process ends."""
    import vl_convert  # here, for the app never draws a picture itself

    folder = Path(mkdtemp(prefix="fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for face in FACES:
        (folder / face.path.with_suffix(".otf").name).write_bytes(otf(face, _FAMILY))
    vl_convert.register_font_directory(str(folder))
    return vl_convert


@cache
def _shaper(bold: bool) -> Any:
    """The typeface for HarfBuzz, which joins dashes and kerns as the renderer does."""
    import uharfbuzz

    face = next(face for face in FACES if (face.weight == 700) is bold)
    return uharfbuzz.Font(uharfbuzz.Face(otf(face, _FAMILY)))


# ---- outlines ---------------------------------------------------------------------------------------

_TYPE = {"font-size": "16px", "font-weight": "normal", "text-anchor": "start"}
_LEFT = {"start": 0.0, "middle": 0.5, "end": 1.0}  # the share of a line left of its anchor
_PLACE = {"x", "y", "dy"}
_REPLACED = {"font-family", "font-style", "aria-label", "role", "aria-roledescription"}
_KEPT = re.compile(
    "id|class|transform|clip-path|display|visibility|pointer-events|paint-order|aria-hidden"
    "|opacity|(fill|stroke)(-.+)?"
)


def _outline(parent: ElementTree.Element, inherited: Mapping[str, str]) -> None:
    """Replace all text below ``parent`` by shapes."""
    style = _styled(parent, inherited)
    for place, child in enumerate(parent):
        if child.tag == f"{_SVG}text":
            parent[place] = _shapes(child, style)
        else:
            _outline(child, style)


def _shapes(text: ElementTree.Element, inherited: Mapping[str, str]) -> ElementTree.Element:
    """A text as a group of paths, one for each line, with its words as their label."""
    lines = _lines(text)
    said = " ".join(words for _, words in lines)
    shapes = ElementTree.Element(f"{_SVG}g", _kept(text) | {"role": "img", "aria-label": said})
    shapes.tail = text.tail
    x, y = _point(text, 0, 0)
    for line, words in lines:
        style = _styled(line, _styled(text, inherited))
        path = {}
        if line is not text:
            path = _kept(line)
            x, y = _point(line, x, y)
        path["d"], width = _shape(words, _px(style["font-size"]), style["font-weight"])
        path["transform"] = f"translate({x - _LEFT[style['text-anchor']] * width:.2f},{y:.2f})"
        ElementTree.SubElement(shapes, f"{_SVG}path", path)
    return shapes


def _lines(text: ElementTree.Element) -> list[tuple[ElementTree.Element, str]]:
    """Each line of a text: the element that holds it, and its words."""
    if not len(text):
        return [(text, _words(text.text))]
    beside = (text.text, *(span.tail for span in text))
    if any(map(_words, beside)) or not all("x" in span.attrib for span in text[1:]):
        raise ValueError("text is words alone or lines alone, each a tspan with an x")
    return [(span, _words(span.text)) for span in text]


def _words(text: str | None) -> str:
    """The words of a line: white space is one space, and none at the ends."""
    return re.sub("[ \\t\\r\\n]+", " ", text or "").strip(" ")


def _shape(words: str, size: float, weight: str) -> tuple[str, float]:
    """The outline of a line from its start on the baseline, and its width in px."""
    import uharfbuzz
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    font = _shaper(weight == "bold" or (weight.isdecimal() and int(weight) > 500))
    line = uharfbuzz.Buffer()
    line.add_str(words)
    line.guess_segment_properties()
    uharfbuzz.shape(font, line)

    digits = max(0, round(3 - log10(size)))  # within a five-hundredth of the size
    pen = SVGPathPen(None, ntos=lambda number: f"{round(number, digits):g}")
    scale = size / font.face.upem
    x = 0.0
    for glyph, place in zip(line.glyph_infos or (), line.glyph_positions or (), strict=True):
        left, up = x + scale * place.x_offset, scale * place.y_offset
        moved = TransformPen(pen, (scale, 0, 0, -scale, left, -up))
        font.draw_glyph_with_pen(glyph.codepoint, moved)
        x += scale * place.x_advance
    return pen.getCommands(), x


def _styled(element: ElementTree.Element, inherited: Mapping[str, str]) -> Mapping[str, str]:
    """Size, weight and anchor of an element's words."""
    return {key: element.get(key, value) for key, value in inherited.items()}


def _point(element: ElementTree.Element, x: float, y: float) -> tuple[float, float]:
    """Where a line begins, in px, if the one before it began at x, y."""
    down = _px(element.get("dy", "0"))
    return _px(element.get("x", f"{x}")), _px(element.get("y", f"{y}")) + down


def _px(length: str) -> float:
    return float(length.removesuffix("px"))


def _kept(element: ElementTree.Element) -> dict[str, str]:
    """What the shapes of a text take over from it; ``ValueError`` for what nothing here does."""
    kept = {key: value for key, value in element.attrib.items() if _KEPT.fullmatch(key)}
    unknown = element.keys() - kept.keys() - _TYPE.keys() - _PLACE - _REPLACED
    if unknown:
        raise ValueError(f"cannot be outlined: {', '.join(sorted(unknown))}")
    return kept
