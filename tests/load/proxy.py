"""Two replicas behind nginx, as deploy/nginx.conf has them, on free ports of loopback."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import ROOT, Server, answers, free_port, ours
from tests.load.client import LONGEST, Site

CONFIG = ROOT / "deploy" / "nginx.conf"
HOST = "results.example.test"
"""A name that a reader's address bar would have; nothing is looked up for it."""
NAMES = ("first", "second")
_PORTS = {"first": 8501, "second": 8502, "app": 8080, "site": 8081}  # as in the file
_PATIENCE = 60


def installed() -> str:
    """Where nginx is; an empty text where it is not."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or ""


class Replica:
    """One process of the app at a port that stays the same."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        self._process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait(self.port, self._process)

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def server(self) -> Server:
        """Its CPU time and memory."""
        assert self._process is not None
        return Server(ours(), self._process.pid, self.port, 0.0)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + _PATIENCE
    while not answers(port):
        if process.poll() is not None or time.monotonic() > last:
            raise RuntimeError(f"nothing listens at port {port}")
        time.sleep(0.02)


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    port: int
    site_port: int
    replicas: Mapping[str, Replica]

    def visitor(self) -> Site:
        """Where a new visitor connects to, by a name that is not this machine's."""
        return Site(self.port, f"{HOST}:{self.port}")


def config(ports: Mapping[str, int]) -> str:
    """The delivered file with other ports."""
    text = CONFIG.read_text(encoding="utf-8")
    for name, port in _PORTS.items():
        if f":{port}" not in text:
            raise ValueError(f"{CONFIG.name} has no port {port}")
        text = text.replace(f":{port}", f":{ports[name]}")
    return text


@contextmanager
def proxied(site: Path | None = None) -> Iterator[Proxy]:
    """Replicas and nginx until the block ends; ``site`` is the folder of the static site."""
    ports = {name: free_port() for name in _PORTS}
    replicas = {name: Replica(ports[name]) for name in NAMES}
    try:
        for replica in replicas.values():
            replica.start()
        with nginx(config(ports), ports["app"], site):
            yield Proxy(ports["app"], ports["site"], replicas)
    finally:
        for replica in replicas.values():
            replica.kill()


@contextmanager
def nginx(text: str, port: int, site: Path | None = None) -> Iterator[None]:
    """nginx with a configuration, in a folder of its own, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        prefix = Path(folder)
        prefix.chmod(0o755)  # started by root, its workers are somebody else
        (prefix / "nginx.conf").write_text(text, encoding="utf-8")
        if site is not None:
            shutil.copytree(site, prefix / "site")
        command = [installed(), "-p", f"{prefix}/", "-c", str(prefix / "nginx.conf")]
        process = subprocess.Popen(
            [*command, "-e", str(prefix / "error.log"), "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port, process)
            yield
        finally:
            process.terminate()
            process.wait()


# ---- requests ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What a request brought."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(site: Site, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """A request with the visitor's cookies, which are kept as a browser keeps them."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LONGEST)
    sent = {**site.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        connection.request(method, path, body or None, {"Host": site.origin[7:], **sent})
        answer = connection.getresponse()
        site.take(answer.headers.get_all("Set-Cookie") or [])
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, answer.read())
    finally:
        connection.close()


def greet(site: Site) -> None:
    """What a browser asks for before it opens a websocket."""
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        if (status := ask(site, path).status) != 200:
            raise ConnectionError(f"{path} is answered with {status}")
