"""CSV files in the encodings and with the separators that people's programs choose."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator

from analysis.intake import layout, limits
from analysis.intake.cells import Cell
from analysis.intake.findings import Findings, Refused
from analysis.schema import Table

_SEPARATORS = {",": "逗号", ";": "分号", "\t": "制表符"}
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLAIN_IN_UTF_16 = 50  # of so many bytes at least one belongs to a digit, a comma or a line's end
_SAVE_AS = "请另存为“CSV UTF-8（逗号分隔）”"
Rows = tuple[tuple[int, tuple[Cell, ...]], ...]


def read(file: str, content: bytes, table: Table, findings: Findings) -> Rows:
    """Rows that are not blank, with the numbers that a spreadsheet shows."""
    text = _decoded(file, content, findings)
    if named := re.match("sep=(.)\r?\n", text):
        text = text[named.end() :]
    separator = max(_SEPARATORS, key=lambda each: _score(text, each, table))
    if separator != ",":
        findings.note(file, f"以{_SEPARATORS[separator]}分隔，照此读入")
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    for number, cells in _records(file, text, separator):
        filled = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if filled > limits.COLUMNS:
            hint = f"这一行有 {filled:,} 列；一张表不超过 {limits.COLUMNS} 列"
            raise Refused(file, "too-large", hint, number)
        if len(rows) > limits.ROWS + layout.FIRST:
            break
        if filled:
            rows.append((number, tuple(map(Cell, cells[: limits.COLUMNS]))))
    if not rows:
        raise Refused(file, "empty-file", "文件没有内容；请重新导出，至少要有表头")
    return tuple(rows)


def _decoded(file: str, content: bytes, findings: Findings) -> str:
    """The text, in the first encoding that it can be; raise ``Refused`` where it can be none."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused(file, "empty-file", "文件没有内容；请重新导出，至少要有表头")
    if content.startswith(_BOMS):
        return _as(file, content, "utf-16", "UTF-16", findings)
    if nothing := content.count(0):
        if nothing * _PLAIN_IN_UTF_16 < len(content):
            hint = "含有空字符（NUL），文件可能已损坏；请重新导出这个文件"
            raise Refused(file, "damaged", hint, content.partition(b"\0")[0].count(b"\n") + 1)
        little = content[1::2].count(0) >= content[::2].count(0)
        return _as(file, content, "utf-16-le" if little else "utf-16-be", "UTF-16", findings)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            line = content[: error.start].count(b"\n") + 1
            hint = "有的字节不成字，文件可能在中途被截断；请重新导出这个文件"
            raise Refused(file, "damaged", hint, line) from error
    return _as(file, content, "gb18030", "GB18030", findings)


def _as(file: str, content: bytes, encoding: str, name: str, findings: Findings) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        hint = f"不是 UTF-8、GB18030 或 UTF-16 编码，或文件已损坏；{_SAVE_AS}"
        raise Refused(file, "encoding", hint) from error
    if any(unicodedata.category(c) in ("Co", "Cn") or c == "\0" for c in set(text)):
        hint = f"按 {name} 编码读出了没有意义的字，编码可能不对；{_SAVE_AS}"
        raise Refused(file, "encoding", hint)
    findings.note(file, f"按 {name} 编码读入")
    return text


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether most of what is not ASCII is sound UTF-8: text that is cut, not another encoding."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) > 2 * broken


def _score(text: str, separator: str, table: Table) -> int:
    """How many heads are known where fields are separated so, within the first rows."""
    rows = csv.reader(io.StringIO(text[: limits.LINE], newline=""), delimiter=separator)
    try:
        beginning = itertools.islice(rows, layout.FIRST)
        return max((layout.known_heads(table, row) for row in beginning), default=0)
    except csv.Error:
        return 0


def _records(file: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    number = 0

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            if len(line) > limits.LINE:
                columns = line.count(separator) + 1
                hint = f"这一行有 {len(line):,} 个字符、约 {columns:,} 列；一张表不超过 {limits.COLUMNS} 列"
                raise Refused(file, "too-large", hint, number + 1)
            yield line

    try:
        for number, cells in enumerate(
            csv.reader(lines(), delimiter=separator, strict=True), start=1
        ):
            yield number, cells
    except csv.Error as error:
        hint = "引号没有配对，或文件在中途被截断；请重新导出这个文件"
        raise Refused(file, "broken-csv", hint, number + 1) from error
