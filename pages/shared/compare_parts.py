"""The parts of the comparison's page: what its reader chooses, kept in the URL, and the tables."""

from __future__ import annotations

import streamlit as st

from analysis import library, places, regions, text, tiers
from analysis.edition import Edition
from analysis.regions import BY_REGION, BY_UNIT, Side
from analysis.schema import GROUPS, PROVINCIAL, TIERS
from pages.shared import show, state

PARAMETERS = ("group", "by", "region", "unit", "own", "stands", "in", "tier", "has", "sort")


def choose_sides(edition: Edition) -> tuple[str, str, tuple[Side, ...]]:
    """The group, what is compared by, and at most six sides; what cannot be compared is told."""
    left, right = st.columns([1, 2.6], gap="large")
    with left:
        group = state.choose_from("分组", {one: one for one in GROUPS}, "group", PROVINCIAL)
        default = regions.compared_by(state.view().get("unit", ()))
        labels = {BY_REGION: "地区，或自选一组单位", BY_UNIT: "单位"}
        by = state.choose_from("并列什么", labels, "by", default)
    with right:
        if by == BY_UNIT:
            chosen = _choose_units(edition, group, "单位（二到六个）", "unit", regions.MOST)
            found = regions.sides(edition, group, by, chosen=chosen)
        else:
            named = state.choose_many(
                "地区", tuple(regions.REGIONS), "region", default=regions.FOUR
            )
            own = _choose_units(edition, group, regions.OWN, "own")
            found = regions.sides(edition, group, by, named=named, own=own)
    if not tiers.assessed(edition, group):
        show.sentence(regions.nothing(group))
        return group, by, ()
    if words := regions.advice(by, found):
        st.info(text.escape_markdown(words))
    return group, by, found[: regions.MOST]


def _choose_units(
    edition: Edition, group: str, label: str, parameter: str, most: int = 0
) -> tuple[str, ...]:
    """Some of a group's units, in the order in which they were chosen."""
    given = state.view().get(parameter, [])
    held, told = regions.admitted(edition, group, given, most)
    for words in told:
        st.info(text.escape_markdown(words))
    key = f"choice-{parameter}"
    state._show(key, list(held))
    st.multiselect(
        label,
        tiers.assessed(edition, group),
        format_func=places.located,
        placeholder="输入名称，或在此选择",
        key=key,
        on_change=state._write,
        args=(key, parameter, ()),
    )
    return held


def facts(
    edition: Edition, context: Edition | None, group: str, by: str, found: tuple[Side, ...]
) -> None:
    """The same facts in words: counts and intervals, names by tier, figures."""
    sides = [side.name for side in found]
    table = regions.table(edition, context, group, found)
    show.table(table, right=sides, markup=regions.MARKUP)
    show.sentence(regions.covered(by), "cite")
    if words := regions.website_source(edition, context, group, found):
        show.sentence(words, "cite")
    if by == BY_REGION:
        show.terms(regions.name_lists(edition, group, found))
    show.heading("统计项相同的数字")
    show.sentence(regions.figures_sentence(edition, found), "quiet")
    if len(shared := regions.shared_figures(edition, found)):
        show.table(shared, right=sides, markup=regions.MARKUP)
        show.bullets(regions.figure_notes(edition, found))
    if len(alone := regions.lone_figures(edition, found)):
        show.sentence(regions.ALONE, "quiet")
        show.table(alone, right=["数字"])


def choose_stands(edition: Edition) -> list[str]:
    """Which pairs the reader wants to see, and these in words beside the map."""
    counts = regions.pair_counts(edition)
    stands = state.choose_many("市的档次名称比省", regions.STANDS, "stands", counts=counts)
    show.terms(regions.pair_groups(edition, stands))
    for words in regions.beside_pairs(edition):
        show.sentence(words, "aside")
    return stands


def choose_rows(edition: Edition) -> tuple[dict[str, list[str]], str]:
    """What the reader filters the matrix by, and its order."""
    rows = regions.matrix(edition)
    options = {
        "in": ("分组", tuple(dict.fromkeys(rows["in"]))),
        "tier": ("档次", TIERS),
        "has": ("至少有", regions.HOLDS),
    }
    chosen = {facet: state.chosen(facet, values) for facet, (_, values) in options.items()}
    *columns, last = st.columns([1, 1.2, 1.3, 0.9])
    for column, (facet, (label, values)) in zip(columns, options.items(), strict=True):
        with column:
            counts = library.counts(rows, facet, chosen)
            state.choose_many(label, values, facet, counts=counts)
    with last:
        by = state.choose_from("先后", regions.SORTED, "sort", "source")
    return chosen, by
