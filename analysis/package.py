"""The Data Package description of tables, made from the declarations, and tables as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import edition, tables
from analysis.edition import Edition
from analysis.schema import CONTEXT, EDITION, TYPE_LABELS, Column, Table

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "period": "string",
}
LICENCE = "来源未声明许可：事实与数字依来源摘录，著作权归各发布机构"


def describe(folder: str | Path, declared: Mapping[str, Table]) -> dict[str, Any]:
    """The description of a folder without problems; raise ``EditionError`` where it has any."""
    members, _ = tables.read_members(folder)
    files = {name: body for name, body in members.items() if name != tables.PACKAGE}
    return describe_files(edition.load_members(files, declared), files)


def describe_files(loaded: Edition, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The description of loaded tables whose CSV files, by name, are these."""
    return {
        "$schema": _PROFILE,
        **head(loaded),
        "licenses": [{"name": "notspecified", "title": LICENCE}],
        "resources": [
            resource(table, files[f"{name}.csv"])
            for name, table in declared_in(loaded).items()
            if f"{name}.csv" in files
        ],
    }


def encode(description: Mapping[str, Any]) -> bytes:
    """A description as the bytes of ``datapackage.json``."""
    return (json.dumps(description, ensure_ascii=False, indent=2) + "\n").encode()


def write(folder: str | Path, declared: Mapping[str, Table]) -> Path:
    """Describe a folder in its own ``datapackage.json``."""
    path = Path(folder) / tables.PACKAGE
    path.write_bytes(encode(describe(folder, declared)))
    return path


def declared_in(loaded: Edition) -> Mapping[str, Table]:
    """The declarations that loaded tables follow: an edition's or the context's."""
    return CONTEXT if set(loaded) == CONTEXT.keys() else EDITION


def head(loaded: Edition) -> dict[str, Any]:
    """What an edition or the context is: name, title, description, sources."""
    return _context_head(loaded) if declared_in(loaded) is CONTEXT else _edition_head(loaded)


def as_text(loaded: Edition, name: str) -> pd.DataFrame:
    """A table as text, cell by cell as a file has it; loading it gives the same values again."""
    rows = loaded[name]
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [_written(column, value) for value in rows[column.name]], dtype="str"
            )
            for column in declared_in(loaded)[name].columns
        }
    )


def _written(column: Column, value: Any) -> str:
    if column.type == "number":  # never with an exponent
        return f"{Decimal(str(value)):f}".removesuffix(".0")
    return value.date().isoformat() if column.type == "date" else str(value)


def heads(table: Table) -> dict[str, str]:
    """What people read over each column: its label, with the unit where there is one."""
    return {column.name: _head(column) for column in table.columns}


def _head(column: Column) -> str:
    if column.unit and column.label.endswith("）"):  # 下限（含，分）: one pair of brackets
        return f"{column.label[:-1]}，{column.unit}）"
    return f"{column.label}（{column.unit}）" if column.unit else column.label


def number_heads(table: Table) -> tuple[str, ...]:
    """The heads of the columns that hold numbers."""
    return tuple(
        head for name, head in heads(table).items() if table[name].type in ("integer", "number")
    )


def _edition_head(loaded: Edition) -> dict[str, Any]:
    title, publisher = loaded.event("标题"), loaded.event("发布机构")
    return {
        "name": f"assessment-{loaded.year}",
        "title": title,
        "description": f"{loaded.event('发布会名称')}所发布材料：名单与数字逐条摘录，做法据原文概括，"
        "截图中与评估无关的文字未录入",
        "sources": [{"title": f"《{title}》，{publisher}，{loaded.event('发布会名称')}"}],
    }


def _context_head(loaded: Edition) -> dict[str, Any]:
    counts = loaded["website_counts"]
    pages = counts[counts["url"] != ""].drop_duplicates("url")
    return {
        "name": "context",
        "title": "背景数据",
        "description": "发布材料之外的公开数字与名录，数字逐行注明发布机构与级别",
        "sources": [{"title": row.publisher, "path": row.url} for row in pages.itertuples()],
    }


def resource(table: Table, content: bytes) -> dict[str, Any]:
    """One table as a resource with its schema and the digest of its bytes."""
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.label,
        "description": table.description,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": tables.sha256(content),
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    """A declared table as a Table Schema: fields, primary key, foreign keys."""
    keys = [
        {
            "fields": [column.name],
            "reference": {"resource": other, "fields": [target]},
        }
        for column in table.columns
        if "." in column.refers
        for other, target in [column.refers.split(".")]
    ]
    described: dict[str, Any] = {
        "fields": [field(column) for column in table.columns],
        "primaryKey": list(table.key),
    }
    return described | ({"foreignKeys": keys} if keys else {})


def codebook(declared: Mapping[str, Table]) -> pd.DataFrame:
    """Every declared column as people read it, one row a column, headed in Chinese."""
    return pd.DataFrame(
        [
            {
                "表": table.label,
                "文件": f"{table.name}.csv",
                "列": column.name,
                "名称": column.label,
                "说明": column.description,
                "类型": TYPE_LABELS[column.type],
                "单位": column.unit,
                "可用的值": _values(column),
                "可空": "" if column.required else "是",
                "主键": "是" if column.name in table.key else "",
                "指向": _target(column),
            }
            for table in declared.values()
            for column in table.columns
        ]
    )


def _values(column: Column) -> str:
    low, high = column.minimum, column.maximum
    bounds = [f"不小于 {low:g}"] if low is not None else []
    bounds += [f"不大于 {high:g}"] if high is not None else []
    return "、".join([*column.allowed, *column.words, *bounds])


def _target(column: Column) -> str:
    """Where the values of a column stand as keys."""
    if column.refers == "places":
        return "地方与单位的名录"
    table, _, name = column.refers.partition(".")
    return f"{table}.csv 的 {name}" if name else ""


def field(column: Column) -> dict[str, Any]:
    """A declared column as a field: title, description, type, unit and constraints."""
    constraints = {
        "required": column.required or None,
        "enum": list(column.allowed) or None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "pattern": column.pattern or None,
    }
    described = {
        "name": column.name,
        "title": column.label,
        "description": column.description,
        "type": _TYPES[column.type],
        "unit": column.unit or None,
        "constraints": {name: value for name, value in constraints.items() if value is not None},
    }
    return {name: value for name, value in described.items() if value not in (None, {})}
