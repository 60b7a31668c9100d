"""WCAG 2.2 A and AA by axe-core on every page and on the deck; keys, focus, motion and 200 % zoom.

What Streamlit draws so that nothing of ours can change it stands in ``STREAMLITS`` and ``ENGLISH``
with its reason; anything else is ours, and fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from analysis import running_order, text
from analysis.charts import honours, maps
from analysis.deck.html import html
from analysis.theme import DARK
from tests.browser.conftest import PAGES, Visit, settle
from tests.browser.test_casemap import visit  # noqa: F401
from tests.browser.test_deck_keys import layer, opened, press
from tests.browser.test_every_page import CUT_OFF
from tests.fixtures.editions import edition_2019

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# The first rows of a table stand for the many like them.
SOME_ROWS = {"exclude": [["table.rows tbody tr:nth-child(n + 13)"]]}
EVERYWHERE = frozenset(PAGES)


class Exempt(NamedTuple):
    """A rule that Streamlit breaks, on what, on which pages, and why it stays."""

    rule: str
    selector: str
    files: frozenset[str]
    reason: str


STREAMLITS = [
    Exempt(
        "list",
        '[data-testid="stSidebarNavItems"]',
        EVERYWHERE,
        "st.navigation puts a div for each part of the menu between the list and its items",
    ),
    Exempt(
        "listitem",
        '[data-testid="stSidebarNavItems"] li',
        EVERYWHERE,
        "the same list, seen from its items",
    ),
    Exempt(
        "button-name",
        '[data-testid="stFileUploaderDropzone"] button',
        frozenset({"present", "data"}),
        "its English word is replaced by generated content, which browsers take as its name and axe"
        " does not: FILE_BOXES",
    ),
]
FILE_BOXES = {"present": "载入演示顺序", "data": "选择文件，或拖到这里"}
# Words of Streamlit's that no setting changes, as they can be heard or seen.
ENGLISH = {
    "Sidebar": "the name of the menu's landmark",
    "App pages": "the name of the menu within it",
    "Collapse sidebar": "the tooltip of its arrow",
    "Expand sidebar": "the tooltip of its arrow when it is closed",
    "Open": "the arrow of a list",
    "Clear value": "the cross in a list",
    "Clear all": "the cross in a list of which several are chosen",
    "Remove": "the cross of one of them, followed by its name",
    "Help for": "the question mark beside a label, followed by that label",
    "Copy to clipboard": "the sign over words to be copied",
    "file upload": "the input behind a file box, which has no size",
    "visualization": "what Vega calls a chart, before its words are read",
    "Skip to main content": "read by screen readers; the Chinese words stand over it",
}
FULLEST = {  # where a page shows more than at first
    "provinces": "provinces?code=520000",
    "cities": "cities?code=1",  # with a word on what means nothing
    "unit": "unit?code=620000",
    "cases": "cases?case=city-02",
    "compare": "compare?unit=440000&unit=370000&unit=310000&unit=xpcc",
}
CHARTS = '[data-testid="stVegaLiteChart"], [data-testid="stDeckGlJsonChart"]'
LISTS = 'table, [data-testid="stPageLink"]'
CHARTED = {
    "home": 2,
    "method": 1,
    "provinces": 1,
    "cities": 1,
    "honours": 1,
    "trends": 3,
    "casemap": 1,
    "compare": 2,
}
MAPPED = ("provinces", "cities", "honours", "casemap", "compare")
NAMES = set(text.names(edition_2019()["results"]["code"]))
OTHERS = """([broken, exempt]) => broken.map(({rule, target}) => {
    const element = document.querySelector(target[0]);
    const at = exempt.findIndex(one => one[0] === rule && element?.matches(one[1]));
    return at < 0 ? `${rule}: ${target} ${element?.outerHTML.slice(0, 200)}` : at;
})"""
SPOKEN = """() => [...document.querySelectorAll('body *')]
    .filter(one => !one.closest('svg') && one.checkVisibility())
    .flatMap(one => [...['aria-label', 'aria-roledescription', 'title'].map(name => one.getAttribute(name)),
        one.matches(':placeholder-shown') ? one.placeholder : '',
        one.closest('[data-testid="stHtml"], [data-testid="stMarkdownContainer"], [aria-hidden="true"]')
            || one.children.length ? '' : one.textContent])
    .flatMap(words => /^(Help for|Remove)(?= )|^[A-Za-z][A-Za-z ]{3,}$/.exec(words ?? '')?.[0] ?? [])"""
LOOKS = """() => {
    const told = ['outline', 'boxShadow', 'backgroundColor', 'borderColor', 'textDecoration'];
    window.lookOf = element => {  // itself and the boxes that Streamlit marks in its stead
        const boxes = [element];
        while (boxes.length < 4) boxes.push(boxes.at(-1).parentElement);
        return JSON.stringify(boxes.map(box => told.map(name => getComputedStyle(box)[name])));
    };
    window.before = new Map([...document.querySelectorAll('a, button, input, summary, [tabindex]')]
        .map(element => [element, window.lookOf(element)]));
}"""
FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    const box = at.getBoundingClientRect();
    const part = ['stSidebarNav', 'stSidebar', 'stButtonGroup', 'stPageLink', 'stHtml']
        .find(name => at.closest(`[data-testid="${name}"]`)) ?? '';
    const words = (at.ariaLabel || at.innerText || at.tagName).replace(/\\s+/g, ' ').slice(0, 60);
    return {part, words, tag: at.tagName, marked: window.lookOf(at) !== window.before.get(at),
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""
PARTS = ("stSidebarNav", "stButtonGroup", "stPageLink", "stHtml")
MOVING = """() => [...document.querySelectorAll('*')].flatMap(one => [null, '::before', '::after'].map(
    part => getComputedStyle(one, part))).filter(style => style.animationName !== 'none'
        || /[1-9]/.test(style.transitionDuration)).length"""


def whole(visit: Visit, path: str, width: int = 1280) -> Page:  # noqa: F811
    """A page in a window as high as it is: of what lies below the window axe knows no colours."""
    page = visit(path, width, 1000)
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    settle(page)
    return page


def broken(page: Page) -> list[dict[str, Any]]:
    """The rules that a page breaks, each with an element that breaks it."""
    found = Axe().run(page, SOME_ROWS, RULES).response
    assert len(found["passes"]) > 5, "axe has looked at the page"
    return [
        {"rule": violation["id"], "target": node["target"]}
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def exempted(page: Page) -> set[str]:
    """The rules that only Streamlit breaks here; nothing else may be broken."""
    pairs = [[one.rule, one.selector] for one in STREAMLITS]
    found = page.evaluate(OTHERS, [broken(page), pairs])
    assert [one for one in found if isinstance(one, str)] == []
    return {STREAMLITS[one].rule for one in found}


def english(page: Page) -> set[str]:
    """English words that no entry of ``ENGLISH`` explains."""
    return set(page.evaluate(SPOKEN)) - set(ENGLISH)


def check(page: Page) -> set[str]:
    """The rules that only Streamlit breaks here; nothing else is broken, no English is left."""
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight <= innerHeight")
    exempt = exempted(page)
    assert english(page) == set()
    return exempt


def check_charts(page: Page, number: int, *, listed: bool) -> None:
    """Each chart says what it finds, in names or figures; what a map names stands in a list."""
    charts = page.locator(CHARTS)
    labels = charts.evaluate_all("all => all.map(one => one.ariaLabel)")
    assert len(labels) == len(set(labels)) == number
    told = "".join(page.locator(LISTS).all_inner_texts())
    for label in labels:
        names = {name for name in NAMES if name in label}
        assert len(names) + len(re.findall(r"\d+", label)) > 3, label
        if listed:
            assert names and [name for name in names if name not in told] == []


@pytest.mark.parametrize("file", PAGES)
def test_a_page_breaks_no_rule_of_ours_nor_at_200_percent(file: str, visit: Visit) -> None:  # noqa: F811
    page = whole(visit, FULLEST.get(file, PAGES[file][0]))
    assert check(page) == {one.rule for one in STREAMLITS if file in one.files}
    check_charts(page, CHARTED.get(file, 0), listed=file in MAPPED)
    if file in FILE_BOXES:
        expect(page.get_by_role("button", name=FILE_BOXES[file], exact=True)).to_be_visible()
    page.set_viewport_size({"width": 640, "height": 360})  # 1280×720 at 200 %
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(CUT_OFF) == []


def test_a_telephone_breaks_no_rule_of_ours_and_stands_still(visit: Visit) -> None:  # noqa: F811
    """Lists take another form there; and nothing moves for those who ask for it."""
    page = whole(visit, "method", 390)
    check(page)
    assert page.evaluate(MOVING) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == 0


def luminance(colour: str) -> float:
    """The relative luminance of WCAG, 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colouring", [maps.TIER, honours.COLOURING], ids=lambda one: one.field)
