"""The page of one group: choose tiers and a place, see the map, the facts and the name list."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analysis import text, tiers
from analysis.edition import Edition
from analysis.export.csv import csv
from analysis.figure import Figure
from pages.shared import show, state
from pages.shared.current import current_edition


def tier_page(group: str, draw: Callable[..., Figure]) -> None:
    """Draw the page of a group whose map ``draw`` makes."""
    edition = current_edition()
    members = tiers.assessed(edition, group)
    name = text.GROUP_NOUN[group]
    show.title(name, f"{len(members)} 个单位按档次公布：{text.tier_counts(edition, group)}。")
    state.check_parameters(("tier", *state.PLACE))

    _map_and_facts(edition, group, draw)

    show.heading("名单")
    show.tier_list(edition, group)
    show.download(
        "下载名单（CSV）",
        f"{edition.year}{name}.csv",
        lambda: csv(tiers.name_list(edition, group)),
    )
    show.sentence(text.NO_SCORES, "quiet")


@st.fragment
def _map_and_facts(edition: Edition, group: str, draw: Callable[..., Figure]) -> None:
    """What answers a click; the rest of the page is not sent again."""
    state.settle()
    counts = tiers.counts(edition, group)
    left, right = st.columns([1.9, 1], gap="large")
    with right:
        code = state.choose_place("单位", tiers.assessed(edition, group))
    with left:
        shown = state.choose_many(
            "显示的档次",
            list(counts),
            "tier",
            default=list(counts),
            counts=counts,
        )
        show.figure(draw(edition, shown=shown, selected=code), f"map-{group}", state.place_clicked)
    with right:
        show.beside_map(edition, group, code)
        if code:
            show.unit_link(code)
