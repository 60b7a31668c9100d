"""From exact polygons to a light coverage on a grid: no overlaps, no gaps, shared borders.

All lengths in metres of the plane, areas in square metres; arrays hold one geometry per unit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

GRID = 250.0
"""All coordinates are multiples of this, metres."""
ISLET = 1e6
"""Islands below this area are left out unless protected, square metres."""
PROTECTED = (
    (105.0, 2.0, 120.0, 18.0),  # 南海诸岛 (海南's own islets begin north of 18°N)
    (112.0, 18.0, 115.0, 19.8),  # 三沙's northernmost shoal
    (116.5, 20.5, 117.1, 20.9),  # 东沙群岛
    (118.0, 21.5, 126.0, 26.1),  # 台湾, 澎湖, 兰屿, 钓鱼岛, 赤尾屿; 金门, 马祖
)
"""West, south, east, north in degrees: no islet within is ever left out."""

Projection = Callable[[ArrayLike, ArrayLike], NDArray[np.float64]]
Geometries = NDArray[np.object_]


def project(geometries: Geometries, projection: Projection) -> Geometries:
    """Degrees to the plane."""
    return shapely.transform(geometries, lambda c: projection(c[:, 0], c[:, 1]))


def drop_islets(units: Geometries) -> Geometries:
    """Leave out islets, in degrees so that the protected boxes apply; needs a clean coverage.

    Only parts with sea all round go: leaving out an enclave would tear a hole. A unit's largest
    part always stays.
    """
    parts, owner = shapely.get_parts(units, return_index=True)
    tree = shapely.STRtree(parts)
    left, right = tree.query(parts, predicate="intersects")
    touching = np.zeros(len(parts), bool)
    touching[left[left != right]] = True
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(parts)).T
    # square degrees to square metres: enough for a threshold
    area = shapely.area(parts) * 111_320.0**2 * np.cos(np.radians(lat))
    safe = np.zeros(len(parts), bool)
    for west, south, east, north in PROTECTED:
        safe |= (west < lon) & (lon < east) & (south < lat) & (lat < north)
    largest = np.zeros(len(units))
    np.maximum.at(largest, owner, area)
    keep = touching | safe | (area >= ISLET) | (area == largest[owner])
    return _regroup(parts[keep], owner[keep], len(units))


def lighten(units: Geometries, tolerance: float, smallest: float = 500.0) -> Geometries:
    """Simplify a clean coverage and put it on the grid.

    `tolerance` is the square root of the area a bend may lose. Rounding the vertices one by one
    would cross borders, so all borders are noded together on the grid (snap rounding) and each
    face goes to the unit it came from: valid and free of overlaps by construction. A part that
    is too small for that becomes a square of `smallest` metres, so that no islet is lost.
    """
    simple = shapely.coverage_simplify(units, tolerance)
    network = shapely.unary_union(shapely.boundary(simple), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    owner = _owner(faces, simple)
    snapped = _regroup(faces[owner >= 0], owner[owner >= 0], len(units))
    return _restore(snapped, units, smallest)


def _owner(faces: Geometries, units: Geometries) -> NDArray[np.intp]:
    """The unit holding most of each face, or -1 where most of the face is outside them all."""
    face, unit = shapely.STRtree(units).query(faces, predicate="intersects")
    inside = shapely.area(shapely.intersection(faces[face], units[unit]))
    share = np.zeros((len(faces),))
    best = np.zeros((len(faces),))
    owner = np.full(len(faces), -1)
    for f, u, a in zip(face, unit, inside, strict=True):
        share[f] += a
        if a > best[f]:
            best[f], owner[f] = a, u
    owner[share < shapely.area(faces) / 2] = -1
    return owner


def _restore(snapped: Geometries, units: Geometries, size: float) -> Geometries:
    """Add a square for every part of a unit that left no trace."""
    parts, owner = shapely.get_parts(units, return_index=True)
    lost = ~shapely.intersects(parts, snapped[owner]) & ~shapely.is_empty(parts)
    squares: list[list[shapely.Polygon]] = [[] for _ in units]
    others = shapely.STRtree(snapped)
    for part, unit in zip(parts[lost], owner[lost], strict=True):
        x, y = (round((c - size / 2) / GRID) * GRID for c in (part.centroid.x, part.centroid.y))
        square = shapely.box(x, y, x + size, y + size)
        if set(others.query(square, predicate="intersects").tolist()) <= {unit}:
            squares[unit].append(square)
    return np.array(
        [
            shapely.unary_union([unit, *more], grid_size=GRID) if more else unit
            for unit, more in zip(snapped, squares, strict=True)
        ],
        dtype=object,
    )


def clip(units: Geometries, west: float, south: float, east: float, north: float) -> Geometries:
    """Cut a gridded or exact coverage to a rectangle; units outside become empty."""
    cut = shapely.intersection(units, shapely.box(west, south, east, north))
    parts, owner = shapely.get_parts(cut, return_index=True)
    polygons = shapely.get_type_id(parts) == 3
    return _regroup(parts[polygons], owner[polygons], len(units))


def merge(units: Geometries, group: NDArray[np.intp], count: int) -> Geometries:
    """Unite the units of each group along their shared borders."""
    return _regroup(units, group, count)


def _regroup(parts: Geometries, owner: NDArray[np.intp], count: int) -> Geometries:
    """One valid geometry for each owner 0 … count - 1 (empty if it has no parts)."""
    return np.array(
        [shapely.normalize(shapely.coverage_union_all(parts[owner == i])) for i in range(count)],
        dtype=object,
    )
