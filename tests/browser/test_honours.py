"""The honours as a reader meets them: every one on the page, lists to copy, a complete map."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.charts.honours import FILL
from tests.browser.conftest import Visit, drawn, map_painted, settle, visiting

# The checks of the complete territory, run here on the map of this page: pytest finds them by
# their names, and gives them this file's charts.
from tests.browser.test_territory import (  # noqa: F401
    AT_EVERY_SIZE,
    HEIGHTS,
    WHERE_NAMES_ARE,
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
with (DATA / "honours.csv").open(encoding="utf-8", newline="") as file:
    HONOURS = list(csv.DictReader(file))
SHORT = {"政务App": "App", "政务微信": "微信", "政务微博": "微博"}


@pytest.fixture(scope="module")
def charts(chromium: Browser, origin: str) -> Iterator[Callable[[str, int], Page]]:
    """The map of the honours once at each width; nobody clicks on it here."""
    pages: dict[int, Page] = {}
    with visiting(chromium, origin) as visit:

        def opened(_: str, width: int) -> Page:
            if width not in pages:
                pages[width] = visit("honours", width, HEIGHTS[width])
                map_painted(pages[width], 34)
            return pages[width]

        yield opened


@pytest.fixture
def name() -> str:
    """Its territory is that of the provinces."""
    return "provinces"


@WHERE_NAMES_ARE
def test_islands_and_legend_are_written(chart: Page) -> None:  # noqa: F811
    """Names of the islands, 台湾省资料暂缺, and the whole legend with its counts."""
    written = drawn(chart, "texts")
    for words in (
        *("钓鱼岛", "赤尾屿", "南海诸岛", "黄岩岛", "曾母暗沙", "台湾省资料暂缺"),
        *("东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛"),
        *("三类都入选 5", "入选两类 14", "入选一类 13", "所选名单中无", "未纳入本次评估"),
    ):
        assert words in written


@pytest.mark.parametrize("width", [390])
def test_the_narrow_map_keeps_what_it_must_say(chart: Page) -> None:  # noqa: F811
    """On a telephone names give way, but not these."""
    written = drawn(chart, "texts")
    for words in ("钓鱼岛", "赤尾屿", "南海诸岛", "台湾省资料暂缺", "三类都入选 5", "所选名单中无"):
        assert words in written
    assert "合肥" not in written


@AT_EVERY_SIZE
def test_the_legend_covers_no_land_inset_or_dash(chart: Page) -> None:  # noqa: F811
    """Neither words nor swatches lie over an area, an island, a dash or the inset."""
    legend = [box for box in drawn(chart, "boxes") if box["legend"]] + drawn(chart, "swatches")
    assert len(legend) == 10
    things = [drawn(chart, "frame"), *drawn(chart, "dashes"), *drawn(chart, "dots")]
    assert [box["text"] for box in legend if any(touches(box, thing) for thing in things)] == []
    assert [box["text"] for box in drawn(chart, "onLand", legend)] == []


@WHERE_NAMES_ARE
def test_no_name_lies_over_a_citys_dot(chart: Page) -> None:  # noqa: F811
    """安徽 and 贵州 give way to 合肥 and 贵阳."""
    dots = drawn(chart, "cities")
    names = [box for box in drawn(chart, "boxes") if not box["legend"]]
    assert [
        (one["text"], dot["name"]) for one in names for dot in dots if touches(one, dot, 2)
    ] == []
    assert {"合肥", "贵阳", "成都", "青岛"} <= {box["text"] for box in names}


def test_areas_and_dots_have_the_colour_of_their_media(chart: Page) -> None:  # noqa: F811
    """Each province and city in the table's own count; all others on the ground."""
    counts: dict[str, int] = {}
    for row in HONOURS:
        counts[row["organisation"]] = counts.get(row["organisation"], 0) + 1
    fills = drawn(chart, "fills")
    assert fills == {
        unit: FILL[counts[unit] - 1] if unit in counts else "#ffffff" for unit in fills
    }
    dots = {dot["name"] + "市": dot["fill"] for dot in drawn(chart, "cities")}
    cities = {row["organisation"] for row in HONOURS if row["level"] == "重点城市"}
    assert dots == {city: FILL[counts[city] - 1] for city in cities}


