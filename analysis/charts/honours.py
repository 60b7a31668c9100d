"""The honours on the map: provinces as areas, cities as dots, filled by how many media."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import combinations
from math import pi, sqrt
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis import honours, places, text, tiers
from analysis.charts import maps
from analysis.edition import Edition, remembered
from analysis.figure import Figure
from analysis.schema import MEDIA, PROVINCIAL
from analysis.theme import GROUND, INK
from geo.boundaries import bounds, topology_bytes
from geo.projection import INSET_FRAME

NOT_LISTED = "所选名单中无"
# For one, two and three media: not the hue of the tiers, and apart in grey-scale too.
FILL, INKS = ("#f1e1bd", "#c8984a", "#74500f"), (INK, INK, GROUND)
_COMBINATIONS = [held for size in (1, 2, 3) for held in combinations(MEDIA, size)]
COLOURING = maps.Colouring(
    "honour",
    "入选",
    {honours.named(held): FILL[len(held) - 1] for held in _COMBINATIONS},
    {honours.named(held): INKS[len(held) - 1] for held in _COMBINATIONS},
)

Box = tuple[float, float, float, float]
# Where a name may give way to, in px at the designed width: a province's up or down, a city's round its dot.
_LIFTS = (0, -10, 10, -13, 13, -16, 16, -20, 20, -24, 24, -28, 28)
_AROUND = (
    (8, 1, "left"),
    (-8, 1, "right"),
    (0, 13, "center"),
    (0, -13, "center"),
    (8, 9, "left"),
    (-8, 9, "right"),
    (8, -9, "left"),
    (-8, -9, "right"),
)


def honours_map(
    edition: Edition, *, media: Collection[str] = (), levels: Collection[str] = ()
) -> Figure | None:
    """Who is honoured for how many of some media, on complete territory; no choice stands for all.

    None where the edition has no list of these media.
    """
    return _honours_map(edition, tuple(media), tuple(levels))


@remembered
def _honours_map(
    edition: Edition, media: tuple[str, ...], levels: tuple[str, ...]
) -> Figure | None:
    shown = honours.media_of(edition, media)
    if not shown:
        return None
    found = honours.honoured(edition, media, levels)
    on_map = _on_map(found)
    off_map = len(found) - len(on_map)
    classes = _classes(on_map, shown)
    return Figure(
        spec=_spec(),
        data={
            "rows": _rows(edition, on_map),
            "points": _points(on_map),
            "legend": _legend(classes),
        },
        finding=_finding(classes),
        shown=f"{edition.year} 年{honours.TITLE}{honours.choice_words(media, levels)}，面为省级政府，点为重点城市，深浅为入选的类数"
        + (f"；另有 {off_map} 个单位不上图" if off_map else ""),
        source=text.cite(edition, honours.chosen(edition, media, levels)["source_line"]),
        alternative=_alternative(edition),
        notice=text.MAP_NOTICE,
        topologies=("provinces",),
    )


def _on_map(found: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The places among the honoured, with their media."""
    return {
        place.code: held
        for place, held in zip(places.of(found["code"]), found["media"], strict=True)
        if place.on_map
    }


def _alternative(edition: Edition) -> str:
    """The whole map in words, the same for every choice: with other words it would be built anew."""
    classes = _classes(_on_map(honours.honoured(edition)), honours.media_of(edition))
    told = "；".join(f"{words}：{'、'.join(text.names(codes)) or '无'}" for words, codes in classes)
    return f"{honours.TITLE}地图。全部名单中，{told}。"


