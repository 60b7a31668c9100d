"""What people upload: a bad file gets its exact messages, an odd one loads and says what was done."""

from __future__ import annotations

import csv
import io
import json
import pickle
import zipfile
from functools import cache

import openpyxl
import pandas as pd
import pytest

from analysis import edition, intake, sandbox
from analysis.edition import Edition
from analysis.export.package import data_package
from analysis.intake import limits
from analysis.report import RULES, UPLOAD_RULES, Problem, table
from analysis.schema import EDITION
from tests.fixtures.bad_files import (
    BAD,
    MB,
    book,
    changed,
    endless,
    labelled,
    rows,
    sheet,
    sheets,
    tables,
    with_cell,
    written,
)
from tests.fixtures.editions import edition_2019, edition_2031
from tests.fixtures.odd_files import ODD


def as_published(local: Edition) -> Edition:
    """A local edition as it comes back from its own data package."""
    return edition.load(io.BytesIO(data_package(local)))


@cache
def taken_bad(name: str) -> intake.Taken:
    """What becomes of a bad file."""
    return intake.take(BAD[name].make())


# ---- bad files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_its_messages_and_nothing_is_loaded(name):
    taken = taken_bad(name)
    assert tuple(problem.sentence() for problem in taken.problems) == BAD[name].sentences
    assert taken.edition is None


def test_there_are_many_bad_files_and_every_rule_is_among_them():
    assert len(BAD) >= 80
    told = {one.rule for name in BAD for one in taken_bad(name).problems}
    noted = {"hash", "unknown-column"}  # what people edit and add is said, not refused
    assert told == {*RULES, *UPLOAD_RULES} - noted
    assert not RULES.keys() & UPLOAD_RULES.keys()


