"""From starting the process to the first painted map, and the server's memory after that visit."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from analysis.theme import TIER_FILL
from tests.bench.browser import Visit
from tests.bench.maps import PROVINCES
from tests.bench.servers import App, running

_IDLE_SECONDS = 3


def first_map(browser: Browser, app: App, bytecode: Path, times: int) -> tuple[float, float]:
    """Milliseconds to the painted map (a fresh process and browser context each), MB after it."""
    taken, memory = [], []
    for _ in range(times):
        with running(app, bytecode) as server:
            visit = Visit(browser, app.chart)
            visit.open(server.url(PROVINCES.page), PROVINCES.title, TIER_FILL["良好"])
            taken.append((time.perf_counter() - server.spawned) * 1000)
            visit.settle()
            time.sleep(_IDLE_SECONDS)
            memory.append(server.rss_mb())
            visit.close()
    return median(taken), median(memory)
