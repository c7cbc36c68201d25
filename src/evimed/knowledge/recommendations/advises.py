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

from evimed.knowledge.recommendations.directions import Direction, direction_of

SIZE: Final = 1 << 15  # features, by hash
WAYS: Final = ("for", "against", "restricting", "no position", "both")
_TOKEN: Final = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u4e00-\u9fff]|[≥≤<>%|?？:：]")
_BULLET: Final = re.compile(r"^\s*(?:[-•*–]|\(?[a-z]?\d{1,2}(?:\.\d+)*[a-z]?[.)、:])\s*", re.IGNORECASE)
_LENGTHS: Final = (4, 8, 14, 22, 34, 60)  # words
_HEADING: Final = 6  # words of a heading, from its end
# In a sentence that advises, which way. "No more than two" limits and does not forbid.
_AGAINST: Final = re.compile(
    r"^\W*(?:do not|never|avoid|no\b(?! (?:more|less|later|fewer|earlier))|not\b|stop|omit|withhold|without)"
    r"|\b(?:not|never|cannot)\b(?! (?:only|more|less|later|exceed|yet|respond|tolerat|improv|known|have"
    r"|previously|reached|controlled|met|at goal|on |taking|pregnant))|\bunnecessary\b"
    r"|\bneed(?:s)? no\b|\bno (?:role|place|reason|need|benefit)"
    r"|\bmay be (?:omitted|withheld|dispensed)|\b(?:omitted|withheld|avoided|dispensed with|discouraged)\b"
    r"|无需|不必|不宜|勿|避免|停用|不用|不应|不常规|不再|没有必要|免于",
    re.IGNORECASE,
)

Floats = NDArray[np.float32]


def advises(sentence: str, heading: str) -> float:
    """Log odds that ``sentence`` under ``heading`` is advice of the document that holds it."""
    weights = _held()["weights"]
    return float(sum(weights[at] for at in set(features_of(sentence, heading))) + weights[SIZE])


def ways_of(sentence: str, heading: str) -> Floats:
    """Shares of the ways that a statement may go, in the order of :data:`WAYS`, shape ``(5,)``."""
    held = _held()["ways"]
    places = [*set(features_of(sentence, heading)), SIZE]
    powers = 1 / (1 + np.exp(-held[:, places].sum(axis=1)))
    return np.asarray(powers / powers.sum(), np.float32)


def way_of(sentence: str) -> Direction:
    """Which way a sentence advises that is known to."""
    return direction_of(sentence) or ("against" if _AGAINST.search(sentence) else "for")


def features_of(sentence: str, heading: str) -> Iterator[int]:
    """Places of its features among :data:`SIZE`."""
    for name in _names(sentence, heading):
        yield zlib.crc32(name.encode()) % SIZE


def _names(sentence: str, heading: str) -> Iterator[str]:
    text = sentence.lower()
    words = ["#" if token[0].isdigit() else token for token in _TOKEN.findall(_BULLET.sub("", text))]
    yield f"length {sum(len(words) > most for most in _LENGTHS)}"
    yield f"way {direction_of(sentence)}"
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
def _held() -> Mapping[str, Floats]:
    with (files("evimed.knowledge.recommendations") / "advises.npz").open("rb") as file:
        held = np.load(file, allow_pickle=False)
        return {name: held[name].astype(np.float32) for name in held.files}
