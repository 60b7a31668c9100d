"""Uploaded files of the kinds that people have, read as one whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from analysis import edition, sandbox, tables
from analysis.edition import Edition
from analysis.intake import delimited, layout, limits
from analysis.intake.cells import tidy
from analysis.intake.findings import Findings, Note, Refused, shown
from analysis.intake.layout import Grid
from analysis.intake.workbook import Workbook, label
from analysis.intake.zips import Archive
from analysis.report import EditionError, Problem
from analysis.schema import EDITION
from analysis.tables import RawTable

LANE = sandbox.Lane("intake", limits.MEMORY)
UPLOAD = "上传的文件"
ABOUT = ("说明", "来源说明", "字段说明")  # sheets of our own that hold no rows of an edition

_DELIMITED = (".csv", ".txt", ".tsv")
_NESTED = (".zip", ".rar", ".7z", ".gz", ".tar", ".xlsx", ".xlsm", ".xls")
_ACCEPTED = "可以上传：数据包的 zip、一个或多个 CSV、一个 XLSX 工作簿"
_OLD = b"\xd0\xcf\x11\xe0"
_FOREIGN = {
    b"%PDF": " PDF 文档",
    b"Rar!": " RAR 压缩包",
    b"7z\xbc\xaf": " 7z 压缩包",
    b"\x1f\x8b": " gz 压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"{\\rtf": " RTF 文档",
}


class Taken(NamedTuple):
    """One edition, or None and every problem; either way what was put right or left aside."""

    edition: Edition | None
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def take(files: Mapping[str, bytes]) -> Taken:
    """Uploaded files by name as one local edition; nothing is loaded where anything is wrong."""
    findings = Findings()
    try:
        raws = _read(files, findings)
    except Refused as refused:
        return Taken(None, findings.notes, (*findings.problems, refused.problem))
    told = {(one.file, one.row, one.column) for one in findings.problems}
    try:
        most = limits.PROBLEMS + 1
        loaded = edition.load_raws(raws, EDITION, findings.problems, local=True, most=most)
    except EditionError as error:
        return Taken(None, findings.notes, _once(error.problems, len(findings.problems), told))
    return Taken(loaded, findings.notes, ())


def _once(
    problems: list[Problem], own: int, told: set[tuple[str, int, str]]
) -> tuple[Problem, ...]:
    """Problems without those that follow from one already told of the same cell or column."""
    further = [
        one
        for one in problems[own:]
        if one.rule != "missing-column" and (one.file, one.row, one.column) not in told
    ]
    found = [*problems[:own], *further]
    if len(found) <= limits.PROBLEMS:
        return tuple(found)
    hint = f"问题超过 {limits.PROBLEMS:,} 个，只列出前面的；改正后请再上传"
    return (*found[: limits.PROBLEMS], Problem(UPLOAD, "too-large", hint))


def _read(files: Mapping[str, bytes], findings: Findings) -> dict[str, RawTable]:
    """Tables as text by name; raise ``Refused`` where the files cannot be read at all."""
    if not files:
        raise Refused(UPLOAD, "source", f"没有文件；{_ACCEPTED}")
    if len(files) > limits.FILES:
        raise Refused(UPLOAD, "too-large", f"一次不超过 {limits.FILES} 个文件")
    for name, content in files.items():
        if len(content) > limits.FILE:
            size = math.ceil(10 * len(content) / limits.MB) / 10
            hint = f"一个文件不超过 {limits.FILE // limits.MB} MB，这个有 {size} MB"
            raise Refused(shown(name), "too-large", hint)
    if sum(map(len, files.values())) > limits.UNPACKED:
        raise Refused(UPLOAD, "too-large", f"合计不超过 {limits.UNPACKED // limits.MB} MB")
    zipped = [name for name, content in files.items() if _is_zip(name, content)]
    if not zipped:
        return _tables(_delimited(files, findings), findings)
    if len(files) > 1:
        hint = f"zip 或 XLSX 须单独上传，只传一个；{_ACCEPTED}"
        raise Refused(UPLOAD, "mixture", hint)
    archive = Archive(shown(zipped[0]), files[zipped[0]])
    if any(name == "[Content_Types].xml" or name.startswith("xl/") for name in archive.members):
        return _tables(_sheets(Workbook(archive, findings), findings), findings)
    if {"mimetype", "content.xml"} <= archive.members.keys():
        raise Refused(archive.file, "kind", "这是 .ods 一类的文件；请另存为 .xlsx")
    return _tables(_delimited(_members(archive, findings), findings), findings)


def _is_zip(name: str, content: bytes) -> bool:
    """Whether a file is a zip, as workbooks are; raise ``Refused`` for what is not readable."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return True
    kind = _foreign(content)
    if kind == "encrypted":
        raise Refused(shown(name), "encrypted", "请在 Excel 中取消密码，另存后上传")
    if kind:
        raise Refused(shown(name), "kind", f"这是{kind}；{_ACCEPTED}")
    ending = PurePosixPath(name.lower()).suffix
    if ending in (*_DELIMITED, ".json"):
        return False
    if ending in _NESTED:
        raise Refused(shown(name), "damaged", "文件的开头不对，可能没有传完；请重新保存后上传")
    raise Refused(shown(name), "kind", _ACCEPTED)


def _foreign(content: bytes) -> str:
    """What a file is that is none of ours, or an empty text."""
    if content.startswith(_OLD):
        protected = "EncryptedPackage".encode("utf-16-le") in content
        return "encrypted" if protected else "旧版 .xls 或 .doc 文件，请另存为 .xlsx"
    beginning = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        return "网页或 XML 文件，请另存为 .xlsx"
    return next((kind for mark, kind in _FOREIGN.items() if content.startswith(mark)), "")


