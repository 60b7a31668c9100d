"""What a visitor has loaded, ordered and ticked, as one file, and back from it.

The file is a zip: ``visit.json`` says what it is, ``edition/`` holds the visitor's own edition as a
Data Package, and a folder for each edition, called after it, its running order and its ticks.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from analysis import library, report, running_order, tables
from analysis.archive import zipped
from analysis.edition import LOCAL, Edition
from analysis.export.package import data_package
from analysis.intake import Taken, limits, take
from analysis.intake.findings import Refused
from analysis.intake.zips import Archive
from analysis.learning import LONGEST, Ticked
from analysis.report import Problem
from analysis.running_order import BadOrder, Saved
from analysis.schema import EDITION

_FORMAT, _VERSION = "shuzheng-visit", 1
_ABOUT, _EDITION, _ORDER, _LIST = "visit.json", "edition/", "order.json", "list.json"
_OURS = {tables.PACKAGE, *(f"{name}.csv" for name in EDITION)}
_LARGEST = limits.MB  # bytes of any of our JSON files
_KEPT = "请选择由“保存本次会话”得到的文件。"


class Visit(NamedTuple):
    """What there is to keep: running orders and ticks by the name of their edition."""

    own: Edition | None
    shown: str
    orders: Mapping[str, Saved]
    ticked: Mapping[str, Ticked]


class Received(NamedTuple):
    """What came of an upload: tables that were taken, a visit, or why neither."""

    taken: Taken | None = None
    visit: Visit | None = None
    wrong: str = ""


class BadVisit(ValueError):
    """Why a file cannot be restored, in Chinese."""


# ---- saving -----------------------------------------------------------------------------------------


def save(visit: Visit, editions: Mapping[str, Edition]) -> bytes:
    """A visit as a file; ``editions`` by name, the visitor's own among them."""
    about = {"format": _FORMAT, "version": _VERSION, "shown": visit.shown}
    files = {_ABOUT: _json(about)}
    if visit.own:
        with zipfile.ZipFile(io.BytesIO(data_package(visit.own))) as package:
            files |= {_EDITION + name: package.read(name) for name in package.namelist()}
    for name, order in visit.orders.items():
        files[f"{name}/{_ORDER}"] = running_order.save(editions[name], order)
    for name, held in visit.ticked.items():
        files[f"{name}/{_LIST}"] = _json({"picks": held.picks, "notes": dict(held.notes)})
    return zipped(files)


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


# ---- receiving --------------------------------------------------------------------------------------


def receive(
    files: Mapping[str, bytes], editions: Mapping[str, Edition], context: Edition | None
) -> Received:
    """Uploaded files by name: a saved visit, else tables; to be called in ``analysis.sandbox``.

    ``editions`` are the published ones by name. Of a visit either everything is good or nothing is
    given back.
    """
    archive = _saved(files)
    if archive is None:
        return Received(take(files))
    try:
        return _restored(archive, editions, context)
    except Refused as refused:
        return Received(wrong=refused.problem.sentence())
    except BadVisit as bad:
        return Received(wrong=str(bad))


def _saved(files: Mapping[str, bytes]) -> Archive | None:
    """The upload as a zip, where it is that of a visit."""
    if len(files) != 1:
        return None
    ((name, content),) = files.items()
    if len(content) > limits.FILE or not content.startswith(b"PK\x03\x04"):
        return None
    try:
        archive = Archive(name, content)
    except Refused:
        return None  # the tables' reader says why
    return archive if _ABOUT in archive.members else None


def _restored(
    archive: Archive, editions: Mapping[str, Edition], context: Edition | None
) -> Received:
    if len(archive.members) > limits.MEMBERS:
        raise archive.too_many()
    _check_names(archive.members, editions)
    about = _read(archive, _ABOUT)
    if about.get("format") != _FORMAT or about.get("version") != _VERSION:
        raise BadVisit(f"这不是本系统保存的会话，或由别的版本保存。{_KEPT}")
    package = {
        name.removeprefix(_EDITION): archive.read(name)
        for name in archive.members
        if name.startswith(_EDITION)
    }
    taken = take(package) if package else None
    if taken and taken.edition is None:
        return Received(taken)
    own = taken.edition if taken else None
    every = dict(editions) | ({LOCAL: own} if own else {})
    shown = about.get("shown")
    if not isinstance(shown, str) or shown not in every:
        raise BadVisit(f"保存的会话里所看的评估结果“{str(shown)[:40]}”，这里没有。")
    orders, ticked = {}, {}
    for name, edition in every.items():
        if (member := f"{name}/{_ORDER}") in archive.members:
            orders[name] = _order(edition, context, archive.read(member))
        if (member := f"{name}/{_LIST}") in archive.members:
            ticked[name] = _ticked(member, edition, _read(archive, member))
    return Received(taken, Visit(own, shown, orders, ticked))


