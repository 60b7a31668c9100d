"""The library on a page: entries with a box to tick each, and the list that ticking makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from analysis import learning, library, places, text, units
from analysis.edition import Edition, records
from analysis.export import learning as export
from analysis.learning import Lesson, Ticked
from pages.shared import menu, show, state

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

PAGE = "cases"
OPENED = CASE, PRACTICE = "case", "practice"  # parameters
PICKED = "pick"
FIRST = 20  # entries that are shown at once, the others on demand
_OPEN = ("kind", "list", "theme")  # the facets that are always in sight
_LONG = ("province",)


def choose(edition: Edition, rows: pd.DataFrame, query: str) -> Mapping[str, list[str]]:
    """What the reader chooses of each facet; each value says how many entries it would leave."""
    facets = library.facets(edition)
    chosen = {name: state.chosen(name, facet.values) for name, facet in facets.items()}
    told = library.choose(rows, {}, query)
    for name in _OPEN:
        ask(edition, told, name, chosen)
    further = [name for name in facets if name not in _OPEN]
    with st.expander("更多条件：事项、成效依据、层级、地区、省份等"):
        for column, names in zip(
            st.columns(2, gap="medium"), (further[:4], further[4:]), strict=True
        ):
            with column:
                for name in names:
                    ask(edition, told, name, chosen)
    state.chips({name: (facet.label, chosen[name]) for name, facet in facets.items()})
    return chosen


def ask(
    edition: Edition, rows: pd.DataFrame, name: str, chosen: Mapping[str, Sequence[str]]
) -> None:
    """The values of one facet to choose from, and how many of some entries each would leave."""
    facet = library.facets(edition)[name]
    state.choose_many(
        facet.label,
        facet.values,
        name,
        counts=library.counts(rows, name, chosen),
        explained=facet.rule,
        in_list=name in _LONG,
    )


def choose_each(
    rows: pd.DataFrame,
    options: Mapping[str, tuple[str, Sequence[str]]],
    columns: Sequence[DeltaGenerator],
) -> dict[str, list[str]]:
    """What is chosen of each facet of a table, side by side: by column, its label and values."""
    chosen = {name: state.chosen(name, values) for name, (_, values) in options.items()}
    for column, (name, (label, values)) in zip(columns, options.items(), strict=True):
        with column:
            state.choose_many(label, values, name, counts=library.counts(rows, name, chosen))
    return chosen


def choose_unit(edition: Edition) -> str:
    """The reader's own unit, if any; the nation is none."""
    code = state.choose_place(
        "可以向谁学：选本单位",
        tuple(filter(library.is_unit, units.named(edition))),
        "选后由近及远列出",
    )
    if code and not library.is_unit(code):
        show.sentence(f"{places.located(code)}不是一个单位，没有远近可言，次序不变。", "aside")
        return ""
    return code


