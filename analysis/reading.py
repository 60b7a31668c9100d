"""延伸阅读: pages elsewhere on the cases, kept apart from what the edition says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from html import escape

from analysis import places, text
from analysis.edition import Edition, records, remembered

APART = (
    "以下网页在本次发布材料之外，由本系统收集，不代表发布机构；所载数字不与材料的数字混用。"
    "未逐一打开核对，链接须联网才能打开。级别 A 为发布者自己的网页，B 为转载。"
)


@dataclass(frozen=True)
class Page:
    """A page elsewhere; ``title`` may be unknown, ``url`` and ``figure`` may be empty."""

    case: str
    case_title: str
    organisation: str
    title: str
    publisher: str
    date: str
    url: str
    grade: str
    gist: str
    figure: str


@remembered
def pages(edition: Edition, context: Edition | None) -> tuple[Page, ...]:
    """The pages on this edition's cases, in the order of the cases."""
    if context is None:
        return ()
    known = {(row.list, row.title, row.code): row.case for row in records(edition["cases"])}
    order = {case: place for place, case in enumerate(edition["cases"]["case"])}
    found = [
        Page(
            known[row.list, row.case_title, row.code],
            row.case_title,
            places.located(row.code),
            row.page_title,
            row.publisher,
            text.moment(row.date) + (f"（{row.note}）" if row.note else ""),
            row.url,
            row.grade,
            row.gist,
            row.figure,
        )
        for row in records(context["case_reading"])
        if (row.list, row.case_title, row.code) in known
    ]
    return tuple(sorted(found, key=lambda page: order[page.case]))


def of_cases(edition: Edition, context: Edition | None, cases: Collection[str]) -> tuple[Page, ...]:
    """The pages on some cases."""
    return tuple(page for page in pages(edition, context) if page.case in cases)


def html(found: Collection[Page]) -> str:
    """The pages as a list under their cases; all text escaped, an address only where there is one."""
    body, last = "", ""
    for page in found:
        if page.case != last:
            body += (
                f"<h3>{escape(page.case_title)}　<small>{escape(page.organisation)}</small></h3>"
            )
            last = page.case
        body += f"<div class='page'>{_line(page)}</div>"
    return f'<div class="reading">{body}</div>'


def _line(page: Page) -> str:
    name = escape(page.title or page.publisher)
    if page.url:
        name = f'<a href="{escape(page.url)}" rel="noopener noreferrer">{name}</a>'
    where = "，".join(filter(None, (page.publisher if page.title else "", page.date)))
    grade = f"级别 {page.grade}"
    figure = f"<p>该网页所载：{escape(page.figure)}</p>" if page.figure else ""
    return (
        f"<p>{name}</p><p class='cite'>{escape('；'.join(filter(None, (where, grade))))}</p>"
        f"<p>{escape(page.gist)}（本系统概述）</p>{figure}"
    )
