"""Bytes of CSV files to rows of text, strictly, with the row numbers that a spreadsheet shows.

pandas shifts the columns of a ragged row and guesses types without a word, so reading is done with
the standard library and every oddity is reported.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from analysis.report import Problem, nearest
from analysis.schema import Table

PACKAGE = "datapackage.json"


@dataclass(frozen=True)
class RawTable:
    """One CSV file as text: ``rows`` pairs the spreadsheet row number with its cells.

    ``heads`` holds what the author wrote over columns that have another name here.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    heads: Mapping[str, str] = field(default_factory=dict)

    def shown(self, column: str) -> str:
        """A column as its author knows it."""
        return self.heads.get(column, column)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Row number and cells by column name, of the rows that have the right number of cells."""
        for number, cells in self.rows:
            if len(cells) == len(self.header):
                yield number, dict(zip(self.header, cells, strict=True))

    def values(self, column: str) -> frozenset[str]:
        """The values of one column; empty where the column is missing."""
        return frozenset(row.get(column, "") for _, row in self.records())


def sha256(content: bytes) -> str:
    """The digest as Data Package writes it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def read_members(source: str | Path | BinaryIO) -> tuple[dict[str, bytes], list[Problem]]:
    """The CSV files and the package description of a folder or of a zip (file or stream)."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.is_dir():
            return _read_folder(path)
        if not path.is_file():
            return {}, [Problem(str(path), "source", "没有这个文件夹或文件；请核对路径")]
        source, name = io.BytesIO(path.read_bytes()), path.name
    else:
        name = "数据包"
    try:
        with zipfile.ZipFile(source) as archive:
            return _read_archive(archive)
    except BAD_ZIP:
        return {}, [Problem(name, "source", "不是完整、无密码的 zip 数据包；请重新打包")]


# What zipfile raises for damage, truncation, passwords and unknown ways of packing.
BAD_ZIP = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)


def _belongs(name: str) -> bool:
    """A table or the description; not the shadow files that a Mac adds."""
    return (name.endswith(".csv") or name == PACKAGE) and not name.startswith("._")


def _read_archive(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[Problem]]:
    members: dict[str, bytes] = {}
    problems = []
    for member in archive.namelist():
        file = Path(member).name
        if _belongs(file) and file in members:
            hint = "zip 中有两个同名的文件；只留一个文件夹的内容，重新打包"
            problems.append(Problem(member, "source", hint))
        elif _belongs(file):
            members[file] = archive.read(member)
    return members, problems


def _read_folder(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    members, problems = {}, []
    for path in sorted(folder.iterdir()):
        if _belongs(path.name):
            try:
                members[path.name] = path.read_bytes()
            except OSError:
                problems.append(Problem(path.name, "source", "文件打不开；请检查权限"))
    return members, problems


def decode(file: str, content: bytes) -> str | Problem:
    """UTF-8 text, with or without BOM; anything else is named, not guessed."""
    if not content.strip():
        return _empty(file)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content[:200]:
        return Problem(file, "encoding", "像是 UTF-16 编码；请另存为“CSV UTF-8（逗号分隔）”")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        try:
            content.decode("gb18030")
            kind = "像是 GBK（GB18030）编码"
        except UnicodeDecodeError:
            kind = "不是 UTF-8 编码，或文件已损坏"
        return Problem(file, "encoding", f"{kind}；请另存为“CSV UTF-8（逗号分隔）”", line)


def parse(file: str, text: str) -> RawTable | Problem:
    """Header and rows; blank lines are skipped but counted, so that row numbers stay true."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cell.strip() for cell in cells)))
    except csv.Error:
        hint = "引号没有配对，或文件在中途被截断；请重新导出这个文件"
        return Problem(file, "broken-csv", hint, number + 1)
    if not rows:
        return _empty(file)
    return RawTable(file, rows[0][1], tuple(rows[1:]))


def _empty(file: str) -> Problem:
    return Problem(file, "empty-file", "文件没有内容；请重新导出，至少要有表头")


def read(
    members: Mapping[str, bytes], declared: Mapping[str, Table]
) -> tuple[dict[str, RawTable], list[Problem]]:
    """Declared tables among the members, and what is wrong with the files themselves."""
    problems = check_package(members)
    raws: dict[str, RawTable] = {}
    for file, content in members.items():
        if file == PACKAGE:
            continue
        name = file.removesuffix(".csv")
        if name not in declared:
            close = nearest(name, declared)
            hint = f"是否应为 {close}.csv？" if close else f"可用的表：{'、'.join(declared)}"
            problems.append(Problem(file, "unknown-table", hint))
            continue
        text = decode(file, content)
        raw = text if isinstance(text, Problem) else parse(file, text)
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            raws[name] = raw
    for name, table in declared.items():
        if f"{name}.csv" not in members and table.required:
            hint = f"请补上“{table.label}”（{name}.csv）"
            problems.append(Problem(f"{name}.csv", "missing-table", hint))
    return raws, problems


def check_package(members: Mapping[str, bytes]) -> list[Problem]:
    """A description is optional; where there is one, its digests must be those of the files."""
    if PACKAGE not in members:
        return []
    try:
        resources = json.loads(members[PACKAGE].decode("utf-8-sig"))["resources"]
        digests = {resource["path"]: resource.get("hash", "") for resource in resources}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = "不是有效的数据包说明；请用 python -m analysis package 重新生成"
        return [Problem(PACKAGE, "package", hint)]
    problems = []
    for path, digest in digests.items():
        if path not in members:
            problems.append(Problem(path, "missing-table", f"{PACKAGE} 列有此文件，却没有找到"))
        elif digest and digest != sha256(members[path]):
            hint = "文件被改动或截断；若改动属实，请用 python -m analysis package 更新说明"
            problems.append(Problem(path, "hash", hint))
    return problems
