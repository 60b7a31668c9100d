"""An edition is exact in its types, frozen, and known by its content."""

from __future__ import annotations

import dataclasses
import gc
import weakref
from pathlib import Path

import pandas as pd
import pytest

from analysis.edition import Edition, load, remembered
from analysis.schema import CONTEXT, EDITION
from tests.fixtures.editions import (
    context,
    copy_2019,
    edition_2019,
    edition_2031,
    read_cells,
    set_cell,
    write_cells,
)

DTYPES = {
    "text": "str",
    "period": "str",
    "integer": "int64",
    "number": "float64",
    "date": "datetime64[s]",
}
TABLES = [
    pytest.param(folder, name, id=f"{folder}/{name}")
    for folder, declared in (("2019", EDITION), ("2031", EDITION), ("context", CONTEXT))
    for name in declared
]


def loaded(folder: str, name: str) -> pd.DataFrame:
    """A table of one of the three editions of these tests."""
    editions = {"2019": edition_2019, "2031": edition_2031, "context": context}
    return editions[folder]()[name]


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_columns_and_types_are_the_declared_ones_even_of_an_empty_table(folder, name):
    declared = (CONTEXT if folder == "context" else EDITION)[name]
    types = {column: str(dtype) for column, dtype in loaded(folder, name).dtypes.items()}
    assert types == {column.name: DTYPES[column.type] for column in declared.columns}
    assert list(types) == list(declared.column_names)


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_nothing_is_missing_and_optional_empties_are_empty_text(folder, name):
    assert not loaded(folder, name).isna().any(axis=None)


def test_the_empty_table_of_these_tests_is_empty():
    assert len(edition_2031()["honours"]) == 0


def test_codes_are_text():
    assert edition_2019()["results"]["code"].iloc[0] == "110000"
    assert edition_2031()["results"]["code"].tolist() == [
        "110000",
        "330000",
        "xpcc",
        "540000",
        "320500",
        "440300",
        "210200",
        "460300",
    ]


def test_names_are_the_canonical_ones_however_they_were_written():
    assert edition_2031()["results"]["organisation"].tolist()[:4] == [
        "北京市",
        "浙江省",
        "新疆生产建设兵团",
        "西藏自治区",
    ]


def test_rows_keep_the_order_of_the_file():
    assert edition_2019()["cases"]["case"].iloc[[0, 10, 39]].tolist() == [
        "ministry-01",
        "province-01",
        "district-10",
    ]


# ---- frozen ---------------------------------------------------------------------------------------


def overwrite(table: pd.DataFrame) -> None:
    table.loc[0, "tier"] = "起步"


def add_column(table: pd.DataFrame) -> None:
    table["score"] = 90


def drop_column(table: pd.DataFrame) -> None:
    del table["tier"]


def rename(table: pd.DataFrame) -> None:
    table.columns = [f"{name}_" for name in table.columns]


@pytest.mark.parametrize("change", [overwrite, add_column, drop_column, rename])
def test_changing_a_table_does_not_change_the_edition(change):
    edition = edition_2019()
    before = edition["results"].copy(deep=True)
    change(edition["results"])
    pd.testing.assert_frame_equal(edition["results"], before)


def test_tables_and_identity_cannot_be_replaced():
    with pytest.raises(dataclasses.FrozenInstanceError):
        edition_2019().identity = "another"
    with pytest.raises(TypeError):
        edition_2019().tables["results"] = pd.DataFrame()


def test_what_is_not_there_is_told():
    with pytest.raises(KeyError):
        edition_2019()["scores"]
    assert edition_2019().event("主持人") == ""


# ---- identity ----------------------------------------------------------------------------------------


def test_equal_content_is_one_edition(tmp_path):
    copy = load(copy_2019(tmp_path))
    assert copy == edition_2019()
    assert hash(copy) == hash(edition_2019())
    assert len({copy, edition_2019(), edition_2031()}) == 2


def test_an_edition_equals_no_other_thing():
    assert edition_2019() != edition_2031()
    assert edition_2019() != edition_2019().identity


CELLS = [
    ("results", 2, "tier", "良好"),
    ("results", 2, "position", "99"),
    ("figures", 2, "value", "22.5"),
    ("figures", 2, "note", "另注"),
    ("cases", 2, "title", "另一个名称"),
    ("focus", 4, "as_written", "另一种写法"),
    ("corrections", 2, "reason", "另一个理由"),
    ("event", 2, "value", "2020"),
]


@pytest.mark.parametrize(("table", "row", "column", "value"), CELLS)
def test_any_cell_changes_the_identity(table, row, column, value, tmp_path):
    set_cell(copy_2019(tmp_path), table, row, column, value)
    assert load(tmp_path).identity != edition_2019().identity


def test_a_value_that_moves_to_the_next_cell_changes_the_identity(tmp_path):
    set_cell(copy_2019(tmp_path), "mentions", 2, "note", "福建省")
    one = load(tmp_path).identity
    set_cell(tmp_path, "mentions", 2, "note", "")
    set_cell(tmp_path, "mentions", 3, "note", "福建省")
    assert load(tmp_path).identity != one


def reverse_columns(path: Path) -> None:
    write_cells(path, [row[::-1] for row in read_cells(path)])


def add_bom(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def windows_lines(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def blank_lines(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n\n"))


def no_last_newline(path: Path) -> None:
    path.write_bytes(path.read_bytes().rstrip(b"\n"))


def spaces(path: Path) -> None:
    write_cells(path, [[f" {cell} " for cell in row] for row in read_cells(path)])


@pytest.mark.parametrize(
    "change", [reverse_columns, add_bom, windows_lines, blank_lines, no_last_newline, spaces]
)
def test_how_a_file_is_saved_does_not_change_the_identity(change, tmp_path):
    for path in copy_2019(tmp_path).glob("*.csv"):
        change(path)
    assert load(tmp_path).identity == edition_2019().identity


def test_dates_of_the_context_are_dates():
    dates = context()["website_counts"]["date"]
    assert (str(dates.min().date()), str(dates.max().date())) == ("2015-11-30", "2019-12-31")


def test_what_a_local_edition_gave_goes_with_it():
    """Visitors come and go; what was worked out from their data does not stay in the server."""
    asked = []

    @remembered
    def measure(loaded: Edition, word: str = "") -> str:
        asked.append(word)
        return loaded.identity

    published = edition_2019()
    local = Edition("local-1", published.tables, local=True)
    for loaded in (published, local):
        assert [measure(loaded, "x"), measure(loaded, "x")] == [loaded.identity] * 2
    assert asked == ["x", "x"]
    gone = weakref.ref(local)
    del local, loaded
    gc.collect()
    assert gone() is None
