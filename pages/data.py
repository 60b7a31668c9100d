"""数据与来源: every table with its codebook and as files, and where everything comes from."""

import streamlit as st

from analysis import package, sources, text
from analysis.edition import Edition
from analysis.export.csv import csv
from analysis.export.package import data_package
from analysis.export.xlsx import xlsx
from pages.shared import importing, show, state
from pages.shared.current import current_context, current_edition


@st.fragment
def tables(edition: Edition, context: Edition | None) -> None:
    """The chosen table, the files and what its columns mean; the rest is not sent again."""
    state.settle()
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        labels = sources.choices(edition, context)
        name = state.choose_from("表（行数）", labels, "table", default="results")
        query = state.search("查找行：含有全部这些词，用空格隔开")
    view = sources.look_up(edition, context, name, query)
    with right:
        downloads(view.loaded, name, view.label)
    show.heading(view.label)
    show.sentence(view.sentence, "count")
    if len(view.rows):
        with st.container(key="data-rows"):
            show.table(view.rows, right=view.numbers)
    show.heading("字段说明")
    show.table(view.codebook)


def downloads(loaded: Edition, name: str, label: str) -> None:
    """One table, or all of its group, as files that are made when somebody asks for them."""
    title = text.marked(loaded, package.head(loaded)["title"])
    for words, file, make in (
        ("下载本表（CSV）", f"{title}-{label}.csv", lambda: csv(sources.labelled(loaded, name))),
        (f"下载全部 {len(loaded.tables)} 张表（XLSX）", f"{title}.xlsx", lambda: xlsx(loaded)),
        ("下载数据包（zip）", f"{title}-数据包.zip", lambda: data_package(loaded)),
    ):
        show.download(words, file, make, wide=True)
    show.sentence(sources.FILES, "quiet")


edition, context = current_edition(), current_context()
show.title("数据与来源", sources.sentence(edition, context))
state.check_parameters(("table", "q"))
tables(edition, context)
importing.section(edition, context)
for section in sources.sections(edition, context):
    show.heading(section.heading)
    show.bullets(section.sentences)
    if len(section.rows):
        show.table(section.rows, right=("行数", "原文行号"))
