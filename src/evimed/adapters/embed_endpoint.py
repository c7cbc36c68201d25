"""Embeddings from any OpenAI-compatible endpoint (``/v1/embeddings``): vLLM, Ollama, TEI, a cloud."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from json import dumps, loads
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

import numpy as np
from numpy.typing import NDArray

from evimed.errors import ModelError
from evimed.govern.privacy.egress import LOOPBACK, Egress, GuardedHTTP, GuardedHTTPS
from evimed.ports import Vectors

_OK: Final = 200
_BUSY: Final = 429
_SERVER_FAULT: Final = 500
_LONGEST_WAIT_S: Final = 30.0
_SHOWN_BYTES: Final = 200
# Room for a number of 17 digits in JSON, and for what surrounds the numbers.
_BYTES_PER_NUMBER: Final = 40
_BYTES_AROUND: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class EndpointLimits:
    """How much is asked at once, how long is waited, how often is tried again.

    Longer texts than ``characters`` are sent in pieces whose vectors are averaged by length.
    """

    batch: int = 32
    characters: int = 6000
    timeout_s: float = 60.0
    retries: int = 4
    first_wait_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What the model wants in front of a question and of a passage, e.g. ``"query: "`` for the E5 family."""

    query: str = ""
    passage: str = ""


class EndpointEmbedder:
    """Embedder behind an HTTP endpoint. Opens one connection a request; safe in several threads.

    Redirects are refused, so the key never travels to another host. Other refusals (4xx) are final; 429, 5xx
    and broken connections are tried again with growing, jittered waits that honour ``Retry-After``.

    Parameters
    ----------
    url
        Base address, ``http://host:8000/v1``, or the full address that ends in ``/embeddings``.
    model
        Name the endpoint knows the model by.
    dimensions
        Length of its vectors; another length is refused.
    key
        Sent as a bearer token when given.
    egress
        The hosts that may be reached; loopback alone unless more are given.

    Raises
    ------
    ModelError
        ``endpoint_url`` from the constructor; ``endpoint_unreachable``, ``endpoint_refused`` and
        ``endpoint_answer`` (wrong count, wrong size, not a number, zero vector, not JSON) from the calls.
    EgressError
        From the calls: the address may not be reached.
    """

    def __init__(
        self,
        url: str,
        model: str,
        dimensions: int,
        key: str | None = None,
        *,
        prefixes: Prefixes = Prefixes(),
        limits: EndpointLimits = EndpointLimits(),
        egress: Egress = LOOPBACK,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = _address(url)
        self._model = model
        self._dimensions = dimensions
        self._key = key
        self._prefixes = prefixes
        self._limits = limits
        self._egress = egress
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"EndpointEmbedder({self._shown!r}, {self._model!r})"

    @property
    def stamp(self) -> str:
        """Model, size, prefixes and window; not the address, which may change without changing a vector."""
        prefixes = f"{self._prefixes.query}|{self._prefixes.passage}"
        return f"{self._model}/endpoint-{self._dimensions}-{self._limits.characters}-{prefixes}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), dimensions)``, float32, each of length 1."""
        return self._embed([self._prefixes.passage + text for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape ``(dimensions,)``, float32, of length 1."""
        return self._embed([self._prefixes.query + text])[0]

    def _embed(self, texts: list[str]) -> Vectors:
        longest = self._limits.characters
        pieces = [(at, piece) for at, text in enumerate(texts) for piece in _pieces(text, longest)]
        sums = np.zeros((len(texts), self._dimensions), np.float32)
        for start in range(0, len(pieces), self._limits.batch):
            batch = pieces[start : start + self._limits.batch]
            vectors = self._ask([piece for _, piece in batch])
            for (at, piece), vector in zip(batch, vectors, strict=True):
                sums[at] += max(1, len(piece)) * vector
        return self._unit(sums)

    def _ask(self, texts: list[str]) -> NDArray[np.float32]:
        body = dumps({"model": self._model, "input": texts, "encoding_format": "float"}).encode()
        return self._unit(self._read_vectors(self._post(body, len(texts)), len(texts)))

    def _post(self, body: bytes, count: int) -> bytes:
        """The endpoint's answer, after as many attempts as the limits allow."""
        room = count * self._dimensions * _BYTES_PER_NUMBER + _BYTES_AROUND
        for attempt in range(self._limits.retries):
            try:
                return self._post_once(body, room)
            except _PassingError as fault:
                wait = max(self._limits.first_wait_s * 2**attempt, fault.asked_wait_s)
            # Jitter keeps several workers from coming back at the same instant.
            self._sleep(min(wait, _LONGEST_WAIT_S) * random.uniform(0.75, 1.0))  # noqa: S311
        return self._post_once(body, room)

    def _post_once(self, body: bytes, room: int) -> bytes:
        try:
            status, asked_wait_s, answer = self._exchange(body, room)
        except (OSError, HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise _PassingError("endpoint_unreachable", url=self._shown, reason=reason) from error
        if len(answer) > room:
            raise self._unusable(f"more than {room} bytes")
        if status == _OK:
            return answer
        shown = answer[:_SHOWN_BYTES].decode("utf-8", "replace")
        if status == _BUSY or status >= _SERVER_FAULT:
            fault = _PassingError("endpoint_refused", url=self._shown, status=status, reason=shown)
            fault.asked_wait_s = asked_wait_s
            raise fault
        raise ModelError("endpoint_refused", url=self._shown, status=status, reason=shown)

    def _exchange(self, body: bytes, room: int) -> tuple[int, float, bytes]:
        """Status, the wait the endpoint asks for in seconds, and the body up to one byte past ``room``."""
        kind = GuardedHTTPS if self._url.scheme == "https" else GuardedHTTP
        connection = kind(self._url.hostname or "", self._url.port, self._limits.timeout_s, self._egress)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        target = self._url.path + (f"?{self._url.query}" if self._url.query else "")
        try:
            connection.request("POST", target, body, headers)
            response = connection.getresponse()
            answer = response.read(room + 1)
            if response.length and len(answer) <= room:
                raise IncompleteRead(answer, response.length)
            return response.status, _retry_after(response), answer
        finally:
            connection.close()

    def _read_vectors(self, answer: bytes, count: int) -> NDArray[np.float32]:
        """Vectors in the order of the request, whatever the order of the answer."""
        try:
            items = cast("list[dict[str, Any]]", loads(answer)["data"])
            ordered = sorted(items, key=lambda item: int(item["index"]))
            order = [int(item["index"]) for item in ordered]
            vectors = np.array([item["embedding"] for item in ordered], np.float32)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise self._unusable(f"{type(error).__name__}: {error}") from error
        if order != list(range(count)):
            raise self._unusable(f"{len(order)} vectors for {count} texts")
        if vectors.shape != (count, self._dimensions):
            raise self._unusable(f"vectors of {vectors.shape[1:]}, not {self._dimensions}, numbers")
        return vectors

    def _unit(self, vectors: NDArray[np.float32]) -> Vectors:
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise self._unusable("a vector that is zero or holds NaN or infinity")
        return vectors / lengths

    @property
    def _shown(self) -> str:
        # Without the query string, where some gateways take the key.
        return self._url._replace(query="").geturl()

    def _unusable(self, reason: str) -> ModelError:
        return ModelError("endpoint_answer", url=self._shown, reason=reason)


class _PassingError(ModelError):
    """A fault that may be gone at the next attempt."""

    asked_wait_s = 0.0


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ModelError("endpoint_url") from error
    # A name and password in the address would end up in logs: the key has its own place.
    if not usable or parts.username is not None or parts.password is not None:
        raise ModelError("endpoint_url")
    path = parts.path.rstrip("/") or "/v1"
    return parts._replace(path=path if path.endswith("/embeddings") else path + "/embeddings", fragment="")


def _pieces(text: str, characters: int) -> Iterator[str]:
    for start in range(0, max(1, len(text)), characters):
        yield text[start : start + characters]


def _retry_after(response: HTTPResponse) -> float:
    try:
        return float(response.headers.get("Retry-After", "0"))
    except ValueError:  # a date: our own wait will do
        return 0.0
