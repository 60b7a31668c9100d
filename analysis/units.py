"""Everything an edition says of one place or ministry."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import places, tiers
from analysis.edition import Edition, remembered
from analysis.schema import CITIES


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit's rows in each table of an edition; ``result`` is None where it was not assessed."""

    place: places.Place
    result: pd.Series | None
    rank: tiers.RankInterval | None
    peers: tuple[str, ...]
    honours: pd.DataFrame
    cases: pd.DataFrame
    practices: pd.DataFrame
    mentions: pd.DataFrame
    figures: pd.DataFrame

    @property
    def is_named(self) -> bool:
        """Whether the edition names the unit at all."""
        tables = (self.honours, self.cases, self.practices, self.mentions, self.figures)
        return self.result is not None or any(len(table) for table in tables)


@remembered
def unit(edition: Edition, code: str) -> Unit:
    """Collect one unit's rows; raise ``KeyError`` for a code that is no place or organisation."""
    place = places.get(code)
    if place is None:
        raise KeyError(code)
    results = _of(edition, "results", code)
    result = results.iloc[0] if len(results) else None
    rank, peers = None, ()
    if result is not None:
        rank = tiers.rank_interval(edition, result["group"], result["tier"])
        scale = tiers.scale(edition, result["group"]).set_index("tier")
        peers = tuple(other for other in scale.at[result["tier"], "members"] if other != code)
    names = ("honours", "cases", "practices", "mentions", "figures")
    return Unit(place, result, rank, peers, *(_of(edition, name, code) for name in names))


@remembered
def named(edition: Edition) -> tuple[str, ...]:
    """Codes of every place and organisation that the edition names, in the register's order."""
    held = {
        code
        for table in ("results", "honours", "cases", "practices", "mentions", "figures")
        for code in edition[table]["code"]
    }
    return tuple(code for code in places.register() if code in held)


def within(edition: Edition, code: str) -> tuple[str, ...]:
    """Codes of the named places that lie in a place, at any level below it."""
    return tuple(other for other in named(edition) if places.lies_in(other, code))


def beside(edition: Edition, code: str) -> tuple[str, ...]:
    """Codes to be read beside a place: what it lies in, and the assessed cities that lie in it."""
    above: list[str] = []
    place = places.parent(code)
    while place is not None:
        above.insert(0, place.code)
        place = places.parent(place.code)
    cities = tiers.assessed(edition, CITIES)
    return (*above, *(city for city in within(edition, code) if city in cities))


def _of(edition: Edition, table: str, code: str) -> pd.DataFrame:
    rows = edition[table]
    return rows[rows["code"] == code].reset_index(drop=True)


def tier_of(edition: Edition, code: str) -> str:
    """The tier a unit holds, or an empty text where it was not assessed."""
    results = _of(edition, "results", code)
    return results.at[0, "tier"] if len(results) else ""
