"""A statement about scores, judged by the tiers that were published: 可以表述, 与结果不符 or 依据不足.

A unit's score is any number of its tier's interval, the lower end included and the upper end not,
whatever the others' scores are. A statement may be made where it holds for every such assignment,
and contradicts the results where it holds for none. All arithmetic is rational, so that no answer
hangs on a rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

import pandas as pd

from analysis import cards, places, profile, regions, text, units
from analysis.cards import Item, Source
from analysis.edition import Edition, records, remembered
from analysis.schema import CITIES, GROUPS, PROVINCIAL
from analysis.statements.claims import (
    Above,
    AtLeast,
    Bar,
    Claim,
    EveryAbove,
    HighestAbove,
    MeanAbove,
    MeanAboveBy,
    MeanAtLeast,
    MoreOfTier,
    RanksAt,
    Reaches,
    SameTier,
    ShareAtLeast,
    WithinFirst,
)
from analysis.statements.scores import (
    CONTRADICTED,
    MAY_SAY,
    UNDECIDED,
    ClaimError,
    Group,
    Side,
    groups,
    name,
)
from analysis.units import Result

__all__ = [
    "CONTRADICTED",
    "MAY_SAY",
    "UNDECIDED",
    "Above",
    "AtLeast",
    "Bar",
    "Claim",
    "ClaimError",
    "EveryAbove",
    "HighestAbove",
    "MeanAbove",
    "MeanAboveBy",
    "MeanAtLeast",
    "MoreOfTier",
    "RanksAt",
    "Reaches",
    "SameTier",
    "ShareAtLeast",
    "Side",
    "Verdict",
    "WithinFirst",
    "basis",
    "examples",
    "groups",
    "judge",
    "otherwise",
    "quotable",
    "sides",
    "unusable",
    "usable",
]

TITLE = "表述核验"
SENTENCE = "一句关于得分的话，在公布的档次之下是必然成立、必然不成立，还是说不准。"
HOW = (
    "判断方法：每个单位的得分可以是所在档次区间内的任何数，含下限、不含上限，互不影响；"
    "各种情形下都成立的为可以表述，都不成立的为与结果不符，其余为依据不足。"
    "位次为得分更高的单位数加一。"
)
NO_RESULTS = "本次材料未载评估结果，没有档次可作依据。"
EVERY_UNIT = "全组"
ACROSS = "分组评估，不直接比较高低；材料未说明两组指标是否相同。"
ANY_ORDER = "名单先后不是名次，材料没有给出名次。"
_ROUND_PLACES = (20, 10, 5, 3)


@dataclass(frozen=True)
class Verdict:
    """What may be said: the claim in words, the answer with its reason, the source's lines.

    Verdicts of one ``kind`` say the same of different things. ``illustration`` has 甲地 and 乙地 with
    made-up scores; it is for the screen, never for a document.
    """

    kind: str
    answer: str
    words: str
    reason: str
    lines: tuple[int, ...]
    illustration: str = ""


def judge(edition: Edition, claim: Claim) -> Verdict:
    """Judge a claim over every assignment of scores; raise ``ClaimError`` where it says nothing."""
    group = groups(edition).get(claim.group)
    if group is None:
        raise ClaimError(_no_group(edition, claim.group))
    held = claim.sides()
    codes = [code for side in held for code in side.codes]
    if not all(side.codes for side in held):
        raise ClaimError("还没有选单位；每一边请至少选一个。")
    claim.check(group)
    kind = type(claim).__name__
    if all(code in group.units for code in codes):
        answer, reason, example = claim.judged(group)
        words = f"{group.name}评估中，{claim.said(group)}。"
        return Verdict(kind, answer, words, reason, _lines(group, claim, codes), example)
    both = _in_groups(edition, group, codes)
    reason = "；".join(_by_group(one, held) for one, held in both) + f"。{ACROSS}"
    lines = {line for one, held in both for code in held for line in one.units[code].lines}
    return Verdict(kind, UNDECIDED, f"{claim.said(group)}。", reason, tuple(sorted(lines)))


def _lines(group: Group, claim: Claim, codes: Sequence[str]) -> tuple[int, ...]:
    held = group.units.values() if claim.whole else group.of(codes)
    lines = {line for one in held for line in one.lines}
    return tuple(sorted(lines.union(tier.line for tier in claim.tiers(group))))


def _in_groups(
    edition: Edition, group: Group, codes: Sequence[str]
) -> list[tuple[Group, tuple[str, ...]]]:
    """The units by group, those that the given group holds there; at least two groups."""
    ways = [group, *(other for other in groups(edition).values() if other.name != group.name)]
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        own = next((way.name for way in ways if code in way.units), None)
        if own is None:
            raise ClaimError(_not_assessed(edition, code))
        found.setdefault(own, []).append(code)
    if group.name not in found:
        named = "、".join(text.names(next(iter(found.values()))))
        raise ClaimError(f"{named}不在{group.name}评估之列；请改选分组。")
    return [(way, tuple(found[way.name])) for way in ways if way.name in found]


def _by_group(group: Group, codes: Sequence[str]) -> str:
    return f"{group.name}：" + "，".join(
        f"{tier} {'、'.join(text.names(held))}" for tier, held in _by_tier(group, codes).items()
    )


def _by_tier(group: Group, codes: Iterable[str]) -> dict[str, list[str]]:
    """The units of each tier that is held, from high to low."""
    found: dict[str, list[str]] = {tier: [] for tier in group.tiers}
    for held in group.of(dict.fromkeys(codes)):
        found[held.tier.name].append(held.code)
    return {tier: codes for tier, codes in found.items() if codes}


def _no_group(edition: Edition, name: str) -> str:
    known = "、".join(groups(edition))
    if name in GROUPS:
        return f"本次材料未载{name}的评估结果；可选分组：{known}。"
    return f"没有“{name[:20]}”这一分组；可选：{known}。"


def _not_assessed(edition: Edition, code: str) -> str:
    if places.get(code) is None:
        return f"“{code[:20]}”不是已知的单位；请在列表中选择。"
    why = profile.profile(edition, code).head.tier_note
    return f"{places.located(code)}：{why}，没有公布的档次可作依据；请另选单位。"


# ---- what stands beside a verdict ----------------------------------------------------------------


def basis(edition: Edition, claim: Claim) -> tuple[Item, ...]:
    """The tiers that a claim's answer rests on: who holds each, its interval and its source lines."""
    codes = [code for side in claim.sides() for code in side.codes]
    group = groups(edition)[claim.group]
    if claim.whole:
        codes = list(group.units)
    several = not all(code in group.units for code in codes)
    return tuple(
        _tier_item(edition, way, tier, held, several)
        for way, codes_there in _in_groups(edition, group, codes)
        for tier, held in _shown_tiers(way, claim, codes_there).items()
    )


