"""Regions, and what the tiers of a group say of some of its units.

Everything in this package is a count, a tier or what follows from tiers; nothing is divided into a
score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from analysis import honours, places, text, tiers
from analysis.edition import Edition, remembered
from analysis.schema import MEDIA
from analysis.schema import REGIONS as FOUR

TITLE = "区域对比"
SENTENCE = (
    "把地区或单位并列：各档个数、位次区间（推算）、入选、案例、做法与列举；不合成分数，不排名次。"
)
NONE = "无"

_NAMED = {
    "京津冀": ("北京", "天津", "河北"),
    "长三角": ("上海", "江苏", "浙江", "安徽"),
    "黄河流域九省区": (
        *("青海", "四川", "甘肃", "宁夏", "内蒙古"),
        *("陕西", "山西", "河南", "山东"),
    ),
}
REGIONS = (*FOUR, *_NAMED)


@cache
def provinces() -> Mapping[str, tuple[str, ...]]:
    """Codes of the provinces of each of ``REGIONS``."""
    every = [place for place in places.register().values() if place.kind == "province"]
    by_short = {place.short: place.code for place in every}
    four = {name: tuple(one.code for one in every if one.region == name) for name in FOUR}
    return MappingProxyType(
        four | {name: tuple(by_short[short] for short in held) for name, held in _NAMED.items()}
    )


def lies_in(code: str, name: str) -> bool:
    """Whether a place lies in one of ``REGIONS``; 兵团 lies in none."""
    above = places.province(code)
    return above is not None and above.code in provinces()[name]


def members(name: str, group: str, edition: Edition) -> tuple[str, ...]:
    """Codes of a group's assessed units in a region, in the order of the source.

    Provinces, or the cities that lie in them.
    """
    return tuple(code for code in tiers.assessed(edition, group) if lies_in(code, name))


def tiers_held(edition: Edition, group: str) -> Mapping[str, str]:
    """The tier of each unit of a group, from the highest tier down."""
    return {code: tier for tier, codes in _members(edition, group).items() for code in codes}


@remembered
def _members(edition: Edition, group: str) -> Mapping[str, tuple[str, ...]]:
    scale = tiers.scale(edition, group)
    return MappingProxyType(dict(zip(scale["tier"], scale["members"], strict=True)))


def counts(edition: Edition, group: str, codes: Iterable[str]) -> dict[str, int]:
    """How many of some units hold each tier of a group, from high to low."""
    held = set(codes)
    return {tier: len(held.intersection(of)) for tier, of in _members(edition, group).items()}


def interval(edition: Edition, group: str, codes: Iterable[str]) -> str:
    """Between which places some units stand (推算), those of the highest and of the lowest tier."""
    held = [tier for tier, count in counts(edition, group, codes).items() if count]
    if not held:
        return NONE
    ends = dict.fromkeys((held[0], held[-1]))
    ranks = [tiers.rank_interval(edition, group, tier) for tier in ends]
    return f"第 {' 至 '.join(map(_places, ranks))} 位"


def _places(rank: tiers.RankInterval) -> str:
    return str(rank.best) if rank.best == rank.worst else f"{rank.best}—{rank.worst}"


class Row(NamedTuple):
    """A line of a comparison: what it says of each side; its source lines, or what else it rests on."""

    item: str
    cells: tuple[str, ...]
    lines: tuple[int, ...] = ()
    basis: str = ""


MARKUP = ("来源", "原文行号", *map(honours.short, MEDIA))  # columns that hold HTML
_LONG = 16  # characters; a longer list of lines is told on demand


def lines_html(lines: Iterable[int]) -> str:
    """Where something stands: the source lines, or how many there are and which on demand."""
    held = sorted({int(line) for line in lines})
    if not held:
        return "—"
    ranges = text.line_ranges(held)
    if len(ranges) <= _LONG:
        return f"原文第 {ranges} 行"
    return f'<details class="source"><summary>原文 {len(held)} 行</summary><span>第 {ranges} 行</span></details>'
