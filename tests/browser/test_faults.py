"""A server from whose program something is lost: it starts, says what, and serves the rest."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geo.boundaries import topology_url
from tests.browser.conftest import TIMEOUT, Witness, newcomers, serving
from tests.browser.test_server import ask, strict
from tests.fixtures import trees

LOGGED = """
import os
os.dup2(os.open(os.environ["ERRORS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program, to be broken, whose log goes to a file."""
    (tmp_path / "sitecustomize.py").write_text(LOGGED, encoding="utf-8")
    return trees.copied(tmp_path)


def test_what_is_missing_is_said_and_the_rest_works(chromium: Browser, tree: Path) -> None:
    """A font, the tab's icon, the look and a map are lost: the server starts, and so does the rest."""
    lost = (
        "analysis/fonts/NotoSansSC-Bold.woff2",
        "pages/shared/favicon.png",
        "pages/shared/style.css",
        "geo/provinces.topo.json",
    )
    for name in lost:
        (tree / name).unlink()
    log = tree.parent / "log"
    with serving({"PYTHONPATH": str(tree.parent), "ERRORS": str(log)}, tree) as url:
        with newcomers(chromium, url) as context:
            witness = Witness(context, url)
            witness.expected.add(f"{url}/favicon.png")
            page = witness.open("cities")
            expect(page.locator("svg.marks").first).to_be_visible()
            expect(page.get_by_test_id("stAlert")).to_have_count(0)
            page = witness.open("provinces?code=350000")
            told = page.get_by_test_id("stAlert").inner_text()
            expect(page.get_by_text("32 个单位按档次公布")).to_be_visible()
            witness.check()
        assert "读不到程序文件 geo/provinces.topo.json" in told
        for path in ("/fonts/NotoSansSC-Bold.woff2", "/favicon.png"):
            status, headers, _ = ask(url, path)
            assert status == 404
            strict(headers)
        assert ask(url, "/fonts/NotoSansSC-Regular.woff2")[0] == 200
        status, headers, body = ask(url, "/deck/check")
        assert status == 500 and "读不到程序文件 analysis/fonts" in body.decode()
        strict(headers)
        (tree / "geo" / "cities.topo.json").unlink()  # while the server runs
        status, headers, body = ask(url, topology_url("cities"))
        assert status == 500 and "读不到程序文件 geo/cities.topo.json" in body.decode()
        strict(headers)
        lines = [line for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    events = [json.loads(line) for line in lines]
    assert events[0]["event"] == "start" and events[0]["editions"] == ["2019"]
    assert {event["file"] for event in events if event["event"] == "missing"} == set(lost)
    numbers = {event["id"]: event["where"] for event in events if event["event"] == "error"}
    seen = [told, body.decode()]
    assert [numbers[re.search("编号 ([0-9a-f]{8})", words)[1]] for words in seen] == [  # type: ignore[index]
        "page",
        "request",
    ]
    written = log.read_text("utf-8")
    assert "Traceback" not in written and "Uncaught" not in written
    assert "350000" not in written and "127.0.0.1" not in written.replace("http://127.0.0.1", "")


def test_without_data_or_register_the_server_starts_and_tells_why(tree: Path) -> None:
    """What its pages say then is tested with the pages."""
    shutil.rmtree(tree / "data")
    (tree / "geo" / "places.csv").unlink()
    log = tree.parent / "log"
    with serving({"PYTHONPATH": str(tree.parent), "ERRORS": str(log)}, tree) as url:
        assert ask(url, "/_stcore/health")[0] == 200
        last = time.monotonic() + TIMEOUT / 1000
        while '"problems"' not in log.read_text("utf-8") and time.monotonic() < last:
            time.sleep(0.05)
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line[0] == "{"]
    assert events[0]["event"] == "start" and events[0]["editions"] == []
    assert [one["file"] for one in events if one["event"] == "missing"] == ["geo/places.csv"]
    (problems,) = [event for event in events if event["event"] == "problems"]
    assert problems["what"] == "edition" and problems["number"] > 0
