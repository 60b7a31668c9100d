"""The maps of a real deck, step by step: a tier that is still to come leaves no pixel on the wall."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from analysis import edition, running_order, theme
from analysis.deck.html import html
from analysis.edition import Edition
from analysis.schema import PROVINCIAL
from tests.browser.test_deck_keys import opened, press, watched
from tests.fixtures.editions import copy_2019, edition_2019, read_cells, write_cells

MAPS = {"provinces-map", "cities-map"}
FADED = """async () => {  // the step is taken, and has come to its end
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})));
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Decks of the maps alone: as published, and where a tier of white names is revealed later."""
    found = {}
    for name, loaded in (("2019", edition_2019()), ("higher", _higher(tmp_path_factory))):
        order = running_order.default(loaded, None)
        slides = running_order.slides_of(
            loaded, None, tuple(entry for entry in order if entry.slide in MAPS)
        )
        found[name] = tmp_path_factory.mktemp(name)
        (found[name] / "deck.html").write_bytes(html(loaded, slides))
    return found


def _higher(paths: pytest.TempPathFactory) -> Edition:
    """2019, had two provinces been 卓越."""
    folder = copy_2019(paths.mktemp("data"))
    cells = read_cells(folder / "results.csv")
    group, tier = cells[0].index("group"), cells[0].index("tier")
    for row in [row for row in cells if row[group] == PROVINCIAL][:2]:
        row[tier] = "卓越"
    write_cells(folder / "results.csv", cells)
    return edition.load(folder)


@pytest.fixture
def on_the_wall(chromium: Browser, folders: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    with chromium.new_context() as context, watched(context):
        yield lambda name, where: opened(context, folders[name], where)


def tiers_seen(page: Page, dark: bool = False) -> set[str]:
    """The tiers whose colour fills more than the swatch of a legend on the wall."""
    page.evaluate(FADED)
    whole = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    seen = set()
    for tier, colour in theme.TIER_FILL.items():
        colour = theme.DARK[colour] if dark else colour
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        if (whole == wanted).all(axis=2).sum() > 400:
            seen.add(tier)
    return seen


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", sorted(MAPS))
def test_each_step_shows_one_tier_more(on_the_wall, name: str, dark: bool) -> None:
    page = on_the_wall("2019", f"#{name}/0")
    if dark:
        press(page, "d")
    seen = []
    for _ in range(3):
        seen.append(tiers_seen(page, dark))
        press(page, "ArrowRight")
    higher = {"优秀", "良好"}
    assert seen == [{"优秀"}, higher, higher | {"发展", "起步"}]


def test_a_tier_with_white_names_is_drawn_apart_before_it_comes(on_the_wall) -> None:
    """Names that will be white on dark are ink as long as their ground is white."""
    page = on_the_wall("higher", "#provinces-map/0")
    before = tiers_seen(page)
    words = [page.locator("svg.picture:visible use").get_attribute("href")]
    press(page, "ArrowRight")
    after = tiers_seen(page)
    words.append(page.locator("svg.picture:visible use").get_attribute("href"))
    assert (before, after) == ({"卓越"}, {"卓越", "优秀"})
    assert words[0] != words[1], "another drawing, in which the names are ink"
