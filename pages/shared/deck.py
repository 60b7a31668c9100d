"""The deck of a visitor: its running order, kept in the session, and the ways to begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from analysis import running_order, text, views
from analysis.edition import Edition
from analysis.recipe import Recipe
from analysis.running_order import BadOrder, Entry, Saved
from analysis.story import Slide
from pages.shared import log, making, menu, show, state, uploads
from pages.shared.current import sound_context, sound_edition

PAGE = "present"
_AT, _TO, _TITLE, _FILE = "deck-at", "deck-to", "deck-title", "deck-file"
_ADDED, _TOLD, _LOADED = "deck-added", "deck-told", "deck-loaded"
_SHOWN = "show"  # the parameter of the address that keeps a deck in the frame
_KEY = re.compile("[0-9a-f]{20}")


# ---- the running order of the session -----------------------------------------------------------


def saved(edition: Edition, context: Edition | None) -> Saved:
    """The visitor's running order; the story as it is told where nothing was changed."""
    return kept(edition) or Saved(running_order.default(edition, context))


def kept(edition: Edition) -> Saved | None:
    """The running order where the visitor has changed it."""
    return st.session_state.get(_name(edition))


def change(edition: Edition, now: Saved) -> None:
    """Keep another running order for the session."""
    st.session_state[_name(edition)] = now


def _name(edition: Edition) -> str:
    return f"deck-of-{edition.identity}"


def recipe(edition: Edition, context: Edition | None) -> Recipe:
    """What the visitor's deck is made from, the speaker's notes among it."""
    return Recipe(edition, context, *saved(edition, context), notes=True)


def sentence(edition: Edition, context: Edition | None) -> str:
    """The page's one sentence."""
    order = saved(edition, context).order
    own = sum(entry.is_view for entry in order)
    added = f"，其中 {own} 页是从各页加入的视图" if own else "，可在各页用“加入演示”添加"
    return f"{len(order)} 页{added}；在浏览器里放映，不再需要服务器与网络。"


# ---- 加入演示 --------------------------------------------------------------------------------------


def add_button(page: str) -> None:
    """In the sidebar of every page that can be a slide: adds what its reader sees there."""
    if page in views.PAGES and sound_edition() is not None:
        with st.sidebar:
            _add_button(page)


@st.fragment
def _add_button(page: str) -> None:
    """A fragment of its own, so that neither a page nor its filters wait for it."""
    st.button("加入演示", key="deck-add", on_click=_add, args=(page,), width="stretch")
    words, added = st.session_state.pop(_ADDED, ("", False))
    if words:
        show.sentence(words, "quiet")
    if added:
        menu.link(PAGE, "发布会演示")


def _add(page: str) -> None:
    """The view as the last run left it, whatever part of the page its reader changed."""
    edition, context = sound_edition(), sound_context()
    if edition is None:
        return
    parameters = {
        name: tuple(value[: running_order.LONGEST] for value in values if value)
        for name, values in state.view().items()
    }
    held = saved(edition, context)
    try:
        slide = views.slide_of(edition, context, page, parameters)
    except views.NoSlide as error:
        st.session_state[_ADDED] = str(error), False
        return
    if len(held.order) >= running_order.MOST:
        st.session_state[_ADDED] = f"演示已有 {running_order.MOST} 页，不能再加。", False
        return
    entry = Entry(page=page, parameters={name: one for name, one in parameters.items() if one})
    change(edition, held._replace(order=(*held.order, entry)))
    st.session_state[_ADDED] = f"已加入，为第 {len(held.order) + 1} 页：{slide.title}", True


# ---- 开讲 -----------------------------------------------------------------------------------------


def begin(of: Recipe) -> None:
    """The deck in a tab of its own, and in the page.

    ``st.iframe`` is enough for full screen: Streamlit 1.67 lists ``fullscreen`` in its ``allow``
    and both ``allow-scripts`` and ``allow-same-origin`` in its ``sandbox``; an ``<iframe>`` given
    to ``st.html`` is stripped. What the frame shows is named in the address, not in the session:
    a server that starts again does not know the session, and must not change what is on the wall.
    """
    key = making.keep(of)
    shown = _shown()
    with st.container(horizontal=True):
        st.link_button("开讲", f"/deck/{key}", type="primary")
        if shown:
            st.button("收起", on_click=_show, args=("",))
        else:
            st.button("在本页放映", on_click=_show, args=(key,))
        if shown and shown != key:
            st.button("换成现在的演示", on_click=_show, args=(key,))
    show.sentence(
        "“开讲”在新标签页打开演示，第一次需几秒。服务器中断时照常翻页、查找、上屏。"
        "按 F 全屏，按 S 打开演讲者窗口（备注、计时、查找），按 ? 看全部按键。",
        "quiet",
    )
    if shown:
        with st.container(key="deck-frame"):
            st.iframe(f"/deck/{shown}", height=600, alt="演示")


def _shown() -> str:
    """The deck in the frame, or an empty text."""
    given = st.query_params.get(_SHOWN, "")
    return state.one(_SHOWN, [given] if _KEY.fullmatch(given) else [])


def _show(key: str) -> None:
    if key:
        st.query_params[_SHOWN] = key
    else:
        st.query_params.pop(_SHOWN, None)


# ---- 演示顺序 --------------------------------------------------------------------------------------


