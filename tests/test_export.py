"""What is taken away is what the edition holds: CSV, workbook and Data Package, read back."""

from __future__ import annotations

import csv as reader
import io
import json
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis import edition, package, sources, tables, text
from analysis.archive import zipped
from analysis.edition import Edition
from analysis.export.csv import csv
from analysis.export.package import data_package
from analysis.export.xlsx import CODEBOOK, PROVENANCE, xlsx
from analysis.schema import CONTEXT, EDITION, TIERS
from tests.fixtures.editions import context, copy_2019, edition_2019, edition_2031, set_cell
from tests.fixtures.second_edition import FORMULA, MARKUP

LOADED = {"2019": edition_2019, "2031": edition_2031, "context": context}
EACH = pytest.mark.parametrize("which", LOADED)
EVERY_TABLE = [("2019", name) for name in EDITION] + [("context", name) for name in CONTEXT]


def bare(folder) -> Edition:
    """2019 with only the tables that an edition cannot do without."""
    for path in copy_2019(folder).glob("*.csv"):
        if not EDITION[path.stem].required:
            path.unlink()
    return edition.load(folder)


def changed(loaded: Edition, table: str, column: str, value: object) -> Edition:
    """An edition with one cell of its first row replaced, of an identity of its own."""
    rows = loaded[table].copy()
    rows.loc[0, column] = value
    held = MappingProxyType({**loaded.tables, table: rows})
    return Edition(f"{loaded.identity}-{table}-{column}-{hash(value)}", held)


def sheet(loaded: Edition, title: str) -> Worksheet:
    """One sheet of the workbook, read as another program reads it."""
    return load_workbook(io.BytesIO(xlsx(loaded)))[title]


def members(content: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def parts(loaded: Edition) -> str:
    """All markup of the workbook."""
    return "\n".join(part.decode("utf-8") for part in members(xlsx(loaded)).values())


# The Data Package


@EACH
def test_the_zip_loads_to_the_same_edition(which: str) -> None:
    loaded = LOADED[which]()
    again = edition.load(io.BytesIO(data_package(loaded)), package.declared_in(loaded))
    assert again.identity == loaded.identity


def test_the_zip_of_an_edition_without_its_optional_tables_loads_too(tmp_path) -> None:
    loaded = bare(tmp_path)
    assert loaded["cases"].empty and not edition_2019()["cases"].empty
    assert edition.load(io.BytesIO(data_package(loaded))).identity == loaded.identity


@EACH
def test_the_zip_describes_its_files_and_nothing_else(which: str) -> None:
    """One CSV a declared table, with the digest and the size that the description gives."""
    declared = package.declared_in(LOADED[which]())
    files = members(data_package(LOADED[which]()))
    described = json.loads(files.pop(tables.PACKAGE))
    assert [one["path"] for one in described["resources"]] == list(files)
    assert list(files) == [f"{name}.csv" for name in declared]
    for resource in described["resources"]:
        content = files[resource["path"]]
        assert resource["hash"] == tables.sha256(content)
        assert resource["bytes"] == len(content)


def test_the_zip_says_what_the_folder_says() -> None:
    """The same head, licences and schemas as the committed description."""
    committed = json.loads((edition.DATA / "2019" / tables.PACKAGE).read_text(encoding="utf-8"))
    made = json.loads(members(data_package(edition_2019()))[tables.PACKAGE])
    for one in (*committed["resources"], *made["resources"]):
        del one["hash"], one["bytes"]
    assert made == committed


def test_a_changed_file_of_the_zip_is_found_out() -> None:
    """The digests guard what they describe."""
    files = members(data_package(edition_2019()))
    files["results.csv"] = files["results.csv"].replace("优秀".encode(), "良好".encode(), 1)
    found = edition.find_problems(io.BytesIO(zipped(files)))
    assert [problem.rule for problem in found] == ["hash"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("-12.5", -12.5), ("0.000001", 1e-06), ("123456789012345", 123456789012345.0), ("-0", -0.0)],
)
def test_a_number_is_written_plainly_and_comes_back(written, value, tmp_path) -> None:
    """No exponent, no superfluous digits, whatever the size."""
    copy_2019(tmp_path)
    set_cell(tmp_path, "figures", 2, "value", written)
    loaded = edition.load(tmp_path)
    assert package.as_text(loaded, "figures")["value"][0] == written
    again = edition.load(io.BytesIO(data_package(loaded)))
    assert again["figures"]["value"][0] == value
    assert again.identity == loaded.identity


