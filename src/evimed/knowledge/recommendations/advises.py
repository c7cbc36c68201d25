"""Whether a sentence advises and which way, where no word of advice tells it.

"Every 12 months once two results are normal." advises.

A linear classifier over words, pairs of words and the heading, in both languages (``advises.npz``, made by
``scripts/fit_advises.py`` from marked guidelines). It adds to the grammar of advice, it does not replace it:
what it finds is compared with other guidelines, and not listed as a graded recommendation.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.recommendations.directions import Direction, direction_of, way_of

SIZE: Final = 1 << 15  # features, by hash
WAYS: Final = ("for", "against", "restricting", "no position", "both")
_TOKEN: Final = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u4e00-\u9fff]|[≥≤<>%|?？:：]")
_BULLET: Final = re.compile(r"^\s*(?:[-•*–]|\(?[a-z]?\d{1,2}(?:\.\d+)*[a-z]?[.)、:])\s*", re.IGNORECASE)
_LENGTHS: Final = (4, 8, 14, 22, 34, 60)  # words
_HEADING: Final = 6  # words of a heading, from its end
Floats = NDArray[np.float32]


def advises(sentence: str, heading: str) -> float:
    """Log odds that ``sentence`` under ``heading`` is advice of the document that holds it."""
    weights = learnt()["weights"]
    return float(sum(weights[at] for at in set(features_of(sentence, heading))) + weights[SIZE])


def ways_of(sentence: str, heading: str) -> Floats:
    """Shares of the ways that a statement may go, in the order of :data:`WAYS`, shape ``(5,)``."""
    held = learnt()["ways"]
    places = [*set(features_of(sentence, heading)), SIZE]
    powers = 1 / (1 + np.exp(-np.clip(held[:, places].sum(axis=1), -30, 30)))
    return np.asarray(powers / powers.sum(), np.float32)


def told_way(sentence: str, heading: str) -> Direction:
    """Which way a sentence goes that is known to advise: its grammar, unless its words speak against it."""
    held = learnt()["ways"]
    places = [*set(features_of(sentence, heading)), SIZE]
    scores = dict(zip(WAYS, map(float, held[:, places].sum(axis=1)), strict=True))
    grammar = direction_of(sentence)
    if grammar in ("neutral", "insufficient"):
        return grammar
    if max(scores, key=lambda way: scores[way]) == "no position":
        return "insufficient"
    against = scores["against"] - scores["for"]
    return "against" if against > (_SEEMS if way_of(sentence) == "against" else _IS) else "for"


_SEEMS: Final = -2.5  # log odds of "against" to "for" from which a negation is believed
_IS: Final = 0.5  # and from which none is needed


def features_of(sentence: str, heading: str) -> Iterator[int]:
    """Places of its features among :data:`SIZE`."""
    for name in _names(sentence, heading):
        yield zlib.crc32(name.encode()) % SIZE


def _names(sentence: str, heading: str) -> Iterator[str]:
    text = sentence.lower()
    words = ["#" if token[0].isdigit() else token for token in _TOKEN.findall(_BULLET.sub("", text))]
    yield f"length {sum(len(words) > most for most in _LENGTHS)}"
    yield f"way {direction_of(sentence)}"
    yield f"goes {way_of(sentence)}"
    yield f"bullet {_BULLET.match(text) is not None}"
    yield f"ends {text.rstrip()[-1:] if text.rstrip()[-1:] in '.。:：?？;；)|' else ''}"
    padded = ["^", *words, "$"]
    yield from words
    for first, second in pairwise(padded):
        yield f"{first} {second}"
    yield "begins " + " ".join(words[:3])
    for word in _TOKEN.findall(heading.lower())[-_HEADING:]:
        yield f"under {word}"


@cache
def learnt() -> Mapping[str, Floats]:
    """What was learnt, by name: ``weights``, shape ``(SIZE + 1,)``, and ``ways``, shape ``(5, SIZE + 1)``."""
    with (files("evimed.knowledge.recommendations") / "advises.npz").open("rb") as file:
        held = np.load(file, allow_pickle=False)
        return {name: held[name].astype(np.float32) for name in held.files}
