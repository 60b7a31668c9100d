"""The cases in a browser: filters, typing, sources on demand."""

from __future__ import annotations

import re

import openpyxl
from playwright.sync_api import Locator, Page, expect

from pages.shared.library_list import FIRST
from tests.browser.conftest import Visit, settle

EMPTY = "没有符合这些条件的条目（共有案例 40 个，做法 52 项）；请减少条件，或换一个词。"


def search_box(page: Page) -> Locator:
    """Where a reader types."""
    return page.get_by_label("查找案例：名称、单位、拼音或首字母")


def expect_cards(page: Page, number: int) -> None:
    """The sentence and the cards agree on how many there are, the first of which are shown."""
    expect(page.locator("p.count")).to_contain_text(f"{number} / 40 个案例")
    expect(page.locator(".card")).to_have_count(min(number, FIRST))


def test_a_filter_narrows_the_cards_as_its_count_promised(visit: Visit) -> None:
    """Every pill tells how many cards it will leave, and keeps its word."""
    page = visit("cases")
    expect_cards(page, 40)
    page.get_by_role("button", name="省级 10", exact=True).click()
    expect_cards(page, 10)
    settle(page)
    page.get_by_text("更多条件").click()
    pill = page.get_by_role("button", name=re.compile("^有正文 \\d+$"))
    promised = int(pill.inner_text().split()[-1])
    assert 0 < promised < 10
    pill.click()
    expect_cards(page, promised)
    assert page.get_by_text("本次发布材料仅列案例名称").count() == 0
    settle(page)
    other = visit(page.url.split("/")[-1])
    expect_cards(other, promised)
    assert other.locator(".card").all_inner_texts() == page.locator(".card").all_inner_texts()


def test_the_list_follows_the_typing_and_keeps_what_was_typed(visit: Visit) -> None:
    """Letter by letter: nothing typed is lost, and the cards follow."""
    page = visit("cases")
    box = search_box(page)
    box.click()
    box.press_sequentially("guiyang", delay=70)
    expect(page.locator(".card")).to_have_count(1)
    settle(page)
    assert box.input_value() == "guiyang"
    assert "做政府数据开放的引领者和探路者" in page.locator(".card").inner_text()
    page.wait_for_url("**q=guiyang")
    box.press_sequentially("x", delay=70)
    expect(page.locator("p.count")).to_have_text(EMPTY)
    assert page.locator(".card").count() == 0
    box.fill("")
    expect_cards(page, 40)
    settle(page)
    assert "q=" not in page.url


def test_chinese_words_and_initials_find_a_case(visit: Visit) -> None:
    """贵阳 typed in Chinese, gz typed for 广州, 贵州 and their like; the URL restores it."""
    page = visit("cases")
    search_box(page).click()
    search_box(page).press_sequentially("贵阳", delay=70)
    expect(page.locator(".card")).to_have_count(1)
    search_box(page).fill("gz")
    page.wait_for_url("**q=gz")
    expect(page.locator(".card", has_text="贵州省政府网站集约化建设情况")).to_have_count(1)
    settle(page)
    other = visit("cases?q=gz")
    assert search_box(other).input_value() == "gz"
    assert other.locator(".card").all_inner_texts() == page.locator(".card").all_inner_texts()


def test_typing_and_ticking_make_a_list(visit: Visit) -> None:
    """Find by pinyin, tick, take the list as a workbook with a note; the address brings it back."""
    page = visit("cases")
    search_box(page).press_sequentially("miaopi", delay=70)
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_text("加入学习清单").click()
    page.wait_for_url("**pick=city-02**")
    page.get_by_text("只看学习清单（已选 1 条）").click()
    note = page.get_by_label("备注")
    note.fill("问一问深圳")
    note.press("Control+Enter")
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载学习清单（XLSX）").click()
    sheet = openpyxl.load_workbook(download.value.path().open("rb"))["学习清单"]
    head, row = sheet.iter_rows(values_only=True)
    assert dict(zip(head, row, strict=True))["备注"] == "问一问深圳"
    other = visit(page.url.split("/")[-1])
    expect(other.locator(".card h3")).to_have_text(["深圳市“秒批”服务"])
    expect(other.get_by_label("备注")).to_have_value("")


def test_a_source_opens_on_demand(visit: Visit) -> None:
    """原文第 N 行 is closed at first; a click shows the words of that line, another hides them."""
    page = visit("cases")
    source = page.locator(".card", has_text="E药云搜App").locator("details.source").last
    words = source.locator("q")
    assert source.locator("summary").inner_text() == "原文第 646 行"
    assert not words.is_visible()
    source.locator("summary").click()
    assert words.is_visible()
    assert words.inner_text() == "药监局 E药云搜App"
    source.locator("summary").click()
    assert not words.is_visible()


def test_the_name_list_opens_its_sources_too(visit: Visit) -> None:
    """Under the map each tier has its line."""
    page = visit("provinces")
    source = page.locator("table.tiers details.source").nth(1)
    source.locator("summary").click()
    assert source.locator("q").is_visible()
    assert len(source.locator("q").inner_text()) > 3


def test_the_name_list_can_be_taken_along(visit: Visit) -> None:
    """A CSV with a Chinese name, readable by Excel, that holds what the page lists."""
    page = visit("provinces")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载名单（CSV）").click()
    assert download.value.suggested_filename == "2019省级政府服务能力.csv"
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "四川省" in content.decode("utf-8-sig")
