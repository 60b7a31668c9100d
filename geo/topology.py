"""TopoJSON with a fixed integer grid and shared arcs.

The `topojson` package does not fit: its grid is a number of steps across the bounding box,
never 250 metres on both axes, and it cannot keep our exact integer borders as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
Line = list[Point]
Feature = tuple[BaseGeometry, dict[str, Any]]


def encode(objects: Mapping[str, Sequence[Feature]], grid: float) -> bytes:
    """UTF-8 TopoJSON of named feature lists; all coordinates must be multiples of `grid` metres.

    A feature is a geometry and its properties; `id` is the property `code` where there is one.
    Every border between two rings, in whatever object, becomes one arc.
    """
    every = [geometry for features in objects.values() for geometry, _ in features]
    west, south, east, north = shapely.total_bounds(np.array(every, dtype=object)).tolist()
    arcs = _Arcs((west, south), grid)
    for geometry in every:
        for ring in _rings(geometry):
            arcs.note(arcs.integers(ring)[:-1])
    collections = {
        name: {
            "type": "GeometryCollection",
            "geometries": [arcs.geometry(geometry, dict(more)) for geometry, more in features],
        }
        for name, features in objects.items()
    }
    topology = {
        "type": "Topology",
        "bbox": [_plain(value) for value in (west, south, east, north)],
        "transform": {
            "scale": [_plain(grid)] * 2,
            "translate": [_plain(west), _plain(south)],
        },
        "objects": collections,
        "arcs": [_deltas(arc) for arc in arcs.found],
    }
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Arcs:
    """Rings go in, arc numbers come out; equal stretches get the same number."""

    def __init__(self, origin: tuple[float, float], grid: float) -> None:
        self.origin, self.grid = origin, grid
        self.found: list[Line] = []
        self._number: dict[tuple[Point, ...], int] = {}
        self._neighbours: dict[Point, frozenset[Point]] = {}
        self._junctions: set[Point] = set()

    def integers(self, line: BaseGeometry) -> Line:
        steps = (shapely.get_coordinates(line) - self.origin) / self.grid
        rounded = np.rint(steps)
        if not np.allclose(steps, rounded, atol=1e-6):
            raise ValueError("a coordinate is not on the grid")
        return [(x, y) for x, y in rounded.astype(int).tolist()]

    def note(self, ring: Line) -> None:
        """Remember each vertex's neighbours: where rings disagree, borders part or meet."""
        for i, point in enumerate(ring):
            pair = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
            if self._neighbours.setdefault(point, pair) != pair:
                self._junctions.add(point)

    def geometry(self, geometry: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
        kind = geometry.geom_type
        out: dict[str, Any] = {"type": kind}
        if "code" in properties:
            out["id"] = properties["code"]
        if kind == "Point":
            out["coordinates"] = list(self.integers(geometry)[0])
        elif kind == "LineString":
            out["arcs"] = self._line(geometry)
        elif kind == "MultiLineString":
            out["arcs"] = [self._line(part) for part in geometry.geoms]
        elif kind == "Polygon":
            out["arcs"] = self._polygon(geometry)
        elif kind == "MultiPolygon":
            out["arcs"] = [self._polygon(part) for part in geometry.geoms]
        else:
            raise ValueError(f"{kind} cannot be encoded")
        return out | {"properties": properties}

    def _line(self, line: BaseGeometry) -> list[int]:
        return [self._arc(self.integers(line))]

    def _polygon(self, polygon: BaseGeometry) -> list[list[int]]:
        return [self._ring(self.integers(ring)[:-1]) for ring in _rings(polygon)]

    def _ring(self, ring: Line) -> list[int]:
        cuts = [i for i, point in enumerate(ring) if point in self._junctions]
        start = cuts[0] if cuts else ring.index(min(ring))
        turned = ring[start:] + ring[: start + 1]
        stops = [i - start for i in cuts[1:]] + [len(ring)]
        numbers, last = [], 0
        for stop in stops:
            numbers.append(self._arc(turned[last : stop + 1]))
            last = stop
        return numbers

    def _arc(self, line: Line) -> int:
        line = _without_straight_points(line)
        key, back = tuple(line), tuple(reversed(line))
        if back in self._number:
            return ~self._number[back]
        if key not in self._number:
            self._number[key] = len(self.found)
            self.found.append(line)
        return self._number[key]


def _rings(geometry: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors


def _without_straight_points(line: Line) -> Line:
    kept = line[:1]
    for point, after in pairwise(line[1:]):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], point, after
        if (bx - ax) * (cy - by) != (by - ay) * (cx - bx):
            kept.append(point)
    return [*kept, line[-1]]


def _deltas(line: Line) -> list[list[int]]:
    points = np.array(line)
    return [points[0].tolist(), *np.diff(points, axis=0).tolist()]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
