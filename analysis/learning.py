"""Whom a unit may learn from: cases, practices and honours, nearest in kind and region first.

Nearness is of facts that the register of places and the lists hold: level, kind of place, province
and region. It says nothing of merit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis import library, places, text
from analysis.edition import Edition, grouped, records, remembered
from analysis.places import Place
from analysis.schema import PROVINCIAL, WITH_TEXT

CASE, PRACTICE, HONOUR = "案例", "做法", "新媒体"
KINDS = {library.CASE: CASE, library.PRACTICE: PRACTICE}
ORDER = (
    "由近及远：先列同一层级以及所在、所辖的，再看地区、类型、是否同省；"
    "远近相同的先列有正文的，再依名单先后，不是名次。"
)
LONGEST = 1000  # characters of a note
_NATION = "全国"
_TELLING = _MUNICIPALITY, _AUTONOMOUS, _PLANNED, _CAPITAL, _COUNTY_CITY = (
    "直辖市",
    "自治区",
    places.SEPARATE,
    "省会（首府）",
    "县级市",
)


@dataclass(frozen=True)
class Lesson:
    """Something of another unit to learn from.

    ``code`` is whose it is; ``id`` that of a case or practice, empty for an honour; ``told`` whether
    the source has text on it; ``near`` why it is near; ``lines`` where it stands in the source.
    """

    code: str
    kind: str
    id: str
    title: str
    themes: tuple[str, ...]
    told: bool
    near: str
    lines: tuple[int, ...]


class Ticked(NamedTuple):
    """Somebody's 学习清单 of an edition: chosen entries, and the notes by entry."""

    picks: tuple[str, ...] = ()
    notes: Mapping[str, str] = {}  # never written to


@remembered
def from_whom(edition: Edition, code: str, theme: str = "") -> tuple[Lesson, ...]:
    """What other units have on a theme, or on any; without a theme their honours too.

    In the order of ``ORDER``. Raise ``KeyError`` for a code that is no place or organisation.
    """
    unit = places.register()[code]
    found = [*_entries(edition, unit), *([] if theme else _honours(edition, unit))]
    return _nearest_first(
        edition,
        unit,
        (one for one in found if one.code != code and (not theme or theme in one.themes)),
    )


@remembered
def nearest(edition: Edition, code: str) -> pd.DataFrame:
    """The entries of the library that other units have, in the order of ``from_whom``.

    Adds a column ``near``; raise ``KeyError`` for a code that is no place or organisation.
    """
    found = {
        (lesson.kind, lesson.id): lesson.near
        for lesson in from_whom(edition, code)
        if lesson.kind != HONOUR
    }
    rows = library.entries(edition)
    own = [(KINDS[row.kind], row.entry) for row in records(rows)]
    rows = rows.assign(near=[found.get(one, "") for one in own], own=own)
    order = {one: place for place, one in enumerate(found)}
    rows = rows[rows["own"].isin(order)]
    return rows.sort_values("own", key=lambda held: held.map(order)).drop(columns="own")


def order_sentence(code: str = "") -> str:
    """In which order the library stands, for one unit or for any reader."""
    return f"可供{places.located(code)}借鉴：{ORDER}" if code else text.IN_LIST_ORDER


@remembered
def similar(edition: Edition, case: str) -> tuple[Lesson, ...]:
    """What others of the same level have on a case's themes or matters, in another tier or region.

    Ministries have neither, so all others will do. Those of the same kind of place come first, of
    these those that share a matter, then as in ``from_whom``. Raise ``KeyError`` for an id that is
    no case.
    """
    rows = {(KINDS[row.kind], row.entry): row for row in records(library.entries(edition))}
    mine = rows[CASE, case]
    unit = places.register()[mine.code]
    kind = kind_of(edition, unit)
    found: dict[tuple[bool, bool], list[Lesson]] = {}
    for lesson in _entries(edition, unit):
        row = rows[lesson.kind, lesson.id]
        apart = unit.kind == "部委" or (row.tier, row.region) != (mine.tier, mine.region)
        if row.code == mine.code or row.level != mine.level or not apart:
            continue
        other_matter = set(row.matter).isdisjoint(mine.matter)
        if not other_matter or not set(row.theme).isdisjoint(mine.theme):
            other_kind = kind_of(edition, places.register()[row.code]) != kind
            found.setdefault((other_kind, other_matter), []).append(lesson)
    return tuple(
        lesson for key in sorted(found) for lesson in _nearest_first(edition, unit, found[key])
    )


