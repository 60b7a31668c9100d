"""案例地图: cases and practices where they are, from the nation to a district."""

import streamlit as st

from analysis import library
from analysis.charts import case_map
from pages.shared import casemap_view, show, state
from pages.shared.current import current_edition

edition = current_edition()
rows = case_map.entries(edition)
show.title("案例地图", case_map.sentence(edition))
state.check_parameters(("kind", "theme", *state.PLACE, *casemap_view.PARAMETER.values()))
casemap_view.style()
if rows.empty:
    st.stop()

options = {"kind": ("类别", case_map.KINDS), "theme": ("主题", case_map.themes(edition))}
chosen = {facet: tuple(state.chosen(facet, values)) for facet, (_, values) in options.items()}
left, middle, right = st.columns([1, 2.6, 1.3], gap="medium")
for column, (facet, (label, values)) in zip((left, middle), options.items(), strict=True):
    with column:
        counts = library.counts(rows, facet, chosen)
        state.choose_many(label, values, facet, counts=counts)
with right:
    asked = state.choose_place("地方", case_map.located(edition))
choice = chosen["kind"], chosen["theme"]
kind, entry = casemap_view.chosen_entry(edition)
place = asked or case_map.place_of(edition, kind, entry)
whole = case_map.why_whole(edition, choice, place)
if whole or not place:
    show.sentence(case_map.result_sentence(edition, choice, place), "count")

left, right = st.columns([1.7, 1], gap="large")
with left:
    if place and not whole:
        shown = case_map.close_up(edition, place, choice, entry)
        casemap_view.close_up(edition, shown)
    else:
        figure = case_map.nation(edition, choice)
        show.figure(figure, "casemap-nation", on_click=state.place_clicked)
with right:
    if whole:
        show.sentence(whole, "aside")
    if place:
        casemap_view.ways_out(place)
    else:
        show.sentence(case_map.HOW, "hint")
        casemap_view.ways(case_map.by_province(edition, choice))
    if entry:
        show.card_list([case_map.card(edition, kind, entry)])
    if place:
        casemap_view.links(case_map.chosen(edition, choice, place))

on_map, off_map = case_map.split(case_map.chosen(edition, choice, place))
for heading, listed in ((case_map.list_heading(place), on_map), ("不上图的案例与做法", off_map)):
    if len(listed):
        show.heading(heading)
        show.table(case_map.table(edition, listed), markup=case_map.MARKUP)