def _shown_tiers(group: Group, claim: Claim, codes: Sequence[str]) -> dict[str, list[str]]:
    """The tiers of some units with those units, and the tiers that the claim names in its group."""
    held = _by_tier(group, codes)
    named = [tier.name for tier in claim.tiers(group)] if group.name == claim.group else []
    return {tier: held.get(tier, []) for tier in group.tiers if tier in held or tier in named}


def _tier_item(
    edition: Edition, group: Group, tier: str, codes: Sequence[str], several: bool
) -> Item:
    rows = _source_rows(edition, group.name)
    by_line: dict[int, list[Source]] = {}
    for key in (tier, *codes):
        source = cards.source_of(edition, rows[key])
        by_line.setdefault(source.line, []).append(source)
    sources = tuple(
        Source(
            line,
            "，".join(dict.fromkeys(source.as_written for source in found)),
            tuple(dict.fromkeys(slip for source in found for slip in source.slips)),
        )
        for line, found in sorted(by_line.items())
    )
    where = f"{group.name}评估：" if several else ""
    listed = "、".join(text.names(codes))
    words = f"{where}{group.tiers[tier].interval} 分" + (f"，{listed}" if codes else "")
    return Item(words, sources, tier)


@remembered
def _source_rows(edition: Edition, group: str) -> Mapping[str, object]:
    """The rows of a group's scale by tier and of its results by code."""
    scale, results = edition["tier_scale"], edition["results"]
    rows = {row.tier: row for row in records(scale[scale["group"] == group])}
    return rows | {row.code: row for row in records(results[results["group"] == group])}


def quotable(edition: Edition, verdict: Verdict) -> str:
    """A sentence that may be said, with its reason and source, ready to be copied; else nothing."""
    if verdict.answer != MAY_SAY:
        return ""
    words = verdict.words.rstrip("。")
    return f"{words}。（按公布的档次推算：{verdict.reason}{text.cite(edition, verdict.lines)}）"


def otherwise(claim: Claim) -> tuple[Claim, ...]:
    """What else people say of the same two sides, for a claim that compares two."""
    if not isinstance(claim, MeanAbove | EveryAbove | HighestAbove):
        return ()
    kinds = (MeanAbove, EveryAbove, HighestAbove)
    return tuple(
        kind(claim.group, claim.a, claim.b) for kind in kinds if not isinstance(claim, kind)
    )


@remembered
def sides(edition: Edition, group: str) -> Mapping[str, Side]:
    """What one may speak of together in a group, by name: all units, regions, the units of a tier."""
    own = groups(edition)[group]
    every = {EVERY_UNIT: tuple(own.units)}
    every |= {one: regions.members(one, group, edition) for one in regions.REGIONS}
    every |= {
        f"{tier}档次": tuple(codes) for tier, codes in _by_tier(own, own.units).items() if codes
    }
    return MappingProxyType({one: Side(codes, one) for one, codes in every.items() if codes})


