"""The server around the app: boundaries as immutable files, fonts, strict headers, closed doors."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import logging
import os
import platform
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from analysis import fonts
from geo import boundaries
from geo.boundaries import TOPOLOGIES, LostMap, topology_bytes, topology_url
from pages.shared import log

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# Streamlit's own endpoints that a reader never needs.
_CLOSED = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/|$)")
_IMMUTABLE = "public, max-age=31536000, immutable"


# Streamlit has no setting for what its page says of itself before its scripts run.
_IN_CHINESE = {
    r'<html lang="en">': '<html lang="zh-CN">',
    r"<title>.*?</title>": "<title>数字政府服务能力评估</title>",
    r"<noscript>.*?</noscript>": "<noscript><p>请启用 JavaScript 后查看。</p></noscript>",
}


def _index() -> str:
    """Streamlit's index page, whichever version is installed, said to be in Chinese."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for english, chinese in _IN_CHINESE.items():
        page = re.sub(english, chinese, page, flags=re.DOTALL)
    return page


def _page_routes() -> list[Route]:
    """The index page at the address of each page; Streamlit's own would be in English."""
    page = _index()

    def serve(request: Request) -> Response:
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    names = sorted(file.stem for file in (log.ROOT / "pages").glob("*.py"))
    return [Route(f"/{name}", serve) for name in ("", *names)]


def _inline_scripts() -> str:
    """CSP hashes of the inline scripts in the index page."""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", _index(), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()) for body in scripts]
    return " ".join(f"'sha256-{digest.decode()}'" for digest in digests)


def security_headers() -> dict[str, str]:
    """The headers of every response. Styles are inline because Streamlit's are."""
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {_inline_scripts()}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }


def _is_foreign(scope: Scope) -> bool:
    """Whether a websocket is asked for by a page of another host."""
    held = dict(scope["headers"])
    origin = held.get(b"origin", b"")
    return bool(origin) and urlsplit(origin).netloc != held.get(b"host", b"")


class SecurityHeaders:
    """ASGI middleware: the headers on every answer, 404 for closed endpoints, a number for errors.

    A refused websocket is an answer as well, and so is the sentence after an error: Starlette gives
    its own outside of every middleware, without headers.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.headers = [
            (name.lower().encode(), value.encode()) for name, value in security_headers().items()
        ]

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] == "websocket" and _is_foreign(scope):
            # Streamlit would ask an outside service for this machine's address before it refuses.
            await self._refusing(scope, send)({"type": "websocket.close"})
        elif scope["type"] == "websocket":
            await self.app(scope, receive, self._refusing(scope, send))
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Any, send: Send) -> None:
        begun = False

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = self._with_ours(message["headers"])
            await send(message)

        if _CLOSED.search(scope["path"]):
            await Response("没有这个页面。", status_code=404)(scope, receive, send_with_headers)
            return
        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            pass  # nobody waits for an answer
        except Exception as error:
            words = _sentence("这个请求出了差错", error, "request")
            if not begun:
                answer = PlainTextResponse(words, status_code=500)
                await answer(scope, receive, send_with_headers)

    def _refusing(self, scope: Scope, send: Send) -> Send:
        """Sends a refusal as a 403 with our headers; the server's own would have none."""
        accepted = "websocket.http.response" not in scope.get("extensions", {})

        async def send_or_refuse(message: MutableMapping[str, Any]) -> None:
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            if accepted or message["type"] != "websocket.close":
                await send(message)
                return
            start = "websocket.http.response.start"
            await send({"type": start, "status": 403, "headers": self._with_ours([])})
            await send({"type": "websocket.http.response.body", "body": b""})

        return send_or_refuse

    def _with_ours(self, headers: Headers) -> Headers:
        own = {name.lower() for name, _ in headers}  # a deck has a policy of its own
        return [*headers, *((name, value) for name, value in self.headers if name not in own)]


@cache
def _packed(name: str) -> bytes:
    """A topology compressed once, by the first reader who asks: the start need not wait for it."""
    return gzip.compress(topology_bytes(name), 9, mtime=0)


def _topology_routes() -> Iterator[Route]:
    """A route for each map that can be read."""
    for name in TOPOLOGIES:
        with suppress(LostMap):
            yield _topology_route(name)


