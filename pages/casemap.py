"""案例地图: cases and practices where they are, from the nation to a district."""

import streamlit as st

from analysis import library
from analysis.charts import case_map
from analysis.edition import records
from pages.shared import casemap_view, library_list, show, state
from pages.shared.current import current_edition


@st.fragment
def mapped() -> None:
    """What answers a choice: the map, its marks as links and lists, the card that is open."""
    state.settle()
    left, middle, right = st.columns([1.35, 2.2, 1.2], gap="medium")
    with right:
        asked = state.choose_place("地方", case_map.located(edition))
    opened = library_list.opened(edition, rows)
    place = asked or case_map.place_of(opened)
    options = {name: (facets[name].label, facets[name].values) for name in ("kind", "theme")}
    there = case_map.chosen(edition, place=place)
    chosen = library_list.choose_each(there, options, (left, middle))
    choice = tuple(chosen["kind"]), tuple(chosen["theme"])
    found = case_map.chosen(edition, choice, place)
    opened, elsewhere = case_map.kept(opened, found, place)
    whole = case_map.why_whole(edition, choice, place)
    near = bool(place) and not whole
    if not near:
        show.sentence(case_map.result_sentence(edition, choice, place), "count")

    left, right = st.columns([1.2, 1] if near else [1.7, 1], gap="large")
    with left:
        if near:
            entry = next(iter(opened["entry"]), "")
            casemap_view.close_up(edition, case_map.close_up(edition, place, choice, entry))
        else:
            figure = case_map.nation(edition, choice)
            show.figure(figure, "casemap-nation", on_click=state.place_clicked)
    with right:
        for words in filter(None, (whole, elsewhere)):
            show.sentence(words, "aside")
        casemap_view.ways_on(edition, choice, place)
        show.card_list(library.card(edition, row) for row in records(opened))
        if place:
            casemap_view.links(found)

    for heading, table in case_map.lists(edition, choice, place):
        show.heading(heading)
        show.table(table, markup=case_map.MARKUP)


edition = current_edition()
rows, facets = library.entries(edition), library.facets(edition)
show.title("案例地图", case_map.sentence(edition))
state.check_parameters(("kind", "theme", *state.PLACE, *library_list.OPENED))
show.style("casemap.css")
if rows.empty:
    st.stop()
mapped()
