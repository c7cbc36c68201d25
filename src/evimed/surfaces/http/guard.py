"""What stands before every route: host names, cross-site requests, sizes, headers, figures. Plain ASGI.

A page of another site must not be able to use a server on this machine: requests for unknown host names are
refused (DNS rebinding), writes that a browser sends from another origin are refused (CSRF, by ``Origin`` and
``Sec-Fetch-Site``), and nothing may be framed. Pages carry a token besides (``forms.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evimed.errors import EvimedError, InputError
from evimed.surfaces.http.admission import Admission, is_question, turns_for
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.problems import problem_response
from evimed.surfaces.http.telemetry import end_request, request_span

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LARGEST_BODY = 2 << 20  # bytes, of anything but an upload


class Guard:
    """Refuses what must not reach a route, and adds headers to what leaves."""

    def __init__(self, app: ASGIApp, desk: Desk, *, names: Iterable[str] = ()) -> None:
        self._app = app
        self._desk = desk
        self._admission = Admission(turns_for(desk.serving.workers))
        self._names = frozenset((*_LOOPBACK, *names, desk.serving.host, *desk.serving.names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request_span(scope["method"]) as span:
            await self._answered(scope, receive, send, span)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, span: Span) -> None:
        began = time.perf_counter()
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                _add_headers(headers, scope["path"])
                if self._desk.serving.https:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await problem_response(refusal, Request(scope))(scope, receive, sent)
            else:
                limit = self._desk.serving.upload_bytes if _is_upload(scope) else _LARGEST_BODY
                asks = is_question(scope["method"], scope["path"]) and not self._desk.writes()
                async with self._admission.turn(wanted=asks):
                    await self._app(scope, _counted(receive, limit), sent)
        finally:
            self._desk.metrics.request(scope["method"], _route(scope), status, time.perf_counter() - began)
            end_request(span, scope["method"], _route(scope), status)

    def _refusal(self, scope: Scope) -> EvimedError | None:
        headers = Headers(scope=scope)
        host = _host(headers.get("host", ""))
        if host not in self._names:
            return InputError("host_not_allowed", host=host[:100])
        if scope["method"] not in _SAFE and not _same_site(headers):
            return InputError("cross_site")
        length = headers.get("content-length", "")
        limit = self._desk.serving.upload_bytes if _is_upload(scope) else _LARGEST_BODY
        if length and (not length.isdigit() or int(length) > limit):
            return InputError("request_too_large", limit=limit)
        if self._desk.stopping.is_set() and not scope["path"].startswith("/static/"):
            return EvimedError("server_stopping")
        return None


def _same_site(headers: Headers) -> bool:
    """Whether a browser sent this from a page of ours; programs say nothing of it and are let through."""
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc == headers.get("host", "")


def _host(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _is_upload(scope: Scope) -> bool:
    method, path = scope["method"], scope["path"]
    return (method == "POST" and path.endswith(("/documents", "/uploads"))) or (
        method == "PATCH" and path.startswith("/api/v1/uploads/")
    )


def _counted(receive: Receive, limit: int) -> Receive:
    """``receive`` that ends a body longer than it said it would be."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise InputError("request_too_large", limit=limit)
        return message

    return counted


def _route(scope: MutableMapping[str, Any]) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", "other"))


def _add_headers(headers: MutableHeaders, path: str) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
