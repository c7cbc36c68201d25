"""What the reader of adverse effects sees of each word of an English sentence: its features, hashed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from evimed.knowledge.entities.recognise import Mention
from evimed.records import Span

BITS: Final = 18
_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|[^\sA-Za-z0-9]")
# Words that say how a drug and an effect stand to each other, or that a drug was taken.
_CUE = re.compile(
    r"induc|caus|associat|follow|after|develop|due|during|treat|receiv|secondary|result|relat|tox|for|therap"
    r"|with|in|by|from|administr|experienc|report|while|complicat|occur|precipitat|led|lead|on|of|effect"
    r"|reaction|case|patient|efficac|improv|respon|success"
)
_NEAR: Final = 4  # words between that are told one by one


def words_of(text: str) -> list[Span]:
    """Words, numbers and marks."""
    return [match.span() for match in _TOKEN.finditer(text)]


def features(text: str, words: Sequence[Span], mentions: Sequence[Mention]) -> list[list[int]]:
    """Hashed features of each word, ``BITS`` bits, without repetition."""
    low = [text[start:end].lower() for start, end in words]
    shapes = [_shape(text[start:end]) for start, end in words]
    kinds = _kinds(words, mentions)
    cues = list(zip(_cues(low), _cues(low[::-1])[::-1], strict=True))
    drugs = [at for at, kind in enumerate(kinds) if kind.endswith("drug")]
    conditions = [at for at, kind in enumerate(kinds) if kind.endswith("cond")]
    rows: list[list[int]] = []
    for at in range(len(words)):
        told = [*_own(at, low, shapes, kinds), *_around(at, low, kinds)]
        for side, (last, before) in zip("lr", cues[at], strict=True):
            told += [f"c{side}={last}/{kinds[at][:2]}", f"c{side}{side}={before}{last}"]
        told += _toward("d", at, drugs, low)
        told += _toward("c", at, conditions, low)
        rows.append(sorted({zlib.crc32(one.encode()) & ((1 << BITS) - 1) for one in told}))
    return rows


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "N"
    if not word[0].isalnum():
        return "P"
    if word.isupper() and len(word) > 1:
        return "A"
    return "C" if word[0].isupper() else "a"


def _kinds(words: Sequence[Span], mentions: Sequence[Mention]) -> list[str]:
    """Of each word: what the recogniser found there, and whether it begins there."""
    kinds = ["o"] * len(words)
    for mention in mentions:
        inside = [at for at, (start, end) in enumerate(words) if start < mention.end and mention.start < end]
        for number, at in enumerate(inside):
            kinds[at] = ("I" if number else "B") + mention.type[:4]
    return kinds


def _cues(low: Sequence[str]) -> list[tuple[str, str]]:
    """Before each word: the last telling word, and the one before that."""
    found: list[tuple[str, str]] = []
    last, before = "^", "^"
    for word in low:
        found.append((last, before))
        if _CUE.match(word):
            last, before = word[:6], last
    return found


def _at(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else "^" if at < 0 else "$"


def _own(at: int, low: Sequence[str], shapes: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    word = low[at]
    yield from ("b", f"w={word}", f"h={shapes[at]}", f"e={kinds[at]}")
    yield from (f"s{size}={word[-size:]}" for size in (2, 3, 4))
    yield from (f"p{size}={word[:size]}" for size in (3, 4))
    yield f"ee={_at(kinds, at - 1)}{kinds[at]}{_at(kinds, at + 1)}"
    yield from (f"h{step}={_at(shapes, at + step)}" for step in (-1, 1))


def _around(at: int, low: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
    yield from (f"w{step}={_at(low, at + step)}" for step in (-3, -2, -1, 1, 2, 3))
    yield from (f"e{step}={_at(kinds, at + step)}" for step in (-2, -1, 1, 2))
    yield from (f"s{step}={_at(low, at + step)[-3:]}" for step in (-1, 1))
    yield from (f"ww{step}={_at(low, at + step)}_{_at(low, at + step + 1)}" for step in (-2, -1, 0, 1))


def _toward(name: str, at: int, places: Sequence[int], low: Sequence[str]) -> Iterator[str]:
    """How many of a kind stand on either side, and the words up to the nearest."""
    left = [one for one in places if one < at]
    right = [one for one in places if one > at]
    yield f"{name}={min(len(left), 2)}{min(len(right), 2)}"
    if left:
        yield f"{name}<={'_'.join(low[left[-1] + 1 : at]) if at - left[-1] <= _NEAR else 'far'}"
    if right:
        yield f"{name}>={'_'.join(low[at + 1 : right[0]]) if right[0] - at <= _NEAR else 'far'}"
