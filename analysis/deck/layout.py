"""Slides set on pages: boxes in px on a stage 1280 wide, words broken into lines that fit.

Every way of presenting draws these same boxes, so that what fits on one fits on all. A page is 720
high (16:9) or 960 (4:3). Body text is at least 24 px, notes, source and notice at least 14.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from math import inf

from analysis import theme
from analysis.cards import Card
from analysis.deck.measure import LEADING, balanced, height, width, wrap, wrap_names
from analysis.figure import Figure
from analysis.story import NOBODY, Chart, Columns, Cover, NameLists, Points, Rows, Slide

WIDTH = 1280
HEIGHTS = {"16x9": 720, "4x3": 960}
LEFT, RIGHT, TOP, BOTTOM = 64, 1216, 40, 28
TITLE, BODY, SMALL, LEAST = (38, 34, 30, 26), (32, 28, 26, 24), 16, 14
MAP_LEFT, MAP_WIDTH = 404, 860  # a map stands beside its words, as high as the page
TINY, HEAD = (20, 16, LEAST), 20
READABLE = 1.4  # times the measure of a chart whose labels are of 12 or 13 px
LARGEST_CHART = 2.0  # times its own measure, in which labels are 12 or 13 px
GAP = 28
FREE = 320  # px high where a chart's height is free
ALONE = 1040  # the width of a figure taken out of the deck


@dataclass(frozen=True)
class Words:
    """Lines of one size and colour; ``x`` is where they are aligned to, ``y`` the top."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    size: float
    bold: bool = False
    colour: str = theme.INK
    align: str = "left"
    role: str = "p"  # h2 for the title, p, source …
    step: int = 0

    @property
    def height(self) -> float:
        """The height of its lines."""
        return height(len(self.lines), self.size)


@dataclass(frozen=True)
class Block:
    """A filled rectangle: a rule, a mark, a tier's chip."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    border: str = ""
    step: int = 0


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure drawn ``drawn`` px wide in its own measure and scaled to its box; one a step.

    ``tall`` is its height in that measure where it is free, else 0.
    """

    x: float
    y: float
    width: float
    height: float
    states: tuple[Figure, ...]
    drawn: float
    form: str
    tall: float = 0


@dataclass(frozen=True)
class Grid:
    """A table: the widths of its columns, and rows of cells already broken into lines."""

    x: float
    y: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]  # the first row is the head
    size: float
    head_size: float

    @property
    def height(self) -> float:
        """The height of all its rows."""
        return sum(self.heights)


Box = Words | Block | Picture | Grid


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a slide; ``part`` counts the pages of a slide that needs several."""

    slide: Slide
    boxes: tuple[Box, ...]
    height: int
    part: int = 0
    width: int = WIDTH

    @property
    def name(self) -> str:
        """Its slide's name, with a number for a further page."""
        return f"{self.slide.name}-{self.part + 1}" if self.part else self.slide.name

    @property
    def words(self) -> Iterator[str]:
        """The lines of its words and tables; those of its pictures are the pictures' own."""
        for box in self.boxes:
            if isinstance(box, Words):
                yield from box.lines
            elif isinstance(box, Grid):
                yield from (line for row in box.cells for cell in row for line in cell)

    @property
    def steps(self) -> int:
        """The last step of the page; 0 where all shows at once."""
        return max(
            (
                len(box.states) - 1 if isinstance(box, Picture) else getattr(box, "step", 0)
                for box in self.boxes
            ),
            default=0,
        )

    @property
    def optional(self) -> int:
        """The step that may be left out, or 0."""
        return self.steps if getattr(self.slide.content, "optional_last", False) else 0


def lay_out(slides: Iterable[Slide], ratio: str = "16x9") -> tuple[Page, ...]:
    """All pages of a deck, numbered, the same in number for every ratio.

    A list that the lower page cannot hold goes on to the next.
    """
    parts = [part for slide in slides for part in _parts(slide)]
    return tuple(
        _page(slide, part, HEIGHTS[ratio], f"{number} / {len(parts)}")
        for number, (slide, part) in enumerate(parts, start=1)
    )


