"""《新闻通稿》: the skeleton of a press release, with blanks for what the edition does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analysis import cards, comparisons, honours, method, places, text, tiers, trends
from analysis.briefing.statements import (
    OUR_RULE,
    Paragraph,
    Statement,
    Table,
    cases,
    caveats,
    change,
    counts,
    defined,
    full,
    groups,
    left_out,
    of_group,
    owner,
    said,
    weights,
    without_data,
)
from analysis.edition import Edition, keyed, records, remembered
from analysis.schema import GROUPS, MEDIA, TIERS, WITH_TEXT

_NAMED = TIERS[: TIERS.index("发展")]  # whose members the release names; of lower tiers, the count
_EXAMPLES = 3  # figures in one sentence
_CHOSEN = (
    "各主题的例子依同一规则选取：先取有占比的，次取有前后数值的，再取全国的，"
    "余取数字最多的做法；选取不表示优劣。"
)


@dataclass(frozen=True, eq=False)
class Section:
    """A heading, its paragraphs, and a table where there is one."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None = None


@dataclass(frozen=True, eq=False)
class Release:
    """A press release; sections of what the edition does not hold are left out."""

    title: Statement
    subtitle: Paragraph
    lead: Paragraph
    sections: tuple[Section, ...]
    contact: Statement

    @property
    def statements(self) -> Paragraph:
        """All sentences in reading order."""
        body = (one for part in self.sections for held in part.paragraphs for one in held)
        return (self.title, *self.subtitle, *self.lead, *body, self.contact)


@remembered
def press_release(edition: Edition, context: Edition | None) -> Release:
    """What was published, group by group and list by list, each sentence with its source."""
    sections = (
        Section("总体结果", _results(edition), _scales(edition)),
        Section("特点趋势", _trends(edition, context)),
        Section(honours.TITLE, _honours(edition)),
        Section("“十大”优秀创新案例", _cases(edition)),
        Section("评估方法", _method(edition)),
        Section("说明", _notes(edition)),
    )
    written = Release(
        said(
            f"{edition.event('发布机构')}发布《{edition.event('标题')}》",
            _about(edition, "发布机构", "标题"),
        ),
        tuple(
            said(text.tier_share(edition, group), of_group(edition, group))
            for group in groups(edition)
        ),
        _lead(edition),
        tuple(section for section in sections if section.paragraphs),
        Statement("联系人：【姓名】　联系电话：【电话】"),
    )
    return _with_slips(edition, written)


def _about(edition: Edition, *items: str) -> pd.DataFrame:
    return edition["event"].query("item in @items")


def _lead(edition: Edition) -> Paragraph:
    """Who published what and where; when, only somebody who knows can fill in."""
    items = ("发布机构", "标题", "发布会名称")
    who, what, where = map(edition.event, items)
    assessed = "、".join(f"{group} {len(of_group(edition, group))} 个" for group in groups(edition))
    lists = {
        "honours": f"{honours.TITLE} {len(edition['honours'])} 项次",
        "cases": f"“十大”优秀创新案例 {len(edition['cases'])} 个",
        "themes": f"特点趋势 {len(edition['themes'])} 个主题",
    }
    held = {table: words for table, words in lists.items() if len(edition[table])}
    also = [said(f"另列{'、'.join(held.values())}。", *map(edition.__getitem__, held))]
    return (
        said(
            f"【日期】【地点】，{who}在{where or '【发布会名称】'}上发布《{what}》。",
            _about(edition, *items),
        ),
        said(f"材料公布{assessed}单位的{edition.event('评估名称')}档次。", edition["results"]),
        *(also if held else []),
    )


def _results(edition: Edition) -> tuple[Paragraph, ...]:
    scale = edition["tier_scale"]
    rules = (said(text.NO_SCORES, scale), said(text.GROUPS_APART, scale))
    return (*(_tiers(edition, group) for group in GROUPS), rules)


def _scales(edition: Edition) -> Table:
    rows = method.scales(edition).sort_values("档次", key=lambda held: held.map(TIERS.index))
    caption = said("各档的区间与单位数", edition["tier_scale"])
    return Table(
        caption,
        rows[[head for head in rows if not head.endswith("来源")]],
        tuple(head for head in rows if head.endswith("单位数")),
    )


def _tiers(edition: Edition, group: str) -> Paragraph:
    """How many hold each tier of a group; whom the higher tiers name."""
    noun, scale = text.GROUP_NOUN[group], tiers.scale(edition, group)
    size = len(of_group(edition, group))
    if not size:
        return (said(f"{noun}：本次材料未载结果。", scale),)
    held = scale[scale["count"] > 0]
    named = (
        said(
            f"{row.tier}档次 {row.count} 个：{full(row.members)}。",
            of_group(edition, group, [row.tier]),
        )
        for row in records(held[held["tier"].isin(_NAMED)])
    )
    rest = [tier for tier in held["tier"] if tier not in _NAMED]
    others = said(f"{'、'.join(rest)}档次的名单另附。", of_group(edition, group, rest))
    return (
        said(f"{noun}评估共 {size} 个单位：{text.tier_counts(edition, group)}。", scale),
        *named,
        *([others] if rest else []),
    )


def _trends(edition: Edition, context: Edition | None) -> tuple[Paragraph, ...]:
    found = trends.themes(edition)
    if not found:
        return ()
    names = "、".join(f"{theme.name}（{theme.role}）" for theme in found)
    return (
        (said(f"特点趋势分 {len(found)} 个主题：{names}。", edition["themes"]),),
        *(_theme(edition, context, theme) for theme in found),
        (Statement(_CHOSEN, basis=OUR_RULE),),
    )


