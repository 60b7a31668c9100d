"""The facts of each side of a comparison: tiers, intervals, honours, cases, practices, websites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import pandas as pd

from analysis import honours, places, regions, tiers
from analysis.edition import Edition, records, remembered, remembered_lately
from analysis.regions import NONE, Row, websites
from analysis.regions.sides import BY_UNIT, Side, are_units
from analysis.schema import CASE_LISTS, PROVINCIAL


@remembered_lately
def rows(
    edition: Edition, context: Edition | None, group: str, found: tuple[Side, ...]
) -> tuple[Row, ...]:
    """The lines of the comparison in their order."""
    return (
        *_tier_rows(edition, group, found),
        *_named_rows(edition, found),
        *(websites.rows(edition, context, found) if group == PROVINCIAL else ()),
    )


@remembered_lately
def table(
    edition: Edition, context: Edition | None, group: str, found: tuple[Side, ...]
) -> pd.DataFrame:
    """``rows`` as people read them: a column a side, the source last, as HTML."""
    return pd.DataFrame(
        [
            (row.item, *row.cells, row.basis or regions.lines_html(row.lines))
            for row in rows(edition, context, group, found)
        ],
        columns=["项目", *(side.name for side in found), "来源"],
    )


def _count(number: int) -> str:
    return str(number) if number else NONE


def _tier_rows(edition: Edition, group: str, found: Sequence[Side]) -> Iterator[Row]:
    scale = tiers.scale(edition, group)
    results = edition["results"]
    results = results[results["group"] == group]
    codes = {code for side in found for code in side.codes}
    lines = tuple(results.loc[results["code"].isin(codes), "source_line"])
    if are_units(found):
        held = regions.tiers_held(edition, group)
        yield Row("档次", tuple(held[side.codes[0]] for side in found), lines)
    else:
        yield Row("被评估单位（个）", tuple(_count(len(side.codes)) for side in found), lines)
        held_by = [regions.counts(edition, group, side.codes) for side in found]
        for row in records(scale):
            cells = tuple(_count(held[row.tier]) for held in held_by)
            yield Row(f"{row.tier}档次（个）", cells, (row.source_line,))
    yield Row(
        f"位次区间（推算），共 {len(results)} 位",
        tuple(regions.interval(edition, group, side.codes) for side in found),
        tuple(scale["source_line"]),
    )


def _named_rows(edition: Edition, found: Sequence[Side]) -> Iterator[Row]:
    """What is counted of all that each side covers."""
    for item, where in _counted(edition).items():
        held = [[line for code, line in where if code in side.reach] for side in found]
        counts = tuple(_count(len(lines)) for lines in held)
        yield Row(item, counts, tuple(chain.from_iterable(held)))


@remembered
def _counted(edition: Edition) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Honours by medium, cases by list, practices, listings: each item's codes with their lines."""
    honoured, cases = edition["honours"], edition["cases"]
    local = cases["code"].map(lambda code: places.province(code) is not None).astype(bool)
    media = {
        f"优秀{medium}主办单位（个）": honoured[honoured["medium"] == medium]
        for medium in honours.media_of(edition)
    }
    others = {
        f"{name}“十大”案例（个）": cases[(cases["list"] == name) & local] for name in CASE_LISTS
    }
    others |= {
        "特点趋势中的做法（项）": edition["practices"],
        "特点趋势中的列举（页次）": listings(edition),
    }
    items = media | {item: rows for item, rows in others.items() if len(rows)}
    return MappingProxyType(
        {
            item: tuple(zip(rows["code"], rows["source_line"], strict=True))
            for item, rows in items.items()
        }
    )


def listings(edition: Edition) -> pd.DataFrame:
    """Mentions, those of one unit on one slide once."""
    return edition["mentions"].drop_duplicates(["slide", "code"])


def covered(by: str) -> str:
    """Whose honours, cases and so on the table counts."""
    whose = (
        "该单位及其辖区内各单位" if by == BY_UNIT else "该地区（或自选各单位及其辖区）内各级单位"
    )
    ends = "" if by == BY_UNIT else "位次区间由最高档单位的写到最低档单位的，不是地区的位次；"
    return f"{ends}主办单位、案例、做法与列举计{whose}的。"
