"""Abbreviations that a document defines: "home sleep apnea testing (HSAT)", 静脉血栓栓塞症（VTE）.

The algorithm of Schwartz and Hearst: the letters of the short form are met from the right in the words
before its
bracket, and its first letter begins a word. A Chinese long form is the run of characters before the bracket.

References
----------
A. S. Schwartz, M. A. Hearst. A simple algorithm for identifying abbreviation definitions in biomedical text.
Pacific Symposium on Biocomputing 8, 451-462, 2003.
"""

from __future__ import annotations

import re

_DEFINED = re.compile(
    r"[(（]\s*(?P<short>[A-Za-z][A-Za-z0-9/&+-]{1,9}?)s?\s*(?:[;,；，][^()（）]{0,60})?[)）]"
)
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,16}$")
_STOPS = re.compile(r"[.;:()（）。；：，、\n]")
_JOINS = re.compile(r".*[的和与或为是用采行以对]")


def abbreviations_in(text: str) -> dict[str, str]:
    """Long form by short form; the first definition of each counts."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match["short"]
        if short in found or not any(letter.isupper() for letter in short):
            continue
        before = text[max(0, match.start() - 160) : match.start()].rstrip()
        chinese = _HAN_BEFORE.search(before)
        if chinese is not None:
            long = _JOINS.sub("", chinese.group())
            if len(long) >= 2:
                found[short] = long
            continue
        phrase = _STOPS.split(before)[-1]
        words = phrase.split()[-min(len(short) + 5, len(short) * 2) :]
        long = _long_form(short, " ".join(words))
        if long is not None:
            found[short] = long
    return found


def _long_form(short: str, words: str) -> str | None:
    """The shortest end of ``words`` that holds the letters of ``short`` in order."""
    at = len(words) - 1
    for place in range(len(short) - 1, -1, -1):
        letter = short[place].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (
            words[at].lower() != letter or (place == 0 and at > 0 and words[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = words[at + 1 :]
    return long if len(long) > len(short) and short.lower() not in long.lower().split() else None
