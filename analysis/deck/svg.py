"""A page as one SVG: what PDF and pictures are made from."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from analysis import theme
from analysis.deck.drawing import boxed
from analysis.deck.layout import Block, Box, Grid, Page, Picture, Words
from analysis.deck.measure import LEADING

_ANCHOR = {"left": "start", "right": "end", "center": "middle"}
_ASCENT = 1.06  # of a line of 1.4, where its letters stand


def page_svg(page: Page) -> str:
    """The page at its last step."""
    body = "".join(
        part for number, box in enumerate(page.boxes) for part in _box(box, f"b{number}")
    )
    size = f'width="{page.width}" height="{page.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{size} viewBox="0 0 {page.width} {page.height}" font-family="{escape(theme.FONT)}">'
        f'<rect {size} fill="{theme.GROUND}"/>{body}</svg>'
    )


def _box(box: Box, name: str) -> Iterator[str]:
    if isinstance(box, Words):
        yield from _words(box)
    elif isinstance(box, Block):
        border = f' stroke="{box.border}" stroke-width="0.8"' if box.border else ""
        yield (
            f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
            f'fill="{box.fill}"{border}/>'
        )
    elif isinstance(box, Picture):
        yield _picture(box, name)
    else:
        yield from _grid(box)


def _picture(box: Picture, name: str) -> str:
    """A figure's last state in its box; ``name`` keeps its ids apart from others."""
    drawing = boxed(box)
    return (
        f'<svg x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'viewBox="{drawing.view}">{drawing.body(name)}</svg>'
    )


def _words(box: Words) -> Iterator[str]:
    for number, line in enumerate(box.lines):
        y = box.y + (number * LEADING + _ASCENT) * box.size
        weight = ' font-weight="700"' if box.bold else ""
        yield (
            f'<text x="{box.x:g}" y="{y:g}" font-size="{box.size:g}" fill="{box.colour}" '
            f'text-anchor="{_ANCHOR[box.align]}"{weight}>{escape(line)}</text>'
        )


def _grid(grid: Grid) -> Iterator[str]:
    y = grid.y
    right = grid.x + sum(grid.widths)
    for row, tall in zip(grid.cells, grid.heights, strict=True):
        head = row is grid.cells[0]
        x = grid.x
        for lines, wide in zip(row, grid.widths, strict=True):
            size = grid.head_size if head else grid.size
            colour = theme.QUIET if head else theme.INK
            used = len(lines) * size * LEADING
            yield from _words(Words(x, y + (tall - used) / 2, wide, lines, size, colour=colour))
            x += wide
        y += tall
        yield (
            f'<path d="M{grid.x:g},{y:g}H{right:g}" stroke="{theme.RULE}" stroke-width="1" fill="none"/>'
        )
