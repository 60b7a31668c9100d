"""The scores that published tiers allow: half-open intervals of rational numbers, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from analysis import places, text
from analysis.edition import Edition, records, remembered
from analysis.schema import GROUPS
from analysis.theme import plain_number

MAY_SAY, CONTRADICTED, UNDECIDED = "可以表述", "与结果不符", "依据不足"


class ClaimError(ValueError):
    """A claim that says nothing to judge; its message tells a reader what to choose instead."""


class Range(NamedTuple):
    """All values that a score, or a sum of scores, can take, and whether it takes its ends."""

    low: Fraction
    high: Fraction
    low_reached: bool = True
    high_reached: bool = False

    def above(self, bar: Fraction) -> str:
        """Whether every value, or none, is above a bar."""
        if self.low > bar or (self.low == bar and not self.low_reached):
            return MAY_SAY
        return CONTRADICTED if self.high <= bar else UNDECIDED

    def at_least(self, bar: Fraction) -> str:
        """Whether every value, or none, reaches a bar."""
        if self.low >= bar:
            return MAY_SAY
        short = self.high < bar or (self.high == bar and not self.high_reached)
        return CONTRADICTED if short else UNDECIDED


class Tier(NamedTuple):
    """A tier of a group: its interval as a range and as the source prints it, and its line."""

    name: str
    range: Range
    interval: str
    line: int


class Held(NamedTuple):
    """The tier that a unit holds in a group, and the lines that say so."""

    code: str
    tier: Tier
    lines: tuple[int, int]

    @property
    def low(self) -> Fraction:
        return self.tier.range.low

    @property
    def high(self) -> Fraction:
        return self.tier.range.high


class Group(NamedTuple):
    """One group of an edition: its tiers from high to low, and its units by code."""

    name: str
    tiers: Mapping[str, Tier]
    units: Mapping[str, Held]

    def of(self, codes: Iterable[str]) -> list[Held]:
        """What some of the group's units hold."""
        return [self.units[code] for code in codes]

    def ends(self, side: Side) -> tuple[Tier, Tier]:
        """The lowest and the highest tier that units of a side hold."""
        held = sorted(
            (self.units[code].tier for code in side.codes), key=lambda tier: tier.range.low
        )
        return held[0], held[-1]

    def tier(self, name: str) -> Tier:
        """A tier by its name; raise ``ClaimError`` for one that the group's scale does not have."""
        if name not in self.tiers:
            known = "、".join(self.tiers)
            raise ClaimError(f"{self.name}评估没有“{name[:20]}”这一档次；可选：{known}。")
        return self.tiers[name]


@remembered
def groups(edition: Edition) -> Mapping[str, Group]:
    """The groups that have results, by name."""
    found = {}
    results = list(records(edition["results"]))
    scales = list(records(edition["tier_scale"]))
    for name in GROUPS:
        scale = sorted((row for row in scales if row.group == name), key=lambda row: -row.lower)
        own = {row.tier: _tier(row) for row in scale}
        held = {
            row.code: Held(row.code, own[row.tier], (int(row.source_line), own[row.tier].line))
            for row in results
            if row.group == name
        }
        if held:
            found[name] = Group(name, own, held)
    return MappingProxyType(found)


def _tier(row) -> Tier:
    lower, upper = plain_number(row.lower), plain_number(row.upper)
    # The shortest decimal of a number is the one that the file holds.
    ends = Range(Fraction(repr(float(row.lower))), Fraction(repr(float(row.upper))))
    return Tier(row.tier, ends, f"[{lower},{upper})", int(row.source_line))


@dataclass(frozen=True)
class Side:
    """Some units that a claim speaks of together; without a name they are named one by one."""

    codes: tuple[str, ...]
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", tuple(dict.fromkeys(self.codes)))

    def __str__(self) -> str:
        if self.name:
            return f"{self.name} {len(self.codes)} 个单位"
        return name(self.codes[0]) if self.is_one else "、".join(text.names(self.codes))

    @property
    def is_one(self) -> bool:
        """Whether this is a single unit, spoken of by its name."""
        return len(self.codes) == 1 and not self.name

    @property
    def mean(self) -> str:
        """The mean score in words."""
        return f"{self}的得分" if self.is_one else f"{self}的平均分"

    @property
    def top(self) -> str:
        """The highest score in words."""
        return f"{self}的得分" if self.is_one else f"{self}中的最高分"


def name(code: str) -> str:
    """What a unit is called in a sentence."""
    return places.located(code) or code[:20]
