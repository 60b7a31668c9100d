"""Read the committed maps. Needs neither the source package nor, unless `read` is called, GDAL."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Collection
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.projection import from_main, to_inset, to_main

if TYPE_CHECKING:
    import geopandas

__all__ = [
    "TOPOLOGIES",
    "LostMap",
    "bounds",
    "extent",
    "feature_topology",
    "outlines",
    "read",
    "to_inset",
    "to_main",
    "topology_bytes",
    "topology_url",
]

HERE = Path(__file__).parent
TOPOLOGIES = ("provinces", "cities")


class LostMap(OSError):
    """The file of a map is missing or broken; `filename` says which."""


def _file(name: str) -> Path:
    return HERE / f"{name}.topo.json"


def topology_bytes(name: str) -> bytes:
    """The TopoJSON of a map, UTF-8: `name` is provinces or cities (counties where built).

    Raises `LostMap`, as everything here does that reads a map.
    """
    try:
        return _file(name).read_bytes()
    except OSError as error:
        raise LostMap(error.errno, error.strerror, str(_file(name))) from error


@cache
def topology_url(name: str) -> str:
    """Where the app serves a topology: a path that changes with its content."""
    digest = hashlib.sha256(topology_bytes(name)).hexdigest()[:12]
    return f"/geo/{name}.{digest}.topo.json"


@cache
def _topology(name: str) -> dict[str, Any]:
    content = topology_bytes(name)
    try:
        whole = json.loads(content)
        sound = len(whole["bbox"]) == 4 and whole["transform"] and whole["arcs"]
        if sound and whole["objects"]["units"]["geometries"]:
            return whole
    except (ValueError, KeyError, TypeError):
        pass  # cut off, or something else under this name
    raise LostMap(errno.EIO, "no whole TopoJSON", str(_file(name)))


@cache
def feature_topology(name: str, feature: str) -> dict[str, Any]:
    """One object of a map as a TopoJSON of its own, with the arcs it uses and no others."""
    whole = _topology(name)
    arcs: dict[int, int] = {}

    def renumbered(node: Any) -> Any:
        if isinstance(node, list):
            return [renumbered(child) for child in node]
        number = arcs.setdefault(node if node >= 0 else ~node, len(arcs))
        return number if node >= 0 else ~number

    geometries = [
        {**one, "arcs": renumbered(one["arcs"])} if "arcs" in one else one
        for one in whole["objects"][feature]["geometries"]
    ]
    return {
        **whole,
        "objects": {feature: {**whole["objects"][feature], "geometries": geometries}},
        "arcs": [whole["arcs"][arc] for arc in arcs],
    }


def bounds(name: str) -> tuple[float, float, float, float]:
    """West, south, east, north of the whole composition, inset included, metres."""
    west, south, east, north = _topology(name)["bbox"]
    return west, south, east, north


def extent(name: str) -> float:
    """Width of the whole composition divided by its height."""
    west, south, east, north = bounds(name)
    return (east - west) / (north - south)


def outlines(name: str, feature: str, codes: Collection[str]) -> list[dict[str, Any]]:
    """Some areas of the main map as GeoJSON features in degrees (to 100 m), with their properties."""
    decode = _decoder(name)
    return [
        {
            "type": "Feature",
            "properties": member["properties"],
            "geometry": {"type": "MultiPolygon", "coordinates": decode.degrees(member)},
        }
        for member in _topology(name)["objects"][feature]["geometries"]
        if member["id"] in codes
    ]


def read(name: str, feature: str) -> geopandas.GeoDataFrame:
    """One object of a map (units, inset, dashes, …) as polygons, lines or points in metres.

    One row a geometry, in the file's order, with its properties as columns; there is no CRS,
    for the inset lies beside the main map in the same plane.
    """
    import geopandas

    decode = _decoder(name)
    members = _topology(name)["objects"][feature]["geometries"]
    return geopandas.GeoDataFrame(
        [member.get("properties", {}) for member in members],
        geometry=[decode.geometry(member) for member in members],
    )


@cache
def _decoder(name: str) -> _Decoder:
    return _Decoder(_topology(name))


class _Decoder:
    """TopoJSON geometries to shapely ones (topojson-specification 2.1, 2.2)."""

    def __init__(self, topology: dict[str, Any]) -> None:
        self.kx, self.ky = topology["transform"]["scale"]
        self.tx, self.ty = topology["transform"]["translate"]
        self.arcs = [
            [
                self._metres(x, y)
                for x, y in zip(*map(accumulate, zip(*arc, strict=True)), strict=True)
            ]
            for arc in topology["arcs"]
        ]

    def _metres(self, x: int, y: int) -> tuple[float, float]:
        return x * self.kx + self.tx, y * self.ky + self.ty

    def _line(self, numbers: list[int]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            line += arc[1:] if line else arc
        return line

    def rings(self, member: dict[str, Any]) -> list[list[list[tuple[float, float]]]]:
        """An area's polygons, each a shell and its holes, metres."""
        nested = [member["arcs"]] if member["type"] == "Polygon" else member["arcs"]
        return [[self._line(ring) for ring in rings] for rings in nested]

    def degrees(self, member: dict[str, Any]) -> list[list[list[list[float]]]]:
        """The same in degrees."""
        polygons = self.rings(member)
        metres = [point for polygon in polygons for ring in polygon for point in ring]
        points = iter(from_main(*zip(*metres, strict=True)).round(3).tolist())
        return [[[next(points) for _ in ring] for ring in polygon] for polygon in polygons]

    def geometry(self, member: dict[str, Any]) -> Any:
        import shapely

        kind = member["type"]
        if kind == "Point":
            return shapely.Point(self._metres(*member["coordinates"]))
        if kind == "LineString":
            return shapely.LineString(self._line(member["arcs"]))
        if kind == "MultiLineString":
            return shapely.MultiLineString([self._line(part) for part in member["arcs"]])
        polygons = [shapely.Polygon(shell, holes) for shell, *holes in self.rings(member)]
        return polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)
