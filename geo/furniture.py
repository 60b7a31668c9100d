"""What stands on the maps besides areas: dashes, frame, hatching, labels, dots."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import projection, source
from geo.coverage import GRID, Geometries, project
from geo.topology import Feature

HATCH = (68_000, 17_000, 4_250, 1_000)
"""Steps of x - y between hatch lines, metres: 48, 12, 3 and 0.7 km apart."""
SMALL = 5e9
"""Units below 5,000 square kilometres get the finer lines."""
PROJECTIONS = {"main": projection.to_main, "inset": projection.to_inset}


class Label(NamedTuple):
    """A text at a place; dx, dy in pixels on a map 720 px wide, y down; size in the same pixels."""

    text: str
    kind: str  # island | group | title | province | sea
    map: str  # main | inset
    lon: float
    lat: float
    dx: float = 0
    dy: float = 0
    align: str = "center"
    size: float = 9


FIXED = (
    Label("钓鱼岛", "island", "main", 123.475, 25.744, -4, -5, "right"),
    Label("赤尾屿", "island", "main", 124.558, 25.922, 4, 0, "left"),
    Label("东沙群岛", "group", "main", 116.722, 20.7035, -4, 8, "center"),
    Label("黄海", "sea", "main", 123.2, 35.6, size=10),
    Label("东海", "sea", "main", 124.6, 29.6, size=10),
    Label("南海", "sea", "main", 113.6, 20.1, size=10),
    Label("东沙群岛", "group", "inset", 116.722, 20.7035, 0, 7, size=8),
    Label("西沙群岛", "group", "inset", 113.2, 17.75, size=8),
    Label("中沙群岛", "group", "inset", 113.2, 14.4, size=8),
    Label("南沙群岛", "group", "inset", 113.3, 12.2, size=8),
    Label("黄岩岛", "island", "inset", 117.76, 15.15, 4, 9, size=8),
    Label("曾母暗沙", "island", "inset", 112.28, 3.97, 5, -4, "left", size=8),
    Label("南海诸岛", "title", "inset", 118.4, 6.1, size=9),
)

DOTS = (
    ("钓鱼岛", "main", 123.475, 25.744),
    ("赤尾屿", "main", 124.558, 25.922),
    ("东沙岛", "main", 116.722, 20.7035),
    ("东沙岛", "inset", 116.722, 20.7035),
    ("永兴岛", "inset", 112.34, 16.835),
    ("黄岩岛", "inset", 117.76, 15.15),
    ("太平岛", "inset", 114.365, 10.377),
    ("美济礁", "inset", 115.54, 9.907),
    ("曾母暗沙", "inset", 112.28, 3.97),
)

PROVINCES: dict[str, tuple[float, float, float, float, str]] = {
    "110000": (116.45, 40.2, 0, -11, "center"),
    "120000": (117.35, 39.2, 9, 4, "left"),
    "130000": (115.3, 38.3, 0, 0, "center"),
    "140000": (112.3, 37.5, 0, 0, "center"),
    "150000": (111.8, 41.7, 0, 0, "center"),
    "210000": (122.8, 41.2, 0, 0, "center"),
    "220000": (126.2, 43.5, 0, 0, "center"),
    "230000": (128.0, 47.0, 0, 0, "center"),
    "310000": (121.5, 31.15, 10, 0, "left"),
    "320000": (119.9, 33.2, 0, 0, "center"),
    "330000": (120.0, 29.2, 0, 0, "center"),
    "340000": (117.2, 31.8, 0, 0, "center"),
    "350000": (118.0, 26.0, 0, 0, "center"),
    "360000": (115.6, 27.6, 0, 0, "center"),
    "370000": (118.2, 36.3, 0, 0, "center"),
    "410000": (113.6, 33.8, 0, 0, "center"),
    "420000": (112.6, 31.1, 0, 0, "center"),
    "430000": (111.7, 27.6, 0, 0, "center"),
    "440000": (113.6, 23.4, 0, 0, "center"),
    "450000": (108.6, 23.8, 0, 0, "center"),
    "460000": (109.75, 19.2, 0, 0, "center"),
    "500000": (107.35, 29.75, 0, 0, "center"),
    "510000": (102.6, 30.4, 0, 0, "center"),
    "520000": (106.7, 26.8, 0, 0, "center"),
    "530000": (101.5, 24.8, 0, 0, "center"),
    "540000": (88.5, 31.6, 0, 0, "center"),
    "610000": (109.1, 36.2, 0, 0, "center"),
    "620000": (104.5, 35.5, 0, 0, "center"),
    "630000": (96.2, 35.6, 0, 0, "center"),
    "640000": (106.1, 37.3, 0, 0, "center"),
    "650000": (85.4, 41.5, 0, 0, "center"),
    "710000": (120.1, 22.7, -3, 0, "right"),
    "810000": (114.15, 22.4, 3, 8, "left"),
    "820000": (113.569, 22.148, -4, 11, "right"),
}
"""Longitude and latitude of a province's label point, then dx, dy, align of its label."""


