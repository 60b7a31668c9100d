"""Many visitors without browsers: each clicks a tier every two seconds, over Streamlit's websocket.

A client sends what a browser sends (page, URL, pills, the hashes of the messages it keeps) and
waits for the run to end. It works little, but it shares the machine's cores with the server, which
lengthens the times; the server's own work is read from /proc.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from statistics import quantiles

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.maps import PROVINCES
from tests.bench.report import note
from tests.bench.servers import Server

PERIOD = 2.0
_LONGEST = 120.0
"""Seconds; a run that takes longer counts as this long, and its session ends."""


@dataclass(frozen=True)
class Load:
    """What many sessions cost."""

    p50_ms: float
    p95_ms: float
    cpu_ms_a_run: float
    mb_a_session: float
    runs: int


class Session:
    """One visitor on the province map, or on the only page of an app that has no other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.path = "" if server.app.name == "floor" else PROVINCES.page
        self.times: list[float] = []
        self.query = self.page = self.pills = self.fragment = ""
        self.options: list[str] = []
        self.off: set[str] = set()
        self.kept: list[str] = []

    async def connect(self) -> None:
        """Open the page."""
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.server.port}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            open_timeout=_LONGEST,
            ping_interval=None,
        )
        await self._run()

    async def _run(self) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page
        state.fragment_id = self.fragment
        if not self.page:
            state.page_name = self.path
        state.context_info.url = self.server.url(self.path)
        state.context_info.timezone = "Asia/Shanghai"
        state.cached_message_hashes.extend(self.kept)
        if self.pills:
            widget = state.widget_states.widgets.add()
            widget.id = self.pills
            widget.string_array_value.data.extend(
                option for option in self.options if option not in self.off
            )
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(_LONGEST):
            while not self._ended(await self.socket.recv()):
                pass

    def _ended(self, payload: str | bytes) -> bool:
        # Only what the protocol needs is decoded, so that the client stays light.
        if len(payload) > 40_000:
            return False
        message = ForwardMsg.FromString(payload)  # type: ignore[arg-type]
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.kept = [*self.kept[-1:], message.hash]
        if kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and not self.pills:
            element = message.delta.new_element
            if element.WhichOneof("type") == "button_group":
                self.pills = element.button_group.id
                self.fragment = message.delta.fragment_id  # empty unless the pills are in one
                self.options = [option.content for option in element.button_group.options]
        return kind == "script_finished"

    async def visit(self, until: float) -> None:
        """Click every two seconds until the time is over; times are from sent to run ended."""
        await asyncio.sleep(random.random() * PERIOD)
        while time.perf_counter() < until:
            began = time.perf_counter()
            self.off ^= {random.choice(self.options[1:])}
            try:
                await self._run()
            except TimeoutError:
                self.times.append(_LONGEST * 1000)
                return
            taken = time.perf_counter() - began
            self.times.append(taken * 1000)
            await asyncio.sleep(max(0.0, PERIOD - taken))


async def _load(server: Server, count: int, seconds: float) -> Load:
    warm = [Session(server) for _ in range(3)]
    for session in warm:
        await session.connect()
    await asyncio.gather(*(one.visit(time.perf_counter() + 2.5 * PERIOD) for one in warm))
    memory = server.rss_mb()
    sessions = [Session(server) for _ in range(count)]
    for session in sessions:
        await session.connect()
    cpu, own, began = server.cpu_ms(), time.process_time(), time.perf_counter()
    await asyncio.gather(*(one.visit(began + seconds) for one in sessions))
    used, wall = server.cpu_ms() - cpu, time.perf_counter() - began
    own = time.process_time() - own
    grown = server.rss_mb() - memory
    for session in [*warm, *sessions]:
        await session.socket.close()
    times = [taken for session in sessions for taken in session.times]
    cuts = quantiles(times, n=20)
    note(
        f"{server.app.name}: {count} sessions, {len(times)} runs in {wall:.1f} s; server"
        f" {used / 10 / wall:.0f} % of a core, load generator {own * 100 / wall:.0f} % of another"
    )
    return Load(cuts[9], cuts[18], used / len(times), grown / count, len(times))


def load(server: Server, count: int, seconds: float) -> Load:
    """So many sessions for so many seconds."""
    return asyncio.run(_load(server, count, seconds))