def _parts(slide: Slide) -> Iterator[tuple[Slide, int]]:
    """A slide as one or several that each fit on the lowest page."""
    content, part = slide.content, 0
    while isinstance(content, Points | Rows | NameLists) and len(content.rows) > 1:
        most = len(content.rows)
        while most > 1 and not _fits(replace(slide, content=content.cut(0, most))):
            most -= 1
        if most == len(content.rows):
            break
        yield replace(slide, content=content.cut(0, most)), part
        content, part = content.cut(most, len(content.rows)), part + 1
    yield replace(slide, content=content), part


def _fits(slide: Slide) -> bool:
    top, floor, _ = _room(slide, min(HEIGHTS.values()))
    return all(box.y + box.height <= floor for box in set_body(slide.content, top, floor))


def _page(slide: Slide, part: int, tall: int, number: str) -> Page:
    at = WIDTH - 24 if slide.is_map else RIGHT
    boxes = (
        *_boxes(slide, tall),
        Words(at, TOP - 4, 120, (number,), SMALL, False, theme.QUIET, "right", "number"),
    )
    return Page(slide, boxes, tall, part)


def _boxes(slide: Slide, tall: int) -> Iterator[Box]:
    if slide.is_map:
        yield from _map_page(slide, tall)
    elif isinstance(slide.content, Cover):
        yield from _cover(slide, slide.content, tall)
    else:
        top, floor, around = _room(slide, tall)
        yield from around
        yield from set_body(slide.content, top, floor)


def _room(slide: Slide, tall: int) -> tuple[float, float, tuple[Words | Block, ...]]:
    """Between which heights the body of a slide stands, and what stands around it."""
    head = tuple(_head(slide, LEFT, RIGHT - LEFT))
    foot = tuple(_foot(slide, LEFT, RIGHT - LEFT, tall))
    top = max(box.y + box.height for box in head) + GAP
    floor = min((box.y for box in foot), default=tall - BOTTOM) - 20
    return top, floor, (*head, *foot)


def alone(slide: Slide) -> Page:
    """A figure with its lines under each other, as a picture that is taken out of the deck.

    A map is the deck's own drawing in another size: its 审图号 belongs to that image.
    """
    assert isinstance(slide.content, Chart)
    figure, is_map = slide.content.whole, slide.is_map
    room = ALONE - 2 * LEFT
    boxes: list[Box] = []
    y: float = TOP
    for words, size, bold in ((slide.title, 30, True), (slide.shown, 20, False)):
        if words:
            colour = theme.INK if bold else theme.QUIET
            box = _fitted(words, (size,), room, 1, bold=bold, colour=colour)
            boxes.append(replace(box, x=LEFT, y=y))
            y += box.height
    y += GAP / 2
    if is_map:
        drawn, high, tall = float(MAP_WIDTH), room * _aspect(figure), 0.0
    else:
        tall = 0 if chart_height(figure) else FREE
        drawn, high = room / READABLE, (chart_height(figure) or FREE) * READABLE
    boxes.append(Picture(LEFT, y, room, high, (figure,), drawn, slide.content.form, tall))
    y += high + GAP / 2
    aside = (words for words, _ in slide.aside)
    for words in filter(None, (*aside, slide.caveat, slide.source, slide.notice)):
        box = _fitted(words, (SMALL,), room, 1, colour=theme.QUIET)
        boxes.append(replace(box, x=LEFT, y=y))
        y += box.height
    return Page(slide, tuple(boxes), round(y + TOP), width=ALONE)


# ---- head and foot ----------------------------------------------------------------------------


def _head(
    slide: Slide, left: float, room: float, aside: float = BODY[-1]
) -> Iterator[Words | Block]:
    """Section, title, what is shown, and in size ``aside`` what a map cannot show."""
    y: float = TOP
    if slide.section:
        inset = 0.0
        if slide.hue:
            yield Block(left, y + 6, 16, 16, slide.hue)
            inset = 26
        yield Words(
            left + inset, y, room, (slide.section,), HEAD, colour=theme.QUIET, role="section"
        )
        y += 36
    else:
        y += 24  # below the page's number
    title = _fitted(
        slide.title,
        TITLE[2:] if slide.is_map else TITLE,
        room,
        2 + slide.is_map,
        bold=True,
        role="h2",
    )
    yield replace(title, x=left, y=y)
    y += title.height + 6
    if slide.shown:
        shown = _fitted(slide.shown, (24,), room, 2, colour=theme.QUIET)
        yield replace(shown, x=left, y=y)
        y += shown.height
    for words, step in slide.aside:
        y += 10
        told = _fitted(words, (aside,), room, 2)
        yield replace(told, x=left, y=y, step=step)
        y += told.height


