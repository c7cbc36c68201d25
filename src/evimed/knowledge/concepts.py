"""Text as concepts: what the glossary names in either language is one thing, the rest are stems.

收缩压, "systolic blood pressure" and, where a document defines it, "SBP" become the same feature.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from evimed.knowledge.tokens import fold, is_stop, tokenise

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-zα-ω][a-z0-9α-ω]*(?:['’-][a-z0-9]+)*|[\u3400-\u9fff]+|\d+(?:\.\d+)?[a-z%/]*")
_LONGEST_WORDS = 5
_LONGEST_HAN = 12


@dataclass(frozen=True, slots=True)
class Concepts:
    """Forms of the glossary: Chinese by their characters, English by their stems, each with its concept."""

    chinese: Mapping[str, str]
    english: Mapping[tuple[str, ...], str]
    several: Mapping[str, frozenset[str]]  # all concepts of a Chinese form


@cache
def load_concepts() -> Concepts:
    """The concepts of ``glossary.tsv``. A form of several stands for that which names it earliest."""
    chinese: dict[str, tuple[int, str]] = {}
    english: dict[tuple[str, ...], tuple[int, str]] = {}
    several: dict[str, frozenset[str]] = {}
    raw = resources.files("evimed.knowledge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(raw.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        for side in line.split("\t"):
            for place, form in enumerate(re.split("[;；]", side)):
                folded, named = fold(form.strip()), (place, f"#{number}")
                stems = _stems(folded)
                if _HAN.search(folded):
                    several[folded] = several.get(folded, frozenset()) | {named[1]}
                    chinese[folded] = min(chinese.get(folded, named), named, key=_place)
                elif stems:
                    english[stems] = min(english.get(stems, named), named, key=_place)
    return Concepts(
        {form: concept for form, (_, concept) in chinese.items()},
        {form: concept for form, (_, concept) in english.items()},
        several,
    )


def _place(named: tuple[int, str]) -> int:
    return named[0]


def features(text: str, abbreviations: Mapping[str, str] | None = None) -> list[str]:
    """Concepts and stems of ``text`` in order; function words left out.

    ``abbreviations``: long forms by the short forms of the document (``entities/abbreviations.py``).
    """
    if abbreviations:
        text = _expand(text, abbreviations)
    known = load_concepts()
    words = _WORD.findall(fold(text))
    found: list[str] = []
    at = 0
    while at < len(words):
        if _HAN.match(words[at]):
            found += _han(words[at], known)
            at += 1
            continue
        length, feature = _english(words, at, known)
        if feature is not None:
            found.append(feature)
        elif not is_stop(words[at]):
            found += [stem for stem in _stems(words[at]) if not is_stop(stem)][:1]
        at += length
    return found


def nested_features(text: str, abbreviations: Mapping[str, str] | None = None) -> set[str]:
    """All concepts of ``text``, also those inside others: a title on 老年高血压 is one on 高血压."""
    if abbreviations:
        text = _expand(text, abbreviations)
    known = load_concepts()
    found = set(features(text))
    words = _WORD.findall(fold(text))
    for at, word in enumerate(words):
        if _HAN.match(word):
            parts = (
                word[a:b]
                for a in range(len(word))
                for b in range(a + 2, min(len(word), a + _LONGEST_HAN) + 1)
            )
            found |= {concept for part in parts for concept in known.several.get(part, ())}
        else:
            runs = (words[at : at + n] for n in range(1, _LONGEST_WORDS + 1))
            found |= {
                feature
                for run in runs
                if not is_stop(run[0]) and (feature := known.english.get(_stems(" ".join(run)))) is not None
            }
    return found


def _english(words: list[str], at: int, known: Concepts) -> tuple[int, str | None]:
    for length in range(min(_LONGEST_WORDS, len(words) - at), 0, -1):
        some = words[at : at + length]
        if any(_HAN.match(word) for word in some):
            continue
        feature = known.english.get(_stems(" ".join(some)))
        if feature is not None and not (length == 1 and is_stop(some[0])):
            return length, feature
    return 1, None


def _han(run: str, known: Concepts) -> list[str]:
    found: list[str] = []
    at = 0
    rest = ""
    while at < len(run):
        for length in range(min(_LONGEST_HAN, len(run) - at), 1, -1):
            feature = known.chinese.get(run[at : at + length])
            if feature is not None:
                found += [*_words(rest), feature]
                rest = ""
                at += length
                break
        else:
            rest += run[at]
            at += 1
    return found + _words(rest)


def _words(rest: str) -> list[str]:
    return [token for token in tokenise(rest) if len(token) > 1] if rest else []


@cache
def _stems(text: str) -> tuple[str, ...]:
    return tuple(tokenise(text))


def _expand(text: str, abbreviations: Mapping[str, str]) -> str:
    for short, long in abbreviations.items():
        if short in text:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(short)}s?(?![A-Za-z])", f" {long} ", text)
    return text
