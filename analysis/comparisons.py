"""Figures that the source itself sets beside each other: before and after, part of a whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis import text
from analysis.edition import Edition, records, remembered
from analysis.schema import AFTER, BEFORE, PART, SHARE, WHOLE


@remembered
def pairs(edition: Edition) -> pd.DataFrame:
    """Before/after pairs in the order of the source, one row a pair.

    Columns: pair, slide, code, organisation, metric, before, after (values in ``unit``), unit,
    before_written, after_written (with qualifier and unit), as_of_before, as_of_after, note,
    lines (tuple of source lines), comparable (whether both count the same by definition).
    """
    rows = []
    for pair, both in _grouped(edition, BEFORE, AFTER):
        before, after = both[BEFORE], both[AFTER]
        rows.append(
            {
                "pair": pair,
                "slide": after["slide"],
                "code": after["code"],
                "organisation": after["organisation"],
                "metric": after["metric"],
                "before": before["value"],
                "after": after["value"],
                "unit": after["unit"],
                "before_written": text.figure_amount(before) + _apart(before, after),
                "after_written": text.figure_amount(after),
                "as_of_before": before["as_of"],
                "as_of_after": after["as_of"],
                "note": "；".join(dict.fromkeys(filter(None, (before["note"], after["note"])))),
                "lines": tuple(sorted({before["source_line"], after["source_line"]})),
                "comparable": DIFFERENT not in before["note"] + after["note"],
            }
        )
    return pd.DataFrame(rows, columns=_PAIR_COLUMNS)


@remembered
def by_id(edition: Edition) -> Mapping[str, Any]:
    """``pairs`` by the pair's id."""
    return MappingProxyType({pair.pair: pair for pair in records(pairs(edition))})


_PAIR_COLUMNS = (
    "pair",
    "slide",
    "code",
    "organisation",
    "metric",
    "before",
    "after",
    "unit",
    "before_written",
    "after_written",
    "as_of_before",
    "as_of_after",
    "note",
    "lines",
    "comparable",
)
DIFFERENT = "口径不同"


@remembered
def shares(edition: Edition) -> pd.DataFrame:
    """Parts of a whole that the source states with their share, one row each.

    Columns: pair, slide, metric (of the part), part, whole, unit, share (%), as_of, note, lines.
    """
    rows = [
        {
            "pair": pair,
            "slide": three[PART]["slide"],
            "metric": three[PART]["metric"],
            "part": three[PART]["value"],
            "whole": three[WHOLE]["value"],
            "unit": three[PART]["unit"],
            "share": three[SHARE]["value"],
            "as_of": three[PART]["as_of"],
            "note": "；".join(dict.fromkeys(row["note"] for row in three.values() if row["note"])),
            "lines": tuple(sorted({row["source_line"] for row in three.values()})),
        }
        for pair, three in _grouped(edition, PART, WHOLE, SHARE)
    ]
    columns = (
        "pair",
        "slide",
        "metric",
        "part",
        "whole",
        "unit",
        "share",
        "as_of",
        "note",
        "lines",
    )
    return pd.DataFrame(rows, columns=columns)


def _apart(before: pd.Series, after: pd.Series) -> str:
    """What the first value counts otherwise than the second: 办结时限（法定）against 办结时限."""
    extra = before["metric"].removeprefix(after["metric"])
    return "" if extra == before["metric"] else extra


def _grouped(edition: Edition, *phases: str):
    """Pair ids with their rows by phase, where every one of the phases is there once."""
    figures = edition["figures"]
    figures = figures[(figures["pair"] != "") & figures["phase"].isin(phases)]
    for pair, rows in figures.groupby("pair", sort=False):
        by_phase = {row["phase"]: row for _, row in rows.iterrows()}
        if len(rows) == len(by_phase) == len(phases):
            yield pair, by_phase


@remembered
def website_pair(edition: Edition, context: Edition | None) -> str:
    """The id of the pair that counts government websites, or an empty text where there is none."""
    if context is None:
        return ""
    counts = set(context["website_counts"]["count"])
    found = pairs(edition)
    found = found[found["before"].isin(counts) & found["after"].isin(counts)]
    return found["pair"].iloc[0] if len(found) else ""