def _nearest_first(edition: Edition, unit: Place, found: Iterable[Lesson]) -> tuple[Lesson, ...]:
    def key(lesson: Lesson) -> tuple[bool, ...]:
        return *_distance(edition, unit, places.register()[lesson.code]), not lesson.told

    return tuple(sorted(found, key=key))


def _entries(edition: Edition, unit: Place) -> Iterator[Lesson]:
    """Cases in list order, then practices in the order of the source; the nation's are nobody's."""
    lines = {row.practice: int(row.source_line) for row in records(edition["practices"])}
    for row in records(library.entries(edition)):
        place = places.register()[row.code]
        if place.kind == _NATION:
            continue
        yield Lesson(
            row.code,
            KINDS[row.kind],
            row.entry,
            row.title,
            row.theme,
            row.detail == WITH_TEXT,
            near(edition, unit, place),
            tuple(sorted({int(row.source_line), *map(lines.__getitem__, row.practice)})),
        )


def _honours(edition: Edition, unit: Place) -> Iterator[Lesson]:
    for code, rows in grouped(edition, "honours", "code").items():
        yield Lesson(
            code,
            HONOUR,
            "",
            f"优秀{'、'.join(rows['medium'])}主办单位",
            (),
            False,
            near(edition, unit, places.register()[code]),
            tuple(map(int, rows["source_line"])),
        )


def kind_of(edition: Edition, place: Place) -> str:
    """The kind of a place among those of its level: one of ``_TELLING``, 区, 县, or else its level."""
    if place.code in places.MUNICIPALITIES:
        return _MUNICIPALITY
    if role := places.role(place.code):
        return _PLANNED if role == places.SEPARATE else _CAPITAL
    if place.kind == "county":
        return {"市": _COUNTY_CITY, "区": "区"}.get(place.name[-1], "县")
    if place.kind == "province" and place.name.endswith("自治区"):
        return _AUTONOMOUS
    return _level(edition, place)


def _level(edition: Edition, place: Place) -> str:
    """The level of a place; 兵团 has that of the provinces where it is assessed among them."""
    rows = grouped(edition, "results", "code").get(place.code)
    if place.kind == "单列" and rows is not None and PROVINCIAL in set(rows["group"]):
        return PROVINCIAL
    return library.level(place)


def near(edition: Edition, unit: Place, other: Place) -> str:
    """Why another place is near a unit, of facts alone; where it is not, what it is."""
    if places.lies_in(other.code, unit.code):
        return f"在{unit.name}辖区内"
    if places.lies_in(unit.code, other.code):
        return f"为所在的{other.name}"
    level, kind = _level(edition, other), kind_of(edition, other)
    noun = level if level == "部委" else f"{level}单位"
    where = unit.region if unit.region == other.region else ""
    if _same_province(unit, other):
        where = places.province(unit.code).short  # type: ignore[union-attr]
    if level == _level(edition, unit):
        if "单列" in (unit.kind, other.kind):
            return f"同列{level}评估"
        alike = kind == kind_of(edition, unit) and kind in _TELLING
        return f"同为{where}{kind if alike else noun}"
    return f"同在{where}，为{noun}" if where else f"{other.region}{noun}"


def _same_province(unit: Place, other: Place) -> bool:
    above = places.province(unit.code)
    return above is not None and above == places.province(other.code)


def _distance(edition: Edition, unit: Place, other: Place) -> tuple[bool, ...]:
    """Level first, then region, kind of place and province; False sorts before True.

    What lies in the unit, and what it lies in, is as near as its own level.
    """
    kin = places.lies_in(other.code, unit.code) or places.lies_in(unit.code, other.code)
    return (
        not kin and _level(edition, unit) != _level(edition, other),
        unit.region != other.region,
        kind_of(edition, unit) != kind_of(edition, other),
        not _same_province(unit, other),
    )
