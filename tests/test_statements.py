"""Statements about scores: exact over every assignment that half-open tiers allow."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations, product
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analysis import places, statements, tiers
from analysis.edition import Edition
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.statements import (
    CONTRADICTED,
    MAY_SAY,
    UNDECIDED,
    Above,
    AtLeast,
    ClaimError,
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
    Side,
    WithinFirst,
    judge,
)
from tests.bench import statements as bench
from tests.fixtures.editions import edition_2019, edition_2031

CODES = ("110000", "120000", "130000", "140000", "150000", "210000")
A, B, C, D, E, F = CODES
SMALL = Fraction(1, 1000)  # below every difference that whole bounds and six units can make


def made(scale: dict[str, tuple[str, str]], held: dict[str, str]) -> Edition:
    """An edition with one group: tiers with their bounds, units with their tiers."""
    bounds = [
        {
            "group": PROVINCIAL,
            "tier": tier,
            "lower": float(lower),
            "upper": float(upper),
            "order": order,
            "source_line": 90 + order,
            "as_written": f"{tier} [{lower},{upper})",
        }
        for order, (tier, (lower, upper)) in enumerate(scale.items(), start=1)
    ]
    results = [
        {
            "group": PROVINCIAL,
            "organisation": places.register()[code].name,
            "code": code,
            "tier": tier,
            "position": position,
            "source_line": 100 + position,
            "as_written": places.register()[code].name,
        }
        for position, (code, tier) in enumerate(held.items(), start=1)
    ]
    tables = dict(edition_2019().tables)
    tables |= {"tier_scale": pd.DataFrame(bounds), "results": pd.DataFrame(results)}
    return Edition(f"made {scale} {held}", MappingProxyType(tables))


FOUR = {"优秀": ("85", "95"), "良好": ("75", "85"), "发展": ("60", "75"), "起步": ("0", "60")}


def answered(held: dict[str, str], claim, scale=FOUR) -> str:
    """The answer to a claim where the units hold these tiers."""
    return judge(made(scale, held), claim).answer


def side(*codes: str) -> Side:
    return Side(codes)


# ---- every assignment of a small grid ------------------------------------------------------------


def holds(claim, scores: dict[str, Fraction], tier_of: dict[str, str], scale) -> bool:
    """Whether a claim is true of one assignment, said a second time and in the plainest way."""

    def mean(some_side):
        return sum(scores[code] for code in some_side.codes) / Fraction(len(some_side.codes))

    def bar(value):
        return Fraction(scale[value][0]) if isinstance(value, str) else value

    def rank(code):
        return 1 + sum(other > scores[code] for other in scores.values())

    def count(some_side, wanted):
        return sum(scores[code] >= bar(wanted) for code in some_side.codes)

    match claim:
        case Above():
            return scores[claim.unit] > scores[claim.other]
        case Reaches():
            return scores[claim.unit] >= bar(claim.bar)
        case WithinFirst():
            return rank(claim.unit) <= claim.place
        case RanksAt():
            return rank(claim.unit) == claim.place
        case EveryAbove():
            pairs = product(claim.a.codes, claim.b.codes)
            return all(scores[one] > scores[other] for one, other in pairs)
        case HighestAbove():
            first, second = (max(scores[code] for code in s.codes) for s in (claim.a, claim.b))
            return first > second
        case MeanAbove():
            return mean(claim.a) > mean(claim.b)
        case MeanAboveBy():
            return mean(claim.a) - mean(claim.b) >= claim.points
        case MeanAtLeast():
            return mean(claim.a) >= claim.score
        case AtLeast():
            return count(claim.a, claim.bar) >= claim.count
        case ShareAtLeast():
            return Fraction(100 * count(claim.a, claim.bar), len(claim.a.codes)) >= claim.percent
        case SameTier():
            return len({tier_of[code] for code in claim.a.codes}) == 1
        case MoreOfTier():
            first, second = (
                sum(tier_of[code] == claim.tier for code in s.codes) for s in (claim.a, claim.b)
            )
            return first > second
    raise AssertionError(claim)


def by_force(claim, held: dict[str, str], scale) -> str:
    """The answer from every assignment of a grid that is fine at the ends of each interval."""

    def grid(tier):
        lower, upper = map(Fraction, scale[tier])
        inside = [claim.bar] if isinstance(getattr(claim, "bar", None), Fraction) else []
        near = [lower + step * SMALL for step in range(len(held))]
        points = {
            *near,
            upper - 2 * SMALL,
            upper - SMALL,
            *inside,
            *(one - SMALL for one in inside),
        }
        return sorted(point for point in points if lower <= point < upper)

    codes = list(held)
    told = {
        holds(claim, dict(zip(codes, scores, strict=True)), held, scale)
        for scores in product(*(grid(held[code]) for code in codes))
    }
    return UNDECIDED if len(told) == 2 else MAY_SAY if told == {True} else CONTRADICTED


@some.composite
def worlds(draw):
    """Two to four units in disjoint tiers with whole bounds, between which there may be gaps."""
    number = draw(some.integers(1, 4))
    cuts = sorted(
        draw(
            some.lists(some.integers(0, 14), min_size=2 * number, max_size=2 * number, unique=True)
        )
    )
    if draw(some.booleans()):  # tiers that touch, as real ones do
        cuts = [cut for cut in cuts[: number + 1] for _ in range(2)][1:-1]
    ends = list(zip(cuts[::2], cuts[1::2], strict=True))[::-1]
    scale = {tier: (str(low), str(high)) for tier, (low, high) in zip(TIERS, ends, strict=False)}
    codes = CODES[: draw(some.integers(2, 4))]
    return scale, {code: draw(some.sampled_from(list(scale))) for code in codes}


@some.composite
def claims(draw, scale, held):
    """Any kind of claim on the units of a small world."""
    codes, tier = list(held), some.sampled_from(list(scale))
    points = some.integers(1, 28).map(lambda half: Fraction(half, 2))
    sides = some.lists(some.sampled_from(codes), min_size=1, unique=True).map(
        lambda chosen: Side(tuple(chosen))
    )
    a, b, unit = draw(sides), draw(sides), draw(some.sampled_from(codes))
    bar, number = draw(tier | points), draw(some.integers(1, len(codes)))
    made_of = [
        Above(PROVINCIAL, unit, draw(some.sampled_from([one for one in codes if one != unit]))),
        Reaches(PROVINCIAL, unit, bar),
        WithinFirst(PROVINCIAL, unit, number),
        RanksAt(PROVINCIAL, unit, number),
        EveryAbove(PROVINCIAL, a, b),
        HighestAbove(PROVINCIAL, a, b),
        MeanAbove(PROVINCIAL, a, b),
        MeanAboveBy(PROVINCIAL, a, b, draw(points)),
        MeanAtLeast(PROVINCIAL, a, draw(points)),
        AtLeast(PROVINCIAL, a, min(number, len(a.codes)), bar),
        ShareAtLeast(PROVINCIAL, a, draw(some.sampled_from([Fraction(25), Fraction(50)])), bar),
        SameTier(PROVINCIAL, Side(tuple(codes))),
        MoreOfTier(PROVINCIAL, a, b, draw(tier)),
    ]
    return made_of


@settings(max_examples=120, deadline=None, derandomize=True)
@given(some.data())
def test_every_kind_of_claim_is_judged_as_every_assignment_judges_it(data):
    scale, held = data.draw(worlds())
    edition = made(scale, held)
    for claim in data.draw(claims(scale, held)):
        assert judge(edition, claim).answer == by_force(claim, held, scale), claim


@settings(max_examples=80, deadline=None, derandomize=True)
@given(some.data())
def test_answers_on_real_groups_agree_with_each_other(data):
    """What follows from one claim may be said with it; its opposite may not."""
    group = data.draw(some.sampled_from([PROVINCIAL, CITIES]))
    codes = tiers.assessed(edition_2019(), group)
    sides = some.lists(some.sampled_from(codes), min_size=1, max_size=12, unique=True)
    a, b = (Side(tuple(data.draw(sides))) for _ in range(2))

    def answer(kind, *parts):
        return judge(edition_2019(), kind(group, *parts)).answer

    if answer(EveryAbove, a, b) == MAY_SAY:
        assert answer(MeanAbove, a, b) == answer(HighestAbove, a, b) == MAY_SAY
    for kind in (EveryAbove, MeanAbove, HighestAbove):
        if answer(kind, a, b) == MAY_SAY:
            assert answer(kind, b, a) == CONTRADICTED
    if answer(MeanAboveBy, a, b, Fraction(5)) == MAY_SAY:
        assert answer(MeanAbove, a, b) == MAY_SAY


# ---- cases made by hand --------------------------------------------------------------------------


def test_a_lower_end_is_reached_and_an_upper_end_never():
    held = {A: "优秀", B: "良好"}
    assert answered(held, Reaches(PROVINCIAL, A, Fraction(85))) == MAY_SAY
    assert answered(held, Reaches(PROVINCIAL, B, Fraction(85))) == CONTRADICTED
    assert answered(held, Reaches(PROVINCIAL, B, Fraction("84.99"))) == UNDECIDED
    assert answered(held, Reaches(PROVINCIAL, A, Fraction("85.01"))) == UNDECIDED
    assert answered(held, Reaches(PROVINCIAL, A, "优秀")) == MAY_SAY
    assert answered(held, Reaches(PROVINCIAL, B, "优秀")) == CONTRADICTED


def test_a_difference_of_no_less_than_nothing_that_is_never_nothing_is_above():
    held = {A: "优秀", B: "良好"}
    claim = MeanAbove(PROVINCIAL, side(A), side(B))
    assert answered(held, claim) == MAY_SAY
    assert judge(made(FOUR, held), claim).reason.endswith("各种情形下前者都更高。")
    two = made(FOUR, {A: "优秀", B: "良好", C: "优秀", D: "良好"})
    reason = judge(two, MeanAbove(PROVINCIAL, side(A, C), side(B, D))).reason
    assert reason.endswith("对前者最不利时，前者仍略高。")
    assert answered(held, MeanAbove(PROVINCIAL, side(B), side(A))) == CONTRADICTED


def test_a_distance_that_is_the_whole_reach_is_never_there():
    held = {A: "优秀", B: "良好"}  # between 0 and 20 apart, neither of them attained
    for points, answer in (("20", CONTRADICTED), ("19.99", UNDECIDED), ("0.01", UNDECIDED)):
        claim = MeanAboveBy(PROVINCIAL, side(A), side(B), Fraction(points))
        assert answered(held, claim) == answer
    held = {A: "优秀", B: "发展"}  # between 10 and 35 apart
    for points, answer in (("10", MAY_SAY), ("10.01", UNDECIDED), ("35", CONTRADICTED)):
        claim = MeanAboveBy(PROVINCIAL, side(A), side(B), Fraction(points))
        assert answered(held, claim) == answer


def test_a_gap_of_one_point_between_tiers():
    scale = {"优秀": ("81", "90"), "良好": ("70", "80")}
    held = {A: "优秀", B: "良好"}
    for points, answer in (("1", MAY_SAY), ("1.01", UNDECIDED), ("20", CONTRADICTED)):
        claim = MeanAboveBy(PROVINCIAL, side(A), side(B), Fraction(points))
        assert answered(held, claim, scale) == answer


def test_the_mean_of_a_group_reaches_its_least_and_not_its_most():
    held = {A: "优秀", B: "良好", C: "发展"}  # means from 220/3 to 85
    for score, answer in (("73.33", MAY_SAY), ("73.34", UNDECIDED), ("85", CONTRADICTED)):
        claim = MeanAtLeast(PROVINCIAL, side(A, B, C), Fraction(score))
        assert answered(held, claim) == answer
    assert answered(held, MeanAtLeast(PROVINCIAL, side(A, B), Fraction(80))) == MAY_SAY


def test_members_on_both_sides_cancel():
    held = {A: "优秀", B: "起步", C: "良好"}  # x, s, y
    claim = MeanAbove(PROVINCIAL, side(A, B), side(B, C))
    assert answered(held, claim) == MAY_SAY
    assert "两边都有天津，同一得分已抵算" in judge(made(FOUR, held), claim).reason
    assert answered(held, MeanAbove(PROVINCIAL, side(B, C), side(A, B))) == CONTRADICTED
    # Taken as two scores of 起步, they would have been up to thirty points apart.
    assert answered(held, EveryAbove(PROVINCIAL, side(A, B), side(B, C))) == CONTRADICTED
    assert answered(held, HighestAbove(PROVINCIAL, side(A, B), side(B, C))) == MAY_SAY


def test_a_shared_member_of_unequal_weight_cancels_in_part():
    held = {A: "优秀", B: "起步", C: "良好"}
    # s/1 against (s + y)/2: s/2 - y/2, between -42.5 and -7.5
    assert answered(held, MeanAbove(PROVINCIAL, side(B), side(B, C))) == CONTRADICTED
    claim = MeanAboveBy(PROVINCIAL, side(A), side(A, C), Fraction(10))  # x/2 - y/2 below 10
    assert answered(held, claim) == CONTRADICTED


def test_a_group_is_never_above_itself():
    held = {A: "优秀", B: "良好"}
    both = side(A, B), side(B, A)
    for kind in (MeanAbove, EveryAbove, HighestAbove):
        assert answered(held, kind(PROVINCIAL, *both)) == CONTRADICTED
    verdict = judge(made(FOUR, held), MeanAbove(PROVINCIAL, *both))
    assert verdict.reason == "两边是同样的单位，得分必然相同。"


def test_a_shared_member_never_makes_the_highest_higher():
    held = {A: "优秀", B: "优秀", C: "良好"}
    assert answered(held, HighestAbove(PROVINCIAL, side(A, C), side(A))) == CONTRADICTED
    assert answered(held, HighestAbove(PROVINCIAL, side(A), side(A, C))) == CONTRADICTED
    assert answered(held, HighestAbove(PROVINCIAL, side(A, B), side(A))) == UNDECIDED


def test_bounds_are_taken_as_the_decimals_they_are():
    scale = {"优秀": ("0.3", "1"), "良好": ("0.1", "0.2"), "起步": ("0", "0.1")}
    held = {A: "优秀", B: "良好"}  # 0.3 - 0.2 is 0.1 and not a little less
    assert (
        answered(held, MeanAboveBy(PROVINCIAL, side(A), side(B), Fraction("0.1")), scale) == MAY_SAY
    )


def test_places_follow_from_tiers():
    held = {A: "优秀", B: "优秀", C: "良好", D: "发展"}
    told = {
        (unit, place): (
            answered(held, RanksAt(PROVINCIAL, unit, place)),
            answered(held, WithinFirst(PROVINCIAL, unit, place)),
        )
        for unit in (A, C)
        for place in (1, 2, 3)
    }
    assert told == {
        (A, 1): (UNDECIDED, UNDECIDED),
        (A, 2): (UNDECIDED, MAY_SAY),
        (A, 3): (CONTRADICTED, MAY_SAY),
        (C, 1): (CONTRADICTED, CONTRADICTED),
        (C, 2): (CONTRADICTED, CONTRADICTED),
        (C, 3): (MAY_SAY, MAY_SAY),
    }


def test_places_agree_with_the_rank_intervals_everywhere():
    for edition in (edition_2019(), edition_2031()):
        for row in edition["results"].itertuples():
            rank = tiers.rank_interval(edition, row.group, row.tier)
            within = [
                judge(edition, WithinFirst(row.group, row.code, place)).answer
                for place in (rank.best, rank.worst)
            ]
            assert within == [MAY_SAY if rank.best == rank.worst else UNDECIDED, MAY_SAY]
            if rank.best > 1:
                claim = WithinFirst(row.group, row.code, rank.best - 1)
                assert judge(edition, claim).answer == CONTRADICTED


def test_a_place_is_illustrated_by_a_case_where_it_holds_and_one_where_not():
    held = dict.fromkeys((B, C, D, E), "优秀") | {A: "卓越", F: "良好"}  # places 2 to 5 for 优秀
    edition = made({"卓越": ("95", "100"), **FOUR}, held)
    ends = {1: "若甲地 94 分、同档其他单位都是 86 分，则甲地居第 2 位"}
    ends[4] = "若甲地 86 分、同档其他单位都是 94 分，则甲地居第 5 位"
    middle = "若甲地 86 分、同档其他单位中 1 个 94 分、其余 86 分，则甲地居第 3 位"
    for claim, holds_in, not_in in (
        (RanksAt(PROVINCIAL, B, 2), ends[1], ends[4]),
        (RanksAt(PROVINCIAL, B, 3), middle, ends[4]),
        (RanksAt(PROVINCIAL, B, 5), ends[4], ends[1]),
        (WithinFirst(PROVINCIAL, B, 3), middle, ends[4]),
    ):
        told = judge(edition, claim)
        assert told.answer == UNDECIDED
        assert told.illustration == f"{holds_in}；{not_in}；两种情形都与公布的档次相符。"


def test_numbers_are_rounded_to_the_side_that_stays_true():
    scale = {"优秀": ("81.005", "90.005"), "良好": ("70", "80")}  # 1.005 to 20.005 apart
    edition = made(scale, {A: "优秀", B: "良好", C: "良好"})
    first, second = side(A), side(B)
    for points, told in (
        ("1", "仍高出 1 分以上，不少于 1 分"),
        ("20.01", "高出不到 20.01 分，不到 20.01 分"),
    ):
        reason = judge(edition, MeanAboveBy(PROVINCIAL, first, second, Fraction(points))).reason
        assert reason.endswith(f"{told}。")
    for points in ("1.01", "20"):
        reason = judge(edition, MeanAboveBy(PROVINCIAL, first, second, Fraction(points))).reason
        assert reason.endswith(f"按各档上下限推算，材料未公布分数，是否够 {points} 分不能确定。")
    mean = judge(edition, MeanAtLeast(PROVINCIAL, side(A, B, C), Fraction("73.66")))  # 221.005/3
    assert "不低于 73.66 分、不到 83.34 分（推算）" in mean.reason and mean.answer == MAY_SAY
    third = judge(edition, ShareAtLeast(PROVINCIAL, side(A, B, C), Fraction("66.67"), "良好"))
    share = judge(edition, ShareAtLeast(PROVINCIAL, side(A, B, C), Fraction("33.34"), "优秀"))
    assert "占 100%" in third.reason and "占约 33.33%" in share.reason
    assert share.answer == CONTRADICTED


def test_every_one_of_several_is_said_to_be_surpassed():
    edition = made(FOUR, {A: "优秀", B: "良好", C: "良好"})
    for claim, words in (
        (EveryAbove(PROVINCIAL, side(A), side(B, C)), "北京市的得分高于天津、河北中的每一个"),
        (EveryAbove(PROVINCIAL, side(B, C), side(A)), "天津、河北的得分都高于北京市"),
    ):
        assert judge(edition, claim).words == f"省级评估中，{words}。"


# ---- 2019 ----------------------------------------------------------------------------------------


def said(claim, edition=None):
    return judge(edition or edition_2019(), claim)


def test_may_one_say_that_the_east_is_ahead_of_the_west():
    sides = statements.sides(edition_2019(), PROVINCIAL)
    mean = said(MeanAbove(PROVINCIAL, sides["东部"], sides["西部"]))
    assert mean.answer == MAY_SAY  # at least 77, and below 890/12
    assert mean.words == "省级评估中，东部 10 个单位的平均分高于西部 12 个单位的平均分。"
    assert mean.reason == (
        "东部 10 个单位：优秀 5，良好 3，发展 2；西部 12 个单位：优秀 2，良好 1，发展 5，起步 4。"
        "按各档上下限推算，对前者最不利时，前者仍高出 2.83 分以上。"
    )
    assert mean.lines == (595, 596, 597, 598)
    every = said(EveryAbove(PROVINCIAL, sides["东部"], sides["西部"]))
    assert every.answer == CONTRADICTED
    assert every.reason == (
        "东部 10 个单位中最低的为发展档次（天津、河北），"
        "西部 12 个单位中最高的为优秀档次（四川、贵州）；档次不同，后者的得分必然更高。"
    )


def test_units_of_one_tier_cannot_be_told_apart():
    verdict = said(Above(PROVINCIAL, "110000", "310000"))
    assert verdict.answer == UNDECIDED
    assert "同档之内，材料未公布分数，分不出高低" in verdict.reason
    assert verdict.illustration.startswith("若甲地 94 分、乙地 86 分，则甲地更高；")
    assert verdict.lines == (595,)


def test_pairs_of_provinces_are_decided_by_tier_alone():
    held = dict(edition_2019()["results"].query("group == '省级'")[["code", "tier"]].to_numpy())
    for first, second in permutations(held, 2):
        mine, theirs = TIERS.index(held[first]), TIERS.index(held[second])
        wanted = UNDECIDED if mine == theirs else MAY_SAY if mine < theirs else CONTRADICTED
        assert said(Above(PROVINCIAL, first, second)).answer == wanted


def test_xpcc_is_a_unit_of_the_provinces_and_of_no_region():
    assert said(Above(PROVINCIAL, "620000", "xpcc")).answer == UNDECIDED
    assert said(Above(PROVINCIAL, "640000", "xpcc")).answer == MAY_SAY
    sides = statements.sides(edition_2019(), PROVINCIAL)
    assert "xpcc" in sides["全组"].codes
    assert not any("xpcc" in sides[one].codes for one in ("东部", "中部", "西部", "东北"))


@pytest.mark.parametrize("group", [PROVINCIAL, CITIES])
def test_across_the_groups_nothing_is_ever_decided(group):
    for claim in (
        Above(group, "440300", "620000"),
        MeanAbove(group, side("440300", "110000"), side("xpcc")),
        EveryAbove(group, side("110000"), side("540100")),
        MeanAboveBy(group, side("110000"), side("540100"), Fraction(1)),
        MoreOfTier(group, side("110000"), side("540100"), "优秀"),
        SameTier(group, side("110000", "440300")),
    ):
        verdict = said(claim)
        assert verdict.answer == UNDECIDED
        assert "分组评估，不直接比较高低；材料未说明两组指标是否相同。" in verdict.reason
        assert verdict.illustration == ""
    assert said(Above(CITIES, "520100", "520000")).words == "贵阳市的得分高于贵州省。"
    assert said(Above(CITIES, "520100", "520000")).lines == (595, 604)


def test_a_unit_of_both_groups_is_taken_where_the_claim_says():
    tables = dict(edition_2019().tables)
    results = tables["results"]
    again = results[results["code"] == "110000"].assign(group=CITIES, tier="起步", source_line=700)
    tables["results"] = pd.concat([results, again], ignore_index=True)
    both = Edition("in both groups", MappingProxyType(tables))
    assert said(Above(PROVINCIAL, "110000", "620000"), both).answer == MAY_SAY
    assert said(Above(CITIES, "110000", "440300"), both).answer == CONTRADICTED
    assert 700 in said(Above(CITIES, "110000", "440300"), both).lines


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (Above(PROVINCIAL, "110000", "110000"), "两边都是北京市；请选两个不同的单位。"),
        (Above(PROVINCIAL, "999999", "110000"), "“999999”不是已知的单位；请在列表中选择。"),
        (Above(PROVINCIAL, "110000", "tax"), "国家税务总局：不在两组档次结果之内"),
        (Above(PROVINCIAL, "110000", "320500"), "苏州市：不在两组档次结果之内"),
        (Above(PROVINCIAL, "710000", "110000"), "台湾省：台湾省资料暂缺"),
        (Above(PROVINCIAL, "440300", "440100"), "深圳、广州不在省级评估之列；请改选分组。"),
        (MeanAbove(PROVINCIAL, side(), side("110000")), "还没有选单位"),
        (SameTier(PROVINCIAL, side()), "还没有选单位"),
        (SameTier(PROVINCIAL, side("110000")), "至少要有两个单位"),
        (Above("区县", "110000", "120000"), "没有“区县”这一分组；可选：省级、重要城市。"),
        (Reaches(PROVINCIAL, "110000", "特优"), "没有“特优”这一档次；可选：卓越、优秀"),
        (Reaches(PROVINCIAL, "110000", Fraction(-1)), "分数要大于 0"),
        (Reaches(PROVINCIAL, "110000", Fraction(1, 3)), "最多两位小数"),
        (WithinFirst(PROVINCIAL, "110000", 0), "位次要在 1 至 32 之间"),
        (RanksAt(PROVINCIAL, "110000", 33), "省级只有 32 个单位，位次要在 1 至 32 之间"),
        (AtLeast(PROVINCIAL, side("110000", "120000"), 3, "优秀"), "所选只有 2 个单位"),
        (ShareAtLeast(PROVINCIAL, side("110000"), Fraction(101), "优秀"), "不超过 100%"),
        (AtLeast(CITIES, side("110000", "440300"), 99, "优秀"), "所选只有 2 个单位"),
        (SameTier(CITIES, side("440300", "320500")), "苏州市：不在两组档次结果之内"),
        (MeanAboveBy(PROVINCIAL, side("110000"), side("120000"), Fraction(0)), "要大于 0"),
    ],
)
def test_what_says_nothing_gets_a_sentence(claim, told):
    with pytest.raises(ClaimError) as error:
        said(claim)
    assert told in str(error.value)
    assert issubclass(ClaimError, ValueError)


def test_the_examples_are_a_dozen_with_every_answer_among_them():
    for edition in (edition_2019(), edition_2031()):
        answers = [said(claim, edition).answer for claim in statements.examples(edition)]
        assert set(answers) == {MAY_SAY, CONTRADICTED, UNDECIDED}
    assert len(statements.examples(edition_2019())) == 12


def test_only_what_may_be_said_is_handed_over_with_its_source():
    first, second = map(said, statements.examples(edition_2019())[:2])
    words = statements.quotable(edition_2019(), first)
    assert words.startswith("省级评估中，东部 10 个单位的平均分高于西部 12 个单位的平均分。（")
    assert words.endswith(
        "来源：《2019数字政府服务能力评估结果》，中国软件评测中心，原文第 595—598 行）"
    )
    assert statements.quotable(edition_2019(), second) == ""


def test_the_basis_names_tiers_units_and_lines():
    claim = MoreOfTier(PROVINCIAL, side("110000"), side("620000"), "卓越")
    items = statements.basis(edition_2019(), claim)
    assert [(one.term, one.statement, [s.line for s in one.sources]) for one in items] == [
        ("卓越", "[95,100) 分", [594]),
        ("优秀", "[85,95) 分，北京", [595]),
        ("起步", "[0,60) 分，甘肃", [598]),
    ]
    assert items[1].sources[0].as_written == "优秀 [85,95)，北京市"
    assert said(claim).lines == (594, 595, 598)


@pytest.mark.parametrize("kind", [MoreOfTier, AtLeast])
def test_a_tier_of_one_groups_scale_is_looked_up_in_no_other(kind):
    """In 2031 only the cities' scale has 卓越."""
    both = side("320500", "110000")
    claim = MoreOfTier(CITIES, both, both, "卓越")
    if kind is AtLeast:
        claim = AtLeast(CITIES, both, 1, "卓越")
    assert said(claim, edition_2031()).answer == UNDECIDED
    items = statements.basis(edition_2031(), claim)
    assert [one.term for one in items] == ["卓越", "优秀"]
    assert [one.statement.partition("：")[0] for one in items] == ["重要城市评估", "省级评估"]


