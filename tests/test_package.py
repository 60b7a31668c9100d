"""The descriptions, the codebook and the command line agree with the declarations and the data."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import edition, package, tables
from analysis.schema import CONTEXT, EDITION, TYPE_LABELS
from analysis.verify import check_document, check_totals, check_values, numbers_in
from tests.fixtures.editions import copy_2019, edition_2019, set_cell

ROOT = Path(__file__).parents[1]
BOTH = pytest.mark.parametrize(
    ("folder", "declared"), [("2019", EDITION), ("context", CONTEXT)], ids=["2019", "context"]
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as a user runs it."""
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


@BOTH
def test_the_committed_description_is_what_the_declarations_make(folder, declared):
    committed = json.loads((edition.DATA / folder / tables.PACKAGE).read_text(encoding="utf-8"))
    assert committed == package.describe(edition.DATA / folder, declared)


@BOTH
def test_the_description_names_every_column_key_and_reference(folder, declared):
    described = package.describe(edition.DATA / folder, declared)
    assert [resource["name"] for resource in described["resources"]] == list(declared)
    for resource in described["resources"]:
        table = declared[resource["name"]]
        content = (edition.DATA / folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == tables.sha256(content)
        assert content.decode().splitlines()[0] == ",".join(
            field["name"] for field in resource["schema"]["fields"]
        )
        assert resource["schema"]["primaryKey"] == list(table.key)
        for key in resource["schema"].get("foreignKeys", []):
            (own,), (other,) = key["fields"], key["reference"]["fields"]
            assert own in table.column_names
            assert other in declared[key["reference"]["resource"]].column_names


def test_a_field_carries_label_unit_and_constraints():
    field = package.field(EDITION["tier_scale"]["lower"])
    assert field == {
        "name": "lower",
        "title": "下限（含）",
        "description": "区间下限，含",
        "type": "number",
        "unit": "分",
        "constraints": {"required": True, "minimum": 0, "maximum": 110},
    }


@BOTH
def test_the_codebook_has_one_row_a_column(folder, declared):
    book = package.codebook(declared)
    assert list(zip(book["文件"], book["列"], strict=True)) == [
        (f"{table.name}.csv", column.name)
        for table in declared.values()
        for column in table.columns
    ]
    assert set(book["类型"]) <= set(TYPE_LABELS.values())
    assert (book["说明"] != "").all()


def test_check_says_that_2019_is_sound_and_who_is_not_in_it():
    done = run("check", "data/2019")
    assert done.returncode == 0
    assert "没有问题：17 张表" in done.stdout
    assert "未出现的省级单位：台湾省、香港特别行政区、澳门特别行政区" in done.stdout


def test_check_lists_problems_for_people_and_for_programs(tmp_path):
    copy_2019(tmp_path)
    set_cell(tmp_path, "results", 2, "tier", "优")
    told = run("check", str(tmp_path))
    assert told.returncode == 1
    assert "results.csv 第 2 行 “tier”列：未知档次（值：优）" in told.stdout
    listed = run("check", str(tmp_path), "--json")
    assert listed.returncode == 1
    (problem,) = json.loads(listed.stdout)
    assert (problem["file"], problem["row"], problem["column"], problem["value"]) == (
        "results.csv",
        2,
        "tier",
        "优",
    )


def document(lines: int = 700) -> list[str]:
    """A document whose every line holds all excerpts that 2019 claims for it."""
    made = [""] * lines
    loaded = edition_2019()
    for table in EDITION:
        for row in loaded[table].itertuples():
            made[row.source_line - 1] += f"|{row.as_written}"
    return made


def test_verify_finds_an_excerpt_that_is_not_in_its_line(tmp_path):
    lines = document()
    assert list(check_document(edition_2019(), lines)) == []
    lines[143] = lines[143].replace("872", "873")
    found = list(check_document(edition_2019(), lines))
    assert found and all("第 144 行" in sentence and "872" in sentence for sentence in found)
    path = tmp_path / "document.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = run("verify", "--source", str(path))
    assert done.returncode == 1
    assert f"{len(found)} 处不符" in done.stdout


def test_verify_finds_a_value_that_its_excerpt_does_not_hold(tmp_path):
    copy_2019(tmp_path)
    rows = edition_2019()["figures"]
    row = int(rows.index[rows["figure"] == "ningxia-cloud-systems"][0]) + 2
    set_cell(tmp_path, "figures", row, "value", "873")
    (found,) = check_values(edition.load(tmp_path))
    assert "873" in found


@pytest.mark.parametrize(
    ("figure", "value", "expected"),
    [
        ("national-data-bodies-places", "21", "65.6%"),
        ("national-pilots-places", "11", "列举 10 个"),
    ],
)
def test_verify_finds_a_total_that_does_not_add_up(figure, value, expected, tmp_path):
    assert list(check_totals(edition_2019())) == []
    copy_2019(tmp_path)
    rows = edition_2019()["figures"]
    row = int(rows.index[rows["figure"] == figure][0]) + 2
    set_cell(tmp_path, "figures", row, "value", value)
    (found,) = check_totals(edition.load(tmp_path))
    assert expected in found


def test_verify_of_no_document_is_a_sentence():
    done = run("verify", "--source", "没有.txt")
    assert done.returncode == 1
    assert "没有.txt：读不到" in done.stdout
    assert not done.stderr


@pytest.mark.parametrize(
    ("excerpt", "numbers"),
    [
        ("近50万台", {50}),
        ("超过3.54亿次", {3.54}),
        ("六大功能", {6}),
        ("两地三中心", {2, 3}),
        ("1176073 与 0.5", {1176073, 0.5}),
        ("", set()),
    ],
)
def test_numbers_in_an_excerpt(excerpt, numbers):
    assert numbers_in(excerpt) == numbers


def test_the_readme_gives_the_command_that_continuous_integration_runs():
    command = "bash .ci/setup tests && .venv/bin/python -m pytest"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
