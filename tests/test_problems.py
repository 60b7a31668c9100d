"""What is wrong with an edition is told, all of it, where it is and what to do about it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis import text
from analysis.edition import find_problems, load
from analysis.report import LABELS, RULES, EditionError, Problem, table
from analysis.schema import CONTEXT, EDITION
from analysis.tables import sha256
from tests.fixtures.editions import (
    copy_2019,
    copy_context,
    edition_2019,
    keep_rows,
    read_cells,
    set_cell,
    write_cells,
    zipped,
)


def is_chinese(words: str) -> bool:
    """Whether a sentence has Chinese in it."""
    return any("一" <= character <= "鿿" for character in words)


def only(found: list[Problem]) -> Problem:
    """The one problem found."""
    assert len(found) == 1, [problem.sentence() for problem in found]
    return found[0]


def focus(folder: Path) -> Path:
    """A small file that no other refers to."""
    return folder / "focus.csv"


# ---- one breakage, one problem --------------------------------------------------------------


class Case(NamedTuple):
    """A way to break the copy of 2019 in a folder, and the one problem that must come of it.

    ``damage`` may return what is to be loaded in place of the folder.
    """

    damage: Callable[[Path], Path | None]
    file: str
    row: int
    column: str
    value: str
    hint: str


def cell(table: str, row: int, column: str, value: str) -> Callable[[Path], None]:
    """Damage that changes one cell."""
    return lambda folder: set_cell(folder, table, row, column, value)


def broken_zip(folder: Path) -> Path:
    content = zipped(folder)
    path = folder / "2019.zip"
    path.write_bytes(content[: len(content) // 2])
    return path


def rename(folder: Path) -> None:
    (folder / "focuss.csv").write_bytes(focus(folder).read_bytes())


def as_gbk(folder: Path) -> None:
    focus(folder).write_bytes(focus(folder).read_text(encoding="utf-8").encode("gbk"))


def open_quote(folder: Path) -> None:
    text = focus(folder).read_text(encoding="utf-8")
    focus(folder).write_text(text.replace("3,创新", '3,"创新'), encoding="utf-8")


def package(text: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / "datapackage.json").write_text(text, encoding="utf-8")

    return damage


def add_column(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        header, *rows = read_cells(focus(folder))
        write_cells(focus(folder), [[*header, name], *([*row, row[1]] for row in rows)])

    return damage


def drop_column(folder: Path) -> None:
    path = folder / "mentions.csv"
    cells = read_cells(path)
    gone = cells[0].index("note")
    write_cells(path, [row[:gone] + row[gone + 1 :] for row in cells])


def drop_cell(folder: Path) -> None:
    cells = read_cells(focus(folder))
    cells[2].pop()
    write_cells(focus(folder), cells)


def drop_year(folder: Path) -> None:
    path = folder / "event.csv"
    header, first, *rows = read_cells(path)
    assert first[0] == "年度"
    write_cells(path, [header, *rows])


def repeat_row(folder: Path) -> None:
    cells = read_cells(focus(folder))
    write_cells(focus(folder), [*cells, cells[1]])


def tier_without_interval(folder: Path) -> None:
    path = folder / "tier_scale.csv"
    header, first, *rows = read_cells(path)
    assert first[:2] == ["省级", "卓越"]
    write_cells(path, [header, *rows])
    set_cell(folder, "results", 2, "tier", "卓越")


WRONG_DIGEST = json.dumps({"resources": [{"path": "focus.csv", "hash": f"sha256:{'0' * 64}"}]})

CASES = {
    "source": Case(broken_zip, "2019.zip", 0, "", "", "重新打包"),
    "unknown-table": Case(rename, "focuss.csv", 0, "", "", "是否应为 focus.csv"),
    "missing-table": Case(
        lambda folder: (folder / "event.csv").unlink(), "event.csv", 0, "", "", "发布会"
    ),
    "empty-file": Case(
        lambda folder: focus(folder).write_bytes(b"") and None, "focus.csv", 0, "", "", "表头"
    ),
    "encoding": Case(as_gbk, "focus.csv", 2, "", "", "GBK"),
    "broken-csv": Case(open_quote, "focus.csv", 4, "", "", "引号"),
    "package": Case(package("{"), "datapackage.json", 0, "", "", "重新生成"),
    "hash": Case(package(WRONG_DIGEST), "focus.csv", 0, "", "", "改动或截断"),
    "duplicate-column": Case(add_column("focus"), "focus.csv", 1, "focus", "", "只留一列"),
    "unknown-column": Case(add_column("focuss"), "focus.csv", 1, "focuss", "", "是否应为 focus"),
    "missing-column": Case(drop_column, "mentions.csv", 1, "note", "", "“说明”"),
    "ragged-row": Case(drop_cell, "focus.csv", 3, "", "", "4 列，此行有 3 个单元格"),
    "missing-value": Case(cell("focus", 2, "focus", ""), "focus.csv", 2, "focus", "", "不能为空"),
    "missing-item": Case(drop_year, "event.csv", 0, "item", "", "“年度”"),
    "source-line": Case(
        cell("focus", 4, "source_line", ""), "focus.csv", 4, "source_line", "", "行号"
    ),
    "type": Case(
        cell("indicators", 2, "weight", "24分"), "indicators.csv", 2, "weight", "24分", "须为数值"
    ),
    "date": Case(
        cell("figures", 15, "as_of", "Dec-19"), "figures.csv", 15, "as_of", "Dec-19", "Excel"
    ),
    "code": Case(
        cell("results", 2, "code", "11000"), "results.csv", 2, "code", "11000", "是否丢了 0"
    ),
    "pattern": Case(
        cell("figures", 2, "figure", "National_Data"),
        "figures.csv",
        2,
        "figure",
        "National_Data",
        "写法",
    ),
    "unknown-tier": Case(
        cell("results", 2, "tier", "优"), "results.csv", 2, "tier", "优", "优秀、良好"
    ),
    "allowed": Case(
        cell("honours", 2, "medium", "政务抖音"),
        "honours.csv",
        2,
        "medium",
        "政务抖音",
        "政务App、政务微信、政务微博",
    ),
    "bounds": Case(
        cell("indicators", 2, "weight", "111"), "indicators.csv", 2, "weight", "111", "0 至 110"
    ),
    "excerpt": Case(
        cell("focus", 2, "as_written", "长" * 41),
        "focus.csv",
        2,
        "as_written",
        "长" * 41,
        "40 字，现为 41 字",
    ),
    "duplicate": Case(repeat_row, "focus.csv", 5, "focus", "服务成效", "第 2 行"),
    "reference": Case(
        cell("slides", 12, "theme", "以人为夲"),
        "slides.csv",
        12,
        "theme",
        "以人为夲",
        "是否应为 以人为本",
    ),
    "unknown-name": Case(
        cell("results", 2, "organisation", "北京巿"),
        "results.csv",
        2,
        "organisation",
        "北京巿",
        "是否应为北京市",
    ),
    "name-code": Case(
        cell("results", 2, "code", "810000"), "results.csv", 2, "code", "810000", "110000"
    ),
    "interval": Case(
        cell("tier_scale", 2, "lower", "100"),
        "tier_scale.csv",
        2,
        "lower",
        "[100,100)",
        "下限须小于上限",
    ),
    "overlap": Case(
        cell("tier_scale", 3, "upper", "96"),
        "tier_scale.csv",
        3,
        "lower",
        "[85,96)",
        "“卓越”的 [95,100)",
    ),
    "tier-scale": Case(
        tier_without_interval, "results.csv", 2, "tier", "卓越", "没有“省级”的“卓越”"
    ),
}


def test_every_rule_is_exercised():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("rule", CASES)
def test_one_breakage_gives_its_one_problem(rule, tmp_path):
    case = CASES[rule]
    source = case.damage(copy_2019(tmp_path)) or tmp_path
    problem = only(find_problems(source))
    told = (problem.rule, problem.file, problem.row, problem.column, problem.value)
    assert told == (rule, case.file, case.row, case.column, case.value)
    assert case.hint in problem.hint
    assert is_chinese(problem.hint)
    with pytest.raises(EditionError):
        load(source)


def test_an_unbroken_copy_has_no_problem(tmp_path):
    assert find_problems(copy_2019(tmp_path)) == []
    assert load(tmp_path).identity == edition_2019().identity


# ---- how problems are told --------------------------------------------------------------------


def test_all_problems_are_collected_and_nothing_is_loaded(tmp_path):
    copy_2019(tmp_path)
    set_cell(tmp_path, "results", 2, "tier", "优")
    set_cell(tmp_path, "results", 65, "code", "65010")
    set_cell(tmp_path, "indicators", 3, "weight", "-1")
    (tmp_path / "event.csv").unlink()
    as_gbk_file = tmp_path / "channels.csv"
    as_gbk_file.write_bytes(as_gbk_file.read_text(encoding="utf-8").encode("gbk"))
    with pytest.raises(EditionError) as caught:
        load(tmp_path)
    told = {(one.rule, one.file, one.row) for one in caught.value.problems}
    assert told >= {
        ("unknown-tier", "results.csv", 2),
        ("code", "results.csv", 65),
        ("bounds", "indicators.csv", 3),
        ("missing-table", "event.csv", 0),
        ("encoding", "channels.csv", 2),
    }
    assert caught.value.problems == find_problems(tmp_path)


def test_an_empty_folder_misses_every_table(tmp_path):
    found = find_problems(tmp_path)
    assert {problem.rule for problem in found} == {"missing-table"}
    assert [problem.file for problem in found] == ["event.csv", "tier_scale.csv", "results.csv"]


def test_a_list_that_was_not_published_is_no_problem(tmp_path):
    for name in ("focus", "case_practices", "honours", "corrections"):
        (copy_2019(tmp_path) / f"{name}.csv").unlink()
        loaded = load(tmp_path)
        assert loaded[name].empty
        assert list(loaded[name]) == list(EDITION[name].column_names)


def test_an_edition_must_say_what_it_is_and_may_leave_the_rest_out(tmp_path):
    keep_rows(copy_2019(tmp_path), "event")
    assert [problem.sentence() for problem in find_problems(tmp_path)] == [
        f"event.csv “item”列：缺少项目。请补上“{item}”一行"
        for item in ("年度", "标题", "发布机构", "评估名称")
    ]
    path = copy_2019(tmp_path) / "event.csv"
    write_cells(path, [row for row in read_cells(path) if row[0] not in ("发布会名称", "口号")])
    assert text.conference(load(tmp_path)) == ""


def test_a_problem_reads_as_a_sentence(tmp_path):
    set_cell(copy_2019(tmp_path), "results", 2, "tier", "优")
    sentences = [problem.sentence() for problem in find_problems(tmp_path)]
    assert sentences[0] == (
        "results.csv 第 2 行 “tier”列：未知档次（值：优）。可用的值：卓越、优秀、良好、发展、起步"
    )


def test_a_problem_of_a_whole_file_names_no_row():
    problem = Problem("focus.csv", "empty-file", "请重新导出")
    assert problem.sentence() == "focus.csv：空文件。请重新导出"


def test_a_long_value_is_cut_in_the_sentence_only():
    problem = Problem("a.csv", "excerpt", "摘录过长", 2, "as_written", "长" * 500)
    assert len(problem.sentence()) < 120
    assert problem.value == "长" * 500


def test_problems_as_a_table(tmp_path):
    set_cell(copy_2019(tmp_path), "indicators", 2, "weight", "111")
    rows = table(find_problems(tmp_path))
    assert list(rows.columns) == ["file", "row", "column", "value", "rule", "hint"] == list(LABELS)
    assert rows.iloc[0][["file", "row", "column", "value", "rule"]].tolist() == [
        "indicators.csv",
        2,
        "weight",
        "111",
        "bounds",
    ]
    assert list(table([]).columns) == list(LABELS)


def test_rules_and_labels_are_chinese():
    assert all(map(is_chinese, [*RULES.values(), *LABELS.values()]))


@pytest.mark.parametrize(
    ("table", "column", "value", "bounds"),
    [("results", "position", "0", "1"), ("indicators", "weight", "-1", "0 至 110")],
)
def test_a_hint_on_bounds_has_no_gap_where_a_bound_is_missing(
    table, column, value, bounds, tmp_path
):
    set_cell(copy_2019(tmp_path), table, 2, column, value)
    hint = only(find_problems(tmp_path)).hint
    assert bounds in hint
    assert "至  之间" not in hint


# ---- bad files ------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_told(tmp_path):
    problem = only(find_problems(tmp_path / "没有"))
    assert (problem.rule, problem.file) == ("source", str(tmp_path / "没有"))


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\r\n,,,\r\n", "\u3000\n".encode()]
)
def test_a_file_without_anything_in_it_is_empty(content, tmp_path):
    focus(copy_2019(tmp_path)).write_bytes(content)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.file) == ("empty-file", "focus.csv")


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("gbk", "GBK"), ("gb18030", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")],
)
def test_another_encoding_is_named_with_the_way_out(encoding, named, tmp_path):
    path = copy_2019(tmp_path) / "channels.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.file) == ("encoding", "channels.csv")
    assert named in problem.hint
    assert "CSV UTF-8" in problem.hint


def test_a_file_cut_within_a_row(tmp_path):
    path = copy_2019(tmp_path) / "honours.csv"
    content = path.read_text(encoding="utf-8")
    path.write_text(content[: content.index("四川省,510000") + 5], encoding="utf-8")
    problem = only(find_problems(tmp_path))
    last_row = len(read_cells(path))
    assert (problem.rule, problem.row) == ("ragged-row", last_row)
    assert "截断" in problem.hint


def test_a_file_cut_within_a_quote(tmp_path):
    path = copy_2019(tmp_path) / "tier_scale.csv"
    path.write_text(path.read_text(encoding="utf-8")[:-5], encoding="utf-8")
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.file, problem.row) == ("broken-csv", "tier_scale.csv", 11)


def test_a_file_cut_within_a_character(tmp_path):
    focus(copy_2019(tmp_path)).write_bytes(focus(tmp_path).read_bytes()[:-2])
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.row) == ("encoding", 4)
    assert "损坏" in problem.hint


def test_a_header_without_rows_is_an_empty_table(tmp_path):
    keep_rows(copy_2019(tmp_path), "focus")
    assert find_problems(tmp_path) == []
    assert len(load(tmp_path)["focus"]) == 0


@pytest.mark.parametrize("extra", [["多"], ["多", "余"]])
def test_a_row_with_too_many_cells(extra, tmp_path):
    copy_2019(tmp_path)
    cells = read_cells(focus(tmp_path))
    cells[1] += extra
    write_cells(focus(tmp_path), cells)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.row) == ("ragged-row", 2)
    assert f"此行有 {4 + len(extra)} 个单元格" in problem.hint


def test_blank_lines_do_not_shift_row_numbers(tmp_path):
    copy_2019(tmp_path)
    cells = read_cells(focus(tmp_path))
    cells[3][1] = ""
    write_cells(focus(tmp_path), [cells[0], [], cells[1], ["", "", "", ""], cells[2], [], cells[3]])
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.row) == ("missing-value", 7)


@pytest.mark.parametrize(
    "value", ["2019/12/4", "43803", "Dec-19", "4-Dec-19", "2019.12", "2019年12月4日"]
)
def test_a_date_mangled_by_excel_is_recognised(value, tmp_path):
    set_cell(copy_2019(tmp_path), "figures", 15, "as_of", value)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.row, problem.value) == ("date", 15, value)
    assert "Excel" in problem.hint


@pytest.mark.parametrize("value", ["2019-13", "2019-02-30", "2019-13-45", "２０１９"])
def test_a_day_that_does_not_exist_is_no_date(value, tmp_path):
    set_cell(copy_2019(tmp_path), "figures", 15, "as_of", value)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.row, problem.value) == ("date", 15, value)


@pytest.mark.parametrize(
    "value", ["2019-02-30", "2019/12/4", "43803", "昨天", "2019-12", "２０１９-12-04"]
)
def test_a_bad_date_in_the_context(value, tmp_path):
    set_cell(copy_context(tmp_path), "website_counts", 3, "date", value)
    problem = only(find_problems(tmp_path, CONTEXT))
    told = (problem.rule, problem.file, problem.row, problem.column, problem.value)
    assert told == ("date", "website_counts.csv", 3, "date", value)
    assert "2019-12-04" in problem.hint


@pytest.mark.parametrize(
    "value", ["1,759", "1759TB", "60%", "1e3", "１.5.2", "１７５９", "nan", "inf", "--1"]
)
def test_a_number_with_anything_else_is_no_number(value, tmp_path):
    set_cell(copy_2019(tmp_path), "figures", 2, "value", value)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.value) == ("type", value)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("focus", "source_line", "9" * 20), ("figures", "value", "9" * 400)],
)
def test_a_number_beyond_all_bounds_is_told_and_does_not_crash(table, column, value, tmp_path):
    set_cell(copy_2019(tmp_path), table, 2, column, value)
    problem = only(find_problems(tmp_path))
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, column)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("北京巿", "北京市"),
        ("重庆事", "重庆市"),
        ("内蒙", "内蒙古自治区"),
        ("市场监管局", "国家市场监督管理总局"),
        ("火星", "不是已知的地方或部委"),
    ],
)
def test_an_unknown_name_gets_the_nearest_known_one(written, advice, tmp_path):
    set_cell(copy_2019(tmp_path), "honours", 24, "organisation", written)
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.value) == ("unknown-name", written)
    assert advice in problem.hint


def test_an_ambiguous_name_lists_what_it_may_mean(tmp_path):
    set_cell(copy_2019(tmp_path), "cases", 32, "organisation", "朝阳区")
    set_cell(tmp_path, "cases", 32, "code", "")
    problem = only(find_problems(tmp_path))
    assert problem.rule == "unknown-name"
    assert "北京市朝阳区（110105）" in problem.hint
    assert "长春市朝阳区（220104）" in problem.hint


def test_an_ambiguous_name_is_decided_by_its_code_or_by_the_unit_above(tmp_path):
    set_cell(copy_2019(tmp_path), "cases", 32, "organisation", "朝阳区")
    set_cell(tmp_path, "cases", 32, "code", "110105")
    set_cell(tmp_path, "cases", 33, "organisation", "长春朝阳区")
    set_cell(tmp_path, "cases", 33, "code", "")
    assert load(tmp_path)["cases"]["code"].iloc[30:32].tolist() == ["110105", "220104"]


def test_a_name_without_its_code_gets_it(tmp_path):
    set_cell(copy_2019(tmp_path), "results", 2, "code", "")
    set_cell(tmp_path, "results", 2, "organisation", "北京")
    assert load(tmp_path).identity == edition_2019().identity


# ---- other ways to hand an edition over -----------------------------------------------------------


@pytest.mark.parametrize("inside", ["", "2019/"])
def test_a_zip_and_a_stream_equal_the_folder(inside, tmp_path):
    content = zipped(copy_2019(tmp_path), inside)
    path = tmp_path / "2019.zip"
    path.write_bytes(content)
    assert load(path) == load(io.BytesIO(content)) == load(str(tmp_path)) == edition_2019()


def test_problems_of_a_zip_are_those_of_its_folder(tmp_path):
    set_cell(copy_2019(tmp_path), "results", 2, "tier", "优")
    assert find_problems(io.BytesIO(zipped(tmp_path))) == find_problems(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"results,csv\n1,2\n"])
def test_a_stream_that_is_no_zip_is_told(content):
    problem = only(find_problems(io.BytesIO(content)))
    assert (problem.rule, problem.file) == ("source", "数据包")


def test_a_damaged_zip_is_told_wherever_it_is_damaged(tmp_path):
    content = zipped(copy_2019(tmp_path))
    for start in range(0, len(content) - 40, len(content) // 60):
        damaged = content[:start] + b"\xff" * 40 + content[start + 40 :]
        try:
            found = find_problems(io.BytesIO(damaged))
        except Exception as error:
            pytest.fail(f"damage at {start} of {len(content)}: {error!r}")
        assert all(is_chinese(problem.sentence()) for problem in found)


def test_a_zip_with_a_password_is_told(tmp_path):
    content = bytearray(zipped(copy_2019(tmp_path)))
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flag] |= 1
            at = content.find(signature, at + 1)
    assert only(find_problems(io.BytesIO(bytes(content)))).rule == "source"


def test_a_zip_made_on_a_mac_loads(tmp_path):
    copy_2019(tmp_path)
    stream = io.BytesIO(zipped(tmp_path, "2019/"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("__MACOSX/2019/._results.csv", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
    assert load(stream) == edition_2019()


def test_a_zip_that_holds_a_table_twice_is_not_mixed(tmp_path):
    copy_2019(tmp_path)
    stream = io.BytesIO(zipped(tmp_path, "2019/"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("2020/focus.csv", "order,focus,source_line,as_written\n")
    assert any(problem.file.endswith("focus.csv") for problem in find_problems(stream))


def test_a_package_description_that_fits_is_accepted(tmp_path):
    copy_2019(tmp_path)
    resources = [
        {"path": path.name, "hash": sha256(path.read_bytes())} for path in tmp_path.glob("*.csv")
    ]
    package(json.dumps({"resources": resources}))(tmp_path)
    assert load(tmp_path) == edition_2019()
    keep_rows(tmp_path, "focus", focus="服务成效")
    assert only(find_problems(tmp_path)).rule == "hash"


def test_a_file_that_the_package_lists_and_the_folder_lacks(tmp_path):
    package(json.dumps({"resources": [{"path": "notes.csv", "hash": ""}]}))(copy_2019(tmp_path))
    problem = only(find_problems(tmp_path))
    assert (problem.rule, problem.file) == ("missing-table", "notes.csv")


@pytest.mark.parametrize(
    "text", ["[]", "{}", "null", '{"resources": [1]}', '{"resources": {"a": 1}}']
)
def test_a_package_description_of_another_kind(text, tmp_path):
    package(text)(copy_2019(tmp_path))
    assert only(find_problems(tmp_path)).rule == "package"


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    copy_2019(tmp_path)
    (tmp_path / "README.md").write_text("说明", encoding="utf-8")
    (tmp_path / "旧").mkdir()
    assert find_problems(tmp_path) == []