# ---- what a unit may say of itself ---------------------------------------------------------------


def words_of(verdicts):
    return [one.words for one in verdicts]


def test_what_gansu_may_say_of_itself():
    assert words_of(statements.usable(edition_2019(), "620000"))[:3] == [
        "甘肃省在省级政府服务能力评估中为起步档次。",
        "省级评估中，甘肃省与另外 5 个单位同为起步档次。",
        "省级评估中，甘肃省的位次在 32 个单位中第 27—32 位（推算）。",
    ]
    not_said = {one.words: one.answer for one in statements.unusable(edition_2019(), "620000")}
    assert (
        not_said["省级评估中，甘肃省的得分高于同为起步档次的另外 5 个单位中的每一个。"] == UNDECIDED
    )
    assert not_said["甘肃省的得分高于兰州市。"] == UNDECIDED
    # Even below the mean cannot be said of the lowest tier: 60 less a little is above 1855/31.
    assert not_said["省级评估中，甘肃省的得分高于全组 32 个单位的平均分。"] == UNDECIDED


def test_what_guizhou_may_say_of_itself():
    may = words_of(statements.usable(edition_2019(), "520000"))
    for words in (
        "省级评估中，贵州省的得分高于良好、发展、起步档次 25 个单位中的每一个。",
        "省级评估中，贵州省的得分在 32 个单位中居前 7 位。",
        "省级评估中，贵州省的得分高于全组 32 个单位的平均分。",
        "省级评估中，全组 32 个单位没有档次高于贵州省的。",
    ):
        assert words in may
    assert "省级评估中，贵州省的得分在 32 个单位中名列第 1 位。" in words_of(
        statements.unusable(edition_2019(), "520000")
    )


