"""特点趋势 in reading order: each theme's slides with what they list, tell and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

import pandas as pd

from analysis import cards, comparisons, text, theme
from analysis.cards import Card, Source
from analysis.edition import Edition, records, remembered
from analysis.schema import NAME_ONLY, WITH_TEXT

APART = "各单位的统计项与口径不同，只并列，不相加，不排序。"
PARTS, WEBSITES, PAIRS = "parts", "websites", "pairs"


@dataclass(frozen=True, eq=False)
class Slide:
    """One slide: heading, what it says in our words, whom it lists, its practices as cards."""

    slide: str
    subtheme: str
    lead: str
    source: Source
    listed: tuple[str, ...]
    practices: tuple[Card, ...]

    @property
    def units(self) -> tuple[tuple[Card, ...], ...]:
        """The practices of each unit together, units in the order of the source."""
        found: dict[str, list[Card]] = {}
        for card in self.practices:
            found.setdefault(card.owner, []).append(card)
        return tuple(map(tuple, found.values()))

    @property
    def caveat(self) -> str:
        """What to mind where several units' figures stand side by side."""
        counted = sum(any(card.amounts for card in cards) for cards in self.units)
        return APART if counted > 1 else ""

    @cached_property
    def html(self) -> str:
        """The slide as HTML, written once: what it says, whom it lists, its practices."""
        listed = "".join(f"<li>{escape(one)}</li>" for one in self.listed)
        units = "".join(f"<div>{''.join(card.html for card in held)}</div>" for held in self.units)
        caveat = f'<p class="caveat">口径说明：{escape(self.caveat)}</p>' if self.caveat else ""
        return (
            f'<section class="slide" id="{escape(self.slide)}"><h3>{escape(self.subtheme)}</h3>'
            f'<div class="statement">{escape(self.lead)}'
            f"{cards.source_html(self.source, in_our_words=True)}</div>"
            + (f'<ul class="listed">{listed}</ul>' if listed else "")
            + f'{caveat}<div class="cards cards-2">{units}</div></section>'
        )


@dataclass(frozen=True, eq=False)
class Theme:
    """One theme with its words on the overview slide and on the inner slides, and its slides."""

    name: str
    role: str
    inner: str
    hue: str
    source: Source
    slides: tuple[Slide, ...]

    @property
    def slide_ids(self) -> tuple[str, ...]:
        return tuple(slide.slide for slide in self.slides)

    @property
    def label_note(self) -> str:
        """How the inner slides write the theme where they write it otherwise."""
        own = f"{self.name}——{self.role}"
        return f"内页写作“{self.inner}”，为同一主题" if self.inner != own else ""


@remembered
def themes(edition: Edition) -> tuple[Theme, ...]:
    """All themes in the order of the source."""
    slides = edition["slides"].sort_values("order")
    return tuple(
        Theme(
            row.theme,
            row.role,
            f"{row.inner_theme}——{row.inner_role}",
            theme.theme_hue(row.order),
            cards.source_of(edition, row),
            tuple(
                _slide(edition, slide) for slide in records(slides[slides["theme"] == row.theme])
            ),
        )
        for row in records(edition["themes"].sort_values("order"))
    )


def only(themes: Sequence[Theme], name: str = "", slide: str = "") -> list[Theme]:
    """The themes, or the one of this name, or the one with nothing but this slide."""
    if slide:
        return [
            replace(theme, slides=held)
            for theme in themes
            if (held := tuple(one for one in theme.slides if one.slide == slide))
        ]
    return [theme for theme in themes if name in ("", theme.name)]


def _slide(edition: Edition, row) -> Slide:
    practices = edition["practices"]
    practices = practices[practices["slide"] == row.slide]
    return Slide(
        row.slide,
        row.subtheme,
        row.lead,
        cards.source_of(edition, row),
        _listed(edition["mentions"].query("slide == @row.slide")),
        tuple(cards.practice_card(edition, practice) for practice in records(practices)),
    )


def _listed(mentions: pd.DataFrame) -> tuple[str, ...]:
    """Whom a slide lists, those with text apart from those only listed."""
    sentences = []
    for listing, rows in mentions.groupby("listing", sort=False):
        parts = []
        for detail in (WITH_TEXT, NAME_ONLY):
            codes = rows.loc[rows["detail"] == detail, "code"]
            if len(codes):
                parts.append(f"{detail}：{'、'.join(text.names(codes))}")
        lines = "、".join(str(line) for line in sorted(set(rows["source_line"])))
        sentences.append(f"{listing}（原文第 {lines} 行）　{'；'.join(parts)}")
    return tuple(sentences)


@remembered
def sentence(edition: Edition) -> str:
    """How many themes, slides, practices and figures there are."""
    if edition["themes"].empty:
        return "本次材料未载特点趋势。"
    names = "、".join(edition["themes"].sort_values("order")["theme"])
    sizes = [len(edition[table]) for table in ("themes", "slides", "practices", "figures")]
    return "{}：{} 个主题、{} 页、{} 项做法、{} 个数字，依材料先后列出。".format(names, *sizes)


@remembered
def charts_of(
    edition: Edition, context: Edition | None, slides: tuple[str, ...]
) -> tuple[str, ...]:
    """Which charts (``PARTS``, ``WEBSITES``, ``PAIRS``) stand with some slides: where each begins."""
    own = set(slides)
    websites = comparisons.website_pair(edition, context)
    pairs = comparisons.pairs(edition)
    drawn = {
        PARTS: comparisons.shares(edition)["slide"],
        WEBSITES: pairs.loc[pairs["pair"] == websites, "slide"],
        PAIRS: pairs.loc[pairs["comparable"], "slide"],
    }
    return tuple(chart for chart, held in drawn.items() if own & set(held[:1]))
