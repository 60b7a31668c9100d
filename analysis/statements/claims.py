"""The kinds of claim on scores: each says itself in words, and is judged within its group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from analysis import text, tiers
from analysis.statements.scores import (
    CONTRADICTED,
    MAY_SAY,
    UNDECIDED,
    ClaimError,
    Group,
    Held,
    Range,
    Side,
    Tier,
    name,
)
from analysis.theme import plain_number

_BOTH_FIT = "两种情形都与公布的档次相符。"
Bar = str | Fraction  # a tier to be reached, or a score


@dataclass(frozen=True)
class _Claim:
    """A statement on units of a group; ``whole`` where its answer rests on all units of the group."""

    group: str
    whole: ClassVar[bool] = False

    def sides(self) -> tuple[Side, ...]:
        """The units that the claim speaks of."""
        raise NotImplementedError

    def check(self, group: Group) -> None:
        """Raise ``ClaimError`` where a part of the claim can mean nothing."""

    def said(self, group: Group) -> str:
        """The claim as a clause, without its group."""
        raise NotImplementedError

    def judged(self, group: Group) -> tuple[str, str, str]:
        """Answer, reason and illustration, where all units belong to the group."""
        raise NotImplementedError

    def tiers(self, group: Group) -> tuple[Tier, ...]:
        """Tiers that the claim speaks of, besides those that its units hold."""
        return ()


@dataclass(frozen=True)
class Above(_Claim):
    """One unit's score is above another's."""

    unit: str
    other: str

    def sides(self) -> tuple[Side, ...]:
        return Side((self.unit,)), Side((self.other,))

    def check(self, group: Group) -> None:
        if self.unit == self.other:
            raise ClaimError(f"两边都是{name(self.unit)}；请选两个不同的单位。")

    def said(self, group: Group) -> str:
        return f"{name(self.unit)}的得分高于{name(self.other)}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        mine, theirs = (group.units[code].tier for code in (self.unit, self.other))
        return _ordered(
            mine,
            f"{name(self.unit)}为{_tier_words(mine)}",
            theirs,
            f"{name(self.other)}为{_tier_words(theirs)}",
        )


@dataclass(frozen=True)
class Reaches(_Claim):
    """A unit reaches a tier or a score."""

    unit: str
    bar: Bar

    def sides(self) -> tuple[Side, ...]:
        return (Side((self.unit,)),)

    def check(self, group: Group) -> None:
        _check_bar(self.bar, group)

    def said(self, group: Group) -> str:
        of = "" if isinstance(self.bar, str) else "的"
        return f"{name(self.unit)}{of}{_bar_words(self.bar)}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        held, bar = group.units[self.unit], _score(self.bar, group)
        answer = held.tier.range.at_least(bar)
        points = plain_number(float(bar))
        if isinstance(self.bar, str):
            points = f"{self.bar}档次的下限 {points}"
        ending = {
            MAY_SAY: f"这一档次的得分都不低于 {points} 分",
            CONTRADICTED: f"这一档次的得分都低于 {points} 分",
            UNDECIDED: f"{points} 分在这一区间之内，材料未公布分数，是否达到不能确定",
        }[answer]
        example = (
            f"若甲地 {points} 分则达到，若甲地 {plain_number(float(held.low))} 分则没有达到；{_BOTH_FIT}"
            if answer == UNDECIDED
            else ""
        )
        return answer, f"{name(self.unit)}为{_tier_words(held.tier)}，{ending}。", example

    def tiers(self, group: Group) -> tuple[Tier, ...]:
        return _bar_tiers(self.bar, group)


@dataclass(frozen=True)
class _Placed(_Claim):
    """A unit's place: one more than the units of its group whose scores are above its own."""

    unit: str
    place: int
    whole: ClassVar[bool] = True

    def sides(self) -> tuple[Side, ...]:
        return (Side((self.unit,)),)

    def check(self, group: Group) -> None:
        _check_count(self.place, len(group.units), f"{group.name}只有", "位次")

    def answer(self, rank: tiers.RankInterval) -> str:
        raise NotImplementedError

    def judged(self, group: Group) -> tuple[str, str, str]:
        own, rank = group.units[self.unit], _rank(group, self.unit)
        answer = self.answer(rank)
        example = ""
        if answer == UNDECIDED:
            other = rank.worst if self.place < rank.worst else rank.best
            both = (_example_of(own.tier, place, rank) for place in (self.place, other))
            example = f"{'；'.join(both)}；{_BOTH_FIT}"
        ending = "；材料未公布分数与名次" if answer == UNDECIDED else ""
        words = f"{name(self.unit)}为{_tier_words(own.tier)}，{_place_words(group, own, rank)}"
        return answer, f"{words}{ending}。", example


