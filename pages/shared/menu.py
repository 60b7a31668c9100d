"""The pages, in the order of the menu, and the way to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shared import log

Query = Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]
NAME = "数字政府服务能力评估"
HEADED = {
    NAME: {"home": "总览", "method": "评估内容与对象"},
    "评估结果": {
        "provinces": "省级政府服务能力",
        "cities": "重要城市政府服务能力",
        "honours": "优秀政务新媒体主办单位",
        "unit": "单位概览",
    },
    "特点与案例": {"trends": "特点趋势", "cases": "创新案例库", "casemap": "案例地图"},
    "比较与表述": {"compare": "区域对比", "statements": "表述核验"},
    "发布与资料": {"present": "发布会演示", "data": "数据与来源"},
}
"""By heading: the names of the pages' files, and what the pages are called."""


@cache
def _page(name: str) -> StreamlitPage:
    """A page of this app; to find its file takes longer than to draw a link to it."""
    title = next(held[name] for held in HEADED.values() if name in held)
    return st.Page(log.ROOT / "pages" / f"{name}.py", title=title, default=name == "home")


def pages() -> dict[str, Sequence[StreamlitPage]]:
    """The pages under their headings; the one that is open is marked, so each run has its own."""
    return {heading: [copy(_page(name)) for name in held] for heading, held in HEADED.items()}


def link(name: str, words: str, query: Query | None = None) -> None:
    """The way to a page by the name of its file; ``words`` are Markdown."""
    st.page_link(_page(name), label=words, query_params=query)