def _topology_route(name: str) -> Route:
    def serve(request: Request) -> Response:
        headers = {"Cache-Control": _IMMUTABLE, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(topology_bytes(name), media_type="application/json", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(_packed(name), media_type="application/json", headers=headers)

    return Route(topology_url(name), serve)


def _file_route(path: str, file: Path, media_type: str) -> Route:
    """A small file that may be kept for a day; read when asked for, so that a lost one stops nothing."""

    def serve(request: Request) -> Response:
        try:
            content = file.read_bytes()
        except OSError:
            return PlainTextResponse(f"服务器上没有 {file.name}。", status_code=404)
        return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=86400"})

    return Route(path, serve)


_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_FOR_A_DAY = "private, max-age=86400"


def _deck_route(path: str, media_type: str, begin: Callable[[Request], Future[bytes]]) -> Route:
    """Something of the 发布会, made in the child process while no thread waits for it.

    A browser keeps it for a day, so that its address works while the server does not.
    """

    async def serve(request: Request) -> Response:
        # In a thread: the first import of what makes decks brings pandas and Altair.
        making = await run_in_threadpool(import_module, "pages.shared.making")
        try:
            begun = await run_in_threadpool(begin, request)
            # Others may wait for the same: a browser that goes away must not cancel it.
            made = await asyncio.shield(asyncio.wrap_future(begun))
        except making.Unknown as error:
            return PlainTextResponse(str(error), status_code=404)
        except Exception as error:
            return PlainTextResponse(making.sentence(error), status_code=500)
        headers = {"Cache-Control": _FOR_A_DAY}
        if policy := _POLICY.search(made[:10_000]):
            # Its own policy, by which the one script in it may run; only this app may frame it.
            headers["Content-Security-Policy"] = f"{policy[1].decode()}; frame-ancestors 'self'"
        return Response(made, media_type=media_type, headers=headers)

    return Route(path, serve)


def _deck(request: Request) -> Future[bytes]:
    from pages.shared import making

    return making.deck(request.path_params["key"])


def _deck_picture(request: Request) -> Future[bytes]:
    from pages.shared import making

    return making.picture(request.path_params["key"], request.path_params["kind"])


def _deck_check(request: Request) -> Future[bytes]:
    from pages.shared import making

    return making.check_page()


def _sentence(what: str, error: BaseException, where: str) -> str:
    """An error as a sentence with a number that the log shares; never a traceback."""
    number = log.error(where, error)
    if cause := log.cause(error):
        return f"{what}。{cause}（维护者编号 {number}）。"
    return f"{what}。请刷新重试；若仍如此，请告知维护者编号 {number}。"


def tell_error(error: Exception) -> bool:
    """A script error becomes a sentence on its page."""
    from analysis.text import escape_markdown  # not at the start: pandas comes along

    words = _sentence("这一页出了差错，其余各页不受影响", error, "page")
    st.error(escape_markdown(words))
    return True


def routes() -> list[Route]:
    """What the server gives besides Streamlit's own: boundaries, fonts, the tab's icon, decks.

    A file that is missing is told in the log and left out; what needs it says so when it is asked for.
    """
    icon = Path(__file__).with_name("favicon.png")
    maps = [boundaries.HERE / f"{name}.topo.json" for name in TOPOLOGIES]
    register = [boundaries.HERE / f"{name}.csv" for name in ("places", "organisations")]
    sheets = [Path(__file__).with_name(name) for name in ("style.css", "print.css")]
    _tell_start([*maps, *register, *sheets, *(face.path for face in fonts.FACES), icon])
    return [
        *_page_routes(),
        *_topology_routes(),
        *(_file_route(f"/fonts/{face.file_name}", face.path, "font/woff2") for face in fonts.FACES),
        _file_route("/favicon.png", icon, "image/png"),
        _deck_route("/deck/check", "text/html", _deck_check),
        _deck_route("/deck/{key}", "text/html", _deck),
        _deck_route("/deck/{key}/{kind}.png", "image/png", _deck_picture),
    ]


def _tell_start(files: list[Path]) -> None:
    """The first line of the log: what runs, on what, with which editions; then what is missing."""
    for name in ("streamlit.error_util", "streamlit.runtime.backend_operation_handler"):
        logging.getLogger(name).addFilter(log.WithoutMessage())
    log.say(
        "start",
        program=_program(),
        python=platform.python_version(),
        streamlit=st.__version__,
        editions=sorted(path.parent.name for path in log.ROOT.glob("data/*/results.csv")),
    )
    for file in files:
        if not os.access(file, os.R_OK) or not file.is_file():
            log.say("missing", logging.ERROR, file=file.relative_to(log.ROOT).as_posix())


def _program() -> str:
    """A digest of the code: which version runs here, wherever it was copied from."""
    folders = ("analysis", "geo", "pages")
    code = sorted(path for folder in folders for path in (log.ROOT / folder).rglob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in code))
    return digest.hexdigest()[:12]


def middleware() -> list[Middleware]:
    """What every request passes through first."""
    return [Middleware(SecurityHeaders)]
