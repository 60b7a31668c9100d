"""What can be wrong with a table, and how it is told: every problem, with its place and a way out.

A problem names the file, the row as a spreadsheet shows it, the column, the value, the rule that
was broken and what to do about it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

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
    "missing-item": "缺少项目",
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

# What can be wrong with files that people upload, before their tables are looked at.
UPLOAD_RULES = {
    "kind": "不是能读入的文件",
    "mixture": "几种文件混在一起",
    "too-large": "超出上限",
    "damaged": "文件不完整或已损坏",
    "encrypted": "有密码",
    "nested": "包中有包",
    "unsafe-name": "不安全的文件名",
    "link": "链接文件",
    "macro": "含有宏",
    "dtd": "含有 DTD 或实体",
    "duplicate-table": "同一张表有两份",
    "no-header": "没有表头",
    "merged": "合并的单元格",
    "formula": "公式没有算出的值",
    "cell-error": "单元格是错误值",
}

LABELS = {
    "file": "文件",
    "row": "行",
    "column": "列",
    "value": "值",
    "rule": "规则",
    "hint": "怎么办",
}


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
        return f"{place}：{rule_label(self.rule)}{value}。{self.hint}"


def rule_label(rule: str) -> str:
    """What a broken rule is called."""
    return RULES[rule] if rule in RULES else UPLOAD_RULES[rule]


class EditionError(ValueError):
    """Raised when tables have problems; nothing of them is loaded. Carries all ``problems``."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(problem.sentence() for problem in problems))


def table(problems: list[Problem]) -> pd.DataFrame:
    """Problems as a table with the columns of ``LABELS`` (file, row, column, value, rule, hint)."""
    return pd.DataFrame([asdict(problem) for problem in problems], columns=list(LABELS))


def nearest(word: str, words: Iterable[str]) -> str:
    """The most similar of some words, or an empty text when none is close."""
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return close[0] if close else ""