def test_words_on_a_colour_can_be_read(colouring: maps.Colouring) -> None:
    """4.5:1 on both grounds: of words on a chart's shapes axe says nothing."""
    for name, fill in colouring.fill.items():
        ink = colouring.ink[name]
        for pair in ((fill, ink), (DARK[fill], DARK[ink])):
            dark, light = sorted(map(luminance, pair))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, *pair)


def test_all_of_a_page_by_the_keys_alone(visit: Visit) -> None:  # noqa: F811
    """Menu, pills, the map's list and the table are reached, always in sight, and then work."""
    page = whole(visit, "casemap?code=440000")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    settle(page)
    label = page.locator(CHARTS).get_attribute("aria-label") or ""
    drawn = [one.partition("：")[2] for one in label.partition("。")[2].split("；")]
    told = page.locator("table").inner_text()
    assert len(drawn) > 5 and [title for title in drawn if title not in told] == []
    page.emulate_media(reduced_motion="reduce")  # a look is there at once
    page.evaluate(LOOKS)
    reached = []
    for _ in range(150):
        page.keyboard.press("Tab")
        if (here := page.evaluate(FOCUSED)) is None:
            break
        reached.append(here)
    else:
        pytest.fail("the keys do not come out of the page")
    assert [one["words"] for one in reached if not (one["marked"] and one["seen"])] == []
    assert reached[0]["words"] == "Skip to main content"
    by_part = {part: [one for one in reached if one["part"] == part] for part in PARTS}
    menu = page.get_by_test_id("stSidebarNavLink")
    assert [one["words"] for one in by_part["stSidebarNav"]] == menu.all_inner_texts()
    assert len(by_part["stButtonGroup"]) == page.get_by_test_id("stButtonGroup").count()
    assert len(by_part["stPageLink"]) == page.get_by_test_id("stPageLink").count() > 5
    assert [one["tag"] for one in by_part["stHtml"]][:2] == ["DIV", "SUMMARY"]
    assert {"查找", "地方"} <= {one["words"] for one in reached}
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("stSkipToContent")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    pills = page.get_by_test_id("stButtonGroup").first.locator("button")
    expect(pills.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(pills.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("[?&]kind="))
    settle(page)
    source = page.locator("table.rows summary").first
    source.focus()
    page.keyboard.press("Enter")
    expect(source.locator("xpath=..")).to_have_attribute("open", "")


# ---- the deck ---------------------------------------------------------------------------------

SLIDES = ("cover", "weights", "provinces-map", "provinces-list", "trend-pairs")


@pytest.fixture(scope="module")
def wall(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A deck of one slide of each kind, opened from disk."""
    edition, folder = edition_2019(), tmp_path_factory.mktemp("deck")
    order = [one for one in running_order.default(edition, None) if one.slide in SLIDES]
    slides = running_order.slides_of(edition, None, tuple(order))
    (folder / "deck.html").write_bytes(html(edition, slides))
    view = {"width": 1280, "height": 720}
    with chromium.new_context(bypass_csp=True, viewport=view) as context:
        context.set_default_timeout(10_000)
        yield opened(context, folder)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_deck_breaks_no_rule(theme: str, wall: Page) -> None:
    if wall.locator("html").get_attribute("data-theme") != theme:
        press(wall, "d")
    for number in range(1, len(SLIDES) + 1):
        press(wall, f"{number} Enter")
        expect(wall.locator("#stage > .now")).to_have_attribute(
            "aria-label", re.compile(f"^{number} / {len(SLIDES)}")
        )
        assert broken(wall) == [], number
    for key, name in (("o", "overview"), ("h", "help"), ("/", "search")):
        press(wall, key)
        expect(layer(wall, name)).to_be_visible()
        assert broken(wall) == [], name
        press(wall, "Escape")
    press(wall, "/")
    wall.keyboard.type("gz")
    press(wall, "Enter")
    expect(layer(wall, "card")).to_be_visible()
    assert broken(wall) == []
    press(wall, "Escape")


def test_the_speakers_window_breaks_no_rule(wall: Page) -> None:
    with wall.context.expect_page() as opening:
        press(wall, "s")
    expect(opening.value.locator(".desk-page")).to_be_visible()
    assert broken(opening.value) == []
    assert opening.value.locator("html").get_attribute("lang") == "zh-CN"
    opening.value.close()


def test_a_step_of_the_deck_does_not_fade_for_those_who_ask_for_it(wall: Page) -> None:
    fading = (
        "getComputedStyle(document.querySelector('.now [data-from]:not(.off)')).transitionDuration"
    )
    for motion, lasts in (("no-preference", "0.16s"), ("reduce", "0s")):
        wall.emulate_media(reduced_motion=motion)
        wall.evaluate("location.hash = '#provinces-map/0'")
        expect(wall.locator("#stage > .now")).to_have_id("provinces-map")
        press(wall, "ArrowRight")
        expect(wall.locator("#stage.stepping")).to_have_count(1)
        assert wall.evaluate(fading) == lasts
