"""What the log tells, what it keeps to itself, and what becomes of events on the way."""

from __future__ import annotations

import errno
import ipaddress
import json
import logging
import signal
from concurrent.futures import Future
from pathlib import Path
from threading import Event

import pytest
from starlette.requests import ClientDisconnect
from streamlit.testing.v1 import AppTest

from analysis import edition, sandbox
from analysis.report import EditionError, Problem
from pages.shared import log, making, server
from tests.fixtures.awaited import awaited
from tests.fixtures.editions import copy_2019, edition_2019, set_cell

SECRET = "13800000000"
ROOT = Path(__file__).parents[1]


@pytest.fixture(name="lines")
def told_lines(caplog: pytest.LogCaptureFixture):
    """The log so far, each line parsed as whoever collects it would."""
    log._problems.cache_clear()
    line = log._Line()
    caplog.handler.setFormatter(line)  # which caplog.text is made with

    def told() -> list[dict]:
        written = [line.format(record) for record in caplog.records if record.name == "shuzheng"]
        assert not any("\n" in one for one in written)
        return [json.loads(one) for one in written]

    return told


def raised(error: Exception) -> Exception:
    """An error that has passed a line of code."""
    try:
        raise error
    except Exception as caught:
        return caught


def test_a_line_is_one_json_object_whatever_it_tells(lines) -> None:
    log.say("start", program="第一行\n第二行\x00“”", editions=["2019"])
    (line,) = lines()
    assert list(line) == ["at", "level", "event", "program", "editions"]
    assert line["level"] == "info" and line["event"] == "start"
    assert line["program"] == "第一行\n第二行\x00“”" and line["editions"] == ["2019"]
    assert "T" in line["at"] and line["at"][-6] in "+-"


def test_an_error_is_told_by_kind_and_place_without_what_it_holds(lines, caplog) -> None:
    number = log.error("page", raised(KeyError(SECRET)))
    (line,) = lines()
    assert line["id"] == number and len(number) == 8
    assert (line["level"], line["where"], line["kind"]) == ("error", "page", "KeyError")
    assert line["lines"][-1].startswith("tests/test_log.py:")
    assert line["lines"][-1].endswith(" raised")
    assert SECRET not in caplog.text


def test_an_error_of_the_child_is_told_by_its_lines_there(lines, caplog) -> None:
    with pytest.raises(ValueError, match=SECRET) as caught:
        sandbox.run(ipaddress.ip_address, SECRET)
    log.error("making", caught.value)
    assert any(one.endswith(" ip_address") for one in lines()[-1]["lines"])
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/a/b"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), "磁盘已满或只读"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in []"), "磁盘已满"),
        (
            FileNotFoundError(errno.ENOENT, "No such file", str(ROOT / "geo" / "x.json")),
            "读不到程序文件 geo/x.json，请补回",
        ),
        (FileNotFoundError(errno.ENOENT, "No such file", f"/home/{SECRET}"), ""),
        (ConnectionResetError(errno.ECONNRESET, "reset", None), ""),
        (KeyError(SECRET), ""),
    ],
)
def test_what_can_be_mended_is_said(error: Exception, cause: str, lines) -> None:
    assert log.cause(error).startswith(cause) and bool(log.cause(error)) is bool(cause)
    log.error("page", error)
    assert lines()[-1].get("cause", "") == log.cause(error)


def test_a_loaded_edition_is_told_by_identity_and_size(lines) -> None:
    held = edition_2019()
    assert log.loaded("edition", lambda: held) is held
    rows = sum(len(held[name]) for name in held)
    told = {name: lines()[0][name] for name in ("event", "what", "identity", "tables", "rows")}
    assert told == {
        "event": "loaded",
        "what": "edition",
        "identity": held.identity,
        "tables": len(held.tables),
        "rows": rows,
    }


def test_problems_are_told_once_by_place_and_rule_without_a_value(tmp_path, lines, caplog) -> None:
    folder = copy_2019(tmp_path)
    set_cell(folder, "results", 2, "tier", SECRET)
    (folder / f"{SECRET}.csv").write_text(f"{SECRET}\n1\n", encoding="utf-8")
    for _ in range(3):  # as many visitors
        with pytest.raises(EditionError):
            log.loaded("edition", lambda: edition.load(folder))
    (line,) = lines()
    assert (line["event"], line["level"]) == ("problems", "error")
    assert line["number"] == 2
    assert set(line["first"]) == {"results.csv 2 tier unknown-tier", "unknown-table"}
    assert SECRET not in caplog.text


def test_only_the_first_problems_are_told(lines) -> None:
    def load():
        raise EditionError([Problem("cases.csv", "date", "", row) for row in range(2, 99)])

    with pytest.raises(EditionError):
        log.loaded("edition", load)
    assert lines()[0]["number"] == 97 and len(lines()[0]["first"]) == log.FIRST


# ---- exports ----------------------------------------------------------------------------------------


def future(result: object = None, error: Exception | None = None) -> Future:
    done: Future = Future()
    done.set_exception(error) if error else done.set_result(result)
    return done


@pytest.mark.parametrize(
    ("result", "size"),
    [(b"12345", 5), (({f"{SECRET}.png": b"123", "b.png": b"45"}, "reason"), 5), (object(), 0)],
    ids=["a file", "the files of a part", "what is no file"],
)
def test_what_was_made_is_told_by_part_and_size(result, size: int, lines, caplog) -> None:
    assert log.export("pictures", future(result)).result() is result
    (line,) = lines()
    assert (line["part"], line["outcome"], line["bytes"]) == ("pictures", "made", size)
    assert line["seconds"] >= 0
    assert SECRET not in caplog.text


