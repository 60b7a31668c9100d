"""The measures, by name: each starts its servers, one after the other, and gives its rows."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo import build
from tests.bench import (
    deck,
    library,
    maps,
    material,
    press,
    search,
    servers,
    sessions,
    start,
    statements,
)
from tests.bench.browser import chromium
from tests.bench.maps import CITIES, COUNTIES, PROVINCES, Map
from tests.bench.report import Row, note
from tests.bench.servers import ROOT, App, running


@dataclass(frozen=True)
class Bench:
    """What every measure needs."""

    scratch: Path
    quick: bool

    @property
    def bytecode(self) -> Path:
        """Where the servers' compiled modules go."""
        return self.scratch / "bytecode"

    @property
    def maps(self) -> Path:
        """The topologies: those of the product and, once asked for, the counties."""
        folder = self.scratch / "maps"
        if not folder.exists():
            folder.mkdir()
            for name in ("provinces", "cities"):
                shutil.copy(ROOT / "geo" / f"{name}.topo.json", folder)
        return folder

    def with_counties(self) -> Path:
        """The same folder, the counties built."""
        if not (self.maps / "counties.topo.json").exists():
            note("building the counties")
            for name, content in build.build(["counties"]).items():
                (self.maps / name).write_bytes(content)
        return self.maps

    @property
    def ours(self) -> App:
        return servers.ours()

    @property
    def peer(self) -> App:
        return servers.peer(self.maps)


def _clicked(bench: Bench, shown: Map, ours: App, path: str) -> Iterator[Row]:
    with chromium() as browser:
        with running(ours, bench.bytecode) as server:
            mine = maps.recolour(browser, server, shown, path, bench.quick)
        with running(bench.peer, bench.bytecode) as server:
            # A click on the peer's counties takes many seconds: few of them must do.
            few = bench.quick or shown is COUNTIES
            other = maps.recolour(browser, server, shown, shown.page, few)
    yield Row(f"recolour {shown.page}", mine.ms, "ms", other.ms, shown.faster, by_ratio=True)
    goal = shown.bytes_goal
    yield Row(f"filter bytes on the wire {shown.page}", mine.wire_kb, "KB", other.wire_kb, goal)
    yield Row(f"filter bytes unpacked {shown.page}", mine.payload_kb, "KB", other.payload_kb)
    yield Row(f"filter server CPU {shown.page}", mine.cpu_ms, "ms", other.cpu_ms)


def provinces(bench: Bench) -> Iterator[Row]:
    """Click a tier of the province map."""
    yield from _clicked(bench, PROVINCES, bench.ours, PROVINCES.page)


def cities(bench: Bench) -> Iterator[Row]:
    """Click a tier of the city map."""
    yield from _clicked(bench, CITIES, bench.ours, CITIES.page)


def counties(bench: Bench) -> Iterator[Row]:
    """Click a tier of a county map, which exists for this alone."""
    yield from _clicked(bench, COUNTIES, servers.ours_counties(bench.with_counties()), "")


def switch(bench: Bench) -> Iterator[Row]:
    """Go from the home page to a map."""
    for shown in (PROVINCES, CITIES):
        with chromium() as browser:
            taken = []
            for app in (bench.ours, bench.peer):
                with running(app, bench.bytecode) as server:
                    taken.append(maps.switch(browser, server, shown, bench.quick))
        yield Row(f"switch to {shown.page}", taken[0], "ms", taken[1], 3, by_ratio=True)


def many(bench: Bench) -> Iterator[Row]:
    """Many sessions, each rerunning every two seconds."""
    seconds = 8 if bench.quick else 20
    counts = (20, 10, 20) if bench.quick else (200, 50, 200)
    loads = []
    for app, count in zip((bench.ours, bench.peer, servers.floor()), counts, strict=True):
        with running(app, bench.bytecode) as server:
            loads.append(sessions.load(server, count, seconds))
    mine, other, floor = loads
    name = f"{counts[0]} sessions (peer {counts[1]})"
    yield Row(f"{name}, p95 of a run", mine.p95_ms, "ms", other.p95_ms, 50)
    yield Row(f"{name}, p50 of a run", mine.p50_ms, "ms", other.p50_ms)
    yield Row(f"{name}, CPU a run", mine.cpu_ms_a_run, "ms", other.cpu_ms_a_run, 8)
    yield Row(f"{name}, memory a session", mine.mb_a_session, "MB", other.mb_a_session, 0.2)
    least = f"{counts[2]} sessions, Streamlit with one widget and one sentence (peer: ours)"
    yield Row(f"{least}, p95 of a run", floor.p95_ms, "ms", mine.p95_ms)
    yield Row(f"{least}, CPU a run", floor.cpu_ms_a_run, "ms", mine.cpu_ms_a_run)


