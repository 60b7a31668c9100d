"""What the server writes leaves at once.

Streamlit opens its socket in a way that keeps asyncio from switching Nagle's algorithm off. Of the
many small messages that make a page, all after the first would wait for the reader's machine to
acknowledge that one, which takes it 40 ms.
"""

from __future__ import annotations

import socket
from asyncio import base_events

_INTERNET = (socket.AF_INET, socket.AF_INET6)


def set_on_connections() -> None:
    """From now on every connection of this process sends at once."""
    base_events._set_nodelay = _set  # type: ignore[attr-defined]


def _set(connection: socket.socket) -> None:
    if connection.family in _INTERNET and connection.type == socket.SOCK_STREAM:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
