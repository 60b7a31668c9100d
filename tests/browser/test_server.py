"""The server without a browser: headers, closed doors, boundaries, and one Streamlit option."""

from __future__ import annotations

import gc
import gzip
import http.client
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from analysis.figure import TOPOLOGIES, topology_url
from geo.boundaries import topology_bytes
from tests.browser.conftest import ROOT, TIMEOUT


def ask(
    origin: str, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case and body of an answer; the path is sent as it stands."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=TIMEOUT / 1000)
    try:
        connection.request(method, path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def script(origin: str) -> str:
    """The address of one of the page's own scripts."""
    page = ask(origin, "/")[2].decode()
    return "/" + page.partition('src="')[2].partition('"')[0].removeprefix(".").lstrip("/")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cities",
        "/cities?code=1",
        "/_stcore/health",
        "/_stcore/metrics",
        "/cities/_stcore/host-config",
        "/fonts/NotoSansSC-Regular.woff2",
        "/fonts/nothing.woff2",
        "/geo/nothing.topo.json",
        "/media/nothing.csv",
        "/static/nothing.js",
        topology_url("provinces"),
        topology_url("cities"),
        "script",
    ],
)
def test_every_answer_carries_the_headers(origin: str, path: str) -> None:
    """Page, file, font, boundary or refusal: a strict policy, sent once."""
    headers = ask(origin, script(origin) if path == "script" else path)[1]
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["script-src"].startswith("'self' 'sha256-")
    assert "unsafe" not in policy["script-src"] and "*" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_boundaries_are_immutable_and_packed(origin: str, name: str) -> None:
    """Gzip for those who take it, plain for the others, the committed file in both."""
    for sent, encoding in (("gzip, deflate, br", "gzip"), ("identity", None)):
        status, headers, body = ask(origin, topology_url(name), headers={"Accept-Encoding": sent})
        assert status == 200
        assert headers["content-type"].startswith("application/json")
        assert "immutable" in headers["cache-control"]
        assert "max-age=31536000" in headers["cache-control"]
        assert headers["vary"].lower() == "accept-encoding"
        assert headers.get("content-encoding") == encoding
        assert int(headers["content-length"]) == len(body)
        content = gzip.decompress(body) if encoding else body
        assert content == topology_bytes(name)
        assert json.loads(content)["type"] == "Topology"


def test_a_changed_map_has_another_address(origin: str) -> None:
    """What is kept for a year must not be asked for under an old name."""
    old = topology_url("provinces").replace(".", ".0", 1)
    assert b'"Topology"' not in ask(origin, old)[2]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/script-health-check",
        "/_stcore/agent",
        "/_stcore/agent/anything",
        "/cities/_stcore/metrics",
        "/%5Fstcore/metrics",
        "/_stcore/%6Detrics",
        "//_stcore/metrics",
        "/_stcore//metrics",
        "/x/../_stcore/metrics",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_endpoints_that_no_reader_needs_are_closed(origin: str, path: str, method: str) -> None:
    """404, however the address is written; nothing of the machine is told."""
    status, _, body = ask(origin, path, method)
    text = body.decode("utf-8", "replace")
    assert status in (404, 405) or "<title>" in text, "Streamlit's page at most"
    assert "process_" not in text and "# TYPE" not in text and "session" not in text.lower()


def test_the_health_probe_is_open(origin: str) -> None:
    """A load balancer may ask whether the app lives."""
    assert ask(origin, "/_stcore/health")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/geo/../app.py",
        "/geo/%2e%2e/app.py",
        "/geo/..%2fapp.py",
        "/geo/..%5capp.py",
        "/fonts/../pages/shared/server.py",
        "/fonts/%2e%2e%2f%2e%2e%2fapp.py",
        "/static/../../../../app.py",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/app.py",
        "/app/static/../app.py",
        "/component/../../app.py",
        "/media/../app.py",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/app.py",
        "/data/2019/results.csv",
        "/.streamlit/config.toml",
        "/.git/config",
    ],
)
def test_no_path_leads_to_a_file_of_the_project(origin: str, path: str) -> None:
    """Only what is meant to be served is served."""
    body = ask(origin, path)[2]
    for secret in (b"import streamlit", b"root:", b"as_written", b"gatherUsageStats", b"[core]"):
        assert secret not in body


def test_no_address_is_asked_of_the_outside() -> None:
    """Loopback, no statistics, no files watched, no errors shown: read as Streamlit reads it."""
    wanted = {
        "server.address": "127.0.0.1",
        "server.headless": True,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "viewer",
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
    }
    assert {name: config.get_option(name) for name in wanted} == wanted


@pytest.mark.parametrize("collects", [False, True])
def test_streamlit_still_heeds_postscriptgc(
    collects: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option that keeps 200 readers fast is undocumented: an upgrade that drops it is noticed.

    Off, a run of the script collects no garbage; on, it does. The app has it off.
    """
    assert config.get_option("runner.postScriptGC") is False
    full: list[int] = []
    collect = gc.collect
    monkeypatch.setattr(
        script_runner.gc, "collect", lambda generation=2: full.append(generation) or collect(0)
    )
    config.set_option("runner.postScriptGC", collects)
    try:
        AppTest.from_string("import streamlit as st; st.write('一')", default_timeout=60).run()
    finally:
        config.set_option("runner.postScriptGC", False)
    assert bool(full) is collects


def test_the_configuration_file_is_the_one_that_is_read() -> None:
    """The tests above read the same file as a server started from the repository's root."""
    assert (
        str(ROOT / ".streamlit" / "config.toml")
        in config.get_config_options()["runner.postScriptGC"].where_defined
    )
