"""A page whose server has died is taken up by the next one.

The browser keeps the page, opens a new session and says nothing until its reader clicks. That click
names a widget, and often a fragment, that the new session has never drawn: Streamlit drops it, and
so the page would stay deaf. Here such a session first draws the page as its URL has it, and then
answers the click.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from weakref import WeakSet

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession

_LONGEST = 20.0  # seconds that drawing the page may take
_EVERY = 0.02
_drawn: WeakSet[AppSession] = WeakSet()
_ask = AppSession.request_rerun


def answer() -> None:
    """From now on the first click in a new session is answered."""
    AppSession.request_rerun = _request_rerun  # type: ignore[method-assign,assignment]


def _request_rerun(session: AppSession, client_state: ClientState | None) -> None:
    new = session not in _drawn
    _drawn.add(session)
    if client_state is None or not new or not client_state.widget_states.widgets:
        _ask(session, client_state)
        return
    page = ClientState()
    page.CopyFrom(client_state)
    page.ClearField("widget_states")
    page.ClearField("fragment_id")
    page.ClearField("cached_message_hashes")
    # The browser has the page, and in it the click: what is drawn now is for the session alone.
    session._enqueue_forward_msg = _nowhere  # type: ignore[method-assign,assignment]
    _ask(session, page)
    _then(session, client_state, monotonic() + _LONGEST)


def _nowhere(message: ForwardMsg) -> None:
    """Where messages go that nobody needs."""


def _then(session: AppSession, client_state: ClientState, last: float) -> None:
    """Ask again when the page has been drawn: its runner has then gone."""
    if session._scriptrunner is not None and monotonic() < last:
        asyncio.get_running_loop().call_later(_EVERY, _then, session, client_state, last)
        return
    del session._enqueue_forward_msg
    if client_state.fragment_id and not session.has_fragment(client_state.fragment_id):
        client_state.ClearField("fragment_id")  # another version of the page: all of it is drawn
    _ask(session, client_state)
