"""The words of a question for links: their forms in both languages, how much of each a text holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.bridge import Bridge
from evimed.knowledge.glossary import load_glossary
from evimed.knowledge.tokens import fold, is_stop, language_of, tokenise
from evimed.records import Span
from evimed.retrieve.search import frequencies
from evimed.store.database import Transaction

Cover = NDArray[np.float64]

_HAN = re.compile(r"[\u3400-\u9fff]")
_PART: Final = 0.7  # of a word of which only pairs of characters are held
_HELD: Final = 0.5  # from this share on, a word belongs to what a passage describes
# The nouns by which a thing is described instead of named, and what kind of entity they stand for.
_KINDS: Final = (
    ("drug", r"\b(?:drugs?|medicines?|medications?|agents?|treatments?|antibod(?:y|ies)|inhibitors?|blockers?|diuretics?|thiazides?|antidepressants?|anti\w{4,}s?|statins?|vaccines?|supplements?|class)\b|药(?!品?监|师|店|典|企)"),
    ("formula", r"汤方|[丸散汤膏]剂|什么方|哪[首个]方|主方|那首方|所用的?方|的方(?![法式面案])|方名"),
    ("condition", r"\b(?:diseases?|disorders?|syndromes?|illness(?:es)?|infections?)\b|病|证"),
    ("gene", r"\b(?:genes?|enzymes?|proteins?|receptors?|hormones?)\b|基因|蛋白|酶|受体"),
)  # fmt: skip
# A noun with what describes it: "the drug that …", "the diuretic given …", 治…的汤方, 所用的方.
_HEADS_EN: Final = r"(?:drugs?|medicines?|medications?|agents?|treatments?|therap(?:y|ies)|antibod(?:y|ies)|[\w-]*inhibitors?|[\w-]*blockers?|diuretics?|thiazides?|anti[a-z]{4,}s?|statins?|vaccines?|supplements?|class|diseases?|disorders?|syndromes?|conditions?|genes?|enzymes?|proteins?|receptors?|hormones?|pills?)"
_DESCRIBED: Final = re.compile(
    rf"\b(?:the|of|an?|with|by)\b(?: [\w/-]+){{0,5}}? ?\b{_HEADS_EN}(?: (?!is\b|are\b|was\b|were\b|be\b)[a-z]+)?"
    r" (?:(?:to|for|with|against|of|by|in) (?:which|whom|whose)|that|which|whose|who|[a-z]+ed|given|taken|shown|known|chosen)\b"
    r"|[\u4e00-\u9fff\w，、 -]{4,}?(?:的|所用)(?:那[味首种个]?)?(?:汤|丸|散|主|试验|成)?"
    r"(?:方(?![法式面案])|药(?:物(?![相不治代])|(?![物品监师店典企]))|[丸散汤膏]剂|疫苗|疾病|病种)|之药|用什么方|哪[首个]方"
)
_CALLED_AFTER: Final = re.compile(r"命名|方名|得名|为名|一味药|\b(?:called|named) after\b")
_LONGEST: Final = 300  # characters: a longer text is a case or a list, and would be slow to look through
_COMPILED: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question with its other forms, inverse passage frequency and place in the folded text."""

    tokens: tuple[str, ...]  # itself first
    weight: float
    span: Span


def described_kinds(text: str) -> frozenset[str]:
    """Which kinds of entity the question may describe, by the nouns it uses; none: any."""
    folded = fold(text)
    return frozenset(kind for kind, pattern in _COMPILED if pattern.search(folded))


def describes(text: str) -> bool:
    """Whether the question describes a thing by a clause instead of naming it: by its form alone."""
    return len(text) <= _LONGEST and _DESCRIBED.search(fold(text)) is not None


def asks_name(text: str) -> bool:
    """Whether what a thing is called after is asked for, or the one thing it is made of."""
    return _CALLED_AFTER.search(fold(text)) is not None


def question_words(tx: Transaction, library: str, text: str, bridge: Bridge) -> list[Word]:
    """The words that a passage of the library can hold, stop words left out, in their order."""
    folded = fold(text)
    other = bridge.english if language_of(text) == "zh" else bridge.chinese
    spelled = load_glossary().find(folded)
    found: dict[str, tuple[str, ...]] = {}
    for token in tokenise(text):
        if is_stop(fold(token)) or token in found:
            continue
        near = [one for one in spelled if token in tokenise(folded[one.start : one.end])]
        single = [t for one in near for form in one.others if len(own := tokenise(form)) == 1 for t in own]
        found[token] = tuple(dict.fromkeys((token, *single, *other(token))))[:8]
    weights = frequencies(tx, library, sorted({t for forms in found.values() for t in forms}))
    words: list[Word] = []
    at = 0
    for forms in found.values():
        held = [weights[form] for form in forms if weights[form] > 0]
        span = _place(folded, forms[0], at)
        at = span[0]
        if held:
            words.append(Word(forms, weights[forms[0]] or min(held), span))
    return sorted(words, key=lambda word: word.span)


def _place(folded: str, token: str, after: int) -> Span:
    """Where a token (a stem, in English) stands; from ``after`` on where it can be."""
    stem = token if len(token) < 5 or _HAN.search(token) else token[:-1]
    start = folded.find(stem, after)
    start = folded.find(stem) if start < 0 else start
    if start < 0:
        return (after, after)
    end = start + len(stem)
    while end < len(folded) and folded[end].isascii() and folded[end].isalnum():
        end += 1
    return (start, end)


def described(words: Sequence[Word], held: Cover) -> tuple[int, int]:
    """The run of words that a passage holds: what it describes of the question; ``(0, 0)`` if it holds none.

    The run of the greatest sum of weights, those not held counted against it (Kadane).
    """
    best, begin, total, start = 0.0, 0, 0.0, 0
    run = (0, 0)
    for at, (word, share) in enumerate(zip(words, held, strict=True)):
        if total <= 0.0:
            total, begin = 0.0, at
        total += word.weight * (share - _HELD)
        if total > best:
            best, start = total, begin
            run = (start, at + 1)
    return run


def cover(words: Sequence[Word], text: str) -> Cover:
    """How much of each word a text holds, 0 to 1, shape ``(words,)``."""
    tokens, folded = _read(text)
    return np.array([_held(word, tokens, folded) for word in words], dtype=np.float64)


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[frozenset[str], str]:
    return frozenset(tokenise(text)), "".join(fold(text).split())


def _held(word: Word, tokens: frozenset[str], folded: str) -> float:
    own = word.tokens[0]
    if own in tokens or (_HAN.search(own) and own in folded):
        return 1.0
    if any(form in tokens for form in word.tokens[1:]):
        return 0.9
    if _HAN.search(own) and len(own) > 2:
        pairs = [own[at : at + 2] for at in range(len(own) - 1)]
        return _PART * sum(pair in folded for pair in pairs) / len(pairs)
    return 0.0


def name_tokens(name: str) -> list[str]:
    """The tokens by which passages that name a thing are found."""
    return [token for token in dict.fromkeys(tokenise(name)) if not is_stop(fold(token))]
