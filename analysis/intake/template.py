"""Workbooks for those who prepare an edition: one to fill in, and one that lists what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis import package
from analysis.edition import Edition, remembered
from analysis.export import xlsx
from analysis.intake import limits
from analysis.report import LABELS, Problem, rule_label
from analysis.report import table as listed
from analysis.schema import EDITION, Table

_HOW = (
    (
        "怎样填写",
        "",
        "一张工作表是一张表，工作表名和表头请不要改动；没有的名单可以删去整个工作表。",
    ),
    ("", "", "发布会、档次区间、评估结果三张表不能少；每一行都要写明原文行号和原文写法。"),
    ("", "", "代码可以留空，由单位名称得出；有同名的地方请写明上级，或填写代码。"),
    ("", "", "数值不带千分位和单位；时点写成 2019、2019-12 或 2019-12-04，这些列已设为文本格式。"),
    ("", "", "不要合并单元格，不要留公式和宏；另存为 .xlsx 后上传。"),
    ("", "", f"一张表不超过 {limits.ROWS:,} 行，一格不超过 {limits.CELL:,} 个字符。"),
)
_READ = "改正全部问题后再上传；有一个未改正就整体不载入。没有行号的，说的是整个文件或工作表。"


@remembered
def template(filled: Edition) -> bytes:
    """A workbook with a sheet a table, filled with an edition; it loads to the same content again."""
    return _workbook(filled)


@cache
def empty_template() -> bytes:
    """A workbook with a sheet a table, to be filled by those who prepare an edition."""
    return _workbook(None)


def _workbook(filled: Edition | None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    guide = package.codebook(EDITION).drop(columns=["文件", "列", "主键"])
    rows = [tuple(guide.columns), *guide.itertuples(index=False, name=None)]
    about = book.create_sheet("说明")
    xlsx.fill(about, [*_HOW, ("",), *rows])
    for cell in about[len(_HOW) + 2]:
        cell.font = Font(bold=True)
    for table in EDITION.values():
        sheet = book.create_sheet(table.label)
        held = () if filled is None else filled[table.name].itertuples(index=False, name=None)
        xlsx.table(sheet, [column.label for column in table.columns], held)
        _prepare(sheet, table)
    return xlsx.saved(book)


def _prepare(sheet: Worksheet, table: Table) -> None:
    """Text stays text when somebody types 2019-12; what may be chosen is offered."""
    for place, column in enumerate(table.columns, start=1):
        letter = get_column_letter(place)
        if column.type in ("text", "period"):
            sheet.column_dimensions[letter].number_format = "@"
        if column.allowed:
            offer = DataValidation(
                "list", formula1=f'"{",".join(column.allowed)}"', allow_blank=True
            )
            offer.add(f"{letter}2:{letter}{limits.ROWS + 1}")
            sheet.add_data_validation(offer)


def problem_file(problems: Sequence[Problem]) -> bytes:
    """The list of what is wrong as a workbook, to send back to the author of the files."""
    rows = listed(list(problems)).assign(rule=[rule_label(one.rule) for one in problems])
    rows["row"] = pd.Series([one.row or "" for one in problems], dtype="object")
    rows = rows.rename(columns=LABELS)
    book = Workbook()
    book.remove(book.active)
    xlsx.table(book.create_sheet("问题"), rows.columns, rows.itertuples(index=False, name=None))
    xlsx.fill(book.create_sheet("说明"), [(f"共 {len(problems)} 个", _READ)])
    return xlsx.saved(book)
