"""单位概览: everything the edition says of one place or ministry, and what it may say of itself."""

import streamlit as st

from analysis import profile, reading, text, units
from pages.shared import show, state, unit_parts
from pages.shared.current import current_context, current_edition

edition, context = current_edition(), current_context()
show.title("单位概览", profile.sentence(edition))
state.check_parameters((*state.PLACE, "theme"))

code = state.choose_place("单位", units.named(edition), "输入名称，或在此选择")
if not code:
    show.heading("材料提到的单位")
    show.terms(profile.directory(edition))
    st.stop()

found = profile.profile(edition, code)
left, right = st.columns([1.3, 1], gap="large")
with left:
    show.heading(found.name)
    show.card_list([found.head])
with right:
    show.heading("可以这样引用")
    show.quotation(found.quotable)
    unit_parts.material(edition, context, code)
if found.beside or found.within:
    show.heading("所属与所辖")
    show.items(found.beside)
    if found.within:
        show.terms([("辖区内材料提到的单位", found.within)])
    show.sentence(text.GROUPS_APART, "quiet")
for heading, cards, items in found.sections:
    show.heading(heading)
    show.card_list(cards, columns=2)
    show.items(items)
unit_parts.words(edition, found.unit)
unit_parts.lessons(edition, code)
cases = set(found.unit.cases["case"])
show.further_reading(reading.of_cases(edition, context, cases))
