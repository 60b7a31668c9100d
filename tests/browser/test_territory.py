"""The territory as the browser draws it: units, inset, dashes, islands, and nothing over them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from analysis import places
from geo.boundaries import to_inset, to_main
from geo.projection import INSET_FRAME
from tests.browser.conftest import drawn, map_painted, visiting

Box = dict[str, Any]
UNITS = {"provinces": 34, "cities": 375}
HEIGHTS = {1280: 720, 1920: 1080, 390: 844}
TABLE = Path(__file__).parents[1] / "geo" / "territory.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    POINTS = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def charts(chromium: Browser, origin: str) -> Iterator[Callable[[str, int], Page]]:
    """Each map once at each width; nobody clicks on them here."""
    pages: dict[tuple[str, int], Page] = {}
    with visiting(chromium, origin) as visit:

        def opened(name: str, width: int) -> Page:
            if (name, width) not in pages:
                pages[name, width] = visit(name, width, HEIGHTS[width])
                map_painted(pages[name, width], UNITS[name])
            return pages[name, width]

        yield opened


@pytest.fixture(params=UNITS)
def name(request: pytest.FixtureRequest) -> str:
    """Both maps, one after the other."""
    return request.param


@pytest.fixture
def width() -> int:
    """1280 where a test names no other."""
    return 1280


@pytest.fixture
def chart(charts: Callable[[str, int], Page], name: str, width: int) -> Page:
    """A map, painted."""
    return charts(name, width)


AT_EVERY_SIZE = pytest.mark.parametrize("width", HEIGHTS)
WHERE_NAMES_ARE = pytest.mark.parametrize("width", [1280, 1920])


def touches(one: Box, other: Box, spare: float = 0.5) -> bool:
    """Whether two boxes share more than a hair."""
    return (
        one["left"] < other["right"] - spare
        and other["left"] < one["right"] - spare
        and one["top"] < other["bottom"] - spare
        and other["top"] < one["bottom"] - spare
    )


def within(one: Box, other: Box) -> bool:
    """Whether a box lies inside another."""
    return (
        one["left"] >= other["left"]
        and one["right"] <= other["right"]
        and one["top"] >= other["top"]
        and one["bottom"] <= other["bottom"]
    )


def test_pixels_follow_the_plane(chart: Page) -> None:
    """Dots fix the scale; the inset's frame, drawn apart, lands where that scale says."""
    scale = drawn(chart, "scale")
    assert scale["dots"] == 9
    assert scale["error"] < 0.3
    assert scale["x"][0] == pytest.approx(-scale["y"][0], rel=1e-4), "neither stretched nor skewed"
    west, south, east, north = INSET_FRAME
    (left, bottom), (right, top) = drawn(chart, "project", [[west, south], [east, north]])
    frame = drawn(chart, "frame")
    assert [frame[side] for side in ("left", "bottom", "right", "top")] == pytest.approx(
        [left, bottom, right, top], abs=1
    )


def test_every_unit_is_drawn_once(chart: Page, name: str) -> None:
    """34 provincial units on one map, 375 city units on the other, all of 2025."""
    codes = drawn(chart, "codes")
    assert len(codes) == len(set(codes)) == UNITS[name]
    drawn_provinces = {code[:2] for code in codes}
    assert len(drawn_provinces) == 34


def test_places_of_the_main_map_fall_in_their_units(chart: Page, name: str) -> None:
    """达旺, 阿克赛钦, 钓鱼岛, 台湾 and some ninety more lie in the drawn area of their unit."""
    column = "province" if name == "provinces" else "city"
    points = [row for row in POINTS if row["map"] == "main" and row[column]]
    assert len(points) > 80
    plane = [to_main(float(row["lon"]), float(row["lat"])).tolist() for row in points]
    wrong = {
        row["place"]: held
        for row, held in zip(points, drawn(chart, "holders", plane), strict=True)
        if held != [places.register()[row[column]].name]
    }
    assert wrong == {}


