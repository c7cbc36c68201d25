"""Forms of a browser: each page carries a token that only a page of ours can know (CSRF).

The token follows from a random cookie that scripts cannot read and other sites cannot send. The guard has
compared ``Origin`` before (``http/guard.py``); this is the second of two locks.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from evimed.errors import InputError
from evimed.surfaces.http.identity import desk_of

COOKIE = "evimed_browser"
HEADER = "X-CSRF-Token"
FIELD = "csrf"
_KEY = re.compile(r"[A-Za-z0-9_-]{32,64}")
_YEAR = 365 * 24 * 3600


def browser_key(request: Request) -> str:
    """The random key of this browser; a new one where the cookie is missing or not one of ours."""
    known = request.cookies.get(COOKIE, "")
    return known if _KEY.fullmatch(known) else secrets.token_urlsafe(32)


def token_of(key: str) -> str:
    """The token that pages given to this browser carry."""
    return hmac.new(key.encode(), b"evimed form", hashlib.sha256).hexdigest()


def remember(response: Response, request: Request, key: str) -> None:
    """Give the browser its key."""
    if request.cookies.get(COOKIE) != key:
        response.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=is_https(request), path="/")


def new_key(response: Response, request: Request) -> None:
    """Another key: whoever signs in or out begins anew, with nothing that was known before."""
    key = secrets.token_urlsafe(32)
    response.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=is_https(request), path="/")


def is_https(request: Request) -> bool:
    """Whether the browser reaches this server by HTTPS: cookies then never go by anything else."""
    return desk_of(request).serving.https or request.url.scheme == "https"


def choose(response: Response, request: Request, cookie: str, value: str) -> None:
    """Remember a choice of the reader (language, theme) for a year."""
    response.set_cookie(cookie, value, max_age=_YEAR, httponly=True, samesite="lax", secure=is_https(request))


async def checked_form(request: Request) -> None:
    """Refuse a write that does not carry the token of its browser.

    Raises
    ------
    InputError
        ``cross_site``.
    """
    key = request.cookies.get(COOKIE, "")
    given = request.headers.get(HEADER) or ""
    if not given and "form" in request.headers.get("content-type", ""):
        given = str((await request.form()).get(FIELD) or "")
    if not key or not hmac.compare_digest(given.encode(), token_of(key).encode()):
        raise InputError("cross_site")


def safe_next(target: str | None) -> str:
    """Where to go after a choice: a path of this server, never another site."""
    if target and re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", target):
        return target
    return "/"
