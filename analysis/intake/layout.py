"""Where a table stands in what people send: its header, its columns, its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from openpyxl.utils import get_column_letter, range_boundaries

from analysis import package
from analysis.intake import cells, limits
from analysis.intake.cells import BLANK, Cell
from analysis.intake.findings import Findings
from analysis.report import nearest
from analysis.schema import EDITION, Table
from analysis.tables import RawTable

FIRST = 10  # rows among which the header is sought
TOO_MANY_ROWS = f"一张表不超过 {limits.ROWS:,} 行；请删去无关的行"
_LONGEST_HEAD = 30
_LONGEST_NAME = 200
_QUOTES = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True)
class Grid:
    """A table as its author laid it out; in a workbook, columns have ``letters``."""

    file: str
    table: Table
    rows: Sequence[tuple[int, tuple[Cell, ...]]]
    merged: Sequence[str] = ()
    letters: bool = False

    def head(self, place: int, written: str) -> str:
        """A column, counted from 0, as its author finds it."""
        if self.letters:
            return f"{get_column_letter(place + 1)} {written}".strip()
        return written or f"第 {place + 1} 列"


def plain(words: str) -> str:
    """A name as it is compared: width, case, spaces and quotation marks make no difference."""
    text = unicodedata.normalize("NFKC", words[:_LONGEST_NAME]).translate(_QUOTES).casefold()
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


@cache
def _tables() -> dict[str, Table]:
    return {plain(name): table for table in EDITION.values() for name in (table.name, table.label)}


def table_called(name: str) -> Table | None:
    """The table that a file or sheet is called after; what a browser adds to a copy is no name."""
    return _tables().get(re.sub(r"\(\d+\)$", "", plain(name)))


def nearest_table(name: str) -> Table | None:
    """The table with the most similar name, or None."""
    close = nearest(plain(name), _tables())
    return _tables()[close] if close else None


@cache
def _columns(name: str) -> dict[str, str]:
    """Each way of writing the head of a column to the column."""
    table = EDITION[name]
    heads = package.heads(table)
    return {
        plain(written): column.name
        for column in table.columns
        for written in (column.name, column.label, heads[column.name])
    }


def known_heads(table: Table, words: Sequence[str]) -> int:
    """How many different columns of a table a row names."""
    ways = _columns(table.name)
    return len({ways[key] for word in words if (key := plain(word)) in ways})


def resembled(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> Table | None:
    """The table whose header is among the first rows, or None."""
    for _, row in rows[:FIRST]:
        words = [cell.text for cell in row]
        best = max(EDITION.values(), key=lambda table: known_heads(table, words))
        if 2 * known_heads(best, words) > len(best.columns):
            return best
    return None


def raw_table(grid: Grid, findings: Findings) -> RawTable | None:
    """The declared columns of a table as text, or None where there is no header or too much."""
    at = _header(grid)
    number, heads = grid.rows[at]
    body = grid.rows[at + 1 :]
    written = [_written(cell) for cell in heads]
    while written and not written[-1]:
        written.pop()
    if not known_heads(grid.table, written):
        labels = "、".join(column.label for column in grid.table.columns)
        findings.problem(grid.file, "no-header", f"没有找到表头；首行须写列名：{labels}", number)
        return None
    if len(body) > limits.ROWS:
        findings.problem(grid.file, "too-large", TOO_MANY_ROWS)
        return None
    if at:
        findings.note(grid.file, f"表头在第 {number} 行，其上的 {at} 行未读入")
    places = _places(grid, number, written, findings)
    _blank_heads(grid, written, body, findings)
    _merged(grid, number, body, len(written), findings)
    shown = {name: grid.head(place, written[place]) for name, place in places.items()}
    rows = []
    for row_number, row in body:
        if _fits(grid, row_number, row, written, findings):
            rows.append((row_number, _row(grid, row_number, row, places, shown, findings)))
    return RawTable(grid.file, tuple(places), tuple(rows), shown)


def _header(grid: Grid) -> int:
    """Which row is the header: the first that names more than half of the columns."""
    for at, (_, row) in enumerate(grid.rows[:FIRST]):
        if 2 * known_heads(grid.table, [cell.text for cell in row]) > len(grid.table.columns):
            return at
    return 0


def _written(cell: Cell) -> str:
    text = " ".join(cells.tidy(cell.text).text.split())
    return text if len(text) <= _LONGEST_HEAD else f"{text[:_LONGEST_HEAD]}…"


def _places(grid: Grid, number: int, written: Sequence[str], findings: Findings) -> dict[str, int]:
    """Where each declared column stands; what is missing, there twice or left out is told."""
    ways = _columns(grid.table.name)
    places: dict[str, int] = {}
    extra = []
    for place, word in enumerate(written):
        name = ways.get(plain(word))
        if name is None:
            extra += [word] if word else []
        elif name in places:
            both = grid.head(places[name], written[places[name]])
            hint = f"与“{both}”是同一列；只留一列"
            findings.problem(grid.file, "duplicate-column", hint, number, grid.head(place, word))
        else:
            places[name] = place
    missing = [column for column in grid.table.columns if column.name not in places]
    for column in missing:
        close = nearest(column.label, extra) or nearest(column.name, extra)
        hint = f"请补上“{column.label}”（{column.name}）一列" + (
            f"；是否就是“{close}”？" if close else ""
        )
        findings.problem(grid.file, "missing-column", hint, number, column.label)
    if extra:
        named = "、".join(extra[:8]) + ("等" if len(extra) > 8 else "")
        findings.note(grid.file, f"未声明的列未读入，共 {len(extra)} 列：{named}")
    return {name: places[name] for name in grid.table.column_names if name in places}


def _blank_heads(
    grid: Grid,
    written: Sequence[str],
    body: Sequence[tuple[int, tuple[Cell, ...]]],
    findings: Findings,
) -> None:
    """Columns without a head: blank ones are left out, others told."""
    wide = len(written) if not grid.letters else max((len(row) for _, row in body), default=0)
    blank = []
    for place in range(wide):
        if place < len(written) and written[place]:
            continue
        held = next((at for at, row in body if place < len(row) and not row[place].blank), None)
        if held is not None:
            hint = "这一列有内容而没有表头；请补上表头，或删去这一列"
            findings.problem(grid.file, "no-header", hint, held, grid.head(place, ""))
        elif place < len(written):
            blank.append(grid.head(place, ""))
    if blank:
        findings.note(grid.file, f"空白的列未读入：{'、'.join(blank)}")


def _merged(
    grid: Grid,
    number: int,
    body: Sequence[tuple[int, tuple[Cell, ...]]],
    wide: int,
    findings: Findings,
) -> None:
    """Merged cells from the header on: only the first holds a value."""
    last = body[-1][0] if body else number
    for reference in grid.merged:
        try:
            left, top, right, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            continue
        alone = (left, top) == (right, bottom)
        if alone or None in (left, top) or bottom < number or top > last or left > wide:
            continue
        hint = f"{reference[:30]} 合并了单元格，只有左上一格有值；请取消合并，逐格填写"
        findings.problem(grid.file, "merged", hint, top, grid.head(left - 1, ""))


def _fits(
    grid: Grid, number: int, row: Sequence[Cell], written: Sequence[str], findings: Findings
) -> bool:
    """Whether a row of a CSV file has the cells of its header; a sheet's cells have their places."""
    if grid.letters:
        return True
    filled = max((place + 1 for place, cell in enumerate(row) if not cell.blank), default=0)
    if len(written) <= len(row) and filled <= len(written):
        return True
    hint = (
        f"表头有 {len(written)} 列，此行有 {len(row)} 个单元格；"
        "检查多余或缺少的逗号、未配对的引号，或文件是否被截断"
    )
    findings.problem(grid.file, "ragged-row", hint, number)
    return False


def _row(
    grid: Grid,
    number: int,
    row: Sequence[Cell],
    places: dict[str, int],
    shown: dict[str, str],
    findings: Findings,
) -> tuple[str, ...]:
    found = []
    for name, place in places.items():
        cell = row[place] if place < len(row) else BLANK
        column = grid.table[name]
        unit = column.unit or _unit(row, places)
        put = cells.put_right(column, cell, unit)
        for done in put.done:
            findings.cell(grid.file, done, number, shown[name], (cell.text, put.text))
        if put.wrong:
            findings.problem(grid.file, *put.wrong, number, shown[name], put.text)
        found.append(put.text)
    return tuple(found)


def _unit(row: Sequence[Cell], places: dict[str, int]) -> str:
    """What the row's own numbers are counted in, where it says so."""
    place = places.get("unit", len(row))
    return cells.tidy(row[place].text).text.replace("％", "%") if place < len(row) else ""
