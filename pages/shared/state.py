"""One codec between a view and its URL: the URL opens a view, widgets show it and write to it.

A value in the URL that means nothing is named to the reader and left aside; nothing crashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from analysis import places, text
from analysis.theme import plain_number

PLACE = ("code", "id")  # a place by its six digits, a ministry by its id; either is read from both
ALONE = ("case", "practice", "slide")  # what shows one thing alone; a choice ends that
EDITION = "edition"  # a published edition that is not the newest: of every page, of no view
SWITCHES = ("learn", "all", "official")  # on at 1; what else they say is told, shown or not
_VIEW, _ANSWERED, _PAGE, _EDITION = "view", "view-answered", "view-page", "view-edition"


def _tell(words: str) -> None:
    st.info(text.escape_markdown(words))


def follow(page: str) -> None:
    """Bring the address after a link to the page that is open, which the browser leaves as it was.

    A link to another page is the browser's to write: a second writer would race with it.
    """
    stays = st.session_state.get(_PAGE) == page
    st.session_state[_PAGE] = page
    if stays and not st.session_state.get(_ANSWERED, False):
        st.query_params.from_dict(_given())


def _given() -> dict[str, list[str]]:
    """All that the URL says."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def take_edition(options: Collection[str], newest: str) -> str | None:
    """The edition that the URL names; None where it names none, or one that there is not.

    The newest has an empty name; so that links within the app keep the edition, it is put into a URL
    without one.
    """
    given = st.query_params.get(EDITION, "")
    if given in options:
        st.session_state[_EDITION] = "" if given == newest else given
        return given
    if given:
        _tell(f"网址中的 edition={given[:80]} 不是可选的评估结果，已略过。")
    elif kept := named_edition():
        st.query_params[EDITION] = kept
    return None


def name_edition(name: str) -> None:
    """Put an edition into the URL; an empty name stands for the newest and for a visitor's own."""
    st.session_state[_EDITION] = name
    if name:
        st.query_params[EDITION] = name
    else:
        st.query_params.pop(EDITION, None)


def named_edition() -> str:
    """The edition of the URL, kept for the session; empty for the newest."""
    return str(st.session_state.get(_EDITION, ""))


def settle() -> None:
    """Take the view from the URL, unless a widget has just answered.

    The request of a second quick click still carries the URL from before the first one, so after
    a widget's callback the view stands as the callbacks have left it, and the URL follows.
    """
    if st.session_state.pop(_ANSWERED, False):
        edition = named_edition()
        st.query_params.from_dict(view() | ({EDITION: [edition]} if edition else {}))
    else:
        st.session_state[_VIEW] = {name: held for name, held in _given().items() if name != EDITION}


def view() -> dict[str, list[str]]:
    """The view as its reader sees it: parameters with their values."""
    return st.session_state.setdefault(_VIEW, {})


def _answer(ended: Collection[str] = (), begun: Mapping[str, Sequence[str]] | None = None) -> None:
    """What a callback does: take parameters out of the view, and set others."""
    now = {name: held for name, held in view().items() if name not in ended}
    now |= {name: list(values) for name, values in (begun or {}).items()}
    st.session_state[_VIEW], st.session_state[_ANSWERED] = now, True


def stay() -> None:
    """Callback of what is no part of the view: it stays as it is."""
    _answer()


def answer_alone(chosen: Mapping[str, str]) -> None:
    """Set the parameters that show one thing alone; without any, all is shown again."""
    _answer(ALONE, {parameter: [value] for parameter, value in chosen.items()})


def _answer_place(code: str) -> None:
    """Set the chosen place; an empty code chooses none."""
    query = places.query(code) if code else {}
    _answer((*ALONE, *PLACE), {parameter: [value] for parameter, value in query.items()})


def check_parameters(known: Collection[str]) -> None:
    """Settle the view and say which of its parameters this page does not know."""
    settle()
    unknown = [name for name in view() if name not in known]
    if unknown:
        _tell(f"网址中的参数 {'、'.join(unknown)[:80]} 本页不认识，已略过。")
    for name in SWITCHES:
        if name in known:
            tell_unknown(name, ("1",))


def _from_url(parameter: str, options: Collection[str]) -> list[str] | None:
    """The known values of a parameter; None where the URL does not have it, or none it knows."""
    given = view().get(parameter)
    if given is None:
        return None
    values = [value for value in given if value]
    known = [value for value in values if value in options]
    return None if values and not known else known


