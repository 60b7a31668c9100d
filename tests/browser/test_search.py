"""The search box in a browser: type, see, click, arrive."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PAGES, Visit, settle, visiting


def box(page: Page) -> Locator:
    """Where a reader types."""
    return page.get_by_test_id("stSidebar").get_by_label("查找", exact=True)


def results(page: Page) -> Locator:
    """The links under the box."""
    return page.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink")


def search(page: Page, query: str, label: str) -> Locator:
    """Type a query letter by letter; the result of this label once it is there."""
    box(page).fill("")
    box(page).press_sequentially(query, delay=50)
    found = results(page).filter(has_text=label).first
    found.wait_for()
    settle(page)
    assert box(page).input_value() == query
    return found


TARGETS = [  # what is typed, what is clicked, where it leads
    ("nanshan", "南山区 单位 · 广东深圳", r"/unit\?code=440305$", "单位概览"),
    ("gjyjj", "国家药品监督管理局 单位 · 部委", r"/unit\?id=nmpa$", "单位概览"),
    ("秒批", "深圳市“秒批”服务", r"/cases\?case=city-02$", "创新案例库"),
    ("872", "集中部署的应用系统数 872 个", r"/trends\?slide=s04$", "特点趋势"),
    ("数据驱动", "数据驱动 主题 · 赋能", r"/trends\?theme=%E6%95%B0", "特点趋势"),
    ("zwy", "政务云平台 主题 · 集约建设", r"/trends\?slide=s04$", "特点趋势"),
    ("宁夏应用系统", "应用系统集中部署 做法", r"/trends\?slide=s04$", "特点趋势"),
]


@pytest.fixture(scope="module")
def page(chromium: Browser, origin: str) -> Iterator[Page]:
    """A page to search from, where each search ends with the box as it was."""
    with visiting(chromium, origin) as visit:
        yield visit("method")


@pytest.mark.parametrize(("query", "label", "url", "title"), TARGETS)
def test_a_result_opens_its_page(query: str, label: str, url: str, title: str, page: Page) -> None:
    """The address says what was opened, and the results stay for the next click."""
    search(page, query, label).click()
    page.wait_for_url(re.compile(url))
    expect(page.locator("h1")).to_have_text(title)
    settle(page)
    assert box(page).input_value() == query
    expect(results(page).filter(has_text=label).first).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile(r"/method$"))
    expect(page.locator("h1")).to_have_text(PAGES["method"][1])


def test_a_result_on_the_page_that_is_open_changes_the_address_too(visit: Visit) -> None:
    """From one unit to the next; what the address says is what a colleague would see."""
    page = visit("unit?code=640000")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("宁夏回族自治区")
    search(page, "qingdao", "青岛市").click()
    page.wait_for_url(re.compile(r"/unit\?code=370200$"))
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("青岛市")


def test_typing_leaves_the_page_alone(visit: Visit) -> None:
    """Only the box is drawn anew: the address, the filter and the cards stay as they are."""
    page = visit("cases?list=市级")
    settle(page)
    url, cards = page.url, page.locator(".card").all_inner_texts()
    assert len(cards) == 10
    page.evaluate("document.querySelector('.card').dataset.seen = 'yes'")
    search(page, "宁夏", "宁夏回族自治区")
    assert page.url == url
    assert page.locator(".card").all_inner_texts() == cards
    assert page.locator(".card[data-seen]").count() == 1


@pytest.mark.parametrize("query", ["火星", "<b>x</b>", "![x](/nowhere.png)", "\\[", ".*"])
def test_nothing_found_is_said_in_plain_text(query: str, page: Page) -> None:
    box(page).fill(query)
    told = page.get_by_test_id("stSidebar").locator("p.quiet")
    expect(told).to_have_text(
        f"没有找到“{query}”。可输入名称、拼音首字母或六位代码，多个词用空格隔开。"
    )
    assert told.locator("b, img, a").count() == 0
    assert results(page).count() == 0
    box(page).fill("")
    expect(told).to_have_count(0)


def test_on_a_phone_the_box_is_in_the_sidebar_and_covers_nothing(visit: Visit) -> None:
    """Closed, the sidebar leaves the page free; opened, its results fit and lead on."""
    page = visit("method", 390, 844)
    expect(box(page)).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(box(page)).to_be_in_viewport()
    found = search(page, "nx", "宁夏回族自治区")
    bar = page.get_by_test_id("stSidebar").bounding_box()
    assert bar
    for one in results(page).all():
        area = one.bounding_box()
        assert area and area["x"] >= bar["x"]
        assert area["x"] + area["width"] <= bar["x"] + bar["width"]
    found.click()
    page.wait_for_url(re.compile(r"/unit\?code=640000$"))
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.mouse.click(370, 500)
    expect(box(page)).not_to_be_in_viewport()