def test_awkward_text_survives_the_zip(tmp_path) -> None:
    """Quotes, commas, every kind of line end, a formula: the very same cell comes back."""
    copy_2019(tmp_path)
    awkward = '=1+1,"引号"\r回车\n换行\r\n两者'
    set_cell(tmp_path, "practices", 2, "summary", awkward)
    loaded = edition.load(tmp_path)
    again = edition.load(io.BytesIO(data_package(loaded)))
    assert again["practices"]["summary"][0] == awkward
    assert again.identity == loaded.identity


# The workbook


@EACH
def test_the_workbook_has_a_sheet_for_each_table(which: str) -> None:
    declared = package.declared_in(LOADED[which]())
    titles = load_workbook(io.BytesIO(xlsx(LOADED[which]()))).sheetnames
    assert titles == [PROVENANCE, CODEBOOK, *(table.label for table in declared.values())]
    assert all(len(title) <= 31 for title in titles)
    assert len({title.casefold() for title in titles}) == len(titles)


@pytest.mark.parametrize(("which", "name"), EVERY_TABLE)
def test_a_sheet_holds_the_rows_of_its_table(which: str, name: str) -> None:
    """Numbers as numbers, dates as dates, all else as text, under Chinese heads."""
    loaded, table = LOADED[which](), package.declared_in(LOADED[which]())[name]
    (head, *rows) = sheet(loaded, table.label).iter_rows(values_only=True)
    assert head == tuple(package.heads(table).values())
    for column, cells in zip(table.columns, zip(*rows, strict=True), strict=True):
        own = loaded[name][column.name]
        if column.type in ("integer", "number"):
            assert not any(isinstance(cell, str) for cell in cells)
            assert list(cells) == list(own)
        elif column.type == "date":
            assert [pd.Timestamp(cell) for cell in cells] == list(own)
        else:
            assert ["" if cell is None else cell for cell in cells] == list(own)


def test_codes_are_text_with_all_their_digits() -> None:
    """A code that begins with 0 would lose it as a number."""
    loaded = changed(edition_2019(), "results", "code", "010000")
    (_, first, *_) = sheet(loaded, EDITION["results"].label).iter_rows()
    (cell,) = [cell for cell in first if cell.value == "010000"]
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_a_sheet_of_rows_can_be_read_and_filtered() -> None:
    """The head stays in sight, filters, and no column is too narrow or too wide."""
    shown = sheet(edition_2019(), EDITION["practices"].label)
    assert shown.freeze_panes == "A2"
    assert shown.auto_filter.ref == shown.dimensions
    assert all(cell.font.bold for cell in shown[1])
    widths = {letter: held.width for letter, held in shown.column_dimensions.items()}
    assert len(widths) == len(EDITION["practices"].columns)
    assert all(len("代码") * 2 <= width <= 60 for width in widths.values())


def test_the_first_sheet_says_where_everything_comes_from() -> None:
    loaded = edition_2019()
    rows = list(sheet(loaded, PROVENANCE).iter_rows(values_only=True))
    assert ("标题", "2019数字政府服务能力评估结果") in rows
    assert ("发布机构", "中国软件评测中心") in rows
    assert ("内容标识", loaded.identity) in rows
    assert ("读法", text.NO_SCORES) in rows
    assert ("读法", text.GROUPS_APART) in rows
    assert ("许可", f"{package.LICENCE}。") in rows
    listed = rows[rows.index(("表", "行数")) + 1 :]
    assert listed == [(table.label, len(loaded[name])) for name, table in EDITION.items()]
    assert ("评估结果", 64) in listed


def test_the_context_says_what_its_grades_mean() -> None:
    rows = list(sheet(context(), PROVENANCE).iter_rows(values_only=True))
    assert ("标题", "背景数据") in rows
    assert ("读法", "级别 D：由已分级数字推算，仅作推算展示。") in rows
    assert ("四大地区", 31) in rows


