"""The search box: how long one search takes, and what a typed query costs the server."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import quantiles

from playwright.sync_api import Browser, expect

from analysis import edition, places, search, units
from analysis.edition import DATA, Edition
from tests.bench.browser import IDLE
from tests.bench.servers import Server

_OTHER = (
    "",
    "872",
    "84094",
    "山东 接口",
    "政务云",
    "zhengwuyun",
    "sjkf",
    "宁夏872",
    "火星",
    ".*",
    "中国",
    "省",
    "a b c d e f",
    "宁" * 200,
)
_TYPED = ("宁夏", "nx", "秒批", "872", "shenzhen", "发改", "火星", "zhengwuyun", "宁夏872")


@dataclass(frozen=True)
class Searches:
    """Milliseconds: the first search of a process, and of many the 95th and 50th of a hundred."""

    first_ms: float
    p95_ms: float
    p50_ms: float


def _queries(loaded: Edition, quick: bool) -> list[str]:
    """As readers type them: units by name, pinyin, initials, code and a part; titles; nonsense."""
    named = places.of(units.named(loaded))[:: 5 if quick else 1]
    found = [
        way
        for place in named
        for way in (place.name, place.pinyin, place.initials, place.code[:4], place.name[:1])
    ]
    return [*found, *loaded["cases"]["title"], *loaded["themes"]["theme"], *_OTHER]


def find(quick: bool) -> Searches:
    """One search after another in this process."""
    loaded = edition.load(DATA / "2019")
    began = time.perf_counter()
    search.find(loaded, "宁夏")
    first = time.perf_counter() - began
    times = []
    for query in _queries(loaded, quick):
        began = time.perf_counter()
        search.find(loaded, query)
        times.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(times, n=20)
    return Searches(first * 1000, cuts[18], cuts[9])


def typed(browser: Browser, server: Server, quick: bool) -> float:
    """Server CPU in milliseconds for a query typed at once: its run, and its results sent."""
    page = browser.new_page()
    page.goto(server.url("method"))
    page.locator("h1").wait_for()
    bar = page.get_by_test_id("stSidebar")
    box = bar.get_by_label("查找", exact=True)
    told = bar.locator('[data-testid="stPageLink"], p.quiet')
    queries = _TYPED * (3 if quick else 10)

    def type_in(query: str) -> None:
        box.fill(query)
        expect(told.first).to_be_visible()
        page.locator(IDLE).wait_for()
        page.wait_for_timeout(400)  # the box waits a little before it sends what was typed

    for query in _TYPED:
        type_in(query)
    before = server.cpu_ms()
    for query in queries:
        type_in(query)
    used = server.cpu_ms() - before
    page.close()
    return used / len(queries)
