"""What published tiers allow one to count: members, sizes and rank intervals."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from analysis import places
from analysis.edition import Edition, records, remembered
from analysis.schema import EDITION, PROVINCIAL
from analysis.theme import plain_number


class RankInterval(NamedTuple):
    """The best and the worst place a unit of a tier can have among ``total`` (推算)."""

    best: int
    worst: int
    total: int

    def __str__(self) -> str:
        places = f"第 {self.best}" if self.best == self.worst else f"第 {self.best}—{self.worst}"
        return f"{self.total} 个单位中{places} 位（推算）"


@remembered
def scale(edition: Edition, group: str) -> pd.DataFrame:
    """The tiers of a group from high to low, those without a unit included.

    Columns: tier, interval (as the source prints it, ``[85,95)``), count, members (tuple of codes
    in list order), lower, upper (分), source_line, as_written.
    """
    rows = edition["tier_scale"]
    rows = rows[rows["group"] == group].sort_values("order")
    results = edition["results"]
    results = results[results["group"] == group].sort_values("position", kind="stable")
    members = [tuple(results.loc[results["tier"] == tier, "code"]) for tier in rows["tier"]]
    intervals = [
        f"[{plain_number(lower)},{plain_number(upper)})"
        for lower, upper in zip(rows["lower"], rows["upper"], strict=True)
    ]
    return pd.DataFrame(
        {
            "tier": rows["tier"],
            "interval": intervals,
            "count": [len(codes) for codes in members],
            "members": members,
            "lower": rows["lower"],
            "upper": rows["upper"],
            "source_line": rows["source_line"],
            "as_written": rows["as_written"],
        }
    ).reset_index(drop=True)


@remembered
def row(edition: Edition, group: str, tier: str) -> Any:
    """One tier of ``scale``; raise ``KeyError`` for a tier that the group has not."""
    for found in records(scale(edition, group)):
        if found.tier == tier:
            return found
    raise KeyError(tier)


@remembered
def counts(edition: Edition, group: str) -> Mapping[str, int]:
    """How many units hold each tier of a group, from high to low."""
    rows = scale(edition, group)
    return MappingProxyType(dict(zip(rows["tier"], rows["count"], strict=True)))


@remembered
def rank_interval(edition: Edition, group: str, tier: str) -> RankInterval:
    """Between which places a unit of this tier stands; raise ``KeyError`` for a tier not held."""
    rows = scale(edition, group)
    above = 0
    for row in rows.itertuples():
        if row.tier == tier and row.count:
            return RankInterval(above + 1, above + row.count, int(rows["count"].sum()))
        above += row.count
    raise KeyError(tier)


@remembered
def assessed(edition: Edition, group: str) -> tuple[str, ...]:
    """Codes of a group's units in the order of the source."""
    results = edition["results"]
    return tuple(results.loc[results["group"] == group, "code"])


def as_provinces(edition: Edition) -> tuple[str, ...]:
    """The 直辖市 that the edition assesses among the provinces, and so not among the cities."""
    provinces = assessed(edition, PROVINCIAL)
    return tuple(code for code in places.MUNICIPALITIES if code in provinces)


@remembered
def name_list(edition: Edition, group: str) -> pd.DataFrame:
    """The results of a group as people read them: one row a unit, headed by the schema's labels.

    Tiers from high to low, one that nobody holds with 无 for a name; within a tier the order of
    the source, which is no rank.
    """
    results = edition["results"]
    results = results[results["group"] == group].sort_values("position", kind="stable")
    held = []
    for tier in scale(edition, group).itertuples():
        rows = results[results["tier"] == tier.tier].assign(interval=tier.interval)
        if rows.empty:
            empty = {"group": group, "tier": tier.tier, "organisation": "无", "code": ""}
            line = {"source_line": tier.source_line, "as_written": tier.as_written}
            rows = pd.DataFrame([{**empty, "interval": tier.interval, **line}])
        held.append(rows)
    labels = {column.name: column.label for column in EDITION["results"].columns}
    labels["interval"] = "区间"
    shown = ["group", "tier", "interval", "organisation", "code", "source_line", "as_written"]
    listed = pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=shown)
    return listed[shown].rename(columns=labels)
