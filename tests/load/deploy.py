"""What two replicas behind nginx promise: no file lost, a killed replica hardly noticed, a quick site."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from websockets.exceptions import WebSocketException

from tests.bench.browser import IDLE, chromium
from tests.bench.report import Row, note
from tests.bench.servers import ROOT
from tests.load import files
from tests.load.client import LONGEST, Client, Trouble
from tests.load.crowd import Taken, Visitor
from tests.load.proxy import NAMES, Proxy, greet, proxied

FILES = 200
_TOGETHER = 20  # who send files at the same time
_RETRY = 0.3  # seconds between attempts to come back
BACK = 5.0  # seconds
_VIEW = "provinces?tier=%E4%BC%98%E7%A7%80&code=520000"


def rows(scratch: Path, titles: Mapping[str, str], quick: bool) -> Iterator[Row]:
    """All figures, one server after the other."""
    with proxied(exported(scratch)) as proxy:
        yield from _exchanged(proxy, 20 if quick else FILES)
        yield from _endured(proxy, titles, 10 if quick else 60, 6 if quick else 30)
        with chromium() as browser:
            yield from _returned(proxy, browser)
            yield from _painted(proxy, browser, 3 if quick else 9)
            yield from _scripts(proxy, browser, 5 if quick else 20)
        yield from _served(proxy, 2 if quick else 8)


def exported(scratch: Path) -> Path:
    """The static site, made by the command that the README names."""
    command = [sys.executable, "-m", "analysis", "export", "--only", "site"]
    subprocess.run(
        [*command, "--out", str(scratch / "export")], cwd=ROOT, check=True, capture_output=True
    )
    return next((scratch / "export").rglob("index.html")).parent


# ---- files ------------------------------------------------------------------------------------------


def _exchanged(proxy: Proxy, count: int) -> Iterator[Row]:
    lost = asyncio.run(exchange(proxy, count))
    for words in lost[:5]:
        note(f"  {words[:300]}")
    yield Row(
        f"{count} uploads and {2 * count} downloads over two replicas, lost", len(lost), "", goal=0
    )


async def exchange(proxy: Proxy, count: int) -> list[str]:
    """So many files up and down by visitors of both replicas; what went wrong."""
    clients = [Client(proxy.visitor()) for _ in range(min(_TOGETHER, count))]
    for client in clients:
        await files.arrive(client)
    held = {client.site.cookies["replica"] for client in clients}
    if held != set(NAMES):
        raise Trouble(f"all visitors are at {held}")
    lost: list[str] = []

    async def send(client: Client, numbers: Sequence[int]) -> None:
        for number in numbers:
            try:
                await files.exchange(client, number)
            except (Trouble, WebSocketException, OSError, TimeoutError) as trouble:
                lost.append(f"{type(trouble).__name__} {trouble}")

    together = len(clients)
    await asyncio.gather(
        *(send(client, range(first, count, together)) for first, client in enumerate(clients))
    )
    for client in clients:
        await client.close()
    return lost


# ---- a killed replica -------------------------------------------------------------------------------


@dataclass
class Endured:
    """What visitors met when a replica was killed among them."""

    before: Taken
    after: Taken
    """Of those whose replica lives on, before and after."""
    back: list[float]
    """Seconds after which each of the others was there again, at the same view."""
    troubles: list[str]


async def endure(
    proxy: Proxy, titles: Mapping[str, str], count: int, seconds: float, killed: str = NAMES[0]
) -> Endured:
    """Visitors move about; in the middle a replica is killed; the others and the lost move on."""
    visitors = [Visitor(proxy.visitor(), titles, number) for number in range(count)]
    for visitor in visitors:
        await asyncio.to_thread(greet, visitor.client.site)
        await visitor.arrive()
    struck = [one for one in visitors if one.client.site.cookies["replica"] == killed]
    others = [one for one in visitors if one not in struck]
    if not struck or not others:
        raise Trouble("all visitors are at one replica")
    found = Endured(Taken(), Taken(), [], [])
    middle = time.perf_counter() + seconds
    await asyncio.gather(*(one.stay(middle, found.before) for one in others), _idle(struck, middle))
    proxy.replicas[killed].kill()
    dead = time.perf_counter()
    end = dead + seconds
    await asyncio.gather(
        *(one.stay(end, found.after) for one in others),
        *(_come_back(one, killed, dead, end, found) for one in struck),
    )
    found.troubles += found.before.troubles + found.after.troubles
    await asyncio.gather(*(one.client.close() for one in visitors))
    return found


async def _idle(struck: Sequence[Visitor], until: float) -> None:
    """The visitors of the replica that will be killed move as well; what they meet is not counted."""
    await asyncio.gather(*(one.stay(until, Taken()) for one in struck))


async def _come_back(
    visitor: Visitor, killed: str, dead: float, end: float, found: Endured
) -> None:
    """As a browser does: ask whether somebody lives, open a websocket, have the same view drawn."""
    client = visitor.client
    path, query, title = client.path, client.query, client.title
    await client.socket.wait_closed()
    while True:
        try:
            await asyncio.to_thread(greet, client.site)
            await client.connect(path, query)
            break
        except (WebSocketException, OSError) as refused:
            if time.perf_counter() > end:
                found.troubles.append(f"not back: {refused}")
                return
            await asyncio.sleep(_RETRY)
        except Trouble as trouble:
            found.troubles.append(str(trouble))
            return
    found.back.append(time.perf_counter() - dead)
    if (client.path, client.query, client.title) != (path, query, title):
        found.troubles.append(f"{path}?{query} came back as {client.path}?{client.query}")
    if client.site.cookies["replica"] == killed:
        found.troubles.append("a visitor is still sent to the dead replica")
    taken = Taken()
    await visitor.stay(end, taken)
    found.troubles += taken.troubles


def _endured(proxy: Proxy, titles: Mapping[str, str], count: int, seconds: float) -> Iterator[Row]:
    found = asyncio.run(endure(proxy, titles, count, seconds))
    for words in found.troubles[:5]:
        note(f"  {words[:300]}")
    name = f"{count} visitors, one of two replicas killed"
    yield Row(
        f"{name}, the last of its {len(found.back)} visitors back", max(found.back), "s", goal=BACK
    )
    yield Row(f"{name}, errors met by anybody else or after it", len(found.troubles), "", goal=0)
    before, after = _p95(found.before.every), _p95(found.after.every)
    yield Row(f"{name}, p95 of the others' runs after it (peer: before it)", after, "ms", before)
    proxy.replicas[NAMES[0]].start()
    # Those who moved stay where they are now, and newcomers are shared out again.
    time.sleep(3.5)
    yield from _exchanged(proxy, 20)


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[18]


def _returned(proxy: Proxy, browser: Browser) -> Iterator[Row]:
    seconds = returned(proxy, browser)
    yield Row(
        "replica killed, a page in Chromium keeps its view and answers a click",
        seconds,
        "s",
        goal=BACK,
    )


def returned(proxy: Proxy, browser: Browser) -> float:
    """Kill the replica of a real browser's page; seconds until the page answers the next click.

    The view stays as it is, and the click adds to it; the replica is started again.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{proxy.port}/{_VIEW}")
        _drawn(page)
        seen = _view(page)
        held = _replica(context)
        replica = proxy.replicas[held]
        replica.kill()
        dead = time.perf_counter()
        while _replica(context) == held:  # until a websocket is open again
            if time.perf_counter() - dead > 10 * BACK:
                raise Trouble("the page opened no websocket again")
            page.wait_for_timeout(20)
        page.wait_for_timeout(100)
        if _view(page) != seen:
            raise Trouble(f"{seen} became {_view(page)}")
        page.get_by_test_id("stButtonGroup").locator("button").filter(has_text="良好").click()
        page.wait_for_url(lambda url: "code=520000" in url and "%E8%89%AF%E5%A5%BD" in url)
        taken = time.perf_counter() - dead
    finally:
        context.close()
    replica.start()
    return taken


