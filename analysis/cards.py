"""Cards: one component for a unit, a practice or a case, the same on every surface.

A card is plain text in fields; ``Card.html`` is the one place where it becomes markup, and where every
character of data is escaped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from analysis import comparisons, places, text, theme, tiers
from analysis.edition import Edition, grouped, keyed, records
from analysis.schema import BEFORE, WITH_TEXT
from analysis.units import Result, Unit, tier_of


@dataclass(frozen=True)
class Tag:
    """A small label; ``hue`` colours its mark, ``note`` explains it."""

    label: str
    hue: str = ""
    note: str = ""


@dataclass(frozen=True)
class Source:
    """Where a statement stands in the document: its line, the words of that line, and ``slips``,
    what of the source is an evident slip there.
    """

    line: int
    as_written: str
    slips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A statement on a card with its source; ``term`` says what kind of statement it is."""

    statement: str
    sources: tuple[Source, ...] = ()
    term: str = ""
    in_our_words: bool = False


@dataclass(frozen=True)
class Amount:
    """A figure on a card: the amount as the source writes it, what it counts, and its source.

    ``drawn`` are the values before and after, where both count the same.
    """

    amount: str
    metric: str
    source: Source
    as_of: str = ""
    drawn: tuple[float, float] | None = None


@dataclass(frozen=True)
class Card:
    """Title, who and where, the tier, the facts and sentences, tags and source."""

    title: str = ""
    owner: str = ""
    tier: str = ""
    tier_note: str = ""
    items: tuple[Item, ...] = ()
    amounts: tuple[Amount, ...] = ()
    notes: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    source: Source | None = None
    anchor: str = ""

    @cached_property
    def html(self) -> str:
        """The card as HTML, written once; all text escaped."""
        owner = f'<p class="owner">{escape(self.owner)}</p>' if self.owner else ""
        tier = chip(self.tier) if self.tier else ""
        note = f'<span class="tier-note">{escape(self.tier_note)}</span>' if self.tier_note else ""
        place = f'<p class="place">{tier}{note}</p>' if tier or note else ""
        figures = "".join(map(_amount, self.amounts))
        tags = "".join(map(_tag, self.tags)) + (source_html(self.source) if self.source else "")
        title = f"<h3>{escape(self.title)}</h3>" if self.title else ""
        return (
            f'<article class="card" id="{escape(self.anchor)}">{owner}{title}{place}'
            + items_html(self.items)
            + (f'<dl class="amounts">{figures}</dl>' if figures else "")
            + "".join(f'<p class="note">口径说明：{escape(note)}</p>' for note in self.notes)
            + (f'<div class="tags">{tags}</div>' if tags else "")
            + "</article>"
        )


def source_of(edition: Edition, row) -> Source:
    """The source of any row of an edition's tables, with the slips in the lines that it spans."""
    first = getattr(row, "first_line", row.source_line)
    last = getattr(row, "last_line", row.source_line)
    return Source(
        int(row.source_line),
        row.as_written,
        tuple(text.slips(edition, range(int(first), int(last) + 1))),
    )


def amounts(edition: Edition, figures: pd.DataFrame) -> tuple[Amount, ...]:
    """Figures in the source's magnitude; a before/after pair is one amount.

    Between values that count differently there is no arrow: each stands with its moment.
    """
    pairs = comparisons.by_id(edition)
    found = []
    for row in records(figures):
        pair = pairs.get(row.pair)
        if pair and row.phase == BEFORE:
            continue
        amount, as_of = text.amount(row.value, row.unit, row.qualifier), text.moment(row.as_of)
        drawn = (pair.before, pair.after) if pair and pair.comparable else None
        if pair and pair.comparable:
            amount = f"{pair.before_written} → {amount}"
        elif pair:
            amount, as_of = text.two_values(pair), ""
        found.append(Amount(amount, row.metric, source_of(edition, row), as_of, drawn))
    return tuple(found)


def notes(figures: pd.DataFrame) -> tuple[str, ...]:
    """What must be said beside the figures, each note once."""
    return tuple(dict.fromkeys(note for note in figures["note"] if note))


