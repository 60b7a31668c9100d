"""Government websites by province, from outside the edition, and what they were a year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from analysis import comparisons
from analysis.edition import Edition, keyed, records, remembered, remembered_lately
from analysis.regions import Row
from analysis.regions.sides import Side, are_units
from analysis.schema import GRADES, PROVINCIAL
from analysis.theme import plain_number

# The table of the context holds one pair of dates, which its rows do not repeat.
WEBSITES_AT, WEBSITES_BEFORE = "2019 年 12 月", "2018 年 12 月"
_ROUNDED = Fraction(1, 20)  # percentage points; the published decline has one decimal


class _Websites(NamedTuple):
    now: int
    before: tuple[int, int]  # the least and the most there can have been a year earlier


@remembered
def _websites(context: Edition) -> Mapping[str, _Websites]:
    """By province, with what the rounded decline allows for the year before."""
    return {
        row.code: _Websites(row.count, _before(row.count, row.decline_percent))
        for row in records(context["website_counts_by_province"])
        if row.decline_percent < 100
    }


def _before(count: int, decline: float) -> tuple[int, int]:
    low, high = (count / (1 - (Fraction(str(decline)) + sign * _ROUNDED) / 100) for sign in (-1, 1))
    least, most = ceil(low), floor(high)
    if least > most:
        raise ValueError(f"{count} 个网站不能是减少 {decline}% 之后的个数")
    return least, most


def rows(edition: Edition, context: Edition | None, found: Sequence[Side]) -> Iterator[Row]:
    """Websites by province; only beside an edition that speaks of the same count of websites."""
    if context is None or not comparisons.website_pair(edition, context):
        return
    published = keyed(context, "website_counts_by_province", "code")
    known = _websites(context)
    held = [
        [known[code] for code in side.codes] if known.keys() >= set(side.codes) else []
        for side in found
    ]
    if not any(held):
        return
    used = [published[code] for side in found for code in side.codes if code in published]
    grades = "、".join(sorted({row.grade for row in used}))
    counted = tuple(str(sum(one.now for one in part)) if part else "—" for part in held)
    yield Row(f"政府网站（个），{WEBSITES_AT}", counted, basis=f"背景数据，{grades} 级")
    if are_units(found):
        percents = tuple(_percent(published.get(side.codes[0])) for side in found)
        yield Row(f"较 {WEBSITES_BEFORE}，报告所载", percents, basis=f"背景数据，{grades} 级")
    changes = tuple(_change(part) if part else "—" for part in held)
    yield Row(f"较 {WEBSITES_BEFORE}（个，推算）", changes, basis="推算，D 级")


@remembered_lately
def source(edition: Edition, context: Edition | None, group: str, found: tuple[Side, ...]) -> str:
    """Who published the websites by province, with grades; empty where the table has none."""
    if context is None or group != PROVINCIAL or not list(rows(edition, context, found)):
        return ""
    published = context["website_counts_by_province"]
    named = published.groupby(["publisher", "grade"], sort=False).groups
    publishers = "、".join(f"{one}（{grade} 级：{GRADES[grade]}）" for one, grade in named)
    return (
        f"网站数来自发布材料之外：{publishers}。较上年增减由各省的个数与已舍入到一位小数的降幅推算"
        f"（D 级），舍入所及写作区间{'' if are_units(found) else '；地区为所含各省之和'}。"
    )


def _percent(row) -> str:
    if row is None:
        return "—"
    return f"{'减少' if row.decline_percent >= 0 else '增加'} {plain_number(abs(row.decline_percent))}%"


def _change(held: Sequence[_Websites]) -> str:
    """The decline that counts and rounded percentages allow: 减少 157, or 减少 256—257."""
    now = sum(one.now for one in held)
    ends = [sum(one.before[end] for one in held) - now for end in (0, 1)]
    if ends[0] < 0 < ends[1]:
        return f"{ends[0]} 至 {ends[1]}"
    least, most = sorted(map(abs, ends))
    if not most:
        return "持平"
    verb = "减少" if ends[1] > 0 else "增加"
    return f"{verb} {least}" if least == most else f"{verb} {least}—{most}"
