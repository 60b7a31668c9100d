"""A view of the app as a slide: the page that is open, with what its reader has chosen there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis import (
    cards,
    honours,
    learning,
    library,
    places,
    regions,
    story,
    text,
    tiers,
    trends,
    units,
)
from analysis.charts import maps
from analysis.charts.honours import honours_map
from analysis.charts.regions import side_by_side
from analysis.edition import Edition, records
from analysis.regions import facts, sides, websites
from analysis.schema import CITIES, PROVINCIAL, TIERS
from analysis.story import Chart, Points, Rows, Slide
from analysis.theme import TIER_FILL, TIER_INK

CAVEAT = 170  # characters of notes that there is room for after another sentence
Parameters = Mapping[str, Sequence[str]]


class NoSlide(ValueError):
    """What a view cannot become, said in Chinese."""


def slide_of(edition: Edition, context: Edition | None, page: str, parameters: Parameters) -> Slide:
    """The slide of a view; raises ``NoSlide`` where there is nothing to show.

    ``parameters`` are those of the view's address, a list of values each.
    """
    held = {name: tuple(filter(None, values)) for name, values in parameters.items()}
    found = _MADE[page](edition, context, held) if page in _MADE else None
    if found is None:
        raise NoSlide("这一视图没有可以加入演示的内容，请换一个条件。")
    return replace(found, page=page, parameters=held)


def _of_story(name: str) -> Callable[..., Slide | None]:
    def find(edition: Edition, context: Edition | None, _: Parameters) -> Slide | None:
        every = {slide.name: slide for slide in story.story(edition, context)}
        return every.get(name)

    return find


def _map(group: str, draw: Callable[..., maps.Figure]) -> Callable[..., Slide | None]:
    def make(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
        members = tiers.assessed(edition, group)
        if not members:
            return None
        shown = chosen.get("tier", TIERS)
        code = next(iter(chosen.get("code", ())), "")
        selected = code if code in members else ""
        figure = draw(edition, shown=shown, selected=selected)
        about = [_standing(edition, group, selected)] if selected else []
        apart = text.beside_map(edition, group)
        only = "、".join(tier for tier in tiers.counts(edition, group) if tier in shown)
        return story.of_figure(
            f"{story.MAPS[group][0]}-map",
            Chart((figure,), "map"),
            section=text.GROUP_NOUN[group],
            aside=tuple((words, 0) for words in (*about, *apart)),
            more_shown="" if "tier" not in chosen else f"着色的档次：{only or '无'}",
        )

    return make


def _standing(edition: Edition, group: str, code: str) -> str:
    unit = units.unit(edition, code)
    held = next(one for one in unit.results if one.row["group"] == group)
    return f"{unit.place.name}：{held.row['tier']}档次，{held.rank}"


def _honours(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
    """The map of the chosen lists; the names of those that it cannot show are in the notes."""
    media, levels = tuple(chosen.get("medium", ())), tuple(chosen.get("level", ()))
    if honours.chosen(edition, media, levels).empty:
        return None
    figure = honours_map(edition, media=media, levels=levels)
    if figure is None:
        return None
    beside = (words.rstrip("：。") + "。" for words in honours.beside_map(edition, media, levels))
    return story.of_figure(
        "honours-map",
        Chart((figure,), "map"),
        section=honours.TITLE,
        aside=tuple((words, 0) for words in beside),
        notes=[
            f"不上图，{held}：{names}" for held, names in honours.off_map(edition, media, levels)
        ],
    )


def _cases(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
    """One entry of the library, or the list that the page has, as it reads its address."""
    rows = library.entries(edition)
    if chosen.get("learn") and chosen.get("pick"):
        raise NoSlide("学习清单不能加入演示，可导出为文件；单个案例或做法、筛选出的一览可以加入。")
    case, practice = (next(iter(chosen.get(name, ())), "") for name in ("case", "practice"))
    if case or practice:
        one = library.only(rows, case, practice)
        return _entry(edition, next(records(one))) if len(one) else None
    code = next(iter((*chosen.get("code", ()), *chosen.get("id", ()))), "")
    code = code if library.is_unit(code) else ""
    by = {
        name: tuple(value for value in facet.values if value in chosen.get(name, ()))
        for name, facet in library.facets(edition).items()
    }
    query = next(iter(chosen.get("q", ())), "").strip()
    among = learning.nearest(edition, code) if code else rows
    found = library.choose(among, by, query)
    order = learning.order_sentence(code)
    return story.entries_slide(edition, found, by, query, order) if len(found) else None


def _entry(edition: Edition, row) -> Slide:
    """One case or practice: whose it is, what the source says of it, and its figures."""
    card = library.card(edition, row)
    told = "".join(item.statement for item in card.items)
    numbers = "；".join(f"{amount.metric} {amount.amount}" for amount in card.amounts)
    points = (
        ("单位", card.owner + (f"（{card.tier_note}）" if card.tier_note else "")),
        ("材料所载", told),
        ("数字", numbers),
        ("主题", "、".join(tag.label for tag in card.tags if tag.hue)),
    )
    lines = [source.line for source in story.sources(card)]
    return Slide(
        f"case-{row.entry}",
        card.title,
        Points(tuple((head, words) for head, words in points if words)),
        section=f"{row.list}“十大”优秀创新案例" if row.case else library.PRACTICE,
        source=text.cite(edition, lines) + (f"（{story.IN_OUR_WORDS}）" if row.practice else ""),
        caveat=text.definitions(card.notes),
        notes=tuple(tag.note for tag in card.tags if tag.note),
    )


def _trends(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
    themes = trends.themes(edition)
    for theme in themes:
        for slide in theme.slides:
            if slide.slide in chosen.get("slide", ()) and slide.practices:
                return story.trend_page(edition, theme, slide)
    wanted, official = chosen.get("theme", ()), bool(chosen.get("official"))
    for theme in themes:
        charts = trends.charts_of(edition, context, theme.slide_ids)
        if official and trends.WEBSITES in charts and (not wanted or theme.name in wanted):
            return story.trend_chart(edition, context, theme, trends.WEBSITES, official=True)
        if theme.name in wanted:
            if charts:
                return story.trend_chart(edition, context, theme, charts[0])
            return story.theme_slide(edition, theme)
    return _of_story("themes")(edition, context, chosen)


def _unit(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
    """All that the edition says of a unit, as on its card."""
    code = next(iter((*chosen.get("code", ()), *chosen.get("id", ()))), "")
    if not places.get(code):
        return None
    unit = units.unit(edition, code)
    if not unit.is_named:
        return None
    card = cards.unit_card(edition, unit)
    points: dict[str, list[str]] = {}
    for item in card.items:
        points.setdefault(item.term, []).append(item.statement)
    for amount in card.amounts:
        points.setdefault("数字", []).append(f"{amount.metric} {amount.amount}")
    held = "，".join(f"{one.row['group']}{one.row['tier']}档次" for one in unit.results)
    name = places.located(code)
    return Slide(
        f"unit-{code}",
        f"{name}：{held}" if held else name,
        Points(tuple((head, "；".join(words)) for head, words in points.items())),
        section="单位概览",
        shown="" if held else card.tier_note,
        caveat=(text.NO_SCORES if held else "") + text.definitions(card.notes, CAVEAT),
        source=text.cite(edition, [source.line for source in story.sources(card)]),
        notes=card.notes,
    )


def _compare(edition: Edition, context: Edition | None, chosen: Parameters) -> Slide | None:
    """The regions or units that the page has side by side, as it reads its address."""
    seen = sides.view(edition, chosen)
    group, found = seen.group, seen.sides
    if not any(side.codes for side in found):
        return None
    figure = side_by_side(edition, group, found)
    section = f"{regions.TITLE}　{text.GROUP_NOUN[group]}"
    if seen.by == sides.BY_UNIT:
        rows = facts.rows(edition, context, group, found)
        return Slide(
            "compare-units",
            figure.finding,
            Rows(
                ("项目", *(side.name for side in found)),
                tuple((row.item, *row.cells) for row in rows),
                (2.2, *[1.0] * len(found)),
            ),
            section=section,
            shown=facts.covered(seen.by),
            caveat=figure.caveat + websites.source(edition, context, group, found),
            source=text.cite(edition, (line for row in rows for line in row.lines)),
        )
    held = {side.name: regions.counts(edition, group, side.codes) for side in found}
    table = pd.DataFrame(held).T
    return story.of_figure(
        "compare-regions",
        Chart(
            (figure,),
            "bars",
            table,
            table.map(lambda count: f"{count} 个" if count else "无"),
            tuple((TIER_FILL[tier], TIER_INK[tier]) for tier in table),
        ),
        section=section,
    )


_MADE: dict[str, Callable[[Edition, Edition | None, Parameters], Slide | None]] = {
    "": _of_story("tiers"),
    "method": _of_story("weights"),
    "provinces": _map(PROVINCIAL, maps.province_map),
    "cities": _map(CITIES, maps.city_map),
    "honours": _honours,
    "cases": _cases,
    "trends": _trends,
    "unit": _unit,
    "compare": _compare,
}
PAGES = tuple(_MADE)
