"""Question to ranked passages, inside a Scope.

Four rankings are merged by reciprocal ranks: BM25 on the question's own words, BM25 on synonyms and words of
the other language, and nearest vectors, Chinese and English apart, since an e5 vector is nearer to anything
in its own language.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evimed.knowledge.bridge import Bridge
from evimed.knowledge.glossary import load_glossary
from evimed.knowledge.tokens import fold, is_stop, language_of, term, tokenise
from evimed.ports import Embedder, Vectors
from evimed.records import Hit, Score
from evimed.retrieve.fuse import fuse
from evimed.store.database import Transaction
from evimed.store.passages import dense, document_frequencies, fetch, lexical, sentence_vectors

_DEPTH = 50  # of each ranking
_BRIDGED = 0.5  # weight of the bridged ranking: a dictionary offers many words, few of them meant
_MOST_BRIDGED = 90  # tokens


@dataclass(frozen=True, slots=True)
class Found:
    """Ranked passages with what later steps measure against."""

    hits: tuple[Hit, ...]
    query: Vectors | None  # vector of the question
    sentences: dict[str, Vectors]  # passage id to the vectors of its sentences


def frequencies(tx: Transaction, library: str, tokens: Sequence[str]) -> dict[str, float]:
    """Inverse passage frequency of each token in ``library``; 0 for one that no passage holds.

    The idf is that of Lucene, ``ln(1 + (N - n + 0.5) / (n + 0.5))``.
    """
    numbers = {token: term(token) for token in tokens}
    total, counts = document_frequencies(tx, library, sorted(set(numbers.values())))
    return {
        token: math.log(1 + (total - n + 0.5) / (n + 0.5)) if (n := counts.get(number, 0)) else 0.0
        for token, number in numbers.items()
    }


def search(
    tx: Transaction,
    library: str,
    text: str,
    *,
    embedder: Embedder | None,
    bridge: Bridge,
    want: int,
    also: str = "",
) -> Found:
    """The best ``want`` passages for ``text``, with the parts of each score.

    ``also`` holds other names of what the question names; passages are found by them too.
    """
    tokens = list(dict.fromkeys(tokenise(text)))
    own = _lexical(tx, library, tokens)
    bridged = _lexical(tx, library, bridged_tokens(text, tokens, bridge))
    rankings: list[tuple[float, Sequence[str]]] = [
        (1.0, [id_ for id_, _ in own]),
        (_BRIDGED, [id_ for id_, _ in bridged]),
    ]
    if also:
        named = list(dict.fromkeys([*tokens, *tokenise(also)]))
        rankings.append((1.0, [id_ for id_, _ in _lexical(tx, library, named)]))
    query: Vectors | None = None
    near: list[tuple[str, float]] = []
    if embedder is not None and text.strip():
        query = embedder.embed_query(text)
        for language in ("zh", "en"):
            part = dense(tx, library, embedder.stamp, query, _DEPTH, language)
            rankings.append((1.0, [id_ for id_, _ in part]))
            near.extend(part)
    fused = fuse(rankings)[:want]
    ids = [id_ for id_, _ in fused]
    vectors = sentence_vectors(tx, library, embedder.stamp, ids) if embedder is not None else {}
    scores = dict(fused)
    hits = tuple(
        Hit(passage, document, _score(passage.id, scores[passage.id], own, near))
        for passage, document in fetch(tx, library, ids)
    )
    return Found(hits, query, vectors)


def bridged_tokens(text: str, tokens: Sequence[str], bridge: Bridge) -> list[str]:
    """Tokens that the words of the question lead to: the other language, and the field's synonyms."""
    if language_of(text) == "zh":
        words = [word for token in tokens for word in bridge.english(token)]
    else:
        plain = [token for token in tokens if token.isascii() and not token[0].isdigit()]
        words = [word for token in plain for word in bridge.chinese(token)]
    words = [form for f in load_glossary().find(fold(text)) for form in f.others] + words
    out = [token for word in words for token in tokenise(word) if not is_stop(fold(token))]
    return list(dict.fromkeys(out))[:_MOST_BRIDGED]


def _lexical(tx: Transaction, library: str, tokens: Sequence[str]) -> list[tuple[str, float]]:
    weights = {token: idf for token, idf in frequencies(tx, library, tokens).items() if idf > 0}
    merged: dict[int, float] = {}
    for token, idf in weights.items():
        merged[term(token)] = idf
    if not merged:
        return []
    return lexical(tx, library, list(merged), list(merged.values()), _DEPTH)


def _score(
    id_: str, fused: float, own: Sequence[tuple[str, float]], near: Sequence[tuple[str, float]]
) -> Score:
    bm25 = next(((rank, score) for rank, (other, score) in enumerate(own, start=1) if other == id_), None)
    ranked = sorted(near, key=lambda pair: -pair[1])
    vector = next(
        ((rank, score) for rank, (other, score) in enumerate(ranked, start=1) if other == id_), None
    )
    return Score(
        fused=fused,
        bm25=bm25[1] if bm25 else None,
        bm25_rank=bm25[0] if bm25 else None,
        dense=float(np.clip(vector[1], -1.0, 1.0)) if vector else None,
        dense_rank=vector[0] if vector else None,
    )
