"""The deck as an editable PowerPoint file: native text, tables and charts where the boxes stand.

Maps are pictures, or shapes named by place where that is asked for.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as Made
from pptx.table import _Cell

from analysis import pictures, theme
from analysis.deck import drawing, pptx_file
from analysis.deck.layout import HEIGHTS, Block, Box, Grid, Picture, Words, lay_out
from analysis.deck.pptx_charts import add_charts
from analysis.deck.pptx_file import at, bare, describe, plain, put, px, rgb, write
from analysis.deck.pptx_maps import add_map
from analysis.edition import Edition
from analysis.story import Chart, Slide

PIXELS = 2  # of the picture of a map, for each px
_NAMES = {
    "h2": "标题",
    "section": "章节",
    "number": "页码",
    "cite": "来源",
    "caveat": "口径说明",
    "notice": "地图声明",
}
_BORDER, _RULE = 0.8, 1.0
_SLACK = 64  # beside a title, for programs that break it whatever they are told
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's table without style and grid


def pptx(
    edition: Edition,
    slides: Sequence[Slide],
    *,
    ratio: str = "16x9",
    notes: bool = True,
    editable_maps: bool = False,
) -> bytes:
    """The deck, each page at its last step; the same deck gives the same bytes.

    Shapes are not the image that a 审图号 was given for: an editable map does not carry one.
    """
    if editable_maps:
        slides = [_without_number(slide) for slide in slides]
    pages = lay_out(slides, ratio)
    made = pptx_file.new(HEIGHTS[ratio])
    for page in pages:
        slide = made.slides.add_slide(made.slide_layouts[0])
        for box in page.boxes:
            _add(slide, box, page.slide.content, editable_maps)
        if notes and page.slide.notes:
            pptx_file.add_notes(made, slide, page.slide.notes)
    return pptx_file.saved(made, edition)


def _without_number(slide: Slide) -> Slide:
    if isinstance(slide.content, Chart) and slide.is_map:
        return replace(slide, notice=slide.content.whole.notice)
    return slide


def _add(slide: Made, box: Box, content: object, editable_maps: bool) -> None:
    if isinstance(box, Words):
        _words(slide, box)
    elif isinstance(box, Block):
        _block(slide, box)
    elif isinstance(box, Grid):
        _grid(slide, box)
    elif isinstance(content, Chart) and content.form != "map":
        add_charts(slide.shapes, box, content)
    elif editable_maps:
        add_map(slide.shapes, box)
    else:
        _picture(slide, box)


def _words(slide: Made, box: Words) -> None:
    left = box.x - box.width * {"left": 0, "center": 0.5, "right": 1}[box.align]
    if box.role == "h2":  # a real title, for outlines and screen readers
        shape: Any = slide.shapes.title
        put(shape, *at(left, box.y, box.width + _SLACK, box.height))
    else:
        shape = slide.shapes.add_textbox(*at(left, box.y, box.width, box.height))
    shape.name = _NAMES.get(box.role, "文字")
    frame = bare(shape.text_frame)
    write(frame, box.lines, box.size, bold=box.bold, colour=box.colour, align=box.align)


def _block(slide: Made, box: Block) -> None:
    place = at(box.x, box.y, box.width, box.height)
    shape = plain(slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(box.fill)
    if box.border:
        shape.line.color.rgb = rgb(box.border)
        shape.line.width = px(_BORDER)
    describe(shape, "色块")


def _picture(slide: Made, box: Picture) -> None:
    figure = box.states[-1]
    svg = drawing.svg(figure, round(box.drawn), wall=True)
    image = io.BytesIO(pictures.pixels(svg, scale=PIXELS))
    shape = slide.shapes.add_picture(image, px(box.x), px(box.y), px(box.width))
    describe(shape, "地图", figure.alternative)


def _grid(slide: Made, grid: Grid) -> None:
    """A table with a head and with rules below its rows."""
    place = at(grid.x, grid.y, sum(grid.widths), grid.height)
    shape = slide.shapes.add_table(len(grid.cells), len(grid.widths), *place)
    heads, *rows = grid.cells
    named = "、".join("".join(lines) for lines in heads)
    describe(shape, "表格", f"表格，{len(rows)} 行，各列为{named}。")
    table: Any = shape.table
    table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, wide in zip(table.columns, grid.widths, strict=True):
        column.width = px(wide)
    for row, tall, cells in zip(table.rows, grid.heights, grid.cells, strict=True):
        row.height = px(tall)
        head = cells is heads
        size, colour = (grid.head_size, theme.QUIET) if head else (grid.size, theme.INK)
        for cell, lines in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = 0
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            write(cell.text_frame, lines, size, colour=colour)
            _rule(cell, above=not head)


def _rule(cell: _Cell, *, above: bool) -> None:
    """A line below a cell, the same as above the next one, and none beside it."""
    properties = cell._tc.get_or_add_tcPr()
    for place, edge in enumerate(("L", "R", "T", "B")):
        inside = "<a:noFill/>"
        if edge == "B" or (edge == "T" and above):
            inside = f'<a:solidFill><a:srgbClr val="{rgb(theme.RULE)}"/></a:solidFill>'
        line = f'<a:ln{edge} {nsdecls("a")} w="{px(_RULE)}">{inside}</a:ln{edge}>'
        properties.insert(place, parse_xml(line))
