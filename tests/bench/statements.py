"""Statements: how long it takes to judge every pair of provinces and every pair of regions."""

from __future__ import annotations

import time
from itertools import count, permutations

from analysis import edition, regions, statements
from analysis.edition import DATA, Edition
from analysis.schema import PROVINCIAL
from analysis.statements import Above, EveryAbove, MeanAbove

_TIMES = count()


def claims(loaded: Edition) -> list[statements.Claim]:
    """Unit above unit for all ordered pairs; mean above mean and every above every for regions."""
    units = loaded["results"]
    codes = units.loc[units["group"] == PROVINCIAL, "code"]
    sides = statements.sides(loaded, PROVINCIAL)
    held = [sides[name] for name in regions.REGIONS if name in sides]
    return [
        *(Above(PROVINCIAL, *pair) for pair in permutations(codes, 2)),
        *(
            kind(PROVINCIAL, *pair)
            for kind in (MeanAbove, EveryAbove)
            for pair in permutations(held, 2)
        ),
    ]


def measure() -> float:
    """Milliseconds for all of them, with an edition about which nothing is remembered yet."""
    loaded = edition.load(DATA / "2019")
    asked = claims(loaded)
    unknown = Edition(f"{loaded.identity}-{next(_TIMES)}", loaded.tables)
    began = time.perf_counter()
    for claim in asked:
        statements.judge(unknown, claim)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(f"{max(measure() for _ in range(5)):.1f} ms")
