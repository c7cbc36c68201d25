"""Abbreviations that a document defines, in English and Chinese.

English: the algorithm of Schwartz and Hearst. Chinese: the words before a bracket, and what 以下简称, 简称 or
英文缩写 introduce.

References
----------
A. S. Schwartz, M. A. Hearst: A simple algorithm for identifying abbreviation definitions in biomedical text.
Pacific Symposium on Biocomputing 8 (2003), 451–462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKET = re.compile(r"[(（]([^()（）\n]{2,80})[)）]")
_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9αβγκ/+.\-–]*(?: [A-Za-z0-9\-]+)?$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ASIDE = re.compile(r"\s*(?:[;,；，:：]|\bor\b|\bsee\b).*$")
_CUE = re.compile(
    r"^(?:以下)?(?:简称|英文缩写|缩写为|又称|又名|下称)[为是：: ]*[“\"]?([^”\"，,]{2,20})[”\"]?$"
)
_CHINESE_LONG = re.compile(r"[\u3400-\u9fffA-Za-z0-9αβγ\-·]{2,24}$")
_LONGEST = 10  # characters of a short form


def find_abbreviations(text: str) -> dict[str, str]:
    """Short forms defined in ``text`` with their long forms; of two definitions the first counts."""
    found: dict[str, str] = {}
    for short, long in _candidates(text):
        found.setdefault(short, long)
    return found


def _candidates(text: str) -> Iterator[tuple[str, str]]:
    for match in _BRACKET.finditer(text):
        inside = match[1].strip()
        before = text[max(0, match.start() - 200) : match.start()].rstrip()
        if cue := _CUE.match(inside):
            if long := _CHINESE_LONG.search(before):
                yield cue[1].strip(), long[0]
            continue
        english = _ASIDE.sub("", inside).strip()
        if _is_short(english):
            if _HAN.search(before[-1:]):
                if long := _CHINESE_LONG.search(before):
                    yield english, long[0]
            elif long_form := best_long_form(english, _window(before, english)):
                yield english, long_form
        else:  # MTX (methotrexate sodium): the other way round
            short = re.search(r"(\S+)$", before)
            long_form = best_long_form(short[1], inside) if short and _is_short(short[1]) else None
            if short and long_form and len(inside.split()) > 1:
                yield short[1], long_form


def _is_short(words: str) -> bool:
    return (
        2 <= len(words) <= _LONGEST
        and len(words.split()) <= 2
        and bool(_SHORT.match(words))
        and any(character.isalpha() for character in words)
        and any(character.isupper() for character in words)
    )


def _window(before: str, short: str) -> str:
    """The words a long form may take: at most min(|A| + 5, 2 |A|) of the same sentence."""
    sentence = re.split(r"[.;:!?。；！？]\s", before)[-1]
    return " ".join(sentence.split()[-min(len(short) + 5, 2 * len(short)) :])


def best_long_form(short: str, words: str) -> str | None:
    """The shortest ending of ``words`` that holds the characters of ``short`` in order.

    The first character must begin a word; None if there is no such ending.
    """
    at = len(words)
    for place in range(len(short) - 1, -1, -1):
        wanted = short[place].lower()
        if not wanted.isalnum():
            continue
        at -= 1
        while at >= 0 and (
            words[at].lower() != wanted or (place == 0 and at > 0 and words[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    start = words.rfind(" ", 0, at + 1) + 1
    long = words[start:].strip(" ,\"'“”")
    if len(long) <= len(short) or short in long.split() or len(long.split()) > 2 * len(short):
        return None
    return long
