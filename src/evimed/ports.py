"""Ports: Protocols where two real implementations exist. Each has a suite in ``evimed.testing``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from evimed.errors import EvimedError

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors whose inner product is a similarity.

    Implementations must be safe to call from several threads, must not truncate silently below
    ``max_characters``, and must return rows of Euclidean length 1 ± 1e-3 without NaN.
    """

    @property
    def stamp(self) -> str:
        """Names weights, engine and version; vectors of two stamps are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), dimensions)``."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape ``(dimensions,)``."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as a reader is shown it: under what headings, and what stands before it."""

    heading: str
    before: str
    sentence: str


@runtime_checkable
class Reader(Protocol):
    """Reads a question and a sentence together and says how far the one answers the other.

    An embedder may be one as well. Implementations must be safe to call from several threads.
    """

    def read(self, question: str, shown: Sequence[Shown]) -> Vectors:
        """For each sentence a logit, shape ``(len(shown),)``: above 0, it rather answers."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a guideline as it is compared: what it says, and under what heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement as a comparer has read it.

    ``vector`` lies in the direction of that of another statement that answers the same clinical question.
    ``tokens`` are the comparer's own. ``ways``: shares of for, against, restricting, no position, both (their
    sum is 1).
    """

    vector: Vectors
    tokens: NDArray[np.float16]
    ways: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Logits of how two statements compare.

    ``classes``: they have nothing to do with one another, are near, answer one question alike, differ.
    ``attributes``: in what they would differ, in the order of ``evimed.knowledge.conflicts.meaning``.
    """

    classes: tuple[float, ...]
    attributes: tuple[float, ...]


@runtime_checkable
class Comparer(Protocol):
    """Reads statements of guidelines: which answer one clinical question, and how two of them compare.

    An embedder may be one as well. Implementations must be safe to call from several threads.
    """

    def read_statements(self, statements: Sequence[Statement]) -> list[ReadStatement]:
        """Each statement read by itself."""
        ...

    def compare_statements(self, pairs: Sequence[tuple[ReadStatement, ReadStatement]]) -> list[Compared]:
        """How each two compare."""
        ...


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request to a chat model: instruction and input, without a history."""

    system: str
    user: str
    schema: Mapping[str, object] | None = None  # JSON schema the reply must keep to; None: plain text
    max_tokens: int | None = None  # of the reply; None: as the model is configured


@dataclass(frozen=True, slots=True)
class ChatUsage:
    """What requests took. ``None``: the endpoint did not say, or no price is configured."""

    requests: int = 0  # attempts that failed included
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    currency: str | None = None
    seconds: float = 0.0  # wall clock, waits between attempts included


@dataclass(frozen=True, slots=True)
class ChatReply:
    """What a chat model answered. ``length``: it was cut off at the most tokens allowed."""

    text: str
    usage: ChatUsage
    finish: Literal["stop", "length"] = "stop"


@dataclass(frozen=True, slots=True)
class ChatCard:
    """Which model answers, and how it is asked: all of it may be shown and stored (never a key)."""

    name: str  # as configured
    provider: str
    model: str
    host: str = ""
    parameters: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ChatTrial:
    """What came of trying a chat model out: the way of asking for JSON that works, or why nothing does."""

    structured: Literal["schema", "tool", "text"] | None
    seconds: float
    usage: ChatUsage
    fault: EvimedError | None = None


class ChatModel(Protocol):
    """Answers one request at a time.

    Implementations must be safe to call from several threads, end within their time limit, try again by
    themselves what may pass, and raise ``ModelError`` for everything else. A reply to a request with a schema
    is JSON text; that it keeps to the schema is for the caller to check.
    """

    @property
    def card(self) -> ChatCard:
        """Which model answers, and how it is asked."""
        ...

    def reply(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        """Answer ``request``.

        ``on_text`` is given the whole text so far whenever more of it has come, from another thread perhaps;
        after a failed attempt it starts again. What it raises ends the request and is raised here.
        """
        ...
