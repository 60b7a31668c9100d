"""单位概览: all that an edition says of one place or ministry, arranged for reading and quoting."""

from __future__ import annotations

from dataclasses import dataclass

from analysis import cards, library, places, text, tiers, units
from analysis.cards import Card, Item
from analysis.edition import Edition, records, remembered
from analysis.units import Result, Unit

_NO_TIER = "不在两组档次结果之内"
_KINDS = {
    "部委": "部委",
    "单列": "单列单位",
    "全国": "全国",
    "province": "省级",
    "city": "市级",
    "county": "区县",
}


@dataclass(frozen=True, eq=False)
class Profile:
    """One unit's page: the tier first, then what else the edition holds, each with its source."""

    unit: Unit
    name: str
    head: Card
    beside: tuple[Item, ...]
    within: str
    honours: tuple[Item, ...]
    cases: tuple[Card, ...]
    practices: tuple[Card, ...]
    mentions: tuple[Item, ...]
    quotable: str

    @property
    def sections(self) -> tuple[tuple[str, tuple[Card, ...], tuple[Item, ...]], ...]:
        """What there is besides the tier: heading, cards, statements; empty ones left out."""
        every = (
            ("优秀政务新媒体主办单位", (), self.honours),
            ("“十大”优秀创新案例", self.cases, ()),
            ("特点趋势中的做法与数字", self.practices, ()),
            ("特点趋势中的列举", (), self.mentions),
        )
        return tuple(section for section in every if section[1] or section[2])


def sentence(edition: Edition) -> str:
    """How many units the edition names."""
    found = [place for place in places.of(units.named(edition)) if place.kind != "全国"]
    counts = "、".join(
        f"{label} {sum(place.kind == kind for place in found)}"
        for kind, label in _KINDS.items()
        if any(place.kind == kind for place in found)
    )
    return f"材料所录内容涉及 {len(found)} 个单位：{counts}。"


@remembered
def profile(edition: Edition, code: str) -> Profile:
    """Everything of one unit; raise ``KeyError`` for a code that is no place or organisation."""
    unit = units.unit(edition, code)
    listed = library.cases(edition)
    return Profile(
        unit,
        places.located(code),
        _head(edition, unit),
        _beside(edition, code),
        "、".join(text.names(units.within(edition, code))),
        cards.honour_items(edition, unit),
        tuple(cards.case_card(edition, row) for row in records(listed[listed["code"] == code])),
        _practices(edition, unit),
        cards.mention_items(edition, unit.mentions),
        quotable(edition, unit),
    )


def _practices(edition: Edition, unit: Unit) -> tuple[Card, ...]:
    """The unit's practices, but for those that the cards of its cases tell."""
    links = edition["case_practices"]
    told = set(links.loc[links["case"].isin(unit.cases["case"]), "practice"])
    apart = unit.practices[~unit.practices["practice"].isin(told)]
    return tuple(cards.practice_card(edition, row) for row in records(apart))


def _head(edition: Edition, unit: Unit) -> Card:
    """Tier, interval, place among the others; or that the edition does not name the unit."""
    items = tuple(item for result in unit.results for item in _facts(edition, unit, result))
    if not unit.is_named:
        items = (Item(_not_named(unit)),)
    loose = unit.figures[unit.figures["practice"] == ""]
    tier, note = cards.tier_of_unit(edition, unit)
    if not tier and note in ("", text.NOT_ASSESSED):
        note = _NO_TIER
    return Card(
        tier=tier,
        tier_note=note,
        items=items,
        amounts=cards.amounts(edition, loose),
        notes=cards.notes(loose),
    )


def _facts(edition: Edition, unit: Unit, result: Result) -> tuple[Item, ...]:
    """What one result says of a unit, with its group where there are several."""
    group = result.row["group"]
    named = f"{group}：" if len(unit.results) > 1 else ""
    row = tiers.row(edition, group, result.row["tier"])
    source = cards.source_of(edition, row)
    return (
        Item(f"{named}{row.interval} 分；材料未公布分数", (source,), "档次区间"),
        *cards.result_items(edition, result),
        Item(f"{named}{text.tier_counts(edition, group)}", term="各档个数"),
    )


def _beside(edition: Edition, code: str) -> tuple[Item, ...]:
    """The tiers of what the unit lies in and of the assessed cities in it."""
    items = []
    for other in units.beside(edition, code):
        near = units.unit(edition, other)
        held = [result.row for result in near.results]
        written = "，".join(
            f"{row['group'] if len(held) > 1 else ''}{row['tier']}档次" for row in held
        ) or cards.why_no_tier(edition, near.place)
        sources = tuple(cards.source_of(edition, row) for row in held)
        items.append(Item(f"{near.place.name}：{written}", sources, _relation(code, near.place)))
    return tuple(items)


def _relation(code: str, other: places.Place) -> str:
    """What another unit is to this one."""
    if places.lies_in(code, other.code):
        return "所在省" if other.kind == "province" else "所在市"
    return places.role(other.code) or "辖区城市"


def quotable(edition: Edition, unit: Unit) -> str:
    """Sentences ready to be quoted, with their source, that claim no more than the edition."""
    name = places.located(unit.place.code)
    parts = [_tier_words(edition, result) for result in unit.results]
    lines = [int(result.row["source_line"]) for result in unit.results]
    if len(unit.honours):
        media = "、".join(unit.honours["medium"])
        parts.append(f"为优秀{media}主办单位")
    if len(unit.cases):
        titles = "、".join(f"《{row.title}》（{row.list}）" for row in unit.cases.itertuples())
        parts.append(f"有案例{titles}列入“十大”优秀创新案例")
    tables = [unit.honours, unit.cases, unit.practices]
    if len(unit.practices):
        titles = "、".join(unit.practices["title"])
        parts.append(f"有做法载于特点趋势部分（名称据原文概括）：{titles}")
    elif len(unit.mentions):
        parts.append("在特点趋势部分被列举")
        tables.append(unit.mentions)
    elif len(unit.figures):
        parts.append("有数字载于特点趋势部分")
        tables.append(unit.figures)
    if not parts:
        return _not_named(unit)
    for rows in tables:
        lines += [int(line) for line in rows["source_line"]]
    return f"{name}{'；'.join(parts)}。（{text.cite(edition, lines)}）"


def _not_named(unit: Unit) -> str:
    """That our tables do not name a unit; the document may still name it in passing."""
    name = places.located(unit.place.code)
    return f"本系统录入的名单、案例、做法、列举与数字中没有提到{name}。"


def _tier_words(edition: Edition, result: Result) -> str:
    row = tiers.row(edition, result.row["group"], result.row["tier"])
    peers = f"同档共 {row.count} 个单位" if row.count > 1 else "同档只此一个单位"
    return (
        f"在{text.GROUP_NOUN[result.row['group']]}评估中为{row.tier}档次（{row.interval} 分），"
        f"{peers}，按档次推算，位次在 {str(result.rank).removesuffix('（推算）')}；"
        "材料未公布分数与名次"
    )


@remembered
def directory(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Every unit the edition names, by kind: the kind with its count, and the names."""
    found = places.of(units.named(edition))
    return tuple(
        (f"{label} {len(held)}", "、".join(text.names(place.code for place in held)))
        for kind, label in _KINDS.items()
        if (held := [place for place in found if place.kind == kind])
    )
