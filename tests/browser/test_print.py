"""Each page on A4: everything there is to read, nothing there is to choose, figures in one piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES, Visit, drawn, map_painted, settle, visiting
from tests.browser.test_every_page import MAPS
from tests.fixtures.paper import Sheet, plain, sheets

MM = 72 / 25.4  # a PDF counts in points
MARGIN = 12 * MM
VIEWS = [*PAGES, "provinces?code=520000", "unit?code=520000", "trends?official=1"]
WIDTHS = {1280: 720, 1920: 1080, 390: 844}

# The words of the page in its order; what a closed source holds, and how to choose, is not printed.
WORDS = """() => [...document.querySelectorAll('h1, [data-testid="stHtml"], [data-testid="stCode"]')].flatMap(block => {
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), words = [];
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!parent.closest('style, .hint, details:not([open]) > :not(summary)')
            && parent.getClientRects().length) words.push(walk.currentNode.data);
    }
    return words;
}).filter(words => words.trim())"""
FIGURES = """() => [...document.querySelectorAll('svg.marks')].map(svg => {
    const item = svg.closest('[data-testid="stElementContainer"]');
    return [item.previousElementSibling.innerText, item.nextElementSibling.innerText,
        ...[...svg.querySelectorAll('text')]
            .filter(text => text.getAttribute('opacity') !== '0')
            .flatMap(text => text.querySelector('tspan')
                ? [...text.querySelectorAll('tspan')].map(line => line.textContent)
                : [text.textContent])];
})"""
BOX = "index => document.querySelectorAll('svg.marks')[index].getBoundingClientRect().toJSON()"
CHOOSING = """() => ['stSidebar', 'stHeader', 'stWidgetLabel', 'stButton', 'stButtonGroup', 'stDownloadButton',
    'stSelectbox', 'stTextInput', 'stCheckbox', 'stElementToolbar']
    .filter(kind => [...document.querySelectorAll(`[data-testid=${kind}]`)].some(
        one => one.getClientRects().length))"""


@dataclass(frozen=True)
class Print:
    """What a page has on the screen, and what its sheets have."""

    title: str
    words: list[str]
    figures: list[list[str]]
    choosing: tuple[list[str], list[str]]
    """Kinds of widgets on the screen, and on paper."""
    map: dict[str, Any]
    sheets: list[Sheet]


def take(visit: Visit, view: str, width: int) -> Print:
    """Open a page, note what is there, and print it on the paper that it wishes for."""
    file, _, query = view.partition("?")
    path, title = PAGES[file]
    page = visit(f"{path}?{query}" if query else path, width, WIDTHS[width])
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    if file in MAPS:
        map_painted(page, MAPS[file])
    settle(page)
    words, figures, choosing = map(page.evaluate, (WORDS, FIGURES, CHOOSING))
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    taken = Print(
        plain(title),
        list(map(plain, words)),
        [[plain(line) for line in lines if line.strip()] for lines in figures],
        (choosing, page.evaluate(CHOOSING)),
        _map(page) if file in MAPS else {},
        sheets(pdf),
    )
    page.close()
    return taken


def _map(page: Page) -> dict[str, Any]:
    """Where the map, its block, its inset and its dashes are when it is printed."""
    index = page.locator("svg.marks").count() - 1
    return {
        "picture": page.evaluate(BOX, index),
        "sheet": drawn(page, "box", '[data-testid="stMainBlockContainer"]'),
        "things": [drawn(page, "frame", index), *drawn(page, "dashes", index)],
    }


@pytest.fixture(scope="module")
def prints(chromium: Browser, origin: str) -> Iterator[Callable[..., Print]]:
    """Each page printed once from each width of window."""
    taken: dict[tuple[str, int], Print] = {}
    with visiting(chromium, origin) as visit:

        def printed(view: str, width: int = 1280) -> Print:
            if (view, width) not in taken:
                taken[view, width] = take(visit, view, width)
            return taken[view, width]

        yield printed


EVERY_VIEW = pytest.mark.parametrize("view", VIEWS)
FIGURES_FROM = [("trends", 1280), *((view, 1280) for view in MAPS)]
FIGURES_FROM += [(view, width) for view in ("provinces", "trends") for width in (1920, 390)]


@EVERY_VIEW
def test_every_word_of_a_page_is_printed(view: str, prints: Callable[..., Print]) -> None:
    """From its title on the first sheet, with nothing before, to its last words on the last."""
    page = prints(view)
    text = "".join(sheet.text for sheet in page.sheets)
    assert text.startswith(page.title)
    assert [words for words in page.words if words not in text] == []
    assert page.words[-1] in page.sheets[-1].text
    assert len("".join(page.words)) > 150


@EVERY_VIEW
def test_sheets_are_a4_and_keep_their_margins(view: str, prints: Callable[..., Print]) -> None:
    """No sheet is empty, and every word is within the margins."""
    for sheet in prints(view).sheets:
        across, down = sheet.size
        assert [round(across / MM), round(down / MM)] == [210, 297]
        assert sheet.boxes
        assert [
            words
            for left, bottom, right, top, words in sheet.boxes
            if left < MARGIN - 1
            or right > across - MARGIN + 1
            or bottom < MARGIN - 1
            or top > down - MARGIN + 1
        ] == []


@EVERY_VIEW
def test_what_is_for_choosing_stays_on_the_screen(view: str, prints: Callable[..., Print]) -> None:
    """No sidebar, header, list, box or button on paper."""
    on_screen, on_paper = prints(view).choosing
    assert "stSidebar" in on_screen
    assert on_paper == []


@pytest.mark.parametrize(("view", "width"), FIGURES_FROM)
def test_a_figure_is_on_one_sheet_with_its_lines(
    view: str, width: int, prints: Callable[..., Print]
) -> None:
    """Finding, every name on the picture, source and notice, whatever window it is printed from."""
    page = prints(view, width)
    assert page.figures
    for lines in page.figures:
        missing = [[line for line in lines if line not in sheet.text] for sheet in page.sheets]
        assert min(missing, key=len) == []


@pytest.mark.parametrize(("view", "width"), [held for held in FIGURES_FROM if held[0] in MAPS])
def test_a_map_is_printed_whole(view: str, width: int, prints: Callable[..., Print]) -> None:
    """Within the sheet, no higher than it may be, with inset and all dashes in the picture."""
    held = prints(view, width).map
    picture, sheet = held["picture"], held["sheet"]
    assert sheet["left"] - 1 <= picture["left"] < picture["right"] <= sheet["right"] + 1
    assert 0 < picture["bottom"] - picture["top"] <= 105 / 25.4 * 96 + 1
    assert len(held["things"]) == 14
    for thing in held["things"]:
        assert picture["left"] - 1 <= thing["left"] <= thing["right"] <= picture["right"] + 1
        assert picture["top"] - 1 <= thing["top"] <= thing["bottom"] <= picture["bottom"] + 1