def test_what_was_not_made_is_told(lines) -> None:
    log.export("pdf", future(error=ValueError(SECRET)))
    log.export("pdf", future(error=sandbox.Failed("超过 1 秒仍未完成，已停止。")))
    begun: Future = log.export("pptx", Future())
    begun.cancel()
    told = [(line["part"], line["outcome"], line.get("cause", "")) for line in lines()]
    assert told == [
        ("pdf", "ValueError", ""),
        ("pdf", "Failed", "超过 1 秒仍未完成，已停止"),
        ("pptx", "cancelled", ""),
    ]


def test_a_download_is_told_by_the_ending_of_its_file(lines, caplog) -> None:
    assert log.exporting(f"{SECRET}.xlsx", lambda: b"1234")() == b"1234"
    with pytest.raises(log.NotMade) as raised:
        log.exporting(f"{SECRET}.docx", lambda: int(f"{SECRET}x").to_bytes())()
    made, error, failed = lines()
    assert str(raised.value).endswith(f"请告知维护者编号 {error['id']}。")
    assert (made["part"], made["bytes"]) == ("xlsx", 4)
    assert (error["where"], error["kind"]) == ("download", "ValueError")
    assert (failed["part"], failed["outcome"]) == ("docx", "ValueError")
    assert SECRET not in caplog.text


DIE = signal.raise_signal, signal.SIGKILL


def ended(begun: Future) -> Future:
    """The same future, done and told of: whoever waits for its result may be quicker than the log."""
    told = Event()
    begun.add_done_callback(lambda _: told.set())
    assert told.wait(60)
    return begun


def test_a_dead_child_is_told_and_the_next_call_works(lines) -> None:
    assert isinstance(ended(making.begin("figure", *DIE)).exception(), sandbox.Failed)
    assert ended(making.begin("figure", bytes, 3)).result() == b"\0\0\0"
    assert [line["outcome"] for line in lines()] == ["Failed", "made"]
    assert "SIGKILL" in lines()[0]["cause"]


def test_a_full_disk_is_said_to_the_reader_and_in_the_log(lines, monkeypatch) -> None:
    """No folder can be made for the child: what is asked for is not made, and that is all."""

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "/full")

    ended(making.begin("figure", *DIE))  # so that the next call has to start a child
    monkeypatch.setattr(sandbox, "TemporaryDirectory", full)
    error = ended(making.begin("deck", bytes, 3)).exception()
    assert isinstance(error, OSError)
    words = making.sentence(error)
    number = lines()[-1]["id"]
    assert words == (
        f"磁盘已满或只读，写不下临时文件，请腾出空间，其余不受影响（维护者编号 {number}）。"
    )
    monkeypatch.undo()
    assert ended(making.begin("deck", bytes, 3)).result() == b"\0\0\0"


# ---- errors that readers see ------------------------------------------------------------------------


def broken_page() -> None:
    import streamlit as st

    from pages.shared import server

    st.session_state.error = KeyError("13800000000")
    server.tell_error(st.session_state.error)


def test_the_reader_sees_the_number_that_the_log_has(lines, caplog) -> None:
    app = AppTest.from_function(broken_page).run()
    (shown,) = [error.value for error in app.error]
    (line,) = lines()
    assert line["id"] in shown and "其余各页不受影响" in shown
    assert SECRET not in caplog.text + shown


def answered(error: Exception) -> list[dict]:
    """What is sent where the app within raises."""
    sent: list[dict] = []

    async def app(scope, receive, send) -> None:
        raise error

    async def send(message) -> None:
        sent.append(dict(message))

    scope = {"type": "http", "path": "/", "method": "GET"}
    awaited(server.SecurityHeaders(app)(scope, None, send))
    return sent


def test_an_error_on_the_way_is_answered_with_its_number(lines, caplog) -> None:
    start, body = answered(KeyError(SECRET))
    assert start["status"] == 500
    assert b"content-security-policy" in dict(start["headers"])
    assert lines()[0]["where"] == "request" and lines()[0]["id"] in body["body"].decode()
    assert SECRET not in caplog.text + body["body"].decode()


def test_a_browser_that_goes_away_is_no_error(lines) -> None:
    assert answered(ClientDisconnect()) == []
    assert lines() == []


def test_streamlits_own_line_keeps_the_kind_alone(caplog) -> None:
    """It would print the whole traceback, and with it what the error holds."""
    logger = logging.getLogger("test of streamlit")
    logger.addFilter(log.WithoutMessage())
    try:
        int(f"{SECRET}x")
    except ValueError:
        logger.exception("Uncaught app execution")
    logger.warning("%s of %s", 1, 2)
    assert caplog.messages == ["Uncaught app execution: ValueError", "1 of 2"]
    assert SECRET not in caplog.text


def test_the_start_tells_version_editions_and_what_is_missing(lines, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(log, "ROOT", tmp_path)
    for year in ("2019", "2031"):
        (tmp_path / "data" / year).mkdir(parents=True)
        (tmp_path / "data" / year / "results.csv").touch()
    (tmp_path / "data" / "context").mkdir()
    (tmp_path / "there").touch()
    server._tell_start([tmp_path / "there", tmp_path / "geo" / "gone.json"])
    start, missing = lines()
    assert start["event"] == "start" and start["editions"] == ["2019", "2031"]
    assert len(start["program"]) == 12 and start["python"].startswith("3.")
    assert (missing["event"], missing["level"]) == ("missing", "error")
    assert missing["file"] == "geo/gone.json"
