"""Many visitors at once, over all pages: they switch pages, filter, judge statements and search.

Visitors work little, but they share the machine's cores with the server, which lengthens the times;
the server's own work is read from /proc. Pictures that a page asks for over HTTP are not fetched.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from websockets.exceptions import WebSocketException

from tests.bench import sessions
from tests.bench.report import note
from tests.bench.servers import Server
from tests.bench.sessions import PERIOD
from tests.load.client import LONGEST, Client, Site, Trouble

SEARCH = "查找"  # the label of the sidebar's box
_WORDS = (
    *(
        "广东",
        "浙江",
        "guizhou",
        "gz",
        "深圳",
        "杭州市",
        "一网通办",
        "最多跑一次",
        "税务",
        "440300",
    ),
    *("新媒体", "不存在的词", "区块链", "jiangsu", "营商 环境"),
)
_STAYS = (2, 4)  # so many things are done on a page, then another is opened
_SEARCHES = 0.15  # of what is done, by way of the sidebar
_NEVER = ("button", "download_button", "file_uploader")  # not part of the crowd's mix


@dataclass
class Taken:
    """What a crowd has met: milliseconds by what was done and where; troubles in words."""

    times: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    troubles: list[str] = field(default_factory=list)

    @property
    def every(self) -> list[float]:
        """All times."""
        return [taken for times in self.times.values() for taken in times]


@dataclass(frozen=True)
class Load(sessions.Load):
    """What many visitors cost, and how often they met an error."""

    errors: int


class Visitor:
    """One who goes through the pages, first as they are listed, then in an order of their own."""

    def __init__(self, site: Site, titles: Mapping[str, str], seed: int) -> None:
        self.client = Client(site)
        self.titles = titles
        """Paths of the pages that are visited, with what is written at the top of each."""
        self._random = random.Random(seed)
        self._ways = self._orders(seed % len(titles))
        self._left = 0
        self.did: tuple[str, str] = ("open", "")

    def _orders(self, first: int) -> Iterator[str]:
        pages = list(self.titles)
        yield from (*pages[first:], *pages[:first])
        while True:
            yield from self._random.sample(pages, len(pages))

    async def arrive(self) -> None:
        """Open the first page by its address, as somebody does who was sent a link."""
        path = next(self._ways)
        self.did = ("open", path)
        self._left = self._random.randint(*_STAYS)
        await self.client.connect(path)
        self._check()

    async def act(self) -> None:
        """Do one thing."""
        widgets = self._widgets()
        if self._left <= 0 or not widgets:
            await self._go()
            return
        self._left -= 1
        search = [name for name, held in widgets.items() if held.label == SEARCH]
        if search and (len(widgets) == 1 or self._random.random() < _SEARCHES):
            self.did = ("search", self.client.path)
            await self.client.change(search[0], string_value=self._random.choice(_WORDS))
            return
        name = self._random.choice([name for name in widgets if name not in search])
        self.did = ("filter", self.client.path)
        await self.client.change(name, **_answer(widgets[name], self._random))
        self._check()

    async def _go(self) -> None:
        path = next(self._ways)
        if path == self.client.path:
            path = next(self._ways)
        self.did = ("page", path)
        self._left = self._random.randint(*_STAYS)
        await self.client.go(path)
        self._check()

    def _check(self) -> None:
        if self.titles[self.client.path] != self.client.title:
            raise Trouble(f"{self.client.path} is headed {self.client.title}")

    def _widgets(self) -> dict[str, Any]:
        return {
            name: widget
            for name, (widget, _) in self.client.widgets.items()
            if not widget.disabled and type(widget).__name__.lower() not in _KINDLESS
        }

    async def try_to_act(self, taken: Taken) -> bool:
        """Do one thing, and write down what came of it; whether the visitor is still there."""
        began, lost = time.perf_counter(), False
        try:
            await self.act()
        except (Trouble, TimeoutError, WebSocketException, OSError) as trouble:
            taken.troubles.append(f"{self.did}: {type(trouble).__name__} {trouble}")
            lost = not isinstance(trouble, Trouble)
        passed = LONGEST if lost else time.perf_counter() - began
        taken.times[self.did].append(passed * 1000)
        return not lost

    async def stay(self, until: float, taken: Taken) -> None:
        """Do something every two seconds until the time is over."""
        await asyncio.sleep(self._random.random() * PERIOD)
        while time.perf_counter() < until:
            began = time.perf_counter()
            if not await self.try_to_act(taken):
                return
            await asyncio.sleep(max(0.0, PERIOD - (time.perf_counter() - began)))


_KINDLESS = tuple(name.replace("_", "") for name in _NEVER)


def _answer(widget: Any, chance: random.Random) -> dict[str, Any]:
    """Another value for a widget, by the name that the protocol has for its kind."""
    kind = type(widget).__name__
    if kind == "TextInput":
        return {"string_value": chance.choice(_WORDS)}
    if kind == "Checkbox":
        return {"bool_value": not (widget.value if widget.set_value else widget.default)}
    options = [one.content if kind == "ButtonGroup" else one for one in widget.options]
    if not options:
        raise Trouble(f"{kind} {widget.label} has nothing to choose")
    if kind in ("Selectbox", "Radio"):
        return {"string_value": chance.choice(options)}
    most = 1 if kind == "ButtonGroup" and not widget.click_mode else min(3, len(options))
    return {"string_array_value": chance.sample(options, chance.randint(0, most))}


@dataclass(frozen=True)
class Service:
    """What a crowd visits: ``visitor`` says where a new one connects to, ``servers`` do the work."""

    name: str
    visitor: Callable[[], Site]
    servers: Sequence[Server]

    @classmethod
    def alone(cls, server: Server) -> Service:
        """One process."""
        return cls(server.app.name, lambda: Site(server.port), [server])

    def cpu_ms(self) -> float:
        """CPU time used so far."""
        return sum(server.cpu_ms() for server in self.servers)

    def rss_mb(self) -> float:
        """Resident memory."""
        return sum(server.rss_mb() for server in self.servers)


async def arrivals(service: Service, titles: Mapping[str, str], count: int) -> list[Visitor]:
    """So many visitors, one after the other, each at another page."""
    visitors = [Visitor(service.visitor(), titles, number) for number in range(count)]
    for visitor in visitors:
        await visitor.arrive()
    return visitors


async def stay(visitors: Sequence[Visitor], seconds: float) -> Taken:
    """They do something every two seconds for so long."""
    taken = Taken()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(visitor.stay(until, taken) for visitor in visitors))
    return taken


async def _load(service: Service, titles: Mapping[str, str], count: int, seconds: float) -> Load:
    """Memory is that of some who come later, when what the pages share is there."""
    # Imports, caches, the pools of threads.
    warm = await arrivals(service, titles, len(titles) * len(service.servers))
    await stay(warm, 4 * PERIOD)
    visitors = await arrivals(service, titles, count)
    cpu, own, began = service.cpu_ms(), time.process_time(), time.perf_counter()
    taken = await stay(visitors, seconds)
    cpu = service.cpu_ms() - cpu
    own, wall = time.process_time() - own, time.perf_counter() - began
    times = taken.every
    cuts = quantiles(times, n=20)
    memory = service.rss_mb()
    others = await arrivals(service, titles, max(1, count // 4))
    for visitor in others * _STAYS[1]:
        await visitor.try_to_act(taken)
    memory = service.rss_mb() - memory
    for visitor in [*warm, *visitors, *others]:
        await visitor.client.close()
    note(
        f"{service.name}: {count} visitors, {len(times)} runs in {wall:.0f} s; the visitors took"
        f" {own * 100 / wall:.0f} % of a core"
    )
    tell(taken)
    return Load(
        cuts[9],
        cuts[18],
        cpu / len(times),
        memory / len(others),
        len(times),
        len(taken.troubles),
    )


def tell(taken: Taken) -> None:
    """What was slow and what went wrong, to whoever looks on."""
    for did, times in sorted(taken.times.items()):
        worst = quantiles(times, n=20)[18] if len(times) > 1 else times[0]
        note(f"  {did[0]:7}{did[1] or 'home':12}{len(times):6} runs, p95 {worst:8.1f} ms")
    for words, number in Counter(taken.troubles).most_common(5):
        note(f"  {number} × {words[:300]}")


def load(service: Service, titles: Mapping[str, str], count: int, seconds: float) -> Load:
    """So many visitors over these pages for so many seconds."""
    return asyncio.run(_load(service, titles, count, seconds))


async def busy(visitors: Sequence[Visitor], acts: int) -> Taken:
    """They come, do so many things without a pause and leave."""
    taken = Taken()

    async def whole(visitor: Visitor) -> None:
        await visitor.arrive()
        for _ in range(acts):
            await visitor.try_to_act(taken)
        await visitor.client.close()

    await asyncio.gather(*map(whole, visitors))
    return taken


# ---- memory ---------------------------------------------------------------------------------------


async def _memory(
    server: Server, titles: Mapping[str, str], runs: int, samples: int
) -> Sequence[float]:
    found: list[float] = []
    done = 0
    while done < runs:
        visitors = [Visitor(Site(server.port), titles, done + number) for number in range(10)]
        taken = await busy(visitors, 40)
        if taken.troubles:
            raise Trouble(taken.troubles[0])
        before, done = done, done + 41 * len(visitors)
        if done * samples // runs > before * samples // runs:
            found.append(server.rss_mb())
            note(f"{done} runs, {found[-1]:.1f} MB")
    return found


def memory(server: Server, titles: Mapping[str, str], runs: int, samples: int) -> Sequence[float]:
    """MB after each part of so many runs, of visitors who do not wait, ten at a time, and leave."""
    return asyncio.run(_memory(server, titles, runs, samples))
