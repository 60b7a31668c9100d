"""A browser page that times from a pointer going down to the map having been painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A headless browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One visitor: a fresh context with an empty cache, its probe and a count of received bytes."""

    def __init__(self, browser: Browser, chart: str) -> None:
        self.chart = chart
        self.received = 0
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.add_init_script(PROBE)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, frame: str | bytes) -> None:
        self.received += len(frame)

    def open(self, url: str, title: str, colour: str) -> None:
        """Go to a page and wait until its map is painted."""
        self.page.goto(url, wait_until="commit")
        self.arm(title, colour, True)
        self.result()

    def arm(self, title: str, colour: str, present: bool) -> None:
        """From now on wait for a map with (or without) areas of a colour, under a heading."""
        self.page.evaluate(
            "wanted => { window.bench.arm(wanted) }",
            {"chart": self.chart, "title": title, "colour": colour, "present": present},
        )

    def result(self) -> float:
        """Milliseconds from the last pointer-down to the end of the frame that painted the map."""
        return self.page.evaluate("() => window.bench.result")

    def settle(self) -> None:
        """Wait until the script has ended and the page is quiet."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(IDLE)
        self.page.wait_for_timeout(150)

    def close(self) -> None:
        """Forget the visitor."""
        self.context.close()
