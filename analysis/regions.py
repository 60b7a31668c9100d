"""Units and regions side by side, provinces beside their cities, and all units in one matrix.

Everything here is a count, a tier or what follows from tiers; nothing is divided into a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from analysis import cards, comparisons, honours, library, places, text, tiers, units
from analysis.edition import Edition, keyed, records, remembered
from analysis.schema import CASE_LISTS, CITIES, GRADES, GROUPS, MEDIA, PROVINCIAL, TIERS
from analysis.schema import REGIONS as FOUR
from analysis.text import names
from analysis.theme import plain_number

TITLE = "区域对比"
SENTENCE = (
    "把地区或单位并列：各档个数、位次区间（推算）、入选、案例、做法与列举；不合成分数，不排名次。"
)
BY_REGION, BY_UNIT = "地区", "单位"
FEWEST, MOST = 2, 6
OWN = "自选一组"
NONE = "无"

_NAMED = {
    "京津冀": ("北京", "天津", "河北"),
    "长三角": ("上海", "江苏", "浙江", "安徽"),
    "黄河流域九省区": (
        *("青海", "四川", "甘肃", "宁夏", "内蒙古"),
        *("陕西", "山西", "河南", "山东"),
    ),
}


class _Regions(Mapping[str, tuple[str, ...]]):
    """Province codes by region, looked up when asked for: a broken register is told by the pages."""

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return _codes()[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*FOUR, *_NAMED))

    def __len__(self) -> int:
        return len(FOUR) + len(_NAMED)


@cache
def _codes() -> Mapping[str, tuple[str, ...]]:
    provinces = [place for place in places.register().values() if place.kind == "province"]
    by_short = {place.short: place.code for place in provinces}
    four = {name: tuple(one.code for one in provinces if one.region == name) for name in FOUR}
    return MappingProxyType(
        four | {name: tuple(by_short[short] for short in held) for name, held in _NAMED.items()}
    )


REGIONS = _Regions()


def members(name: str, group: str, edition: Edition) -> tuple[str, ...]:
    """Codes of a group's assessed units in a region, in the order of the source.

    Provinces, or the cities that lie in them; 兵团 lies in no region.
    """
    return tuple(
        code for code in tiers.assessed(edition, group) if _province(code) in REGIONS[name]
    )


def _province(code: str) -> str:
    above = places.province(code)
    return above.code if above else ""


# ---- side by side -----------------------------------------------------------------------------


class Side(NamedTuple):
    """One of what is compared: its assessed units in the group, and all named units it covers."""

    name: str
    codes: tuple[str, ...]
    reach: tuple[str, ...]


def sides(
    edition: Edition,
    group: str,
    by: str,
    *,
    named: Sequence[str] = (),
    own: Sequence[str] = (),
    chosen: Sequence[str] = (),
) -> tuple[Side, ...]:
    """What is compared: the ``chosen`` units one by one, or the ``named`` regions and the ``own`` group."""
    if by == BY_UNIT:
        return tuple(
            Side(name, (code,), (code, *units.within(edition, code)))
            for name, code in zip(names(chosen), chosen, strict=True)
        )
    found = [_region(edition, group, name) for name in named]
    if own:
        covered = {code for one in own for code in (one, *units.within(edition, one))}
        found.append(Side(OWN, tuple(own), _in_order(edition, covered)))
    return tuple(found)


def view(
    edition: Edition,
    group: str,
    *,
    by: Sequence[str] = (),
    region: Sequence[str] | None = None,
    unit: Sequence[str] = (),
    own: Sequence[str] = (),
) -> tuple[str, tuple[Side, ...]]:
    """What is compared by, and the sides, from the values of an address; at most ``MOST``.

    Without a known ``region`` the four; none where the address has the parameter without a value.
    """
    chosen, _ = admitted(edition, group, unit, MOST)
    kept, _ = admitted(edition, group, own)
    how = next((one for one in by if one in (BY_REGION, BY_UNIT)), compared_by(unit))
    named = [name for name in REGIONS if name in (region or ())]
    if region is None or (any(region) and not named):
        named = list(FOUR)
    return how, sides(edition, group, how, named=named, own=kept, chosen=chosen)[:MOST]


def compared_by(unit: Sequence[str]) -> str:
    """What is compared where the address does not say: units where it names any, else regions."""
    return BY_UNIT if any(unit) else BY_REGION


def _region(edition: Edition, group: str, name: str) -> Side:
    covered = (code for code in units.named(edition) if _province(code) in REGIONS[name])
    return Side(name, members(name, group, edition), tuple(covered))


def _in_order(edition: Edition, codes: Iterable[str]) -> tuple[str, ...]:
    held = set(codes)
    return tuple(code for code in units.named(edition) if code in held)


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
    if not place.on_map:
        return f"{place.kind}不在{group}评估结果之内"
    other = next((one for one in GROUPS if place.code in tiers.assessed(edition, one)), "")
    if other:
        return f"它在{other}组，本次并列的是{group}组，两组分别评估"
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


def tier_of(edition: Edition, group: str) -> Mapping[str, str]:
    """The tier of each unit of a group, from the highest tier down."""
    return {code: row.tier for row in records(tiers.scale(edition, group)) for code in row.members}


def counts(edition: Edition, group: str, codes: Iterable[str]) -> dict[str, int]:
    """How many of some units hold each tier of a group, from high to low."""
    held = set(codes)
    return {row.tier: len(held & set(row.members)) for row in records(tiers.scale(edition, group))}


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


def finding(edition: Edition, group: str, found: Sequence[Side]) -> str:
    """How many units of each side hold the highest tier held; of single units the tier of each."""
    if are_units(found):
        held = tier_of(edition, group)
        return "，".join(f"{side.name}{held[side.codes[0]]}档次" for side in found)
    scale = tiers.scale(edition, group)
    top = next(row.tier for row in records(scale) if row.count)
    parts = []
    for side in found:
        if not side.codes:
            parts.append(f"{side.name}无被评估单位")
            continue
        count = counts(edition, group, side.codes)[top]
        parts.append(f"{side.name} {len(side.codes)} 个单位中{f' {count} 个' if count else NONE}")
    return f"{top}档次：{'，'.join(parts)}"


def are_units(found: Sequence[Side]) -> bool:
    return all(len(side.codes) == 1 and side.name in names(side.codes) for side in found)


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
    held = tier_of(edition, group)
    inside = {code for name in FOUR for code in members(name, group, edition)}
    return [
        f"{place.name}（{place.kind}）不属于{'、'.join(FOUR)}四个地区，单独列出：{held[place.code]}档次。"
        for place in places.of(tiers.assessed(edition, group))
        if place.code not in inside
    ]


@dataclass(frozen=True)
class _Row:
    """One line of a comparison: what it says of each side, and where that stands."""

    item: str
    cells: tuple[str, ...]
    source: str


@remembered
def table(
    edition: Edition, context: Edition | None, group: str, found: tuple[Side, ...]
) -> pd.DataFrame:
    """The comparison as people read it: a row an item, a column a side, the source last."""
    rows = [
        *_tier_rows(edition, group, found),
        *_named_rows(edition, found),
        *(_website_rows(edition, context, found) if group == PROVINCIAL else ()),
    ]
    return pd.DataFrame(
        [(row.item, *row.cells, row.source) for row in rows],
        columns=["项目", *(side.name for side in found), "来源"],
    )


MARKUP = ("来源", "原文行号", *map(honours.short, MEDIA))  # columns that hold HTML
_LONG = 16  # characters; a longer list of lines is told on demand


def _lines(lines: Iterable[int]) -> str:
    """Where something stands, as HTML: the source lines, or how many there are and which on demand."""
    held = sorted({int(line) for line in lines})
    if not held:
        return "—"
    ranges = text.line_ranges(held)
    if len(ranges) <= _LONG:
        return f"原文第 {ranges} 行"
    return f'<details class="source"><summary>原文 {len(held)} 行</summary>第 {ranges} 行</details>'


def _count(number: int) -> str:
    return str(number) if number else NONE


def _tier_rows(edition: Edition, group: str, found: Sequence[Side]) -> Iterator[_Row]:
    scale = tiers.scale(edition, group)
    results = edition["results"]
    results = results[results["group"] == group]
    codes = {code for side in found for code in side.codes}
    source = _lines(results.loc[results["code"].isin(codes), "source_line"])
    if are_units(found):
        held = tier_of(edition, group)
        yield _Row("档次", tuple(held[side.codes[0]] for side in found), source)
    else:
        yield _Row("被评估单位（个）", tuple(_count(len(side.codes)) for side in found), source)
        held_by = [counts(edition, group, side.codes) for side in found]
        for row in records(scale):
            cells = tuple(_count(held[row.tier]) for held in held_by)
            yield _Row(f"{row.tier}档次（个）", cells, f"原文第 {row.source_line} 行")
    yield _Row(
        f"位次区间（推算），共 {len(results)} 位",
        tuple(interval(edition, group, side.codes) for side in found),
        "由档次个数推算",
    )


def _named_rows(edition: Edition, found: Sequence[Side]) -> Iterator[_Row]:
    """Honours by medium, cases by list, practices, listings: of all that each side covers."""
    honoured, cases = edition["honours"], edition["cases"]
    for medium in honours.media_of(edition):
        rows = honoured[honoured["medium"] == medium]
        yield _counted(f"优秀{medium}主办单位（个）", rows, found)
    local = cases["code"].map(lambda code: bool(_province(code))).astype(bool)
    for name in CASE_LISTS:
        rows = cases[(cases["list"] == name) & local]
        if len(rows):
            yield _counted(f"{name}“十大”案例（个）", rows, found)
    if len(edition["practices"]):
        yield _counted("特点趋势中的做法（项）", edition["practices"], found)
    if len(edition["mentions"]):
        yield _counted("特点趋势中的列举（页次）", _listings(edition), found)


def _listings(edition: Edition) -> pd.DataFrame:
    """Mentions, those of one unit on one slide once."""
    return edition["mentions"].drop_duplicates(["slide", "code"])


def _counted(item: str, rows: pd.DataFrame, found: Sequence[Side]) -> _Row:
    held = [rows[rows["code"].isin(side.reach)] for side in found]
    cells = tuple(_count(len(one)) for one in held)
    return _Row(item, cells, _lines(pd.concat(held)["source_line"]) if held else "—")


def covered(by: str) -> str:
    """Whose honours, cases and so on the table counts."""
    whose = (
        "该单位及其辖区内各单位" if by == BY_UNIT else "该地区（或自选各单位及其辖区）内各级单位"
    )
    ends = "" if by == BY_UNIT else "位次区间由最高档单位的写到最低档单位的，不是地区的位次；"
    return f"{ends}主办单位、案例、做法与列举计{whose}的。"


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


# ---- figures ----------------------------------------------------------------------------------

BESIDE = "统计项与计量单位都相同的数字才并列于此，依材料先后；口径另有说明的见表下。只并列，不排名，不相加。"
ALONE = "以下数字的统计项或计量单位各不相同，分别列出，不作比较。"


@remembered
def shared_figures(edition: Edition, found: tuple[Side, ...]) -> pd.DataFrame:
    """Figures whose metric and unit two or more sides have: a row a metric, a column a side.

    In a cell of several units each value has its owner before it.
    """
    rows = []
    for (metric, _, _), held in _alike(edition, found):
        cells = [_values(held[held["code"].isin(side.reach)], side) for side in found]
        rows.append((metric, *cells, _lines(held["source_line"])))
    columns = ["统计项", *(side.name for side in found), "来源"]
    return pd.DataFrame(rows, columns=columns)


def figure_notes(edition: Edition, found: tuple[Side, ...]) -> list[str]:
    """What must be said of the definitions of ``shared_figures``, each note once."""
    metrics: dict[str, list[str]] = {}
    for (metric, _, _), held in _alike(edition, found):
        if notes := "；".join(dict.fromkeys(filter(None, held["note"]))):
            metrics.setdefault(notes, []).append(metric)
    return [f"口径说明：{'、'.join(named)}：{notes}。" for notes, named in metrics.items()]


def _alike(edition: Edition, found: Sequence[Side]) -> Iterator[tuple[tuple, pd.DataFrame]]:
    figures = edition["figures"]
    figures = figures[figures["code"].isin(code for side in found for code in side.reach)]
    for key, held in figures.groupby(["metric", "unit", "phase"], sort=False):
        sides_with_it = sum(held["code"].isin(side.reach).any() for side in found)
        # One unit of two overlapping regions is not two that share a definition.
        if sides_with_it >= FEWEST and held["code"].nunique() > 1:
            yield key, held


def _values(rows: pd.DataFrame, side: Side) -> str:
    return (
        "；".join(
            (f"{names([row['code']])[0]} " if (row["code"],) != side.codes else "")
            + text.figure_amount(row)
            + (f"（{text.moment(row['as_of'])}）" if row["as_of"] else "")
            for _, row in rows.iterrows()
        )
        or "—"
    )


@remembered
def lone_figures(edition: Edition, found: tuple[Side, ...]) -> pd.DataFrame:
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


def figures_sentence(edition: Edition, found: tuple[Side, ...]) -> str:
    """Whether there are figures to set beside each other."""
    if shared_figures(edition, found).empty:
        return "所选各方在材料中没有统计项与计量单位都相同的数字。"
    return BESIDE


# ---- websites ---------------------------------------------------------------------------------

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
    least, most = sorted((ceil(low), floor(high)))
    return least, most


def _website_rows(
    edition: Edition, context: Edition | None, found: Sequence[Side]
) -> Iterator[_Row]:
    """Websites by province; only beside an edition that speaks of the same count of websites."""
    if context is None or not comparisons.website_pair(edition, context):
        return
    rows = keyed(context, "website_counts_by_province", "code")
    known = _websites(context)
    held = [
        [known[code] for code in side.codes] if known.keys() >= set(side.codes) else []
        for side in found
    ]
    if not any(held):
        return
    used = [rows[code] for side in found for code in side.codes if code in rows]
    grades = "、".join(sorted({row.grade for row in used}))
    counted = tuple(str(sum(one.now for one in part)) if part else "—" for part in held)
    yield _Row(f"政府网站（个），{WEBSITES_AT}", counted, f"背景数据，{grades} 级")
    if are_units(found):
        percents = tuple(_percent(rows.get(side.codes[0])) for side in found)
        yield _Row(f"较 {WEBSITES_BEFORE}，报告所载", percents, f"背景数据，{grades} 级")
    changes = tuple(_change(part) if part else "—" for part in held)
    yield _Row(f"较 {WEBSITES_BEFORE}（个，推算）", changes, "推算，D 级")


def website_source(
    edition: Edition, context: Edition | None, group: str, found: tuple[Side, ...]
) -> str:
    """Who published the websites by province, with grades; empty where the table has none."""
    if context is None or group != PROVINCIAL or not list(_website_rows(edition, context, found)):
        return ""
    rows = context["website_counts_by_province"]
    named = rows.groupby(["publisher", "grade"], sort=False).groups
    publishers = "、".join(f"{one}（{grade} 级：{GRADES[grade]}）" for one, grade in named)
    return (
        f"网站数来自发布材料之外：{publishers}。较上年增减由各省的个数与已舍入到一位小数的降幅推算"
        f"（D 级），舍入所及写作区间；地区为所含各省之和。"
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


# ---- a province and its cities ----------------------------------------------------------------

HIGHER, SAME_NAME, LOWER = "较高", "相同", "较低"
STANDS = (HIGHER, SAME_NAME, LOWER)
CAPITAL, SEAT, SEPARATE = "省会", "首府", "计划单列市"
PAIRS_TITLE = "省与省会（首府）、计划单列市"
NO_PAIRS = "本次材料没有同时列入两组评估的省与其省会（首府）、计划单列市。"
NAMES_ONLY = f"{text.GROUPS_APART}这里只看两组所用的档次名称是否相同。"


@remembered
def pairs(edition: Edition) -> pd.DataFrame:
    """Each province with its assessed capital and 计划单列市, by the cities' codes.

    Columns: province, city (codes), province_tier, city_tier, relation, stands (whether the name
    of the city's tier is that of the province's, or one higher or lower up the scale), lines.
    """
    provinces, cities = tier_of(edition, PROVINCIAL), tier_of(edition, CITIES)
    results = edition["results"].set_index("code")["source_line"]
    rows = []
    for code in sorted(cities):
        relation, above = _relation(code), _province(code)
        if relation and above in provinces and above != code:
            tier, own = provinces[above], cities[code]
            lines = (int(results[above]), int(results[code]))
            rows.append((above, code, tier, own, relation, _stands(tier, own), lines))
    columns = ["province", "city", "province_tier", "city_tier", "relation", "stands", "lines"]
    return pd.DataFrame(rows, columns=columns)


def _relation(code: str) -> str:
    """What a city is to its province; empty where it is neither capital nor 计划单列市."""
    above = places.parent(code)
    if code in places.SEPARATE_PLANNING:
        return SEPARATE
    if above is None or not code.endswith("0100"):
        return ""
    return SEAT if above.name.endswith("自治区") else CAPITAL


def _stands(province: str, city: str) -> str:
    apart = TIERS.index(province) - TIERS.index(city)
    return HIGHER if apart > 0 else LOWER if apart else SAME_NAME


def pair_counts(edition: Edition) -> dict[str, int]:
    """How many cities hold a tier whose name is higher, the same or lower than their province's."""
    held = pairs(edition)["stands"]
    return {stands: int((held == stands).sum()) for stands in STANDS}