def test_places_of_the_inset_fall_in_their_provinces(chart: Page) -> None:
    """永兴岛, 黄岩岛, 美济礁, 曾母暗沙 and the others are drawn in the inset."""
    points = [row for row in POINTS if row["map"] == "inset"]
    assert len(points) > 20
    plane = [to_inset(float(row["lon"]), float(row["lat"])).tolist() for row in points]
    wrong = {
        row["place"]: held
        for row, held in zip(points, drawn(chart, "inset", plane), strict=True)
        if held != [row["province"]]
    }
    assert wrong == {}


def test_the_sea_belongs_to_no_unit(chart: Page) -> None:
    """A fill that ran over would hold these too."""
    sea = [(123.0, 35.5), (125.5, 29.0), (114.5, 20.2), (120.5, 38.8)]
    plane = [to_main(lon, lat).tolist() for lon, lat in sea]
    assert drawn(chart, "holders", plane) == [[], [], [], []]


@AT_EVERY_SIZE
def test_inset_and_ten_dashes_are_drawn(chart: Page) -> None:
    """All ten in the inset, the three that reach it on the main map, each long enough to see."""
    frame, dashes = drawn(chart, "frame"), drawn(chart, "dashes")
    inset = [dash for dash in dashes if dash["map"] == "inset"]
    main = [dash for dash in dashes if dash["map"] == "main"]
    assert [dash["n"] for dash in inset] == list(range(1, 11))
    assert [dash["n"] for dash in main] == [8, 9, 10]
    assert all(within(dash, frame) for dash in inset)
    assert not any(touches(dash, frame) for dash in main)
    assert all(dash["length"] > 1.5 for dash in dashes)
    assert within(frame, drawn(chart, "box", "svg.marks"))


@AT_EVERY_SIZE
def test_island_dots_are_drawn(chart: Page) -> None:
    """Islands too small to see as areas have their dots."""
    dots = {(dot["map"], dot["text"]) for dot in drawn(chart, "dots")}
    assert {
        ("main", "钓鱼岛"),
        ("main", "赤尾屿"),
        ("inset", "黄岩岛"),
        ("inset", "曾母暗沙"),
    } <= dots


@WHERE_NAMES_ARE
def test_islands_are_named(chart: Page) -> None:
    """Names of the islands, 台湾省资料暂缺, and the whole legend with 卓越 … 无."""
    written = drawn(chart, "texts")
    for text in ("钓鱼岛", "赤尾屿", "南海诸岛", "黄岩岛", "曾母暗沙", "台湾省资料暂缺"):
        assert text in written
    for group in ("东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛"):
        assert group in written
    assert "卓越 [95,100) 无" in written
    assert "未纳入本次评估" in written


@pytest.mark.parametrize("width", [390])
def test_the_narrow_map_keeps_what_it_must_say(chart: Page) -> None:
    """On a telephone names give way, but not these."""
    written = drawn(chart, "texts")
    for text in (
        "钓鱼岛",
        "赤尾屿",
        "南海诸岛",
        "台湾省资料暂缺",
        "卓越 [95,100) 无",
        "未纳入本次评估",
    ):
        assert text in written


@AT_EVERY_SIZE
def test_the_legend_covers_no_land_inset_or_dash(chart: Page) -> None:
    """Neither words nor swatches lie over an area, an island, a dash or the inset."""
    legend = [box for box in drawn(chart, "boxes") if box["legend"]] + drawn(chart, "swatches")
    assert len(legend) >= 12
    things = [drawn(chart, "frame"), *drawn(chart, "dashes"), *drawn(chart, "dots")]
    assert [box["text"] for box in legend if any(touches(box, thing) for thing in things)] == []
    assert [box["text"] for box in drawn(chart, "onLand", legend)] == []


@AT_EVERY_SIZE
def test_nothing_of_the_page_lies_over_the_map(chart: Page) -> None:
    """No card, list or button stands in front of the picture."""
    picture = drawn(chart, "box", "svg.marks")
    others = chart.evaluate(
        """() => [...document.querySelectorAll(
                '.card, .figure-head, .figure-foot, p.aside, table.tiers, [data-testid="stSelectbox"]')]
            .map(e => ({text: e.innerText.slice(0, 20), ...e.getBoundingClientRect().toJSON()}))"""
    )
    assert [other["text"] for other in others if touches(picture, other)] == []


