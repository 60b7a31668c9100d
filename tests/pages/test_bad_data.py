"""Data that cannot be read, or that looks like markup."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from pages.shared import current
from tests.fixtures.editions import copy_2019, copy_context, set_cell
from tests.pages.conftest import PAGES, bodies, opened, specs, words

SCRIPT = "<img src=x onerror=alert(1)>"
IMAGE = "![x](http://example.org/x.png)"


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the edition that the pages read, to be broken."""
    monkeypatch.setattr(current, "DEFAULT", copy_2019(tmp_path))
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_an_unreadable_edition_lists_every_problem(page: str, edition: Path) -> None:
    """Wrong tier, lost zero, mangled date, wrong encoding: all named at once, in Chinese."""
    set_cell(edition, "results", 2, "tier", "特优")
    set_cell(edition, "results", 5, "code", "35000")
    set_cell(edition, "cases", 3, "source_line", "")
    set_cell(edition, "cases", 12, "organisation", "北京式")
    (edition / "channels.csv").write_bytes(
        (edition / "channels.csv").read_text("utf-8").encode("gbk")
    )
    (edition / "focus.csv").unlink()
    app = opened(page)
    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.startswith("评估结果数据未能载入，共 ")
    listed = [line.value for line in app.text]
    assert f"共 {len(listed)} 处问题" in app.error[0].value
    for told in (
        "results.csv 第 2 行 “tier”列：未知档次（值：特优）",
        "results.csv 第 5 行 “code”列：代码不符（值：35000）",
        "是否丢了 0",
        "cases.csv 第 3 行 “source_line”列：缺少原文行号",
        "是否应为北京市？",
        "channels.csv 第 2 行：编码不是 UTF-8。像是 GBK",
        "focus.csv",
    ):
        assert any(told in line for line in listed), told
    assert "Traceback" not in words(app)
    assert specs(app) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_missing_edition_is_a_sentence(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder at all: still words, no traceback."""
    monkeypatch.setattr(current, "DEFAULT", tmp_path / "gone")
    app = opened(page)
    assert not app.exception
    assert len(app.error) == 1
    assert app.text and "读不到" in app.text[0].value


def test_broken_background_data_stops_only_the_page_that_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trends say what is wrong with the website counts; maps and cases go on."""
    folder = copy_context(tmp_path)
    set_cell(folder, "website_counts", 2, "date", "2015/11/30")
    monkeypatch.setattr(current, "_context", lambda: current.edition.load_context(folder))
    app = opened("trends")
    assert not app.exception
    assert app.error[0].value.startswith("背景数据未能载入，共 1 处问题")
    assert "website_counts.csv 第 2 行" in app.text[0].value
    for page in ("home", "provinces", "cities", "cases"):
        assert not opened(page).error


def test_markup_in_data_comes_out_escaped(edition: Path) -> None:
    """A case called <img …> reads <img …>; nothing of it becomes an element."""
    set_cell(edition, "cases", 2, "title", SCRIPT)
    set_cell(edition, "cases", 3, "title", IMAGE)
    app = opened("cases")
    assert not app.exception and not app.error
    assert html.escape(SCRIPT) in bodies(app)
    assert IMAGE in bodies(app)
    assert "<img" not in bodies(app)
    assert not any(IMAGE in element.value for element in app.markdown)


def test_markup_in_the_facts_of_a_place_comes_out_escaped(edition: Path) -> None:
    """Titles, summaries and excerpts beside the map and on the trends are text."""
    set_cell(edition, "practices", 2, "title", SCRIPT)
    set_cell(edition, "practices", 2, "summary", IMAGE)
    set_cell(edition, "practices", 2, "as_written", "</q><script>alert(1)</script>")
    for page, query in (("provinces", {"code": "350000"}), ("trends", {})):
        app = opened(page, query)
        assert not app.exception and not app.error
        assert html.escape(SCRIPT) in bodies(app)
        assert "<img" not in bodies(app) and "<script" not in bodies(app)


def test_markup_in_headings_and_choices_is_never_markdown(edition: Path) -> None:
    """Title and pills read markdown: a name from the data must reach them escaped."""
    for table in ("themes", "slides", "case_themes"):
        path = edition / f"{table}.csv"
        path.write_text(path.read_text("utf-8").replace("数据驱动,", f"{IMAGE},"), "utf-8")
    path = edition / "event.csv"
    path.write_text(path.read_text("utf-8").replace("数字政府服务能力,", f"{IMAGE},"), "utf-8")
    home, cases, trends = opened("home"), opened("cases"), opened("trends")
    assert not home.error and not cases.error and not trends.error
    assert not any(IMAGE in element.value for element in home.title)
    for app in (cases, trends):
        assert not any(IMAGE in option for option in app.button_group(key="choice-theme").options)


def test_markup_in_the_url_is_never_markdown() -> None:
    """A link sent by a stranger cannot put an image or a link on our page."""
    hostile = "[a](http://b.cn)"
    for query in ({hostile: "1"}, {"code": hostile}, {"tier": hostile}):
        app = opened("provinces", query)
        assert not any(hostile in note.value for note in app.info), query
