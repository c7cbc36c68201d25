"""Fitted weights of the measures, written by ``python -m quality.fit`` in ``benchmarks/``."""

from __future__ import annotations

WEIGHTS = {
    "words": 0.55,
    "rarest": 0.35,
    "other_words": 0.1,
    "across": 0.8,
    "passage": 0.5,
    "sentence": 0.3,
}
