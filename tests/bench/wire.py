"""A relay between browser and server that counts what crosses the wire, compression included."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Bytes that the server has sent so far through the relay at ``port``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received = 0

    def url(self, page: str = "") -> str:
        """Where a page is, by way of the relay."""
        return f"http://127.0.0.1:{self.port}/{page}"


@contextmanager
def relayed(server_port: int) -> Iterator[Wire]:
    """Relay connections to a server on loopback until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, server_port, wire), daemon=True).start()
        yield wire


def _accept(listener: socket.socket, server_port: int, wire: Wire) -> None:
    with suppress(OSError):  # the listener was closed: the measure is over
        while True:
            browser, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", server_port))
            for source, target, counted in ((browser, server, False), (server, browser, True)):
                arguments = (source, target, wire if counted else None)
                threading.Thread(target=_pump, args=arguments, daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, wire: Wire | None) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if wire:
                wire.received += len(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
