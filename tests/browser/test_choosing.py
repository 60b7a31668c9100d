"""Choosing a place and tiers: by click, by list, by URL."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, card, drawn, map_painted, settle

UNITS = {"provinces": 34, "cities": 375}


def click_unit(page: Page, unit: str) -> None:
    """Click well inside a unit as it is drawn."""
    page.locator("svg.marks").scroll_into_view_if_needed()
    point = drawn(page, "inside", unit)
    page.mouse.click(point["x"], point["y"])


def expect_place(page: Page, name: str, code: str) -> None:
    """Wait until a place's card is shown and the URL has its code."""
    expect(page.locator(".card h3")).to_have_text(name)
    page.wait_for_url(f"**code={code}*")
    settle(page)


def choose(page: Page, name: str) -> None:
    """Choose from the list, as those do who cannot click on a map."""
    page.get_by_role("combobox", name="单位").click()
    page.get_by_role("combobox", name="单位").fill(name[:3])
    page.get_by_role("option", name=name, exact=True).click()


def clear(page: Page) -> None:
    """Empty the list and wait until no place is chosen."""
    page.get_by_role("button", name="Clear value").click()
    expect(page.locator(".card")).to_have_count(0)
    settle(page)


def dots(page: Page) -> dict[str, str]:
    """The colours of the cities' dots."""
    return {dot["name"]: dot["fill"] for dot in drawn(page, "cities")}


def test_a_click_in_inner_mongolia_shows_its_facts(visit: Visit) -> None:
    """Name, tier, rank interval and peers stand beside the map; the URL can be sent on."""
    page = visit("provinces")
    map_painted(page, 34)
    click_unit(page, "内蒙古自治区")
    expect_place(page, "内蒙古自治区", "150000")
    for fact in (
        "发展",
        "位次区间",
        "32 个单位中第 16—26 位（推算）",
        "同档单位",
        "宁夏",
        "原文第 597 行",
    ):
        assert fact in card(page)
    box = page.locator(".card").bounding_box()
    assert box and box["x"] >= drawn(page, "box", "svg.marks")["right"]


def test_the_chosen_place_is_outlined_and_the_picture_stays(visit: Visit) -> None:
    """A vermilion outline appears on the very same SVG: nothing flickers."""
    page = visit("provinces")
    map_painted(page, 34)
    drawn(page, "mark")
    assert page.locator('svg.marks path[stroke="#b83a1b"]').count() == 0
    click_unit(page, "四川省")
    expect_place(page, "四川省", "510000")
    assert page.locator('svg.marks path[stroke="#b83a1b"]').count() == 1
    assert drawn(page, "isMarked")


def test_the_list_does_the_same_and_clearing_takes_it_back(visit: Visit) -> None:
    """Choice from the list, then none: card and parameter come and go."""
    page = visit("provinces")
    map_painted(page, 34)
    choose(page, "内蒙古自治区")
    expect_place(page, "内蒙古自治区", "150000")
    clear(page)
    assert "code" not in page.url


def test_a_place_can_be_clicked_again_after_clearing(visit: Visit) -> None:
    """Click, clear, click the same place: its facts are back."""
    page = visit("provinces")
    map_painted(page, 34)
    click_unit(page, "内蒙古自治区")
    expect_place(page, "内蒙古自治区", "150000")
    clear(page)
    click_unit(page, "内蒙古自治区")
    expect(page.locator(".card h3")).to_have_text("内蒙古自治区", timeout=5000)


def test_a_place_can_be_clicked_again_after_choosing_another_in_the_list(visit: Visit) -> None:
    """Click 内蒙古, choose 四川 in the list, click 内蒙古: the map and the list agree."""
    page = visit("provinces")
    map_painted(page, 34)
    click_unit(page, "内蒙古自治区")
    expect_place(page, "内蒙古自治区", "150000")
    choose(page, "四川省")
    expect_place(page, "四川省", "510000")
    click_unit(page, "内蒙古自治区")
    expect(page.locator(".card h3")).to_have_text("内蒙古自治区", timeout=5000)


def test_every_kind_of_place_answers_a_click(visit: Visit) -> None:
    """香港 was not assessed, 台湾 has no data, a name is clicked like its area, the sea is silent."""
    page = visit("provinces")
    map_painted(page, 34)
    click_unit(page, "香港特别行政区")
    expect_place(page, "香港特别行政区", "810000")
    assert card(page).split() == ["香港特别行政区", "未纳入本次评估"]
    click_unit(page, "台湾省")
    expect_place(page, "台湾省", "710000")
    assert card(page).split() == ["台湾省", "台湾省资料暂缺"]
    name = next(box for box in drawn(page, "boxes") if box["text"] == "西藏")
    page.mouse.click((name["left"] + name["right"]) / 2, (name["top"] + name["bottom"]) / 2)
    expect_place(page, "西藏自治区", "540000")
    box = drawn(page, "box", "svg.marks")
    page.mouse.click(box["left"] + (box["right"] - box["left"]) * 0.4, box["top"] + 20)
    settle(page)
    assert page.url.endswith("code=540000")
    expect(page.locator(".card h3")).to_have_text("西藏自治区")


