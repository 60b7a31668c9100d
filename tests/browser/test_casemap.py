"""The case map as a reader meets it: a complete nation, close-ups that answer a click, no request outside."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from analysis import library
from analysis.theme import theme_hue
from tests.browser.conftest import Visit, Witness, drawn, map_painted, settle, visiting

# The checks of the complete territory, run here on the map of this page: pytest finds them by
# their names, and gives them this file's charts.
from tests.browser.test_territory import (  # noqa: F401
    AT_EVERY_SIZE,
    HEIGHTS,
    chart,
    test_every_unit_is_drawn_once,
    test_inset_and_ten_dashes_are_drawn,
    test_island_dots_are_drawn,
    test_names_cover_no_dash_and_no_island_dot,
    test_names_in_the_inset_stay_in_its_frame,
    test_nothing_of_the_page_lies_over_the_map,
    test_pixels_follow_the_plane,
    test_places_of_the_inset_fall_in_their_provinces,
    test_places_of_the_main_map_fall_in_their_units,
    test_the_sea_belongs_to_no_unit,
    touches,
    width,
)
from tests.fixtures.editions import edition_2019

KEPT = ("钓鱼岛", "赤尾屿", "南海诸岛", "台湾省资料暂缺", "未纳入本次评估")
CANVAS = '[data-testid="stDeckGlJsonChart"] canvas'


@pytest.fixture(scope="module")
def charts(chromium: Browser, origin: str) -> Iterator[Callable[[str, int], Page]]:
    """The map of the nation once at each width; nobody clicks on it here."""
    with visiting(chromium, origin) as visit:

        @cache
        def opened(_: str, width: int) -> Page:
            page = visit("casemap", width, HEIGHTS[width])
            map_painted(page, 34)
            return page

        yield opened


@pytest.fixture
def visit(readers: BrowserContext, origin: str) -> Iterator[Visit]:
    """A reader who comes for the first time.

    What deck.gl has for compressed 3D models asks for WebAssembly, which our policy forbids and no
    map of ours needs; that one complaint is no fault.
    """
    witness = Witness(readers, origin)
    try:
        yield witness.open
    finally:
        witness.leave()
    witness.complaints = [
        one for one in witness.complaints if "WebAssembly.instantiate()" not in one
    ]
    witness.check()


@pytest.fixture
def name() -> str:
    """Its territory is that of the provinces."""
    return "provinces"


@AT_EVERY_SIZE
def test_names_that_may_not_be_missing_are_written(chart: Page) -> None:  # noqa: F811
    assert set(KEPT) <= set(drawn(chart, "texts"))


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_name_and_no_legend_lies_under_a_dot(chart: Page) -> None:  # noqa: F811
    """Names of provinces give way to the dots."""
    dots = drawn(chart, "cities")
    assert len(dots) > 20
    under = [
        box["text"] for box in drawn(chart, "boxes") for dot in dots if touches(box, dot, spare=2)
    ]
    assert under == []


def marks(page: Page, colour: str) -> list[tuple[float, float]]:
    """Where a close-up shows pixels of just this colour, in px of the window."""
    canvas = page.locator(CANVAS).first
    picture = Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")
    box = canvas.bounding_box()  # after the picture, which may have scrolled the page
    assert box
    wanted = tuple(bytes.fromhex(colour[1:]))
    pixels = picture.load()
    assert pixels
    return [
        (box["x"] + x, box["y"] + y)
        for y in range(picture.height)
        for x in range(picture.width)
        if pixels[x, y] == wanted
    ]


def middle(found: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of some pixels."""
    lefts, tops = zip(*found, strict=True)
    return sum(lefts) / len(lefts), sum(tops) / len(tops)


def press(page: Page, colour: str, answered: Callable[[str], bool]) -> None:
    """Click on the one mark of a colour until the address answers, as a hand does.

    First the map tells what lies under the pointer. Without a graphics card a busy machine draws for
    so long between down and up that deck.gl takes the two for no click, and sends nothing; what has
    been sent must be answered.
    """
    tip = page.locator(".deck-tooltip")
    sent: list[object] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))
    for _ in range(3):
        page.mouse.move(1, 1)
        expect(tip).to_be_hidden()
        at = middle(marks(page, colour))
        page.mouse.move(*at)
        expect(tip).to_be_visible()
        sent.clear()
        page.mouse.click(*at)
        with suppress(TimeoutError):
            page.wait_for_url(answered, timeout=8_000)
            return wire.detach()
        assert not sent, f"the click on {colour} was sent, and the address does not answer it"
    raise AssertionError(f"no answer to three clicks on {colour}")


def hue(theme: str) -> str:
    """The colour of a theme."""
    return theme_hue(library.facets(edition_2019())["theme"].values.index(theme) + 1)


def painted(visit: Visit, path: str, colour: str, *size: int) -> Page:
    """A close-up, once marks of a colour are on it."""
    page = visit(path, *size)
    page.locator(CANVAS).first.scroll_into_view_if_needed()
    for _ in range(50):
        if len(marks(page, colour)) > 20:
            return page
        page.wait_for_timeout(200)
    raise AssertionError(f"no mark of {colour} on {path}")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_a_click_on_a_mark_opens_its_card_and_another_closes_it(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = painted(visit, "casemap?code=340700", hue("以人为本"), *size)
    press(page, hue("以人为本"), lambda url: "practice=tongling-real-estate" in url)
    expect(page.locator(".card h3")).to_have_text(["不动产登记提速"])
    settle(page)
    page.locator(CANVAS).first.scroll_into_view_if_needed()
    press(page, hue("以人为本"), lambda url: "practice" not in url)
    expect(page.locator(".card")).to_have_count(0)


def test_the_list_beside_it_opens_the_same_card(visit: Visit) -> None:
    """For those who cannot click on the map; what is filtered stays so."""
    page = painted(visit, "casemap?code=440305&kind=优秀创新案例", hue("以人为本"))
    page.get_by_role("link", name="线上线下首创").click()
    expect(page.locator(".card h3")).to_contain_text(["线上线下首创"])
    page.wait_for_url("**case=district-03**")
    assert "kind=" in page.url


def test_from_the_nation_to_a_district_and_back(visit: Visit) -> None:
    """By the ways beside the map; the nation is the complete map again."""
    page = visit("casemap")
    map_painted(page, 34)
    page.get_by_role("link", name="广东 14").click()
    expect(page.get_by_role("heading", name="广东省：案例 7 个，做法 7 项")).to_be_visible()
    expect(page.locator("svg.marks")).to_have_count(0)
    page.get_by_role("link", name="全国", exact=True).click()
    map_painted(page, 34)
    assert page.locator(CANVAS).count() == 0


def test_a_close_up_cannot_be_drawn_back_to_the_nation(visit: Visit) -> None:
    """However long one turns the wheel, the province stays large: the nation has a map of its own."""
    page = painted(visit, "casemap?code=610000", hue("集约建设"))
    box = page.locator(CANVAS).first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(12):
        page.mouse.wheel(0, 600)
    page.wait_for_timeout(800)
    ground = marks(page, "#f6f8fa")
    tops = [top for _, top in ground]
    assert max(tops) - min(tops) > box["height"] / 3