def examples(edition: Edition) -> tuple[Claim, ...]:
    """A dozen claims that people are tempted to make, as far as the edition has units for them."""
    found: list[Claim] = []
    for group in groups(edition).values():
        found += _examples(edition, group)
    found += _across(edition)
    return tuple(found)


def _examples(edition: Edition, group: Group) -> Iterator[Claim]:
    held = sides(edition, group.name)
    east, west = held.get("东部"), held.get("西部")
    tier = next(iter(_by_tier(group, group.units)))  # the highest that anybody holds
    if group.name == PROVINCIAL:
        if east and west:
            yield MeanAbove(group.name, east, west)
            yield EveryAbove(group.name, east, west)
            yield HighestAbove(group.name, west, east)
            yield MeanAboveBy(group.name, east, west, Fraction(2))
            yield MoreOfTier(group.name, east, west, tier)
        yield ShareAtLeast(group.name, held[EVERY_UNIT], Fraction(20), tier)
        if "东北" in held and len(held["东北"].codes) > 1:
            yield SameTier(group.name, held["东北"])
        top = held[f"{tier}档次"].codes
        yield RanksAt(group.name, top[0], 1)
        if len(top) > 1:
            yield Above(group.name, *top[:2])
    if group.name == CITIES:
        half = (len(held[EVERY_UNIT].codes) + 1) // 2
        yield AtLeast(group.name, held[EVERY_UNIT], half, Fraction(75))
        yield MeanAtLeast(group.name, held[EVERY_UNIT], Fraction(70))


def _across(edition: Edition) -> Iterator[Claim]:
    """A city and the province it lies in."""
    for city in groups(edition)[CITIES].units if CITIES in groups(edition) else ():
        above = places.province(city)
        if (
            above
            and PROVINCIAL in groups(edition)
            and above.code in groups(edition)[PROVINCIAL].units
        ):
            yield Above(CITIES, city, above.code)
            return


# ---- what a unit may say of itself ---------------------------------------------------------------


@remembered
def usable(edition: Edition, code: str) -> tuple[Verdict, ...]:
    """可用表述 of a unit: what its tier and the lists say for certain; nothing where they are silent."""
    unit = _unit(edition, code)
    found = [
        verdict
        for result in unit.results
        for verdict in (*_facts(edition, result), *_tempting(edition, result))
    ]
    return tuple(one for one in found if one.answer == MAY_SAY) + tuple(_listed(unit))


@remembered
def unusable(edition: Edition, code: str) -> tuple[Verdict, ...]:
    """不宜表述 of a unit: what one is tempted to say and the edition does not support."""
    unit = _unit(edition, code)
    found = [verdict for result in unit.results for verdict in _tempting(edition, result)]
    return tuple(one for one in found if one.answer != MAY_SAY) + tuple(_list_places(unit))


def _unit(edition: Edition, code: str) -> units.Unit:
    if places.get(code) is None:
        raise ClaimError(_not_assessed(edition, code))
    return units.unit(edition, code)


def _facts(edition: Edition, result: Result) -> Iterator[Verdict]:
    """Tier, others of the tier, interval of the rank, whom the tier puts a unit above or not below."""
    group, own = groups(edition)[result.row["group"]], result.row["code"]
    held = group.units[own]
    tier, called = held.tier.name, name(own)
    by_tier = _by_tier(group, group.units)
    every = tuple(sorted({line for one in group.units.values() for line in one.lines}))
    yield Verdict(
        "tier",
        MAY_SAY,
        f"{called}在{text.GROUP_NOUN[group.name]}评估中为{tier}档次。",
        f"{tier}档次为 {held.tier.interval} 分；{text.NO_SCORES}",
        tuple(sorted(set(held.lines))),
    )
    peers = [code for code in by_tier[tier] if code != own]
    yield Verdict(
        "peers",
        MAY_SAY,
        f"{group.name}评估中，{called}与另外 {len(peers)} 个单位同为{tier}档次。"
        if peers
        else f"{group.name}评估中，{tier}档次只有{called}一个单位。",
        f"同档的另有{'、'.join(text.names(peers))}；{text.IN_TIER_ORDER}"
        if peers
        else text.tier_counts(edition, group.name) + "。",
        tuple(sorted({line for code in by_tier[tier] for line in group.units[code].lines})),
    )
    higher = sum(len(by_tier[one]) for one in by_tier if group.tiers[one].range.low > held.low)
    yield Verdict(
        "rank",
        MAY_SAY,
        f"{group.name}评估中，{called}的位次在 {result.rank}。",
        f"档次更高的有 {higher} 个单位，同档共 {len(peers) + 1} 个单位；材料未公布名次。"
        if higher
        else f"没有单位的档次更高，同档共 {len(peers) + 1} 个单位；材料未公布名次。",
        every,
    )
    yield from _none_higher(edition, group, own)