def _rows(edition: Edition, on_map: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The areas: provinces with their media, those assessed and not listed, 台湾 without data."""
    assessed = filter(_is_area, tiers.assessed(edition, PROVINCIAL))
    listed = {code: honours.named(held) for code, held in on_map.items() if _is_area(code)}
    lifts = _lifts(_cities(on_map))
    words = {
        **dict.fromkeys(lifts, maps.NOT_ASSESSED),
        **dict.fromkeys(assessed, NOT_LISTED),
        **listed,
        places.TAIWAN: maps.NO_DATA,
    }
    return pd.DataFrame(
        {
            "code": list(words),
            "honour": list(words.values()),
            "coloured": [code in listed for code in words],
            "lift": [lifts.get(code, 0) for code in words],  # names that give way to a dot
        }
    )


def _points(on_map: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """The dots: cities with their media; ``label`` is the name where there is room for it."""
    names = _names(_cities(on_map))
    rows = []
    for place in places.of(_cities(on_map)):
        dx, dy, align = names.get(place.code, _AROUND[0])
        rows.append(
            (
                place.code,
                honours.named(on_map[place.code]),
                True,
                place.short,
                place.x,
                place.y,
                dx,
                dy,
                align,
                place.short if place.code in names else "",
            )
        )
    columns = ["code", "honour", "coloured", "name", "x", "y", "dx", "dy", "align", "label"]
    return pd.DataFrame(rows, columns=columns)


def _cities(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if not _is_area(code))


def _is_area(code: str) -> bool:
    return places.register()[code].kind == "province"


def _classes(
    on_map: Mapping[str, tuple[str, ...]], shown: tuple[str, ...]
) -> list[tuple[str, list[str]]]:
    """The places by the number of their media, most first, those of a number nobody has included."""
    return [
        (
            honours.standing(size, shown),
            [code for code, held in on_map.items() if len(held) == size],
        )
        for size in range(len(shown), 0, -1)
    ]


def _finding(classes: list[tuple[str, list[str]]]) -> str:
    """Who is honoured for the most media."""
    top = next(((words, codes) for words, codes in classes if codes), None)
    if top is None:
        return "所选名单里没有可以上图的地方"
    words, codes = top
    return f"{text.listed(text.names(codes), most=5)}{words}"


def _legend(classes: list[tuple[str, list[str]]]) -> pd.DataFrame:
    """One row a legend entry from the bottom up, as on the other maps."""
    entries = [
        (f"{words} {len(codes) or '无'}", honours.named(MEDIA[:size]), True)
        for (words, codes), size in zip(classes, range(len(classes), 0, -1), strict=True)
    ]
    entries += [(NOT_LISTED, NOT_LISTED, False), (maps.NOT_ASSESSED, maps.NOT_ASSESSED, True)]
    return pd.DataFrame(
        {
            "place": range(len(entries) - 1, -1, -1),
            "label": [label for label, _, _ in entries],
            "honour": [honour for _, honour, _ in entries],
            "coloured": [coloured for _, _, coloured in entries],
        }
    )


@cache
def _spec() -> Mapping[str, Any]:
    return maps.provinces_and_cities(COLOURING)


# ---- room for names ----------------------------------------------------------------------------
# Measured on the narrowest map that has names: on a wider one everything stands further apart.


@cache
def _labels() -> list[dict[str, Any]]:
    """The names that geo/ has placed on the main map."""
    labels = json.loads(topology_bytes("provinces"))["objects"]["labels"]["geometries"]
    return [label["properties"] for label in labels if label["properties"]["map"] == "main"]


@cache
def _lifts(cities: tuple[str, ...]) -> Mapping[str, int]:
    """How far the names of provinces give way to the dots of cities."""
    taken = _dots(cities)
    lifts = {}
    # Those that may stay where they are do so before the others look for room.
    for label in sorted(_labels(), key=lambda label: not _clear(_label_box(label), taken)):
        room = (lift for lift in _LIFTS if _clear(_label_box(label, lift), taken))
        lift = next(room, 0) if label["kind"] == "province" else 0
        taken.append(_label_box(label, lift))
        if lift:
            lifts[label["code"]] = lift
    return MappingProxyType(lifts)


@cache
def _names(cities: tuple[str, ...]) -> Mapping[str, tuple[int, int, str]]:
    """On which side of its dot a city's name has room; a city without room is left out."""
    lifts = _lifts(cities)
    west, south, east, north = INSET_FRAME
    taken = [*_dots(cities), (*_pixels(west, north), *_pixels(east, south))]
    taken += [_label_box(label, lifts.get(label.get("code", ""), 0)) for label in _labels()]
    names = {}
    for place in places.of(cities):
        for side in _AROUND:
            box = _name_box(place, *side)
            if _clear(box, taken):
                names[place.code] = side
                taken.append(box)
                break
    return MappingProxyType(names)


def _dots(cities: Iterable[str]) -> list[Box]:
    across = 2 * sqrt(maps.DOT / pi) + 2
    return [_box(place.x, place.y, 0, 0, "center", across, across) for place in places.of(cities)]


def _name_box(place: places.Place, dx: int, dy: int, align: str) -> Box:
    scale = maps.LEAST_CITY_SCALE
    size = maps.CITY_SIZE * scale
    return _box(place.x, place.y, dx * scale, dy * scale, align, size * len(place.short), size)


def _pixels(x: float, y: float) -> tuple[float, float]:
    west, _, east, north = bounds("provinces")
    scale = (maps.NARROW - 2 * maps.MARGIN) / (east - west)
    return maps.MARGIN + (x - west) * scale, maps.MARGIN + (north - y) * scale


def _box(x: float, y: float, dx: float, dy: float, align: str, width: float, height: float) -> Box:
    """Left, top, right, bottom in px of something that stands beside a planar place."""
    across, down = _pixels(x, y)
    left = across + dx - width * {"left": 0, "center": 0.5, "right": 1}[align]
    return left, down + dy - height / 2, left + width, down + dy + height / 2


def _label_box(label: Mapping[str, Any], lift: int = 0) -> Box:
    """A name of geo/ as it is drawn; its first line stands at the place, the others below it."""
    scale = maps.LEAST_SCALE if label["kind"] == "province" else maps.NARROW / maps.DESIGNED
    lines = label["text"].split("\n")
    size = label["size"] * scale
    below = 1.2 * size * (len(lines) - 1)
    return _box(
        label["x"],
        label["y"],
        label["dx"] * scale,
        (label["dy"] + lift) * scale + below / 2,
        label["align"],
        size * max(map(len, lines)),
        size + below,
    )


def _clear(box: Box, taken: Iterable[Box]) -> bool:
    return not any(
        box[0] < right and left < box[2] and box[1] < bottom and top < box[3]
        for left, top, right, bottom in taken
    )
