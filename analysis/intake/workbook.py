"""Workbooks as streams of XML, read within limits and without following anything outside.

openpyxl loads styles, strings and links before the first cell is seen, and makes every cell up to
XFD1048576 where there is one; here each part is looked at once, cell by cell, and reading ends where
a limit is passed.
"""

from __future__ import annotations

import datetime
import math
import posixpath
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.utils import get_column_letter

from analysis.intake import layout, limits
from analysis.intake.cells import BLANK, Cell, Stored, day
from analysis.intake.findings import Findings, Refused, shown
from analysis.intake.zips import Archive

FORMULA = "公式只取已算出的值"
HIDDEN = "隐藏的行也已读入"
_SAVE_AGAIN = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传"
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/")
_PEEK = 20  # rows of a sheet that is no table
_LONGEST_FORMAT = 255  # characters
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SYSTEMS = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}

# Formats known by number alone: those that show a year, a month and a day, and those that show a
# part of a date or a time. Chinese Excel has its own from 27 to 58.
_WHOLE_DATES = {14, 15, 22, 30, 31}
_PARTS_OF_DATES = {*range(16, 22), *range(27, 30), *range(32, 37), *range(45, 48), *range(50, 59)}
_PERCENTS = {9, 10}


class Sheet(NamedTuple):
    """Rows of a sheet by number, with their cells from column A on; blank rows are left out."""

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merged: tuple[str, ...]
    blank: bool


class _Listed(NamedTuple):
    name: str
    part: str
    hidden: bool


class Workbook:
    """The sheets of a workbook; raises ``Refused`` with the reason."""

    def __init__(self, archive: Archive, findings: Findings) -> None:
        self.file = archive.file
        self._archive = archive
        self._findings = findings
        self._elements = 0
        if len(archive.members) > limits.PARTS:
            raise archive.too_many()
        names = {name.lower() for name in archive.members}
        if not any(name.startswith("xl/") for name in names):
            raise Refused(self.file, "kind", "这不是 Excel 工作簿；请把表格另存为 .xlsx")
        if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in names):
            raise self._macros()
        if "xl/workbook.bin" in names:
            raise Refused(self.file, "kind", f"这是 .xlsb 工作簿；{_SAVE_AGAIN}")
        types = self._flat("[Content_Types].xml")
        if any("macroenabled" in given.get("ContentType", "").lower() for _, given in types):
            raise self._macros()
        if any(name.startswith("xl/externallinks/") for name in names):
            findings.note(self.file, "工作簿链接到别的文件，没有读取那些文件")
        part = self._start()
        book = self._flat(part)
        links = self._links(part)
        given = next((held for name, held in book if name == "workbookPr"), {})
        self._epoch = _SYSTEMS[given.get("date1904", "") in ("1", "true")]
        self.sheets = [
            _Listed(held.get("name", ""), target, held.get("state", "visible") != "visible")
            for name, held in book
            if name == "sheet"
            and (target := links.get(_local(held, "id"), ("", ""))[1])
            and links[_local(held, "id")][0].endswith("/worksheet")
        ]
        if not self.sheets:
            raise self._damaged(part)
        by_type = {kind.rpartition("/")[2]: target for kind, target in links.values()}
        styles = by_type.get("styles", "")
        self._formats = _formats(self._flat(styles)) if styles in archive.members else []
        strings = by_type.get("sharedStrings", "")
        self._strings = self._shared(strings) if strings in archive.members else []

    def _macros(self) -> Refused:
        return Refused(self.file, "macro", "请另存为“Excel 工作簿（*.xlsx）”，不带宏")

    def _damaged(self, part: str) -> Refused:
        return Refused(f"{self.file} 中的 {shown(part)}", "damaged", _SAVE_AGAIN)

    def _start(self) -> str:
        """The part that lists the sheets."""
        for kind, target in self._links("").values():
            if kind.endswith("/officeDocument") and target in self._archive.members:
                return target
        raise self._damaged("xl/workbook.xml")

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of what a part refers to inside the workbook, by id."""
        folder, name = posixpath.split(part)
        found = {}
        for element, given in self._flat(posixpath.join(folder, "_rels", f"{name}.rels")):
            if element == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))
                found[given.get("Id", "")] = given.get("Type", ""), target.lstrip("/")
        return found

    def _flat(self, part: str) -> list[tuple[str, Mapping[str, str]]]:
        """All elements of a part with their attributes, in order."""
        found: list[tuple[str, Mapping[str, str]]] = []
        self._parse(part, lambda name, given: found.append((name, given)))
        return found

    def _parse(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], object],
        end: Callable[[str], object] | None = None,
        text: Callable[[str], object] | None = None,
        where: str = "",
    ) -> None:
        """Have a part's elements told by their local names; ``where`` is what messages call it."""
        where = where or f"{self.file} 中的 {shown(part)}"
        if part not in self._archive.members:
            raise Refused(where, "damaged", _SAVE_AGAIN)
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def begun(name: str, given: Mapping[str, str]) -> None:
            self._elements += 1
            if self._elements > limits.ELEMENTS:
                hint = "工作簿里的单元格太多，空的也算；请删去用不到的行、列和工作表"
                raise Refused(self.file, "too-large", hint)
            start(name.rpartition(":")[2], given)

        def refused(*_: object) -> None:
            raise Refused(where, "dtd", _SAVE_AGAIN)

        parser.StartElementHandler = begun
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        if text:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
        try:
            for piece in self._archive.chunks(part, where):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused(where, "damaged", _SAVE_AGAIN) from error

    def _shared(self, part: str) -> list[str]:
        """Texts that the sheets refer to by number."""
        found: list[str] = []
        reading = _Reading()

        def start(name: str, given: Mapping[str, str]) -> None:
            if name == "si":
                if len(found) >= limits.STRINGS:
                    hint = f"工作簿里的文本超过 {limits.STRINGS:,} 条；请只留要导入的工作表"
                    raise Refused(self.file, "too-large", hint)
                reading.clear()
            reading.start(name)

        def end(name: str) -> None:
            reading.end(name)
            if name == "si":
                found.append(_unescaped(reading.words()))

        self._parse(part, start, end, reading.take)
        return found

    def read(self, listed: _Listed, whole: bool) -> Sheet:
        """A sheet; of one that is no table only the beginning, and nothing that is wrong with it."""
        reader = _SheetReader(label(listed.name), self._strings, self._formats, self._epoch, whole)
        with suppress(_Enough):
            self._parse(
                listed.part, reader.start, reader.end, reader.reading.take, label(listed.name)
            )
        rows = tuple((number, _row(cells)) for number, cells in sorted(reader.rows.items()))
        if whole:
            for number, column in reader.formulas:
                self._findings.cell(reader.file, FORMULA, number, column, ("", ""))
            for number in reader.hidden:
                if number in reader.rows:
                    self._findings.cell(reader.file, HIDDEN, number, "", ("", ""))
        return Sheet(rows, tuple(reader.merged), reader.blank)


