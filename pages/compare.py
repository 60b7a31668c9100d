"""区域对比: regions or units side by side, provinces beside their cities, all units in one matrix."""

import streamlit as st

from analysis import regions
from analysis.charts.regions import pair_map, side_by_side
from analysis.export.csv import csv
from pages.shared import compare_parts, show, state
from pages.shared.current import current_context, current_edition

edition, context = current_edition(), current_context()


@st.fragment
def sides() -> None:
    """What the reader has chosen, side by side."""
    state.settle()
    group, by, found = compare_parts.choose_sides(edition)
    if found:
        show.figure(side_by_side(edition, group, found), f"sides-{by}")
        compare_parts.facts(edition, context, group, by, found)
    st.page_link("pages/statements.py", label="能不能说一地高于另一地：表述核验")


@st.fragment
def pairs() -> None:
    """Provinces beside their cities, on the map and in lists."""
    state.settle()
    if regions.pairs(edition).empty:
        return show.sentence(regions.NO_PAIRS)
    left, right = st.columns([1.9, 1], gap="large")
    with right:
        stands = compare_parts.choose_stands(edition)
    with left:
        show.figure(pair_map(edition, stands=stands), "pair-map")
    show.table(regions.pair_table(edition, tuple(stands)))


@st.fragment
def matrix() -> None:
    """Honours, tiers and cases of every unit, filtered and ordered."""
    state.settle()
    rows = regions.chosen_rows(edition, *compare_parts.choose_rows(edition))
    show.sentence(regions.matrix_sentence(edition, rows), "count")
    if len(rows):
        with st.container(key="data-rows"):
            table = regions.matrix_table(edition, rows)
            show.table(table, right=regions.NUMBERS, markup=regions.MARKUP)


show.title(regions.TITLE, regions.SENTENCE)
state.check_parameters(compare_parts.PARAMETERS)
sides()
show.heading(regions.PAIRS_TITLE)
pairs()
show.heading(regions.MATRIX_TITLE)
matrix()
file = f"{edition.year}{regions.MATRIX_TITLE}.csv"
show.download("下载全表（CSV）", file, lambda: csv(regions.matrix_file(edition)))
