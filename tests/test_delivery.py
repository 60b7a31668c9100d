"""What a run sends arrives whole and in its order, though it goes together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from pages.shared import delivery
from tests.fixtures.awaited import awaited

STARTED, SENT = ScriptRunnerEvent.SCRIPT_STARTED, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
STOPPED = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS


def message(words: str) -> ForwardMsg:
    return ForwardMsg(hash=words)


class Session:
    """The part of Streamlit's session that events go through."""

    def __init__(self) -> None:
        self._scriptrunner = object()
        self.met: list[Any] = []
        self.woken: list[Callable[[], None]] = []

    def _handle_scriptrunner_event_on_event_loop(
        self, runner: object, event: ScriptRunnerEvent, forward_msg: ForwardMsg | None, **more: Any
    ) -> None:
        assert runner is self._scriptrunner and forward_msg is None
        self.met.append((event, more))
        if more.get("exception"):
            raise more["exception"]

    def _enqueue_forward_msg(self, sent: ForwardMsg) -> None:
        self.met.append(sent.hash)

    def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
        self.woken.append(callback)

    def tell(self, event: ScriptRunnerEvent, **more: Any) -> None:
        """As the running script does."""
        delivery._put_in_line(self, self._scriptrunner, event, **more)  # type: ignore[arg-type]


def test_a_run_wakes_the_event_loop_once_and_keeps_its_order() -> None:
    session = Session()
    session.tell(STARTED, pages={})
    for words in "一二三":
        session.tell(SENT, forward_msg=message(words))
    session.tell(STOPPED)
    (handle,) = session.woken
    assert session.met == []
    handle()
    assert session.met == [(STARTED, {"pages": {}}), "一", "二", "三", (STOPPED, {})]
    session.tell(SENT, forward_msg=message("四"))
    assert len(session.woken) == 2


def test_what_a_runner_sends_that_was_replaced_is_dropped() -> None:
    """As Streamlit does: its page is no longer there."""
    session = Session()
    session.tell(SENT, forward_msg=message("旧"))
    session._scriptrunner = object()
    session.tell(SENT, forward_msg=message("新"))
    session.woken[0]()
    assert session.met == ["新"]


def test_after_an_event_that_fails_the_others_are_handled() -> None:
    session = Session()
    session.tell(STARTED, exception=ValueError())
    session.tell(SENT, forward_msg=message("后"))
    with pytest.raises(ValueError):
        session.woken[0]()
    session.woken[1]()
    assert session.met[1:] == ["后"]


def test_what_waits_is_flushed_once() -> None:
    session = SimpleNamespace(_browser_queue=ForwardMsgQueue())
    assert delivery._flush(session) == []  # type: ignore[arg-type]
    session._browser_queue.enqueue(message("一"))
    assert [one.hash for one in delivery._flush(session)] == ["一"]  # type: ignore[arg-type]
    assert delivery._flush(session) == []  # type: ignore[arg-type]


async def _sent(leaves_after: int) -> tuple[list[bytes], bool]:
    """What of five payloads reaches a browser that leaves after some; whether that is known."""
    reached: list[bytes] = []

    async def send_bytes(payload: bytes) -> None:
        if len(reached) == leaves_after:
            raise WebSocketDisconnect
        reached.append(payload)

    client: Any = SimpleNamespace(
        _send_queue=asyncio.Queue(),
        _websocket=SimpleNamespace(send_bytes=send_bytes),
        _closed=asyncio.Event(),
    )
    sending = asyncio.create_task(delivery._send(client))
    for number in range(5):
        client._send_queue.put_nowait(bytes([number]))
        if number == 2:
            await asyncio.sleep(3 * delivery._PAUSE)
    await asyncio.wait([sending], timeout=20 * delivery._PAUSE)
    sending.cancel()
    return reached, client._closed.is_set()


def test_payloads_reach_the_browser_in_their_order() -> None:
    assert awaited(_sent(leaves_after=9)) == ([bytes([number]) for number in range(5)], False)


def test_a_browser_that_has_left_is_known_to_have_left() -> None:
    assert awaited(_sent(leaves_after=1)) == ([b"\0"], True)
