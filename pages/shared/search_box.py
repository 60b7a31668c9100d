"""The search box of the sidebar: everything the edition can show, one box, one click away."""

from __future__ import annotations

import streamlit as st

from analysis import search, text
from analysis.edition import Edition
from analysis.search import Entry
from pages.shared import menu, show
from pages.shared.current import sound_edition


def search_box() -> None:
    """Draw the box in the sidebar; where the edition cannot be loaded, its page tells why."""
    edition = sound_edition()
    if edition is not None:
        with st.sidebar:
            _box(edition)


@st.fragment
def _box(edition: Edition) -> None:
    """What is typed reruns this alone, never the page."""
    query = st.text_input(
        "查找",
        key="search",
        max_chars=search.LONGEST,
        placeholder="地名、部委、案例或拼音",
        live=True,
    ).strip()
    if not query:
        return
    found = search.find(edition, query)
    for entry in found:
        menu.link(entry.page, _label(entry), entry.parameters)
    if not found:
        shown = f"{query[:20]}…" if len(query) > 20 else query
        show.sentence(
            f"没有找到“{shown}”。可输入名称、拼音首字母或六位代码，多个词用空格隔开。", "quiet"
        )


def _label(entry: Entry) -> str:
    """What it is called, then in small what it is and where it belongs."""
    detail = " · ".join(filter(None, (entry.kind, entry.detail)))
    return f"{text.escape_markdown(entry.label)} :small[{text.escape_markdown(detail)}]"