def practice_card(edition: Edition, row) -> Card:
    """A practice: its summary and its figures."""
    figures = figures_of(edition, [row.practice])
    return Card(
        row.title,
        owner=places.located(row.code),
        items=(Item(row.summary, (source_of(edition, row),), in_our_words=True),),
        amounts=amounts(edition, figures),
        notes=notes(figures),
        anchor=row.practice,
    )


def case_card(edition: Edition, row) -> Card:
    """A case of ``library.cases``: what the source says of it, or that it gives only the name."""
    practices = keyed(edition, "practices", "practice")
    figures = figures_of(edition, row.practice)
    items = [
        Item(practice.summary, (source_of(edition, practice),), in_our_words=True)
        for practice in map(practices.__getitem__, row.practice)
    ]
    return Card(
        row.title,
        owner=places.located(row.code),
        tier_note=place_tier(edition, row.code),
        items=tuple(items) or (Item(_without_text(row.detail)),),
        amounts=amounts(edition, figures),
        notes=notes(figures),
        tags=(Tag(f"{row.list}“十大”"), Tag(row.detail), *theme_tags(edition, row.case)),
        source=source_of(edition, row),
        anchor=row.case,
    )


def figures_of(edition: Edition, practices: Collection[str]) -> pd.DataFrame:
    """The figures of some practices, in the order of the source."""
    figures = edition["figures"]
    return figures[figures["practice"].isin(practices)] if practices else figures[:0]


def _without_text(detail: str) -> str:
    return "材料另有正文，本系统未录入。" if detail == WITH_TEXT else text.NAME_ONLY_NOTE


def place_tier(edition: Edition, code: str) -> str:
    """The tier of a case's place: its own, or the nearest above it that has one, said as such."""
    holder = tier_holder(edition, code)
    if not holder:
        return why_no_tier(edition, places.register()[code])
    tier = tier_of(edition, holder)
    if holder == code:
        return f"{tier}档次"
    above = places.register()[holder]
    return f"所在{'市' if above.kind == 'city' else '省'}{above.short}：{tier}档次"


def tier_holder(edition: Edition, code: str) -> str:
    """The place itself or the nearest above it that holds a tier, or an empty text."""
    while code and not tier_of(edition, code):
        above = places.parent(code)
        code = above.code if above else ""
    return code


def theme_tags(edition: Edition, case: str) -> tuple[Tag, ...]:
    """A case's themes with basis and reason."""
    order = keyed(edition, "themes", "theme")
    links = grouped(edition, "case_themes", "case").get(case)
    if links is None:
        return ()
    return tuple(
        Tag(
            row.theme,
            theme.theme_hue(order[row.theme].order),
            f"{row.basis}：{row.reason}（原文第 {row.source_line} 行）",
        )
        for row in records(links)
    )


def unit_card(edition: Edition, unit: Unit) -> Card:
    """The facts of one unit, in the order a reader asks for them."""
    told = set(unit.practices["slide"])
    tier, note = tier_of_unit(edition, unit)
    return Card(
        unit.place.name,
        tier=tier,
        tier_note=note,
        items=(
            *(item for result in unit.results for item in result_items(edition, result)),
            *honour_items(edition, unit),
            *(
                Item(f"{row.title}（{row.list}“十大”）", (source_of(edition, row),), "案例")
                for row in records(unit.cases)
            ),
            *(
                Item(row.title, (source_of(edition, row),), "做法")
                for row in records(unit.practices)
            ),
            *mention_items(edition, unit.mentions[~unit.mentions["slide"].isin(told)]),
        ),
        amounts=amounts(edition, unit.figures),
        notes=notes(unit.figures),
    )


def tier_of_unit(edition: Edition, unit: Unit) -> tuple[str, str]:
    """A unit's tier and the group it holds it in, then any other; an empty text and why it has none."""
    if not unit.results:
        return "", why_no_tier(edition, unit.place)
    first, *others = (result.row for result in unit.results)
    further = [f"{row['group']}评估为{row['tier']}档次" for row in others]
    return first["tier"], "；".join([f"{first['group']}评估", *further])


