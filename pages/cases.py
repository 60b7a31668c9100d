"""“十大”优秀创新案例: cards, filtered, with counts that never lie."""

import streamlit as st

from analysis import cards, library, reading
from analysis.edition import records
from analysis.schema import CASE_LISTS, NAME_ONLY, WITH_TEXT
from pages.shared import show, state
from pages.shared.current import current_context, current_edition

edition = current_edition()
rows = library.cases(edition)
show.title("创新案例库", library.sentence(rows))
state.check_parameters(("list", "theme", "region", "detail", "q", "case"))
if rows.empty:
    st.stop()

query = state.search("查找案例：名称、单位、拼音或首字母")
options = {
    "list": ("名单", CASE_LISTS),
    "theme": ("主题", tuple(edition["themes"]["theme"])),
    "region": ("地区", library.REGIONS),
    "detail": ("正文", (WITH_TEXT, NAME_ONLY)),
}
chosen = {facet: state.chosen(facet, values) for facet, (_, values) in options.items()}
for column, facets in zip(
    st.columns([1, 2.2], gap="medium"), (("list", "detail"), ("theme", "region")), strict=True
):
    with column:
        for facet in facets:
            label, values = options[facet]
            counts = library.counts(rows, facet, chosen, query)
            state.choose_many(label, values, facet, counts=counts)

found = library.choose(rows, chosen, query)
if case := state.one("case", rows["case"]):
    found = rows[rows["case"] == case]
    show.way_back("pages/cases.py", "显示全部案例")
show.sentence(library.result_sentence(found, rows), "count")
show.card_list([cards.case_card(edition, row) for row in records(found)], columns=2)
show.further_reading(reading.of_cases(edition, current_context(), set(found["case"])))
