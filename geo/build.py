"""Build the maps and the table of places: `python -m geo.build [LEVEL ...] [--check] [--out DIR]`.

The steps are those of geo/README.md. The same source and the pinned packages give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path

import numpy as np
import shapely

from geo import coverage, furniture, places, projection, source, topology
from geo.coverage import GRID, Geometries

HERE = Path(__file__).parent
TOLERANCE = {"provinces": 1500.0, "cities": 1000.0, "counties": 600.0}
"""Metres; coarser than 1500 deforms 澳门."""
SOUTH = 1_832_000.0
"""The main map's southern edge: 17.75°N below 海南's tip, metres."""
MAIN = (-3e6, SOUTH, 3e6, 7e6)


def clean(level: str) -> Geometries:
    """The source in degrees without its overlaps (苏 and 鲁 at 前三岛) and slivers, or islets."""
    return coverage.drop_islets(shapely.coverage_clean(source.polygons(level)))


def main_map(units: Geometries, tolerance: float) -> Geometries:
    """Units in degrees to the main map: projected, cut in the south, simplified, on the grid."""
    plane = coverage.project(units, projection.to_main)
    return coverage.lighten(coverage.clip(plane, *MAIN), tolerance)


def inset_map() -> tuple[Geometries, list[str]]:
    """Provinces as the inset shows them, with the codes of those it shows."""
    units = coverage.project(clean("provinces"), projection.to_inset)
    inside = coverage.clip(units, *projection.INSET_FRAME)
    seen = ~shapely.is_empty(inside)
    codes = [code for code, here in zip(source.codes("provinces"), seen, strict=True) if here]
    return coverage.lighten(inside[seen], 1200.0), codes


def build(levels: list[str]) -> dict[str, bytes]:
    """File name to content, in memory."""
    table = places.table()
    name = {row["code"]: row["name"] for row in table}
    short = {row["code"]: row["short"] for row in table}
    files: dict[str, bytes] = {}
    built: dict[str, Geometries] = {}
    for level in levels:
        codes = source.codes(level)
        units = built[level] = main_map(clean(level), TOLERANCE[level])
        objects = {"units": _features(units, codes, name)}
        if level != "provinces":
            objects["provinces"] = _provinces(units, codes, name)
        objects["inset"] = _features(*inset_map(), name)
        objects["dashes"] = furniture.dashes(SOUTH)
        objects["frame"] = furniture.frame()
        if level != "counties":
            objects["hatch"] = furniture.hatch(
                units, codes, furniture.SMALL if level == "provinces" else 0
            )
        objects["labels"] = furniture.labels(short)
        objects["dots"] = furniture.dots()
        files[f"{level}.topo.json"] = topology.encode(objects, GRID)
    if {"provinces", "cities"} <= built.keys():
        files["places.csv"] = places.to_csv(built)
    return files


def _features(units: Geometries, codes: list[str], name: dict[str, str]) -> list[topology.Feature]:
    return [
        (unit, {"code": code, "name": name[code]})
        for unit, code in zip(units, codes, strict=True)
        if not unit.is_empty  # 南沙区 has no part on the main map
    ]


def _provinces(units: Geometries, codes: list[str], name: dict[str, str]) -> list[topology.Feature]:
    """Provinces united from the given units, so that the outlines coincide."""
    order = source.codes("provinces")
    group = np.array([order.index(code[:2] + "0000") for code in codes])
    here = ~shapely.is_empty(units)
    return _features(coverage.merge(units[here], group[here], len(order)), order, name)


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check compare them with those on disk; 0 if all is well."""
    parser = argparse.ArgumentParser(prog="python -m geo.build", description=__doc__)
    parser.add_argument("levels", nargs="*", metavar="LEVEL", help=" ".join(TOLERANCE))
    parser.add_argument("--check", action="store_true", help="compare with the files on disk")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="default: geo/")
    options = parser.parse_args(arguments)
    if unknown := set(options.levels) - set(TOLERANCE):
        parser.error(f"no such level: {', '.join(sorted(unknown))}")
    try:
        files = build(options.levels or ["provinces", "cities"])
    except source.SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    return _check(files, options.out) if options.check else _write(files, options.out)


def _check(files: dict[str, bytes], folder: Path) -> int:
    different = 0
    for name, content in files.items():
        path = folder / name
        same = path.is_file() and path.read_bytes() == content
        print(f"{name}: {'same' if same else 'differs' if path.is_file() else 'missing'}")
        different += not same
    return 1 if different else 0


def _write(files: dict[str, bytes], folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} with gzip -9")
    return 0


if __name__ == "__main__":
    sys.exit(main())