def label(sheet: str) -> str:
    """How messages name a sheet."""
    return f"工作表“{shown(sheet)}”"


def _local(given: Mapping[str, str], name: str) -> str:
    """An attribute by its local name, whatever stands before the colon."""
    return next((value for key, value in given.items() if key.rpartition(":")[2] == name), "")


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words) if "_x" in words else words


def _row(cells: Mapping[int, Cell]) -> tuple[Cell, ...]:
    return tuple(cells.get(place, BLANK) for place in range(1, max(cells) + 1))


def _formats(elements: list[tuple[str, Mapping[str, str]]]) -> list[Stored]:
    """What a number is shown as, by the style of its cell."""
    codes = {
        given.get("numFmtId", ""): given.get("formatCode", "")
        for name, given in elements
        if name == "numFmt"
    }
    found: list[Stored] = []
    section = ""
    for name, given in elements:
        if name in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            section = name
        elif name == "xf" and section == "cellXfs":
            number = given.get("numFmtId", "0")
            known = int(number) if re.fullmatch("[0-9]{1,5}", number) else 0
            found.append(_shown_as(known, codes.get(number, "")))
    return found


def _shown_as(number: int, code: str) -> Stored:
    if not code:
        if number in _WHOLE_DATES:
            return "date"
        if number in _PARTS_OF_DATES:
            return "partial"
        return "percent" if number in _PERCENTS else "number"
    code = code[:_LONGEST_FORMAT]
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|[\\_*].', "", code.partition(";")[0]).lower()
    plain = plain.replace("general", "")
    if "%" in plain:
        return "percent"
    if {"y", "d"} <= set(plain):
        return "date"
    return "partial" if set(plain) & set("ymdhs") else "number"


class _Enough(Exception):
    """Raised where the rest of a sheet need not be read."""


