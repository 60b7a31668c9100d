"""《情况材料》: what an edition lets one unit say of itself, on two pages, each sentence sourced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from analysis import cards, learning, library, places, profile, statements, text, tiers, units
from analysis.briefing.release import Section
from analysis.briefing.statements import (
    NOT_HELD,
    OUR_RULE,
    Paragraph,
    Statement,
    caveats,
    full,
    of_group,
    said,
)
from analysis.cards import Amount, Card, Item
from analysis.edition import Edition, grouped, keyed, records
from analysis.learning import Lesson
from analysis.schema import MEDIA
from analysis.statements import MAY_SAY, Verdict
from analysis.units import Result, Unit

OPENING = "本次材料未公布分数及分项得分。"
ELSEWHERE = "见“单位概览”"
ENOUGH = 3  # lessons, where there are as many with text
_LISTS = ("cases", "honours")


class Room(NamedTuple):
    """How many entries a list of the 入选情况 may have, how many lessons, and verdicts of each kind."""

    listed: int
    lessons: int
    usable: int
    unusable: int


@dataclass(frozen=True, eq=False)
class Material:
    """A unit's two pages: the opening, the sections, where it all comes from."""

    title: Statement
    opening: Paragraph
    sections: tuple[Section, ...]

    @property
    def statements(self) -> Paragraph:
        """All sentences in reading order, the title first."""
        body = (one for part in self.sections for held in part.paragraphs for one in held)
        return (self.title, *self.opening, *body)


def material(edition: Edition, code: str, room: Room, *, with_map: bool = False) -> Material:
    """A unit's 情况材料 with as many entries as there is room for; what is left out is counted.

    ``with_map`` names the boundaries among the sources. Raises ``KeyError`` for a code that is no
    place or organisation.
    """
    unit = units.unit(edition, code)
    name, subject = places.located(code), edition.event("评估名称")
    written = Material(
        said(f"{name}{subject}情况材料", edition["event"].query("item == '评估名称'")),
        (
            said(OPENING, edition["tier_scale"], edition["indicators"]),
            said("公布的是档次；同档之内的先后不是名次。", edition["tier_scale"]),
        ),
        (
            Section("一、总体情况", tuple(_standing(edition, unit))),
            Section("二、入选情况", tuple(_listed(edition, unit, room.listed))),
            Section("三、可借鉴案例", tuple(_lessons(edition, unit, room.lessons))),
            Section("四、可用表述与不宜表述", tuple(_words(edition, unit, room))),
        ),
    )
    return Material(
        written.title,
        written.opening,
        (*written.sections, Section("附：数据来源", tuple(_sources(edition, written, with_map)))),
    )


# ---- 总体情况 --------------------------------------------------------------------------------------


def _standing(edition: Edition, unit: Unit) -> Iterator[Paragraph]:
    """The tier in each group, or why there is none; then what the unit lies in and holds."""
    found = profile.profile(edition, unit.place.code)
    for result in unit.results:
        yield tuple(_tier(edition, found.name, result))
    if not unit.results:
        note = found.head.tier_note
        words = note if found.name in note else f"{found.name}{note}"
        yield (said(f"{words}。", edition["results"]),)
    if found.beside:
        apart = said(text.GROUPS_APART, edition["tier_scale"])
        yield (*(_beside(edition, item) for item in found.beside), apart)


def _tier(edition: Edition, name: str, result: Result) -> Iterator[Statement]:
    group, tier = result.row["group"], result.row["tier"]
    scale = tiers.scale(edition, group)
    own = scale[scale["tier"] == tier]
    row, rows = next(records(own)), of_group(edition, group, [tier])
    assessed = f"{name}在{text.GROUP_NOUN[group]}评估中"
    yield said(f"{assessed}为{tier}档次，区间 {row.interval} 分。", result.row.to_frame().T, own)
    peers = full(row.members) + "；同档不分先后"
    yield said(f"同档共 {row.count} 个：{peers}。" if row.count > 1 else "同档只此一个。", rows)
    yield said(f"{group}各档个数：{text.tier_counts(edition, group)}。", scale)
    yield said(f"位次区间由各档个数算出：{result.rank}，不是名次。", scale)


def _beside(edition: Edition, item: Item) -> Statement:
    """A place beside the unit: 省会贵阳市：良好档次."""
    words = f"{item.term}{item.statement}。"
    lines = tuple(source.line for source in item.sources)
    return Statement(words, lines) if lines else said(words, edition["results"])


