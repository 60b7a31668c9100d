"""The deck as one HTML file: no server, no network; its pictures are vectors, each shape once."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from analysis import cards, fonts, library, pictures, places, search, text, theme, units
from analysis.cards import Card, Item
from analysis.deck.drawing import boxed
from analysis.deck.layout import HEIGHTS, WIDTH, Block, Box, Grid, Page, Picture, Words, lay_out
from analysis.edition import Edition, keyed, records
from analysis.figure import Figure
from analysis.story import NameLists, Slide

_HERE = Path(__file__).parent
_PATH = re.compile(r'<path([^>]*?) d="([^"]{200,})"([^>]*?)(?:/>|></path>)')
_MOST = 9  # statements, and figures, on a card


def html(edition: Edition, slides: Sequence[Slide], *, notes: bool = False) -> bytes:
    """The whole deck; with ``notes`` the speaker's notes are in it, and it is not for sharing.

    Raises ``pictures.CannotDraw`` for words on slides and cards that the typeface lacks.
    """
    slides, dark = list(slides), list(map(_in_the_dark, slides))
    pages = {ratio: lay_out(slides, ratio) for ratio in HEIGHTS}
    twins = pages if dark == slides else {ratio: lay_out(dark, ratio) for ratio in HEIGHTS}
    drawn = _Pictures()
    sections = [
        _section(number, dict(zip(pages, both, strict=True)), others, drawn)
        for number, (both, others) in enumerate(
            zip(zip(*pages.values(), strict=True), zip(*twins.values(), strict=True), strict=True),
            start=1,
        )
    ]
    shown = "".join(sections)
    title = edition.event("标题")
    data = {
        "title": title,
        "slides": [
            {"id": page.name, "notes": list(page.slide.notes) if notes else []}
            for page in pages["16x9"]
        ],
        "optional": _optional(slides),
        "cards": list(_cards(edition)),
    }
    pictures.check([shown, title, *_said(data)])
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    code = script().replace("</script", "<\\/script")
    style = _colours() + (_HERE / "deck.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    body = (
        f'{drawn.definitions()}<main id="stage">{shown}</main>'
        f'<script type="application/json" id="deck">{written}</script>'
    )
    page = (
        '<!DOCTYPE html><html lang="zh-CN" data-theme="light" data-ratio="16x9"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title>"
        f"<style>{faces(style + code + body)}{style}</style></head><body>"
        f"{body}<script>{code}</script></body></html>"
    )
    return page.encode()


def script() -> str:
    """What moves the deck in the browser."""
    parts = (_HERE.with_name("find.js"), _HERE / "deck.js")
    return "".join(part.read_text(encoding="utf-8") for part in parts)


# ---- pages ------------------------------------------------------------------------------------


def _in_the_dark(slide: Slide) -> Slide:
    """The same without a 审图号: that belongs to one image, and other colours make another."""
    if slide.is_map and slide.notice != text.MAP_NOTICE:
        return replace(slide, notice=text.MAP_NOTICE)
    return slide


def _section(number: int, pages: Mapping[str, Page], dark: Sequence[Page], drawn: _Pictures) -> str:
    """A page in every ratio; where ``dark`` has other boxes, the theme decides which are shown."""
    first = next(iter(pages.values()))
    slide = first.slide
    attributes = {
        "id": first.name,
        "data-title": slide.title,
        "data-section": slide.section,
        "data-steps": str(first.steps),
        "data-optional": str(first.optional or ""),
        "data-view": view(slide),
        "role": "group",
        "aria-roledescription": "幻灯片",
        "aria-label": f"{number}：{slide.title}",
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    boxes = "".join(
        f'<div class="r{ratio}">{"".join(_boxes(page, other, drawn))}</div>'
        for (ratio, page), other in zip(pages.items(), dark, strict=True)
    )
    return f'<section class="slide"{written}>{boxes}</section>'


def _boxes(page: Page, dark: Page, drawn: _Pictures) -> Iterator[str]:
    """The boxes of a page, and those that stand for some of them in the dark."""
    for box in page.boxes:
        only = "" if isinstance(box, Picture) or box in dark.boxes else "only-light "
        yield _box(box, drawn).replace('class="', f'class="{only}', 1)
    for box in dark.boxes:
        if not isinstance(box, Picture) and box not in page.boxes:
            yield _box(box, drawn).replace('class="', 'class="only-dark ', 1)


def view(slide: Slide) -> str:
    """The address of the app's view that shows the same; empty for what only the deck has."""
    if slide.page is None:
        return ""
    query = urlencode(slide.parameters, doseq=True)
    return f"/{slide.page}?{query}" if query else f"/{slide.page}"


def _optional(slides: Iterable[Slide]) -> str:
    """The tiers that the last steps show and that may be left out."""
    tiers = (
        names.tier
        for content in (slide.content for slide in slides)
        if isinstance(content, NameLists) and content.optional_last and content.steps
        for names, step in zip(content.lists, content.steps, strict=True)
        if names.tier and step == max(content.steps)
    )
    return "、".join(dict.fromkeys(tiers))


