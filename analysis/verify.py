"""Does an edition say what its source document says? Lines, values and totals, checked by program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis import comparisons, places
from analysis.edition import Edition
from analysis.schema import EDITION, LISTED
from analysis.theme import plain_number

_NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九十")} | {"两": 2}


def numbers_in(excerpt: str) -> set[float]:
    """The numbers an excerpt writes, in Arabic digits or as one Chinese numeral."""
    arabic = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", excerpt)}
    return arabic | {float(value) for numeral, value in _NUMERALS.items() if numeral in excerpt}


def read_document(path: str | Path) -> list[str]:
    """The document's lines as one reads them: emphasis marks and tabs made plain."""
    text = Path(path).read_text(encoding="utf-8-sig")
    return [_plain(line) for line in text.split("\n")]


def _plain(line: str) -> str:
    return re.sub(r"\s+", " ", line.replace("**", ""))


def check_document(edition: Edition, lines: Sequence[str]) -> Iterator[str]:
    """Rows whose excerpt does not stand in the line they name."""
    for table in EDITION:
        for row in edition[table].itertuples():
            where = f"{table} 第 {row.Index + 1} 条记录"
            if not 1 <= row.source_line <= len(lines):
                yield f"{where}：原文没有第 {row.source_line} 行"
            elif _plain(row.as_written) not in lines[row.source_line - 1]:
                yield f"{where}：原文第 {row.source_line} 行中没有“{row.as_written}”"


def check_values(edition: Edition) -> Iterator[str]:
    """Figures, weights and bounds whose value is not among the numbers of their excerpt."""
    for table, columns in (
        ("figures", ("value",)),
        ("indicators", ("weight",)),
        ("tier_scale", ("lower", "upper")),
    ):
        for row in edition[table].itertuples():
            for column in columns:
                value = getattr(row, column)
                if value not in numbers_in(row.as_written):
                    yield (
                        f"{table} 第 {row.Index + 1} 条记录：{plain_number(value)} "
                        f"不在“{row.as_written}”之中"
                    )


def check_totals(edition: Edition) -> Iterator[str]:
    """Totals that the document states of itself: shares, listings, lists of ten."""
    for row in comparisons.shares(edition).itertuples():
        share = round(row.part / row.whole * 100, 1)
        if share != row.share:
            yield f"{row.metric}：{row.part:g}/{row.whole:g} 为 {share}%，原文写 {row.share:g}%"
    figures = edition["figures"]
    for row in figures[figures["phase"] == LISTED].itertuples():
        listed = _provinces_listed(edition["mentions"], row.source_line)
        if listed != row.value:
            yield f"{row.metric}：第 {row.source_line} 行列举 {listed} 个，原文写 {row.value:g} 个"
    for name, rows in edition["cases"].groupby("list", sort=False):
        if len(rows) != 10:
            yield f"{name}“十大”优秀创新案例有 {len(rows)} 个"


def _provinces_listed(mentions: pd.DataFrame, line: int) -> int:
    codes = mentions.loc[mentions["source_line"] == line, "code"]
    return sum(place.kind == "province" for place in places.of(codes))
