"""The parts of the comparison's page: what its reader chooses, kept in the URL, and the tables."""

from __future__ import annotations

import streamlit as st

from analysis import places, regions, text, tiers
from analysis.edition import Edition
from analysis.regions import facts, figures, matrix, pairs, sides, websites
from analysis.regions.sides import BY_REGION, BY_UNIT, View
from analysis.schema import GROUPS, PROVINCIAL, TIERS
from analysis.schema import REGIONS as FOUR
from pages.shared import library_list, show, state

PARAMETERS = ("group", "by", "region", "unit", "own", "stands", "in", "tier", "has", "sort")


def choose_sides(edition: Edition) -> View:
    """What is compared, as the address has it; what cannot be compared is told."""
    seen = sides.view(edition, state.view())
    left, right = st.columns([1, 2.6], gap="large")
    with left:
        state.choose_from("分组", {one: one for one in GROUPS}, "group", PROVINCIAL)
        labels = {BY_REGION: "地区，或自选一组单位", BY_UNIT: "单位"}
        state.choose_from("并列什么", labels, "by", sides.compared_by(state.view()))
    with right:
        every = {code: places.located(code) for code in tiers.assessed(edition, seen.group)}
        if seen.by == BY_UNIT:
            state.choose_listed("单位（二到六个）", every, "unit", seen.chosen)
        else:
            state.choose_many("地区", regions.REGIONS, "region", default=FOUR)
            state.choose_listed(sides.OWN, every, "own", seen.chosen)
    for words in seen.told:
        st.info(text.escape_markdown(words))
    return seen


def compared(edition: Edition, context: Edition | None, seen: View) -> None:
    """The same facts in words: counts and intervals, names by tier, figures."""
    group, found = seen.group, seen.sides
    columns = [side.name for side in found]
    table = facts.table(edition, context, group, found)
    show.table(table, right=columns, markup=regions.MARKUP)
    show.sentence(facts.covered(seen.by), "cite")
    if words := websites.source(edition, context, group, found):
        show.sentence(words, "cite")
    if seen.by == BY_REGION:
        show.terms(sides.name_lists(edition, group, found))
    show.heading("统计项相同的数字")
    show.sentence(figures.sentence(edition, found), "quiet")
    if len(shared := figures.shared(edition, found)):
        show.table(shared, right=columns, markup=regions.MARKUP)
        show.bullets(figures.notes(edition, found))
    if len(alone := figures.alone(edition, found)):
        show.sentence(figures.ALONE, "quiet")
        show.table(alone, right=["数字"])


def choose_stands(edition: Edition) -> list[str]:
    """Which pairs the reader wants to see, and these in words beside the map."""
    counts = pairs.counts(edition)
    stands = state.choose_many("市的档次名称", pairs.STANDS, "stands", counts=counts)
    show.terms(pairs.groups(edition, tuple(stands)))
    for words in pairs.beside_map(edition):
        show.sentence(words, "aside")
    return stands


def choose_rows(edition: Edition) -> tuple[dict[str, list[str]], str]:
    """What the reader filters the matrix by, and its order."""
    rows = matrix.every(edition)
    options = {
        "in": ("分组", tuple(dict.fromkeys(rows["in"]))),
        "tier": ("档次", TIERS),
        "has": ("至少有", matrix.HOLDS),
    }
    *columns, last = st.columns([1, 1.2, 1.3, 0.9])
    chosen = library_list.choose_each(rows, options, columns)
    with last:
        by = state.choose_from("先后", matrix.SORTED, "sort", "source")
    return chosen, by