def test_a_stream_is_counted_while_it_is_unpacked_whatever_it_claims():
    content = endless(80 * MB)
    lying = content.replace((80 * MB).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert lying != content
    for packed in (content, lying):
        taken = intake.take({"a.zip": packed})
        assert {one.rule for one in taken.problems} <= {"too-large", "damaged"}
        assert taken.edition is None


def test_elements_and_texts_of_a_workbook_are_limited(monkeypatch):
    monkeypatch.setattr(limits, "ELEMENTS", 300)
    (problem,) = intake.take(book(sheets())).problems
    assert problem.sentence() == (
        "结果.xlsx：超出上限。工作簿里的单元格太多，空的也算；请删去用不到的行、列和工作表"
    )
    monkeypatch.setattr(limits, "ELEMENTS", 10_000)
    monkeypatch.setattr(limits, "STRINGS", 0)
    odd = ODD["texts in pieces with phonetic guides"]
    (problem,) = intake.take(odd.make()).problems
    assert problem.sentence() == (
        "结果.xlsx：超出上限。工作簿里的文本超过 0 条；请只留要导入的工作表"
    )


def test_problems_beyond_what_can_be_listed_are_said_to_be_there():
    head, first = rows("channels")
    more = [[f"第{number}", f"渠道{number}", *first[2:]] for number in range(3000)]
    found = intake.take(tables() | {"channels.csv": written([head, *more])}).problems
    assert len(found) == limits.PROBLEMS + 1
    assert found[-1].sentence() == (
        "上传的文件：超出上限。问题超过 2,000 个，只列出前面的；改正后请再上传"
    )


def test_many_unknown_names_do_not_take_forever():
    head, first, *_ = rows("results")
    more = [[first[0], f"某{number}市大数据局", "", *first[3:]] for number in range(900)]
    taken = intake.take(tables() | {"results.csv": written([head, *more])})
    told = [one for one in taken.problems if one.rule == "unknown-name"]
    assert len(told) == 900
    assert told[-1].hint == "不是已知的地方或部委；请核对写法"


def test_all_tables_are_looked_at_before_anything_is_told():
    held = tables() | {"themes.csv": b"\xff\xff\x80\n"}
    held |= {"focus.csv": written(with_cell("focus", 2, "order", "一"))}
    held |= {"results.csv": written(with_cell("results", 2, "tier", "优"))}
    found = intake.take(held).problems
    assert [(one.file, one.rule) for one in found] == [
        ("themes.csv", "encoding"),
        ("focus.csv", "type"),
        ("results.csv", "unknown-tier"),
    ]


def test_what_is_wrong_with_one_sheet_leaves_the_others_to_be_checked():
    tier = sheet(labelled("results", with_cell("results", 2, "tier", "优")))
    found = intake.take(book(sheets(focus="<worksheet>", results=tier))).problems
    assert [(one.file, one.rule) for one in found] == [
        ("工作表“聚焦”", "damaged"),
        ("工作表“评估结果”", "unknown-tier"),
    ]


# ---- odd files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_loads_and_says_what_was_done(name):
    odd = ODD[name]
    taken = intake.take(odd.make())
    assert [problem.sentence() for problem in taken.problems] == []
    assert tuple(note.sentence() for note in taken.notes) == odd.sentences
    assert taken.edition is not None
    assert (as_published(taken.edition) == edition_2031()) is odd.same


@pytest.mark.parametrize(
    ("name", "table", "column", "row", "value"),
    [
        ("a day with slashes", "figures", "as_of", 1, "2031-05-04"),
        ("a day as a date", "figures", "as_of", 1, "2019-12-04"),
        ("a day as chinese excel shows it", "figures", "as_of", 1, "2019-12-04"),
        ("a day as a bare number", "figures", "as_of", 1, "2019-12-04"),
        ("a day counted from 1904", "figures", "as_of", 1, "2019-12-04"),
        ("a year as a number", "figures", "as_of", 1, "2031"),
        ("a share in a column of shares", "figures", "value", 0, 12.5),
        ("a share in a column of shares", "figures", "unit", 0, "%"),
        ("a share as a workbook stores it", "figures", "value", 0, 12.5),
    ],
)
def test_what_was_put_right(name, table, column, row, value):
    taken = intake.take(ODD[name].make())
    assert taken.edition is not None
    assert taken.edition[table][column].iloc[row] == value


def test_a_table_that_was_left_out_is_empty():
    taken = intake.take(ODD["only what no edition can do without"].make())
    assert taken.edition is not None
    assert taken.edition["honours"].empty


def test_a_note_names_the_place_where_it_was_first_done():
    (note,) = intake.take(changed("indicators", 3, "weight", "６０")).notes
    assert (note.file, note.row, note.column) == ("indicators.csv", 3, "weight")
    head, *held = rows("results")
    wide = [
        [
            *row[:5],
            str(row[5]).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            row[6],
        ]
        for row in held
    ]
    (note,) = intake.take(tables() | {"results.csv": written([head, *wide])}).notes
    assert note.done == (
        "全角数字改为半角 8 处，如第 2 行“source_line”列 １１→11、"
        "第 3 行“source_line”列 １２→12、第 4 行“source_line”列 １３→13"
    )


# ---- the edition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [edition_2019, edition_2031], ids=["2019", "2031"])
def test_an_edition_comes_back_from_its_package_and_from_its_template(published):
    held = published()
    for name, content in (("a.zip", data_package(held)), ("a.xlsx", intake.template(held))):
        taken = intake.take({name: content})
        assert (taken.notes, taken.problems) == ((), ())
        assert taken.edition is not None
        assert as_published(taken.edition) == held
        for table_name in held:
            pd.testing.assert_frame_equal(taken.edition[table_name], held[table_name])


def test_a_local_edition_is_not_the_published_one_wherever_it_goes():
    local = intake.take({"a.zip": data_package(edition_2031())}).edition
    assert local is not None
    assert local.local and not edition_2031().local
    assert local != edition_2031()
    back = pickle.loads(pickle.dumps(local))
    assert back.local and back == local
    again = intake.take({"a.zip": data_package(local)}).edition
    assert again == local


def test_the_sandbox_takes_files_in_a_lane_of_its_own():
    content = intake.template(edition_2019())
    taken = sandbox.run(intake.take, {"a.xlsx": content}, seconds=limits.SECONDS, lane=intake.LANE)
    assert taken.edition is not None
    assert as_published(taken.edition) == edition_2019()


def test_the_largest_files_that_are_allowed_fit_into_the_sandbox():
    """Five tables of 5,000 rows, and the bomb that unpacks to just under the limit."""
    head, first = rows("practices")
    held = tables() | {
        "practices.csv": written(
            [head, *([f"practice-{n}", *first[1:5], "长" * 300, *first[6:]] for n in range(5000))]
        ),
        "case_practices.csv": written(rows("case_practices")[:1]),
        "figures.csv": written(rows("figures")[:1]),
    }
    taken = sandbox.run(intake.take, held, seconds=60.0, lane=intake.LANE)
    assert [problem.sentence() for problem in taken.problems] == []
    assert len(taken.edition["practices"]) == 5000
    taken = sandbox.run(intake.take, BAD["a stream of 1 gb"].make(), seconds=60.0, lane=intake.LANE)
    assert taken.problems[0].rule == "too-large"


# ---- the template and the list of problems ----------------------------------------------------------


def test_the_template_has_a_sheet_a_table_and_says_what_columns_may_hold():
    filled = openpyxl.load_workbook(io.BytesIO(intake.empty_template()))
    assert filled.sheetnames == ["说明", *(declared.label for declared in EDITION.values())]
    for declared in EDITION.values():
        (head,) = filled[declared.label].iter_rows(values_only=True)
        assert head == tuple(column.label for column in declared.columns)
    guide = ["、".join(str(cell) for cell in row if cell) for row in filled["说明"].values]
    assert any("卓越、优秀、良好、发展、起步" in line for line in guide)
    assert filled["数字"].column_dimensions["J"].number_format == "@"
    (offer,) = [
        one for one in filled["评估结果"].data_validations.dataValidation if "D2" in one.sqref
    ]
    assert offer.formula1 == '"卓越,优秀,良好,发展,起步"'


def test_an_empty_template_misses_what_no_edition_can_do_without():
    taken = intake.take({"a.xlsx": intake.empty_template()})
    assert [problem.sentence() for problem in taken.problems] == [
        f"工作表“发布会” “A 项目”列：缺少项目。请补上“{item}”一行"
        for item in ("年度", "标题", "发布机构", "评估名称")
    ]


def test_the_template_is_the_same_wherever_and_whenever_it_is_made():
    assert intake.template.__wrapped__(edition_2031()) == intake.template(edition_2031())


def test_problems_go_back_to_their_author_as_a_list():
    found = intake.take(changed("results", 2, "tier", "=1+1")).problems
    told = openpyxl.load_workbook(io.BytesIO(intake.problem_file(found)))["问题"]
    assert list(told.iter_rows(values_only=True)) == [
        ("文件", "行", "列", "值", "规则", "怎么办"),
        ("results.csv", 2, "tier", "=1+1", "未知档次", "可用的值：卓越、优秀、良好、发展、起步"),
    ]
    assert told["D2"].data_type == "s"


def test_a_problem_of_a_whole_file_has_no_row():
    problem = Problem("a.zip", "damaged", "请重新打包")
    assert list(table([problem])["row"]) == [0]
    told = openpyxl.load_workbook(io.BytesIO(intake.problem_file([problem])))["问题"]
    assert [cell.value for cell in told[2]] == [
        "a.zip",
        None,
        None,
        None,
        "文件不完整或已损坏",
        "请重新打包",
    ]


def test_a_local_edition_downloads_as_a_clean_package():
    odd = ODD["text stored as numbers"].make()
    local = intake.take(odd).edition
    assert local is not None
    with zipfile.ZipFile(io.BytesIO(data_package(local))) as archive:
        listed = json.loads(archive.read("datapackage.json"))["resources"]
        assert {one["path"] for one in listed} == set(archive.namelist()) - {"datapackage.json"}
        head, first, *_ = csv.reader(io.StringIO(archive.read("results.csv").decode()))
    assert dict(zip(head, first, strict=True))["code"] == "110000"