def pairs_finding(edition: Edition) -> str:
    """The three counts in words."""
    count = pair_counts(edition)
    if not any(count.values()):
        return NO_PAIRS
    words = {one: f"{number} 个" if number else NONE for one, number in count.items()}
    return (
        f"{sum(count.values())} 个省会（首府）和计划单列市中，档次名称与所在省区相同的 "
        f"{words[SAME_NAME]}，较高的 {words[HIGHER]}，较低的 {words[LOWER]}"
    )


def pair_groups(edition: Edition, stands: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Which cities hold a higher, the same or a lower name, capitals apart from 计划单列市."""
    found = pairs(edition)
    groups = []
    for one in STANDS:
        rows = found[found["stands"] == one]
        if stands and one not in stands:
            continue
        for label, relations in (("省会、首府", (CAPITAL, SEAT)), (SEPARATE, (SEPARATE,))):
            held = rows[rows["relation"].isin(relations)]
            written = "、".join(
                f"{names([row.city])[0]}（{row.city_tier}）"
                if one == SAME_NAME
                else f"{names([row.city])[0]}（{row.city_tier}；{names([row.province])[0]}{row.province_tier}）"
                for row in records(held)
            )
            groups.append((f"{label}的档次名称{_than(one)}：{len(held) or NONE}", written or NONE))
    return groups


def _than(stands: str) -> str:
    return "与省相同" if stands == SAME_NAME else f"比省{stands}"


@remembered
def pair_table(edition: Edition, stands: tuple[str, ...] = ()) -> pd.DataFrame:
    """``pairs`` as people read them; ``stands`` keeps only some."""
    found = pairs(edition)
    if stands:
        found = found[found["stands"].isin(stands)]
    return pd.DataFrame(
        {
            "省级单位": text.full_names(found["province"]),
            "省级评估档次": list(found["province_tier"]),
            "城市": text.full_names(found["city"]),
            "关系": list(found["relation"]),
            "重要城市评估档次": list(found["city_tier"]),
            "市的档次名称": [_than(one) for one in found["stands"]],
            "来源": [f"原文第 {text.line_ranges(lines)} 行" for lines in found["lines"]],
        }
    )


def beside_pairs(edition: Edition) -> list[str]:
    """What the map of the pairs cannot show, said in words next to it."""
    said = [words for group in GROUPS for words in text.beside_map(edition, group)]
    return [words for words in dict.fromkeys(said) if words != text.GROUPS_APART]


# ---- the matrix -------------------------------------------------------------------------------

OTHER = "不在两组之内"
MATRIX_TITLE = "入选、档次与案例一览"
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
MATRIX_NOTE = "先后只依所选的列，不是名次；两组分别评估，入选与案例另行公布，并列只供查阅。"


@remembered
def matrix(edition: Edition) -> pd.DataFrame:
    """One row a unit that was assessed, honoured, listed or told of, in the order of the source.

    Columns: code, in (its group), tier (empty without one), media (tuple), one a case list and then honours,
    cases, practices, listings (numbers), has (tuple of ``HOLDS``), lines (tuple).
    """
    tables = {
        "honours": edition["honours"],
        "cases": edition["cases"],
        "practices": edition["practices"],
        "listings": _listings(edition),
    }
    held = {name: dict(iter(rows.groupby("code", sort=False))) for name, rows in tables.items()}
    tier = {(group, code): one for group in GROUPS for code, one in tier_of(edition, group).items()}
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


def chosen_rows(edition: Edition, chosen: Mapping[str, Sequence[str]], by: str) -> pd.DataFrame:
    """The rows of the matrix that a filter leaves, in an order."""
    return ordered(library.choose(matrix(edition), chosen), by)


def matrix_sentence(edition: Edition, found: pd.DataFrame) -> str:
    """How many units a filter left."""
    total = len(matrix(edition))
    if found.empty:
        return f"没有符合这些条件的单位（共 {total} 个）；请减少条件。"
    return f"{len(found)} / {total} 个单位；{MATRIX_NOTE}"


_MARK = '<span class="mark">●</span>'
NUMBERS = (*(f"{name}案例" for name in CASE_LISTS), "做法", "列举")


def matrix_table(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the matrix as people read them; the columns of ``NUMBERS`` hold numbers, blank for none."""
    media = honours.media_of(edition)
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
            "原文行号": [_lines(lines) for lines in rows["lines"]],
        }
    )


def matrix_file(edition: Edition) -> pd.DataFrame:
    """All of the matrix for a file: codes, and numbers everywhere, 1 for an honour."""
    rows = matrix(edition)
    shown = matrix_table(edition, rows)
    shown.insert(1, "代码", rows["code"])
    for medium in honours.media_of(edition):
        shown[honours.short(medium)] = [int(medium in held) for held in rows["media"]]
    for head, name in zip(NUMBERS, (*CASE_LISTS, "practices", "listings"), strict=True):
        shown[head] = rows[name]
    shown["原文行号"] = [text.line_ranges(lines) for lines in rows["lines"]]
    return shown
