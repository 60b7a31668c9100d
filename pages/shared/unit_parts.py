"""What 单位概览 has beyond the edition's own words: what may be said, and whom to learn from."""

from __future__ import annotations

import streamlit as st

from analysis import approvals, learning, places, sandbox, statements, text
from analysis.briefing.material import without_tier
from analysis.edition import Edition
from analysis.export.material import file, maps, material_docx
from analysis.units import Unit
from pages.shared import deck, log, menu, show, state
from pages.shared.library_list import lesson_link

LISTED = 8  # lessons, of those that are often fifty


def material(edition: Edition, context: Edition | None, code: str) -> None:
    """The unit's 情况材料, made on click: in a process of its own where maps may be in it."""
    numbers = approvals.usable(edition, deck.saved(edition, context).numbers)
    lost = {slide.lost for slide in maps(edition, code) if slide.lost} if numbers else ()

    def make() -> bytes:
        if numbers:
            return sandbox.run(material_docx, edition, code, numbers)
        return material_docx(edition, code, numbers)

    show.download("下载情况材料（Word）", file(edition, code), make)
    show.sentence("一般不过两页，可编辑，每句附原文行号；地图有审图号才放入。", "quiet")
    for one in sorted(lost):
        show.sentence(f"情况材料中没有地图。{log.lost(one)}", "quiet")


def words(edition: Edition, unit: Unit) -> None:
    """Sentences to be copied, each with its whole source; then those to avoid, with the reasons."""
    code = unit.place.code
    usable, unusable = statements.usable(edition, code), statements.unusable(edition, code)
    show.heading("可用表述与不宜表述")
    if usable:
        show.quotation(
            "\n".join(f"{one.words}（{text.cite(edition, one.lines)}）" for one in usable)
        )
    else:
        show.sentence("没有可据以表述的档次、入选与案例；可以引用的见本页开头。", "quiet")
    if not unit.results:
        show.sentence(f"不宜{without_tier(code)}", "quiet")
    if unusable:
        with st.expander(f"不宜表述 {len(unusable)} 条，各附理由"):
            show.terms(
                (
                    one.words,
                    f"{one.answer}：{one.reason}（原文第 {text.line_ranges(one.lines)} 行）",
                )
                for one in unusable
            )


def lessons(edition: Edition, code: str) -> None:
    """What others have on a theme or on any, the nearest first, each with the way there."""
    show.heading("可以向谁学")
    themes = tuple(edition["themes"].sort_values("order")["theme"])
    theme = state.choose_one("主题", themes, "theme") if themes else ""
    found = learning.from_whom(edition, code, theme)
    if not found:
        show.sentence("其他单位没有列入这里的案例、做法与新媒体。", "quiet")
        return
    first = f"，先列 {LISTED} 项" if len(found) > LISTED else ""
    show.sentence(f"其他单位共 {len(found)} 项{first}。{learning.ORDER}", "quiet")
    for number, lesson in enumerate(found[:LISTED]):
        lesson_link(lesson, number)
    if len(found) > LISTED:
        query = places.query(code) | ({"theme": theme} if theme else {})
        menu.link("cases", "在创新案例库中由近及远列出全部", query)
