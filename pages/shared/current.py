"""The edition a visitor is looking at, and the context figures beside it.

Published editions are the folders of data/ with results; the newest is shown where a visitor has
chosen no other. What somebody has loaded is held by their session alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import streamlit as st

from analysis import edition, search, text
from analysis.charts.maps import province_map
from analysis.edition import LOCAL, Edition
from analysis.report import EditionError
from pages.shared import log, show, state

DEFAULT, *OTHERS = sorted(
    (path.parent for path in edition.DATA.glob("*/results.csv")), reverse=True
) or [edition.DATA / "2019"]
MOST = 50  # problems listed on a page
_OWN, _OWN_SHOWN, _CHOICE = "edition-own", "edition-own-shown", "edition-choice"


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


# ---- the editions there are -----------------------------------------------------------------------


def _folders() -> dict[str, Path]:
    """The folders of the published editions by name, the newest first."""
    return {folder.name: folder for folder in (DEFAULT, *OTHERS)}


def published() -> dict[str, Edition]:
    """The published editions that can be loaded, by the names of their folders, the newest first."""
    found = {}
    for name, folder in _folders().items():
        with suppress(EditionError):
            found[name] = _loaded(str(folder))
    return found


def own() -> Edition | None:
    """What the visitor has loaded."""
    return st.session_state.get(_OWN)


def every() -> Mapping[str, Edition]:
    """All editions that the visitor may look at, by name."""
    mine = own()
    return published() | ({LOCAL: mine} if mine else {})


def load_own(mine: Edition) -> None:
    """Give the visitor an edition of their own, and show it."""
    st.session_state[_OWN] = mine
    choose(LOCAL)


def choose(name: str) -> None:
    """Show a published edition, or the visitor's own."""
    st.session_state[_OWN_SHOWN] = name == LOCAL
    state.name_edition("" if name in (LOCAL, DEFAULT.name) else name)


def chosen() -> str:
    """The name of the edition that is shown."""
    if st.session_state.get(_OWN_SHOWN, False):
        return LOCAL
    return state.named_edition() or DEFAULT.name


def _found() -> Edition:
    """The edition that is shown; raises ``EditionError``."""
    name, mine = chosen(), own()
    if name == LOCAL and mine is not None:
        return mine
    return _loaded(str(_folders().get(name, DEFAULT)))


# ---- on every page --------------------------------------------------------------------------------


def choose_edition() -> None:
    """Settle which edition is shown: in the sidebar, where there are several; on top, where it is local."""
    named = state.take_edition(tuple(_folders()), DEFAULT.name)
    if named is not None:
        st.session_state[_OWN_SHOWN] = False
    names = [*_folders(), *([LOCAL] if own() else [])]
    if len(names) > 1:
        with st.sidebar:
            _choose({name: _label(name) for name in names})
    if chosen() == LOCAL and (mine := own()):
        with st.container(key="local-edition", horizontal=True, vertical_alignment="center"):
            show.sentence(f"{text.LOCAL}：《{mine.event('标题')}》。只留在本次会话里。", "aside")
            st.button("改回发布结果", on_click=_back, type="tertiary")


def _choose(labels: Mapping[str, str]) -> None:
    st.session_state[_CHOICE] = chosen()

    def change() -> None:
        choose(st.session_state[_CHOICE])
        state.stay()

    st.selectbox(
        "评估结果",
        list(labels),
        format_func=labels.__getitem__,
        key=_CHOICE,
        on_change=change,
        label_visibility="collapsed",
    )


def _back() -> None:
    choose(DEFAULT.name)
    state.stay()


def _label(name: str) -> str:
    """An edition as the list has it; one that cannot be loaded by its folder alone."""
    found = every().get(name)
    if found is None:
        return f"{name}（未能载入）"
    words = f"{found.year} {found.event('评估名称')}"
    return f"本地导入：{words}" if found.local else words


def current_edition() -> Edition:
    """The visitor's edition; where it cannot be loaded, every problem is listed and the page ends."""
    try:
        return _found()
    except EditionError as error:
        _tell(error, "评估结果数据")
        st.stop()


def sound_edition() -> Edition | None:
    """The visitor's edition for what stands beside a page; None where the page tells of problems."""
    with suppress(EditionError):
        return _found()
    return None


def current_context() -> Edition | None:
    """Figures from outside the edition; where they cannot be loaded, that is said and they are left out."""
    try:
        return _context()
    except EditionError as error:
        _tell(error, "背景数据", "这一页不含背景数字与延伸阅读，其余照常。")
        return None


def sound_context() -> Edition | None:
    """The same for what stands beside a page; None where pages tell of problems."""
    with suppress(EditionError):
        return _context()
    return None


def _tell(error: EditionError, what: str, without: str = "") -> None:
    more = f"，先列前 {MOST} 处" if len(error.problems) > MOST else ""
    number = f"共 {len(error.problems)} 处问题{more}"
    st.error(f"{what}未能载入，{number}；改正后重新启动应用。{without}")
    for problem in error.problems[:MOST]:
        st.text(problem.sentence().replace(f"{log.ROOT}/", ""))  # where we are is nobody's business
