"""The static site opened from a disk: no server, no network, and the search box all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from analysis.export.site import NAVIGATION, site
from tests.browser.conftest import Witness, lasting
from tests.fixtures.editions import context, edition_2019

GIVEN_UP = ("image", "net::ERR_ABORTED")  # for the picture of another width
PAGES = (*NAVIGATION, "units/520000", "units/440300", "units/miit")
SIZES = [(1280, 720), (390, 844), (820, 1180)]
Open = Callable[..., Page]

CUT_OFF = """() => [...document.querySelectorAll('main *, header *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && e.innerText
        && !e.matches('.table, [role=search] p, input') && getComputedStyle(e).overflowX !== 'visible')
    .map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 2019 as files."""
    root = tmp_path_factory.mktemp("site")
    for name, content in site(edition_2019(), context()).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@pytest.fixture(scope="module")
def reader(chromium: Browser, folder: Path) -> Iterator[BrowserContext]:
    """The context of all visits."""
    with lasting(chromium, (folder / "style.css").as_uri()) as context:
        yield context


@pytest.fixture
def visit(reader: BrowserContext, folder: Path) -> Iterator[Open]:
    """Open pages as ``visit("cities", 390, 844)``; nothing may be asked for elsewhere or fail."""
    witness = Witness(reader, "file://")
    missing: list[str] = []

    def failed(request: Request) -> None:
        if (request.resource_type, request.failure) != GIVEN_UP:
            missing.append(request.url)

    reader.on("requestfailed", failed)

    def opened(name: str = "index", width: int = 1280, height: int = 720) -> Page:
        page = reader.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto((folder / f"{name}.html").as_uri())
        return page

    try:
        yield opened
    finally:
        reader.remove_listener("requestfailed", failed)
        witness.leave()
    witness.check()
    assert missing == []


def results(page: Page, query: str) -> Locator:
    """What the search box lists for a query, once it has an answer."""
    page.get_by_role("searchbox").fill(query)
    page.locator("[role=status]:not(:empty)").wait_for(state="attached")
    return page.get_by_role("search").get_by_role("link")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}px")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(name: str, size: tuple[int, int], visit: Open) -> None:
    """Title, pictures that are painted, nothing beside the screen, nothing cut off."""
    page = visit(name, *size)
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(CUT_OFF) == []
    for picture in page.locator("figure img").all():
        assert picture.evaluate("image => image.complete && image.naturalWidth") >= 360
        box = picture.bounding_box()
        assert box and 320 <= box["width"] <= min(size[0], 736)


def test_pictures_fit_the_room_they_have(visit: Open) -> None:
    """Words in a picture stay legible: the narrow one where there is little room, the wide elsewhere."""
    drawn = "[...document.images].map(image => image.currentSrc.split('/').pop())"
    assert visit("index").evaluate(drawn) == ["tiers-narrow.svg", "provinces.svg"]
    assert visit("index", 820, 1180).evaluate(drawn) == ["tiers.svg", "provinces.svg"]
    assert visit("index", 390, 844).evaluate(drawn) == ["tiers-narrow.svg", "provinces-narrow.svg"]


def test_colours_are_there_without_any_inline_style(visit: Open) -> None:
    """The tiers' chips, the themes' marks and the bars of the theme heads."""
    chip = visit("provinces").locator(".chip").nth(1)
    assert chip.inner_text() == "优秀"
    assert chip.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(15, 76, 129)"
    page = visit("trends")
    bars = page.locator("h2.theme").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderLeftColor)"
    )
    assert len(set(bars)) == 6 and "rgb(23, 33, 43)" not in bars


@pytest.mark.parametrize("query", ["贵州", "guizhou", "gz", "520000", "ｇｕｉｚｈｏｕ", "贵州省"])
def test_the_search_finds_a_province_however_it_is_written(query: str, visit: Open) -> None:
    page = visit("units/440300")
    page.get_by_role("searchbox").focus()
    results(page, query).filter(has_text="贵州省").first.click()
    page.wait_for_url("**/units/520000.html")
    assert page.locator("h1").inner_text() == "贵州省"


@pytest.mark.parametrize(
    ("query", "first", "where"),
    [
        ("集约建设", "集约建设", "trends.html#theme-1"),
        ("jiyuejianshe", "集约建设", "trends.html#theme-1"),
        ("jyjs", "集约建设", "trends.html#theme-1"),
        ("一网通查", "北京市政府门户网站“一网通查”", "cases.html#"),
        ("秒批", "深圳市“秒批”服务", "cases.html#"),
        ("miaopi", "深圳市“秒批”服务", "cases.html#"),
        ("深圳 秒批", "深圳市“秒批”服务", "cases.html#"),
        ("发改委", "国家发展和改革委员会", "units/"),
        ("84094", "全国政府网站数量", "trends.html#"),
    ],
)
def test_the_search_finds_themes_cases_and_figures(
    query: str, first: str, where: str, visit: Open
) -> None:
    link = results(visit(), query).first
    assert link.inner_text().startswith(first)
    assert where in (link.get_attribute("href") or "")


def test_the_search_is_for_the_keyboard_too(visit: Open) -> None:
    page = visit()
    box = page.get_by_role("searchbox")
    found = results(page, "贵")
    assert found.count() > 2
    page.keyboard.press("ArrowDown")
    assert found.first.evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box.evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert box.input_value() == "" and found.count() == 0
    results(page, "guizhou")
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/520000.html")


@pytest.mark.parametrize("query", ["不存在的地方", "<img src=x onerror=alert(1)>", "' OR 1=1"])
def test_what_is_not_found_is_said(query: str, visit: Open) -> None:
    page = visit()
    assert results(page, query).count() == 0
    said = page.get_by_role("status")
    assert said.is_visible() and said.inner_text().startswith(f"没有找到“{query[:20]}”")
    assert page.locator("main img[src=x], header img").count() == 0


def test_a_result_on_the_same_page_leads_there(visit: Open) -> None:
    page = visit("trends")
    results(page, "安全防控").first.click()
    page.wait_for_url("**#s20")
    assert page.get_by_role("searchbox").input_value() == ""
    top = page.locator("#s20").bounding_box()
    assert top and -2 <= top["y"] < 720


def test_without_scripts_everything_but_the_search_is_there(
    chromium: Browser, folder: Path
) -> None:
    browsing = chromium.new_context(java_script_enabled=False)
    page = browsing.new_page()
    page.goto((folder / "index.html").as_uri())
    assert not page.get_by_role("searchbox").is_visible()
    page.get_by_role("navigation").get_by_role("link", name="省级").click()
    page.get_by_role("link", name="贵州省").click()
    assert page.locator("h1").inner_text() == "贵州省"
    page.locator(".source summary").first.click()
    assert page.locator(".source q").first.is_visible()
    browsing.close()


def test_the_first_key_leads_past_the_menu(visit: Open) -> None:
    page = visit("cities")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    assert skip.is_visible() and skip.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_readers_without_a_chinese_font_get_ours(visit: Open) -> None:
    """The files load from the disk, under the page's own rules."""
    page = visit("units/520000")
    loaded = page.evaluate(
        "Promise.all(['400', '700'].map(w => document.fonts.load(`${w} 16px 'Noto Sans SC'`, '贵州')))"
        ".then(all => all.map(faces => faces.length))"
    )
    assert loaded == [1, 1]


def test_a_page_prints_on_a4_without_its_menu(visit: Open) -> None:
    page = visit("provinces", 718, 1000)
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert page.locator("figure img").bounding_box()["width"] <= 718
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.get_by_text("内部工作用图，未取得审图号").is_visible()
