"""Longitude and latitude to the planar metres of the maps (x east, y north).

Both maps are Albers equal-area on the WGS84 ellipsoid (CGCS2000 differs by less than a
millimetre). The main map has its own origin at 105°E on the equator. The inset of 南海诸岛
has its own projection, reduced and moved to the lower right of the same plane, so that one
chart draws both. Formulas: J. P. Snyder, Map Projections, USGS PP 1395 (1987), pp. 101-102.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SEMI_MAJOR = 6_378_137.0
"""WGS84, metres."""
ECC2 = (2 - 1 / 298.257223563) / 298.257223563
"""WGS84, first eccentricity squared."""

INSET_SCALE = 0.45
INSET_WINDOW = (-755_000.0, 315_000.0, 935_000.0, 2_800_000.0)
"""West, south, east, north of the inset in metres of its own projection, before reduction."""
INSET_CORNER = (1_852_000.0, 1_640_000.0)
"""Where the lower left corner of the inset stands on the main map, metres."""
INSET_FRAME = (
    *INSET_CORNER,
    INSET_CORNER[0] + INSET_SCALE * (INSET_WINDOW[2] - INSET_WINDOW[0]),
    INSET_CORNER[1] + INSET_SCALE * (INSET_WINDOW[3] - INSET_WINDOW[1]),
)
"""West, south, east, north of the inset on the main map, metres."""


def _m2(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cos(lat) ** 2 / (1 - ECC2 * np.sin(lat) ** 2)


def _q(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    e, sin = np.sqrt(ECC2), np.sin(lat)
    return (1 - ECC2) * (sin / (1 - ECC2 * sin**2) + np.arctanh(e * sin) / e)


def albers(
    lon: ArrayLike, lat: ArrayLike, parallels: tuple[float, float], meridian: float
) -> NDArray[np.float64]:
    """Albers equal-area conic with its origin on the equator.

    Degrees in, metres out; arrays of shape (n,) give (n, 2). Rounded to a millimetre, so that
    the last bit of a processor's sine never reaches a file.
    """
    first, second = np.radians(np.array(parallels, float))
    n = (_m2(first) - _m2(second)) / (_q(second) - _q(first))
    c = _m2(first) + n * _q(first)
    rho = SEMI_MAJOR * np.sqrt(c - n * _q(np.radians(np.asarray(lat, float)))) / n
    theta = n * np.radians(np.asarray(lon, float) - meridian)
    north = SEMI_MAJOR * np.sqrt(c) / n - rho * np.cos(theta)
    plane: NDArray[np.float64] = np.stack([rho * np.sin(theta), north], axis=-1)
    return np.round(plane, 3)


def to_main(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Degrees to metres of the main map: standard parallels 25°N and 47°N, 105°E."""
    return albers(lon, lat, (25, 47), 105)


def to_inset(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Degrees to where the inset shows them, in metres of the main map: 6°N and 20°N, 114°E."""
    own = albers(lon, lat, (6, 20), 114)
    return np.round((own - INSET_WINDOW[:2]) * INSET_SCALE + INSET_CORNER, 3)


def from_main(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """Metres of the main map back to degrees, to a centimetre (Newton's way on `to_main`).

    Arrays of shape (n,) give (n, 2), as `to_main` does.
    """
    here = np.stack([np.asarray(x, float), np.asarray(y, float)], axis=-1)
    found = np.broadcast_to([105.0, 35.0], here.shape).copy()
    for _ in range(12):
        lon, lat = found[..., 0], found[..., 1]
        reached = to_main(lon, lat)
        east = (to_main(lon + 0.01, lat) - reached) / 0.01
        north = (to_main(lon, lat + 0.01) - reached) / 0.01
        slopes = np.stack([east, north], axis=-1)
        found += np.linalg.solve(slopes, (here - reached)[..., None])[..., 0]
    return found
