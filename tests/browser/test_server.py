"""The server without a browser: headers, closed doors, boundaries, and one Streamlit option."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from streamlit import config

from geo.boundaries import TOPOLOGIES, topology_bytes, topology_url
from tests.browser.conftest import (
    ROOT,
    TIMEOUT,
    Visit,
    serving,
    settle,
    visiting,
)


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
        "/deck/nothing",
        "/deck/nothing/page.png",
        "/favicon.png",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/_stcore/upload_file/nobody/nothing",
        "//etc/passwd",
        "/%2e%2e/app.py",
        topology_url("provinces"),
        topology_url("cities"),
        "script",
    ],
)
def test_every_answer_carries_the_headers(origin: str, path: str) -> None:
    """Page, file, font, boundary or refusal: a strict policy, sent once."""
    path = script(origin) if path == "script" else path
    for method in ("GET", "PUT", "OPTIONS"):
        strict(ask(origin, path, method)[1])


def strict(headers: Mapping[str, str]) -> None:
    """The headers are the ones that every answer has to carry."""
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
    shared(headers)


def shared(headers: Mapping[str, str]) -> None:
    """What an answer carries even where it has a policy of its own."""
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_a_deck_has_a_policy_of_its_own_and_the_other_headers(origin: str) -> None:
    """Nothing but its own script and what it holds; only this app may frame it."""
    status, headers, _ = ask(origin, "/deck/check")
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and policy.endswith("frame-ancestors 'self'")
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    shared(headers)


def test_a_download_carries_the_headers(visit: Visit) -> None:
    """A real file of /media, made on click, and never drawn in the app's own origin."""
    page = visit("data")
    with page.expect_response(lambda answer: "/media/" in answer.url) as answered:
        page.get_by_role("button", name="下载本表（CSV）").click()
    strict(answered.value.headers)
    assert answered.value.headers["content-disposition"].startswith("attachment")


# ---- foreign pages ----------------------------------------------------------------------------------

STREAM = "/_stcore/stream"


def knock(origin: str, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Ask for a websocket as a browser does; status and headers of the answer."""
    host = urlsplit(origin).netloc
    sent = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    answer = raw(origin, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode())
    first, *rest = answer.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in rest if ":" in line)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}


def raw(origin: str, request: bytes) -> bytes:
    """The head of the answer to exactly these bytes; empty where the server hangs up."""
    parts = urlsplit(origin)
    answer = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request)
        while b"\r\n\r\n" not in answer and (more := connection.recv(65536)):
            answer += more
    return answer


def test_a_page_of_our_own_may_open_a_websocket(origin: str) -> None:
    """So that the refusals below are refusals of something."""
    assert knock(origin, STREAM, Origin=origin)[0] == 101


@pytest.mark.parametrize(
    "foreign",
    [
        "http://example.org",
        "http://example.org:{port}",
        "https://127.0.0.1.example.org:{port}",
        "http://localhost.example.org",
        "null",
        "file://",
    ],
)
def test_a_foreign_page_gets_no_websocket(origin: str, foreign: str) -> None:
    """A page of another origin in the same browser: 403, with the headers of every answer.

    Streamlit trusts every port of this machine, so that another port is not among these.
    """
    port = str(urlsplit(origin).port)
    status, headers = knock(origin, STREAM, Origin=foreign.replace("{port}", port))
    assert status == 403
    strict(headers)


@pytest.mark.parametrize("path", ["/", "/cities", "/_stcore/agent", "/_stcore/stream/x", "/deck/x"])
def test_nothing_else_is_a_websocket(origin: str, path: str) -> None:
    status, headers = knock(origin, path, Origin=origin)
    assert status == 403
    strict(headers)


TOKEN = "_streamlit_xsrf"


def token(origin: str) -> str:
    """The token that the app gives to a browser."""
    cookie = ask(origin, "/_stcore/health")[1]["set-cookie"]
    name, _, value = cookie.partition(";")[0].partition("=")
    assert name == TOKEN
    return value.strip('"')


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Origin": "http://example.org"},
        {"Cookie": f"{TOKEN}={{token}}"},  # what a foreign page's request would carry
        {"Cookie": f"{TOKEN}={{token}}", "X-Xsrftoken": "2|00000000|" + "0" * 32 + "|1700000000"},
        {"Cookie": f"{TOKEN}={{token}}", "X-Xsrftoken": ""},
        {"X-Xsrftoken": "{token}"},
    ],
    ids=["nothing", "foreign", "cookie alone", "another token", "no token", "token alone"],
)
def test_no_foreign_page_uploads_or_deletes(origin: str, method: str, sent: dict[str, str]) -> None:
    """The token has to come twice, and a foreign page can read neither."""
    given = {name: value.replace("{token}", token(origin)) for name, value in sent.items()}
    status, headers, body = ask(origin, "/_stcore/upload_file/someone/file", method, given)
    assert status == 403 and b"XSRF" in body
    strict(headers)


def test_a_token_opens_the_door_but_to_a_session_alone(origin: str) -> None:
    """So that the refusals above are the token's; without a session there is nothing to write to."""
    held = token(origin)
    given = {"Cookie": f"{TOKEN}={held}", "X-Xsrftoken": held}
    assert ask(origin, "/_stcore/upload_file/someone/file", "PUT", given)[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/media/nothing.csv",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/upload_file/a/b",
    ],
)
def test_no_answer_may_be_read_by_a_foreign_page(origin: str, path: str) -> None:
    for method in ("GET", "OPTIONS"):
        headers = ask(origin, path, method, {"Origin": "http://example.org"})[1]
        allowed = headers.get("access-control-allow-origin", "")
        assert allowed != "*" and "example.org" not in allowed


