"""A run's messages reach the browser together, not each by itself.

Streamlit wakes the event loop for each message and writes it to the network alone; with hundreds of
visitors every wake stops the script that computes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.websockets import WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

from pages.shared import log

_WAITING = "_events_waiting"
_PAUSE = 0.001  # seconds in which more may come
_BETWEEN_FLUSHES = 0.003  # seconds; in Streamlit 0.005, of which a reader waits for several
_SENT = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG


def together() -> None:
    """From now on messages go together."""
    AppSession._on_scriptrunner_event = _put_in_line  # type: ignore[method-assign,assignment]
    runtime.MESSAGE_FLUSH_INTERVAL_SECS = _BETWEEN_FLUSHES  # type: ignore[misc]
    AppSession.flush_browser_queue = _flush  # type: ignore[method-assign,assignment]
    StarletteSessionClient._sender = _send  # type: ignore[method-assign,assignment]


def _put_in_line(
    session: AppSession,
    runner: ScriptRunner,
    event: ScriptRunnerEvent,
    forward_msg: ForwardMsg | None = None,
    **more: Any,
) -> None:
    """Called by the script's thread: leave an event to the event loop, which is woken but once."""
    line: deque[Callable[[], None]] = session.__dict__.setdefault(_WAITING, deque())
    if event is _SENT and forward_msg is not None:
        line.append(partial(_enqueue, session, runner, forward_msg))
    else:
        handle = session._handle_scriptrunner_event_on_event_loop
        line.append(partial(handle, runner, event, forward_msg, **more))
    if len(line) == 1:
        session._call_soon_on_event_loop(partial(_handle, session, line))


def _enqueue(session: AppSession, runner: ScriptRunner, message: ForwardMsg) -> None:
    if runner is session._scriptrunner:
        session._enqueue_forward_msg(message)


def _handle(session: AppSession, line: deque[Callable[[], None]]) -> None:
    try:
        while line:
            line.popleft()()
    finally:
        if line:  # one raised: the others are handled all the same
            session._call_soon_on_event_loop(partial(_handle, session, line))


def _flush(session: AppSession) -> list[ForwardMsg]:
    """What is to be sent; of hundreds of sessions most have nothing."""
    queue = session._browser_queue
    return [] if queue.is_empty() else queue.flush()


async def _send(client: StarletteSessionClient) -> None:
    """Send what comes within a short while in one write."""
    queue = client._send_queue
    try:
        with log.errors("websocket"), suppress(WebSocketDisconnect):
            while True:
                payloads = [await queue.get()]
                await asyncio.sleep(_PAUSE)
                while not queue.empty():
                    payloads.append(queue.get_nowait())
                for payload in payloads:
                    await client._websocket.send_bytes(payload)
    finally:
        client._closed.set()