def _said(data: Mapping) -> Iterator[str]:
    """What the data say to somebody; the keys of the search are only compared."""
    for slide in data["slides"]:
        yield from slide["notes"]
    for card in data["cards"]:
        yield from (card["label"], card["kind"], card["html"])


def _box(box: Box, drawn: _Pictures) -> str:
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
    return "".join(_picture(box, state, drawn) for state in range(len(box.states)))


def _picture(box: Picture, state: int, drawn: _Pictures) -> str:
    """A state of a picture: the whole one in other colours, where its words can stay as they are."""
    figure = box.states[state]
    hidden = _hidden(figure, box.states[-1])
    colours = "".join(f";{_name(theme.TIER_FILL[tier])}:{_var(theme.GROUND)}" for tier in hidden)
    alike = all(theme.TIER_INK[tier] == theme.INK for tier in hidden)
    name, view = drawn.of(box, -1 if alike else state)
    return (
        f'<svg class="picture"{_from(state)}{_to(state, box)} style="{_at(box)};'
        f'height:{box.height:g}px{colours if alike else ""}" role="img" '
        f'aria-label="{escape(figure.alternative)}" viewBox="{view}"><use href="#{name}"/></svg>'
    )


def _hidden(figure: Figure, whole: Figure) -> list[str]:
    """The tiers that a state of a map leaves white and the whole map colours."""
    if figure is whole:
        return []
    now, then = figure.data["legend"], whole.data["legend"]
    return list(then.loc[then["coloured"] & ~now["coloured"], "tier"])


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

    def of(self, box: Picture, state: int) -> tuple[str, str]:
        """The name and the view box of a state of a picture."""
        key = id(box.states[state]), round(box.drawn), round(box.tall)
        if key not in self._symbols:
            name = f"s{len(self._symbols)}"
            picture = boxed(box, state)
            self._symbols[key] = (name, picture.view, picture.body(name))
        return self._symbols[key][:2]

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


def _name(colour: str) -> str:
    return f"--c-{colour[1:]}"


def _var(colour: str) -> str:
    return f"var({_name(colour)})"


def _colours() -> str:
    """Every colour as a variable with a light and a dark value; figures follow by their own."""
    light = "".join(f"{_name(colour)}:{colour};" for colour in theme.DARK)
    dark = "".join(f"{_name(colour)}:{other};" for colour, other in theme.DARK.items())
    follow = "".join(
        f'[fill="{colour}"]{{fill:{_var(colour)}}}[stroke="{colour}"]{{stroke:{_var(colour)}}}'
        for colour in theme.DARK
    )
    return f":root{{{light}}}:root[data-theme=dark]{{{dark}}}{follow}"


def faces(words: str) -> str:
    """The project's faces, cut to the characters of these words, as style inside a file."""
    return "".join(
        f"@font-face{{font-family:Deck;font-weight:{face.weight};"
        f"src:url(data:font/woff;base64,{base64.b64encode(_cut(face, words)).decode()})}}"
        for face in fonts.FACES
    )


def _cut(face: fonts.Face, characters: str) -> bytes:
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
    slides = keyed(edition, "slides", "slide")
    practices: dict[str, list[str]] = {}
    for row in records(edition["practices"]):
        practices.setdefault(row.code, []).extend((slides[row.slide].theme, row.title, row.summary))
    for code in units.named(edition):
        card = cards.unit_card(edition, units.unit(edition, code))
        yield _card(entries[search.UNIT, code], code, card, practices.get(code, ()))
    for row in records(library.cases(edition)):
        yield _card(
            entries[search.CASE, row.case], row.case, cards.case_card(edition, row), row.theme
        )


def _for_the_wall(card: Card) -> Card:
    """A card with no more than an audience can read; how much is left out is said."""
    left = max(len(card.items) - _MOST, 0) + max(len(card.amounts) - _MOST, 0)
    more = (Item(f"另有 {left} 项，见全部材料。"),) if left else ()
    return replace(
        card,
        items=(*card.items[:_MOST], *more),
        amounts=card.amounts[:_MOST],
    )


def _card(entry: search.Entry, key: str, card: Card, more: Iterable[str]) -> dict[str, str]:
    """A card, found by all that the app's search box knows of it, and by its themes and practices."""
    words = "\n".join(places.normalise(one).casefold() for one in dict.fromkeys(more))
    return {
        "id": key,
        "label": entry.label,
        "kind": " · ".join(filter(None, (entry.kind, entry.detail))),
        "names": entry.names,
        "words": entry.words + words,
        "keys": entry.keys,
        "abbreviated": entry.abbreviated,
        "spelling": "" if entry.kind == search.UNIT else search.spelling(entry.label),
        "html": _for_the_wall(card).html,
    }
