"""`python -m tests.load [app|floor|memory|deploy ...] [--quick]`: one JSON object a line.

Minutes long, on loopback alone: what a hall full of readers meets, and what a fault costs them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import servers
from tests.bench.report import Row, note
from tests.browser.conftest import PAGES
from tests.load import crowd, deploy, floor, proxy

TITLES = dict(PAGES.values())
PEER_TITLES = {"": "总览"} | {path: TITLES[path] for path in ("provinces", "cities")}
NO_NGINX = "nginx is not installed: `apt-get install nginx-light` and run this again"
_FLAT = 15.0  # MB; about 1 KB for each run of those that count


def app(scratch: Path, quick: bool) -> Iterator[Row]:
    """Many visitors over all pages, at one process and as deploy/ serves them on a machine of two cores.

    Fewer are at the naive app, which has three pages.
    """
    counts, seconds = ((20, 5), 10) if quick else ((200, 50), 120)
    with servers.running(servers.peer(servers.ROOT / "geo"), scratch / "bytecode") as server:
        peer = crowd.load(crowd.Service.alone(server), PEER_TITLES, counts[1], seconds)
    with servers.running(servers.ours(), scratch / "bytecode") as server:
        alone = crowd.load(crowd.Service.alone(server), TITLES, counts[0], seconds)
    name = f"{counts[0]} visitors over all pages (peer {counts[1]})"
    yield from _of_a_crowd(f"{name}, one process", alone, peer, None)
    if not proxy.installed():
        note(NO_NGINX)
        return
    with proxy.proxied() as both:
        replicas = [replica.server for replica in both.replicas.values()]
        service = crowd.Service("two replicas", both.visitor, replicas)
        shared = crowd.load(service, TITLES, counts[0], seconds)
    yield from _of_a_crowd(f"{name}, two replicas", shared, peer, 50)


def _of_a_crowd(name: str, mine: crowd.Load, peer: crowd.Load, p95: float | None) -> Iterator[Row]:
    yield Row(f"{name}, p95 of a run", mine.p95_ms, "ms", peer.p95_ms, p95)
    yield Row(f"{name}, p50 of a run", mine.p50_ms, "ms", peer.p50_ms)
    yield Row(f"{name}, CPU a run", mine.cpu_ms_a_run, "ms", peer.cpu_ms_a_run, 8)
    yield Row(
        f"{name}, memory of each later session", mine.mb_a_session, "MB", peer.mb_a_session, 0.2
    )
    yield Row(f"{name}, errors in {mine.runs} runs", mine.errors, "", peer.errors, 0)


def streamlit_alone(scratch: Path, quick: bool) -> Iterator[Row]:
    """An app that computes nothing: what no page of so many elements can be cheaper than."""
    with servers.running(servers.floor(), scratch / "bytecode") as server:
        for sentences in (1, 40) if quick else (1, 20, 40, 80):
            taken = floor.cost(server, sentences)
            yield Row(f"one widget and {sentences} sentences, CPU a click", taken, "ms")


def memory(scratch: Path, quick: bool) -> Iterator[Row]:
    """Visitors come, move about and leave."""
    runs, samples = (1_000, 5) if quick else (20_000, 10)
    with servers.running(servers.ours(), scratch / "bytecode") as server:
        found = crowd.memory(server, TITLES, runs, samples)
    grown = found[-1] - found[len(found) // 4]
    yield Row(f"memory over {runs} runs, last less that after a quarter", grown, "MB", goal=_FLAT)


def behind_nginx(scratch: Path, quick: bool) -> Iterator[Row]:
    """Two replicas, the static site; nothing where there is no nginx."""
    if not proxy.installed():
        note(NO_NGINX)
        return
    yield from deploy.rows(scratch, TITLES, quick)


MEASURES: dict[str, Callable[[Path, bool], Iterator[Row]]] = {
    "app": app,
    "floor": streamlit_alone,
    "memory": memory,
    "deploy": behind_nginx,
}


def main() -> int:
    """Print every row; 0 where all goals that were measured are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("measure", nargs="*", choices=[*MEASURES, []], metavar="|".join(MEASURES))
    parser.add_argument("--quick", action="store_true", help="fewer visitors, for less long")
    options = parser.parse_args()
    met = True
    for name in options.measure or MEASURES:
        note(f"measuring {name}; load of the machine {os.getloadavg()[0]:.1f}")
        with tempfile.TemporaryDirectory(prefix="load-") as scratch:
            for row in MEASURES[name](Path(scratch), options.quick):
                print(row.line(), flush=True)
                met = met and row.met is not False
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