def _check_names(members: Collection[str], editions: Mapping[str, Edition]) -> None:
    """Nothing is in it but what ``save`` writes."""
    known = {_ABOUT, *(_EDITION + name for name in _OURS)}
    own = [LOCAL] if any(name.startswith(_EDITION) for name in members) else []
    known |= {f"{name}/{file}" for name in (*editions, *own) for file in (_ORDER, _LIST)}
    for name in members:
        if name not in known:
            folder, _, file = name.rpartition("/")
            if file in (_ORDER, _LIST):
                raise BadVisit(
                    f"保存的会话用到“{folder[:40]}”的评估结果，这里没有；请先把它放入 data/。"
                )
            raise BadVisit(f"保存的会话里有不认识的文件“{name[:40]}”。{_KEPT}")


def _read(archive: Archive, member: str) -> Mapping[str, Any]:
    content = archive.read(member)
    if len(content) > _LARGEST:
        raise BadVisit(f"保存的会话里的 {member} 太大。{_KEPT}")
    try:
        found = json.loads(content)
        json.dumps(found, ensure_ascii=False).encode()  # half a character can be written in JSON
    except (UnicodeError, ValueError, RecursionError) as error:
        raise BadVisit(f"保存的会话里的 {member} 读不懂。{_KEPT}") from error
    if not isinstance(found, dict):
        raise BadVisit(f"保存的会话里的 {member} 写法不对：应为一个对象。")
    return found


def _order(edition: Edition, context: Edition | None, content: bytes) -> Saved:
    try:
        return running_order.load(edition, context, content)
    except BadOrder as error:
        raise BadVisit(str(error)) from error


def _ticked(member: str, edition: Edition, held: Mapping[str, Any]) -> Ticked:
    picks, notes = held.get("picks"), held.get("notes")
    entries = set(library.entries(edition)["entry"])
    if not isinstance(picks, list) or not isinstance(notes, dict):
        raise BadVisit(f"保存的会话里的 {member} 写法不对：应有 picks 与 notes。")
    for entry in (*picks, *notes):
        if not isinstance(entry, str) or entry not in entries:
            raise BadVisit(f"学习清单里的“{str(entry)[:40]}”不在这次评估的案例与做法之中。")
    for note in notes.values():
        if not isinstance(note, str) or len(note) > LONGEST:
            raise BadVisit(f"学习清单的备注应为不超过 {LONGEST} 个字符的文字。")
    return Ticked(tuple(dict.fromkeys(picks)), notes)


# ---- telling ----------------------------------------------------------------------------------------


def summary(edition: Edition) -> str:
    """What was loaded: how much, and which tables are empty."""
    held = {name: len(edition[name]) for name in edition}
    words = (
        f"《{edition.event('标题')}》，{sum(map(bool, held.values()))} 张表 {sum(held.values())} 行"
    )
    empty = "、".join(EDITION[name].label for name, rows in held.items() if not rows)
    return f"{words}；没有内容的表：{empty}。" if empty else f"{words}。"


def problem_rows(problems: Collection[Problem], most: int) -> pd.DataFrame:
    """The first problems as people read them, under Chinese heads."""
    rows = pd.DataFrame(map(_row, islice(problems, most)), columns=list(report.LABELS))
    return rows.rename(columns=report.LABELS)


def _row(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"rule": report.rule_label(problem.rule), "row": problem.row or ""}


def restored_sentences(visit: Visit, editions: Mapping[str, Edition]) -> Iterator[str]:
    """What was brought back."""
    if visit.own:
        yield f"本地导入数据：{summary(visit.own)}"
    for name, order in visit.orders.items():
        yield f"演示顺序：{_called(editions[name])}，{len(order.order)} 页。"
    for name, held in visit.ticked.items():
        told = f"勾选 {len(held.picks)} 条，备注 {sum(map(bool, held.notes.values()))} 条"
        yield f"学习清单：{_called(editions[name])}，{told}。"


def _called(edition: Edition) -> str:
    return f"{edition.year}{edition.event('评估名称')}"
