"""The server without a browser: headers, closed doors, boundaries, and one Streamlit option."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from streamlit import config

from geo.boundaries import TOPOLOGIES, topology_bytes, topology_url
from tests.browser.conftest import ROOT, TIMEOUT, serving, settle, visiting


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
    assert status in (404, 405) or body == ask(origin, "/")[2], "Streamlit's page at most"


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
