"""The edition a visitor is looking at, and the context figures beside it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import streamlit as st

from analysis import edition
from analysis.charts.maps import city_map, province_map
from analysis.edition import Edition
from analysis.problems import EditionError

DEFAULT = edition.DATA / "2019"


@cache
def _loaded(path: str) -> Edition:
    return edition.load(path)


@cache
def _context() -> Edition:
    return edition.load_context()


def warm_up() -> None:
    """Load what the first reader will need; problems are told to readers, not here."""
    with suppress(EditionError):
        loaded = _loaded(str(DEFAULT))
        for draw in (province_map, city_map):
            draw(loaded)
        _context()


def current_edition() -> Edition:
    """The visitor's edition; where it cannot be loaded, every problem is listed and the page ends."""
    return _or_explain(lambda: _loaded(str(DEFAULT)), "评估结果数据")


def current_context() -> Edition:
    """Figures from outside the edition."""
    return _or_explain(_context, "背景数据")


def _or_explain(load, what: str) -> Edition:
    try:
        return load()
    except EditionError as error:
        st.error(f"{what}未能载入，共 {len(error.problems)} 处问题；改正后刷新本页即可。")
        for problem in error.problems[:50]:
            st.text(problem.sentence())
        st.stop()