def collection(bench: Bench) -> Iterator[Row]:
    """What `runner.postScriptGC = false` saves: CPU a run with it, beside ours with the default."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    pinned = config.get("runner", {}).get("postScriptGC")
    yield Row("config pins postScriptGC off (0 = off)", float(pinned is not False), "", 1.0, 0)
    costs = []
    for setting in ("false", "true"):
        extra = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": setting}
        with running(bench.ours, bench.bytecode, extra) as server:
            costs.append(sessions.load(server, 5, 8).cpu_ms_a_run)
    yield Row("CPU a run, postScriptGC off (peer: ours with it on)", costs[0], "ms", costs[1])


def first(bench: Bench) -> Iterator[Row]:
    """Process start to first painted map; memory after that visit."""
    times = 1 if bench.quick else 3
    with chromium() as browser:
        for app in (bench.ours, bench.peer):  # compiles every module once
            start.first_map(browser, app, bench.bytecode, 1)
        mine = start.first_map(browser, bench.ours, bench.bytecode, times)
        other = start.first_map(browser, bench.peer, bench.bytecode, times)
    yield Row("start to first map", mine[0], "ms", other[0], 1 / 0.85, by_ratio=True)
    yield Row("memory after one visit", mine[1], "MB", other[1], 1.0, by_ratio=True)


def find(bench: Bench) -> Iterator[Row]:
    """Search in a process of its own, and what a typed query costs the server."""
    found = search.find(bench.quick)
    yield Row("search, p95", found.p95_ms, "ms", goal=20)
    yield Row("search, p50", found.p50_ms, "ms")
    yield Row("search, the first of a process", found.first_ms, "ms")
    with chromium() as browser, running(bench.ours, bench.bytecode) as server:
        cpu = search.typed(browser, server, bench.quick)
    yield Row("search box, server CPU a query", cpu, "ms", goal=20)


def decks(bench: Bench) -> Iterator[Row]:
    """The HTML deck: made, opened from disk, and turned beside a rerun of the same app."""
    of = press.recipe()
    press.make(press.recipe("tiers"), ("pictures",))  # as in the app, where previews come first
    path, seconds = press.deck(of, bench.scratch)
    yield Row("HTML deck, made by a child that has drawn one chart", seconds, "s", goal=4)
    yield Row("HTML deck, size", path.stat().st_size / 1e6, "MB", goal=1.5)
    with chromium() as browser:
        yield Row(
            "HTML deck, first slide from disk", press.first_paint(browser, path), "ms", goal=1000
        )
        with running(bench.ours, bench.bytecode) as server:
            rerun = maps.recolour(browser, server, PROVINCES, PROVINCES.page, quick=True).ms
    yield from deck.rows(path.as_uri(), 20 if bench.quick else 100, rerun)


def packs(bench: Bench) -> Iterator[Row]:
    """The whole press pack, and twenty of them."""
    of = press.recipe()
    made = press.make(of)
    yield Row("press pack, made by a new child", made.seconds, "s", goal=30)
    yield Row("press pack, size of the zip", made.mb, "MB", goal=10)
    memory = list(press.memory_after(of, 3 if bench.quick else press.PACKS))
    yield Row(
        f"memory over {len(memory)} packs, last less first", memory[-1] - memory[0], "MB", goal=20
    )


def judged(bench: Bench) -> Iterator[Row]:
    """Statements on every pair of provinces and of regions, about an edition unknown so far."""
    yield Row("statements, all pairs", statements.measure(), "ms", goal=50)


def explored(bench: Bench) -> Iterator[Row]:
    """The library filtered and counted while a query is typed."""
    yield Row("library search and counts, p95", library.measure(), "ms", goal=20)


def materials(bench: Bench) -> Iterator[Row]:
    """The material on one unit, from the click to the document."""
    yield Row("material on a unit, the longest of eight", material.measure(), "s", goal=2)


MEASURES: dict[str, Callable[[Bench], Iterable[Row]]] = {
    "provinces": provinces,
    "cities": cities,
    "counties": counties,
    "switch": switch,
    "sessions": many,
    "gc": collection,
    "start": first,
    "search": find,
    "statements": judged,
    "library": explored,
    "material": materials,
    "deck": decks,
    "pack": packs,
}


def run(names: Iterable[str], quick: bool) -> Iterator[Row]:
    """The rows of the named measures."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        bench = Bench(Path(scratch), quick)
        for name in names:
            note(f"measuring {name}")
            yield from MEASURES[name](bench)
