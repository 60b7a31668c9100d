"""The rules that tables must keep. Checks collect every problem; they never stop at the first."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from analysis import places
from analysis.report import Problem, nearest
from analysis.schema import NEEDED_ITEMS, TIERS, Column, Table, Type

if TYPE_CHECKING:
    from analysis.tables import RawTable

LONGEST_EXCERPT = 40
MOST_ADVISED = 20  # looking for the nearest of 50,000 names takes a tenth of a second


class _Advice:
    """What to do about unknown words; words beyond the first few are no longer looked up."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def _may(self, word: str) -> bool:
        if len(word) <= LONGEST_EXCERPT and len(self._asked) < MOST_ADVISED:
            self._asked.add(word)
        return word in self._asked

    def on_name(self, name: str) -> str:
        return places.advice(name) if self._may(name) else "不是已知的地方或部委；请核对写法"

    def on_value(self, value: str, known: Collection[str]) -> str:
        close = nearest(value, known) if self._may(value) else ""
        return f"；是否应为 {close}？" if close else ""


def parse(column: Column, text: str) -> object:
    """The typed value of a cell, or ``ValueError``. Numbers are written plainly: no separators."""
    if not re.fullmatch(_WRITTEN[column.type], text, re.DOTALL):
        raise ValueError(text)
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text)
    if column.type == "date":
        return datetime.date.fromisoformat(text)
    if column.type == "period" and text not in column.words:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    return text


# Fifteen digits are what a float, and a spreadsheet, keeps exactly.
_WRITTEN: dict[Type, str] = {
    "integer": r"-?[0-9]{1,15}",
    "number": r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "period": r"[0-9]{4}(-[0-9]{2}){0,2}|\D.*",
    "text": r".*",
}


# Line ends and tabs are words' own; the others no document can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def _looks_mangled(text: str) -> bool:
    return bool(
        re.fullmatch(r"\d{4}[/.年]\d{1,2}([/.月]\d{1,2}日?)?|\d{1,2}/\d{1,2}/\d{2,4}", text)
        or re.fullmatch(r"[4-5]\d{4}(\.0)?", text)
        or re.fullmatch(r"\d{0,2}-?[A-Z][a-z]{2}-\d{2}", text)
    )


def _date_hint(text: str) -> str:
    if _looks_mangled(text):
        return "像是被 Excel 改写的日期；请写成 2019-12-04，并把该列设为文本格式"
    return "请写成 2019-12-04 的样子，并确认这一天存在"


def _cell(column: Column, text: str) -> tuple[str, str] | None:
    """The rule a cell breaks and the hint, or None."""
    if not text:
        if column.name == "source_line":
            return "source-line", "每一行都须写明在发布材料中的行号"
        return ("missing-value", f"“{column.label}”不能为空") if column.required else None
    try:
        value = parse(column, text)
    except ValueError:
        if column.type in ("date", "period"):
            return "date", _date_hint(text)
        kind = "整数" if column.type == "integer" else "数值"
        return "type", f"“{column.label}”须为{kind}，不带千分位、单位或百分号"
    if column.allowed and text not in column.allowed:
        options = "、".join(column.allowed)
        rule = "unknown-tier" if column.name == "tier" else "allowed"
        return rule, f"可用的值：{options}"
    if column.pattern and not re.fullmatch(column.pattern, text):
        if column.refers == "places" or column.name == "code":
            if text.isdigit():
                return (
                    "code",
                    f"区划代码须为六位数字，现为 {len(text)} 位；是否丢了 0？请按文本保存",
                )
            return "code", "须为六位区划代码，或小写字母开头的单位标识"
        return "pattern", f"“{column.label}”的写法应符合 {column.pattern}"
    if isinstance(value, (int, float)):
        low, high = column.minimum, column.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            return "bounds", f"“{column.label}”{_bounds(low, high)}"
    if unseen := _CONTROL.search(text):
        return "pattern", f"有看不见的控制字符 U+{ord(unseen[0]):04X}；请删去"
    if column.name == "as_written" and len(text) > LONGEST_EXCERPT:
        return "excerpt", f"摘录不超过 {LONGEST_EXCERPT} 字，现为 {len(text)} 字"
    return None