@dataclass(frozen=True)
class WithinFirst(_Placed):
    """A unit is among the first so many of its group."""

    def said(self, group: Group) -> str:
        return f"{name(self.unit)}的得分在 {len(group.units)} 个单位中居前 {self.place} 位"

    def answer(self, rank: tiers.RankInterval) -> str:
        if rank.worst <= self.place:
            return MAY_SAY
        return CONTRADICTED if rank.best > self.place else UNDECIDED


@dataclass(frozen=True)
class RanksAt(_Placed):
    """A unit has exactly this place in its group."""

    def said(self, group: Group) -> str:
        return f"{name(self.unit)}的得分在 {len(group.units)} 个单位中名列第 {self.place} 位"

    def answer(self, rank: tiers.RankInterval) -> str:
        # With scores of one interval in any order, every place between best and worst is possible.
        if not rank.best <= self.place <= rank.worst:
            return CONTRADICTED
        return MAY_SAY if rank.best == rank.worst else UNDECIDED


@dataclass(frozen=True)
class _Compared(_Claim):
    """Two sides set against each other; a unit may be on both."""

    a: Side
    b: Side

    def sides(self) -> tuple[Side, ...]:
        return self.a, self.b

    @property
    def shared(self) -> tuple[str, ...]:
        return tuple(code for code in self.a.codes if code in self.b.codes)


@dataclass(frozen=True)
class EveryAbove(_Compared):
    """Every unit of one side is above every unit of the other."""

    def said(self, group: Group) -> str:
        each = "" if len(self.a.codes) == 1 else "都"
        every = "" if len(self.b.codes) == 1 else "中的每一个"
        return f"{self.a}的得分{each}高于{self.b}{every}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        if self.shared:
            both = "、".join(text.names(self.shared))
            return CONTRADICTED, f"两边都有{both}，一个单位的得分不会高于它自己。", ""
        lowest, highest = group.ends(self.a)[0], group.ends(self.b)[1]
        return _ordered(
            lowest,
            _end_words(self.a, "最低", lowest, group),
            highest,
            _end_words(self.b, "最高", highest, group),
        )


@dataclass(frozen=True)
class HighestAbove(_Compared):
    """The highest score of one side is above the highest of the other."""

    def said(self, group: Group) -> str:
        return f"{self.a.top}高于{self.b.top}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        # A shared unit never lifts its own side above the other: only the rest of it can.
        rest = Side(tuple(code for code in self.a.codes if code not in self.b.codes))
        if not rest.codes:
            return CONTRADICTED, f"{self.a}也都在另一边，最高分不会高于另一边。", ""
        mine, theirs = group.ends(rest)[1], group.ends(self.b)[1]
        answer, reason, example = _ordered(
            mine,
            _end_words(rest if self.shared else self.a, "最高", mine, group),
            theirs,
            _end_words(self.b, "最高", theirs, group),
        )
        if self.shared:
            both = "、".join(text.names(self.shared))
            reason = f"两边都有{both}，能否更高只看其余单位：{reason}"
        return answer, reason, example


@dataclass(frozen=True)
class MeanAbove(_Compared):
    """The mean of one side is above the mean of the other."""

    def said(self, group: Group) -> str:
        return f"{self.a.mean}高于{self.b.mean}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        apart = _mean_difference(group, self.a, self.b)
        answer = apart.above(Fraction(0))
        if answer == UNDECIDED:
            ending = "材料未公布分数，前者可能高于后者，也可能低于后者"
        elif self.a.is_one or self.b.is_one:  # points beside one unit's name would pass for a score
            ending = f"各种情形下前者都更{'高' if answer == MAY_SAY else '低'}"
        else:
            ending = _margin(apart, answer)
        return _by_means(group, self, answer, ending)


@dataclass(frozen=True)
class MeanAboveBy(_Compared):
    """The mean of one side is above the mean of the other by at least so many points."""

    points: Fraction

    def check(self, group: Group) -> None:
        _check_points(self.points)

    def said(self, group: Group) -> str:
        return f"{self.a.mean}比{self.b.mean}至少高 {plain_number(float(self.points))} 分"

    def judged(self, group: Group) -> tuple[str, str, str]:
        apart = _mean_difference(group, self.a, self.b)
        answer, points = apart.at_least(self.points), plain_number(float(self.points))
        if answer == UNDECIDED:
            ending = f"材料未公布分数，是否够 {points} 分不能确定"
        else:
            within = "不少于" if answer == MAY_SAY else "不到"
            ending = f"{_margin(apart, answer)}，{within} {points} 分"
        return _by_means(group, self, answer, ending)


