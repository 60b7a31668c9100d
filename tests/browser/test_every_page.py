"""Each page at the sizes people use: words, painted maps, nothing cut off."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from analysis import places
from analysis.schema import CITIES, PROVINCIAL
from analysis.theme import TIER_FILL
from tests.browser.conftest import FILES, PAGES, Visit, drawn, map_painted
from tests.fixtures.editions import edition_2019

SIZES = [(1280, 720), (390, 844)]
MAPS = {"home": 34, "provinces": 34, "cities": 375}
EVERY = [(file, size) for file in FILES for size in SIZES] + [(file, (1920, 1080)) for file in MAPS]

CUT_OFF = """() => [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && e.innerText
        && !e.closest('svg') && !e.matches('.table') && getComputedStyle(e).overflowX !== 'visible')
    .map(e => `${e.dataset.testid ?? e.tagName}: ${e.innerText.replace(/\\s+/g, ' ').slice(0, 60)}`)"""
OUTSIDE = """() => [...document.querySelectorAll('svg.marks')].flatMap(svg => {
    const b = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')]
        .filter(t => t.getAttribute('opacity') !== '0' && t.textContent)
        .filter(t => { const r = t.getBoundingClientRect();
            return r.left < b.left - 1 || r.right > b.right + 1 || r.top < b.top - 3
                || r.bottom > b.bottom + 3; })
        .map(t => t.textContent) })"""


@pytest.mark.parametrize(
    ("file", "size"), EVERY, ids=lambda value: value if isinstance(value, str) else f"{value[0]}px"
)
def test_a_page_is_whole(file: str, size: tuple[int, int], visit: Visit) -> None:
    """Title in Chinese, no sideways scrolling, no words cut off, and a map in its tiers' colours."""
    path, title = PAGES[file]
    page = visit(path, *size)
    assert page.locator("h1").inner_text() == title
    assert page.locator("h1").is_visible()
    if file in MAPS:
        check_map(page, file)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OUTSIDE) == []


def check_map(page: Page, file: str) -> None:
    """The map is painted: paths are there, and the pixels have the colours of the tiers."""
    units = MAPS[file]
    map_painted(page, units)
    index = page.locator("svg.marks").count() - 1
    assert drawn(page, "paths", index) >= units + 13
    svg = page.locator("svg.marks").nth(index)
    column = svg.locator("xpath=ancestor::*[@data-testid='stColumn'][1]").bounding_box()
    picture = Image.open(io.BytesIO(svg.screenshot())).convert("RGB")
    box = svg.bounding_box()
    assert column and box
    assert box["width"] == pytest.approx(column["width"], abs=2), "the map fills its column"
    results = edition_2019()["results"]
    group = CITIES if file == "cities" else PROVINCIAL
    held = results[results["group"] == group].set_index("code")["tier"]
    found = {place.code: place for place in places.of(held.index) if place.on_map}
    at = drawn(page, "project", [[place.x, place.y] for place in found.values()], index)
    pale = [
        place.name
        for place, (left, top) in zip(found.values(), at, strict=True)
        if not _has(picture, left - box["x"], top - box["y"], TIER_FILL[held[place.code]])
    ]
    assert pale == []


def _has(picture: Image.Image, left: float, top: float, colour: str) -> bool:
    """Whether a colour is among the pixels within 5 px of a place."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    area = picture.crop((int(left) - 5, int(top) - 5, int(left) + 6, int(top) + 6))
    return wanted in {colour for _, colour in area.getcolors(area.width * area.height) or []}
