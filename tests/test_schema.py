"""What is declared is what the files hold: columns, keys, references, labels, allowed values."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from analysis import places
from analysis.edition import DATA
from analysis.schema import CONTEXT, EDITION, GRADES, TIERS, TYPE_LABELS, Table
from tests.fixtures.editions import context, edition_2019

FOLDERS = {"2019": EDITION, "context": CONTEXT}
FILES = [
    pytest.param(folder, table, id=f"{folder}/{table.name}")
    for folder, declared in FOLDERS.items()
    for table in declared.values()
]


def records(folder: str, table: str) -> list[dict[str, str]]:
    """A committed file as plain text, read without the loader."""
    with (DATA / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("folder", FOLDERS)
def test_declared_tables_are_the_committed_files(folder):
    assert {path.stem for path in (DATA / folder).glob("*.csv")} == set(FOLDERS[folder])


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_headers_are_the_declared_columns(folder: str, table: Table):
    with (DATA / folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == table.column_names


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_keys_name_one_row_each(folder: str, table: Table):
    keys = Counter(tuple(row[name] for name in table.key) for row in records(folder, table.name))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_references_resolve(folder: str, table: Table):
    for column in table.columns:
        held = {row[column.name] for row in records(folder, table.name)} - {""}
        if column.refers == "places":
            assert held <= set(places.register())
        elif column.refers:
            other, target = column.refers.split(".")
            assert target in FOLDERS[folder][other].column_names
            assert held <= {row[target] for row in records(folder, other)}


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_codes_are_those_of_the_names_beside_them(folder: str, table: Table):
    for column in table.columns:
        if column.label_for:
            for row in records(folder, table.name):
                assert places.register()[row[column.name]].name == row[column.label_for]


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_each_column_has_a_chinese_label_and_description_of_its_own(folder: str, table: Table):
    labels = [column.label for column in table.columns]
    assert len(set(labels)) == len(labels)
    for words in (table.label, table.description, *labels, *(c.description for c in table.columns)):
        assert any("一" <= character <= "鿿" for character in words), words


@pytest.mark.parametrize(("folder", "table"), FILES)
def test_declared_keys_and_bounds_make_sense(folder: str, table: Table):
    assert table.key
    assert set(table.key) <= set(table.column_names)
    for column in table.columns:
        assert column.type in set(TYPE_LABELS)
        assert not column.label_for or column.label_for in table.column_names
        if column.minimum is not None and column.maximum is not None:
            assert column.minimum < column.maximum


def test_what_is_declared_of_an_edition_counts_nothing_as_2019_does():
    for table in EDITION.values():
        words = [table.label, table.description]
        words += [part for column in table.columns for part in (column.label, column.description)]
        assert re.findall("2019|[三四五六七八九十0-9]+ ?[个张项条类]", "".join(words)) == []


def test_every_grade_is_a_letter_or_chinese():
    assert [grade for grade in GRADES if not re.fullmatch("[A-Z]|[一-龥]+", grade)] == []


def test_labels_of_tables_are_unique():
    labels = [table.label for declared in FOLDERS.values() for table in declared.values()]
    assert len(set(labels)) == len(labels)


def used(allowed: tuple[str, ...]) -> set[str]:
    """The values that any committed column with this vocabulary holds."""
    found: set[str] = set()
    for folder, declared in FOLDERS.items():
        for table in declared.values():
            names = [column.name for column in table.columns if column.allowed == allowed]
            found |= {row[name] for row in records(folder, table.name) for name in names}
    return found - {""}


VOCABULARIES = {
    column.allowed
    for declared in FOLDERS.values()
    for table in declared.values()
    for column in table.columns
    if column.allowed
}


@pytest.mark.parametrize("allowed", sorted(VOCABULARIES), ids="、".join)
def test_every_allowed_value_is_used(allowed):
    assert used(allowed) == set(allowed)


def test_only_the_highest_tier_has_no_unit():
    assert set(TIERS) - set(edition_2019()["results"]["tier"]) == {"卓越"}
    assert set(edition_2019()["tier_scale"]["tier"]) == set(TIERS)


def test_every_row_of_an_edition_has_a_source_and_every_context_figure_a_publisher():
    for table in EDITION.values():
        assert table.column_names[-2:] == ("source_line", "as_written")
    for name in ("website_counts", "website_counts_by_level", "website_counts_by_province"):
        assert context()[name][["publisher", "grade"]].ne("").all(axis=None)
