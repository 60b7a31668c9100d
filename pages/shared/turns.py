"""Scripts take turns.

Only one can compute at a time anyway, and hundreds that are let loose at once stop each other every
few milliseconds: with two hundred visitors that made each run dearer by half.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

_turn = Lock()
_mine = local()
_run_script = ScriptRunner._run_script


def take() -> None:
    """From now on the scripts of this process run one after the other."""
    ScriptRunner._run_script = _run  # type: ignore[method-assign,assignment]


def _run(runner: ScriptRunner, *arguments: Any) -> None:
    with _turn:
        _mine.held = True
        try:
            _run_script(runner, *arguments)
        finally:
            _mine.held = False


@contextmanager
def given_up() -> Iterator[None]:
    """While a script waits for another process, the others go on."""
    held = getattr(_mine, "held", False)
    if held:
        _turn.release()
    try:
        yield
    finally:
        if held:
            _turn.acquire()
