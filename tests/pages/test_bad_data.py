"""Data that cannot be read, or that looks like markup."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from analysis import places
from analysis.report import EditionError
from pages.shared import current
from tests.fixtures.editions import copy_2019, copy_context, set_cell
from tests.pages.conftest import PAGES, ROOT, bodies, opened, specs, words

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
    (edition / "event.csv").unlink()
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
        "event.csv",
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


def test_broken_background_data_leave_the_trends_without_the_website_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trends say what is wrong with the website counts and go on without; so do the others."""
    folder = copy_context(tmp_path)
    set_cell(folder, "website_counts", 2, "date", "2015/11/30")
    monkeypatch.setattr(current, "_context", lambda: current.edition.load_context(folder))
    app = opened("trends")
    assert not app.exception
    assert app.error[0].value.startswith("背景数据未能载入，共 1 处问题")
    assert "website_counts.csv 第 2 行" in app.text[0].value
    assert bodies(app).count('<h2 class="theme"') == 6
    assert "全国政府网站由" not in words(app)
    assert "口径说明：84094" not in words(app)
    assert not app.toggle
    assert "截至2019年11月30日，一格为总体中的一个" in words(app)
    assert "原文给出前后数值的各项" in words(app)
    for page in ("home", "provinces", "cities", "honours", "method"):
        assert not opened(page).error
    for page, query in (("cases", {"case": "city-02"}), ("unit", {"code": "440300"}), ("data", {})):
        app = opened(page, query)  # tell it, and go on without what is read elsewhere
        assert [error.value for error in app.error] == [
            "背景数据未能载入，共 1 处问题；改正后重新启动应用。"
            "这一页不含背景数字与延伸阅读，其余照常。"
        ]
        assert "延伸阅读（发布材料之外）" not in words(app)
        assert "深圳市“秒批”服务" in words(app) or page == "data"


@pytest.fixture
def register(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """The folder of a register of its own, to be broken; the true one is back afterwards."""
    root = tmp_path_factory.mktemp("root")
    (root / "geo").mkdir()
    for name in ("places.csv", "organisations.csv"):
        shutil.copy(ROOT / "geo" / name, root / "geo")
    monkeypatch.setattr(places, "_ROOT", root)
    forget()
    yield root / "geo"
    forget()


def forget() -> None:
    """Have the register read anew."""
    places.register.cache_clear()
    places._index.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_a_register_in_another_encoding_is_told(page: str, edition: Path, register: Path) -> None:
    """The organisations saved by Excel as GBK: a sentence with the way out, no traceback."""
    path = register / "organisations.csv"
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    with pytest.raises(EditionError):
        places.register()
    app = opened(page)
    assert not app.exception
    assert [error.value for error in app.error] == [
        "评估结果数据未能载入，共 1 处问题；改正后重新启动应用。"
    ]
    assert [line.value for line in app.text] == [
        "geo/organisations.csv 第 2 行：编码不是 UTF-8。像是 GBK（GB18030）编码；"
        "请另存为“CSV UTF-8（逗号分隔）”"
    ]
    assert specs(app) == []


@pytest.mark.parametrize("how", ["lost", "cut off", "no numbers"])
def test_a_lost_register_is_one_message_on_every_page(how: str, register: Path) -> None:
    """Nothing can be read without it; the message says which file, and what to do."""
    path = register / "places.csv"
    whole = path.read_text("utf-8")
    if how == "lost":
        path.unlink()
    elif how == "cut off":
        path.write_text(whole[:9000], "utf-8")
    else:
        path.write_text(re.sub(r",-?\d+,-?\d+,", ",x,y,", whole), "utf-8")
    current._loaded.cache_clear()
    for page in PAGES if how == "lost" else PAGES[:1]:
        app = opened(page)
        assert not app.exception
        assert [error.value for error in app.error] == [
            "评估结果数据未能载入，共 1 处问题；改正后重新启动应用。"
        ]
        (line,) = app.text
        assert line.value.startswith("geo/places.csv")
        assert ("请补回这个文件，所缺的文件由 python -m analysis doctor" in line.value) is (
            how != "cut off"
        )
    current._loaded.cache_clear()


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