def test_the_codebook_travels_with_the_workbook() -> None:
    rows = list(sheet(edition_2019(), CODEBOOK).iter_rows(values_only=True))
    assert len(rows) == 1 + sum(len(table.columns) for table in EDITION.values())
    assert rows[0][:5] == ("表", "文件", "列", "名称", "说明")
    (tier,) = [row for row in rows if row[1:3] == ("results.csv", "tier")]
    assert "、".join(TIERS) in tier


@pytest.mark.parametrize("words", [FORMULA, "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A"])
def test_text_is_never_a_formula(words: str) -> None:
    """In the markup itself: no formula, no error, only strings."""
    loaded = changed(edition_2019(), "cases", "title", words)
    assert "<f>" not in parts(loaded) and 't="e"' not in parts(loaded)
    cells = [cell for row in sheet(loaded, EDITION["cases"].label).iter_rows() for cell in row]
    (cell,) = [cell for cell in cells if cell.value == words]
    assert cell.data_type == "s"
    assert cell.quotePrefix == (words[0] in "=+-@")


def test_the_second_edition_brings_a_formula_to_be_guarded() -> None:
    """Its case called =1+1 stands in the sheet as it is, and its markup is escaped."""
    titles = [row[5] for row in sheet(edition_2031(), EDITION["cases"].label).values]
    assert titles == ["案例名称", MARKUP, FORMULA, "虚构案例"]
    assert "<b>" not in parts(edition_2031())


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x0b", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_marked(bad: str) -> None:
    loaded = changed(edition_2019(), "results", "as_written", f"北{bad}京")
    assert "北\ufffd京" in [row[6] for row in sheet(loaded, EDITION["results"].label).values]


def test_a_text_too_long_for_a_cell_says_that_it_is_cut() -> None:
    loaded = changed(edition_2019(), "practices", "summary", "长" * 40_000)
    cell = sheet(loaded, EDITION["practices"].label)["F2"].value
    assert len(cell) == 32_767
    assert cell.endswith("长……（单元格容不下，全文见数据包）")


# All files


FILES = pytest.mark.parametrize("make", [xlsx, data_package], ids=["xlsx", "zip"])


@EACH
@FILES
def test_the_same_edition_gives_the_same_bytes(make, which: str) -> None:
    """Made anew, byte for byte; no file in it tells when it was made."""
    loaded = LOADED[which]()
    content = make(loaded)
    assert make.__wrapped__(loaded) == content  # not what was remembered
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_workbook_does_not_say_when_it_was_saved() -> None:
    told = members(xlsx(edition_2019()))["docProps/core.xml"].decode()
    assert re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", told) == ["1980-01-01T", "1980-01-01T"]


@EACH
@FILES
def test_a_file_is_made_once_an_edition(make, which: str) -> None:
    assert make(LOADED[which]()) is make(LOADED[which]())


@FILES
def test_nothing_of_2019_is_in_a_file_of_the_second_edition(make) -> None:
    # Some writers of XML spell Chinese as numbers.
    held = unescape("\n".join(part.decode() for part in members(make(edition_2031())).values()))
    assert "虚构评测院" in held and "2031" in held
    for own in ("2019", "中国软件评测中心", "第十八届", edition_2019().identity):
        assert own not in held


@pytest.mark.parametrize(("which", "name"), EVERY_TABLE)
def test_the_csv_of_a_table_opens_in_excel(which: str, name: str) -> None:
    """A BOM, Chinese heads, every row; numbers are numbers, and a code keeps its digits."""
    loaded, table = LOADED[which](), package.declared_in(LOADED[which]())[name]
    content = csv(sources.labelled(loaded, name))
    assert content.startswith(b"\xef\xbb\xbf")
    (head, *rows) = reader.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(head) == tuple(package.heads(table).values())
    for column, cells in zip(table.columns, zip(*rows, strict=True), strict=True):
        own = loaded[name][column.name]
        if column.type in ("integer", "number"):
            assert [float(cell) for cell in cells] == list(own)
        elif column.type == "date":
            assert [pd.Timestamp(cell) for cell in cells] == list(own)
        else:
            assert [cell.removeprefix("'") for cell in cells] == list(own)


# What the page says of them


def test_heads_carry_the_unit_in_one_pair_of_brackets() -> None:
    assert tuple(package.heads(EDITION["tier_scale"]).values()) == (
        "分组",
        "档次",
        "下限（含，分）",
        "上限（不含，分）",
        "次序",
        "原文行号",
        "原文写法",
    )
    assert package.number_heads(CONTEXT["website_counts_by_province"]) == (
        "网站数（个）",
        "较 2018 年 12 月减少（%）",
    )


