"""The maps that are measured, and clicks on them: recolour, bytes, switching to a page."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from analysis.theme import TIER_FILL
from tests.bench.browser import Visit
from tests.bench.servers import Server
from tests.bench.wire import Wire, relayed

# Each click of this order shows a choice of tiers that was not shown before: a Gray code, so that
# no answer comes from Streamlit's cache of messages.
_ORDER = (0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0)
_TIERS = ("良好", "发展", "优秀", "起步")
_WARM_UP = 3


@dataclass(frozen=True)
class Map:
    """A page with a map: where it is, its heading, the goals."""

    page: str
    title: str
    faster: float
    bytes_goal: float | None


PROVINCES = Map("provinces", "省级政府服务能力", 8, 8)
CITIES = Map("cities", "重要城市政府服务能力", 10, 25)
COUNTIES = Map("counties", "县级", 20, None)
HOME = "总览"


@dataclass(frozen=True)
class Clicks:
    """Medians over clicks on pills."""

    ms: float
    wire_kb: float
    payload_kb: float
    cpu_ms: float


def recolour(browser: Browser, server: Server, shown: Map, path: str, quick: bool) -> Clicks:
    """Click tiers off and on."""
    with relayed(server.port) as wire:
        return _recolour(browser, server, wire, shown, path, quick)


def _recolour(
    browser: Browser, server: Server, wire: Wire, shown: Map, path: str, quick: bool
) -> Clicks:
    visit = Visit(browser, server.app.chart)
    visit.open(wire.url(path), shown.title, TIER_FILL[_TIERS[0]])
    visit.settle()
    off: set[str] = set()
    times, sent, payloads, cpu = [], [], [], []
    order = _ORDER[: _WARM_UP + 4] if quick else _ORDER
    for number in order:
        tier = _TIERS[number]
        off ^= {tier}
        pill = visit.page.locator('[data-testid="stButtonGroup"] button').filter(has_text=tier)
        payload, before, used = visit.received, wire.received, server.cpu_ms()
        visit.arm(shown.title, TIER_FILL[tier], tier not in off)
        pill.click()
        times.append(visit.result())
        visit.settle()
        sent.append((wire.received - before) / 1024)
        payloads.append((visit.received - payload) / 1024)
        cpu.append(server.cpu_ms() - used)
    visit.close()
    measured = slice(_WARM_UP, None)
    return Clicks(*(median(each[measured]) for each in (times, sent, payloads, cpu)))


def switch(browser: Browser, server: Server, shown: Map, quick: bool) -> float:
    """From the home page to a map page by the navigation, in milliseconds; median after one turn."""
    visit = Visit(browser, server.app.chart)
    colour = TIER_FILL[_TIERS[0]]
    visit.page.goto(server.url())
    times = []
    links = visit.page.get_by_test_id("stSidebarNavLink")
    for _ in range(1 + (3 if quick else 9)):
        links.filter(has_text=HOME).click()
        visit.settle()
        visit.page.wait_for_timeout(300)
        visit.arm(shown.title, colour, True)
        links.filter(has_text=shown.title).click()
        times.append(visit.result())
        visit.settle()
    visit.close()
    return median(times[1:])
