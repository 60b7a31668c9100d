"""A visitor without a browser: Streamlit's websocket, spoken as a browser speaks it.

It sends what a browser sends (page, address, the widget that was changed, the hashes of the messages
it keeps), waits for the run to end, and remembers the widgets that the page then has.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

LONGEST = 60.0
"""Seconds; a run that takes longer has failed."""
_KEPT_RUNS = 2  # for so many runs a browser keeps the large messages it has received
_WIDGETS = (
    *("button_group", "selectbox", "multiselect", "checkbox", "radio", "text_input"),
    *("button", "download_button", "file_uploader"),
)


class Trouble(RuntimeError):
    """What no visitor should meet: an error on the page, a missing answer."""


@dataclass(frozen=True)
class Site:
    """Where a client connects to; ``host`` is the name that a browser would have in its address bar."""

    port: int
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    """Those of this visitor's browser; another visitor has a site of their own."""

    @property
    def origin(self) -> str:
        return f"http://{self.host or f'127.0.0.1:{self.port}'}"

    @property
    def headers(self) -> dict[str, str]:
        """The cookies, as a request carries them."""
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": held} if held else {}

    def take(self, cookies: list[str]) -> None:
        """Keep the cookies of an answer."""
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip().strip('"')


class Client:
    """One visitor's connection and what their page shows."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.session = self.path = self.query = self.page = ""
        self.pages: dict[str, str] = {}
        """Paths of pages to their hashes."""
        self.widgets: dict[str, tuple[Any, str]] = {}
        """By id: the widget, and the fragment that it stands in."""
        self.title = ""
        self.told: list[str] = []
        """What the last run told in boxes, errors apart."""
        self._kept: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs = 0
        self._seen: dict[str, tuple[Any, str]] = {}
        self._troubles: list[str] = []
        self._answer: ForwardMsg | None = None

    async def connect(self, path: str = "", query: str = "") -> None:
        """Open a page; after a lost connection a new session takes the visitor's place."""
        self.path, self.query, self.page = path, query, ""
        self._kept.clear()
        self.socket = await websockets.connect(
            f"{self.site.origin.replace('http', 'ws', 1)}/_stcore/stream",
            host="127.0.0.1",
            port=self.site.port,
            proxy=None,
            additional_headers=self.site.headers,
            subprotocols=[websockets.Subprotocol("streamlit")],
            origin=websockets.Origin(self.site.origin),
            max_size=None,
            open_timeout=LONGEST,
            ping_interval=None,
        )
        answer = self.socket.response
        self.site.take(answer.headers.get_all("Set-Cookie") if answer else [])
        await self.run()

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    # ---- what a visitor does ------------------------------------------------------------------------

    async def go(self, path: str) -> None:
        """To another page by the navigation."""
        self.path, self.query, self.page = path, "", self.pages[path]
        await self.run()

    async def change(self, name: str, **value: Any) -> None:
        """Give a widget another value, by the name that the protocol has for it."""
        state = WidgetState(id=name)
        for kind, one in value.items():
            if isinstance(one, list):
                getattr(state, kind).data.extend(one)
            elif isinstance(one, bool | str):
                setattr(state, kind, one)
            else:
                getattr(state, kind).CopyFrom(one)
        await self.run(state, self.widgets[name][1])

    async def run(self, changed: WidgetState | None = None, fragment: str = "") -> None:
        """Ask for a run and wait for its end."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self.page
        asked.fragment_id = fragment
        if not self.page:
            asked.page_name = self.path
        address = f"{self.site.origin}/{quote(self.path)}"
        asked.context_info.url = f"{address}?{self.query}" if self.query else address
        asked.context_info.timezone = "Asia/Shanghai"
        asked.cached_message_hashes.extend(self._kept)
        if changed is not None:
            asked.widget_states.widgets.append(changed)
        self._seen, self._troubles, self.told = {}, [], []
        await self._ask(message, lambda last: last.WhichOneof("type") == "script_finished")
        if fragment:
            others = {name: held for name, held in self.widgets.items() if held[1] != fragment}
            self.widgets = {**others, **self._seen}
        else:
            self.widgets = self._seen
            self._runs += 1
            oldest = self._runs - _KEPT_RUNS
            self._kept = {name: one for name, one in self._kept.items() if one[0] > oldest}
        if self._troubles:
            raise Trouble(f"{self.path}?{self.query}: {'; '.join(self._troubles)}")

    async def upload_url(self, name: str) -> Any:
        """Where a file may be put, as the uploader asks before it sends one."""
        message, number = BackMsg(), uuid.uuid4().hex
        message.file_urls_request.request_id = number
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.session
        answer = await self._ask(
            message, lambda last: last.file_urls_response.response_id == number
        )
        return answer.file_urls_response.file_urls[0]

    async def made_file(self, deferred: str) -> str:
        """Have a file made, as a download button does when it is clicked; the path it is served at."""
        message, number = BackMsg(), uuid.uuid4().hex
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = number, self.session
        asked.deferred_file.file_id = deferred
        answer = await self._ask(
            message, lambda last: last.backend_operation_response.request_id == number
        )
        if answer.backend_operation_response.error_msg:
            raise Trouble(answer.backend_operation_response.error_msg)
        return answer.backend_operation_response.deferred_file.url

    async def _ask(self, message: BackMsg, ends: Callable[[ForwardMsg], bool]) -> ForwardMsg:
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST):
            while True:
                payload = await self.socket.recv()
                answer = ForwardMsg.FromString(payload)  # type: ignore[arg-type]
                self._read(answer)
                if ends(answer):
                    return answer

    # ---- what comes back ----------------------------------------------------------------------------

    def _read(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._kept[message.ref_hash][1]
            kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept[message.hash] = (self._runs, message)
        if kind == "delta":
            if message.delta.WhichOneof("type") == "new_element":
                self._element(message.delta.new_element, message.delta.fragment_id)
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
            self.pages = {
                "" if page.is_default else page.url_pathname: page.page_script_hash
                for page in message.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found" or (
            kind == "script_finished" and message.script_finished == 1
        ):
            self._troubles.append(kind)

    def _element(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        if kind in _WIDGETS:
            widget = getattr(element, kind)
            self._seen[widget.id] = (widget, fragment)
        elif kind == "heading" and element.heading.tag == "h1":
            self.title = element.heading.body
        elif kind == "exception":
            self._troubles.append(element.exception.message)
        elif kind == "alert":
            wrong = element.alert.format == Alert.ERROR
            (self._troubles if wrong else self.told).append(element.alert.body)