def on_grid(projected: Any) -> shapely.Point:
    """A point moved to the nearest grid node."""
    return shapely.Point(np.round(np.asarray(projected) / GRID) * GRID)


def dashes(south: float) -> list[Feature]:
    """Ten in the inset; in the main map those that begin north of its southern edge (metres)."""
    found: list[Feature] = []
    for name, tolerance in (("main", 1500.0), ("inset", 600.0)):
        lines = project(np.array(source.dashes(), dtype=object), PROJECTIONS[name])
        for number, line in enumerate(shapely.simplify(lines, tolerance / 2), start=1):
            rounded = shapely.LineString(np.round(shapely.get_coordinates(line) / GRID) * GRID)
            if name == "inset" or rounded.bounds[1] > south:
                found.append((rounded, {"map": name, "n": number}))
    return found


def frame() -> list[Feature]:
    """The inset's rectangle."""
    return [(shapely.box(*projection.INSET_FRAME), {"map": "inset"})]


def hatch(units: Geometries, codes: list[str], small: float = 0) -> list[Feature]:
    """45° lines clipped to each unit, all of one family so that neighbours' lines meet.

    Units below ``small`` square metres get the finer family at once; any unit that a family
    misses gets the next finer one, down to 澳门.
    """
    found: list[Feature] = []
    for unit, code in zip(units, codes, strict=True):
        for step in HATCH[1 if unit.area < small else 0 :]:
            lines = _lines(unit, step)
            if lines is not None:
                found.append((lines, {"code": code}))
                break
        else:
            raise ValueError(f"no hatch line meets {code}")
    return found


def _lines(unit: BaseGeometry, step: int) -> BaseGeometry | None:
    west, south, east, north = unit.bounds
    offsets = np.arange((west - north) // step + 1, (east - south) // step + 1) * step
    ends = [[(west, west - c), (east, east - c)] for c in offsets]
    if not ends:
        return None
    cut, line = shapely.get_parts(
        shapely.intersection(shapely.linestrings(ends), unit), return_index=True
    )
    kept = []
    for part, c in zip(cut, offsets[line], strict=True):
        if part.length >= step / 10:
            # both ends slide along the line, so rounding leaves its slope exact; round numbers
            # compress better, and half of this is a tenth of a pixel
            round_to = GRID * (4 if step == HATCH[0] else 1)
            low, high = np.round(np.array(part.bounds)[[0, 2]] / round_to) * round_to
            if low < high:
                kept.append([(low, low - c), (high, high - c)])
    return shapely.MultiLineString(kept) if kept else None


def labels(short_names: dict[str, str]) -> list[Feature]:
    """All labels; `short_names` by province code. `x`, `y` repeat the point in metres."""
    every = list(FIXED)
    codes: list[str | None] = [None] * len(every)
    for code, (lon, lat, dx, dy, align) in PROVINCES.items():
        size = 9 if code in SMALL_TEXT else 10
        name = TAIWAN_NOTE if code == "710000" else short_names[code]
        every.append(Label(name, "province", "main", lon, lat, dx, dy, align, size))
        codes.append(code)
    found: list[Feature] = []
    for label, own in zip(every, codes, strict=True):
        point = on_grid(PROJECTIONS[label.map](label.lon, label.lat))
        more: dict[str, Any] = {k: v for k, v in label._asdict().items() if k not in ("lon", "lat")}
        if own:
            more["code"] = own
        found.append((point, more | {"x": int(point.x), "y": int(point.y)}))
    return found


TAIWAN_NOTE = "台湾省\n资料暂缺"
"""What a map says of 台湾 where it has no data, as none of these assessments has."""

SMALL_TEXT = {"110000", "120000", "310000", "640000", "710000", "810000", "820000"}
"""Provinces whose label is set a little smaller."""


def dots() -> list[Feature]:
    """Points that stand for islands too small to see."""
    found: list[Feature] = []
    for text, name, lon, lat in DOTS:
        point = on_grid(PROJECTIONS[name](lon, lat))
        more = {"text": text, "map": name, "x": int(point.x), "y": int(point.y)}
        found.append((point, more))
    return found
