"""What is compared: single units, or regions and a group of one's own; and what to say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis import cards, places, regions, text, tiers, units
from analysis.edition import Edition, records, remembered, remembered_lately
from analysis.regions import NONE, REGIONS
from analysis.schema import GROUPS, PROVINCIAL
from analysis.schema import REGIONS as FOUR
from analysis.text import names

BY_REGION, BY_UNIT = "地区", "单位"
FEWEST, MOST = 2, 6
OWN = "自选一组"


class Side(NamedTuple):
    """One of what is compared: its assessed units in the group, and all named units it covers."""

    name: str
    codes: tuple[str, ...]
    reach: tuple[str, ...]


class View(NamedTuple):
    """A comparison as its address has it; at most ``MOST`` sides.

    ``chosen`` are the units chosen one by one or as an own group; ``told`` what must be said of the
    choice: what cannot be compared, too few, too many.
    """

    group: str
    by: str
    chosen: tuple[str, ...]
    sides: tuple[Side, ...]
    told: tuple[str, ...]


def view(edition: Edition, given: Mapping[str, Sequence[str]]) -> View:
    """The comparison that the parameters of an address ask for: group, by, region, unit, own.

    Without a known region the four; none where the address has the parameter without a value.
    """
    group = _known(given, "group", GROUPS) or PROVINCIAL
    by = _known(given, "by", (BY_REGION, BY_UNIT)) or compared_by(given)
    if not tiers.assessed(edition, group):
        return View(group, by, (), (), (nothing(group),))
    if by == BY_UNIT:
        chosen, told = admitted(edition, group, given.get("unit", ()), MOST)
        found = of_units(edition, chosen)
    else:
        chosen, told = admitted(edition, group, given.get("own", ()))
        region = given.get("region", FOUR)
        named = [name for name in REGIONS if name in region]
        found = of_regions(edition, group, named if named or not any(region) else FOUR, chosen)
    told += tuple(filter(None, (advice(by, found),)))
    return View(group, by, chosen, found[:MOST], told)


def _known(given: Mapping[str, Sequence[str]], parameter: str, options: Sequence[str]) -> str:
    return next((one for one in options if one in given.get(parameter, ())), "")


def compared_by(given: Mapping[str, Sequence[str]]) -> str:
    """What is compared where the address does not say: units where it names any, else regions."""
    return BY_UNIT if any(given.get("unit", ())) else BY_REGION


def of_units(edition: Edition, codes: Sequence[str]) -> tuple[Side, ...]:
    """Units one by one, each with what lies in it."""
    return tuple(
        Side(name, (code,), (code, *units.within(edition, code)))
        for name, code in zip(names(codes), codes, strict=True)
    )


def of_regions(
    edition: Edition, group: str, named: Iterable[str], own: Sequence[str] = ()
) -> tuple[Side, ...]:
    """The named regions, then a group of one's own with what lies in its units."""
    found = [_of_region(edition, group, name) for name in named]
    if own:
        every = units.named(edition)
        covered = {code for one in own for code in (one, *units.within(edition, one))}
        found.append(Side(OWN, tuple(own), tuple(code for code in every if code in covered)))
    return tuple(found)


@remembered
def _of_region(edition: Edition, group: str, name: str) -> Side:
    every = units.named(edition)
    inside = tuple(code for code in every if regions.lies_in(code, name))
    return Side(name, regions.members(name, group, edition), inside)


