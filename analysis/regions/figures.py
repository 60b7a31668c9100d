"""The figures of each side of a comparison: those that share metric and unit, and the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis import cards, regions, text
from analysis.edition import Edition, records, remembered, remembered_lately
from analysis.regions.sides import FEWEST, Side, are_units
from analysis.text import names

BESIDE = "统计项与计量单位都相同的数字才并列于此，依材料先后；口径另有说明的见表下。只并列，不排名，不相加。"
ALONE = "以下数字的统计项或计量单位各不相同，分别列出，不作比较。"


@remembered_lately
def shared(edition: Edition, found: tuple[Side, ...]) -> pd.DataFrame:
    """Figures whose metric and unit two or more sides have: a row a metric, a column a side.

    In a cell of several units each value has its owner before it.
    """
    rows = []
    for (metric, _, _), held in _alike(edition, found):
        each = [*records(held)]
        cells = [_values([row for row in each if row.code in side.reach], side) for side in found]
        rows.append((metric, *cells, regions.lines_html(held["source_line"])))
    columns = ["统计项", *(side.name for side in found), "来源"]
    return pd.DataFrame(rows, columns=columns)


@remembered_lately
def notes(edition: Edition, found: tuple[Side, ...]) -> tuple[str, ...]:
    """What must be said of the definitions of ``shared``, each note once, with whose figures it is on."""
    metrics: dict[tuple[str, str], list[str]] = {}
    for (metric, _, _), held in _alike(edition, found):
        for note, rows in held[held["note"] != ""].groupby("note", sort=False):
            metrics.setdefault(("、".join(names(rows["code"])), note), []).append(metric)
    return tuple(
        f"口径说明（{owners}）：{'、'.join(named)}：{note}。"
        for (owners, note), named in metrics.items()
    )


@remembered_lately
def _alike(edition: Edition, found: tuple[Side, ...]) -> list[tuple[tuple, pd.DataFrame]]:
    """The figures of what two or more sides have, by metric, unit and phase, first come first."""
    reach = {code for side in found for code in side.reach}
    alike = []
    for key, every in _of_several(edition):
        codes = reach.intersection(every["code"])
        sides_with_it = sum(not codes.isdisjoint(side.reach) for side in found)
        # One unit of two overlapping regions is not two that share a definition.
        if sides_with_it >= FEWEST and len(codes) > 1:
            alike.append((key, every[every["code"].isin(codes)]))
    return sorted(alike, key=lambda one: one[1].index[0])


@remembered
def _of_several(edition: Edition) -> list[tuple[tuple, pd.DataFrame]]:
    """The figures of each metric, unit and phase that more than one unit has."""
    by_metric = edition["figures"].groupby(["metric", "unit", "phase"], sort=False)
    return [(key, held) for key, held in by_metric if held["code"].nunique() > 1]


def _values(rows: Iterable[Any], side: Side) -> str:
    return (
        "；".join(
            (f"{names([row.code])[0]} " if (row.code,) != side.codes else "")
            + text.amount(row.value, row.unit, row.qualifier)
            + (f"（{text.moment(row.as_of)}）" if row.as_of else "")
            for row in rows
        )
        or "—"
    )


@remembered_lately
def alone(edition: Edition, found: tuple[Side, ...]) -> pd.DataFrame:
    """The other figures of single units, one row each in the order of the source; none of regions."""
    columns = ["单位", "统计项", "数字", "时点", "来源"]
    if not are_units(found):
        return pd.DataFrame(columns=columns)
    taken = {figure for _, held in _alike(edition, found) for figure in held["figure"]}
    rows = []
    for side in found:
        figures = edition["figures"]
        figures = figures[figures["code"].isin(side.codes) & ~figures["figure"].isin(taken)]
        for amount in cards.amounts(edition, figures):
            where = f"原文第 {amount.source.line} 行"
            rows.append((side.name, amount.metric, amount.amount, amount.as_of, where))
    return pd.DataFrame(rows, columns=columns)


@remembered_lately
def sentence(edition: Edition, found: tuple[Side, ...]) -> str:
    """Whether there are figures to set beside each other."""
    if shared(edition, found).empty:
        return "所选各方在材料中没有统计项与计量单位都相同的数字。"
    return BESIDE
