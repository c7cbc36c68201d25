"""Errors over HTTP: ``application/problem+json`` (RFC 9457), one shape for all of them.

Words come from the catalogue in the reader's language; a fault of ours says so and nothing of its inside.
"""

from __future__ import annotations

import logging
import math
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from evimed.catalogue import Language
from evimed.errors import (
    DocumentError,
    EvimedError,
    InputError,
    ModelError,
    NotFoundError,
    NotPermittedError,
    SignInError,
    StoreError,
)
from evimed.surfaces.http.language import language_of

_log = logging.getLogger("evimed.http")
MEDIA_TYPE = "application/problem+json"
_OF_STATUS = {
    401: "not_signed_in",
    403: "cross_site",
    404: "no_such_page",
    405: "method_not_allowed",
    413: "request_too_large",
    429: "too_many_requests",
}
_STATUS_OF_CODE = {
    "question_too_long": 413,
    "request_too_large": 413,
    "too_many_requests": 429,
    "upload_offset": 409,
    "upload_protocol": 412,
    "upload_media": 415,
    "uploads_too_many": 413,
    "cross_site": 403,
    "sign_in_blocked": 429,
    "host_not_allowed": 421,
    "server_stopping": 503,
    "no_embedder": 501,
}
ShowProblem = Callable[[Request, dict[str, Any]], Response]  # a page that tells a problem


def status_of(error: EvimedError) -> int:
    """The HTTP status that tells what kind of error this is."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    kinds: tuple[tuple[type[EvimedError], int], ...] = (
        (InputError, 400),
        (NotFoundError, 404),
        (NotPermittedError, 403),
        (SignInError, 401),
        (DocumentError, 422),
        (StoreError, 503),
        (ModelError, 503),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), 500)


def problem_json(error: EvimedError, language: Language, instance: str | None = None) -> dict[str, Any]:
    """The members of a problem; ``hint`` says what to do next."""
    return {
        "type": f"urn:evimed:error:{error.code}",
        "title": error.message(language),
        "status": status_of(error),
        "detail": error.hint(language),
        "code": error.code,
        **({"instance": instance} if instance else {}),
    }


def problem_response(error: EvimedError, request: Request) -> Response:
    """A whole response; with the seconds to wait where trying again may help."""
    return _response(problem_json(error, language_of(request), request.url.path), request, error)


def _response(body: dict[str, Any], request: Request, error: EvimedError) -> Response:
    headers: dict[str, str] = {}
    wait = error.values.get("seconds")
    if error.code == "too_many_requests" and isinstance(wait, float | int):
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    elif error.retryable or body["status"] == 503:
        headers["Retry-After"] = "5"
    if body["status"] == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="evimed"'
    show = getattr(request.app.state, "show_problem", None) if "app" in request.scope else None
    if show is not None and _wants_page(request):
        page = cast(ShowProblem, show)(request, body)
        page.headers.update(headers)
        return page
    return JSONResponse(body, status_code=body["status"], media_type=MEDIA_TYPE, headers=headers)


def _wants_page(request: Request) -> bool:
    """Whether a person looks at the response: a browser that goes to a page, not a program or a script."""
    programs = ("/api/", "/v1/", "/metrics", "/healthz", "/readyz", "/mcp")
    return (
        request.headers.get("accept", "").startswith("text/html")
        and not request.url.path.startswith(programs)
        and "hx-request" not in request.headers
    )


async def _of_ours(request: Request, error: Exception) -> Response:
    return problem_response(cast(EvimedError, error), request)


async def _of_validation(request: Request, error: Exception) -> Response:
    faults = cast(Sequence[Mapping[str, Any]], cast(RequestValidationError, error).errors())
    told = [
        {"place": ".".join(str(part) for part in fault["loc"]), "message": str(fault["msg"])}
        for fault in faults
    ]
    first = f"{told[0]['place']}: {told[0]['message']}" if told else ""
    wrong = InputError("request_invalid", detail=first)
    body = problem_json(wrong, language_of(request), request.url.path)
    return _response(body | {"errors": told}, request, wrong)


async def _of_http(request: Request, error: Exception) -> Response:
    fault = cast(HTTPException, error)
    code = _OF_STATUS.get(fault.status_code, "request_invalid")
    made = InputError(code, detail=str(fault.detail)) if code == "request_invalid" else EvimedError(code)
    body = problem_json(made, language_of(request), request.url.path) | {"status": fault.status_code}
    response = _response(body, request, made)
    response.headers.update(fault.headers or {})
    return response


async def _of_fault(request: Request, error: Exception) -> Response:
    """A fault of ours: the log has all of it, the client a number to ask for."""
    number = secrets.token_hex(4)
    _log.error("fault %s at %s", number, request.url.path, exc_info=error)
    ours = EvimedError("internal", kind=type(error).__name__, detail=number)
    return problem_response(ours, request)


def tell_problems(app: FastAPI) -> None:
    """Let ``app`` answer every error as a problem."""
    app.add_exception_handler(EvimedError, cast(Any, _of_ours))
    app.add_exception_handler(RequestValidationError, cast(Any, _of_validation))
    app.add_exception_handler(HTTPException, cast(Any, _of_http))
    app.add_exception_handler(Exception, cast(Any, _of_fault))