@AT_EVERY_SIZE
def test_names_in_the_inset_stay_in_its_frame(chart: Page) -> None:
    """南海诸岛 and the names of its groups do not run over the frame."""
    frame = drawn(chart, "frame")
    names = [box for box in drawn(chart, "boxes") if box["where"] == "inset"]
    assert names
    assert [box["text"] for box in names if not within(box, frame)] == []


@AT_EVERY_SIZE
def test_names_do_not_run_into_one_another(chart: Page) -> None:
    """Every name that is shown can be read."""
    names = drawn(chart, "boxes")
    assert [
        (one["text"], other["text"])
        for one, other in combinations(names, 2)
        if touches(one, other, 1)
    ] == []


@AT_EVERY_SIZE
def test_names_cover_no_dash_and_no_island_dot(chart: Page) -> None:
    """Dashes and the dots of islands stay visible."""
    things = [*drawn(chart, "dashes"), *drawn(chart, "dots")]
    names = drawn(chart, "boxes")
    assert [
        (name["text"], thing.get("text", thing.get("n")))
        for name in names
        for thing in things
        if touches(name, thing, 1.2)
    ] == []


def test_hong_kong_and_macao_are_drawn_without_a_tier(chart: Page) -> None:
    """On the ground colour and hatched; never missing, never the lowest tier."""
    fills = drawn(chart, "fills")
    hatched = drawn(chart, "hatched")
    for unit, code in (("香港特别行政区", "810000"), ("澳门特别行政区", "820000")):
        assert fills[unit] == "#ffffff"
        assert code in hatched
    assert fills["台湾省"] == "#ffffff"
    assert "710000" not in hatched


def test_what_cannot_be_drawn_is_said_beside_the_map(chart: Page, name: str) -> None:
    """兵团 in a sentence of its own on the provinces' page, the 直辖市 on the cities'."""
    said = {
        "provinces": [
            "新疆生产建设兵团（单列）：起步",
            "香港、澳门未纳入本次评估。",
            "台湾省资料暂缺。",
        ],
        "cities": ["北京、天津、上海、重庆四个直辖市列入省级评估。"],
    }[name]
    map_right = drawn(chart, "box", "svg.marks")["right"]
    for sentence in said:
        box = chart.get_by_text(sentence, exact=True).bounding_box()
        assert box and box["x"] >= map_right


@pytest.mark.parametrize("name", ["cities"])
class TestCities:
    """The city map: areas and dots."""

    def test_small_cities_have_dots_one_can_see(self, chart: Page) -> None:
        """厦门 and 深圳 are too small as areas: dots of at least 3 px radius, in their tier."""
        dots = {dot["name"]: dot for dot in drawn(chart, "cities")}
        assert len(dots) == 36
        for name in ("厦门", "深圳"):
            assert dots[name]["right"] - dots[name]["left"] >= 6
            assert dots[name]["fill"] == "#0f4c81"

    def test_municipalities_are_said_to_be_elsewhere(self, chart: Page) -> None:
        """Four squares without a tier, and a line of the legend for them."""
        assert "直辖市列入省级评估" in drawn(chart, "texts")
        fills = {dot["name"]: dot["fill"] for dot in drawn(chart, "cities")}
        assert [fills[name] for name in ("北京", "天津", "上海", "重庆")] == ["#ffffff"] * 4

    @WHERE_NAMES_ARE
    def test_no_name_lies_over_another_citys_dot(self, chart: Page) -> None:
        """北京's square is not under the name of 呼和浩特."""
        dots = drawn(chart, "cities")
        names = [box for box in drawn(chart, "boxes") if not box["legend"]]
        assert [
            (name["text"], dot["name"])
            for name in names
            for dot in dots
            if name["text"] != dot["name"] and touches(name, dot, 2)
        ] == []
