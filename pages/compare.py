"""区域对比: regions or units side by side, provinces beside their cities, all units in one matrix."""

import streamlit as st

from analysis import regions
from analysis.charts.regions import pair_map, side_by_side
from analysis.export.csv import csv
from analysis.regions import matrix, pairs
from pages.shared import compare_parts, menu, show, state
from pages.shared.current import current_context, current_edition

edition, context = current_edition(), current_context()


@st.fragment
def side_by_side_part() -> None:
    """What the reader has chosen, side by side."""
    state.settle()
    seen = compare_parts.choose_sides(edition)
    if seen.sides:
        show.figure(side_by_side(edition, seen.group, seen.sides), f"sides-{seen.by}")
        compare_parts.compared(edition, context, seen)
    menu.link("statements", "能不能说一地高于另一地：表述核验")


@st.fragment
def pairs_part() -> None:
    """Provinces beside their cities, on the map and in lists."""
    state.settle()
    if pairs.every(edition).empty:
        return show.sentence(pairs.NO_PAIRS)
    left, right = st.columns([1.9, 1], gap="large")
    with right:
        stands = compare_parts.choose_stands(edition)
    with left:
        show.figure(pair_map(edition, stands=stands), "pair-map")
    show.table(pairs.table(edition, tuple(stands)))


@st.fragment
def matrix_part() -> None:
    """Honours, tiers and cases of every unit, filtered and ordered."""
    state.settle()
    rows = matrix.chosen(edition, *compare_parts.choose_rows(edition))
    show.sentence(matrix.sentence(edition, rows), "count")
    if len(rows):
        with st.container(key="data-rows"):
            table = matrix.table(edition, rows)
            show.table(table, right=matrix.NUMBERS, markup=regions.MARKUP)


show.title(regions.TITLE, regions.SENTENCE)
state.check_parameters(compare_parts.PARAMETERS)
side_by_side_part()
show.heading(pairs.TITLE)
pairs_part()
show.heading(matrix.TITLE)
matrix_part()
file = f"{edition.year}{matrix.TITLE}.csv"
show.download("下载全表（CSV）", file, lambda: csv(matrix.file(edition)))
