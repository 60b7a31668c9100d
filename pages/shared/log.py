"""What the server tells whoever runs it: one JSON object a line on stderr, and nothing of a visitor.

No address, no query, no word that somebody typed, no cell of a table: errors are told by their kind
and by the lines of code they passed, without their messages, which may hold any of these.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from analysis import sandbox
from analysis.schema import CONTEXT, EDITION

if TYPE_CHECKING:  # at run time pandas would come along, and the server answers before that
    from analysis.edition import Edition
    from analysis.report import Problem

ROOT = Path(__file__).parents[2]
FIRST = 5  # problems of an edition, each with its place
DEEPEST = 12  # lines of code of an error
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
_IN_CHILD = re.compile(r'^ *File "([^"\n]+)", line (\d+), in (\S+)$', re.MULTILINE)
_OURS = ("datapackage.json", "geo/places.csv", "geo/organisations.csv")
_log = logging.getLogger("shuzheng")


class NotMade(RuntimeError):
    """Why there is no file to download, as a Chinese sentence."""


class _Line(logging.Formatter):
    """Time with its zone, level and event first, then what the event has to tell."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        head = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps({**head, **getattr(record, "told", {})}, ensure_ascii=False)


class WithoutMessage(logging.Filter):
    """For a logger of another's: its lines keep the kind of an error, but not what it holds."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and (error := record.exc_info[1]) is not None:
            record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}", ()
            record.exc_info = None
        return True


def _set_up() -> None:
    """Once, with the first import; Streamlit's own loggers stay as they are."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Line())
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)


_set_up()


# ---- events -----------------------------------------------------------------------------------------


def say(event: str, level: int = logging.INFO, **told: Any) -> None:
    """One line: what happened, and what belongs to it, as JSON values."""
    _log.log(level, event, extra={"told": told})


def error(where: str, raised: BaseException) -> str:
    """Tell of an error; the number under which it is found, for the visitor to pass on."""
    number = uuid.uuid4().hex[:8]
    kind = f"{type(raised).__module__}.{type(raised).__qualname__}".removeprefix("builtins.")
    told = {"where": where, "id": number, "kind": kind, "lines": _lines(raised)}
    if reason := cause(raised):
        told["cause"] = reason
    say("error", logging.ERROR, **told)
    return number


@contextmanager
def errors(where: str) -> Iterator[None]:
    """Tell of an error that ends a piece of work which nobody waits for."""
    try:
        yield
    except Exception as raised:
        error(where, raised)


def loaded(what: str, load: Callable[[], Edition]) -> Edition:
    """What ``load`` gives, told by identity and size, or its problems, by number and place."""
    from analysis.report import EditionError

    try:
        edition = load()
    except EditionError as wrong:
        _problems(what, len(wrong.problems), tuple(map(_place, wrong.problems[:FIRST])))
        raise
    rows = sum(map(len, edition.tables.values()))
    say("loaded", what=what, identity=edition.identity, tables=len(edition.tables), rows=rows)
    return edition


@lru_cache(maxsize=64)
def _problems(what: str, number: int, first: tuple[str, ...]) -> None:
    """Told once: every click of every visitor meets the same problems again."""
    say("problems", logging.ERROR, what=what, number=number, first=first)


def _place(problem: Problem) -> str:
    """Where and which rule; a name that is not ours is somebody's, and left out."""
    table = {**EDITION, **CONTEXT}.get(problem.file.removesuffix(".csv"))
    known = table is not None or problem.file in _OURS
    column = problem.column if table and problem.column in table.column_names else ""
    row = str(problem.row) if problem.row else ""
    return " ".join(filter(None, (problem.file if known else "", row, column, problem.rule)))


def export(part: str, future: Future[Any]) -> Future[Any]:
    """The same future; when it is done, its part, bytes and seconds are told, or why it has none."""
    began = monotonic()

    def tell(done: Future[Any]) -> None:
        told: dict[str, Any] = {"part": part, "seconds": round(monotonic() - began, 2)}
        if done.cancelled():
            say("export", **told, outcome="cancelled")
        elif raised := done.exception():
            if reason := cause(raised):
                told["cause"] = reason
            say("export", logging.WARNING, **told, outcome=type(raised).__name__)
        else:
            say("export", **told, outcome="made", bytes=_size(done.result()))

    future.add_done_callback(tell)
    return future


def exporting(file: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """``make`` for a download, told when it is called; of the file's name its ending alone.

    Where that fails, it raises ``NotMade``.
    """

    def told() -> bytes:
        future: Future[bytes] = Future()
        export(Path(file).suffix.removeprefix("."), future)
        try:
            future.set_result(make())
        except Exception as raised:
            number = error("download", raised)
            future.set_exception(raised)
            raise NotMade(_not_made(raised, number)) from raised
        return future.result()

    return told


def _not_made(raised: Exception, number: str) -> str:
    if reason := cause(raised):
        return f"未能生成这个文件，其余不受影响。{reason}（维护者编号 {number}）。"
    return f"未能生成这个文件，其余不受影响。若重试仍如此，请告知维护者编号 {number}。"


def _size(made: Any) -> int:
    """Bytes of a file, or of the files of a part, which come with a reason for what is missing."""
    if isinstance(made, bytes):
        return len(made)
    if isinstance(made, Mapping):
        return sum(map(_size, made.values()))
    return sum(map(_size, made)) if isinstance(made, tuple) else 0


# ---- errors -----------------------------------------------------------------------------------------


@cache
def lost(file: str) -> str:
    """Tell once that a file of the program cannot be read; the sentence about it, with its number."""
    raised = OSError(errno.EIO, "lost", file)
    number = error("page", raised)
    return f"{cause(raised) or f'读不到 {Path(file).name}'}（维护者编号 {number}）。"


def cause(raised: BaseException) -> str:
    """What is known of why, in our own words: how the child ended, a file, a full disk; else empty."""
    if isinstance(raised, sandbox.Failed):
        return str(raised).removesuffix("。")
    if not isinstance(raised, OSError):
        return ""
    # Python finds no folder for temporary files where it can write to none.
    if raised.errno in _FULL or (raised.errno == errno.ENOENT and raised.filename is None):
        return "磁盘已满或只读，写不下临时文件，请腾出空间"
    file = Path(str(raised.filename))
    if raised.filename and file.is_relative_to(ROOT):
        return (
            f"读不到程序文件 {file.relative_to(ROOT)}，请补回后重新启动应用"
            "，所缺的文件由 python -m analysis doctor 列出"
        )
    return ""


def _lines(raised: BaseException) -> list[str]:
    """The lines of code that an error passed, the innermost last, those of the child among them."""
    own = [
        (frame.filename, frame.lineno, frame.name)
        for frame in traceback.extract_tb(raised.__traceback__)
    ]
    notes = "\n".join(map(str, getattr(raised, "__notes__", ())))
    return [
        f"{_short(Path(file))}:{line} {name}"
        for file, line, name in [*own, *_IN_CHILD.findall(notes)][-DEEPEST:]
    ]


def _short(file: Path) -> str:
    """A file by its place in this repository, or by its package's."""
    if file.is_relative_to(ROOT) and ".venv" not in file.parts:
        return file.relative_to(ROOT).as_posix()
    return "/".join(file.parts[-3:])