@pytest.mark.parametrize("edition", [edition_2019, edition_2031])
def test_every_unit_says_only_what_may_be_said(edition):
    for code in dict.fromkeys(edition()["results"]["code"]):
        may, may_not = statements.usable(edition(), code), statements.unusable(edition(), code)
        assert {one.answer for one in may} == {MAY_SAY}
        assert MAY_SAY not in {one.answer for one in may_not}
        assert len(may) >= 3
        assert all(one.lines and one.reason.endswith("。") for one in (*may, *may_not))
        assert not set(words_of(may)) & set(words_of(may_not))


@pytest.mark.parametrize("edition", [edition_2019, edition_2031])
def test_no_unit_is_given_a_place_or_points_that_the_tiers_do_not_give(edition):
    for row in edition()["results"].itertuples():
        rank = tiers.rank_interval(edition(), row.group, row.tier)
        scale = tiers.scale(edition(), row.group)
        lowest = row.tier == scale["tier"].iloc[-1]
        may, may_not = (
            statements.usable(edition(), row.code),
            statements.unusable(edition(), row.code),
        )
        told = "".join(one.words + one.reason for one in (*may, *may_not))
        assert not re.search("名列第 (?!1 位)", told)
        assert ("名列第 1 位" in told) == (rank.best == 1)
        assert not re.search("最(不)?利时|高出|低约|不到", told)
        assert not (lowest and re.search("得分不低于", told))
        first = re.findall("居前 ([0-9]+) 位", "".join(words_of(may)))
        assert all(2 * int(place) <= rank.total for place in first)
    gansu = statements.unusable(edition_2019(), "620000")
    (mean,) = [one for one in gansu if "全组" in one.words]
    assert mean.reason.endswith("材料未公布分数，前者可能高于后者，也可能低于后者。")
    assert not any("居前" in one for one in words_of(statements.usable(edition_2019(), "210000")))