def test_what_cannot_be_drawn_is_said_beside_the_map(chart: Page) -> None:  # noqa: F811
    """The ministries and 兵团 in words."""
    map_right = drawn(chart, "box", "svg.marks")["right"]
    for words in (
        "部委 14 个不上图：",
        "新疆生产建设兵团（单列）不上图，不在所列名单中。",
        "台湾省资料暂缺。",
        "公安部、民政部、卫生健康委、应急管理部、知识产权局",
    ):
        box = chart.get_by_text(words, exact=True).bounding_box()
        assert box and box["x"] >= map_right


def test_every_honour_is_on_the_page_with_its_line(chart: Page) -> None:  # noqa: F811
    """All 75 of the table, no more: organisation, medium, line and the words of the source."""
    marked = chart.evaluate(
        """() => [...document.querySelectorAll('table.rows')]
            .filter(table => table.querySelector('details.mark'))
            .flatMap(table => {
                const heads = [...table.querySelectorAll('th')].map(th => th.textContent);
                return [...table.querySelectorAll('details.mark')].map(mark => {
                    const cells = [...mark.closest('tr').cells];
                    const at = cells.indexOf(mark.closest('td'));
                    return [cells[0].textContent, cells[1].textContent, heads[at],
                            mark.querySelector('summary').getAttribute('aria-label'),
                            mark.querySelector('q').textContent];
                });
            })"""
    )
    expected = [
        [
            row["level"],
            row["organisation"],
            SHORT[row["medium"]],
            f"入选，原文第 {row['source_line']} 行",
            row["as_written"],
        ]
        for row in HONOURS
    ]
    assert len(expected) == 75
    assert sorted(marked) == sorted(expected)


def test_a_mark_opens_on_its_line(visit: Visit) -> None:
    """A click on the dot shows where it stands and how it is written."""
    page = visit("honours")
    row = page.locator("table.rows tr", has=page.get_by_text("国家发展和改革委员会", exact=True))
    mark = row.locator("details.mark").first
    expect(mark.locator("q")).to_be_hidden()
    mark.locator("summary").click()
    expect(mark.locator("q")).to_be_visible()
    assert mark.locator("q").inner_text() == "发展改革委"
    assert "原文第 621 行" in mark.inner_text()


def test_a_copied_list_equals_the_table(visit: Visit) -> None:
    """Each of the nine lists, copied by its button, is the table's, in the table's order."""
    page = visit("honours")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expected: dict[tuple[str, str], list[str]] = {}
    for row in HONOURS:
        expected.setdefault((row["medium"], row["level"]), []).append(row["organisation"])
    blocks = page.get_by_test_id("stCode")
    expect(blocks).to_have_count(len(expected))
    for index, names in enumerate(expected.values()):
        block = blocks.nth(index)
        block.hover()
        block.get_by_role("button").click()
        page.wait_for_function(
            "async words => await navigator.clipboard.readText() === words", arg="、".join(names)
        )


def test_a_choice_repaints_the_same_map_and_is_in_the_url(visit: Visit) -> None:
    """Ministries of 微信 and 微博: in the URL for a colleague; the SVG stays."""
    page = visit("honours")
    map_painted(page, 34)
    drawn(page, "mark")
    page.get_by_role("button", name="政务微信 26").click()
    page.wait_for_function("() => window.drawn.fills()['浙江省'] === '#ffffff'")
    page.get_by_role("button", name="政务微博 31").click()
    page.wait_for_function(f"() => window.drawn.fills()['安徽省'] === '{FILL[1]}'")
    settle(page)
    assert drawn(page, "isMarked")
    page.get_by_role("button", name="部委 16").click()
    expect(page.get_by_text("4 个单位两类都入选，8 个单位入选一类")).to_be_visible()
    settle(page)
    assert drawn(page, "isMarked")
    other = visit(page.url.split("/")[-1])
    map_painted(other, 34)
    expect(other.get_by_text("4 个单位两类都入选，8 个单位入选一类")).to_be_visible()
    row = "4 个：国家发展和改革委员会、工业和信息化部、科学技术部、海关总署"
    expect(other.get_by_text(row, exact=True)).to_be_visible()
    assert set(drawn(other, "fills").values()) == {"#ffffff"}
    assert drawn(other, "cities") == []
