"""An edition as a workbook: where it comes from, what the columns mean, one sheet a table."""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from analysis import package, sources
from analysis.archive import sound, zipped
from analysis.edition import Edition, remembered

PROVENANCE, CODEBOOK = "来源说明", "字段说明"
_MOMENT = datetime.datetime(1980, 1, 1)  # the time of making is no part of the content
_WIDEST = 60  # characters across a column
_LONGEST = 32_767  # what Excel lets a cell hold
_SHORT = 255  # longer than this, some Excels show a cell of the format “text” as ####
_TOO_LONG = "……（单元格容不下，全文见数据包）"
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)


@remembered
def xlsx(loaded: Edition) -> bytes:
    """All tables of an edition, or of the context; the same tables give the same bytes.

    Numbers are numbers and dates dates; codes and all other text are text, never a formula.
    """
    declared = package.declared_in(loaded)
    book = Workbook()
    book.remove(book.active)
    sizes = [("表", "行数"), *((declared[name].label, len(loaded[name])) for name in loaded)]
    fill(book.create_sheet(PROVENANCE), [*sources.provenance(loaded), *sizes])
    guide = package.codebook(declared)
    table(book.create_sheet(CODEBOOK), guide.columns, guide.itertuples(index=False, name=None))
    for name in loaded:
        rows = sources.labelled(loaded, name)
        sheet = book.create_sheet(declared[name].label)
        table(sheet, rows.columns, rows.itertuples(index=False, name=None))
    return saved(book)


def workbook(about: Sequence[tuple[str, str]], sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook of one's own: where it comes from, then rows under their heads, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    fill(book.create_sheet(PROVENANCE), about)
    for name, rows in sheets.items():
        table(book.create_sheet(name), rows.columns, rows.itertuples(index=False, name=None))
    return saved(book)


def table(sheet: Worksheet, heads: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows under a head that stays in sight and filters them."""
    fill(sheet, [tuple(heads), *rows])
    for cell in sheet[1]:
        cell.font = _BOLD
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def fill(sheet: Worksheet, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value != "":
                _write(sheet, number, place, value)
    for column in sheet.columns:
        width = max(_width(cell.value) for cell in column) + 2
        sheet.column_dimensions[column[0].column_letter].width = min(width, _WIDEST)
        for cell in column:
            cell.alignment = _WRAPPED if width > _WIDEST else _TOP


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, datetime.datetime):
            cell.number_format = "yyyy-mm-dd"
        return
    words = sound(value)
    if len(words) > _LONGEST:
        words = words[: _LONGEST - len(_TOO_LONG)] + _TOO_LONG
    cell.value = words
    cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
    cell.quotePrefix = words[0] in "=+-@"  # so it stays text when somebody edits the cell
    if len(words) <= _SHORT:
        cell.number_format = "@"


def _width(value: Any) -> int:
    """How many columns of Latin letters the longest line takes."""
    lines = str("" if value is None else value).splitlines() or [""]
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in lines
    )


def saved(book: Workbook) -> bytes:
    """The workbook's bytes, without the moment of saving that openpyxl writes into it."""
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    book.properties.creator = "数字政府服务能力评估"
    book.properties.created = book.properties.modified = _MOMENT
    members[ARC_CORE] = tostring(book.properties.to_tree())
    return zipped(members)