def _replica(context: BrowserContext) -> str:
    """The replica that the browser's cookie names."""
    (held,) = [one["value"] for one in context.cookies() if one["name"] == "replica"]
    return held


def _drawn(page: Page) -> None:
    page.locator("h1").first.wait_for()
    page.locator(IDLE).wait_for()
    page.locator("svg.marks path[aria-label*=名称]").nth(30).wait_for(state="attached")


def _view(page: Page) -> tuple[str, str, str]:
    """Address, card beside the map and chosen tiers."""
    chosen = page.locator('[data-testid="stButtonGroup"] button[aria-pressed=true]')
    return page.url, page.locator(".card").first.inner_text(), "、".join(chosen.all_inner_texts())


# ---- the static site --------------------------------------------------------------------------------


def _painted(proxy: Proxy, browser: Browser, times: int) -> Iterator[Row]:
    """The same page of the static site and of the app, each reader coming for the first time."""
    addresses = (
        f"http://127.0.0.1:{proxy.site_port}/provinces.html",
        f"http://127.0.0.1:{proxy.port}/provinces",
    )
    found = [[_opened(browser, url) for _ in range(times)][1:] for url in addresses]
    for number, name in enumerate(("first paint", "heading of 省级政府服务能力 is there")):
        site, app = (median(one[number] for one in measured) for measured in found)
        yield Row(f"static site, {name} (peer: the app)", site, "ms", app)