@dataclass(frozen=True)
class MoreOfTier(_Compared):
    """One side has more units of a tier than the other."""

    tier: str

    def check(self, group: Group) -> None:
        group.tier(self.tier)

    def said(self, group: Group) -> str:
        return f"{self.a}中的{self.tier}档次单位多于{self.b}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        mine, other = (
            sum(held.tier.name == self.tier for held in group.of(side.codes))
            for side in self.sides()
        )
        counts = f"{self.a}中{self.tier}档次有 {mine} 个，{self.b}中有 {other} 个。"
        return (MAY_SAY if mine > other else CONTRADICTED), counts, ""

    def tiers(self, group: Group) -> tuple[Tier, ...]:
        return (group.tier(self.tier),)


@dataclass(frozen=True)
class _OfOne(_Claim):
    """A statement on one side alone."""

    a: Side

    def sides(self) -> tuple[Side, ...]:
        return (self.a,)


@dataclass(frozen=True)
class AtLeast(_OfOne):
    """At least so many units of a side reach a tier or a score."""

    count: int
    bar: Bar

    def check(self, group: Group) -> None:
        _check_count(self.count, len(self.a.codes), "所选只有", "个数")
        _check_bar(self.bar, group)

    def said(self, group: Group) -> str:
        return f"{self.a}中至少有 {self.count} 个{_bar_words(self.bar)}"

    def judged(self, group: Group) -> tuple[str, str, str]:
        sure, possible = _reaching(group, self.a, self.bar)
        answer = _by_count(Fraction(sure), Fraction(possible), Fraction(self.count))
        return answer, f"{_reached(group, self.a, self.bar)}。", ""

    def tiers(self, group: Group) -> tuple[Tier, ...]:
        return _bar_tiers(self.bar, group)


@dataclass(frozen=True)
class ShareAtLeast(_OfOne):
    """At least this share, in per cent, of a side's units reach a tier or a score."""

    percent: Fraction
    bar: Bar

    def check(self, group: Group) -> None:
        _check_points(self.percent, "比例")
        if self.percent > 100:
            raise ClaimError("比例不超过 100%；请改小。")
        _check_bar(self.bar, group)

    def said(self, group: Group) -> str:
        return f"{self.a}中{_bar_words(self.bar)}的至少占 {plain_number(float(self.percent))}%"

    def judged(self, group: Group) -> tuple[str, str, str]:
        total = len(self.a.codes)
        least, most = (Fraction(100 * count, total) for count in _reaching(group, self.a, self.bar))
        share = f"占{_share(least)}" if least == most else f"占{_share(least)}至{_share(most)}"
        answer = _by_count(least, most, self.percent)
        return answer, f"{_reached(group, self.a, self.bar)}，{share}。", ""

    def tiers(self, group: Group) -> tuple[Tier, ...]:
        return _bar_tiers(self.bar, group)


@dataclass(frozen=True)
class SameTier(_OfOne):
    """All units of a side hold one tier."""

    def check(self, group: Group) -> None:
        if len(self.a.codes) < 2:
            raise ClaimError("是否同档，至少要有两个单位；请再选一个。")

    def said(self, group: Group) -> str:
        return f"{self.a}都在同一档次"

    def judged(self, group: Group) -> tuple[str, str, str]:
        held = {one.tier.name for one in group.of(self.a.codes)}
        return (MAY_SAY if len(held) == 1 else CONTRADICTED), f"{_counted(group, self.a)}。", ""


@dataclass(frozen=True)
class MeanAtLeast(_OfOne):
    """The mean of a side reaches a score."""

    score: Fraction

    def check(self, group: Group) -> None:
        _check_points(self.score)

    def said(self, group: Group) -> str:
        return f"{self.a.mean}不低于 {plain_number(float(self.score))} 分"

    def judged(self, group: Group) -> tuple[str, str, str]:
        whole = _combined(group, {code: Fraction(1, len(self.a.codes)) for code in self.a.codes})
        answer, points = whole.at_least(self.score), plain_number(float(self.score))
        ending = {
            MAY_SAY: f"总不低于 {points} 分",
            CONTRADICTED: f"总低于 {points} 分",
            UNDECIDED: f"材料未公布分数，是否达到 {points} 分不能确定",
        }[answer]
        between = f"不低于 {_down(whole.low)} 分、不到 {_up(whole.high)} 分（推算）"
        return answer, f"{_counted(group, self.a)}；按各档上下限，{between}，{ending}。", ""


