"""What only the 案例地图 has: a map to move about in, the ways from its marks to the cards."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from analysis import library, places, text
from analysis.charts import case_map
from analysis.charts.case_map import CloseUp
from analysis.edition import Edition, records
from pages.shared import menu, show, state
from pages.shared.library_list import OPENED

PAGE = "casemap"
PARAMETER = dict(zip(library.KINDS, OPENED, strict=True))
_KEY = "casemap-close"


def close_up(edition: Edition, shown: CloseUp) -> None:
    """Finding, what is shown, the map, its legend, source and notice, in this order."""
    with st.container(key="casemap-figure"):
        st.html(
            f'<div class="figure-head"><h2>{escape(shown.finding)}</h2>'
            f"<p>{escape(shown.shown)}</p></div>"
        )
        if shown.deck is None:
            show.lost_map(shown.lost, shown.alternative)
            return show.sentence(shown.source, "cite")
        st.pydeck_chart(
            shown.deck, height=case_map.HEIGHT, key=_KEY, alt=shown.alternative, on_select=_clicked
        )
        st.html(
            f'{case_map.legend(edition)}<div class="figure-foot"><p class="cite">{escape(shown.source)}'
            f'</p><p class="notice">{escape(shown.notice)}</p></div>'
        )


def _clicked() -> None:
    """The entry of the mark becomes the chosen one; a second click on it, or one beside it, ends that."""
    marks: list[dict[str, str]] = next(
        iter(st.session_state[_KEY]["selection"]["objects"].values()), []
    )
    clicked = {PARAMETER[mark["kind"]]: mark["entry"] for mark in marks}
    state.answer_alone(
        {name: entry for name, entry in clicked.items() if state.view().get(name) != [entry]}
    )


def _without_entry() -> dict[str, list[str]]:
    """The view but for the entry that is open in it."""
    return {name: held for name, held in state.view().items() if name not in OPENED}


def links(rows: Any) -> None:
    """The way to the card of each entry, for those who cannot click on the map."""
    with st.container(key="casemap-list"):
        for row in records(rows):
            title, place = map(text.escape_markdown, (row.title, places.located(row.code)))
            query = _without_entry() | {PARAMETER[row.kind]: [row.entry]}
            menu.link(PAGE, f"{title} :small[{place}，{row.kind}]", query)


def ways_on(edition: Edition, choice: case_map.Choice, place: str) -> None:
    """From a place outward; from the nation to the provinces that have something of a choice."""
    if place:
        ways_out(place)
    else:
        show.sentence(case_map.HOW, "hint")
        ways(case_map.by_province(edition, choice))


def ways(to: Mapping[str, str]) -> None:
    """The ways to some places, by code and words; what is filtered stays so."""
    with st.container(key="casemap-ways", horizontal=True):
        for code, words in to.items():
            menu.link(PAGE, text.escape_markdown(words), _at(code))


def ways_out(place: str) -> None:
    """The ways from a place to the nation and to the places round it."""
    found = {"": "全国"}
    above = places.parent(place)
    while above is not None:
        found = {"": "全国", above.code: places.located(above.code), **found}
        above = places.parent(above.code)
    ways(found)


def _at(place: str) -> dict[str, list[str]]:
    kept = {name: held for name, held in _without_entry().items() if name not in state.PLACE}
    return kept | ({"code": [place]} if place else {})