def _members(archive: Archive, findings: Findings) -> dict[str, bytes]:
    """The tables of a package and its description, by the path that its author knows."""
    if len(archive.members) > limits.MEMBERS:
        raise archive.too_many()
    found, left = {}, []
    for name in archive.members:
        path = PurePosixPath(name)
        if "__MACOSX" in path.parts or path.name.startswith((".", "~$")):
            continue
        if path.suffix.lower() in _NESTED:
            hint = "zip 里还有压缩包或工作簿；请取出来单独上传"
            raise Refused(f"{archive.file} 中的 {shown(name)}", "nested", hint)
        if path.suffix.lower() in _DELIMITED or path.name == tables.PACKAGE:
            found[name] = archive.read(name)
            if _is_zip(name, found[name]):
                hint = "zip 里还有压缩包或工作簿；请取出来单独上传"
                raise Refused(f"{archive.file} 中的 {shown(name)}", "nested", hint)
        else:
            left.append(shown(name))
    if left:
        findings.note(archive.file, f"不是表格的文件未读入：{_some(left)}")
    return found


def _some(names: list[str]) -> str:
    return "、".join(names[:8]) + (f"等 {len(names)} 个" if len(names) > 8 else "")


def _delimited(files: Mapping[str, bytes], findings: Findings) -> Iterable[Grid]:
    """The tables among CSV files; each file's own problems leave the others to be read."""
    _check_description(files, findings)
    folders = {PurePosixPath(name).parent for name in files}
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.suffix.lower() == ".json":
            if path.name != tables.PACKAGE:
                findings.note(shown(name), "不是表格，未读入")
            continue
        file = shown(path.name if len(folders) == 1 else name)
        table = layout.table_called(path.stem)
        if table is None:
            _unknown(file, path.stem, ".csv", findings)
            continue
        try:
            rows = delimited.read(file, content, table, findings)
        except Refused as refused:
            findings.refuse(refused, table.name)
        else:
            yield Grid(file, table, rows)


def _unknown(file: str, name: str, ending: str, findings: Findings) -> None:
    close = layout.nearest_table(name)
    if close:
        hint = f"是否应为 {close.name}{ending}（{close.label}）？"
        findings.unread.add(close.name)
    else:
        hint = f"可用的表：{'、'.join(EDITION)}"
    findings.problem(file, "unknown-table", hint)


def _check_description(files: Mapping[str, bytes], findings: Findings) -> None:
    """A package's description must be sound; what has been edited since is said, not demanded."""
    members = {PurePosixPath(name).name: content for name, content in files.items()}
    if len(members.get(tables.PACKAGE, b"")) > limits.DESCRIPTION:
        hint = f"不超过 {limits.DESCRIPTION // limits.MB} MB；可以删去它再上传"
        findings.problem(tables.PACKAGE, "too-large", hint)
        return
    edited = []
    for problem in tables.check_package(members):
        if problem.rule == "hash":
            edited.append(shown(problem.file))
        elif problem.rule == "package":
            findings.problem(tables.PACKAGE, "package", "不是有效的数据包说明；可以删去它再上传")
        else:
            hint = f"{problem.hint}；请补上，或删去 {tables.PACKAGE}"
            findings.problem(shown(problem.file), problem.rule, hint)
    if edited:
        findings.note(tables.PACKAGE, f"{_some(edited)} 与其中记录的校验值不同，按现有内容读入")


def _sheets(book: Workbook, findings: Findings) -> Iterable[Grid]:
    """The tables among the sheets of a workbook."""
    left = []
    for listed in book.sheets:
        table = layout.table_called(listed.name)
        name = tidy(listed.name).text
        if table is None and name in ABOUT:
            continue
        try:
            sheet = book.read(listed, whole=table is not None)
        except Refused as refused:
            if table is None or refused.problem.file != label(listed.name):
                raise
            findings.refuse(refused, table.name)
            continue
        if table is not None and not sheet.rows:
            hint = "工作表没有内容；至少要有表头，不用的表请删去整个工作表"
            findings.problem(label(listed.name), "empty-file", hint)
            findings.unread.add(table.name)
        elif table is not None:
            if listed.hidden:
                findings.note(label(listed.name), "隐藏的工作表也已读入")
            yield Grid(label(listed.name), table, sheet.rows, sheet.merged, letters=True)
        elif sheet.rows and (close := layout.resembled(sheet.rows)):
            hint = f"表头像是“{close.label}”；请把工作表改名为“{close.label}”，或删去它"
            findings.problem(label(listed.name), "unknown-table", hint)
            findings.unread.add(close.name)
        elif not sheet.blank and layout.nearest_table(listed.name):
            _unknown(label(listed.name), listed.name, "", findings)
        elif not sheet.blank:
            left.append(f"“{shown(listed.name)}”")
    if left:
        findings.note(book.file, f"不是表的工作表未读入：{_some(left)}")


def _tables(grids: Iterable[Grid], findings: Findings) -> dict[str, RawTable]:
    """Tables as text by name, each once, with those that no edition can do without."""
    found: dict[str, RawTable] = {}
    first: dict[str, str] = {}
    for grid in grids:
        name = grid.table.name
        if name in first:
            hint = f"与 {first[name]} 是同一张表；只留一份"
            findings.problem(grid.file, "duplicate-table", hint)
            continue
        first[name] = grid.file
        raw = layout.raw_table(grid, findings)
        if raw is None:
            findings.unread.add(name)
        else:
            found[name] = raw
    _missing(found, findings)
    return found


def _missing(found: Mapping[str, RawTable], findings: Findings) -> None:
    for name, table in EDITION.items():
        if table.required and name not in found and name not in findings.unread:
            hint = f"请补上“{table.label}”（{name}.csv，或同名的工作表）"
            findings.problem(table.label, "missing-table", hint)