class _Reading:
    """The text of the elements v and t, without phonetic guides."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._open = self._guide = False

    def start(self, name: str) -> None:
        self._guide |= name == "rPh"
        self._open = name in ("v", "t") and not self._guide

    def end(self, name: str) -> None:
        self._guide &= name != "rPh"
        self._open = False

    def take(self, words: str) -> None:
        if self._open and self._size < limits.STORED:
            self._parts.append(words[: limits.STORED])
            self._size += len(words)

    def words(self) -> str:
        return "".join(self._parts)


class _SheetReader:
    """The cells of one sheet as its XML is told."""

    def __init__(
        self,
        file: str,
        strings: list[str],
        formats: list[Stored],
        epoch: datetime.date,
        whole: bool,
    ) -> None:
        self.file, self._strings, self._formats, self._epoch = file, strings, formats, epoch
        self._whole = whole
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[str] = []
        self.hidden: list[int] = []
        self.formulas: list[tuple[int, str]] = []
        self.reading = _Reading()
        self._row = self._column = 0
        self.blank = True
        self._given: Mapping[str, str] = {}
        self._formula = self._valued = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "row":
            self._row = int(given["r"]) if "r" in given else self._row + 1
            self._column = 0
            if self._row < 1:
                raise ValueError(self._row)
            if given.get("hidden") in ("1", "true"):
                self.hidden.append(self._row)
        elif name == "c":
            self._given, self._formula, self._valued = given, False, False
            self.reading.clear()
            self._place(given.get("r", ""))
        elif name == "f":
            self._formula = True
        elif name == "mergeCell":
            self.merged.append(given.get("ref", ""))
        self._valued |= name in ("v", "is")
        self.reading.start(name)

    def _place(self, reference: str) -> None:
        if not reference:
            self._column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise ValueError(reference)
        self._row, self._column = int(found[2]), 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - 64

    def end(self, name: str) -> None:
        self.reading.end(name)
        if name != "c":
            return
        cell = self._cell(self.reading.words())
        if cell.blank:
            return
        self.blank = False
        if self._column in self.rows.get(self._row, ()):
            raise ValueError("the same cell twice")
        if not self._whole:
            self._glance(cell)
            return
        letter = get_column_letter(self._column)
        if self._row > limits.LAST_ROW or self._column > limits.COLUMNS:
            hint = (
                f"单元格 {letter}{self._row} 有内容，在第 {limits.LAST_ROW:,} 行、"
                f"第 {limits.COLUMNS} 列之外；请删去表外的内容"
            )
            raise Refused(self.file, "too-large", hint)
        if self._formula and cell.stored not in ("formula", "error"):
            self.formulas.append((self._row, letter))
        self.rows.setdefault(self._row, {})[self._column] = cell
        if len(self.rows) > limits.ROWS + layout.FIRST:
            raise Refused(self.file, "too-large", layout.TOO_MANY_ROWS)

    def _glance(self, cell: Cell) -> None:
        if self._row <= limits.LAST_ROW and self._column <= limits.COLUMNS:
            self.rows.setdefault(self._row, {})[self._column] = cell
        if len(self.rows) > _PEEK:
            raise _Enough

    def _cell(self, words: str) -> Cell:
        kind = self._given.get("t", "n")
        if self._formula and (not self._valued or (not words and kind != "str")):
            return Cell("", "formula")
        if not words:
            return BLANK
        if kind == "s":
            number = int(words)
            if not 0 <= number < len(self._strings):
                raise ValueError(words)
            return Cell(self._strings[number], "text")
        if kind in ("str", "inlineStr"):
            return Cell(_unescaped(words), "text")
        if kind == "b":
            return Cell("TRUE" if words == "1" else "FALSE", "truth")
        if kind == "e":
            return Cell(words, "error")
        if kind == "d":
            return Cell(datetime.date.fromisoformat(words[:10]).isoformat(), "date")
        return self._number(words)

    def _number(self, words: str) -> Cell:
        value = float(words)
        if not math.isfinite(value):
            raise ValueError(words)
        style = int(self._given.get("s", "0"))
        shown_as = self._formats[style] if 0 <= style < len(self._formats) else "number"
        date = day(value, self._epoch)
        if shown_as in ("date", "partial"):
            return Cell(date, shown_as) if date else Cell(_plain(value), "partial")
        if shown_as == "percent":
            return Cell(f"{_plain(value * 100)}%", "percent")
        return Cell(_plain(value), "number", date)


def _plain(value: float) -> str:
    """A number as a spreadsheet shows it: fifteen digits, no exponent."""
    return f"{Decimal(f'{value:.15g}'):f}"
