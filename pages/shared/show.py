"""How things look on a page: headings, figures with their five lines, cards, lists by tier."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from analysis import cards, places, reading, text, tiers, units
from analysis.cards import Card, Item
from analysis.edition import Edition, remembered
from analysis.figure import Figure
from analysis.reading import Page
from analysis.trends import Slide, Theme
from pages.shared import log, menu


def _sheet(name: str) -> str:
    """A style sheet; without one the page is plain but all there, and the log tells why."""
    file = Path(__file__).with_name(name)
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        log.lost(str(file))
        return ""


def style(*sheets: str) -> None:
    """The look of every page, first on it; or that of what only some pages have."""
    st.html(_style(sheets or ("style.css", "print.css")))


@cache
def _style(sheets: tuple[str, ...]) -> str:
    """Style sheets on one line: Streamlit goes through the lines of what it is given in each run."""
    lines = (line.strip() for name in sheets for line in _sheet(name).splitlines())
    return f"<style>{' '.join(lines)}</style>"


def title(words: str, sentence: str) -> None:
    """A page's name and its one sentence."""
    st.title(text.escape_markdown(words), anchor=False)
    st.html(f'<p class="lead">{escape(sentence)}</p>')


def heading(words: str) -> None:
    """A section's heading."""
    st.html(f"<h2>{escape(words)}</h2>")


def sentence(words: str, kind: str = "plain") -> None:
    """A sentence of the page's own or of the data, never read as markup."""
    st.html(_paragraph(words, kind))


def _paragraph(words: str, kind: str) -> str:
    return f'<p class="{kind}">{escape(words)}</p>'


def cite(edition: Edition, *tables: str) -> None:
    """Where the rows of some tables stand in the source."""
    lines = [line for table in tables for line in edition[table]["source_line"]]
    sentence("；".join([text.cite(edition, lines), *text.slips(edition, lines)]), "cite")


def bullets(sentences: Iterable[str]) -> None:
    """A short list of sentences."""
    st.html("<ul>" + "".join(f"<li>{escape(one)}</li>" for one in sentences) + "</ul>")


def figure(
    shown: Figure | None, key: str, on_click: Callable[[str, str], None] | None = None
) -> None:
    """Finding, what is shown, picture, definitions, source and notice, in this order."""
    if shown is None:
        sentence("本次材料没有可作此图的数字。", "quiet")
        return
    st.html(
        f'<div class="figure-head"><h2>{escape(shown.finding)}</h2>'
        f"<p>{escape(shown.shown)}</p></div>"
    )
    spec = {**shown.spec, "datasets": dict(shown.arrow)}
    if shown.lost:
        lost_map(shown.lost, shown.alternative)
    elif on_click:
        st.vega_lite_chart(
            spec,
            theme=None,
            width="stretch",
            key=key,
            alt=shown.alternative,
            on_select=lambda: on_click(key, shown.selection),
            selection_mode=[shown.selection],
        )
    else:
        st.vega_lite_chart(spec, theme=None, width="stretch", key=key, alt=shown.alternative)
    lines = "".join(
        _paragraph(line, kind)
        for kind, line in (
            ("caveat", shown.caveat),
            ("cite", shown.source),
            ("notice", "" if shown.lost else shown.notice),
        )
        if line
    )
    st.html(f'<div class="figure-foot">{lines}</div>')


def lost_map(file: str, alternative: str) -> None:
    """Why a map is not drawn, and in words what it would show."""
    st.warning(text.escape_markdown(f"地图未能画出，以文字代替。{log.lost(file)}"))
    sentence(alternative)


def card_list(shown: Iterable[Card], *, columns: int = 1) -> None:
    """Cards in a grid of at most so many columns; nothing where there are none."""
    if held := list(shown):
        st.html(_cards(held, columns))


def _cards(shown: Iterable[Card], columns: int = 1) -> str:
    body = "".join(card.html for card in shown)
    return f'<div class="cards cards-{columns}">{body}</div>'


def items(shown: Iterable[Item]) -> None:
    """Statements with their sources, apart from any card; nothing where there are none."""
    if body := cards.items_html(shown):
        st.html(body)


def terms(pairs: Iterable[tuple[str, str]]) -> None:
    """Words, each under its head."""
    body = "".join(f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in pairs)
    st.html(f'<dl class="terms">{body}</dl>')


