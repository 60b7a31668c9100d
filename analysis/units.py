"""Everything an edition says of one place or ministry."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import places, tiers
from analysis.edition import Edition, remembered


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


def _of(edition: Edition, table: str, code: str) -> pd.DataFrame:
    rows = edition[table]
    return rows[rows["code"] == code].reset_index(drop=True)


def tier_of(edition: Edition, code: str) -> str:
    """The tier a unit holds, or an empty text where it was not assessed."""
    results = _of(edition, "results", code)
    return results.at[0, "tier"] if len(results) else ""