# ---- 入选情况 --------------------------------------------------------------------------------------


def _listed(edition: Edition, unit: Unit, most: int) -> Iterator[Paragraph]:
    """Honours, cases, practices, listings and figures, then those of places within."""
    found, name = profile.profile(edition, unit.place.code), places.located(unit.place.code)
    if len(unit.honours):
        yield (said(f"为{_media(unit.honours)}主办单位。", unit.honours),)
    rows = library.cases(edition)
    for row in records(rows[rows["code"] == unit.place.code]):
        yield _case(edition, row)
    for card in found.practices[:most]:
        yield _practice(edition, card)
    if found.practices[most:]:
        yield (_more_practices(edition, found.practices[most:]),)
    untold = unit.mentions[~unit.mentions["slide"].isin(set(unit.practices["slide"]))]
    if len(untold):
        yield (_mentions(edition, untold, beside=bool(found.practices)),)
    loose = unit.figures[unit.figures["practice"] == ""]
    if len(loose):
        yield _figures(edition, loose)
    absent = _absent(unit)
    if absent:
        yield (Statement(f"{'、'.join(absent)}中没有{name}。", basis=NOT_HELD),)
    yield from _within(edition, unit.place.code, most)


def _media(honours: pd.DataFrame) -> str:
    return f"优秀{'、'.join(medium for medium in MEDIA if medium in set(honours['medium']))}"


def _absent(unit: Unit) -> list[str]:
    """Which lists do not have the unit."""
    trends = (unit.practices, unit.mentions, unit.figures)
    held = {
        "优秀政务新媒体主办单位名单": len(unit.honours),
        "“十大”优秀创新案例": len(unit.cases),
        "特点趋势的列举、做法与数字": sum(map(len, trends)),
    }
    return [name for name, count in held.items() if not count]


def _case(edition: Edition, row) -> Paragraph:
    """A case: its list, then what the source says of it, or that it gives only the name."""
    own = edition["cases"].query("case == @row.case")
    listed = said(f"案例《{row.title}》列入{row.list}“十大”优秀创新案例。", own)
    card = cards.case_card(edition, row)
    told = (
        Statement(item.statement, _lines(item) or listed.lines, in_our_words=item.in_our_words)
        for item in card.items
    )
    return (listed, *told, *_figures(edition, cards.figures_of(edition, row.practice)))


def _lines(item: Item) -> tuple[int, ...]:
    return tuple(source.line for source in item.sources)


def _practice(edition: Edition, card: Card) -> Paragraph:
    (item,) = card.items
    words = f"{_subtheme(edition, card)}——{card.title}：{item.statement}"
    own = Statement(words, _lines(item), in_our_words=True)
    return (own, *_figures(edition, cards.figures_of(edition, [card.anchor])))


def _subtheme(edition: Edition, card: Card) -> str:
    slide = keyed(edition, "practices", "practice")[card.anchor].slide
    return keyed(edition, "slides", "slide")[slide].subtheme


def _more_practices(edition: Edition, left: tuple[Card, ...]) -> Statement:
    titles = "、".join(f"{_subtheme(edition, card)}（{card.title}）" for card in left)
    lines = (line for card in left for item in card.items for line in _lines(item))
    words = f"另有 {len(left)} 项做法，{ELSEWHERE}：{titles}。"
    return Statement(words, tuple(sorted(lines)), in_our_words=True)


def _mentions(edition: Edition, rows: pd.DataFrame, *, beside: bool) -> Statement:
    slides = keyed(edition, "slides", "slide")
    listed = "、".join(
        f"{slides[row.slide].subtheme}（{'，'.join(filter(None, (row.listing, row.detail, row.note)))}）"
        for row in records(rows)
    )
    return said(f"特点趋势{'另' if beside else ''}列举 {len(rows)} 处：{listed}。", rows)


def _figures(edition: Edition, rows: pd.DataFrame) -> Paragraph:
    """Figures in one sentence, then what must be said beside them; nothing where there are none."""
    if rows.empty:
        return ()
    listed = "、".join(map(_amount, cards.amounts(edition, rows)))
    return (said(f"数字：{listed}。", rows), *caveats(rows))


def _amount(one: Amount) -> str:
    return f"{one.metric} {one.amount}" + (f"（{one.as_of}）" if one.as_of else "")


