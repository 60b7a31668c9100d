"""Start and stop a server on a free loopback port; its CPU time and memory from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class App:
    """What to start, and how its pages are found: names of pages to what a browser looks for."""

    name: str
    script: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    chart: str = '[data-testid="stVegaLiteChart"]'


def ours() -> App:
    """The product, with the configuration it is delivered with."""
    return App("ours", ROOT / "app.py", ROOT, chart='[class*="st-key-map-"]')


def peer(maps: Path) -> App:
    """The naive app; its folder has no configuration."""
    folder = HERE / "peer"
    return App("peer", folder / "app.py", folder, {"BENCH_MAPS": str(maps)})


def floor() -> App:
    """What Streamlit itself costs, with the one setting that dominates as we have it."""
    folder = HERE / "floor"
    return App("floor", folder / "app.py", folder, {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "false"})


def ours_counties(maps: Path) -> App:
    """Our way of drawing, for the counties that the product does not show."""
    script = HERE / "ours_counties" / "app.py"
    return App("ours-counties", script, ROOT, {"BENCH_MAPS": str(maps)})


@dataclass(frozen=True)
class Server:
    """A running server."""

    app: App
    pid: int
    port: int
    spawned: float
    """time.perf_counter() just before the process was started."""

    def url(self, page: str = "") -> str:
        """Where a page is."""
        return f"http://127.0.0.1:{self.port}/{page}"

    def cpu_ms(self) -> float:
        """CPU time used so far, all threads, user and system."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / _TICKS

    def rss_mb(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = status.partition("VmRSS:")[2].split()[0]
        return int(kilobytes) / 1024


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Whether the port is open; asks nothing, so that the first request is the reader's."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def streamlit(
    script: str, folder: Path, environment: Mapping[str, str], *options: str
) -> Iterator[tuple[int, int]]:
    """A server until the block ends, run in its folder: its process id and its port."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        patience = time.monotonic() + 60
        while not answers(port):
            if process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"{script} did not start")
            time.sleep(0.01)
        yield process.pid, port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running(app: App, bytecode: Path, extra: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server until the block ends. ``bytecode`` keeps compiled modules out of the source tree."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(bytecode),
        **app.environment,
        **(extra or {}),
    }
    # Without these a start would open a browser, ask for an e-mail address or call outside.
    options = ["--server.address", "127.0.0.1"]
    options += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    spawned = time.perf_counter()
    with streamlit(str(app.script), app.folder, environment, *options) as (process, port):
        yield Server(app, process, port, spawned)
