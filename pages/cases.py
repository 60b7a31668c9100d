"""创新案例库: cases and practices, filtered, searched, ticked; nearest first for one unit."""

import streamlit as st

from analysis import learning, library, reading
from pages.shared import library_list, show, state
from pages.shared.current import current_context, current_edition


@st.fragment
def found_entries() -> None:
    """What answers a choice: the entries that are left, or those that were ticked."""
    state.settle()
    picked = library_list.picked(edition, rows)
    if len(picked) and state.switch(f"只看学习清单（已选 {len(picked)} 条）", "learn"):
        library_list.picked_list(edition, context, picked)
        show.further_reading(reading.of_cases(edition, context, set(picked["case"])))
        return

    left, right = st.columns(2, gap="medium")
    with left:
        query = state.search("查找案例：名称、单位、拼音或首字母")
    with right:
        code = library_list.choose_unit(edition)
    among = learning.nearest(edition, code) if code else rows
    chosen = library_list.choose(edition, among, query)

    found = library_list.opened(edition, rows)
    alone = len(found) > 0
    if alone:
        among = rows
        library_list.way_back("显示全部案例与做法")
    else:
        found = library.choose(among, chosen, query)
    show.sentence(library.result_sentence(found, among), "count")
    if len(found) > 1:
        show.sentence(learning.order_sentence(code), "quiet")
    library_list.entries(edition, found)
    if alone:
        library_list.similar(edition, found)
    show.further_reading(reading.of_cases(edition, context, set(found["case"])))


edition, context = current_edition(), current_context()
rows = library.entries(edition)
facets = library.facets(edition)
show.title("创新案例库", library.summary(edition))
state.check_parameters(
    (*facets, "q", *library_list.OPENED, library_list.PICKED, "learn", "all", *state.PLACE)
)
if rows.empty:
    st.stop()
found_entries()
