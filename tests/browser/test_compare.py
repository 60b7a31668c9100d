"""The comparison as a reader meets it: a complete map of the pairs, bars that can be read, choices that stay."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.theme import TIER_FILL
from tests.browser.conftest import Visit, drawn, map_painted, settle, visiting

# The checks of the complete territory, run here on the map of this page: pytest finds them by
# their names, and gives them this file's charts.
from tests.browser.test_territory import (  # noqa: F401
    AT_EVERY_SIZE,
    HEIGHTS,
    chart,
    test_every_unit_is_drawn_once,
    test_hong_kong_and_macao_are_drawn_without_a_tier,
    test_inset_and_ten_dashes_are_drawn,
    test_island_dots_are_drawn,
    test_names_cover_no_dash_and_no_island_dot,
    test_names_do_not_run_into_one_another,
    test_names_in_the_inset_stay_in_its_frame,
    test_nothing_of_the_page_lies_over_the_map,
    test_pixels_follow_the_plane,
    test_places_of_the_inset_fall_in_their_provinces,
    test_places_of_the_main_map_fall_in_their_units,
    test_the_sea_belongs_to_no_unit,
    touches,
    width,
)

DATA = Path(__file__).parents[2] / "data" / "2019"
with (DATA / "results.csv").open(encoding="utf-8", newline="") as file:
    TIERS = {(row["group"], row["organisation"]): row["tier"] for row in csv.DictReader(file)}
ALONE = "compare?region="  # without anything side by side, the map is the only chart


KEPT = (  # at every width
    *("钓鱼岛", "赤尾屿", "南海诸岛", "台湾省资料暂缺", "黄岩岛", "曾母暗沙"),
    *("东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛"),
)
NAMED = ("哈尔滨", "青岛")
LEGEND = ("卓越 无", "优秀", "良好", "发展", "起步", "未纳入本次评估")


@pytest.fixture(scope="module")
def charts(chromium: Browser, origin: str) -> Iterator[Callable[[str, int], Page]]:
    """The map of the pairs once at each width; nobody clicks on it here."""
    with visiting(chromium, origin) as visit:

        @cache
        def opened(_: str, width: int) -> Page:
            page = visit(ALONE, width, HEIGHTS[width])
            map_painted(page, 34)
            return page

        yield opened


@pytest.fixture
def name() -> str:
    """Its territory is that of the provinces."""
    return "provinces"


@AT_EVERY_SIZE
def test_names_and_legend_are_written(chart: Page, width: int) -> None:  # noqa: F811
    """On a telephone names give way, but not those of the islands, 台湾 and the legend."""
    written = set(drawn(chart, "texts"))
    assert {*KEPT, *LEGEND} <= written
    assert set(NAMED) & written == (set(NAMED) if width > 390 else set())


@AT_EVERY_SIZE
def test_legend_and_names_cover_nothing(chart: Page) -> None:  # noqa: F811
    """The legend no area, island, dash or inset; names none of the 32 dots."""
    boxes, dots = drawn(chart, "boxes"), drawn(chart, "cities")
    legend = [*(box for box in boxes if box["legend"]), *drawn(chart, "swatches")]
    assert (len(legend), len(dots)) == (2 * len(LEGEND), 32)
    others = [drawn(chart, "frame"), *drawn(chart, "dashes"), *drawn(chart, "dots"), *dots]
    assert not [box["text"] for box in legend for other in others if touches(box, other)]
    assert drawn(chart, "onLand", legend) == []
    assert not [box["text"] for box in boxes for dot in dots if touches(box, dot, 2)]


def test_areas_and_dots_have_the_colour_of_their_own_tier(chart: Page) -> None:  # noqa: F811
    """31 provinces, 32 cities, each by its own list; all others on the ground."""
    fills = drawn(chart, "fills")
    assert len(fills) == 34
    assert fills == {
        unit: TIER_FILL.get(TIERS.get(("省级", unit), ""), "#ffffff") for unit in fills
    }
    dots = {dot["name"] + "市": dot["fill"] for dot in drawn(chart, "cities")}
    assert dots == {
        unit: TIER_FILL[tier] for (group, unit), tier in TIERS.items() if group == "重要城市"
    }


def test_a_click_leaves_only_the_higher_ones(visit: Visit) -> None:
    """Which capitals hold a tier named higher than their province's: one click, and the map agrees."""
    page = visit(ALONE)
    map_painted(page, 34)
    page.get_by_role("button", name="高于所在省区 5").click()
    page.wait_for_function("() => window.drawn.cities().length === 5")
    assert {dot["name"] for dot in drawn(page, "cities")} == {
        *("太原", "哈尔滨", "长沙", "银川", "青岛")
    }
    page.get_by_text("省会、首府的档次名称高于所在省区：4").wait_for()
    assert "stands=" in page.url


@pytest.mark.parametrize("width", [1280, 390])
def test_every_bar_says_its_tier(visit: Visit, width: int) -> None:  # noqa: F811
    """The tier and the count stand in each bar, on a telephone too."""
    page = visit("compare", width, HEIGHTS[width])
    written = drawn(page, "texts", 0)
    assert [words for words in written if words in ("优秀5", "良好1", "起步4", "起步1")] == [
        *("优秀5", "良好1", "起步4", "起步1")
    ]
    bars = [box for box in drawn(page, "boxes", 0) if box["text"][:2] in TIER_FILL]
    assert len(bars) == 11
    edge = page.viewport_size["width"]
    assert all(box["left"] >= 0 and box["right"] <= edge for box in bars)


def test_another_group_is_chosen_from_the_list(visit: Visit) -> None:
    page = visit("compare")
    page.get_by_role("combobox", name="分组").click()
    page.get_by_role("option", name="重要城市").click()
    page.get_by_text("优秀档次：东部 11 个单位中 5 个").wait_for()
    settle(page)
    assert "group=" in page.url
    expect(page.get_by_text("卓越、优秀 无").first).to_be_attached()


@AT_EVERY_SIZE
def test_the_page_is_no_wider_than_its_window(visit: Visit, width: int) -> None:  # noqa: F811
    """Tables scroll in their own boxes."""
    page = visit("compare?unit=440000&unit=370000&unit=310000&unit=xpcc", width, HEIGHTS[width])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth")