def _within(edition: Edition, code: str, most: int) -> Iterator[Paragraph]:
    """Cases and honours of the places that lie in this one."""
    inside = units.within(edition, code)
    cases, honours = (rows[rows["code"].isin(inside)] for rows in map(edition.__getitem__, _LISTS))
    titles = [f"{places.located(row.code)}《{row.title}》" for row in records(cases)]
    if titles:
        yield (said(f"辖区内的“十大”优秀创新案例：{_first(titles, most, '个')}。", cases),)
    held = [
        f"{places.located(str(owner))}（{'、'.join(rows['medium'])}）"
        for owner, rows in honours.groupby("code", sort=False)
    ]
    if held:
        yield (said(f"辖区内的优秀政务新媒体主办单位：{_first(held, most, '个')}。", honours),)


def _first(names: list[str], most: int, noun: str) -> str:
    """A few of some names, and how many more there are."""
    left = len(names) - most
    more = f"，另有 {left} {noun}，{ELSEWHERE}" if left > 0 else ""
    return "、".join(names[:most]) + more


# ---- 可借鉴案例 ------------------------------------------------------------------------------------


def _lessons(edition: Edition, unit: Unit, most: int) -> Iterator[Paragraph]:
    """For each theme that the unit has nothing on the nearest with text, some more where few."""
    if edition["themes"].empty:
        yield (said("本次材料未载特点趋势，不能按主题选取案例。", edition["themes"]),)
        return
    lacking = _lacking(edition, unit)
    chosen = _chosen(edition, unit.place.code, lacking)
    if not chosen:
        yield (Statement("其他单位没有在材料中有正文的案例或做法。", basis=NOT_HELD),)
        return
    yield tuple(_rule(edition, unit, lacking))
    for theme, lesson in chosen[:most]:
        yield _lesson(edition, theme, lesson)
    if left := len(chosen[most:]):
        yield (Statement(f"另有 {left} 项，{ELSEWHERE}。", basis=OUR_RULE),)


def _rule(edition: Edition, unit: Unit, lacking: list[str]) -> Iterator[Statement]:
    """How the lessons were chosen, and under which themes there is none to choose."""
    if lacking:
        yield Statement(f"材料未载本单位在{'、'.join(lacking)}下的案例或做法。", basis=NOT_HELD)
    named = unit.mentions.merge(edition["slides"][["slide", "theme"]], on="slide")
    named = named[named["theme"].isin(lacking)]
    if len(named):
        yield said(f"其中{'、'.join(named['theme'].unique())}下仅在列举中出现。", named)
    each = "，每个主题先取最近的一项" if lacking else ""
    yield Statement(
        f"以下从其他单位有正文的案例与做法中选取{each}。{learning.ORDER}", basis=OUR_RULE
    )
    bare = [theme for theme in lacking if not _told(edition, unit.place.code, theme)]
    if bare:
        yield Statement(f"{'、'.join(bare)}下，其他单位的案例与做法均无正文。", basis=NOT_HELD)


def _lacking(edition: Edition, unit: Unit) -> list[str]:
    """The themes under which the unit has neither case nor practice."""
    links, slides = edition["case_themes"], keyed(edition, "slides", "slide")
    own = set(links.loc[links["case"].isin(unit.cases["case"]), "theme"])
    own |= {slides[slide].theme for slide in unit.practices["slide"]}
    return [theme for theme in edition["themes"].sort_values("order")["theme"] if theme not in own]


def _chosen(edition: Edition, code: str, lacking: Iterable[str]) -> list[tuple[str, Lesson]]:
    """One lesson for each theme, then the next nearest until there are enough; nearest first."""
    by_theme = {theme: _told(edition, code, theme) for theme in lacking}
    first = [(theme, held[0]) for theme, held in by_theme.items() if held]
    more = [(theme, one) for theme, held in by_theme.items() for one in held]
    more += [(one.themes[0], one) for one in _told(edition, code) if one.themes]
    found: dict[tuple[str, str], tuple[str, Lesson]] = {}
    for number, (theme, one) in enumerate([*first, *more]):
        if number >= len(first) and len(found) >= ENOUGH:
            break
        found.setdefault((one.kind, one.id), (theme, one))
    every = learning.from_whom(edition, code)
    return sorted(found.values(), key=lambda held: every.index(held[1]))