def _foot(slide: Slide, left: float, room: float, tall: float) -> Iterator[Words]:
    """Definitions, source and notice, from the bottom up."""
    y = tall - BOTTOM
    for role, words in (
        ("notice", slide.notice),
        ("cite", slide.source),
        ("caveat", slide.caveat),
    ):
        if words:
            box = _fitted(words, (SMALL, 15, LEAST), room, 3, colour=theme.QUIET, role=role)
            y -= box.height
            yield replace(box, x=left, y=y)


def _fitted(
    words: str,
    sizes: Sequence[float],
    room: float,
    most: int,
    *,
    bold: bool = False,
    colour: str = theme.INK,
    role: str = "p",
) -> Words:
    """Words in the largest size that needs at most so many lines, else in the smallest."""
    for size in sizes:
        lines = (balanced if bold else wrap)(words, size, room, bold=bold)
        if len(lines) <= most:
            break
    return Words(0, 0, room, lines, size, bold, colour, role=role)


# ---- kinds of content -------------------------------------------------------------------------


@singledispatch
def set_body(content: object, top: float, floor: float) -> tuple[Box, ...]:
    """The body of a slide between two heights; a list too long for them stands below the floor."""
    raise TypeError(content)


def _cover(slide: Slide, content: Cover, tall: int) -> Iterator[Words | Block]:
    title = _fitted(slide.title, (60, 54, 46, 38), RIGHT - LEFT, 3, bold=True, role="h2")
    lines = [_fitted(line, (30, 28, 26, 24), RIGHT - LEFT, 2) for line in content.lines]
    blank = [_fitted(content.blank, (28,), RIGHT - LEFT, 1)] if content.blank else []
    whole = title.height + 48 + sum(line.height + 14 for line in (*lines, *blank))
    y = (tall - whole) / 2 - 20
    yield replace(title, x=LEFT, y=y)
    y += title.height + 22
    yield Block(LEFT, y, 96, 4, theme.TIER_FILL["优秀"])
    y += 26
    for line in (*lines, *blank):
        yield replace(line, x=LEFT, y=y)
        y += line.height + 14
    yield from _foot(slide, LEFT, RIGHT - LEFT, tall)


def _map_page(slide: Slide, tall: int) -> Iterator[Box]:
    """Words on the left, the map as high as the page beside them."""
    assert isinstance(slide.content, Chart)
    room = MAP_LEFT - LEFT - 24
    foot = tuple(_foot(slide, LEFT, room, tall))
    floor = min((box.y for box in foot), default=tall - BOTTOM)
    for size in (BODY[-1], *TINY):
        head = tuple(_head(slide, LEFT, room, size))
        if max(box.y + box.height for box in head) <= floor:
            break
    yield from (*head, *foot)
    high = MAP_WIDTH * _aspect(slide.content.whole)
    yield Picture(
        MAP_LEFT, (tall - high) / 2, MAP_WIDTH, high, slide.content.states, MAP_WIDTH, "map"
    )


def _aspect(figure: Figure) -> float:
    """Height by width of a map, which its boundaries decide."""
    from geo.boundaries import bounds

    west, south, east, north = bounds(figure.topologies[0])
    return (north - south) / (east - west)


@set_body.register
def _(content: Chart, top: float, floor: float) -> tuple[Box, ...]:
    whole, room = RIGHT - LEFT, floor - top
    high = chart_height(content.whole)
    if not high:  # it takes what there is
        size, tall = whole / READABLE, room / READABLE
        return (Picture(LEFT, top, whole, room, content.states, size, content.form, tall),)
    scale = min(LARGEST_CHART, room / high)
    y = top + max(0.0, (room - high * scale) / 3)
    return (Picture(LEFT, y, whole, high * scale, content.states, whole / scale, content.form),)