Claim = (
    Above
    | Reaches
    | RanksAt
    | WithinFirst
    | EveryAbove
    | HighestAbove
    | MeanAbove
    | MeanAboveBy
    | MeanAtLeast
    | AtLeast
    | ShareAtLeast
    | SameTier
    | MoreOfTier
)


def _tier_words(tier: Tier) -> str:
    return f"{tier.name}档次（{tier.interval} 分）"


def _check_points(points: Fraction, what: str = "分数") -> None:
    if points <= 0:
        raise ClaimError(f"{what}要大于 0；请改一个数。")
    if (points * 100).denominator != 1:
        raise ClaimError(f"{what}最多两位小数；请改一个数。")


def _check_count(count: int, most: int, holds: str, what: str) -> None:
    if not 1 <= count <= most:
        raise ClaimError(f"{holds} {most} 个单位，{what}要在 1 至 {most} 之间。")


def _check_bar(bar: Bar, group: Group) -> None:
    if isinstance(bar, str):
        group.tier(bar)
    else:
        _check_points(bar)


def _score(bar: Bar, group: Group) -> Fraction:
    return group.tier(bar).range.low if isinstance(bar, str) else bar


def _bar_words(bar: Bar) -> str:
    if isinstance(bar, str):
        return f"达到{bar}档次"
    return f"得分不低于 {plain_number(float(bar))} 分"


def _bar_tiers(bar: Bar, group: Group) -> tuple[Tier, ...]:
    return (group.tier(bar),) if isinstance(bar, str) else ()


def _within(tier: Tier) -> tuple[str, str]:
    """Two scores of a tier, a low and a high one."""
    tenth = (tier.range.high - tier.range.low) / 10
    return plain_number(float(tier.range.low + tenth)), plain_number(float(tier.range.high - tenth))


def _ordered(mine: Tier, own: str, theirs: Tier, other: str) -> tuple[str, str, str]:
    """Whether a score of one tier is above one of another, as answer, reason and illustration.

    The tiers of a group never overlap, so scores of one tier alone can stand either way.
    """
    if mine is not theirs:
        higher = mine.range.low >= theirs.range.high
        ending = f"档次不同，{'前' if higher else '后'}者的得分必然更高"
        return (MAY_SAY if higher else CONTRADICTED), f"{own}，{other}；{ending}。", ""
    low, high = _within(mine)
    return (
        UNDECIDED,
        f"{own}，{other}；同档之内，材料未公布分数，分不出高低。",
        f"若甲地 {high} 分、乙地 {low} 分，则甲地更高；"
        f"若甲地 {low} 分、乙地 {high} 分，则乙地更高；{_BOTH_FIT}",
    )


def _end_words(side: Side, end: str, tier: Tier, group: Group) -> str:
    """Who stands at one end of a side: 东部 10 个单位中最低的为发展档次（天津、河北）."""
    if side.is_one:
        return f"{side}为{_tier_words(tier)}"
    held = [code for code in side.codes if group.units[code].tier is tier]
    if len(held) == len(side.codes):
        return f"{side}都为{_tier_words(tier)}"
    named = text.listed(text.names(held), 4, "个单位")
    return f"{side}中{end}的为{tier.name}档次（{named}）"


def _rank(group: Group, code: str) -> tiers.RankInterval:
    """The best and the worst place that a unit can have."""
    own = group.units[code]
    others = [held for held in group.units.values() if held.code != code]
    best = 1 + sum(held.low >= own.high for held in others)
    worst = 1 + sum(held.high > own.low for held in others)
    return tiers.RankInterval(best, worst, len(group.units))


def _place_words(group: Group, own: Held, rank: tiers.RankInterval) -> str:
    peers = sum(held.tier.name == own.tier.name for held in group.units.values())
    above = f"档次更高的有 {rank.best - 1} 个单位" if rank.best > 1 else "没有单位的档次更高"
    same = f"同档共 {peers} 个单位" if peers > 1 else "同档只此一个单位"
    return f"{above}，{same}，位次在 {rank}"


