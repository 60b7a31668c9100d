"""What came of looking at files: what is wrong with them, and what was put right or left aside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.intake import limits
from analysis.report import Problem

_UNSEEN = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
_EXAMPLES = 3
_LONGEST_NAME = 60
_LONGEST_EXAMPLE = 12


@dataclass(frozen=True)
class Note:
    """One thing that was put right or left aside: ``row`` and ``column`` where it was first seen.

    ``row`` is the spreadsheet row; 0 means the whole file or sheet.
    """

    file: str
    row: int
    column: str
    done: str

    def sentence(self) -> str:
        """The note as one line for people."""
        return f"{self.file}：{self.done}。"


class Refused(Exception):
    """Raised where looking further makes no sense; carries the ``problem``."""

    def __init__(self, file: str, rule: str, hint: str, row: int = 0, column: str = ""):
        self.problem = Problem(file, rule, hint, row, column)
        super().__init__(self.problem.sentence())


class Findings:
    """Notes, alike ones summed up, and problems, in the order in which they were found.

    ``unread`` are the tables that are there and that a problem kept from being read.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        self._notes: list[Note] = []
        self._alike: dict[tuple[str, str], tuple[list[Note], int]] = {}

    def problem(
        self, file: str, rule: str, hint: str, row: int = 0, column: str = "", value: str = ""
    ) -> None:
        """Something is wrong; more than can be listed is not kept."""
        if len(self.problems) <= limits.PROBLEMS:
            self.problems.append(Problem(file, rule, hint, row, column, value))

    def refuse(self, refused: Refused, table: str) -> None:
        """A table cannot be read, the others may be."""
        self.problems.append(refused.problem)
        self.unread.add(table)

    def note(self, file: str, done: str) -> None:
        """Something was done to a whole file."""
        self._notes.append(Note(file, 0, "", done))

    def cell(self, file: str, done: str, row: int, column: str, change: tuple[str, str]) -> None:
        """The same was done to one more cell, or to a whole row where there is no column."""
        held, count = self._alike.get((file, done), ([], 0))
        if count < _EXAMPLES:
            held.append(Note(file, row, column, _example(row, column, *change)))
        self._alike[file, done] = held, count + 1

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything done: to whole files first, then to cells."""
        summed = [
            Note(file, held[0].row, held[0].column, _summed(done, count, held))
            for (file, done), (held, count) in self._alike.items()
        ]
        return (*self._notes, *summed)


def _example(row: int, column: str, before: str, after: str) -> str:
    place = f"第 {row} 行" + (f"“{column}”列" if column else "")
    old, new = _short(before), _short(after)
    return place if old == new else f"{place} {old}→{new}"


def _short(words: str) -> str:
    plain = _UNSEEN.sub(" ", words).strip()
    return plain if len(plain) <= _LONGEST_EXAMPLE else f"{plain[:_LONGEST_EXAMPLE]}…"


def _summed(done: str, count: int, held: list[Note]) -> str:
    where = "、".join(one.done for one in held)
    return f"{done} {count} 处，{'如' if count > len(held) else '即'}{where}"


def shown(name: str) -> str:
    """A file name of any origin as a message may hold it."""
    plain = _UNSEEN.sub(" ", name).strip() or "（没有名字）"
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:_LONGEST_NAME]}…"