def _only(parameter: str) -> str:
    """The one value of a parameter, or an empty text."""
    return next(iter(view().get(parameter, [])), "")


def tell_unknown(parameter: str, options: Collection[str]) -> None:
    """Say which values of a parameter are none of the options."""
    values = view().get(parameter, [])
    unknown = [value for value in values if value and value not in options]
    if unknown:
        _tell(f"网址中的 {parameter}={'、'.join(unknown)[:80]} 不是可选的值，已略过。")


def _show(key: str, value: object) -> None:
    """Give a widget its value from the URL, leaving alone what the reader is typing."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _write(key: str, parameter: str, default: Sequence[str], ended: Collection[str] = ()) -> None:
    value = st.session_state[key]
    values = [value] if isinstance(value, str) else list(value or [])
    begun = {} if set(values) == set(default) else {parameter: values or [""]}
    _answer((*ALONE, parameter, *ended), begun)


def _labels(counts: Mapping[str, int] | None) -> Callable[[str], str]:
    def label(value: str) -> str:
        words = value if counts is None else f"{value} {counts.get(value) or '无'}"
        return text.escape_markdown(words)

    return label


def chosen(parameter: str, options: Collection[str], default: Sequence[str] = ()) -> list[str]:
    """The options that the URL has chosen, in the order of the options."""
    values = _from_url(parameter, options)
    return list(default) if values is None else [one for one in options if one in values]


def one(parameter: str, options: Collection[str]) -> str:
    """The one option that the URL names, or an empty text; what is no option is told."""
    options = tuple(options)
    tell_unknown(parameter, options)
    return next(iter(chosen(parameter, options)), "")


def choose_many(
    label: str,
    options: Sequence[str],
    parameter: str,
    *,
    default: Sequence[str] = (),
    counts: Mapping[str, int] | None = None,
    explained: str = "",
    in_list: bool = False,
) -> list[str]:
    """Options switched on and off; each shows how many it stands for where ``counts`` are given.

    Options that are many stand better ``in_list`` than side by side.
    """
    tell_unknown(parameter, options)
    value = chosen(parameter, options, default)
    counted = _labels(counts)
    if in_list:
        labels = {one: counted(one) for one in options}
        choose_listed(label, labels, parameter, value, default, explained)
        return value
    key = f"choice-{parameter}"
    _show(key, value)
    st.pills(
        label,
        options,
        selection_mode="multi",
        format_func=counted,
        key=key,
        on_change=_write,
        args=(key, parameter, default),
        help=explained or None,
    )
    return value


def chips(made: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """The choices made, by parameter with its label, each to be taken back, or all at once."""
    held = {
        f"{parameter}={value}": f"{label}：{value}"
        for parameter, (label, values) in made.items()
        for value in values
    }
    if not held:
        return
    key = "choices-made"

    def take_back() -> None:
        left = set(st.session_state[key])
        gone = {chip.partition("=")[0] for chip in held if chip not in left}
        _answer(
            (*ALONE, *gone),
            {
                parameter: kept
                for parameter in gone
                if (kept := [one for one in made[parameter][1] if f"{parameter}={one}" in left])
            },
        )

    _show(key, list(held))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills(
            "已选条件，点击即取消",
            list(held),
            selection_mode="multi",
            format_func=lambda chip: f"{text.escape_markdown(held[chip])} ×",
            key=key,
            on_change=take_back,
        )
        st.button("清除全部条件", on_click=_answer, args=((*ALONE, *made),), type="tertiary")


def tick(label: str, parameter: str, value: str) -> None:
    """A box that puts one value among those of a parameter."""
    held = view().get(parameter, [])
    key = f"tick-{parameter}-{value}"

    def write() -> None:
        others = [one for one in view().get(parameter, []) if one != value]
        ticked = [*others, value] if st.session_state[key] else others
        _answer((parameter,), {parameter: ticked} if ticked else {})

    _show(key, value in held)
    st.checkbox(label, key=key, on_change=write)


def choose_one(label: str, options: Sequence[str], parameter: str) -> str:
    """At most one option, as pills; an empty text stands for none."""
    tell_unknown(parameter, options)
    value = next(iter(chosen(parameter, options)), None)
    key = f"choice-{parameter}"
    _show(key, value)
    st.pills(
        label,
        options,
        format_func=_labels(None),
        key=key,
        on_change=_write,
        args=(key, parameter, ()),
    )
    return value or ""


def choose_from(
    label: str,
    options: Mapping[str, str],
    parameter: str,
    default: str,
    ended: Collection[str] = (),
) -> str:
    """One of some options, in a list that shows their labels; a choice ends other parameters."""
    value = one(parameter, options) or default
    key = f"choice-{parameter}"
    _show(key, value)
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_write,
        args=(key, parameter, (default,), ended),
    )
    return value


def choose_several(label: str, options: Mapping[str, str], parameter: str) -> list[str]:
    """Any number of many options, in a list that shows their labels."""
    tell_unknown(parameter, options)
    value = chosen(parameter, tuple(options))
    choose_listed(label, options, parameter, value)
    return value


def choose_listed(
    label: str,
    options: Mapping[str, str],
    parameter: str,
    value: Sequence[str],
    default: Sequence[str] = (),
    explained: str = "",
) -> None:
    """A list of options by their labels, of which ``value`` is chosen."""
    key = f"choice-{parameter}"
    _show(key, list(value))
    st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_write,
        args=(key, parameter, default),
        placeholder="输入名称，或在此选择",
        help=explained or None,
    )


def choose_view(
    label: str,
    views: Mapping[str, Mapping[str, Sequence[str]]],
    shown: str,
    ended: Collection[str],
    placeholder: str,
) -> None:
    """Ready views by what they are called; a choice ends the parameters and sets those of the view."""
    key = "choice-view"

    def write() -> None:
        _answer(ended, views.get(st.session_state[key] or "", {}))

    _show(key, shown or None)
    st.selectbox(label, list(views), index=None, placeholder=placeholder, key=key, on_change=write)


def choose_number(label: str, parameter: str, default: int, most: int, *, decimals: int = 0) -> str:
    """A number above 0, as its reader writes it, with at most so many decimals."""
    given = _only(parameter)
    known = bool(re.fullmatch(rf"[0-9]{{1,4}}(\.[0-9]{{1,{decimals or 1}}})?", given))
    if known:
        known = 0 < float(given) <= most and ("." not in given or decimals > 0)
    tell_unknown(parameter, (given,) if known else ())
    value = given if known else str(default)
    kind, key = (float if decimals else int), f"choice-{parameter}"

    def write() -> None:
        written = plain_number(st.session_state[key])
        _answer((*ALONE, parameter), {} if written == str(default) else {parameter: [written]})

    _show(key, kind(value))
    st.number_input(
        label,
        min_value=kind(1) if not decimals else 0.01,
        max_value=kind(most),
        step=kind(1),
        format="%.10g" if decimals else "%d",
        key=key,
        on_change=write,
    )
    return value


def switch(label: str, parameter: str) -> bool:
    """A switch that is off unless the URL says 1."""
    value = bool(chosen(parameter, ("1",)))
    key = f"choice-{parameter}"

    def write() -> None:
        _answer((parameter,), {parameter: ["1"]} if st.session_state[key] else {})

    _show(key, value)
    st.toggle(label, key=key, on_change=write)
    return value


def search(label: str, parameter: str = "q") -> str:
    """Words typed by the reader, as they type."""
    value = _only(parameter)[:200]
    key = f"choice-{parameter}"
    _show(key, value)
    st.text_input(
        label,
        key=key,
        max_chars=200,
        live=True,
        on_change=_write,
        args=(key, parameter, ("",)),
    )
    return value.strip()


def choose_place(
    label: str, codes: Sequence[str], placeholder: str = "在地图上点选，或在此选择"
) -> str:
    """A place from a list or, through ``place_clicked``, from the map; empty where there is none."""
    code = next(filter(None, map(_only, PLACE)), "")
    if code and places.get(code) is None:
        given = next(parameter for parameter in PLACE if _only(parameter))
        _tell(f"网址中的 {given}={code[:20]} 不是已知的地方或部委，已略过；请在列表中选择。")
        code = ""
    options = list(codes) if not code or code in codes else [*codes, code]
    key = "choice-place"

    def write() -> None:
        _answer_place(st.session_state[key] or "")

    _show(key, code or None)
    st.selectbox(
        label,
        options,
        index=None,
        format_func=places.located,
        placeholder=placeholder,
        key=key,
        on_change=write,
    )
    return code


def place_clicked(key: str, selection: str) -> None:
    """Callback of a map: the clicked unit becomes the chosen place."""
    points = st.session_state[key]["selection"].get(selection) or [{}]
    code = points[0].get("id") or points[0].get("code")
    if code:
        _answer_place(str(code))
    else:
        _answer()