def _bounds(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"须不大于 {high:g}" if low is None else f"须不小于 {low:g}"
    return f"须在 {low:g} 至 {high:g} 之间"


def check_header(declared: Table, raw: RawTable) -> Iterator[Problem]:
    """Duplicated, unknown and missing columns of one table."""
    names = declared.column_names
    for name in dict.fromkeys(raw.header):
        if raw.header.count(name) > 1:
            yield Problem(raw.file, "duplicate-column", "同名的列只留一列", 1, name)
        if name not in names:
            close = nearest(name, names)
            hint = f"是否应为 {close}？" if close else f"可用的列：{'、'.join(names)}"
            yield Problem(raw.file, "unknown-column", hint, 1, name)
    for name in names:
        if name not in raw.header:
            yield Problem(
                raw.file, "missing-column", f"请补上“{declared[name].label}”一列", 1, name
            )


def check_cells(declared: Table, raw: RawTable, advice: _Advice) -> Iterator[Problem]:
    """Row by row: number of cells, then every declared cell by itself, then its name and code."""
    for number, cells in raw.rows:
        if len(cells) != len(raw.header):
            yield Problem(
                raw.file,
                "ragged-row",
                f"表头有 {len(raw.header)} 列，此行有 {len(cells)} 个单元格；"
                "检查多余或缺少的逗号、未配对的引号，或文件是否被截断",
                number,
            )
            continue
        row = dict(zip(raw.header, cells, strict=True))
        for column in declared.columns:
            if column.name in row and (broken := _cell(column, row[column.name])):
                yield Problem(raw.file, *broken, number, raw.shown(column.name), row[column.name])
        yield from _check_name(declared, raw, number, row, advice)


def _check_name(
    declared: Table, raw: RawTable, number: int, row: Mapping[str, str], advice: _Advice
) -> Iterator[Problem]:
    for column in declared.columns:
        written, code = row.get(column.label_for, ""), row.get(column.name, "")
        if column.refers != "places" or not written:
            continue
        found = places.find(written, code)
        if found is None:
            hint, name = advice.on_name(written), raw.shown(column.label_for)
            yield Problem(raw.file, "unknown-name", hint, number, name, written)
        elif code and found.code != code and re.fullmatch(column.pattern, code):
            owner = places.get(code)
            means = f"{code} 是{owner.name}" if owner else f"{code} 不是已知的代码"
            hint = f"{found.name}的代码是 {found.code}；{means}"
            yield Problem(raw.file, "name-code", hint, number, raw.shown(column.name), code)


def check_key(declared: Table, raw: RawTable) -> Iterator[Problem]:
    """Rows that repeat an earlier row's key."""
    if not set(declared.key) <= set(raw.header):
        return
    first: dict[tuple[str, ...], int] = {}
    for number, row in raw.records():
        key = tuple(row[name] for name in declared.key)
        if key in first:
            columns = "、".join(map(raw.shown, declared.key))
            yield Problem(
                raw.file,
                "duplicate",
                f"与第 {first[key]} 行的 {columns} 相同；每一组只能出现一次",
                number,
                columns,
                "、".join(key),
            )
        first.setdefault(key, number)


def check_references(
    declared: Table, raw: RawTable, raws: Mapping[str, RawTable], advice: _Advice
) -> Iterator[Problem]:
    """Values that point at another table's column and are not there."""
    for column in declared.columns:
        if "." not in column.refers or column.name not in raw.header:
            continue
        other, target = column.refers.split(".")
        if other not in raws:
            continue
        known = raws[other].values(target)
        where = f"{raws[other].file} 的 {raws[other].shown(target)} 列"
        for number, row in raw.records():
            value = row[column.name]
            if value and value not in known:
                hint = f"{where}没有这个值{advice.on_value(value, known)}"
                yield Problem(raw.file, "reference", hint, number, raw.shown(column.name), value)


def check_event(raws: Mapping[str, RawTable]) -> Iterator[Problem]:
    """What every page says of the event and an edition does not tell."""
    raw = raws.get("event")
    if raw is None or "item" not in raw.header:
        return
    for item in NEEDED_ITEMS:
        if item not in raw.values("item"):
            hint = f"请补上“{item}”一行"
            yield Problem(raw.file, "missing-item", hint, column=raw.shown("item"))


def check_intervals(raws: Mapping[str, RawTable]) -> Iterator[Problem]:
    """Half-open tier intervals: each not empty, none overlapping another of its group."""
    raw = raws.get("tier_scale")
    if raw is None or not {"group", "tier", "lower", "upper"} <= set(raw.header):
        return
    column = raw.shown("lower")
    seen: dict[str, list[tuple[float, float, str]]] = {}
    for number, row in raw.records():
        try:
            lower, upper = float(row["lower"]), float(row["upper"])
        except ValueError:
            continue  # told by check_cells
        written = f"[{row['lower']},{row['upper']})"
        if lower >= upper:
            yield Problem(raw.file, "interval", "下限须小于上限", number, column, written)
        for low, high, tier in seen.setdefault(row["group"], []):
            if lower < high and low < upper:
                hint = f"与“{tier}”的 [{low:g},{high:g}) 重叠；区间左闭右开，不得相交"
                yield Problem(raw.file, "overlap", hint, number, column, written)
        seen[row["group"]].append((lower, upper, row["tier"]))


def check_scale(raws: Mapping[str, RawTable]) -> Iterator[Problem]:
    """Results in a tier for which their group has no interval."""
    results, scale = raws.get("results"), raws.get("tier_scale")
    if results is None or scale is None:
        return
    if not all({"group", "tier"} <= set(raw.header) for raw in (results, scale)):
        return
    known = {(row["group"], row["tier"]) for _, row in scale.records()}
    for number, row in results.records():
        if row["group"] and row["tier"] in TIERS and (row["group"], row["tier"]) not in known:
            hint = f"{scale.file} 中没有“{row['group']}”的“{row['tier']}”；请补上，或改正此处"
            column = results.shown("tier")
            yield Problem(results.file, "tier-scale", hint, number, column, row["tier"])


ACROSS_TABLES: tuple[Callable[[Mapping[str, RawTable]], Iterator[Problem]], ...] = (
    check_event,
    check_intervals,
    check_scale,
)


def check(declared: Mapping[str, Table], raws: Mapping[str, RawTable]) -> Iterator[Problem]:
    """All problems of tables already read, in file and row order within each rule."""
    advice = _Advice()
    for name, raw in raws.items():
        yield from check_header(declared[name], raw)
        yield from check_cells(declared[name], raw, advice)
        yield from check_key(declared[name], raw)
        yield from check_references(declared[name], raw, raws, advice)
    for rule in ACROSS_TABLES:
        yield from rule(raws)