def quotation(words: str) -> None:
    """Words to be copied whole."""
    st.code(words, language=None, wrap_lines=True)


def further_reading(found: Collection[Page]) -> None:
    """Pages elsewhere, clearly apart from the edition; nothing where there are none."""
    if found:
        heading("延伸阅读（发布材料之外）")
        sentence(reading.APART, "quiet")
        st.html(reading.html(found))


def beside_map(edition: Edition, group: str, code: str) -> None:
    """The chosen unit's facts, or how to choose one, and what the map of a group cannot show."""
    st.html(_beside_map(edition, group, code))


def download(words: str, file: str, make: Callable[[], bytes], *, wide: bool = False) -> None:
    """A file that is made when somebody asks for it."""
    width: Literal["stretch", "content"] = "stretch" if wide else "content"
    st.download_button(words, log.exporting(file, make), file, on_click="ignore", width=width)


def way_back(page: str, words: str) -> None:
    """From a part of a page to all of it."""
    menu.link(page, words, {})


def unit_link(code: str) -> None:
    """The way to everything the edition says of a unit."""
    words = f"单位概览：{text.escape_markdown(places.located(code))}"
    menu.link("unit", words, places.query(code))


@remembered
def _beside_map(edition: Edition, group: str, code: str) -> str:
    facts = (
        _cards([cards.unit_card(edition, units.unit(edition, code))])
        if code
        else _paragraph("选定一个单位，这里列出它的档次、入选、做法与数字，各附原文行号。", "hint")
    )
    return facts + "".join(_paragraph(words, "aside") for words in text.beside_map(edition, group))


def tier_list(edition: Edition, group: str) -> None:
    """The name list by tier that holds the same facts as the map."""
    st.html(_tier_table(edition, group))


@remembered
def _tier_table(edition: Edition, group: str) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{cards.chip(row.tier)}</th><td class='interval'>{escape(row.interval)}</td>"
        f"<td class='count'>{row.count or '无'}</td>"
        f"<td>{escape('、'.join(text.full_names(row.members)) or '—')}</td>"
        f"<td>{cards.source_html(cards.source_of(edition, row))}</td></tr>"
        for row in tiers.scale(edition, group).itertuples()
    )
    heads = ("档次", "区间（分）", "个数", "名称", "来源")
    head = "".join(f'<th scope="col">{words}</th>' for words in heads)
    return (
        f'<table class="tiers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="cite">{escape(text.IN_TIER_ORDER)}</p>'
    )


def table(rows: Any, *, right: Collection[str] = (), markup: Collection[str] = ()) -> None:
    """Rows under their column names; ``right`` holds numbers, ``markup`` is HTML made by us."""
    cells = tuple(tuple(map(str, row)) for row in rows.to_numpy(dtype=object))
    st.html(_table(tuple(rows.columns), cells, frozenset(right), frozenset(markup)))


@lru_cache(maxsize=128)
def _table(
    names: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    right: frozenset[str],
    markup: frozenset[str],
) -> str:
    head = "".join(_cell('th scope="col"', name, name in right) for name in map(escape, names))
    body = "".join(
        "<tr>"
        + "".join(
            _cell("td", cell if name in markup else escape(cell), name in right)
            for name, cell in zip(names, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    # What scrolls sideways must do so by the arrow keys as well.
    named = escape(f"表格：{'、'.join(names[:3])}")
    return (
        f'<div class="table" role="region" aria-label="{named}" tabindex="0">'
        f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(kind: str, content: str, right: bool) -> str:
    aligned = ' class="right"' if right else ""
    return f"<{kind}{aligned}>{content}</{kind[:2]}>"


def theme_head(theme: Theme) -> None:
    """A theme's name and role, with its mark."""
    note = f"<small>{escape(theme.label_note)}</small>" if theme.label_note else ""
    st.html(
        f'<h2 class="theme" style="border-color:{theme.hue}">{escape(theme.name)}'
        f"<span>{escape(theme.role)}</span>{cards.source_html(theme.source)}{note}</h2>"
    )


def theme_cases(theme: Theme) -> None:
    """The way from a theme to its cases."""
    words = f"“十大”案例中的{text.escape_markdown(theme.name)}"
    menu.link("cases", words, {"theme": theme.name})


def slides(shown: Iterable[Slide]) -> None:
    """Slides of the source under each other: what they say, whom they list, their practices."""
    if body := "".join(slide.html for slide in shown):
        st.html(body)
