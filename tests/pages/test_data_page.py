"""数据与来源: every table, its columns, the search, the downloads, and what is said of the sources."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis import places
from analysis.report import RULES
from analysis.schema import CONTEXT, EDITION, GRADES, Table
from pages.shared import current
from tests.fixtures import second_edition
from tests.fixtures.editions import copy_context, set_cell
from tests.pages.conftest import ROOT, bodies, opened, words

TABLES = [("2019", name) for name in EDITION] + [("context", name) for name in CONTEXT]


def shown(app: AppTest) -> list[list[list[str]]]:
    """The tables of the page as cells, the head first."""
    return [
        [
            [
                html.unescape(cell)
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        for table in re.findall(r'<table class="rows">(.*?)</table>', bodies(app), re.DOTALL)
    ]


def file(folder: str, name: str) -> list[list[str]]:
    """A committed table without its head, read without the loader."""
    with (ROOT / "data" / folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def canonical(table: Table, row: list[str]) -> list[object]:
    """A row with numbers as numbers and places by code and by the one name of that code."""
    cells: dict[str, object] = dict(zip(table.column_names, row, strict=True))
    for column in table.columns:
        if column.type in ("integer", "number"):
            cells[column.name] = float(str(cells[column.name]))
        if column.label_for:
            name, code = str(cells[column.label_for]), str(cells[column.name])
            place = places.find(name, code)
            assert place is not None
            cells[column.label_for], cells[column.name] = place.name, place.code
    return list(cells.values())


def labels(app: AppTest) -> list[str]:
    """What the download buttons say."""
    return [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize(("folder", "name"), TABLES)
def test_every_table_is_shown_as_it_stands(folder: str, name: str) -> None:
    """All rows and columns of the file, and the codebook of its columns."""
    app = opened("data", {"table": name})
    assert not app.exception and not app.info and not app.error
    table = {**EDITION, **CONTEXT}[name]
    (head, *rows), (_, *book), *_ = shown(app)
    assert [cell.partition("（")[0] for cell in head] == [
        column.label.partition("（")[0] for column in table.columns
    ]
    expected = [canonical(table, row) for row in file(folder, name)]
    assert [canonical(table, row) for row in rows] == expected
    if "code" in table.column_names:
        assert all(row[table.column_names.index("code")] for row in rows)
    assert [row[0] for row in book] == list(table.column_names)
    assert f"{len(rows)} / {len(rows)} 行；{table.description}。" in words(app)
    assert app.selectbox(key="choice-table").value == name


def test_the_list_names_every_table_and_how_many_rows_it_has() -> None:
    options = opened("data").selectbox(key="choice-table").options
    assert len(options) == len(TABLES)
    assert "评估结果（64）" in options
    assert "背景数据：四大地区（31）" in options


def test_the_results_come_first_and_another_table_is_written_to_the_url() -> None:
    app = opened("data")
    assert app.selectbox(key="choice-table").value == "results"
    app.selectbox(key="choice-table").set_value("channels").run()
    assert app.query_params["table"] in ("channels", ["channels"])
    assert len(shown(app)[0]) == 1 + 4
    app.selectbox(key="choice-table").set_value("results").run()
    assert "table" not in app.query_params


def test_numbers_stand_to_the_right_under_their_heads() -> None:
    body = bodies(opened("data", {"table": "tier_scale"}))
    assert '<th scope="col" class="right">下限（含，分）</th>' in body
    assert '<td class="right">95</td>' in body
    assert "<td>卓越</td>" in body


@pytest.mark.parametrize("name", ["没有这张表", "results.csv", "<b>"])
def test_an_unknown_table_is_told_and_the_results_are_shown(name: str) -> None:
    app = opened("data", {"table": name})
    assert not app.exception
    assert len(app.info) == 1 and app.info[0].value.startswith("网址中的 table=")
    assert app.selectbox(key="choice-table").value == "results"
    assert len(shown(app)[0]) == 1 + 64


@pytest.mark.parametrize(
    ("query", "found"),
    [("四川", 1), ("成都 重要", 1), ("优秀", 15), ("ＸＰＣＣ", 1), ("省级 607", 0)],
)
def test_a_search_leaves_the_rows_that_hold_all_words(query: str, found: int) -> None:
    app = opened("data", {"q": query})
    assert not app.exception
    if found:
        assert len(shown(app)[0]) == 1 + found
        assert f"{found} / 64 行" in words(app)
    else:
        assert "评估结果没有含这些词的行（共 64 行）；请减少一个词，或换一张表。" in words(app)
        assert shown(app)[0][0][0] == "列"  # the codebook comes next


@pytest.mark.parametrize(
    "query",
    [
        "长" * 2000,
        "<script>alert(1)</script>",
        "<b>",
        "(",
        "[a-z",
        ".*",
        "\\",
        "%",
        "![x](http://x)",
    ],
)
def test_no_search_is_a_pattern_or_markup(query: str) -> None:
    """Whatever is typed is looked for as it stands, and found nowhere here."""
    app = opened("data", {"q": query})
    assert not app.exception
    assert "评估结果没有含这些词的行（共 64 行）" in words(app)
    assert "<script>" not in bodies(app) and "<b>" not in bodies(app)
    assert app.text_input(key="choice-q").value == query[:200]


def test_the_downloads_are_those_of_the_chosen_group() -> None:
    assert labels(opened("data"))[:3] == [
        "下载本表（CSV）",
        "下载全部 17 张表（XLSX）",
        "下载数据包（zip）",
    ]
    assert "下载全部 6 张表（XLSX）" in labels(opened("data", {"table": "regions"}))


def test_corrections_stand_as_they_were_and_as_they_are_shown() -> None:
    (table,) = [one for one in shown(opened("data")) if one[0][0] == "原文如此"]
    assert table[0] == ["原文如此", "显示为", "理由", "原文行号"]
    assert ["一次登陆", "一次登录", "“登陆”应为“登录”", "182"] in table
    assert len(table) == 1 + len(file("2019", "corrections"))


def test_what_the_page_says_of_its_sources() -> None:
    """Checked, cited, graded, licensed, and what is not licensed."""
    said = words(opened("data"))
    rows = sum(len(file("2019", name)) for name in EDITION)
    outside = sum(len(file("context", name)) for name in CONTEXT)
    for sentence in (
        f"评估结果 17 张表 {rows} 行，逐行注明原文行号；背景数据 6 张表 {outside} 行",
        f"评估结果 17 张表 {rows} 行，背景数据 6 张表 {outside} 行，"
        f"载入时按 {len(RULES)} 条规则检查：没有问题。",
        "python -m analysis check",
        "《2019数字政府服务能力评估结果》，中国软件评测中心，"
        "2019数字政府服务能力暨第十八届中国政府网站绩效评估结果发布会。",
        "原文第 595 行”。",
        "行政区划界线：2025年版",
        "边界数据未找到明确的开放许可",
        "内部工作用图，不得公开展示",
        "SIL Open Font License 1.1",
        "来源未声明许可",
        *(f"级别 {grade}：{meaning}。" for grade, meaning in GRADES.items()),
    ):
        assert sentence in said, sentence


def test_the_page_works_without_the_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with the context is told; its tables are gone, the edition's are there."""
    folder = copy_context(tmp_path)
    set_cell(folder, "website_counts", 2, "date", "2015/11/30")
    monkeypatch.setattr(current, "_context", lambda: current.edition.load_context(folder))
    app = opened("data", {"table": "regions"})
    assert not app.exception
    assert app.error[0].value.startswith("背景数据未能载入，共 1 处问题")
    assert app.info[0].value.startswith("网址中的 table=regions 不是可选的值")
    assert len(app.selectbox(key="choice-table").options) == len(EDITION)
    assert len(shown(app)[0]) == 1 + 64
    assert "背景数据 6 张表" not in words(app)


def test_the_second_edition_is_shown_with_nothing_of_2019(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Markup in its cells is text, an empty list is a sentence, and the context is left aside."""
    monkeypatch.setattr(current, "DEFAULT", second_edition.write(tmp_path))
    monkeypatch.setattr(current, "current_context", lambda: None)
    app = opened("data", {"table": "practices"})
    assert not app.exception
    assert second_edition.MARKUP in shown(app)[0][1][4]
    assert "<b>" not in bodies(app)
    assert "2019" not in words(app) and "中国软件评测中心" not in words(app)
    empty = opened("data", {"table": "honours"})
    assert "本次材料未载优秀政务新媒体主办单位。" in words(empty)
    assert shown(empty)[0][0][0] == "列"
