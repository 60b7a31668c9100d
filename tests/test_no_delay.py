"""Small messages do not wait for the reader's acknowledgement."""

from __future__ import annotations

import asyncio
import socket
from asyncio import base_events

import pytest

from pages.shared import no_delay
from tests.fixtures.awaited import awaited


async def waits() -> bool:
    """Whether a connection to a socket that was opened as Streamlit opens its own waits."""
    found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held = writer.get_extra_info("socket")
        found.set_result(not held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with socket.socket(family=socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            answer = await found
            writer.close()
    return answer


def test_a_connection_sends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it asyncio would let messages wait: once it no longer does, the module can go."""
    monkeypatch.setattr(base_events, "_set_nodelay", base_events._set_nodelay)
    assert awaited(waits())
    no_delay.set_on_connections()
    assert not awaited(waits())
