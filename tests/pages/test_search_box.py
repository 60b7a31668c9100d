"""The search box as Streamlit runs it: results as links, nothing found, broken data, markup."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from analysis import search, text
from pages.shared import current
from tests.fixtures.editions import copy_2019, set_cell
from tests.pages.conftest import ROOT, bodies, words

IMAGE = "![x](http://example.org/x.png)"
LINK = "[虚构](http://example.org)"


def started(query: str = "", **parameters: str) -> AppTest:
    """The app from its own script, a query typed in the box.

    ``opened`` runs a page alone, without what stands beside it.
    """
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["search"] = query
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def results(app: AppTest) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Label, page and query of each link in the sidebar."""
    links = [element.proto for element in app.sidebar.get("page_link")]
    return [(link.label, link.page, parse_qs(link.query_string)) for link in links]


def test_the_box_stands_in_the_sidebar_and_shows_nothing_yet() -> None:
    app = started()
    assert [box.label for box in app.sidebar.text_input] == ["查找"]
    assert results(app) == []


def test_results_are_links_with_what_they_are() -> None:
    assert results(started("秒批")) == [
        ("深圳市“秒批”服务 :small[案例 · 市级“十大” · 深圳]", "cases", {"case": ["city-02"]})
    ]
    assert results(started("gjyjj"))[0] == (
        "国家药品监督管理局 :small[单位 · 部委]",
        "unit",
        {"id": ["nmpa"]},
    )
    assert results(started("872")) == [
        (
            "集中部署的应用系统数 872 个 :small[数字 · 宁夏 · 原文第 144 行]",
            "trends",
            {"slide": ["s04"]},
        )
    ]


def test_there_are_never_more_than_fit() -> None:
    assert len(results(started("n"))) == search.MOST


def test_nothing_found_helps_and_quotes_a_little_of_what_was_typed() -> None:
    app = started("火星")
    assert results(app) == []
    assert "没有找到“火星”。可输入名称、拼音首字母或六位代码，多个词用空格隔开。" in words(app)
    app = started("火" * 200)
    assert f"没有找到“{'火' * 20}…”。" in words(app)


@pytest.mark.parametrize("query", ["<img src=x onerror=alert(1)>", IMAGE, "[", "\\", "`", "$x$"])
def test_what_is_typed_is_never_markup(query: str) -> None:
    app = started(query)
    assert not app.exception
    assert results(app) == []
    assert "<img" not in bodies(app)
    assert not any(query in element.value for element in app.markdown)
    assert "没有找到“" in words(app)


def test_the_page_itself_stays_as_it_was() -> None:
    """The box has no part in the view: it writes nothing to the URL."""
    without, with_results = started(theme="数据驱动"), started("宁夏", theme="数据驱动")
    assert results(with_results)
    assert bodies(with_results) == bodies(without)
    assert with_results.query_params == without.query_params


def test_where_the_edition_cannot_be_loaded_there_is_no_box_and_problems_are_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_2019(tmp_path)
    set_cell(folder, "results", 2, "tier", "特优")
    monkeypatch.setattr(current, "DEFAULT", folder)
    app = started()
    assert not app.exception
    assert len(app.error) == 1
    assert len(app.text) == 1
    assert len(app.sidebar.text_input) == 0


def test_markup_in_data_is_shown_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A label reads Markdown: a title that looks like some must reach it escaped."""
    folder = copy_2019(tmp_path)
    set_cell(folder, "cases", 2, "title", f"虚构{IMAGE}")
    set_cell(folder, "themes", 2, "role", LINK)
    monkeypatch.setattr(current, "DEFAULT", folder)
    for query, written in ((f"虚构{IMAGE}", IMAGE), ("统筹协调", LINK)):
        ((label, _, _), *_) = results(started(query))
        assert written not in label
        assert text.escape_markdown(written) in label
