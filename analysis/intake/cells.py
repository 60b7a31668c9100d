"""One cell as people and programs write it, put right where that is no guess."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Literal, NamedTuple

from analysis.intake import limits
from analysis.schema import Column

# How a cell came: as text of a CSV file, or as a workbook stores it. A date is ``partial`` where the
# cell shows only a part of it; ``percent`` and ``date`` come as the text that the cell shows.
Stored = Literal[
    "written", "text", "number", "percent", "date", "partial", "truth", "error", "formula"
]

FULL_WIDTH = "全角数字改为半角"
PERCENT = "去掉百分号"
INVISIBLE = "去掉看不见的字符"
SPACES = "去掉多余的空格"
LINES = "去掉单元格内的换行"
AS_NUMBER = "文本形式的数字按数值读入"
AS_TEXT = "数值按文本读入"
DATE = "日期写成年-月-日"
WHOLE = "去掉整数后的 .0"

_PLAIN = str.maketrans("０１２３４５６７８９．－−％／：", "0123456789.--%/:")
_WIDE_SPACES = re.compile("[\xa0\u2007\u202f]")
_DAY = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)( 0?0:00(:00)?)?"
)
_MONTH = re.compile(r"([0-9]{4})(?:/([0-9]{1,2})|年([0-9]{1,2})月|-([0-9]))")
_MOST_DIGITS = 15  # that a spreadsheet keeps


class Cell(NamedTuple):
    """A cell as it was found; ``day`` is the one that a workbook's number would stand for."""

    text: str
    stored: Stored = "written"
    day: str = ""

    @property
    def blank(self) -> bool:
        return not self.text.strip() and self.stored in ("written", "text")


class Put(NamedTuple):
    """A cell put right: its text, what was done to it, and the rule that it breaks with a hint."""

    text: str
    done: tuple[str, ...] = ()
    wrong: tuple[str, str] | None = None


BLANK = Cell("", "text")


def tidy(words: str) -> Put:
    """Words without line ends, invisible characters and spaces around them."""
    if words.isprintable():
        text = words.strip()
        return Put(text, () if text == words else (SPACES,))
    done = []
    text = words
    lines = [line.strip() for line in words.strip().splitlines()]
    if len(lines) > 1:
        text = _joined(list(filter(None, lines)))
        done.append(LINES)
    seen = "".join(c for c in text if not _is_invisible(c))
    if seen != text:
        done.append(INVISIBLE)
    text = _WIDE_SPACES.sub(" ", seen).strip()
    if text != seen:
        done.append(SPACES)
    return Put(text, tuple(done))


def _joined(lines: list[str]) -> str:
    """Lines as one: a space takes the place of a line's end, but between Chinese characters."""
    text = lines[0]
    for line in lines[1:]:
        wide = all(unicodedata.east_asian_width(c) in "WF" for c in (text[-1], line[0]))
        text += line if wide else f" {line}"
    return text


def _is_invisible(character: str) -> bool:
    return (unicodedata.category(character) in ("Cc", "Cf", "Cs") and character != "\t") or ord(
        character
    ) & 0xFFFE == 0xFFFE


def put_right(column: Column, cell: Cell, unit: str) -> Put:
    """A cell of a declared column; ``unit`` is that of its row."""
    if cell.stored == "formula":
        hint = "请在 Excel 中打开、重新计算并保存，或把公式改为它的值"
        return Put("", wrong=("formula", hint))
    if cell.stored == "error":
        return Put(cell.text, wrong=("cell-error", "请改正公式或填入值"))
    tidied = tidy(cell.text) if len(cell.text) <= limits.STORED else Put(cell.text)
    if len(tidied.text) > limits.CELL:
        hint = f"一格不超过 {limits.CELL:,} 个字符；请删减"
        return Put(tidied.text[:60], wrong=("too-large", hint))
    if not tidied.text:
        return Put("")
    by_type = {"integer": _number, "number": _number, "period": _date, "date": _date}
    put = by_type.get(column.type, _text)(column, cell._replace(text=tidied.text), unit)
    return Put(put.text, (*tidied.done, *put.done), put.wrong)


