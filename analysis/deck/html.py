"""The deck as one HTML file: no server, no network; its pictures are vectors, each shape once."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from analysis import cards, fonts, library, search, theme, units
from analysis.cards import Card, Item
from analysis.deck.drawing import boxed
from analysis.deck.layout import HEIGHTS, WIDTH, Block, Box, Grid, Page, Picture, Words, lay_out
from analysis.edition import Edition
from analysis.story import Slide

_HERE = Path(__file__).parent
_PATH = re.compile(r'<path([^>]*?) d="([^"]{200,})"([^>]*?)(?:/>|></path>)')
_MOST = 9  # statements, and figures, on a card


def html(edition: Edition, slides: Sequence[Slide], *, notes: bool = False) -> bytes:
    """The whole deck; with ``notes`` the speaker's notes are in it, and it is not for sharing."""
    pages = {ratio: lay_out(slides, ratio) for ratio in HEIGHTS}
    pictures = _Pictures()
    sections = [
        _section(number, dict(zip(pages, both, strict=True)), pictures)
        for number, both in enumerate(zip(*pages.values(), strict=True), start=1)
    ]
    shown = "".join(sections)
    title = edition.event("标题")
    data = {
        "title": title,
        "slides": [_told(page, notes=notes) for page in pages["16x9"]],
        "cards": list(_cards(edition)),
    }
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (_HERE / "deck.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    style = _colours() + (_HERE / "deck.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; font-src data:"
    )
    body = (
        f'{pictures.definitions()}<main id="stage">{shown}</main>'
        f'<script type="application/json" id="deck">{written}</script>'
    )
    page = (
        '<!DOCTYPE html><html lang="zh-CN" data-theme="light" data-ratio="16x9"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title>"
        f"<style>{_faces(style + script + body, shown)}{style}</style></head><body>"
        f"{body}<script>{script}</script></body></html>"
    )
    return page.encode()


# ---- pages ------------------------------------------------------------------------------------


