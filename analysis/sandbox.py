"""Work that may crash, hang or take all memory, in a process of its own, so that only that one ends.

In each lane one child takes one call after the other. It starts with the first call, stays warm for
the next, and is replaced after its end. It keeps the app from accidents, not from attackers.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from traceback import format_exc
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

# Bytes of data. A whole deck takes 2.3 GB, most of it never touched; addresses cannot be limited
# instead, for the renderer sets 66 GB of them aside.
MEMORY = 4 << 30
IDLE = 300.0  # seconds without a call, after which the child gives its memory back
# What is set aside in advance counts as taken: a pool for each processor, an arena of Arrow's.
_FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class Failed(RuntimeError):
    """The child died, took too long or ran out of memory; the message is a Chinese sentence."""


# ---- in the app -------------------------------------------------------------------------------------


class _Call(NamedTuple):
    future: Future[Any]
    message: bytes
    seconds: float


class _Child:
    """A process that answers, and a folder for its temporary files, which go with it."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.connection, theirs = Pipe()
        with theirs:
            # Not by multiprocessing, which would run the main module again: under Streamlit the
            # whole app. No open file goes along but the pipe's end, no key pressed in the terminal.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "analysis.sandbox", str(theirs.fileno()), str(memory)],
                env={
                    **os.environ,
                    **_FRUGAL,
                    "PYTHONPATH": os.pathsep.join(map(str, sys.path)),
                    "TMPDIR": self.folder.name,
                },
                stdin=subprocess.DEVNULL,
                stdout=2,  # what it prints is no answer of the app's
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        atexit.register(self.end)

    def ask(self, call: _Call) -> Any:
        """What the function returns or raises, or ``Failed``."""
        try:
            self.connection.send_bytes(call.message)
            if not self.connection.poll(call.seconds):
                raise Failed(f"超过 {call.seconds:g} 秒仍未完成，已停止。")
            message = self.connection.recv_bytes()
        except (EOFError, OSError) as broken:
            raise Failed(
                f"处理程序意外中止（{self.end()}），内容过大或含有无法处理的内容时会这样。"
            ) from broken
        result, error = pickle.loads(message)
        if isinstance(error, MemoryError):
            raise Failed(f"所需内存超过 {self.memory >> 20} MB，已停止。") from error
        if error is not None:
            raise error
        return result

    def end(self) -> str:
        """Kill it where it still lives; how it ended."""
        self.process.kill()
        code = self.process.wait()
        atexit.unregister(self.end)
        self.folder.cleanup()
        return signal.Signals(-code).name if code < 0 else f"退出码 {code}"


class Lane:
    """A queue and the child that answers it, within so many bytes; no lane waits for another."""

    def __init__(self, name: str, memory: int = MEMORY) -> None:
        self._memory = memory
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        self._starting = Lock()
        # One thread for good: a child that dies with its parent dies with the thread that started it.
        self._server = Thread(target=self._serve, name=name, daemon=True)

    def put(self, call: _Call) -> None:
        """Have a call answered after those before it."""
        with self._starting:
            if not self._server.is_alive():
                self._server.start()
        self._calls.put(call)

    def _serve(self) -> None:
        """Have calls answered in turn, for as long as the app runs."""
        child = None
        while True:
            try:
                child = self._answer(child, self._calls.get(timeout=IDLE if child else None))
            except Empty:
                if child:
                    child.end()
                child = None

    def _answer(self, child: _Child | None, call: _Call) -> _Child | None:
        """Have a call answered; the child that can take the next one."""
        if call.future.cancelled():
            call.future.set_running_or_notify_cancel()
            return child
        error: BaseException | None = None
        try:
            if child and child.process.poll() is not None:  # it died while it had nothing to do
                child.end()
                child = None
            child = child or _Child(self._memory)
            process = child.process
            # Left pending until it is done, a future can be cancelled all along.
            call.future.add_done_callback(
                lambda future: process.kill() if future.cancelled() else None
            )
            result = child.ask(call)
        except Exception as raised:
            error = raised
        wanted = call.future.set_running_or_notify_cancel()
        if child and (not wanted or isinstance(error, Failed)):
            child.end()
            child = None
        if wanted and error is None:
            call.future.set_result(result)
        elif wanted:
            call.future.set_exception(error)
        return child


WORK = Lane("sandbox")


def run(function: Callable[..., T], *arguments: Any, seconds: float = 20.0, lane: Lane = WORK) -> T:
    """What ``function``, of an importable module, returns or raises in the child, or ``Failed``.

    The seconds count from its turn, the child's start among them.
    """
    future = submit(function, *arguments, seconds=seconds, lane=lane)
    try:
        return future.result()
    finally:
        future.cancel()  # where nobody waits any longer, nothing is worked for


def submit(
    function: Callable[..., T], *arguments: Any, seconds: float = 20.0, lane: Lane = WORK
) -> Future[T]:
    """The same without waiting; until it is done, ``cancel()`` always succeeds and ends the work."""
    future: Future[T] = Future()
    lane.put(_Call(future, pickle.dumps((function, arguments)), seconds))
    return future


# ---- in the child -----------------------------------------------------------------------------------


def _work(connection: Connection, memory: int) -> None:
    """Answer calls until the app is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(
        100_000
    )  # looking for garbage as often as usual takes a sixth of a deck's time
    with suppress(EOFError):
        while True:
            connection.send_bytes(_answered(connection.recv_bytes()))
            gc.collect()


def _answered(message: bytes) -> bytes:
    """A call's result and error, pickled; what ends an interpreter ends this one."""
    try:
        function, arguments = pickle.loads(message)
        return pickle.dumps((function(*arguments), None))
    except Exception as error:
        error.add_note(format_exc())  # tracebacks cannot be sent
        try:
            return pickle.dumps((None, error))
        except Exception:
            return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))


if __name__ == "__main__":
    _work(Connection(int(sys.argv[1])), int(sys.argv[2]))
