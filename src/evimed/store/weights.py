"""The document side of BM25, stored with each passage so that an index can order by it."""

from __future__ import annotations

from collections.abc import Sequence

K1 = 1.2
B = 0.75
TERM_LIMIT = 1_000_000_000  # the most dimensions a sparse vector of pgvector can have


def weigh(
    terms: Sequence[int],
    frequencies: Sequence[int],
    length: int,
    average: float,
    *,
    k1: float = K1,
    b: float = B,
) -> str:
    """Weights of the terms of one passage, without idf, as the text of a ``sparsevec``.

    Parameters
    ----------
    terms
        Hashed terms, sorted and unique, ``0 <= term < 1e9``.
    frequencies
        How often each occurs.
    length
        Tokens of the passage.
    average
        Tokens of an average passage of the library, above 0.
    k1, b
        Saturation of the term frequency; influence of the length.

    Notes
    -----
    ``tf / (tf + k1 (1 - b + b length / average))``: the form of Lucene since 8.0, which leaves out the
    constant factor ``k1 + 1``. The inner product with the idf of the query terms is BM25. The same formula
    weighs anew in SQL (``evimed.weights``) when the average has drifted.

    References
    ----------
    Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
    """
    norm = k1 * (1.0 - b + b * length / average)
    written = {tf: f":{tf / (tf + norm):.7g}" for tf in set(frequencies)}  # most occur once or twice
    parts = [f"{term + 1}{written[tf]}" for term, tf in zip(terms, frequencies, strict=True)]
    return "{" + ",".join(parts) + f"}}/{TERM_LIMIT}"
