"""`python -m tests.bench.deck FILE [--turns N]`: how fast a deck turns; one JSON object a line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page

from tests.bench.browser import chromium
from tests.bench.report import Row, note

PROBE = (Path(__file__).parent / "deck.js").read_text(encoding="utf-8")
FRAME_GOAL, SCRIPT_GOAL = 34, 8  # ms, p95
_WARM_UP = 5
_PAUSE = 150  # ms between turns, after what the probe waits for


@dataclass(frozen=True)
class Turns:
    """Milliseconds of each turn: key to second animation frame, script for it, script after it."""

    frames: list[float]
    scripts: list[float]
    after: list[float]
    slowest: str


def turns(browser: Browser, url: str, count: int = 100, *, speaker: bool = False) -> Turns:
    """Go through a deck with the right arrow, and from its end on from its beginning."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(PROBE)
    page = context.new_page()
    page.goto(url)
    page.locator("html.live").wait_for()
    if speaker:
        with context.expect_page():
            page.keyboard.press("s")
    last = page.locator("#stage > .slide").last.get_attribute("id")
    taken = []
    for _ in range(_WARM_UP + count):
        taken.append(_turn(page, "ArrowRight"))
        if taken[-1]["slide"] == last:
            _turn(page, "Home")
    context.close()
    measured = taken[_WARM_UP:]
    return Turns(
        [turn["frame"] for turn in measured],
        [turn["script"] for turn in measured],
        [turn["after"] for turn in measured],
        max(measured, key=lambda turn: turn["frame"])["slide"],
    )


def _turn(page: Page, key: str) -> dict:
    page.keyboard.press(key)
    taken = page.evaluate("() => window.turned")
    page.wait_for_timeout(_PAUSE)
    return taken


def p95(times: list[float]) -> float:
    """What nineteen of twenty do not exceed."""
    return quantiles(times, n=20, method="inclusive")[-1]


def rows(url: str, count: int = 100, peer: float | None = None) -> Iterator[Row]:
    """The figures of a deck, alone and with the speaker's window; ``peer`` is another way's p95."""
    with chromium() as browser:
        for name, speaker in (("slide turn", False), ("slide turn, speaker's window", True)):
            taken = turns(browser, url, count, speaker=speaker)
            note(f"{name}: slowest is {taken.slowest} at {max(taken.frames):.1f} ms")
            yield Row(f"{name}, p95", p95(taken.frames), "ms", peer, FRAME_GOAL)
            yield Row(f"{name}, p50", median(taken.frames), "ms")
            yield Row(f"{name}, own script, p95", p95(taken.scripts), "ms", goal=SCRIPT_GOAL)
            yield Row(f"{name}, script when the wall is painted, p95", p95(taken.after), "ms")


def main() -> int:
    """Print every row; 0 where all goals are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.deck", description=__doc__)
    parser.add_argument("file", type=Path, help="a deck as one HTML file")
    parser.add_argument("--turns", type=int, default=100)
    options = parser.parse_args()
    met = True
    for row in rows(options.file.resolve().as_uri(), options.turns):
        print(row.line(), flush=True)
        met = met and row.met is not False
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