def _theme(edition: Edition, context: Edition | None, theme: trends.Theme) -> Paragraph:
    """What a theme says, and the figures that say most of it, from one and the same slide."""
    head = f"{theme.name}——{theme.role}"
    if not theme.slides:
        return (Statement(f"{head}。", (theme.source.line,)),)
    best, evidence = next(_evidence(edition, context, theme.slide_ids), (theme.slide_ids[0], ()))
    (slide,) = [one for one in theme.slides if one.slide == best]
    lines = (theme.source.line, slide.source.line)
    return (Statement(f"{head}：{slide.lead}。", lines, in_our_words=True), *evidence)


def _evidence(
    edition: Edition, context: Edition | None, slides: tuple[str, ...]
) -> Iterator[tuple[str, Paragraph]]:
    """Slides with what their figures say, the strongest first: shares, pairs, then amounts."""
    shares, pairs, figures = (
        table[table["slide"].isin(slides)]
        for table in (comparisons.shares(edition), comparisons.pairs(edition), edition["figures"])
    )
    for slide, rows in shares.groupby("slide", sort=False):
        yield str(slide), (*map(_share, records(rows)), *caveats(rows))
    pairs = pairs.assign(noted=pairs["note"] != "").sort_values("noted", kind="stable")
    for (slide, _, _), rows in pairs.groupby(["slide", "code", "noted"], sort=False):
        counted = defined(edition, context, set(rows["pair"]))[:1]
        yield slide, (*map(change, records(rows)), *caveats(rows), *counted)
    loose = figures[~figures["pair"].isin(pairs["pair"])]
    plain = loose[loose["note"] == ""]
    groups = (plain if len(plain) else loose).groupby(["slide", "practice", "code"], sort=False)
    for (slide, _, _), rows in sorted(groups, key=lambda group: _weight(group[1])):
        yield slide, (_amounts(edition, rows), *caveats(rows))


def _weight(figures: pd.DataFrame) -> tuple[bool, int]:
    """Figures of the whole country before those of one place, many before few."""
    return bool(owner(figures["code"].iloc[0])), -len(figures)


def _share(row) -> Statement:
    when = f"截至{text.moment(row.as_of)}，" if row.as_of else ""
    part, whole = (text.amount(value, row.unit) for value in (row.part, row.whole))
    share = text.amount(row.share, "%")
    counted = row.metric.removesuffix("数")
    return Statement(f"{when}{counted}有 {part}，占 {whole}的 {share}。", row.lines)


def _amounts(edition: Edition, figures: pd.DataFrame) -> Statement:
    """The first few figures of a practice, or of a place where they belong to no practice."""
    first = figures.head(_EXAMPLES)
    practices = keyed(edition, "practices", "practice")
    own = practices.get(first["practice"].iloc[0])
    whose = owner(first["code"].iloc[0]) + (own.title if own else "")
    listed = "、".join(
        f"{one.metric} {one.amount}" + (f"（{one.as_of}）" if one.as_of else "")
        for one in cards.amounts(edition, first)
    )
    return said(f"{whose}：{listed}。" if whose else f"{listed}。", first)


def _honours(edition: Edition) -> tuple[Paragraph, ...]:
    rows = edition["honours"]
    if rows.empty:
        return ()
    lists = tuple(
        said(f"优秀{medium}主办单位 {len(held)} 项次：{counts(held['level'])}。", held)
        for medium in MEDIA
        if len(held := rows[rows["medium"] == medium])
    )
    return ((said(f"{honours.TITLE}共 {honours.sentence(edition)}", rows),), lists)


def _cases(edition: Edition) -> tuple[Paragraph, ...]:
    rows = edition["cases"]
    if rows.empty:
        return ()
    told = tuple(
        said(f"{name}有正文的 {len(held)} 个：{_titles(held)}。", held)
        for name, held in rows[rows["detail"] == WITH_TEXT].groupby("list", sort=False)
    )
    return ((cases(edition),), *([told] if told else []))


def _titles(rows: pd.DataFrame) -> str:
    return "、".join(f"{places.located(row.code)}《{row.title}》" for row in records(rows))


def _method(edition: Edition) -> tuple[Paragraph, ...]:
    indicators, scope = method.weights(edition), edition["scope"]
    objects = tuple(
        said(f"{name}评估的对象：{'；'.join(held['unit_kind'])}。", held)
        for name, held in scope.sort_values("order", kind="stable").groupby("object", sort=False)
    )
    listed = f"指标与权重：{'、'.join(method.weighted(indicators))}。"
    return (
        objects or (said("本次材料未载评估对象。", scope),),
        (
            said(method.channels(edition), edition["channels"]),
            said(method.focus(edition), edition["focus"]),
        ),
        (
            *([said(listed, indicators)] if len(indicators) else []),
            said(weights(edition), indicators),
        ),
        (said(method.scales_sentence(edition), edition["tier_scale"]),),
    )


def _notes(edition: Edition) -> tuple[Paragraph, ...]:
    apart = tuple(without_data(edition).values())
    return (*((one,) for one in left_out(edition).values()), *([apart] if apart else []))


def _with_slips(edition: Edition, release: Release) -> Release:
    """A release with what of its lines is an evident slip of the source."""
    cited = sorted({line for one in release.statements for line in one.lines})
    slips = {line: own for line in cited if (own := text.slips(edition, [line]))}
    if not slips:
        return release
    listed = "；".join(slip for own in slips.values() for slip in own)
    *before, last = release.sections
    noted = (Statement(f"原文订正：{listed}。", tuple(slips)),)
    last = replace(last, paragraphs=(*last.paragraphs, noted))
    return replace(release, sections=(*before, last))
