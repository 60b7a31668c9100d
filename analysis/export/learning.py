"""学习清单: chosen cases and practices with one's own notes, as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import library, places, reading, text
from analysis.briefing import Statement
from analysis.edition import Edition, keyed, records
from analysis.export import word, xlsx

NAME, NOTES = "学习清单", "备注由使用者填写，不是材料内容。"
_APART = "延伸阅读"


def docx(edition: Edition, context: Edition | None, notes: Mapping[str, str]) -> bytes:
    """The entries of these ids in the order of the library, each with its note, as a document."""
    made = word.document(edition, NOTES)
    word.title(made, NAME)
    rows = _chosen(edition, notes)
    word.statements(made, [Statement(f"共 {len(rows)} 条；{text.IN_LIST_ORDER}")])
    for row in records(rows):
        word.heading(made, f"{row.title}（{places.located(row.code)}）")
        word.statements(made, _said(edition, row))
        if note := notes[row.entry].strip():
            word.statements(made, [Statement(f"备注：{note}")])
    if pages := _pages(edition, context, rows):
        word.heading(made, f"{_APART}（发布材料之外）")
        word.statements(made, [Statement(reading.APART)])
        for page in pages:
            word.statements(made, [Statement("；".join(filter(None, _page(page))))])
    word.statements(made, [Statement(text.cite(edition, _lines(edition, rows)))])
    return word.saved(made, NAME)


def workbook(edition: Edition, context: Edition | None, notes: Mapping[str, str]) -> bytes:
    """The same as a workbook: the list with its sources, and the pages elsewhere."""
    rows = _chosen(edition, notes)
    listed = pd.DataFrame(
        [_listed(edition, row, notes[row.entry]) for row in records(rows)], columns=_HEADS
    )
    sheets = {NAME: listed}
    if pages := _pages(edition, context, rows):
        sheets[_APART] = pd.DataFrame(map(_page, pages), columns=_PAGE_HEADS)
    about = [
        ("来源", text.cite(edition, _lines(edition, rows))),
        ("次序", text.IN_LIST_ORDER),
        ("备注", NOTES),
        ("事项", library.BY_WORDS),
        (_APART, reading.APART),
    ]
    return xlsx.workbook(about, sheets)


def _chosen(edition: Edition, notes: Mapping[str, str]) -> pd.DataFrame:
    rows = library.entries(edition)
    return rows[rows["entry"].isin(list(notes))]


def _said(edition: Edition, row) -> list[Statement]:
    """What the source says of an entry: its name, its text, its figures."""
    card = library.card(edition, row)
    own = f"{row.list}“十大”优秀创新案例" if row.case else library.PRACTICE
    themes = f"；主题：{'、'.join(row.theme)}" if row.theme else ""
    place = f"；{card.tier_note}" if card.tier_note else ""
    said = [Statement(f"{own}{themes}{place}。", (int(row.source_line),))]
    said += [
        Statement(item.statement, tuple(one.line for one in item.sources), "", item.in_our_words)
        for item in card.items
    ]
    said += [
        Statement(f"{figure.metric}：{figure.amount}。", (figure.source.line,))
        for figure in card.amounts
    ]
    return said + [Statement(f"口径说明：{note}。") for note in card.notes]


_HEADS = (
    "名称",
    "单位",
    "种类",
    "名单",
    "主题",
    "事项",
    "档次",
    "正文",
    "成效依据",
    "内容（据原文概括）",
    "数字",
    "口径说明",
    "原文行号",
    "备注",
)


def _listed(edition: Edition, row, note: str) -> tuple[object, ...]:
    card = library.card(edition, row)
    return (
        row.title,
        places.located(row.code),
        row.kind,
        row.list,
        "、".join(row.theme),
        "、".join(row.matter),
        card.tier_note,
        row.detail,
        row.evidence,
        "".join(item.statement for item in card.items),
        "；".join(f"{figure.metric} {figure.amount}" for figure in card.amounts),
        "；".join(card.notes),
        text.line_ranges(_lines(edition, pd.DataFrame([row]))),
        note.strip(),
    )


def _lines(edition: Edition, rows: pd.DataFrame) -> list[int]:
    """Where the entries, and the practices that tell them, stand in the source."""
    practices = keyed(edition, "practices", "practice")
    told = [practices[one].source_line for held in rows["practice"] for one in held]
    return [int(line) for line in (*rows["source_line"], *told)]


_PAGE_HEADS = (
    "案例",
    "单位",
    "网页",
    "发布者",
    "日期",
    "级别",
    "概述（本系统）",
    "该网页所载数字",
    "网址",
)


def _pages(edition: Edition, context: Edition | None, rows: pd.DataFrame) -> list[reading.Page]:
    return list(reading.of_cases(edition, context, set(rows["case"]) - {""}))


def _page(page: reading.Page) -> tuple[str, ...]:
    return (
        page.case_title,
        page.organisation,
        page.title or page.publisher,
        page.publisher,
        page.date,
        f"级别 {page.grade}",
        page.gist,
        page.figure,
        page.url,
    )
