"""The trends in a browser: the series with its layer, pairs, themes in order."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit, drawn, settle

THEMES = ["统筹协调", "集约建设", "数据驱动", "以人为本", "技术创新", "安全可靠"]
WEBSITES, PAIRS = 1, 2  # which chart of the page


def themes(page: Page) -> list[str]:
    """The themes on the page in reading order."""
    return [heading.split("\n")[0][:4] for heading in page.locator("h2.theme").all_inner_texts()]


def pill(page: Page, theme: str) -> Locator:
    """What chooses a theme."""
    return page.locator('[data-testid="stButtonGroup"] button', has_text=theme)


def test_the_layer_of_official_dates_comes_and_goes_in_place(visit: Visit) -> None:
    """Two points at first; the switch adds the official ones to the same picture."""
    page = visit("trends")
    assert drawn(page, "circles", WEBSITES) == 2
    written = drawn(page, "texts", WEBSITES)
    assert "84094" in written and "14553" in written
    drawn(page, "mark", WEBSITES)
    page.get_by_text("叠加其间公开的时点").click()
    page.wait_for_function(f"() => window.drawn.circles({WEBSITES}) > 5")
    page.wait_for_url("**official=1")
    settle(page)
    assert drawn(page, "isMarked", WEBSITES)
    assert any("（推算）" in text for text in drawn(page, "texts", WEBSITES))
    page.get_by_text("叠加其间公开的时点").click()
    page.wait_for_function(f"() => window.drawn.circles({WEBSITES}) === 2")
    settle(page)
    assert "official" not in page.url
    assert drawn(page, "isMarked", WEBSITES)


def test_a_url_shows_the_layer_and_the_theme_at_once(visit: Visit) -> None:
    """The view can be sent on."""
    page = visit("trends?official=1&theme=集约建设")
    page.wait_for_function("() => window.drawn.circles(0) > 5")
    assert page.get_by_text("其间的时点：").count() == 1
    assert themes(page) == ["集约建设"]


def test_pointing_at_a_point_tells_its_date(visit: Visit) -> None:
    """时点 is a date as people write it, not a number of milliseconds."""
    page = visit("trends?theme=集约建设")
    point = page.locator('svg.marks path[aria-roledescription="circle"]').first
    point.scroll_into_view_if_needed()
    point.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    told = tip.inner_text().split()
    assert told[told.index("时点") + 1].startswith("2015-11-30")


def test_before_and_after_stand_side_by_side(visit: Visit) -> None:
    """The pairs with unit and qualifier, as the source writes them."""
    page = visit("trends")
    page.wait_for_function(f"() => document.querySelectorAll('svg.marks').length > {PAIRS}")
    written = drawn(page, "texts", PAIRS)
    for text in (
        "60 个工作日",
        "12 个工作日",
        "8 次",
        "1 次",
        "4 张",
        "1 张",
        "30 天（法定）",
        "10 天",
    ):
        assert text in written
    assert written.count("2 天") == 2
    foot = page.locator(".figure-foot", has_text="铜陵").inner_text()
    assert "口径说明" in foot and "法定" in foot


def test_themes_come_in_order_and_one_can_be_read_alone(visit: Visit) -> None:
    """A pill narrows the page to one theme, the URL remembers it, a second click widens it."""
    page = visit("trends")
    assert themes(page) == THEMES
    pill(page, "数据驱动").click()
    page.wait_for_function("() => document.querySelectorAll('h2.theme').length === 1")
    settle(page)
    assert themes(page) == ["数据驱动"]
    address = page.evaluate("decodeURIComponent(location.search)")
    assert address == "?theme=数据驱动"
    pill(page, "数据驱动").click()
    page.wait_for_function("() => document.querySelectorAll('h2.theme').length === 6")
    settle(page)
    assert "theme" not in page.url
