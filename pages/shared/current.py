"""The edition a visitor is looking at, and the context figures beside it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import streamlit as st

from analysis import edition, search
from analysis.charts.maps import province_map
from analysis.edition import Edition
from analysis.report import EditionError
from pages.shared import log

DEFAULT = edition.DATA / "2019"
MOST = 50  # problems listed on a page


@cache
def _loaded(path: str) -> Edition:
    return log.loaded("edition", lambda: edition.load(path))


@cache
def _context() -> Edition:
    return log.loaded("context", edition.load_context)


def warm_up() -> None:
    """Load what the first map and the first search need; problems are told to readers, not here."""
    with log.errors("warm-up"), suppress(EditionError):
        loaded = _loaded(str(DEFAULT))
        province_map(loaded)
        search.index(loaded)


def current_edition() -> Edition:
    """The visitor's edition; where it cannot be loaded, every problem is listed and the page ends."""
    try:
        return _loaded(str(DEFAULT))
    except EditionError as error:
        _tell(error, "评估结果数据")
        st.stop()


def sound_edition() -> Edition | None:
    """The visitor's edition for what stands beside a page; None where the page tells of problems."""
    with suppress(EditionError):
        return _loaded(str(DEFAULT))
    return None


def current_context() -> Edition | None:
    """Figures from outside the edition; where they cannot be loaded, that is said and they are left out."""
    try:
        return _context()
    except EditionError as error:
        _tell(error, "背景数据")
        return None


def _tell(error: EditionError, what: str) -> None:
    more = f"，先列前 {MOST} 处" if len(error.problems) > MOST else ""
    st.error(f"{what}未能载入，共 {len(error.problems)} 处问题{more}；改正后重新启动应用。")
    for problem in error.problems[:MOST]:
        st.text(problem.sentence())
