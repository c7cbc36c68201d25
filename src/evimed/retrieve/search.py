"""Question to ranked passages, inside a Scope.

Rankings find the candidates: BM25 on the question's own words, BM25 on synonyms and words of the other
language, and nearest vectors, Chinese and English apart, since an e5 vector is nearer to anything in its own
language. Then all candidates are measured alike (``measure``); the weighted sum of the measures ranks them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evimed.knowledge.bridge import Bridge
from evimed.knowledge.glossary import load_glossary
from evimed.knowledge.tokens import fold, is_stop, language_of, term, tokenise
from evimed.ports import Embedder, Vectors
from evimed.records import Hit, Score
from evimed.retrieve.measure import Asked, Rows, combine, measure
from evimed.retrieve.weights import WEIGHTS
from evimed.store.candidates import inner_products, term_counts
from evimed.store.database import Transaction
from evimed.store.passages import (
    average_length,
    dense,
    document_frequencies,
    fetch,
    lexical,
    sentence_vectors,
)

_DEPTH = 50  # of each ranking
_MOST_BRIDGED = 90  # tokens

Ranking = Sequence[tuple[str, float]]  # passage ids with their scores, best first


@dataclass(frozen=True, slots=True)
class Found:
    """Ranked passages with what later steps measure against."""

    hits: tuple[Hit, ...]
    query: Vectors | None  # vector of the question
    sentences: dict[str, Vectors]  # passage id to the vectors of its sentences


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the rankings found, and its measures."""

    ids: tuple[str, ...]
    rows: Rows  # shape (ids, MEASURES)
    own: Ranking  # by the question's own words
    near: Ranking  # by vector, both languages
    query: Vectors | None
    sentences: dict[str, Vectors]


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
    found = candidates(tx, library, text, embedder=embedder, bridge=bridge, also=also)
    fused = dict(zip(found.ids, combine(found.rows, WEIGHTS).tolist(), strict=True))
    ids = sorted(fused, key=lambda id_: (-fused[id_], id_))[:want]
    words, near = _places(found.own), _places(sorted(found.near, key=lambda pair: -pair[1]))
    hits = tuple(
        Hit(passage, document, _score(fused[passage.id], words.get(passage.id), near.get(passage.id)))
        for passage, document in fetch(tx, library, ids)
    )
    sentences = {id_: found.sentences[id_] for id_ in ids if id_ in found.sentences}
    return Found(hits, found.query, sentences)


def candidates(
    tx: Transaction,
    library: str,
    text: str,
    *,
    embedder: Embedder | None,
    bridge: Bridge,
    also: str = "",
) -> Candidates:
    """All that any ranking finds, at most some 250 passages, each with every measure."""
    asked = _asked(tx, library, text, bridge, also)
    own = _lexical(tx, library, asked.own)
    rankings: list[Ranking] = [own, _lexical(tx, library, asked.others)]
    if asked.named:
        rankings.append(_lexical(tx, library, {**asked.own, **asked.named}))
    query: Vectors | None = None
    near: list[tuple[str, float]] = []
    if embedder is not None and text.strip():
        query = embedder.embed_query(text)
        for language in ("zh", "en"):
            near.extend(dense(tx, library, embedder.stamp, query, _DEPTH, language))
    rankings.append(near)
    ids = list(dict.fromkeys(id_ for ranking in rankings for id_, _ in ranking))
    terms = term_counts(tx, library, ids, sorted({*asked.own, *asked.others, *asked.named}))
    ids = [id_ for id_ in ids if id_ in terms]  # one may be deleted in between
    products: dict[str, float] = {}
    sentences: dict[str, Vectors] = {}
    if embedder is not None and query is not None:
        products = inner_products(tx, library, embedder.stamp, query, ids)
        sentences = sentence_vectors(tx, library, embedder.stamp, ids)
    rows = measure(asked, ids, terms, average_length(tx, library), products, sentences, query)
    return Candidates(tuple(ids), rows, own, near, query, sentences)


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


def _asked(tx: Transaction, library: str, text: str, bridge: Bridge, also: str) -> Asked:
    tokens = list(dict.fromkeys(tokenise(text)))
    bridged = bridged_tokens(text, tokens, bridge)
    named = [token for token in dict.fromkeys(tokenise(also)) if token not in tokens]
    weights = frequencies(tx, library, [*tokens, *bridged, *named])

    def known(some: Sequence[str]) -> dict[int, float]:
        return {term(token): weights[token] for token in some if weights[token] > 0}

    return Asked(language_of(text), known(tokens), known(bridged), known(named))


def _lexical(tx: Transaction, library: str, weights: Mapping[int, float]) -> Ranking:
    return lexical(tx, library, list(weights), list(weights.values()), _DEPTH) if weights else []


def _places(ranking: Ranking) -> dict[str, tuple[int, float]]:
    """Place, from 1, and score of each passage."""
    return {id_: (place, score) for place, (id_, score) in enumerate(ranking, start=1)}


def _score(fused: float, words: tuple[int, float] | None, near: tuple[int, float] | None) -> Score:
    return Score(
        fused=fused,
        bm25=words[1] if words else None,
        bm25_rank=words[0] if words else None,
        dense=float(np.clip(near[1], -1.0, 1.0)) if near else None,
        dense_rank=near[0] if near else None,
    )