def result_items(edition: Edition, result: Result) -> tuple[Item, ...]:
    """What a tier says of the place of a unit among the others of the group."""
    peers = "、".join(text.names(result.peers)) or "无"
    return (
        Item(f"{result.row['group']} {result.rank}", term="位次区间"),
        Item(peers, (source_of(edition, result.row),), "同档单位"),
    )


def honour_items(edition: Edition, unit: Unit) -> tuple[Item, ...]:
    """For which media a unit is honoured."""
    if unit.honours.empty:
        return ()
    sources = tuple(source_of(edition, row) for row in records(unit.honours))
    return (Item(f"优秀{'、'.join(unit.honours['medium'])}主办单位", sources, "新媒体"),)


def mention_items(edition: Edition, mentions: pd.DataFrame) -> tuple[Item, ...]:
    """Where the slides list a unit, and whether they tell more of it."""
    slides = keyed(edition, "slides", "slide")
    return tuple(
        Item(
            f"{slides[row.slide].subtheme}（{row.listing}，{row.detail}）",
            (source_of(edition, row),),
            "列举",
        )
        for row in records(mentions)
    )


def why_no_tier(edition: Edition, place: places.Place) -> str:
    """Why a place on the map holds no tier; empty for organisations."""
    if not place.on_map:
        return ""
    province = places.province(place.code)
    if province and province.code == places.TAIWAN:
        return "台湾省资料暂缺"
    if place.code in tiers.as_provinces(edition):
        return "列入省级评估"
    return text.NOT_ASSESSED


def items_html(items: Iterable[Item]) -> str:
    """Statements under each other; nothing where there are none."""
    body = "".join(map(_item, items))
    return f'<div class="items">{body}</div>' if body else ""


def chip(tier: str) -> str:
    """A tier as a coloured word."""
    fill, ink = theme.TIER_FILL.get(tier, "transparent"), theme.TIER_INK.get(tier, theme.INK)
    return f'<span class="chip" style="background:{fill};color:{ink}">{escape(tier)}</span>'


def _item(item: Item) -> str:
    term = f'<span class="term">{escape(item.term)}</span>' if item.term else ""
    sources = " ".join(
        source_html(source, in_our_words=item.in_our_words) for source in item.sources
    )
    return f'<div class="item">{term}<div>{escape(item.statement)} {sources}</div></div>'


def _amount(figure: Amount) -> str:
    as_of = f"<small>（{escape(figure.as_of)}）</small>" if figure.as_of else ""
    return (
        f"<div><dt>{escape(figure.amount)}</dt>"
        f"<dd>{_bars(figure)}{escape(figure.metric)}{as_of} {source_html(figure.source)}</dd></div>"
    )


def _bars(figure: Amount) -> str:
    """The value before above the value after, as long as they are large; within the line."""
    if figure.drawn is None or min(figure.drawn) < 0 or not any(figure.drawn):
        return ""
    bars = "".join(
        f'<span style="display:block;height:5px;margin:1px 0;background:{fill};'
        f'width:{100 * value / max(figure.drawn):.1f}%"></span>'
        for value, fill in zip(figure.drawn, (theme.HATCH, theme.INK), strict=True)
    )
    return (
        f'<span role="img" aria-label="{escape(figure.amount)}" '
        f'style="display:inline-block;width:4em">{bars}</span> '
    )


def _tag(tag: Tag) -> str:
    mark = f'<i style="background:{tag.hue}"></i>' if tag.hue else ""
    if not tag.note:
        return f'<span class="tag">{mark}{escape(tag.label)}</span>'
    return (
        f'<details class="tag"><summary>{mark}{escape(tag.label)}</summary>'
        f"<span>{escape(tag.note)}</span></details>"
    )


def source_html(source: Source, *, in_our_words: bool = False) -> str:
    """The source line, with the words of the document on demand."""
    where = f"据原文第 {source.line} 行概括" if in_our_words else f"原文第 {source.line} 行"
    return f'<details class="source"><summary>{where}</summary>{excerpt_html(source)}</details>'


def excerpt_html(source: Source) -> str:
    """The words of the document, with what is an evident slip in them."""
    slips = "".join(f"<span>{escape(slip)}</span>" for slip in source.slips)
    return f"<q>{escape(source.as_written)}</q>{slips}"