def _opened(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds from asking to the first paint, and to the page's heading."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(
        """const look = () => {
            const h1 = document.querySelector('h1');
            if (h1 && h1.textContent.trim()) window.headed = performance.now();
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    try:
        page = context.new_page()
        page.goto(url)
        page.wait_for_function(
            "() => window.headed && performance.getEntriesByName('first-contentful-paint').length"
        )
        first, headed = page.evaluate(
            "() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, window.headed]"
        )
        return first, headed
    finally:
        context.close()


def _scripts(proxy: Proxy, browser: Browser, times: int) -> Iterator[Row]:
    """What Streamlit's own files of a first visit cost a replica, asked of nginx and of itself."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{proxy.port}/{_VIEW}")
    _drawn(page)
    paths = page.evaluate(
        "() => performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)"
    )
    context.close()
    paths = sorted({path for path in paths if path.startswith("/static/")})
    costs = []
    for port in (proxy.port, proxy.replicas[NAMES[0]].port):
        cpu = _cpu(proxy)
        for _ in range(times):
            for path in paths:
                _get(port, path)
        costs.append((_cpu(proxy) - cpu) / times)
    name = f"replicas' CPU for {len(paths)} files of Streamlit in a first visit, by nginx (peer: without)"
    yield Row(name, costs[0], "ms", costs[1])


def _cpu(proxy: Proxy) -> float:
    return sum(replica.server.cpu_ms() for replica in proxy.replicas.values())


def _served(proxy: Proxy, seconds: float) -> Iterator[Row]:
    """Requests a second from a client that is itself the limit for the static site."""
    site = _rate(lambda: _keep(proxy.site_port, "/provinces.html"), seconds)
    app = _rate(lambda: _keep(proxy.port, "/"), seconds)
    name = "the app's empty first page through nginx (peer: a page of the static site)"
    yield Row(f"requests a second, {name}", app, "1/s", site)


def _rate(open_one: Callable[[], Callable[[], None]], seconds: float) -> float:
    counts: list[int] = []

    def work() -> None:
        request, done = open_one(), 0
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            request()
            done += 1
        counts.append(done)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _keep(port: int, path: str) -> Callable[[], None]:
    """A connection that asks for the same again and again, as a browser keeps one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)

    def request() -> None:
        # One that the server has closed after so many requests is opened anew by http.client.
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200 or not answer.read():
            raise Trouble(f"{path}: {answer.status}")

    return request


def _get(port: int, path: str) -> None:
    """A file as a browser asks for it, packed."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        connection.sendall(f"{head}Accept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while more := connection.recv(1 << 16):
            answer += more
    if not answer.startswith(b"HTTP/1.1 200"):
        raise Trouble(f"{urlsplit(path).path}: {answer[:100]!r}")
