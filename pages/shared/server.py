"""The server around the app: boundaries as immutable files, fonts, strict headers, closed doors."""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analysis import fonts
from geo.boundaries import TOPOLOGIES, topology_bytes, topology_url

log = logging.getLogger("shuzheng")

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Streamlit's own endpoints that a reader never needs.
_CLOSED = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/|$)")
_IMMUTABLE = "public, max-age=31536000, immutable"


def _inline_scripts() -> str:
    """CSP hashes of the inline scripts in Streamlit's index page, whichever version is installed."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
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


class SecurityHeaders:
    """ASGI middleware: adds the headers, answers closed endpoints with 404."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.headers = [
            (name.lower().encode(), value.encode()) for name, value in security_headers().items()
        ]

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        if _CLOSED.search(scope["path"]):
            await Response("没有这个页面。", status_code=404)(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


@cache
def _packed(name: str) -> bytes:
    """A topology compressed once, by the first reader who asks: the start need not wait for it."""
    return gzip.compress(topology_bytes(name), 9, mtime=0)


def _topology_route(name: str) -> Route:
    def serve(request: Request) -> Response:
        headers = {"Cache-Control": _IMMUTABLE, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(topology_bytes(name), media_type="application/json", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(_packed(name), media_type="application/json", headers=headers)

    return Route(topology_url(name), serve)


def _file_route(path: str, content: bytes, media_type: str) -> Route:
    """A small file that may be kept for a day."""

    async def serve(request: Request) -> Response:
        return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=86400"})

    return Route(path, serve)


def tell_error(error: Exception) -> bool:
    """A script error becomes a sentence with a number that the log shares; never a traceback."""
    number = uuid.uuid4().hex[:8]
    log.error("script error %s", number, exc_info=error)
    st.error(f"这一页出了差错，其余各页不受影响。请刷新重试；若仍如此，请告知维护者编号 {number}。")
    return True


def routes() -> list[Route]:
    """What the server gives besides Streamlit's own: boundaries, fonts, the icon of the tab."""
    icon = Path(__file__).with_name("favicon.png").read_bytes()
    return [
        *map(_topology_route, TOPOLOGIES),
        *(
            _file_route(f"/fonts/{face.file_name}", face.path.read_bytes(), "font/woff2")
            for face in fonts.FACES
        ),
        _file_route("/favicon.png", icon, "image/png"),
    ]


def middleware() -> list[Middleware]:
    """What every request passes through first."""
    return [Middleware(SecurityHeaders)]