# ---- boundaries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_boundaries_are_immutable_and_packed(origin: str, name: str) -> None:
    """Gzip for those who take it, plain for the others, the committed file in both."""
    for sent, encoding in (("gzip, deflate, br", "gzip"), ("identity", None)):
        status, headers, body = ask(origin, topology_url(name), headers={"Accept-Encoding": sent})
        assert status == 200
        assert headers["content-type"].startswith("application/json")
        assert "immutable" in headers["cache-control"]
        assert "max-age=31536000" in headers["cache-control"]
        assert {name.strip().lower() for name in headers["vary"].split(",")} == {"accept-encoding"}
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
    assert status in (404, 405) or body == ask(origin, "/nothing")[2], "Streamlit's page at most"


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
        "/deck/..%2f..%2fapp.py",
        "/deck/%2e%2e/page.png",
        "/fonts/%252e%252e/%252e%252e/app.py",
        "/fonts/..%c0%af..%c0%afapp.py",
        "/fonts/NotoSansSC-Regular.woff2%00/../app.py",
        "/static/..%5c..%5c..%5c..%5capp.py",
        "/static//etc/passwd",
        "/media/%2fetc%2fpasswd",
        "/_stcore/upload_file/..%2f..%2fapp.py/x",
        "/component/streamlit/../../../../app.py",
        "http://example.org/../app.py",
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


@pytest.mark.parametrize(
    "target",
    [
        b"../../app.py",
        b"/fonts/\xff\xfe../app.py",
        b"/..\\..\\app.py",
        b"*",
        b"/\x00",
        b"/" * 70_000,
    ],
    ids=["relative", "no text", "backslashes", "star", "nul", "70,000 slashes"],
)
def test_bytes_that_no_browser_sends_lead_to_no_file(origin: str, target: bytes) -> None:
    """Sent as they stand: a refusal or the page, and the server lives."""
    host = urlsplit(origin).netloc.encode()
    answer = raw(origin, b"GET " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert answer[:12] in (b"HTTP/1.1 200", b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 431", b"")
    assert b"import streamlit" not in answer
    assert ask(origin, "/_stcore/health")[0] == 200


def test_no_address_is_asked_of_the_outside() -> None:
    """Loopback, no statistics, no files watched, no errors shown: read as Streamlit reads it."""
    wanted = {
        "server.address": "127.0.0.1",
        "server.headless": True,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
    }
    assert {name: config.get_option(name) for name in wanted} == wanted
    assert config.get_option("client.toolbarMode") in ("viewer", "minimal")


WATCH = """
import gc, os
collect = gc.collect
def told(generation=2):
    with open(os.environ["GC_LOG"], "a") as log:
        log.write(f"{generation}\\n")
    return collect(generation)
gc.collect = told
open(os.environ["GC_LOG"], "a").close()
"""


@pytest.mark.parametrize("option", ["", "true"], ids=["as configured", "switched on"])
def test_streamlit_still_heeds_postscriptgc(chromium: Browser, tmp_path: Path, option: str) -> None:
    """The option that keeps 200 readers fast is undocumented: an upgrade that drops it is noticed.

    As the app is configured, a run of a page collects no garbage of its own accord; with the option
    switched on it does, so the option is what makes the difference.
    """
    log = tmp_path / "log"
    (tmp_path / "sitecustomize.py").write_text(WATCH, "utf-8")
    watched = {"PYTHONPATH": str(tmp_path), "GC_LOG": str(log)}
    if option:
        watched["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = option
    with serving(watched) as url, visiting(chromium, url) as visit:
        assert log.exists(), "gc.collect is not watched"
        before = log.read_text()
        page = visit("cases")
        page.get_by_role("button", name="省级 10", exact=True).click()
        expect(page.locator(".card")).to_have_count(10)
        settle(page)
        assert ("2" in log.read_text().removeprefix(before)) is bool(option)


def test_the_configuration_has_it_off() -> None:
    """Read as Streamlit reads it from the repository's root."""
    assert config.get_option("runner.postScriptGC") is False
    defined = config.get_config_options()["runner.postScriptGC"].where_defined
    assert defined == str(ROOT / ".streamlit" / "config.toml")