def chart_height(figure: Figure) -> float:
    """The height of a chart in its own measure, a step for each of its rows; 0 where it is free."""
    high = figure.spec["height"]
    if isinstance(high, int | float):
        return 0
    layers = figure.spec["layer"]
    name = layers[0]["encoding"]["y"]["field"]
    data = layers[0].get("data", figure.spec.get("data", {}))["name"]
    return high["step"] * figure.data[data][name].nunique()


@set_body.register
def _(content: Points, top: float, floor: float) -> tuple[Box, ...]:
    hues = content.hues or ("",) * len(content.points)
    indent = 30 if content.hues else 0
    heads = [width(head, 1, bold=True) for head, _ in content.points]

    def boxes(size: float, row: tuple, y: float) -> tuple[list[Box], float]:
        (head, words), hue = row
        column = min(max(heads, default=0) * size + GAP, 420) if any(heads) else 0
        room = RIGHT - LEFT - column - indent
        found: list[Box] = [Block(LEFT, y + size * 0.4, 16, 16, hue)] if hue else []
        named = Words(
            LEFT + indent, y, column, wrap(head, size, column - 12, bold=True), size, True
        )
        told = Words(LEFT + indent + column, y, room, wrap(words, size, room), size)
        found += [box for box in (named, told) if any(box.lines)]
        return found, max(named.height, told.height)

    return _stacked(list(zip(content.points, hues, strict=True)), boxes, top, floor)


@set_body.register
def _(content: NameLists, top: float, floor: float) -> tuple[Box, ...]:
    steps = content.steps or (0,) * len(content.lists)
    heads = [width(held.head, 1, bold=True) for held in content.lists]

    def boxes(size: float, row: tuple, y: float) -> tuple[list[Box], float]:
        held, step = row
        column = max(heads, default=0) * size + 100
        room = RIGHT - LEFT - column
        lines = wrap_names(held.names, size, room)
        names = Words(LEFT + column, y, room, lines, size, step=step)
        made: list[Box] = [names]
        x: float = LEFT
        if held.tier:
            fill = theme.TIER_FILL.get(held.tier, theme.GROUND)
            made.append(Block(LEFT, y + size * 0.25, size, size, fill, theme.BORDER, step))
            x += size + 12
        made.append(Words(x, y, column, (held.head,), size, True, step=step))
        if held.names != NOBODY:
            count = Words(x, y + size * LEADING, 120, (f"{len(held.names)} 个",), HEAD)
            if len(lines) == 1:  # no room below the head
                beside = y + (size - HEAD) * LEADING / 2
                count = replace(count, x=LEFT + column - 20, y=beside, align="right")
            made.append(replace(count, colour=theme.QUIET, step=step))
        return made, max(size * LEADING, names.height)

    return _stacked(list(zip(content.lists, steps, strict=True)), boxes, top, floor)


def _stacked(rows: Sequence, boxes: Callable, top: float, floor: float) -> tuple[Box, ...]:
    """Rows under each other in the largest size that fits, a lone one in a still smaller."""
    for size in (*BODY, *(TINY if len(rows) == 1 else ())):
        made = [boxes(size, row, 0.0) for row in rows]
        spare = floor - top - sum(tall for _, tall in made) - size * 0.4 * (len(rows) - 1)
        if spare >= 0:
            break
    gap = size * 0.4 + max(0.0, min(size * 0.7, spare / max(len(rows), 1)))
    y, placed = top, []
    for held, tall in made:
        placed += [replace(box, y=box.y + y) for box in held]
        y += tall + gap
    return tuple(placed)


@set_body.register
def _(content: Rows, top: float, floor: float) -> tuple[Box, ...]:
    whole = RIGHT - LEFT
    widths = tuple(whole * part / sum(content.widths) for part in content.widths)
    for size in (*BODY[1:], *(TINY if len(content.cells) == 1 else ())):
        heights, cells = _broken(content, widths, size)
        if sum(heights) <= floor - top:
            break
    spare = max(0.0, min(14.0, (floor - top - sum(heights)) / len(heights)))
    tall = (heights[0], *(high + spare for high in heights[1:]))
    return (Grid(LEFT, top, widths, tall, tuple(cells), size, HEAD),)


