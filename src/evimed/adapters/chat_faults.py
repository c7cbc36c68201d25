"""What the failures of the client libraries mean: one ``ModelError``, and whether to try again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import httpx2
from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, ModelTimeoutError

from evimed.errors import EvimedError, ModelError

_SHOWN: Final = 200  # characters of what an endpoint says
_SERVER_FAULT: Final = 500
_PASSING: Final = frozenset({408, 409, 425, 429})


class PassingError(ModelError):
    """A fault that may be gone at the next attempt; ``wait_s`` is what the endpoint asks for."""

    wait_s: float = 0.0


def fault_of(error: BaseException, name: str, seconds: float, key: str | None) -> EvimedError:
    """``error`` as a person can act on it, for the model ``name`` with a time limit of ``seconds``.

    ``key`` is taken out of whatever is quoted from the endpoint: some repeat the key they refuse.
    """
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, EvimedError):  # ours, that a client library has wrapped
            return one
    http = next((one for one in chain if isinstance(one, ModelHTTPError)), None)
    if http is not None:
        return _refused(http, name, key)
    reason = _said(str(chain[-1]) or type(chain[-1]).__name__, key)
    timed_out = any(
        isinstance(one, TimeoutError | ModelTimeoutError | httpx2.TimeoutException) for one in chain
    )
    if timed_out and not any(isinstance(one, httpx2.ConnectTimeout) for one in chain):
        return ModelError("chat_too_slow", name=name, seconds=f"{seconds:g}")
    if any(isinstance(one, httpx2.TransportError | ConnectionError) for one in chain):
        return PassingError("chat_unreachable", name=name, reason=reason)
    for one in chain:
        if isinstance(one, ModelAPIError):  # an error inside an open stream, or a stream that ends too early
            return PassingError("chat_answer", name=name, reason=_said(one.message, key))
    return ModelError("chat_answer", name=name, reason=_said(str(error) or type(error).__name__, key))


def _refused(error: ModelHTTPError, name: str, key: str | None) -> ModelError:
    said = _said(_words(error.body), key)
    if error.status_code in _PASSING or error.status_code >= _SERVER_FAULT:
        fault = PassingError("chat_refused", name=name, status=error.status_code, reason=said)
        fault.wait_s = error.retry_after or 0.0
        return fault
    return ModelError("chat_refused", name=name, status=error.status_code, reason=said)


def _words(body: object) -> str:
    """What the endpoint says, out of the forms in which endpoints say it."""
    if isinstance(body, dict):
        said = cast("dict[str, object]", body)
        for field in ("message", "error", "detail"):
            if said.get(field):
                return _words(said[field])
    return "" if body is None else str(cast("object", body))


def _said(words: str, key: str | None) -> str:
    if key:
        words = words.replace(key, "***")
    return " ".join(words.split())[:_SHOWN] or "—"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
