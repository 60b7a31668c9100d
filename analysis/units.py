"""Everything an edition says of one place or ministry."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import places, tiers
from analysis.edition import Edition, grouped, remembered
from analysis.schema import CITIES


@dataclass(frozen=True, eq=False)
class Result:
    """A unit's row among the results of a group, its place there, and who else holds its tier."""

    row: pd.Series
    rank: tiers.RankInterval
    peers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit's rows in each table of an edition; ``results`` has one for each of its groups."""

    place: places.Place
    results: tuple[Result, ...]
    honours: pd.DataFrame
    cases: pd.DataFrame
    practices: pd.DataFrame
    mentions: pd.DataFrame
    figures: pd.DataFrame

    @property
    def peers(self) -> tuple[str, ...]:
        """Who else holds the same tier, in each of its groups."""
        return tuple(code for result in self.results for code in result.peers)

    @property
    def is_named(self) -> bool:
        """Whether the edition names the unit at all."""
        tables = (self.honours, self.cases, self.practices, self.mentions, self.figures)
        return bool(self.results) or any(len(table) for table in tables)


@remembered
def unit(edition: Edition, code: str) -> Unit:
    """Collect one unit's rows; raise ``KeyError`` for a code that is no place or organisation."""
    place = places.get(code)
    if place is None:
        raise KeyError(code)
    results = tuple(_result(edition, row) for _, row in _of(edition, "results", code).iterrows())
    names = ("honours", "cases", "practices", "mentions", "figures")
    return Unit(place, results, *(_of(edition, name, code) for name in names))


def _result(edition: Edition, row: pd.Series) -> Result:
    group, tier = row["group"], row["tier"]
    members = tiers.row(edition, group, tier).members
    peers = tuple(other for other in members if other != row["code"])
    return Result(row, tiers.rank_interval(edition, group, tier), peers)


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
    held = grouped(edition, table, "code").get(code)
    return edition[table][:0] if held is None else held.copy(deep=False)


def tier_of(edition: Edition, code: str) -> str:
    """The tier a unit holds, or an empty text where it was not assessed."""
    held = grouped(edition, "results", "code").get(code)
    return "" if held is None else held.at[0, "tier"]
