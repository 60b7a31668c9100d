"""入选、档次与案例一览: all units in one matrix to filter and sort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import honours, library, places, regions, text, units
from analysis.edition import Edition, remembered
from analysis.regions.facts import listings
from analysis.schema import CASE_LISTS, GROUPS, TIERS

OTHER = "不在两组之内"
TITLE = "入选、档次与案例一览"
HOLDS = ("新媒体入选", "“十大”案例", "做法", "列举")
BY_SOURCE = "材料先后"
SORTED = {  # how the matrix can be ordered: the label, and the columns counted
    "source": BY_SOURCE,
    "tier": "档次名称由高到低",
    "honours": "入选新媒体类数由多到少",
    "cases": "案例由多到少",
    "practices": "做法由多到少",
    "listings": "列举由多到少",
}
NOTE = "先后只依所选的列，不是名次；两组分别评估，入选与案例另行公布，并列只供查阅。"


@remembered
def every(edition: Edition) -> pd.DataFrame:
    """One row a unit that was assessed, honoured, listed or told of, in the order of the source.

    Columns: code, in (its group), tier (empty without one), media (tuple), one a case list and then honours,
    cases, practices, listings (numbers), has (tuple of ``HOLDS``), lines (tuple).
    """
    tables = {
        "honours": edition["honours"],
        "cases": edition["cases"],
        "practices": edition["practices"],
        "listings": listings(edition),
    }
    held = {name: dict(iter(rows.groupby("code", sort=False))) for name, rows in tables.items()}
    tier = {
        (group, code): one
        for group in GROUPS
        for code, one in regions.tiers_held(edition, group).items()
    }
    assessed = {code for _, code in tier}
    others = [
        place.code
        for place in places.of(units.named(edition))
        if place.code not in assessed
        and place.kind != "全国"
        and any(place.code in by for by in held.values())
    ]
    lines = edition["results"].groupby(["group", "code"])["source_line"].agg(tuple).to_dict()
    rows = []
    for group, code in (*tier, *((OTHER, code) for code in others)):
        own = {name: by.get(code, tables[name][:0]) for name, by in held.items()}
        numbers = {name: len(part) for name, part in own.items()}
        cited = [line for part in own.values() for line in part["source_line"]]
        rows.append(
            {
                "code": code,
                "in": group,
                "tier": tier.get((group, code), ""),
                "media": tuple(own["honours"]["medium"]),
                **{name: int((own["cases"]["list"] == name).sum()) for name in CASE_LISTS},
                **numbers,
                "has": tuple(
                    label for label, name in zip(HOLDS, tables, strict=True) if numbers[name]
                ),
                "lines": (*lines.get((group, code), ()), *cited),
            }
        )
    return pd.DataFrame(rows)


def ordered(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rows of the matrix in one of the orders of ``SORTED``; equals stay in the source's order."""
    if by == "tier":
        return rows.sort_values(
            "tier", key=lambda tier: tier.map([*TIERS, ""].index), kind="stable"
        )
    if by in rows:
        return rows.sort_values(by, ascending=False, kind="stable")
    return rows


def chosen(edition: Edition, by: Mapping[str, Sequence[str]], order: str) -> pd.DataFrame:
    """The rows of the matrix that a filter leaves, in an order."""
    return ordered(library.choose(every(edition), by), order)


def sentence(edition: Edition, found: pd.DataFrame) -> str:
    """How many units a filter left."""
    total = len(every(edition))
    if found.empty:
        return f"没有符合这些条件的单位（共 {total} 个）；请减少条件。"
    return f"{len(found)} / {total} 个单位；{NOTE}"


_MARK = '<span class="mark">●</span>'
NUMBERS = (*(f"{name}案例" for name in CASE_LISTS), "做法", "列举")


def table(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the matrix as people read them; the columns of ``NUMBERS`` hold numbers, blank for none."""
    return _written(edition).loc[rows.index]


@remembered
def _written(edition: Edition) -> pd.DataFrame:
    rows, media = every(edition), honours.media_of(edition)
    return pd.DataFrame(
        {
            "单位": [places.located(code) for code in rows["code"]],
            "分组": rows["in"],
            "档次": [tier or "—" for tier in rows["tier"]],
            **{
                honours.short(medium): [_MARK if medium in held else "" for held in rows["media"]]
                for medium in media
            },
            **{f"{name}案例": [number or "" for number in rows[name]] for name in CASE_LISTS},
            "做法": [number or "" for number in rows["practices"]],
            "列举": [number or "" for number in rows["listings"]],
            "原文行号": [regions.lines_html(lines) for lines in rows["lines"]],
        }
    )


def file(edition: Edition) -> pd.DataFrame:
    """All of the matrix for a file: codes, and numbers everywhere, 1 for an honour."""
    rows = every(edition)
    shown = table(edition, rows)
    shown.insert(1, "代码", rows["code"])
    for medium in honours.media_of(edition):
        shown[honours.short(medium)] = [int(medium in held) for held in rows["media"]]
    for head, name in zip(NUMBERS, (*CASE_LISTS, "practices", "listings"), strict=True):
        shown[head] = rows[name]
    shown["原文行号"] = [text.line_ranges(lines) for lines in rows["lines"]]
    return shown