def _told(edition: Edition, code: str, theme: str = "") -> list[Lesson]:
    return [one for one in learning.from_whom(edition, code, theme) if one.told]


def _lesson(edition: Edition, theme: str, lesson: Lesson) -> Paragraph:
    """Whose it is, what it is, why it was chosen, and what the source says of it on the theme."""
    title = f"《{lesson.title}》" if lesson.kind == learning.CASE else lesson.title
    head = f"{theme}：{places.located(lesson.code)}（{lesson.near}）{title}。"
    slides = keyed(edition, "slides", "slide")
    told = sorted(_practices_of(edition, lesson), key=lambda one: slides[one.slide].theme != theme)
    summary = (
        Statement(one.summary, (int(one.source_line),), in_our_words=True) for one in told[:1]
    )
    return (Statement(head, lesson.lines), *summary)


def _practices_of(edition: Edition, lesson: Lesson) -> list[Any]:
    """The practices that are a lesson, or that tell of its case."""
    practices = keyed(edition, "practices", "practice")
    if lesson.kind == learning.PRACTICE:
        return [practices[lesson.id]]
    links = grouped(edition, "case_practices", "case").get(lesson.id)
    return [] if links is None else [practices[one] for one in links["practice"]]


# ---- 可用表述与不宜表述 ------------------------------------------------------------------------------


def _words(edition: Edition, unit: Unit, room: Room) -> Iterator[Paragraph]:
    """What the unit may say of itself, then what it had better not, each with the reason."""
    code = unit.place.code
    usable, unusable = statements.usable(edition, code), statements.unusable(edition, code)
    if not unit.is_named:
        yield (Statement("可用：没有可据以表述的档次、入选与案例。", basis=NOT_HELD),)
    elif not usable:
        rows = (unit.practices, unit.mentions, unit.figures)
        yield (said(f"可用：“{profile.quotable(edition, unit)}”", *rows),)
    yield from _verdicts("可用", usable, room.usable)
    yield from _verdicts("不宜", unusable, room.unusable)
    if not unit.results:
        yield (Statement(f"不宜：{without_tier(code)}", basis=OUR_RULE),)


def without_tier(code: str) -> str:
    """What not to say of a unit that holds no tier, and why."""
    return (
        f"说{places.located(code)}的档次、得分或位次。理由：它不在两组档次结果之内，"
        "别的单位的档次也不是它的档次。"
    )


def _verdicts(head: str, held: Sequence[Verdict], most: int) -> Iterator[Paragraph]:
    """So many of some verdicts, the first of each kind before a second of any."""
    kinds = [one.kind for one in held]
    order = sorted(range(len(held)), key=lambda at: kinds[:at].count(kinds[at]))
    shown = [held[at] for at in sorted(order[:most])]
    for one in shown:
        answer = "" if one.answer == MAY_SAY else f"（{one.answer}）"
        words = f"{head}{answer}：“{one.words.removesuffix('。')}”。理由：{one.reason}"
        yield (Statement(words, one.lines, "" if one.lines else OUR_RULE),)
    if left := len(held) - len(shown):
        yield (Statement(f"另有{head}表述 {left} 条，{ELSEWHERE}。", basis=OUR_RULE),)


# ---- 数据来源 --------------------------------------------------------------------------------------


def _sources(edition: Edition, written: Material, with_map: bool) -> Iterator[Paragraph]:
    """Document, publisher, date, lines; evident slips among them; boundaries where a map is in."""
    about = edition["event"].query("item in ['标题', '发布机构', '年度']")
    cited = sorted({line for one in written.statements for line in one.lines})
    yield (
        said(
            f"《{edition.event('标题')}》，{edition.event('发布机构')}，{edition.year} 年度。",
            about,
        ),
        Statement("发布日期：【日期】。"),
    )
    # With a space after each, lines are broken between numbers and not within them.
    where = text.line_ranges(cited).replace("、", "、 ")
    told = f"以上引用原文第 {where} 行；定稿时可删去各句之后的行号。"
    yield (Statement(told, basis=OUR_RULE),)
    if slips := {line: own for line in cited if (own := text.slips(edition, [line]))}:
        listed = "；".join(slip for own in slips.values() for slip in own)
        yield (Statement(f"原文订正：{listed}。", tuple(slips)),)
    if with_map:
        yield (Statement(f"{text.BOUNDARIES}。", basis="地图"),)