def _example_of(tier: Tier, place: int, rank: tiers.RankInterval) -> str:
    """Made-up scores of a tier with which 甲地 has a place."""
    low, high = _within(tier)
    ahead = place - rank.best
    if not ahead:
        scores = f"若甲地 {high} 分、同档其他单位都是 {low} 分"
    elif place == rank.worst:
        scores = f"若甲地 {low} 分、同档其他单位都是 {high} 分"
    else:
        scores = f"若甲地 {low} 分、同档其他单位中 {ahead} 个 {high} 分、其余 {low} 分"
    return f"{scores}，则甲地居第 {place} 位"


def _combined(group: Group, weights: Mapping[str, Fraction]) -> Range:
    """The range of a weighted sum of scores; an end is reached where only lower ends make it up."""
    low = high = Fraction(0)
    for code, weight in weights.items():
        held = group.units[code]
        low += weight * (held.low if weight > 0 else held.high)
        high += weight * (held.high if weight > 0 else held.low)
    return Range(
        low,
        high,
        not any(weight < 0 for weight in weights.values()),
        not any(weight > 0 for weight in weights.values()),
    )


def _mean_difference(group: Group, a: Side, b: Side) -> Range:
    """The mean of one side less that of the other; of a unit on both only the net weight counts."""
    weights = dict.fromkeys(a.codes, Fraction(1, len(a.codes)))
    for code in b.codes:
        weights[code] = weights.get(code, Fraction(0)) - Fraction(1, len(b.codes))
    return _combined(group, weights)


def _by_means(
    group: Group, claim: MeanAbove | MeanAboveBy, answer: str, ending: str
) -> tuple[str, str, str]:
    """Answer and reason where two means are compared: the tiers of both, then what they allow."""
    if set(claim.a.codes) == set(claim.b.codes):
        return answer, "两边是同样的单位，得分必然相同。", ""
    counted = "；".join(_counted(group, side) for side in claim.sides())
    if claim.shared:
        counted += f"；两边都有{'、'.join(text.names(claim.shared))}，同一得分已抵算"
    return answer, f"{counted}。按各档上下限推算，{ending}。", ""


def _margin(apart: Range, answer: str) -> str:
    """How far apart two different means surely are, or at the most; an end is never reached."""
    if answer == MAY_SAY:
        least = _down(apart.low)
        return f"对前者最不利时，前者仍{'略高' if least == '0' else f'高出 {least} 分以上'}"
    if apart.high > 0:
        return f"对前者最有利时，前者也只高出不到 {_up(apart.high)} 分"
    least = _down(-apart.high)
    return f"对前者最有利时，前者仍{'略低' if least == '0' else f'低 {least} 分以上'}"


def _down(value: Fraction) -> str:
    """The next lower number of two decimals: what is at least the value is at least that."""
    return plain_number(float(Fraction(floor(value * 100), 100)))


def _up(value: Fraction) -> str:
    """The next higher number of two decimals."""
    return plain_number(float(Fraction(ceil(value * 100), 100)))


def _share(percent: Fraction) -> str:
    """A share with two decimals, marked where it is not exact."""
    return f"{' ' if _down(percent) == _up(percent) else '约 '}{_down(percent)}%"


def _counted(group: Group, side: Side) -> str:
    """How many of a side hold each tier: 东部 10 个单位：优秀 5，良好 3，发展 2."""
    if side.is_one:
        return f"{side}为{_tier_words(group.units[side.codes[0]].tier)}"
    counts = Counter(held.tier.name for held in group.of(side.codes))
    return f"{side}：" + "，".join(f"{tier} {counts[tier]}" for tier in group.tiers if counts[tier])


def _reaching(group: Group, side: Side, bar: Bar) -> tuple[int, int]:
    """How many of a side surely reach a bar, and how many can."""
    score, held = _score(bar, group), group.of(side.codes)
    return sum(one.low >= score for one in held), sum(one.high > score for one in held)


def _reached(group: Group, side: Side, bar: Bar) -> str:
    sure, possible = _reaching(group, side, bar)
    counts = (
        f"有 {sure} 个"
        if sure == possible
        else f"必有 {sure} 个、至多 {possible} 个，材料未公布分数"
    )
    return f"{_counted(group, side)}；其中{_bar_words(bar)}的{counts}"


def _by_count(sure: Fraction, possible: Fraction, wanted: Fraction) -> str:
    if sure >= wanted:
        return MAY_SAY
    return CONTRADICTED if possible < wanted else UNDECIDED
