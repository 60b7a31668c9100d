"""What published tiers allow one to count: members, sizes and rank intervals."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analysis import places
from analysis.edition import Edition, remembered
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

    Tiers from high to low; within a tier the order of the source, which is no rank.
    """
    rows = edition["results"]
    intervals = scale(edition, group)[["tier", "interval"]]
    order = list(intervals["tier"])
    rows = rows[rows["group"] == group].merge(intervals, on="tier", validate="many_to_one")
    rows = rows.sort_values(
        ["tier", "position"],
        key=lambda column: column.map(order.index) if column.name == "tier" else column,
    )
    shown = ["group", "tier", "interval", "organisation", "code", "source_line", "as_written"]
    labels = {name: EDITION["results"][name].label for name in shown if name != "interval"}
    return rows[shown].rename(columns={**labels, "interval": "区间"}).reset_index(drop=True)