def _half_width(text: str) -> tuple[str, tuple[str, ...]]:
    plain = text.translate(_PLAIN)
    return plain, () if plain == text else (FULL_WIDTH,)


def _number(column: Column, cell: Cell, unit: str) -> Put:
    if cell.stored in ("date", "partial", "truth"):
        kind = "逻辑值" if cell.stored == "truth" else "日期"
        hint = f"Excel 把这一格存成了{kind}；请把该列设为常规格式，重新填写"
        return Put(cell.text, wrong=("type", hint))
    text, done = _half_width(cell.text)
    if cell.stored == "text":
        done += (AS_NUMBER,)
    if text.endswith("%"):
        if unit != "%":
            named = f"这一行的计量单位是“{unit}”" if unit else f"“{column.label}”没有以 % 为单位"
            return Put(cell.text, wrong=("type", f"{named}，不能写百分号；请核对数值与单位"))
        text, done = text[:-1].rstrip(), (*done, PERCENT)
    if column.type == "integer" and re.fullmatch(r"-?[0-9]+\.0+", text):
        text, done = text.partition(".")[0], (*done, WHOLE)
    return Put(text, done)


def _date(column: Column, cell: Cell, unit: str) -> Put:
    if cell.stored == "partial" and "-" not in cell.text:
        hint = f"Excel 存成的数 {cell.text} 不是某一天；请把该列设为文本格式，写成 2019-12-04"
        return Put(cell.text, wrong=("date", hint))
    if cell.stored == "partial":
        hint = f"Excel 存成了 {cell.text}，却只显示其中一部分；请把该列设为文本格式，写成 2019-12 或 2019-12-04"
        return Put(cell.text, wrong=("date", hint))
    if cell.stored == "date":
        return Put(cell.text, (DATE,))
    if cell.day and len(cell.text) > 4:
        return Put(cell.day, (DATE,))
    if cell.stored in ("percent", "truth"):
        return Put(cell.text, wrong=("date", "请写成 2019-12-04 的样子，并把该列设为文本格式"))
    text, done = _half_width(cell.text)
    if day := _DAY.fullmatch(text):
        year, first, second = day[1], day[3] or day[5], day[4] or day[6]
        plain = f"{year}-{first:0>2}-{second:0>2}"
        return Put(plain, done if plain == text else (*done, DATE))
    if (month := _MONTH.fullmatch(text)) and column.type == "period":
        number = month[2] or month[3] or month[4]
        return Put(f"{month[1]}-{number:0>2}", (*done, DATE))
    return Put(text, done)


def _text(column: Column, cell: Cell, unit: str) -> Put:
    if cell.stored in ("date", "partial", "percent", "truth"):
        kind = {"percent": "百分数", "truth": "逻辑值"}.get(cell.stored, "日期")
        hint = f"“{column.label}”是文本，Excel 把这一格存成了{kind}；请把该列设为文本格式，重新填写"
        return Put(cell.text, wrong=("type", hint))
    if cell.stored == "number":
        if len(re.sub("[^0-9]", "", cell.text)) > _MOST_DIGITS:
            hint = f"Excel 只保留数值的前 {_MOST_DIGITS} 位；请把该列设为文本格式，重新填写"
            return Put(cell.text, wrong=("type", hint))
        return Put(cell.text, (AS_TEXT,))
    if column.pattern or cell.text == "％":  # codes, and the unit of a share
        return Put(*_half_width(cell.text))
    return Put(cell.text)


def day(serial: float, epoch: datetime.date) -> str:
    """The day that a workbook stores as a number, or an empty text where there is none.

    Numbers below 61 are left: Excel counts a 29 February 1900, which never was.
    """
    if not 61 <= serial <= 200_000 or serial != int(serial):
        return ""
    return (epoch + datetime.timedelta(days=int(serial))).isoformat()
