"""Work in a process of its own: whatever goes wrong there is said, and the next call works."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from analysis import pictures, sandbox

ROOT = Path(__file__).parents[1]
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000"/>'
SLOW_REGEX = "replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', regexp('(a+)+$'), '')"
ENDLESS = {
    "data": {"values": [{}]},
    "transform": [{"calculate": SLOW_REGEX, "as": "a"}],
    "mark": "text",
    "encoding": {"text": {"field": "a"}},
}


def label(words: str) -> dict:
    """A chart of one label."""
    return {
        "data": {"values": [{"a": words}]},
        "mark": "text",
        "encoding": {"text": {"field": "a"}},
    }


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int, within: float = 5) -> bool:
    """Whether a process ends within so many seconds."""
    last = time.monotonic() + within
    while is_alive(pid) and time.monotonic() < last:
        time.sleep(0.02)
    return not is_alive(pid)


# ---- what goes right --------------------------------------------------------------------------------


def test_one_other_process_takes_every_call():
    first, second = sandbox.run(os.getpid), sandbox.run(os.getpid)
    assert first == second != os.getpid()


def test_several_sessions_at_once_get_their_own_answers():
    with ThreadPoolExecutor(4) as sessions:
        asked = list(range(12))
        assert list(sessions.map(lambda n: sandbox.run(pow, n, 2), asked)) == [n * n for n in asked]
        assert len(set(sessions.map(lambda _: sandbox.run(os.getpid), asked))) == 1


def test_a_picture_comes_out_as_it_does_here():
    spec = label("鄠邑区")
    assert sandbox.run(pictures.png, spec, 200) == pictures.png(spec, 200)


# ---- what goes wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "arguments", "said"),
    [
        (os.abort, (), "意外中止（SIGABRT）"),
        (os._exit, (3,), "意外中止（退出码 3）"),
        (time.sleep, (60,), "超过 2 秒仍未完成"),
        (bytearray, (sandbox.MEMORY,), f"所需内存超过 {sandbox.MEMORY >> 20} MB"),
    ],
    ids=["crash", "exit", "hang", "memory"],
)
def test_a_failure_is_said_in_chinese_and_the_next_call_works(function, arguments, said):
    sandbox.run(int)  # it is warm
    begun = time.monotonic()
    with pytest.raises(sandbox.Failed, match=said):
        sandbox.run(function, *arguments, seconds=2)
    assert time.monotonic() - begun < 10
    assert sandbox.run(pow, 2, 10) == 1024


@pytest.mark.parametrize("character", ["\a", "\ufffe"])
def test_what_aborts_the_renderer_ends_only_the_child(character):
    with pytest.raises(sandbox.Failed, match="意外中止"):
        sandbox.run(vl_convert.vegalite_to_svg, label(f"国{character}图"))


def test_a_picture_too_large_for_memory_ends_only_the_child():
    with pytest.raises(sandbox.Failed, match="意外中止（SIGABRT），内容过大"):
        sandbox.run(vl_convert.svg_to_png, SQUARE, 50)


def test_a_chart_that_never_comes_to_an_end_is_stopped():
    with pytest.raises(sandbox.Failed, match="超过 2 秒"):
        sandbox.run(pictures.svg, ENDLESS, seconds=2)
    assert sandbox.run(pow, 2, 10) == 1024


def test_an_exception_comes_through_and_the_child_stays():
    child = sandbox.run(os.getpid)
    with pytest.raises(ValueError, match="invalid literal"):
        sandbox.run(int, "七")
    with pytest.raises(FileNotFoundError):
        sandbox.run(os.listdir, "/nowhere")
    with pytest.raises(pictures.CannotDraw, match="U\\+0007（控制字符）"):
        sandbox.run(pictures.svg, label("国\a"))
    assert sandbox.run(os.getpid) == child


def test_what_cannot_be_sent_is_refused():
    with pytest.raises((AttributeError, pickle.PicklingError)):
        sandbox.run(lambda: 1)
    with pytest.raises(TypeError, match="cannot pickle"):
        sandbox.run(open, os.devnull)


def test_a_child_killed_while_idle_is_replaced():
    child = sandbox.run(os.getpid)
    os.kill(child, signal.SIGKILL)
    assert ends(child)
    assert sandbox.run(os.getpid) != child


def test_a_child_with_nothing_to_do_ends_and_the_next_call_starts_another(monkeypatch):
    monkeypatch.setattr(sandbox, "IDLE", 0.1)
    child = sandbox.run(os.getpid)
    assert ends(child)
    assert sandbox.run(os.getpid) != child


# ---- lanes ------------------------------------------------------------------------------------------

QUICK = sandbox.Lane("quick", 512 << 20)


def test_a_lane_does_not_wait_for_the_work_of_another():
    long = sandbox.submit(time.sleep, 60, seconds=90)
    try:
        assert sandbox.run(pow, 2, 10, seconds=10, lane=QUICK) == 1024
        assert not long.done()
    finally:
        long.cancel()


def test_each_lane_has_a_child_of_its_own_that_stays():
    quick = sandbox.run(os.getpid, lane=QUICK)
    assert sandbox.run(os.getpid) != quick
    assert sandbox.run(os.getpid, lane=QUICK) == quick


def test_a_lane_keeps_to_its_own_memory():
    with pytest.raises(sandbox.Failed, match="所需内存超过 512 MB，已停止"):
        sandbox.run(bytearray, 600 << 20, lane=QUICK)
    asked = resource.getrlimit, resource.RLIMIT_DATA
    assert sandbox.run(*asked, lane=QUICK) == (512 << 20, 512 << 20)
    assert sandbox.run(*asked) == (sandbox.MEMORY, sandbox.MEMORY)


def test_an_end_in_one_lane_leaves_the_others_alone():
    child = sandbox.run(os.getpid)
    with pytest.raises(sandbox.Failed):
        sandbox.run(os.abort, lane=QUICK)
    assert sandbox.run(os.getpid) == child


# ---- cancelling -------------------------------------------------------------------------------------


def test_cancelling_ends_the_work():
    child = sandbox.run(os.getpid)
    work = sandbox.submit(time.sleep, 60, seconds=90)
    time.sleep(0.2)
    assert work.cancel()
    assert ends(child)
    with pytest.raises(CancelledError):
        work.result()
    assert sandbox.run(pow, 2, 10) == 1024


def test_cancelling_what_waits_leaves_the_others_alone():
    child = sandbox.run(os.getpid)
    before = sandbox.submit(time.sleep, 0.3)
    waiting = sandbox.submit(os.abort)
    after = sandbox.submit(os.getpid)
    assert waiting.cancel()
    assert before.result() is None
    assert after.result() == child


def test_what_is_done_can_no_longer_be_cancelled():
    work = sandbox.submit(os.getpid)
    child = work.result()
    assert not work.cancel()
    assert sandbox.run(os.getpid) == child


# ---- the child among other processes ----------------------------------------------------------------


def test_the_child_holds_no_file_of_ours():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.set_inheritable(True)
        with pytest.raises(sandbox.Failed):
            sandbox.run(os.abort)
        child = sandbox.run(os.getpid)
        ours = os.readlink(f"/proc/self/fd/{server.fileno()}")
        held = [os.readlink(path) for path in Path(f"/proc/{child}/fd").iterdir()]
    assert ours not in held
    assert len([name for name in held if name.startswith("socket:")]) == 1


def test_temporary_files_go_with_the_child():
    folder = Path(sandbox.run(tempfile.mkdtemp))
    assert folder.is_dir()
    with pytest.raises(sandbox.Failed):
        sandbox.run(os.abort)
    assert not folder.exists()


# Without the guard for its main module that multiprocessing asks for.
SCRIPT = """
import os, time
from analysis import sandbox
print("running", sandbox.run(os.getpid), flush=True)
sandbox.submit(time.sleep, 60, seconds=90)
time.sleep({seconds})
"""


def test_the_child_ends_with_its_parent_and_holds_up_no_exit(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(seconds=0.2))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert done.stderr == ""
    running, child = done.stdout.split(" ")
    assert running == "running", "and only once"
    assert ends(int(child))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
def test_the_child_ends_with_a_killed_parent(how, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(seconds=60))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline().removeprefix("running "))
        assert is_alive(child)
        parent.send_signal(how)
        parent.wait(timeout=10)
    assert ends(child)


def test_a_page_of_streamlit_is_not_run_again(tmp_path):
    page, runs = tmp_path / "page.py", tmp_path / "runs"
    page.write_text(
        f"""
import os
import streamlit as st
from analysis import sandbox
with open({str(runs)!r}, "a") as file:
    file.write("x")
try:
    sandbox.run(os.abort)
except sandbox.Failed as failure:
    st.error(str(failure))
st.write(sandbox.run(pow, 2, 10))
"""
    )
    shown = AppTest.from_file(str(page)).run(timeout=20)
    assert "意外中止" in shown.error[0].value
    assert shown.markdown[0].value == "`1024`"
    assert runs.read_text() == "x"


def test_importing_it_loads_neither_tables_nor_renderer():
    code = "import sys, analysis.sandbox; print({'pandas', 'numpy', 'vl_convert'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
