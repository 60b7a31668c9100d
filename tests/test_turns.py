"""Scripts run one after the other, and nobody waits for one that waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from time import sleep

import pytest

from pages.shared import turns

TOGETHER = 8


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Runs a function as the server runs a script."""
    monkeypatch.setattr(turns, "_run_script", lambda script: script())
    return turns._run  # type: ignore[return-value]


def test_no_two_scripts_run_at_once(run) -> None:
    running, counting, most = 0, Lock(), 0

    def script() -> None:
        nonlocal running, most
        with counting:
            running += 1
            most = max(most, running)
        sleep(0.01)
        with counting:
            running -= 1

    with ThreadPoolExecutor(TOGETHER) as visitors:
        list(visitors.map(run, [script] * TOGETHER))
    assert most == 1


def test_others_go_on_while_a_script_waits_for_another_process(run) -> None:
    done = Event()

    def waiting() -> None:
        with turns.given_up():
            assert done.wait(10), "the other script never got its turn"
        assert turns._turn.locked(), "the turn is taken again"

    with ThreadPoolExecutor(TOGETHER) as visitors:
        first = visitors.submit(run, waiting)
        visitors.submit(run, done.set).result()
        first.result()


def test_a_script_that_fails_ends_its_turn(run) -> None:
    def failing() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        run(failing)
    assert not turns._turn.locked()


def test_who_has_no_turn_has_none_to_give_up() -> None:
    with turns.given_up():
        assert not turns._turn.locked()
    assert not turns._turn.locked()
