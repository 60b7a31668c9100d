"""What can be wrong with a table, and how it is told: every problem, with its place and a way out.

A problem names the file, the row as a spreadsheet shows it, the column, the value, the rule that
was broken and what to do about it. Checks collect; they never stop at the first.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis import places
from analysis.schema import TIERS, Column, Table, Type

if TYPE_CHECKING:
    from analysis.tables import RawTable

RULES = {
    "source": "读不到",
    "unknown-table": "未声明的表",
    "missing-table": "缺少表",
    "empty-file": "空文件",
    "encoding": "编码不是 UTF-8",
    "broken-csv": "CSV 不完整",
    "package": "数据包说明有误",
    "hash": "与数据包记录不符",
    "duplicate-column": "列名重复",
    "unknown-column": "未声明的列",
    "missing-column": "缺少列",
    "ragged-row": "单元格数目不符",
    "missing-value": "缺少值",
    "source-line": "缺少原文行号",
    "type": "类型不符",
    "date": "日期不符",
    "code": "代码不符",
    "pattern": "写法不符",
    "unknown-tier": "未知档次",
    "allowed": "不在允许的值之内",
    "bounds": "超出范围",
    "excerpt": "摘录过长",
    "duplicate": "重复",
    "reference": "引用无着落",
    "unknown-name": "名称无法识别",
    "name-code": "名称与代码不符",
    "interval": "区间有误",
    "overlap": "区间重叠",
    "tier-scale": "档次不在该组区间表中",
}

LABELS = {
    "file": "文件",
    "row": "行",
    "column": "列",
    "value": "值",
    "rule": "规则",
    "hint": "怎么办",
}
LONGEST_EXCERPT = 40


@dataclass(frozen=True)
class Problem:
    """One thing wrong: ``row`` is the spreadsheet row (header is 1; 0 means the whole file)."""

    file: str
    rule: str
    hint: str
    row: int = 0
    column: str = ""
    value: str = ""

    def sentence(self) -> str:
        """The problem as one line for people."""
        place = self.file
        if self.row:
            place += f" 第 {self.row} 行"
        if self.column:
            place += f" “{self.column}”列"
        value = f"（值：{self.value[:60]}）" if self.value else ""
        return f"{place}：{RULES[self.rule]}{value}。{self.hint}"


class EditionError(ValueError):
    """Raised when tables have problems; nothing of them is loaded. Carries all ``problems``."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(problem.sentence() for problem in problems))


def table(problems: list[Problem]) -> pd.DataFrame:
    """Problems as a table with the columns of ``LABELS`` (file, row, column, value, rule, hint)."""
    return pd.DataFrame([asdict(problem) for problem in problems], columns=list(LABELS))


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
    "integer": r"-?\d{1,15}",
    "number": r"-?\d{1,15}(\.\d{1,15})?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "period": r"\d{4}(-\d{2}){0,2}|\D.*",
    "text": r".*",
}


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
            close = places.nearest(name, names)
            hint = f"是否应为 {close}？" if close else f"可用的列：{'、'.join(names)}"
            yield Problem(raw.file, "unknown-column", hint, 1, name)
    for name in names:
        if name not in raw.header:
            yield Problem(
                raw.file, "missing-column", f"请补上“{declared[name].label}”一列", 1, name
            )


def check_cells(declared: Table, raw: RawTable) -> Iterator[Problem]:
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
                yield Problem(raw.file, *broken, number, column.name, row[column.name])
        yield from _check_name(declared, raw.file, number, row)


def _check_name(
    declared: Table, file: str, number: int, row: Mapping[str, str]
) -> Iterator[Problem]:
    for column in declared.columns:
        written, code = row.get(column.label_for, ""), row.get(column.name, "")
        if column.refers != "places" or not written:
            continue
        found = places.find(written, code)
        if found is None:
            yield Problem(
                file, "unknown-name", places.advice(written), number, column.label_for, written
            )
        elif code and found.code != code and re.fullmatch(column.pattern, code):
            owner = places.get(code)
            means = f"{code} 是{owner.name}" if owner else f"{code} 不是已知的代码"
            hint = f"{found.name}的代码是 {found.code}；{means}"
            yield Problem(file, "name-code", hint, number, column.name, code)


def check_key(declared: Table, raw: RawTable) -> Iterator[Problem]:
    """Rows that repeat an earlier row's key."""
    if not set(declared.key) <= set(raw.header):
        return
    first: dict[tuple[str, ...], int] = {}
    for number, row in raw.records():
        key = tuple(row[name] for name in declared.key)
        if key in first:
            columns = "、".join(declared.key)
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
    declared: Table, raw: RawTable, raws: Mapping[str, RawTable]
) -> Iterator[Problem]:
    """Values that point at another table's column and are not there."""
    for column in declared.columns:
        if "." not in column.refers or column.name not in raw.header:
            continue
        other, target = column.refers.split(".")
        if other not in raws:
            continue
        known = raws[other].values(target)
        for number, row in raw.records():
            value = row[column.name]
            if value and value not in known:
                close = places.nearest(value, known)
                hint = f"{other}.csv 的 {target} 列没有这个值" + (
                    f"；是否应为 {close}？" if close else ""
                )
                yield Problem(raw.file, "reference", hint, number, column.name, value)


def check_intervals(raws: Mapping[str, RawTable]) -> Iterator[Problem]:
    """Half-open tier intervals: each not empty, none overlapping another of its group."""
    raw = raws.get("tier_scale")
    if raw is None or not {"group", "tier", "lower", "upper"} <= set(raw.header):
        return
    seen: dict[str, list[tuple[float, float, str]]] = {}
    for number, row in raw.records():
        try:
            lower, upper = float(row["lower"]), float(row["upper"])
        except ValueError:
            continue  # told by check_cells
        written = f"[{row['lower']},{row['upper']})"
        if lower >= upper:
            yield Problem(raw.file, "interval", "下限须小于上限", number, "lower", written)
        for low, high, tier in seen.setdefault(row["group"], []):
            if lower < high and low < upper:
                hint = f"与“{tier}”的 [{low:g},{high:g}) 重叠；区间左闭右开，不得相交"
                yield Problem(raw.file, "overlap", hint, number, "lower", written)
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
        if row["tier"] in TIERS and (row["group"], row["tier"]) not in known:
            hint = f"tier_scale.csv 中没有“{row['group']}”的“{row['tier']}”；请补上，或改正此处"
            yield Problem(results.file, "tier-scale", hint, number, "tier", row["tier"])


ACROSS_TABLES: tuple[Callable[[Mapping[str, RawTable]], Iterator[Problem]], ...] = (
    check_intervals,
    check_scale,
)


def check(declared: Mapping[str, Table], raws: Mapping[str, RawTable]) -> list[Problem]:
    """All problems of tables already read, in file and row order within each rule."""
    found: list[Problem] = []
    for name, raw in raws.items():
        found += check_header(declared[name], raw)
        found += check_cells(declared[name], raw)
        found += check_key(declared[name], raw)
        found += check_references(declared[name], raw, raws)
    for rule in ACROSS_TABLES:
        found += rule(raws)
    return found
