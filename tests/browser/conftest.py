"""A server started as a user starts it, a browser, and visits that tolerate no call to outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.bench.browser import IDLE, chromium
from tests.bench.servers import streamlit

ROOT = Path(__file__).parents[2]
PAGES = {  # file of pages/ to where it is served and the title that a reader sees, as in the menu
    "home": ("", "2019 数字政府服务能力评估结果"),
    "method": ("method", "评估内容与对象"),
    "provinces": ("provinces", "省级政府服务能力"),
    "cities": ("cities", "重要城市政府服务能力"),
    "honours": ("honours", "优秀政务新媒体主办单位"),
    "unit": ("unit", "单位概览"),
    "trends": ("trends", "特点趋势"),
    "cases": ("cases", "创新案例库"),
    "casemap": ("casemap", "案例地图"),
    "compare": ("compare", "区域对比"),
    "statements": ("statements", "表述核验"),
    "present": ("present", "发布会演示"),
    "data": ("data", "数据与来源"),
}
FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
DRAWN = (Path(__file__).parent / "drawn.js").read_text(encoding="utf-8")
TIMEOUT = 30_000
expect.set_options(timeout=TIMEOUT)
Visit = Callable[..., Page]


@contextmanager
def serving(environment: Mapping[str, str] | None = None, root: Path = ROOT) -> Iterator[str]:
    """A fresh server until the block ends, as a user starts it; gives its origin."""
    whole = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    with streamlit("app.py", root, whole) as (_, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """The server that the tests share."""
    with serving() as url:
        yield url


@pytest.fixture(name="chromium", scope="session")
def shared_chromium() -> Iterator[Browser]:
    """The browser that the tests share; each visit has a context of its own."""
    with chromium("--process-per-site") as browser:
        yield browser


class Witness:
    """Writes down what a context asks for and complains of."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self._before = {*context.pages}
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.expected: set[str] = set()
        self._heard: dict[Any, Callable[[Any], None]] = {
            "request": lambda request: self._ask(request.url),
            "console": self._console,
            "weberror": lambda error: self.complaints.append(f"pageerror {error.error}"),
            "page": lambda page: page.on("websocket", lambda socket: self._ask(socket.url)),
        }
        for event, heard in self._heard.items():
            context.on(event, heard)

    def _ask(self, url: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("data", "blob", "about")
            and parts.netloc != urlsplit(self.origin).netloc
        ):
            self.outside.append(url)

    def _console(self, message: Any) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and where not in self.expected:
            self.complaints.append(f"{message.text} {where}")

    def open(self, path: str = "", width: int = 1280, height: int = 720) -> Page:
        """A page of the app, drawn to the end."""
        name = path.partition("?")[0]
        if name:  # Streamlit's own two 404s on a deep link
            for probe in ("health", "host-config"):
                self.expected.add(f"{self.origin}/{name}/_stcore/{probe}")
        page = self.context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{self.origin}/{path}", wait_until="commit")
        settle(page)
        return page

    def leave(self) -> None:
        """Close what was opened, and watch no longer."""
        for page in {*self.context.pages} - self._before:
            page.close()
        for event, heard in self._heard.items():
            self.context.remove_listener(event, heard)

    def check(self) -> None:
        """No request off the machine, no error in the console."""
        assert self.outside == []
        assert self.complaints == []


@contextmanager
def visiting(browser: Browser, origin: str) -> Iterator[Visit]:
    """Open pages as ``visit("cities?code=…", 390, 844)``; checked when the block ends."""
    with newcomers(browser, origin) as context, witnessed(context, origin) as visit:
        yield visit


@contextmanager
def lasting(browser: Browser, url: str, **options: Any) -> Iterator[BrowserContext]:
    """A context of which one page stays open, and with it the process that all of its site share.

    That halves what a visit costs.
    """
    with browser.new_context(**options) as context:
        context.new_page().goto(url)
        yield context


@contextmanager
def newcomers(browser: Browser, origin: str) -> Iterator[BrowserContext]:
    """Readers who come for the first time, but that scripts are not compiled for each of them."""
    with lasting(browser, f"{origin}/favicon.png") as context:
        context.add_init_script("if (origin !== 'null') localStorage.clear()")
        context.add_init_script(DRAWN)
        yield context


@contextmanager
def witnessed(context: BrowserContext, origin: str) -> Iterator[Visit]:
    """Visits in a context that nobody else uses at the time."""
    witness = Witness(context, origin)
    try:
        yield witness.open
    finally:
        witness.leave()
    witness.check()


@pytest.fixture(scope="session")
def readers(chromium: Browser, origin: str) -> Iterator[BrowserContext]:
    """The context of the tests that look at one visit each."""
    with newcomers(chromium, origin) as context:
        yield context


@pytest.fixture
def visit(readers: BrowserContext, origin: str) -> Iterator[Visit]:
    """A reader who comes for the first time."""
    with witnessed(readers, origin) as opened:
        yield opened


def settle(page: Page) -> None:
    """Wait until the script has ended, all is in place and painted, and nothing moves any more.

    The script has ended before the page has: Streamlit loads the code of a widget or a chart when it
    first meets one, and holds its place with a skeleton for so long.
    """
    page.locator("h1").first.wait_for()
    page.locator(IDLE).wait_for()
    page.wait_for_function(
        """() => {
            if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]'))
                return false;
            if (![...document.images].every(image => image.complete || image.loading === 'lazy'))
                return false;
            const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
            if (!charts.every(chart => chart.querySelector('svg.marks path[d]:not(.background)')))
                return false;
            const rects = charts.map(chart => chart.querySelector('svg.marks'))
                .flatMap(svg => [svg, ...svg.querySelectorAll('path[aria-label]')].slice(0, 3))
                .map(element => element.getBoundingClientRect().toJSON());
            const main = document.querySelector('[data-testid="stMain"]');
            const size = [main.getElementsByTagName('*').length, main.firstElementChild.scrollHeight];
            const now = JSON.stringify([rects, size, document.querySelector('h1').textContent]);
            window.timesSeen = now === window.lastSeen ? window.timesSeen + 1 : 0;
            window.lastSeen = now;
            return window.timesSeen >= 3 && document.fonts.status === 'loaded';
        }""",
        polling=100,
    )


def map_painted(page: Page, units: int) -> None:
    """Wait until the topology has come and its areas are drawn."""
    page.wait_for_function(
        "units => document.querySelectorAll('svg.marks path[aria-label*=\"名称\"]').length >= units",
        arg=units,
    )
    settle(page)


def drawn(page: Page, what: str, *arguments: object) -> Any:
    """A question to ``drawn.js``: ``drawn(page, "fills")``."""
    return page.evaluate("([what, given]) => window.drawn[what](...given)", [what, list(arguments)])


def card(page: Page) -> str:
    """The text of the unit's card beside the map."""
    return page.locator(".card").first.inner_text()
