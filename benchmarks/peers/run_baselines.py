# pyright: basic, reportMissingImports=false
# bm25s and rank_bm25 stand only in the peers' environment.
"""Plain baselines: bm25s, rank_bm25, an exact scan of the vectors. Arguments: see ``exchange.main``."""

from __future__ import annotations

import bm25s
import numpy as np
import Stemmer
from rank_bm25 import BM25Okapi

from peers.exchange import DEPTH, Search, Task, main
from peers.words import words


def bm25s_default(task: Task) -> Search:
    """As in its README: English stop words and the English stemmer."""
    stemmer = Stemmer.Stemmer("english")
    tokens = bm25s.tokenize(task.texts, stopwords="en", stemmer=stemmer, show_progress=False)
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)

    def search(question: str) -> list[str]:
        asked = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        return _found(task, *index.retrieve(asked, k=DEPTH, show_progress=False))

    return search


def bm25s_words(task: Task) -> Search:
    """Given words instead of text."""
    index = bm25s.BM25()
    index.index([words(text) for text in task.texts], show_progress=False)

    def search(question: str) -> list[str]:
        return _found(task, *index.retrieve([words(question)], k=DEPTH, show_progress=False))

    return search


def rank_bm25_default(task: Task) -> Search:
    """As in its README: ``text.split(" ")``."""
    return _rank_bm25(task, lambda text: text.split(" "))


def rank_bm25_words(task: Task) -> Search:
    return _rank_bm25(task, words)


def dense(task: Task) -> Search:
    """Inner product with every vector."""
    vectors = task.vectors.passages(task.texts)
    ids = task.ids

    def search(question: str) -> list[str]:
        scores = vectors @ task.vectors.query(question)
        best = np.argpartition(-scores, DEPTH)[:DEPTH]
        return [ids[place] for place in best[np.argsort(-scores[best])]]

    return search


def _rank_bm25(task: Task, tokens) -> Search:
    index = BM25Okapi([tokens(text) for text in task.texts])
    ids = task.ids

    def search(question: str) -> list[str]:
        scores = index.get_scores(tokens(question))
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [ids[place] for place in best if scores[place] > 0]

    return search


def _found(task: Task, places, scores) -> list[str]:
    ids = task.ids
    return [ids[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]


if __name__ == "__main__":
    main(
        {
            "bm25s": bm25s_default,
            "bm25s words": bm25s_words,
            "rank_bm25": rank_bm25_default,
            "rank_bm25 words": rank_bm25_words,
            "dense": dense,
        }
    )
