"""The document side of BM25, stored with each passage so that an index can order by it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evimed.store.arrays import AnyArray, header

K1 = 1.2
B = 0.75
TERM_LIMIT = 1_000_000_000  # the most dimensions a sparse vector of pgvector can have
_WORDS_BEFORE = (
    4  # of 32 bits, before the dimensions of a vector: its bytes, most dimensions, how many, unused
)


def weigh(
    frequencies: NDArray[np.int64],
    lengths: NDArray[np.int64],
    average: float,
    *,
    k1: float = K1,
    b: float = B,
) -> NDArray[np.float32]:
    """Weights of terms, without idf.

    Parameters
    ----------
    frequencies
        How often each term occurs in its passage.
    lengths
        Tokens of that passage; the same shape.
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
    norm = k1 * (1.0 - b + b * lengths / average)
    return (frequencies / (frequencies + norm)).astype(np.float32)


def weight_vectors(
    terms: NDArray[np.int64], weights: NDArray[np.float32], sizes: NDArray[np.int64], element_type: int
) -> AnyArray:
    """A ``sparsevec[]``, one vector a passage, in the binary form of pgvector's ``sparsevec_recv``.

    Parameters
    ----------
    terms, weights
        Of all passages, one after another; terms ascend within a passage.
    sizes
        How many terms each passage has.
    element_type
        Oid of ``sparsevec`` in this database.
    """
    words = np.empty(int((_WORDS_BEFORE + 2 * sizes).sum()), ">i4")
    ends = np.cumsum(_WORDS_BEFORE + 2 * sizes)
    starts = ends - 2 * sizes  # of the dimensions; the weights follow
    words[starts - 4] = 4 * (3 + 2 * sizes)
    words[starts - 3] = TERM_LIMIT
    words[starts - 2] = sizes
    words[starts - 1] = 0
    inside = np.arange(len(terms)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = np.repeat(starts, sizes) + inside
    words[places] = terms
    words[places + np.repeat(sizes, sizes)] = weights.view(np.int32)
    return AnyArray(header(element_type, len(sizes)) + words.tobytes())