def opened(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """The entry that the URL opens as a case or a practice; no row where it opens none."""
    case = state.one(CASE, tuple(filter(None, rows["case"])))
    practice = state.one(PRACTICE, edition["practices"]["practice"])
    if not case and not practice:
        return rows[:0]
    found = library.only(rows, case, practice)
    if case and practice and practice not in next(iter(found["practice"])):
        st.info("网址同时指明一个案例和另一项做法，只打开案例，做法已略过。")
    return found


def entries(edition: Edition, rows: pd.DataFrame) -> None:
    """Cards in two columns, each with a box to tick; where there are many, the first of them."""
    everything = len(rows) <= FIRST or state.switch(
        f"显示全部 {len(rows)} 条（关闭时列前 {FIRST} 条）", "all"
    )
    with st.container(key="entries"):
        for row in records(rows if everything else rows[:FIRST]):
            _entry(edition, row)


def _entry(edition: Edition, row) -> None:
    card = library.card(edition, row)
    if near := getattr(row, "near", ""):
        card = replace(card, owner=f"{card.owner}（{near}）")
    show.card_list([card])
    state.tick("加入学习清单", PICKED, row.entry)


def similar(edition: Edition, opened: pd.DataFrame) -> None:
    """What others have that is like an opened case, with links; nothing for a practice."""
    case = next(iter(opened["case"]))
    if not case:
        return
    found = learning.similar(edition, case)
    show.heading("相近案例")
    if not found:
        show.sentence("材料中没有同一层级、同一主题或事项而档次或地区不同的其他条目。", "quiet")
        return
    show.sentence(
        "同一层级，主题或事项相同，档次或地区不同；先列事项相同的。" + learning.ORDER, "quiet"
    )
    for number, lesson in enumerate(found[:6]):
        lesson_link(lesson, number)


def lesson_link(lesson: Lesson, number: int) -> None:
    """The way to what others have, why it is listed and where the source has it."""
    where = places.located(lesson.code)
    page, query, detail = "unit", [*places.query(lesson.code).items()], ""
    if lesson.kind != learning.HONOUR:
        parameter = CASE if lesson.kind == learning.CASE else PRACTICE
        page, query = PAGE, [*_kept(), (parameter, lesson.id)]
        detail = library.WITH_TEXT if lesson.told else library.NAME_ONLY
    lines = f"原文第 {text.line_ranges(lesson.lines)} 行"
    with st.container(gap=None, key=f"similar-{number}"):
        label = text.escape_markdown(f"{where}：{lesson.title}")
        menu.link(page, label, query)
        told = (lesson.near, lesson.kind, detail, lines)
        show.sentence("，".join(filter(None, told)), "cite")


def way_back(words: str) -> None:
    """From a part of the library to all of it, the ticks kept."""
    menu.link(PAGE, words, _kept())


def _kept() -> list[tuple[str, str]]:
    return [(PICKED, entry) for entry in state.view().get(PICKED, [])]


def ticked(edition: Edition) -> Ticked:
    """What the visitor ticked last in an edition's library, and every note."""
    held: Ticked = st.session_state.get(_name(edition), Ticked())
    return held._replace(notes={entry: note for entry, note in held.notes.items() if note.strip()})


def keep_ticked(edition: Edition, now: Ticked) -> None:
    """Keep ticks and notes for the session."""
    st.session_state[_name(edition)] = now


def _name(edition: Edition) -> str:
    return f"learning-of-{edition.identity}"


def picked(edition: Edition, rows: pd.DataFrame) -> pd.DataFrame:
    """The entries that the URL has ticked; what is none is told. The last ones are remembered."""
    every = tuple(rows["entry"])
    state.tell_unknown(PICKED, every)
    now, held = tuple(state.chosen(PICKED, every)), ticked(edition)
    if now:
        keep_ticked(edition, held._replace(picks=now))
    elif held.picks:
        words = f"上次的学习清单（{len(held.picks)} 条）"
        query = [("learn", "1"), *((PICKED, entry) for entry in held.picks)]
        menu.link(PAGE, words, query)
    return rows[rows["entry"].isin(now)]


def picked_list(edition: Edition, context: Edition | None, rows: pd.DataFrame) -> None:
    """The ticked entries with a note to each, and the list as files."""
    notes = ticked(edition).notes
    show.sentence(
        "网址记着勾选的条目，可以发给别人；备注只留在本次会话，不进网址，导出时带上；可在“数据与来源”保存。",
        "quiet",
    )
    with st.container(horizontal=True):
        held = {row.entry: notes.get(row.entry, "") for row in records(rows)}
        for words, ending, make in (
            ("下载学习清单（Word）", "docx", export.docx),
            ("下载学习清单（XLSX）", "xlsx", export.workbook),
        ):
            file = f"{edition.year}{export.NAME}.{ending}"
            show.download(words, file, partial(make, edition, context, held))
    for row in records(rows):
        with st.container(gap=None):
            _entry(edition, row)
        _note(edition, row.entry)


def _note(edition: Edition, entry: str) -> None:
    key = f"note-{entry}"
    st.session_state[key] = ticked(edition).notes.get(entry, "")

    def keep() -> None:
        held = ticked(edition)
        notes = dict(held.notes) | {entry: st.session_state[key]}
        keep_ticked(edition, held._replace(notes=notes))
        state.stay()

    st.text_area("备注", key=key, max_chars=learning.LONGEST, on_change=keep)
