"""What is done but once gives what doing it each time gave; what is written leaves at once."""

from __future__ import annotations

import asyncio
import gc
import socket
import weakref
from collections.abc import Iterator
from threading import Thread

import pytest
from streamlit import config, string_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import SCRIPT_RUN_CONTEXT_ATTR_NAME
from streamlit.web import bootstrap

from pages.shared import thrift
from tests.fixtures.awaited import awaited

SECTIONS = ("theme", *(f"theme.{part.value}" for part in config.CustomThemeCategories))


@pytest.fixture(autouse=True)
def saving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit as the server has it, until a test ends."""
    for module, name in (
        (app_session, "_populate_theme_msg"),
        (string_util, "extract_leading_emoji"),
        (ScriptRunner, "_run_script_thread"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    thrift._look.cache_clear()
    thrift.save()


def look(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message, section)
    return message


@pytest.mark.parametrize("section", SECTIONS)
def test_every_visitor_is_told_the_same_look(section: str) -> None:
    """What one message is given later is none of the others'."""
    told = CustomThemeConfig()
    thrift._populate(told, section)
    first = look(section)
    assert first == told
    first.primary_color = "#ffffff"
    assert look(section) == told


def test_the_look_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    look("theme")
    monkeypatch.setattr(thrift, "_populate", None)
    assert look("theme").primary_color == config.get_option("theme.primaryColor") == "#0f4c81"


def test_a_label_keeps_its_emoji() -> None:
    assert string_util.extract_leading_icon("📄 名单") == ("📄", "名单")
    assert string_util.extract_leading_icon("名单 📄") == ("", "名单 📄")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Without the garbage collector, until a test ends."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_a_runner_that_has_ended_is_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's holds itself: by its thread, and by the state that may stop the script."""
    ran: list[str] = []

    def script(runner: ScriptRunner) -> None:
        setattr(runner._script_thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, runner)
        ran.append("ran")

    monkeypatch.setattr(thrift, "_run_script_thread", script)
    runner = ScriptRunner.__new__(ScriptRunner)
    runner._session_state = runner._maybe_handle_execution_control_request  # type: ignore[assignment]
    runner._script_thread = Thread(target=runner._run_script_thread)
    runner._script_thread.start()
    runner._script_thread.join()
    left = weakref.ref(runner)
    del runner
    assert ran == ["ran"] and left() is None


async def _sends_at_once() -> bool:
    """Whether a connection to a socket that was opened as Streamlit opens its own waits for nobody."""
    found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held = writer.get_extra_info("socket")
        found.set_result(bool(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    with socket.socket(family=socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            answer = await found
            writer.close()
    return answer


def test_the_event_loop_of_the_server_sends_at_once() -> None:
    """Python's own would let each message after the first wait 40 ms for the reader's machine."""
    assert awaited(_sends_at_once(), bootstrap._get_uvloop_loop_factory())