def slides(edition: Edition, context: Edition | None) -> tuple[Slide, ...]:
    """The slides of the running order; one that cannot be used is told, and the page ends."""
    held = saved(edition, context)
    try:
        found = running_order.slides_of(edition, context, held.order)
    except BadOrder as error:
        st.error(text.escape_markdown(str(error)))
        st.button("恢复默认顺序", on_click=_reset, args=(edition,))
        st.stop()
    for file in dict.fromkeys(slide.lost for slide in found if slide.lost and held.maps):
        st.warning(
            text.escape_markdown(f"地图未能画出，演示与资料包中以名单代替。{log.lost(file)}")
        )
    return found


def arrange(edition: Edition, context: Edition | None, slides: Sequence[Slide]) -> None:
    """The list of slides, and what can be done with the chosen one."""
    held = saved(edition, context)
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        at = _choose(held.order, slides)
    with right:
        entry = held.order[at]
        alone = Recipe(edition, context, (entry,), held.numbers, held.maps)
        show_page(making.keep(alone), slides[at].title)
        _act(edition, context, held.order, at)
        if slides[at].page is not None:
            words = f"打开这一页的视图：{slides[at].section or '总览'}"
            query = {name: list(values) for name, values in slides[at].parameters.items()}
            menu.link(slides[at].page or "home", text.escape_markdown(words), query)
    with left:
        _files(edition, context, held)


def show_page(key: str, title: str, kind: str = "page") -> None:
    """A picture that the server makes when the browser asks for it; no rerun waits for it."""
    words = f"这一页的样子：{title}"
    st.html(f'<img class="{kind}" src="/deck/{key}/{kind}.png" alt="{escape(words)}">')


def _choose(order: Sequence[Entry], slides: Sequence[Slide]) -> int:
    """The list itself is what one chooses from, by pointer or arrow keys."""

    def label(place: int) -> str:
        entry, slide = order[place], slides[place]
        section = slide.section.rpartition("　")[2] or "首尾"
        origin = f"视图 · {section}" if entry.is_view else section
        title, origin = text.escape_markdown(slide.title), text.escape_markdown(origin)
        return f"{place + 1} **{title}** :small[{origin}]"

    st.session_state[_AT] = min(st.session_state.get(_AT, 0), len(order) - 1)
    with st.container(height=520, key="deck-list", border=False):
        return st.radio(
            "演示顺序",
            range(len(order)),
            format_func=label,
            key=_AT,
            label_visibility="collapsed",
        )


def _act(edition: Edition, context: Edition | None, order: Sequence[Entry], at: int) -> None:
    """Move, rename or remove a slide."""

    def put(now: Sequence[Entry], to: int) -> None:
        held = saved(edition, context)
        change(edition, held._replace(order=tuple(now)))
        st.session_state[_AT] = to

    def move(to: int) -> None:
        rest = [*order[:at], *order[at + 1 :]]
        put([*rest[:to], order[at], *rest[to:]], to)

    def rename() -> None:
        title = st.session_state[_TITLE].strip()
        if wrong := running_order.undrawable(title):
            st.session_state[_TOLD] = wrong
            return
        put([*order[:at], replace(order[at], title=title), *order[at + 1 :]], at)

    st.session_state[_TO], st.session_state[_TITLE] = at + 1, order[at].title
    last = len(order) - 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("上移", on_click=move, args=(at - 1,), disabled=at == 0)
        st.button("下移", on_click=move, args=(at + 1,), disabled=at == last)
        st.button(
            "移除",
            on_click=put,
            args=([*order[:at], *order[at + 1 :]], min(at, last - 1)),
            disabled=last == 0,
        )
        st.number_input(
            "移到第几页",
            1,
            last + 1,
            key=_TO,
            on_change=lambda: move(st.session_state[_TO] - 1),
            width=120,
        )
    st.text_input(
        "改名（留空用原题）", key=_TITLE, max_chars=running_order.LONGEST, on_change=rename
    )
    if told := st.session_state.pop(_TOLD, ""):
        st.info(text.escape_markdown(told))


def _files(edition: Edition, context: Edition | None, held: Saved) -> None:
    """The order as a file, and back to the story."""
    number = st.session_state.setdefault(_LOADED, 0)
    key = f"{_FILE}-{number}"

    def load() -> None:
        given = st.session_state[key]
        if given is None:
            return
        try:
            ((name, content),) = uploads.read([given]).items()
            change(edition, running_order.load(edition, context, content))
            st.session_state[_AT] = 0
            st.session_state[_TOLD] = f"已载入“{name[:80]}”。"
        except BadOrder as error:
            st.session_state[_TOLD] = f"{error}演示没有改动。"
        except uploads.TooMuch as error:
            st.session_state[_TOLD] = str(error)
        st.session_state[_LOADED] = number + 1  # the box is empty again

    with st.container(horizontal=True):
        st.button("恢复默认顺序", on_click=_reset, args=(edition,))
        file = f"{edition.year}{edition.event('评估名称')}-演示顺序.json"
        show.download("保存演示顺序", file, lambda: running_order.save(edition, held))
        st.file_uploader(
            "载入演示顺序", "json", key=key, on_change=load, label_visibility="collapsed", width=160
        )
    show.sentence("顺序、改名与审图号只留在本次会话里，改好后请保存。", "quiet")


def _reset(edition: Edition) -> None:
    st.session_state.pop(_name(edition), None)
    st.session_state[_AT] = 0