def test_units_without_a_tier_say_what_the_lists_allow():
    assert words_of(statements.usable(edition_2019(), "tax"))[0] == (
        "国家税务总局为优秀政务微信主办单位。"
    )
    for code in ("710000", "810000", "820000", "370211"):
        assert statements.usable(edition_2019(), code) == ()
        assert statements.unusable(edition_2019(), code) == ()
    with pytest.raises(ClaimError):
        statements.usable(edition_2019(), "nobody")


def test_made_up_scores_stand_only_beside_no_name():
    names = {place.short for place in places.of(edition_2019()["results"]["code"])}
    for code in dict.fromkeys(edition_2019()["results"]["code"]):
        for one in statements.unusable(edition_2019(), code):
            assert not any(name in one.illustration for name in names)
            assert one.illustration not in one.reason + one.words or not one.illustration


def test_another_edition_is_judged_by_its_own_scale():
    verdict = said(Above(CITIES, "320500", "440300"), edition_2031())
    assert verdict.answer == UNDECIDED
    assert verdict.reason.startswith("苏州市为卓越档次（[92.5,100) 分），深圳市为卓越档次")
    assert "99.25" in verdict.illustration
    assert said(RanksAt(PROVINCIAL, "110000", 1), edition_2031()).answer == MAY_SAY
    with pytest.raises(ClaimError):
        said(Reaches(PROVINCIAL, "110000", "卓越"), edition_2031())
    assert statements.usable(edition_2031(), "620000") == ()


def test_the_measure_asks_about_every_pair():
    assert len(bench.claims(edition_2019())) == 32 * 31 + 2 * 7 * 6
    assert bench.measure() > 0