def _none_higher(edition: Edition, group: Group, own: str) -> Iterator[Verdict]:
    """That nobody in the group, or else in the unit's region, holds a higher tier."""
    low, called = group.units[own].low, name(own)
    for side in sides(edition, group.name).values():
        if own not in side.codes or group.ends(side)[1].range.low > low or len(side.codes) == 1:
            continue
        if side.name in (EVERY_UNIT, *regions.REGIONS):
            tier = group.units[own].tier.name
            counts = "，".join(
                f"{one} {len(codes)}" for one, codes in _by_tier(group, side.codes).items()
            )
            yield Verdict(
                "none-higher",
                MAY_SAY,
                f"{group.name}评估中，{side}没有档次高于{called}的。",
                f"{called}为{tier}档次；{side}：{counts}。",
                tuple(sorted({line for one in group.of(side.codes) for line in one.lines})),
            )
            return


def _tempting(edition: Edition, result: Result) -> Iterator[Verdict]:
    """What one would like to say of a unit's score, judged."""
    group, own = groups(edition)[result.row["group"]], result.row["code"]
    for claim in _claims(edition, group, own, result):
        yield judge(edition, claim)


def _claims(edition: Edition, group: Group, own: str, result: Result) -> Iterator[Claim]:
    held, rank, by_tier = group.units[own], result.rank, _by_tier(group, group.units)
    me, peers = Side((own,)), [code for code in by_tier[held.tier.name] if code != own]
    below = [one for one in by_tier if group.tiers[one].range.low < held.low]
    if below:
        codes = tuple(code for one in below for code in by_tier[one])
        yield EveryAbove(group.name, me, Side(codes, f"{'、'.join(below)}档次"))
    if rank.best < rank.worst <= rank.total // 2:
        yield WithinFirst(group.name, own, rank.worst)
    lowest = [*group.tiers.values()][-1]
    if held.tier is not lowest:
        yield Reaches(group.name, own, held.low)
    if peers:
        yield EveryAbove(group.name, me, Side(tuple(peers), f"同为{held.tier.name}档次的另外"))
    for other in units.beside(edition, own):
        if other not in group.units and any(other in way.units for way in groups(edition).values()):
            yield Above(group.name, own, other)
    if rank.best == 1:
        yield RanksAt(group.name, own, 1)
    first = next((place for place in _ROUND_PLACES if rank.best <= place < rank.worst), 0)
    if first:
        yield WithinFirst(group.name, own, first)
    ten = (held.high - 1) // 10 * 10  # the highest round number within the tier
    if ten > held.low and held.tier is not lowest:
        yield Reaches(group.name, own, Fraction(ten))
    for side in sides(edition, group.name).values():
        if (
            own in side.codes
            and side.name in (EVERY_UNIT, *regions.REGIONS)
            and len(side.codes) > 1
        ):
            yield MeanAbove(group.name, me, side)


def _listed(unit: units.Unit) -> Iterator[Verdict]:
    """On which lists a unit stands."""
    called = name(unit.place.code)
    if len(unit.honours):
        media = "、".join(unit.honours["medium"])
        yield Verdict(
            "honour",
            MAY_SAY,
            f"{called}为优秀{media}主办单位。",
            f"见优秀政务新媒体主办单位名单，名单未列产品名称；{ANY_ORDER}",
            _own_lines(unit.honours),
        )
    for row in records(unit.cases):
        yield Verdict(
            "case",
            MAY_SAY,
            f"{called}的《{row.title}》列入{row.list}“十大”优秀创新案例。",
            f"见{row.list}“十大”优秀创新案例名单；{ANY_ORDER}",
            (int(row.source_line),),
        )


def _list_places(unit: units.Unit) -> Iterator[Verdict]:
    """Places in lists that are in no order of merit."""
    called = name(unit.place.code)
    if len(unit.honours):
        media = "、".join(unit.honours["medium"])
        yield Verdict(
            "honour",
            UNDECIDED,
            f"{called}在优秀{media}主办单位中名列前茅。",
            ANY_ORDER,
            _own_lines(unit.honours),
        )
    for row in records(unit.cases):
        yield Verdict(
            "case",
            UNDECIDED,
            f"{called}的《{row.title}》在{row.list}“十大”优秀创新案例中名列前茅。",
            ANY_ORDER,
            (int(row.source_line),),
        )


def _own_lines(rows: pd.DataFrame) -> tuple[int, ...]:
    return tuple(sorted({int(line) for line in rows["source_line"]}))
