"""Read the committed maps. Needs neither the source package nor, unless `read` is called, GDAL."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.projection import to_inset, to_main

if TYPE_CHECKING:
    import geopandas

__all__ = [
    "TOPOLOGIES",
    "bounds",
    "extent",
    "feature_topology",
    "read",
    "to_inset",
    "to_main",
    "topology_bytes",
    "topology_url",
]

HERE = Path(__file__).parent
TOPOLOGIES = ("provinces", "cities")


def topology_bytes(name: str) -> bytes:
    """The TopoJSON of a map, UTF-8: `name` is provinces or cities (counties where built)."""
    return (HERE / f"{name}.topo.json").read_bytes()


@cache
def topology_url(name: str) -> str:
    """Where the app serves a topology: a path that changes with its content."""
    digest = hashlib.sha256(topology_bytes(name)).hexdigest()[:12]
    return f"/geo/{name}.{digest}.topo.json"


@cache
def _topology(name: str) -> dict[str, Any]:
    return json.loads(topology_bytes(name))


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


def read(name: str, feature: str) -> geopandas.GeoDataFrame:
    """One object of a map (units, inset, dashes, …) as polygons, lines or points in metres.

    One row a geometry, in the file's order, with its properties as columns; there is no CRS,
    for the inset lies beside the main map in the same plane.
    """
    import geopandas

    topology = _topology(name)
    decode = _Decoder(topology)
    members = topology["objects"][feature]["geometries"]
    return geopandas.GeoDataFrame(
        [member.get("properties", {}) for member in members],
        geometry=[decode.geometry(member) for member in members],
    )


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

    def geometry(self, member: dict[str, Any]) -> Any:
        import shapely

        kind = member["type"]
        if kind == "Point":
            return shapely.Point(self._metres(*member["coordinates"]))
        if kind == "LineString":
            return shapely.LineString(self._line(member["arcs"]))
        if kind == "MultiLineString":
            return shapely.MultiLineString([self._line(part) for part in member["arcs"]])
        nested = [member["arcs"]] if kind == "Polygon" else member["arcs"]
        polygons = []
        for rings in nested:
            shell, *holes = map(self._line, rings)
            polygons.append(shapely.Polygon(shell, holes))
        return polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)
