"""A library of any size from a seed: skewed words of both languages, permission classes, vectors.

Words follow Zipf's law over 200,000 of them, half Chinese; a passage has 110 tokens on average. A hundredth
of the documents is in class 1 (what the narrow Scope sees), 89 hundredths in classes 2 to 10 (with class 1
what the wide Scope sees), the rest in class 11, which neither sees. Vectors lie around 2,000 centres, as
those of texts do around topics.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.tokens import term
from evimed.records import Document, Locator, Passage, Scope, Sentence
from evimed.store.documents import IndexedPassage, NewDocument

LIBRARY: Final = "scale"
STAMP: Final = "made/1"
EMBEDDER: Final = "made-vectors/1"
DIMENSIONS: Final = 384
PER_DOCUMENT: Final = 20
NARROW: Final = Scope(tenant="local", user="bench", classes=frozenset({1}))
WIDE: Final = Scope(tenant="local", user="bench", classes=frozenset(range(1, 11)))
ALL: Final = Scope(tenant="local", user="bench", classes=frozenset(range(1, 12)))
_WORDS: Final = 200_000
_CENTRES: Final = 2_000
_SENTENCES: Final = 3
_TOPICAL: Final = (
    0.6  # of a document's words come from a few: 20 passages have 1,000 of them, as real ones do
)
_TOPIC_WORDS: Final = 300
_SYLLABLES: Final = [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"]


@dataclass(frozen=True)
class Corpus:
    """``passages`` passages, in documents of twenty."""

    passages: int
    seed: int = 7

    @property
    def documents(self) -> int:
        return -(-self.passages // PER_DOCUMENT)

    @cached_property
    def words(self) -> list[str]:
        return [_word(rank) for rank in range(_WORDS)]

    @cached_property
    def terms(self) -> NDArray[np.int64]:
        """The term of each word, by rank."""
        return np.array([term(word) for word in self.words], dtype=np.int64)

    @cached_property
    def _cumulative(self) -> NDArray[np.float64]:
        weights = 1.0 / (np.arange(_WORDS) + 8.0)  # Mandelbrot's form: function words are left out
        return np.cumsum(weights / weights.sum())

    def ranks(self, document: int) -> list[NDArray[np.int64]]:
        """The words of each passage of a document, as ranks."""
        rng = np.random.default_rng((self.seed, document))
        count = min(PER_DOCUMENT, self.passages - document * PER_DOCUMENT)
        lengths = np.clip(rng.lognormal(4.65, 0.35, count).astype(int), 20, 400)
        drawn = np.minimum(np.searchsorted(self._cumulative, rng.random(int(lengths.sum()))), _WORDS - 1)
        topical = rng.random(drawn.size) < _TOPICAL
        drawn[topical] = drawn[:_TOPIC_WORDS][
            rng.integers(0, _TOPIC_WORDS, int(topical.sum())) % min(drawn.size, _TOPIC_WORDS)
        ]
        return np.split(drawn, np.cumsum(lengths)[:-1])

    def document(self, number: int) -> NewDocument:
        """Document ``number`` with its passages, ready for the store."""
        identity = f"d{number:012x}"
        passages = tuple(
            self._passage(identity, ordinal, ranks) for ordinal, ranks in enumerate(self.ranks(number))
        )
        text = "\n".join(item.passage.text for item in passages)
        document = Document(
            id=identity,
            library=LIBRARY,
            title=f"Document {number}",
            source=f"/made/{number}.txt",
            kind="article",
            language="zh",
            sha256=f"{number:064x}",
            size=len(text),
            mime="text/plain",
            stamp=STAMP,
            characters=len(text),
        )
        return NewDocument(document, text, passages, class_of(number))

    def every(self, start: int = 0, step: int = 1) -> Iterator[NewDocument]:
        return (self.document(number) for number in range(start, self.documents, step))

    def _passage(self, identity: str, ordinal: int, ranks: NDArray[np.int64]) -> IndexedPassage:
        places: list[int] = ranks.tolist()
        words = [self.words[rank] for rank in places]
        step = -(-len(words) // _SENTENCES)
        parts = [" ".join(words[at : at + step]) for at in range(0, len(words), step)]
        starts = np.cumsum([0, *(len(part) + 1 for part in parts)]).tolist()
        sentences = tuple(
            Sentence(part, Locator((start, start + len(part)), page=1, box=(72.0, 90.0, 523.0, 140.0)))
            for part, start in zip(parts, starts, strict=False)
        )
        text = " ".join(parts)
        passage = Passage(
            id=f"{identity}:{ordinal}",
            document_id=identity,
            ordinal=ordinal,
            section=("1", "1.2 made"),
            text=text,
            chars=(0, len(text)),
            sentences=sentences,
            language="zh" if ordinal % 2 else "en",
        )
        terms, counts = np.unique(self.terms[ranks], return_counts=True)
        return IndexedPassage(passage, tuple(terms.tolist()), tuple(counts.tolist()), len(words))

    def vectors(self, document: int) -> NDArray[np.float32]:
        """Unit vectors of the passages of a document."""
        rng = np.random.default_rng((self.seed, 1, document))
        count = min(PER_DOCUMENT, self.passages - document * PER_DOCUMENT)
        around = self._centres[rng.integers(0, _CENTRES, count)]
        return _unit(around + rng.normal(scale=0.7, size=(count, DIMENSIONS)))

    @cached_property
    def _centres(self) -> NDArray[np.float64]:
        return np.random.default_rng((self.seed, 2)).normal(size=(_CENTRES, DIMENSIONS))

    def query_vectors(self, count: int) -> NDArray[np.float32]:
        rng = np.random.default_rng((self.seed, 3))
        around = self._centres[rng.integers(0, _CENTRES, count)]
        return _unit(around + rng.normal(scale=0.7, size=(count, DIMENSIONS)))

    def query_ranks(self, count: int, words: tuple[int, int] = (4, 11)) -> list[list[int]]:
        """Questions of four to ten words, common and rare, as language mixes them; or of another length."""
        rng = np.random.default_rng((self.seed, 4))
        drawn = [np.searchsorted(self._cumulative, rng.random(rng.integers(*words))) for _ in range(count)]
        return [sorted(set(np.minimum(ranks, _WORDS - 1).tolist())) for ranks in drawn]

    def common_ranks(self, count: int) -> list[list[int]]:
        """Questions of eight of the sixty most frequent words: nothing rare to begin with."""
        rng = np.random.default_rng((self.seed, 5))
        return [sorted(rng.choice(60, 8, replace=False).tolist()) for _ in range(count)]

    def questions(self, count: int) -> list[str]:
        """The questions of ``query_ranks`` as text."""
        return [" ".join(self.words[rank] for rank in ranks) for ranks in self.query_ranks(count)]


def class_of(document: int) -> int:
    """Permission class of a document: 1 for 1 %, 2 to 10 for 89 %, 11 for 10 %."""
    place = document % 100
    return 1 if place == 0 else 11 if place >= 90 else 2 + place % 9


def _word(rank: int) -> str:
    if rank % 2:
        return chr(0x4E00 + rank % 19_997) + chr(0x4E00 + (rank * 31 + rank // 19_997 * 977) % 19_997)
    base, rest = len(_SYLLABLES), rank + 80
    parts: list[str] = []
    while rest:
        rest, at = divmod(rest, base)
        parts.append(_SYLLABLES[at])
    return "".join(parts)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