def _section(number: int, pages: Mapping[str, Page], pictures: _Pictures) -> str:
    first = next(iter(pages.values()))
    slide = first.slide
    attributes = {
        "id": name_of(first),
        "data-title": slide.title,
        "data-section": slide.section,
        "data-steps": str(first.steps),
        "data-optional": str(first.optional or ""),
        "data-view": view(slide),
        "aria-roledescription": "slide",
        "aria-label": f"{number}：{slide.title}",
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    boxes = "".join(
        f'<div class="r{ratio}">{"".join(_box(box, pictures) for box in page.boxes)}</div>'
        for ratio, page in pages.items()
    )
    return f'<section class="slide"{written}>{boxes}</section>'


def name_of(page: Page) -> str:
    """The name of a page in the address: its slide's, and a number for a further page of it."""
    return f"{page.slide.name}-{page.part + 1}" if page.part else page.slide.name


def view(slide: Slide) -> str:
    """The address of the app's view that shows the same; empty for what only the deck has."""
    if not slide.page:
        return ""
    query = urlencode(slide.parameters, doseq=True)
    return f"/{slide.page}?{query}" if query else f"/{slide.page}"


def _told(page: Page, *, notes: bool) -> dict:
    return {
        "id": name_of(page),
        "title": page.slide.title,
        "section": page.slide.section,
        "notes": list(page.slide.notes) if notes else [],
        "steps": page.steps,
    }


def _box(box: Box, pictures: _Pictures) -> str:
    if isinstance(box, Words):
        return _words(box)
    if isinstance(box, Block):
        border = f";border:1px solid {_var(box.border)}" if box.border else ""
        return (
            f'<div class="block"{_from(box.step)} style="{_at(box)};height:{box.height:g}px;'
            f'background:{_var(box.fill)}{border}"></div>'
        )
    if isinstance(box, Grid):
        return _grid(box)
    return "".join(
        f'<svg class="picture"{_from(state)}{_to(state, box)} style="{_at(box)};'
        f'height:{box.height:g}px" role="img" aria-label="{escape(figure.alternative)}" '
        f'viewBox="{pictures.view(box, state)}"><use href="#{pictures.name(box, state)}"/></svg>'
        for state, figure in enumerate(box.states)
    )


def _at(box: Words | Block | Grid | Picture) -> str:
    left = (
        f"right:{WIDTH - box.x:g}px"
        if getattr(box, "align", "") == "right"
        else f"left:{box.x:g}px"
    )
    wide = sum(box.widths) if isinstance(box, Grid) else box.width
    return f"{left};top:{box.y:g}px;width:{wide:g}px"


def _from(step: int) -> str:
    return f' data-from="{step}"' if step else ""


def _to(state: int, box: Picture) -> str:
    return f' data-to="{state + 1}"' if state + 1 < len(box.states) else ""


def _words(box: Words) -> str:
    tag = "h2" if box.role == "h2" else "p"
    bold = ";font-weight:700" if box.bold else ""
    aligned = f";text-align:{box.align}" if box.align != "left" else ""
    return (
        f'<{tag} class="words {box.role}"{_from(box.step)} style="{_at(box)};'
        f'font-size:{box.size:g}px;color:{_var(box.colour)}{bold}{aligned}">'
        f"{_lines(box.lines)}</{tag}>"
    )


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(map(escape, lines))


def _grid(grid: Grid) -> str:
    columns = "".join(f'<col style="width:{wide:g}px">' for wide in grid.widths)
    rows = []
    for row, tall in zip(grid.cells, grid.heights, strict=True):
        tag = 'th scope="col"' if row is grid.cells[0] else "td"
        size = grid.head_size if row is grid.cells[0] else grid.size
        cells = "".join(f"<{tag}>{_lines(lines)}</{tag[:2]}>" for lines in row)
        rows.append(f'<tr style="height:{tall:g}px;font-size:{size:g}px">{cells}</tr>')
    head, *body = rows
    return (
        f'<table class="grid" style="{_at(grid)}"><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{''.join(body)}</tbody></table>"
    )


# ---- pictures ---------------------------------------------------------------------------------


class _Pictures:
    """Every picture of the deck once, and every long path of the pictures once."""

    def __init__(self) -> None:
        self._symbols: dict[tuple, tuple[str, str, str]] = {}  # name, view box, body

    def _symbol(self, box: Picture, state: int) -> tuple[str, str, str]:
        key = id(box.states[state]), round(box.drawn), round(box.tall)
        if key not in self._symbols:
            name = f"s{len(self._symbols)}"
            picture = boxed(box, state)
            self._symbols[key] = (name, picture.view, picture.body(name))
        return self._symbols[key]

    def name(self, box: Picture, state: int) -> str:
        return self._symbol(box, state)[0]

    def view(self, box: Picture, state: int) -> str:
        return self._symbol(box, state)[1]

    def definitions(self) -> str:
        """All of them as definitions; what two or more share stands apart."""
        bodies = "".join(f'<g id="{name}">{body}</g>' for name, _, body in self._symbols.values())
        count = Counter(shape for _, shape, _ in _PATH.findall(bodies))
        names = {
            shape: f"p{number}"
            for number, shape in enumerate(shape for shape, uses in count.items() if uses > 1)
        }

        def refer(found: re.Match) -> str:
            before, shape, after = found.groups()
            if shape not in names:
                return found.group()
            return f'<use{before} href="#{names[shape]}"{after}/>'

        paths = "".join(f'<path id="{name}" d="{shape}"/>' for shape, name in names.items())
        return (
            '<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>'
            f"{paths}{_PATH.sub(refer, bodies)}</defs></svg>"
        )


# ---- colours and type -------------------------------------------------------------------------


def _var(colour: str) -> str:
    return f"var(--c-{colour[1:]})"


def _colours() -> str:
    """Every colour as a variable with a light and a dark value; figures follow by their own."""
    light = "".join(f"--c-{colour[1:]}:{colour};" for colour in theme.DARK)
    dark = "".join(f"--c-{colour[1:]}:{other};" for colour, other in theme.DARK.items())
    follow = "".join(
        f'[fill="{colour}"]{{fill:{_var(colour)}}}[stroke="{colour}"]{{stroke:{_var(colour)}}}'
        for colour in theme.DARK
    )
    return f":root{{{light}}}:root[data-theme=dark]{{{dark}}}{follow}"


def _faces(words: str, bold: str) -> str:
    """The project's faces, cut to the characters of this deck, inside the file."""
    wanted = {400: set(words), 700: set(bold) | set(words)}
    return "".join(
        f"@font-face{{font-family:Deck;font-weight:{face.weight};"
        f"src:url(data:font/woff;base64,{base64.b64encode(_cut(face, wanted[face.weight])).decode()})}}"
        for face in fonts.FACES
    )


def _cut(face: fonts.Face, characters: Collection[str]) -> bytes:
    """A face with these characters alone, as WOFF: a tenth larger than WOFF2, in no time."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    whole = uharfbuzz.Face(fonts.otf(face))
    out = io.BytesIO()
    font = TTFont(io.BytesIO(uharfbuzz.subset(whole, wanted).blob.data), recalcTimestamp=False)
    font.flavor = "woff"
    font.save(out)
    return out.getvalue()


# ---- cards ------------------------------------------------------------------------------------


def _cards(edition: Edition) -> Iterator[dict[str, str]]:
    """What the speaker may call up: every unit the edition names, and every case."""
    entries = {(entry.kind, *entry.parameters.values()): entry for entry in search.index(edition)}
    for code in units.named(edition):
        yield _card(entries, search.UNIT, code, cards.unit_card(edition, units.unit(edition, code)))
    for row in cards.rows(library.cases(edition)):
        yield _card(entries, search.CASE, row.case, cards.case_card(edition, row))


def _for_the_wall(card: Card) -> Card:
    """A card with no more than an audience can read; how much is left out is said."""
    left = max(len(card.items) - _MOST, 0) + max(len(card.amounts) - _MOST, 0)
    more = (Item(f"另有 {left} 项，见“单位概览”页。"),) if left else ()
    return replace(
        card,
        items=(*card.items[:_MOST], *more),
        amounts=card.amounts[:_MOST],
        notes=() if left else card.notes,
    )


def _card(entries: Mapping, kind: str, key: str, card: Card) -> dict[str, str]:
    entry = entries[kind, key]
    return {
        "id": key,
        "label": entry.label,
        "kind": " · ".join(filter(None, (kind, entry.detail))),
        "keys": f"{entry.names}\n{entry.keys}",
        "html": cards.html(_for_the_wall(card)),
    }