def test_a_click_on_a_citys_dot_shows_its_facts(visit: Visit) -> None:
    """厦门 is all dot."""
    page = visit("cities")
    map_painted(page, 375)
    dot = next(dot for dot in drawn(page, "cities") if dot["name"] == "厦门")
    page.mouse.click((dot["left"] + dot["right"]) / 2, (dot["top"] + dot["bottom"]) / 2)
    expect_place(page, "厦门市", "350200")
    assert "32 个单位中第 1—8 位（推算）" in card(page)


def test_a_click_on_a_citys_area_shows_the_city(visit: Visit) -> None:
    """Beside the dot of 哈尔滨 one is still in 哈尔滨, not in 黑龙江."""
    page = visit("cities")
    map_painted(page, 375)
    dot = next(dot for dot in drawn(page, "cities") if dot["name"] == "哈尔滨")
    x, y = (dot["left"] + dot["right"]) / 2 - 7, (dot["top"] + dot["bottom"]) / 2 + 3
    page.mouse.click(x, y)
    expect_place(page, "哈尔滨市", "230100")


def test_a_click_on_a_city_that_was_not_assessed_says_so(visit: Visit) -> None:
    """和田 answers for itself: 未纳入本次评估, not the tier of 新疆."""
    page = visit("cities")
    map_painted(page, 375)
    click_unit(page, "和田地区")
    expect_place(page, "和田地区", "653200")
    assert "未纳入本次评估" in card(page)


@pytest.mark.parametrize(
    ("path", "unit", "tier"),
    [
        ("provinces", "云南省", "发展"),
        ("provinces", "香港特别行政区", "未纳入本次评估"),
        ("cities", "和田地区", "未纳入本次评估"),
    ],
)
def test_pointing_at_a_unit_tells_its_name_and_tier(
    visit: Visit, path: str, unit: str, tier: str
) -> None:
    """A small note in Chinese, also where a unit is hatched; the inset's ground has none."""
    page = visit(path)
    map_painted(page, UNITS[path])
    point = drawn(page, "inside", unit)
    page.mouse.move(point["x"], point["y"])
    page.mouse.move(point["x"] + 0.5, point["y"])
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert tip.inner_text().split() == ["名称", unit, "档次", tier]
    frame = drawn(page, "frame")
    page.mouse.move(frame["left"] + 10, frame["bottom"] - 40)
    expect(page.locator("#vg-tooltip-element.visible", has_text="true")).to_have_count(0)


def test_a_tier_switched_off_loses_its_colour_in_place(visit: Visit) -> None:
    """优秀 goes pale, all else stays; the SVG is the same; the URL says what is shown."""
    page = visit("provinces")
    map_painted(page, 34)
    before = drawn(page, "fills")
    drawn(page, "mark")
    page.get_by_role("button", name="优秀 7").click()
    page.wait_for_function("() => window.drawn.fills()['四川省'] === '#ffffff'")
    settle(page)
    after = drawn(page, "fills")
    assert {after[name] for name, fill in before.items() if fill == "#0f4c81"} == {"#ffffff"}
    assert all(after[name] == fill for name, fill in before.items() if fill != "#0f4c81")
    assert drawn(page, "isMarked")
    assert page.url.count("tier=") == 4
    page.get_by_role("button", name="优秀 7").click()
    page.wait_for_function("() => window.drawn.fills()['四川省'] === '#0f4c81'")
    settle(page)
    assert drawn(page, "fills") == before
    assert "tier=" not in page.url, "all tiers shown is the view without a parameter"


def test_the_url_restores_the_view_for_a_colleague(visit: Visit) -> None:
    """Tiers and place as they were, in another browser; switched off pills stay off."""
    page = visit("cities")
    map_painted(page, 375)
    page.get_by_role("button", name="良好 11").click()
    page.wait_for_function("() => window.drawn.fills()['哈尔滨市'] === '#ffffff'")
    choose(page, "青岛市")
    expect_place(page, "青岛市", "370200")
    other = visit(page.url.split("/")[-1])
    map_painted(other, 375)
    expect_place(other, "青岛市", "370200")
    assert drawn(other, "fills") == drawn(page, "fills")
    assert dots(other) == dots(page)
    assert card(other) == card(page)
    for view in (page, other):
        pressed = view.get_by_role("button", pressed=True).all_inner_texts()
        assert pressed == ["卓越 无", "优秀 8", "发展 7", "起步 6"]


def test_all_tiers_switched_off_is_a_view_too(visit: Visit) -> None:
    """A map without colours, its legend still there; no error."""
    page = visit("provinces?tier=")
    map_painted(page, 34)
    assert set(drawn(page, "fills").values()) == {"#ffffff"}
    assert "优秀 [85,95) 7" in drawn(page, "texts")
    assert page.locator(".stAlert").count() == 0


def test_a_strangers_link_puts_no_markup_on_the_page(visit: Visit) -> None:
    """A parameter that looks like a link or an image is shown as it stands."""
    page = visit("provinces?code=[a](http://b.cn)&![x](http://example.org/x.png)=1")
    alerts = page.locator('[data-testid="stAlert"]')
    assert alerts.count() == 2
    assert page.locator('[data-testid="stAlert"] a, [data-testid="stAlert"] img').count() == 0