def admitted(
    edition: Edition, group: str, given: Sequence[str], most: int = 0
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of some codes those of the group's assessed units, each once; and what to say of the others.

    At most so many as ``most`` says; 0 is no limit.
    """
    assessed = tiers.assessed(edition, group)
    held, told = [], []
    for code in dict.fromkeys(filter(None, given)):
        place = places.get(code)
        if code in assessed:
            held.append(code)
        elif place is None:
            told.append(f"网址中的 {code[:20]} 不是已知的地方或部委，已略过。")
        else:
            told.append(f"{places.located(code)}不能列入：{_why_not(edition, group, place)}。")
    twice = [code for code in held if list(given).count(code) > 1]
    if twice:
        told.append(f"{'、'.join(names(twice))}重复列出，只计一次；与自身没有可比的。")
    if most and len(held) > most:
        left_out = "、".join(names(held[most:]))
        told.append(f"最多并列 {most} 个，先列的 {most} 个已取，{left_out}已略过。")
        held = held[:most]
    return tuple(held), tuple(told)


def _why_not(edition: Edition, group: str, place: places.Place) -> str:
    other = next((one for one in GROUPS if place.code in tiers.assessed(edition, one)), "")
    if other:
        return f"它在{other}组，本次并列的是{group}组，两组分别评估"
    if not place.on_map:
        return f"{place.kind}不在{group}评估结果之内"
    return cards.why_no_tier(edition, place)


def advice(by: str, found: Sequence[Side]) -> str:
    """What to do where there are too few or too many to compare; empty where all is well."""
    noun = "个单位" if by == BY_UNIT else "个地区，或自选一组单位"
    if not found:
        return f"还没有选定可以并列的；请选二到六{noun}。"
    if len(found) < FEWEST:
        return f"只选了{found[0].name}；请再选一{noun.removesuffix('，或自选一组单位')}来并列。"
    if len(found) > MOST:
        return f"选了 {len(found)} 个，最多并列 {MOST} 个，只列前 {MOST} 个。"
    return ""


def nothing(group: str) -> str:
    """That an edition has no results for a group."""
    return f"{text.GROUP_NOUN[group]}：本次材料未载结果，无可并列。"


@remembered_lately
def finding(edition: Edition, group: str, found: Sequence[Side]) -> str:
    """How many units of each side hold the highest tier held; of single units the tier of each."""
    if are_units(found):
        held = regions.tiers_held(edition, group)
        return "，".join(f"{side.name}{held[side.codes[0]]}档次" for side in found)
    scale = tiers.scale(edition, group)
    top = next(row.tier for row in records(scale) if row.count)
    parts = []
    for side in found:
        if not side.codes:
            parts.append(f"{side.name}无被评估单位")
            continue
        count = regions.counts(edition, group, side.codes)[top]
        parts.append(f"{side.name} {len(side.codes)} 个单位中{f' {count} 个' if count else NONE}")
    return f"{top}档次：{'，'.join(parts)}"


def are_units(found: Sequence[Side]) -> bool:
    return all(len(side.codes) == 1 and side.name in names(side.codes) for side in found)


@remembered_lately
def caveats(edition: Edition, group: str, found: Sequence[Side]) -> tuple[str, ...]:
    """What must be said beside a comparison: sizes, overlaps, who lies in no region."""
    if are_units(found):
        return (text.NO_SCORES,)
    said = ["各组单位数不同，这里只列个数，不折算为分数、比例或名次。"]
    shared = [
        code
        for code in tiers.assessed(edition, group)
        if sum(code in side.codes for side in found) > 1
    ]
    if shared:
        said.append(f"{text.listed(names(shared), 4)}列在不止一组里，各组分别计数，不能相加。")
    if any(side.name in REGIONS for side in found):
        said += outside(edition, group)
    return tuple(said)


def outside(edition: Edition, group: str) -> list[str]:
    """The units of a group that lie in none of the four regions, and their tier."""
    held = regions.tiers_held(edition, group)
    inside = {code for name in FOUR for code in regions.members(name, group, edition)}
    return [
        f"{place.name}（{place.kind}）不属于{'、'.join(FOUR)}四个地区，单独列出：{held[place.code]}档次。"
        for place in places.of(tiers.assessed(edition, group))
        if place.code not in inside
    ]


@remembered_lately
def name_lists(edition: Edition, group: str, found: Sequence[Side]) -> list[tuple[str, str]]:
    """The units of each side by tier, in words."""
    return [
        (
            f"{side.name}　{len(side.codes) or NONE}{' 个' if side.codes else ''}",
            "；".join(
                f"{row.tier}：{'、'.join(names(code for code in row.members if code in side.codes)) or NONE}"
                for row in records(tiers.scale(edition, group))
            ),
        )
        for side in found
    ]
