"""What Streamlit itself takes for a click, by the number of elements that answer it."""

from __future__ import annotations

import asyncio

from tests.bench.servers import Server
from tests.load.client import Client, Site

CLICKS = 200


async def _cost(server: Server, sentences: int) -> float:
    client = Client(Site(server.port))
    await client.connect("", f"sentences={sentences}")
    (pills,) = client.widgets
    options = [one.content for one in client.widgets[pills][0].options]

    async def click(number: int) -> None:
        await client.change(pills, string_array_value=options[: 1 + number % len(options)])

    for number in range(20):
        await click(number)
    before = server.cpu_ms()
    for number in range(CLICKS):
        await click(number)
    used = server.cpu_ms() - before
    await client.close()
    return used / CLICKS


def cost(server: Server, sentences: int) -> float:
    """CPU ms of a click in an app of one widget and so many sentences."""
    return asyncio.run(_cost(server, sentences))