def _broken(
    content: Rows, widths: Sequence[float], size: float
) -> tuple[list[float], list[tuple[tuple[str, ...], ...]]]:
    """The heights and broken cells of a table in one size, its head first."""
    cells: list[tuple[tuple[str, ...], ...]] = [tuple((head,) for head in content.heads)]
    heights = [height(1, HEAD) + 12]
    for row in content.cells:
        broken = tuple(
            wrap(words, size, room - 20) for words, room in zip(row, widths, strict=True)
        )
        cells.append(broken)
        heights.append(height(max(map(len, broken)), size) + 4)
    return heights, cells


@set_body.register
def _(content: Columns, top: float, floor: float) -> tuple[Box, ...]:
    count = max(len(content.columns), 1)
    gap = 36
    room = (RIGHT - LEFT - gap * (count - 1)) / count
    columns = [_column(cards, room, content.owners) for cards in content.columns]
    floor -= 38  # for how many have no room
    boxes: list[Box] = []
    left_out = 0
    for place, pieces in enumerate(columns):
        x = LEFT + place * (room + gap)
        if place:
            boxes.append(Block(x - gap / 2, top, 1, floor - top, theme.RULE))
        fitting = _fitting(pieces, floor - top)
        left_out += len(pieces) - len(fitting)
        y = top
        for piece in fitting:
            for box in piece.boxes:
                boxes.append(replace(box, x=x, y=y + box.y))
            y += piece.height
    if left_out:
        words = f"篇幅所限，另有 {left_out} 项未列在此页，见{content.more}。"
        boxes.append(Words(LEFT, floor + 8, RIGHT - LEFT, (words,), 20, colour=theme.QUIET))
    return tuple(boxes)


@dataclass(frozen=True)
class _Piece:
    """What stands or falls together in a column; the greater its ``weight``, the later it falls."""

    boxes: tuple[Words, ...]
    weight: float

    @property
    def height(self) -> float:
        return max(box.y + box.height for box in self.boxes) + 10


def _fitting(pieces: Sequence[_Piece], room: float) -> list[_Piece]:
    """The pieces that have room, the lightest left out first."""
    held = list(pieces)
    while held and sum(piece.height for piece in held) > room:
        held.remove(min(held, key=lambda piece: piece.weight))
    return held


def _column(cards: Sequence[Card], room: float, owners: bool) -> list[_Piece]:
    """One owner's cards: name, then each practice with its figures, or with its sentence."""
    pieces = []
    for owner in dict.fromkeys(card.owner for card in cards if owners):
        pieces.append(_piece(room, inf, (owner, 28, True, theme.INK)))
    for card in cards:
        title = (card.title, 24, False, theme.QUIET)
        told = [
            ((amount.amount, 28, True, theme.INK), (amount.metric, 24, False, theme.INK), amount)
            for amount in card.amounts
        ]
        if told:
            for place, (number, name, amount) in enumerate(told):
                head = (title,) if place == 0 else ()
                pieces.append(_piece(room, _magnitude(amount.amount), *head, number, name))
        else:
            words = "".join(item.statement for item in card.items)
            pieces.append(_piece(room, inf, title, (words, 24, False, theme.INK)))
    return pieces


def _piece(room: float, weight: float, *parts: tuple[str, float, bool, str]) -> _Piece:
    boxes, y = [], 0.0
    for words, size, bold, colour in parts:
        if words:
            sizes = (size, 26, 24) if bold else (size,)  # a number is not broken for its size
            box = replace(_fitted(words, sizes, room, 1, bold=bold, colour=colour), y=y)
            boxes.append(box)
            y += box.height
    return _Piece(tuple(boxes), weight)


def _magnitude(amount: str) -> float:
    """The size of a written amount; where not all have room, larger ones tell more."""
    found = re.search(r"(\d[\d.]*)\s*[余多]?([万亿]?)", amount)
    return float(found[1]) * {"万": 1e4, "亿": 1e8}.get(found[2], 1) if found else 0
