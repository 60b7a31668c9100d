"""《情况材料》 as a document for Word: two pages for any unit, a map only under its 审图号."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from struct import unpack

from docx.shared import Mm

from analysis import approvals, pictures, places, story, units, views
from analysis.archive import file_name
from analysis.briefing import Material, Room, Statement, material
from analysis.briefing.statements import OUR_RULE
from analysis.deck.drawing import svg
from analysis.deck.layout import MAP_WIDTH
from analysis.edition import Edition
from analysis.export import word
from analysis.story import Slide

ROOMS = (  # what is tried, until it fits: first the verdicts give way, then the lists
    Room(12, 5, 12, 10),
    Room(12, 5, 7, 6),
    Room(12, 5, 6, 5),
    Room(12, 5, 5, 4),
    Room(12, 4, 4, 3),
    Room(12, 3, 4, 3),
    Room(5, 3, 3, 3),
    Room(4, 3, 3, 3),
    Room(4, 3, 3, 2),
    Room(3, 3, 3, 2),
    Room(2, 3, 2, 2),
    Room(1, 3, 2, 2),
    Room(1, 2, 2, 2),
    Room(1, 2, 2, 1),
    Room(1, 2, 1, 1),
)
_MAP = Mm(104)
_LINE = 17.0  # points
ROOM = 2 * (Mm(297).pt - sum(edge.pt for edge in word.TIGHT_MARGINS)) - 3 * _LINE
TOO_LONG = "条目过长，本材料超出两页。"


def material_docx(edition: Edition, code: str, numbers: Mapping[str, str]) -> bytes:
    """A unit's 情况材料; the same edition and 审图号 give the same bytes.

    ``numbers`` are 审图号 by fingerprint. Where there are any, maps are drawn: call it in
    ``analysis.sandbox`` then. Raises ``KeyError`` for a code that is no place or organisation.
    """
    numbers = approvals.usable(edition, numbers)
    shown = [*_maps(edition, code, numbers)] if numbers else []
    drawn = [pictures.pixels(svg(slide.figures[-1], MAP_WIDTH, wall=True)) for slide in shown]
    written = fitted(edition, code, sum(map(_tall, drawn)), with_map=bool(shown))
    made = word.document(edition, tight=True)
    word.title(made, written.title.words)
    word.statements(made, written.opening)
    for number, section in enumerate(written.sections):
        word.heading(made, section.heading)
        for paragraph in section.paragraphs:
            word.statements(made, paragraph)
        if number == 0:
            for slide, png in zip(shown, drawn, strict=True):
                word.picture(made, png, _MAP, slide.title, slide.notice)
    return word.saved(made, written.title.words)


def file(edition: Edition, code: str) -> str:
    """What the document is called."""
    return file_name(
        f"{edition.year}{edition.event('评估名称')}-情况材料-{places.located(code)}.docx"
    )


def maps(edition: Edition, code: str) -> Iterator[Slide]:
    """The tier maps with the unit chosen on them, as its reader would add them to a deck."""
    for result in units.unit(edition, code).results:
        if places.register()[code].on_map:
            page, _ = story.MAPS[result.row["group"]]
            yield views.slide_of(edition, None, page, {"code": (code,)})


def _maps(edition: Edition, code: str, numbers: Mapping[str, str]) -> Iterator[Slide]:
    drawable = (slide for slide in maps(edition, code) if not slide.lost)
    return filter(approvals.is_approved, approvals.noted(drawable, numbers))


def fitted(edition: Edition, code: str, taken: float = 0, *, with_map: bool = False) -> Material:
    """With as many entries as the pages hold beside so many points of pictures.

    One that is too long with the fewest says so at its beginning.
    """
    for room in ROOMS:
        written = material(edition, code, room, with_map=with_map)
        if taken + height(written) <= ROOM:
            return written
    told = Statement(TOO_LONG, basis=OUR_RULE)
    return replace(written, opening=(*written.opening, told))


def height(written: Material) -> float:
    """About how many points high it is set, rather too many than too few."""
    sections = written.sections
    body = [written.opening, *(held for part in sections for held in part.paragraphs)]
    heads = [[Statement(part.heading)] for part in sections]
    return (
        word.tight_height([written.title], "Title")
        + sum(word.tight_height(head, "Heading 1") for head in heads)
        + sum(map(word.tight_height, body))
    )


def _tall(png: bytes) -> float:
    """The points that a map takes with the lines around it."""
    wide, tall = unpack(">II", png[16:24])
    return _MAP.pt * tall / wide + 3 * _LINE
