"""Numbers in words: Chinese numerals (万, 亿, 半), English number words."""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "壹": 1, "贰": 2, "叁": 3}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
CHINESE = r"(?:[零一二三四五六七八九十百千万亿]+|两[零一二三四五六七八九十百千万亿]*)"  # 二两: two liang

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_WORDS = {word: number for number, word in enumerate(_ONES.split())}
_TENS = {
    w: 10 * (n + 2)
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ANY = "|".join([*_TENS, *sorted(_WORDS, key=len, reverse=True)])
ENGLISH = rf"(?:{_ANY})(?:[- ](?:(?:and )?(?:{_ANY})|{'|'.join(_SCALES)}))*(?![a-z])"
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\d\w])\.\d+"
MULTIPLIERS = {
    "百万": 1e6, "千万": 1e7, "十万": 1e5, "万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2,
    "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip


def chinese_number(text: str) -> float | None:
    """``三百二十`` → 320; digits in a row (``二零二四``) are read one by one; ``None`` if it is no number."""
    if text and all(letter in _DIGITS for letter in text):
        if len(text) > 1:
            return float("".join(str(_DIGITS[letter]) for letter in text))
        return float(_DIGITS[text])
    total = section = 0
    digit: int | None = None
    for letter in text:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[letter]
            digit = None
        elif letter in _GROUPS:
            section += digit or 0
            if section == 0 and total == 0:
                return None
            total = (
                (total + section) * _GROUPS[letter] if letter == "亿" else total + section * _GROUPS[letter]
            )
            section, digit = 0, None
        else:
            return None
    return float(total + section + (digit or 0))


def english_number(text: str) -> float | None:
    """``twenty-five`` → 25, ``two hundred and six`` → 206; ``None`` if it is no number."""
    total = current = 0
    seen = False
    for word in re.split(r"[- ]+", text.strip()):
        if word == "and":
            continue
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        else:
            return None
        seen = True
    return float(total + current) if seen else None