def test_heads_and_names_of_tables_are_unique() -> None:
    """Two columns of one head, or two tables of one name, could not be told apart in a URL."""
    assert not EDITION.keys() & CONTEXT.keys()
    for table in (*EDITION.values(), *CONTEXT.values()):
        assert len(set(package.heads(table).values())) == len(table.columns)


def test_looking_up_shows_a_table_as_it_stands() -> None:
    """A small table, whole: plain numbers, Chinese heads, its codebook without empty columns."""
    view = sources.look_up(edition_2031(), None, "indicators")
    assert view.rows.to_dict("list") == {
        "次序": ["1", "2"],
        "指标": ["覆盖", "体验"],
        "权重": ["40", "60"],
        "原文行号": ["11", "12"],
        "原文写法": ["虚构摘录", "虚构摘录"],
    }
    assert view.numbers == ("次序", "权重", "原文行号")
    assert view.sentence == "2 / 2 行；一行是一项指标及其权重。"
    assert list(view.codebook) == ["列", "名称", "说明", "类型", "可用的值", "主键"]
    (weight,) = view.codebook[view.codebook["列"] == "weight"].to_dict("records")
    assert weight == {
        "列": "weight",
        "名称": "权重",
        "说明": "材料所列数值，未写单位",
        "类型": "数值",
        "可用的值": "不小于 0、不大于 110",
        "主键": "",
    }


def test_the_codebook_tells_what_a_column_refers_to() -> None:
    book = sources.look_up(edition_2019(), None, "mentions").codebook.set_index("列")
    assert book.at["slide", "指向"] == "slides.csv 的 slide"
    assert book.at["code", "指向"] == "地方与单位的名录"
    assert book.at["note", "可空"] == "是"
    assert book.at["detail", "可用的值"] == "有正文、仅列名称"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["覆盖", "体验"]),
        ("体验", ["体验"]),
        ("体　验 12", ["体验"]),
        ("１２", ["体验"]),
        ("体验 11", []),
        ("虚构 摘录", ["覆盖", "体验"]),
        (".*", []),
        ("(", []),
    ],
)
def test_a_search_keeps_the_rows_that_hold_every_word(query: str, found: list[str]) -> None:
    view = sources.look_up(edition_2031(), None, "indicators", query)
    assert list(view.rows["指标"]) == found


def test_an_empty_table_and_a_search_for_nothing_are_told_apart() -> None:
    empty = sources.look_up(edition_2031(), None, "honours", "北京")
    assert empty.sentence == "本次材料未载优秀政务新媒体主办单位。"
    nothing = sources.look_up(edition_2031(), None, "cases", "北京")
    assert nothing.sentence == (
        "“十大”优秀创新案例没有含这些词的行（共 3 行）；请减少一个词，或换一张表。"
    )


def test_what_is_said_of_the_second_edition_is_its_own() -> None:
    said = [
        words for section in sources.sections(edition_2031(), None) for words in section.sentences
    ]
    assert "评估结果 17 张表 49 行，载入时按 30 条规则检查：没有问题。" in said
    assert any("虚构评测院" in words for words in said)
    assert not any("2019" in words or "中国软件评测中心" in words for words in said)


def test_an_edition_without_corrections_says_so(tmp_path) -> None:
    by_name: Mapping[str, sources.Section] = {
        section.heading: section for section in sources.sections(bare(tmp_path), None)
    }
    assert list(by_name["原文订正"].sentences) == ["原文没有须订正之处。"]
    assert by_name["原文订正"].rows.empty


def test_figures_from_outside_are_listed_with_publisher_and_grade() -> None:
    (section,) = [
        one for one in sources.sections(edition_2019(), context()) if one.heading == "背景数字"
    ]
    rows = section.rows.set_index(["表", "级别"])
    assert rows.at[("分省政府网站数量", "B"), "发布机构"] == "中国互联网络信息中心 第45次报告"
    assert rows.at[("分省政府网站数量", "B"), "行数"] == 32
    graded = [name for name, table in CONTEXT.items() if "grade" in table.column_names]
    graded.remove("case_reading")  # pages to read, not figures
    assert rows["行数"].sum() == sum(len(context()[name]) for name in graded)
