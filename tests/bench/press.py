"""The press pack: how long it takes, how large it is, and what it leaves in the server's memory."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from analysis import edition, running_order, sandbox
from analysis.archive import zipped
from analysis.edition import DATA
from analysis.export import pack
from analysis.recipe import Recipe

PACKS = 20
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass(frozen=True)
class Made:
    """A whole pack by a child that has just started: seconds, and megabytes of its zip."""

    seconds: float
    mb: float


def recipe(*only: str) -> Recipe:
    """The 2019 deck as it is told, or some slides of it."""
    loaded, context = edition.load(DATA / "2019"), edition.load_context()
    order = running_order.default(loaded, context)
    return Recipe(loaded, context, tuple(one for one in order if not only or one.slide in only))


def make(of: Recipe, parts: tuple[str, ...] = pack.PRESS) -> Made:
    """Some parts of the pack, made as the app makes them."""
    began = time.perf_counter()
    files: dict[str, bytes] = {}
    for part in parts:
        made, reason = sandbox.run(pack.make, part, of, seconds=pack.SECONDS)
        assert not reason, reason
        files |= made
    return Made(time.perf_counter() - began, len(zipped(files)) / 1e6)


def deck(of: Recipe, folder: Path) -> tuple[Path, float]:
    """The HTML deck as a file, and the seconds it took."""
    began = time.perf_counter()
    (content,) = sandbox.run(pack.make, "html", of, seconds=pack.SECONDS)[0].values()
    seconds = time.perf_counter() - began
    path = folder / "deck.html"
    path.write_bytes(content)
    return path, seconds


def first_paint(browser: Browser, path: Path) -> float:
    """Milliseconds from opening the file to its first slide."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(path.as_uri())
    page.locator("html.live").wait_for()
    painted = float(page.evaluate(_PAINTED))
    page.close()
    return painted


def memory_after(of: Recipe, count: int) -> Iterator[float]:
    """Megabytes of this process, which is to the packs what the server is, after each pack."""
    here = psutil.Process()
    for _ in range(count):
        make(of)
        gc.collect()
        yield here.memory_info().rss / 1e6
