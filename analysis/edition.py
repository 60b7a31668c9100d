"""A folder or stream of declared CSV tables becomes one frozen edition, or a list of problems."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial, wraps
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, TypeVar

import pandas as pd

from analysis import places, tables
from analysis.problems import check, parse
from analysis.report import EditionError, Problem
from analysis.schema import CONTEXT, EDITION, Column, Table
from analysis.tables import RawTable

DATA = Path(__file__).parents[1] / "data"
LOCAL = "local"  # what a visitor's own edition is called among the published ones
Source = str | Path | BinaryIO
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Edition:
    """Tidy tables that cannot change, and an identity that changes with any of their cells.

    ``edition["results"]`` gives a table; writing to what it gives leaves the edition as it is.
    What a visitor has loaded is ``local``: no published result, and of another identity than a
    published edition with the same cells.
    """

    identity: str
    tables: Mapping[str, pd.DataFrame]
    local: bool = False

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __hash__(self) -> int:
        return hash(self.identity)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.identity, dict(self.tables), self.local)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edition) and other.identity == self.identity

    @cached_property
    def _kept(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        return {}

    @cached_property
    def _event(self) -> Mapping[str, str]:
        event = self.tables["event"]
        return dict(zip(event["item"], event["value"], strict=True))

    def event(self, item: str) -> str:
        """One item of the event table (标题, 口号 …), or an empty text."""
        return self._event.get(item, "")

    @property
    def year(self) -> str:
        return self.event("年度")


def _restored(identity: str, tables: dict[str, pd.DataFrame], local: bool) -> Edition:
    """An edition that another process has handed over."""
    return Edition(identity, MappingProxyType(tables), local)


def remembered(measure: Callable[..., T], most: int = 128) -> Callable[..., T]:
    """Keep what a pure function of an edition returned; what can be changed is handed out as a copy.

    What a local edition gave is kept by that edition, and goes with it.
    """
    kept = lru_cache(most)(measure)

    @wraps(measure)
    def recall(edition: Edition, /, *arguments: Any, **options: Any) -> Any:
        if edition.local and measure not in edition._kept:
            edition._kept[measure] = lru_cache(most // 2)(measure)
        recalled = edition._kept[measure] if edition.local else kept
        found = recalled(edition, *arguments, **options)
        if isinstance(found, pd.DataFrame):
            return found.copy(deep=False)
        return found.copy() if isinstance(found, list | dict) else found

    return recall


# For what readers combine freely: it comes back soon or never, and memory comes to rest.
remembered_lately = partial(remembered, most=32)


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a table with their columns as attributes: ``itertuples`` in a fifth of its time."""
    return map(_row(tuple(frame.columns))._make, frame.to_numpy(dtype=object))


@lru_cache
def _row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)  # type: ignore[misc]


@remembered
def keyed(edition: Edition, table: str, column: str) -> Mapping[str, Any]:
    """The rows of a table by the value of a column in which no value is there twice."""
    return MappingProxyType({getattr(row, column): row for row in records(edition[table])})


@remembered
def grouped(edition: Edition, table: str, column: str) -> Mapping[str, pd.DataFrame]:
    """The rows of a table that share the value of a column, by that value, in their order."""
    parts = edition[table].groupby(column, sort=False)
    return MappingProxyType({value: held.reset_index(drop=True) for value, held in parts})


def load(source: Source, declared: Mapping[str, Table] = EDITION) -> Edition:
    """Load a Data Package folder, zip or stream; raise ``EditionError`` with every problem.

    Returns tables with exactly the declared columns: text and codes as ``str`` (empty where
    optional and absent), integers as ``int64``, numbers as ``float64``, dates as ``datetime64``.
    """
    members, unreadable = tables.read_members(source)
    return load_members(members, declared, unreadable)


def load_members(
    members: Mapping[str, bytes],
    declared: Mapping[str, Table] = EDITION,
    unreadable: Sequence[Problem] = (),
) -> Edition:
    """``load`` for files already read, by file name."""
    if unreadable and not members:
        raise EditionError(list(unreadable))
    raws, problems = tables.read(members, declared)
    return load_raws(raws, declared, [*unreadable, *problems])


def load_raws(
    raws: Mapping[str, RawTable],
    declared: Mapping[str, Table] = EDITION,
    problems: Sequence[Problem] = (),
    *,
    local: bool = False,
    most: int | None = None,
) -> Edition:
    """``load`` for tables already read as text; of further problems it tells ``most``."""
    raws = _filled(raws, declared)
    problems = [*problems, *islice(check(declared, raws), most)]
    if problems:
        raise EditionError(problems)
    frames = {name: _typed(declared[name], raws.get(name)) for name in declared}
    return Edition(_identity(frames, local), MappingProxyType(frames), local)


def load_context(folder: Source = DATA / "context") -> Edition:
    """Figures from outside any edition, each with publisher and grade, loaded the same way."""
    return load(folder, CONTEXT)


def find_problems(source: Source, declared: Mapping[str, Table] = EDITION) -> list[Problem]:
    """Every problem of a folder or stream, without loading it."""
    members, unreadable = tables.read_members(source)
    if unreadable and not members:
        return unreadable
    raws, problems = tables.read(members, declared)
    return [*unreadable, *problems, *check(declared, _filled(raws, declared))]


def declared_for(source: Source) -> Mapping[str, Table]:
    """Which declarations a folder's files belong to: an edition's, unless they are context."""
    members, _ = tables.read_members(source)
    names = {file.removesuffix(".csv") for file in members}
    return CONTEXT if len(names & CONTEXT.keys()) > len(names & EDITION.keys()) else EDITION


def _filled(raws: Mapping[str, RawTable], declared: Mapping[str, Table]) -> dict[str, RawTable]:
    return {name: _fill_codes(declared[name], raw) for name, raw in raws.items()}


def _fill_codes(declared: Table, raw: RawTable) -> RawTable:
    """Codes that were left empty, from the names as people write them."""
    pairs = [
        (raw.header.index(column.label_for), raw.header.index(column.name))
        for column in declared.columns
        if column.label_for in raw.header and column.name in raw.header
    ]

    def filled(cells: tuple[str, ...]) -> tuple[str, ...]:
        row = list(cells)
        for name, code in pairs:
            if max(name, code) < len(row) and not row[code] and (place := places.find(row[name])):
                row[code] = place.code
        return tuple(row)

    return replace(raw, rows=tuple((number, filled(cells)) for number, cells in raw.rows))


def _typed(declared: Table, raw: RawTable | None) -> pd.DataFrame:
    rows = [row for _, row in raw.records()] if raw else []
    for column in declared.columns:
        if column.label_for:  # the canonical name stands for every way of writing it
            for row in rows:
                row[column.label_for] = places.register()[row[column.name]].name
    return pd.DataFrame(
        {
            column.name: _series(column, [row.get(column.name, "") for row in rows])
            for column in declared.columns
        }
    )


def _series(column: Column, cells: list[str]) -> pd.Series:
    dtype = {
        "text": "str",
        "period": "str",
        "integer": "int64",
        "number": "float64",
        "date": "datetime64[s]",
    }
    values = [parse(column, cell) if cell else cell for cell in cells]
    return pd.Series(values, dtype=dtype[column.type])


def _identity(frames: Mapping[str, pd.DataFrame], local: bool) -> str:
    """A digest of all cells in declared order: equal content, equal identity."""
    digest = hashlib.sha256(b"local" if local else b"")
    for name in sorted(frames):
        digest.update(name.encode())
        digest.update(frames[name].to_csv(index=False).encode())
    return digest.hexdigest()[:16]
