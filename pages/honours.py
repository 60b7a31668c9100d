"""优秀政务新媒体主办单位: who was honoured for which medium, as a map, a matrix and name lists."""

import streamlit as st

from analysis import honours
from analysis.charts.honours import honours_map
from analysis.export.csv import csv
from analysis.schema import HONOUR_LEVELS, MEDIA
from pages.shared import library_list, show, state
from pages.shared.current import current_edition


@st.fragment
def chosen_lists() -> None:
    """What answers a choice: the map, the matrix and the name lists of some media and levels."""
    state.settle()
    options = {"medium": ("新媒体类别", MEDIA), "level": ("主办单位类别", HONOUR_LEVELS)}
    chosen = library_list.choose_each(edition["honours"], options, st.columns(2))
    choice = tuple(chosen["medium"]), tuple(chosen["level"])
    show.sentence(honours.result_sentence(edition, *choice), "count")
    if honours.honoured(edition, *choice).empty:
        show.sentence(honours.NOT_FOUND)
        return

    left, right = st.columns([1.9, 1], gap="large")
    with left:
        show.figure(honours_map(edition, media=choice[0], levels=choice[1]), "map-honours")
    with right:
        for words in honours.beside_map(edition, *choice):
            show.sentence(words, "aside")
        show.terms(honours.off_map(edition, *choice))

    show.heading(honours.finding(edition, *choice))
    if not (together := honours.together(edition, *choice)).empty:
        with st.container(key="honours-together"):
            show.table(together)
            show.sentence(honours.ONE_ROW, "cite")

    left, right = st.columns([1.3, 1], gap="large")
    with left:
        show.heading("各单位")
        show.table(honours.matrix(edition, *choice), right=("类数",), markup=honours.MARKUP)
        show.bullets(honours.notes(edition, *choice))
        show.sentence(honours.cited(edition, *choice), "cite")
    with right:
        show.heading("名单")
        for held in honours.name_lists(edition, *choice):
            show.sentence(held.about, "quiet")
            show.quotation(held.names)
        file = f"{edition.year}{honours.TITLE}.csv"
        show.download("下载名单（CSV）", file, lambda: csv(honours.whole_list(edition)))


edition = current_edition()
show.title(honours.TITLE, honours.sentence(edition))
state.check_parameters(("medium", "level"))
if edition["honours"].empty:
    st.stop()
chosen_lists()
