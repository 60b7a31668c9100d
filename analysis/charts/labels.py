"""Room for the names on a map of provinces with cities as dots: which give way, which are left out.

Measured on the narrowest map that has names: on a wider one everything stands further apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import pi, sqrt
from types import MappingProxyType
from typing import Any

from analysis import places
from analysis.charts import maps
from geo.boundaries import bounds, feature_topology
from geo.projection import INSET_FRAME

Box = tuple[float, float, float, float]  # left, top, right, bottom in px
# Where a name may give way to, in px at the designed width: a province's up or down, a city's round its dot.
_LIFTS = (0, -10, 10, -13, 13, -16, 16, -20, 20, -24, 24, -28, 28)
AROUND = (
    (8, 1, "left"),
    (-8, 1, "right"),
    (0, 13, "center"),
    (0, -13, "center"),
    (8, 9, "left"),
    (-8, 9, "right"),
    (8, -9, "left"),
    (-8, -9, "right"),
)


@cache
def placed() -> list[dict[str, Any]]:
    """The names that geo/ has placed on the main map."""
    every = feature_topology("provinces", "labels")["objects"]["labels"]["geometries"]
    return [label["properties"] for label in every if label["properties"]["map"] == "main"]


@cache
def lifts(cities: tuple[str, ...]) -> Mapping[str, int]:
    """How far the names of provinces give way to the dots of cities."""
    taken = dots(cities)
    found = {}
    # Those that may stay where they are do so before the others look for room.
    for label in sorted(placed(), key=lambda label: not clear(label_box(label), taken)):
        room = (lift for lift in _LIFTS if clear(label_box(label, lift), taken))
        lift = next(room, 0) if label["kind"] == "province" else 0
        taken.append(label_box(label, lift))
        if lift:
            found[label["code"]] = lift
    return MappingProxyType(found)


@cache
def names(cities: tuple[str, ...]) -> Mapping[str, tuple[int, int, str]]:
    """On which side of its dot a city's name has room; a city without room is left out."""
    lifted = lifts(cities)
    west, south, east, north = INSET_FRAME
    taken = [*dots(cities), (*_pixels(west, north), *_pixels(east, south))]
    taken += [label_box(label, lifted.get(label.get("code", ""), 0)) for label in placed()]
    found = {}
    for place in places.of(cities):
        for side in AROUND:
            box = name_box(place, *side)
            if clear(box, taken):
                found[place.code] = side
                taken.append(box)
                break
    return MappingProxyType(found)


def dots(cities: Iterable[str]) -> list[Box]:
    """What the dots of cities cover."""
    across = 2 * sqrt(maps.DOT / pi) + 2
    return [_box(place.x, place.y, 0, 0, "center", across, across) for place in places.of(cities)]


def name_box(place: places.Place, dx: int, dy: int, align: str) -> Box:
    """A city's name beside its dot."""
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


def label_box(label: Mapping[str, Any], lift: int = 0) -> Box:
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


def clear(box: Box, taken: Iterable[Box]) -> bool:
    """Whether something lies on none of what is there."""
    return not any(
        box[0] < right and left < box[2] and box[1] < bottom and top < box[3]
        for left, top, right, bottom in taken
    )
