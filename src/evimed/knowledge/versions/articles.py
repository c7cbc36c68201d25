"""The articles of a law: 第十二条, 第十二条之一, Article 12, Section 12, § 12."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.records import Span

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
NUMBER: Final = r"[一二三四五六七八九十百千零〇两\d]{1,9}"
_ARTICLE: Final = re.compile(
    rf"^[ \t\u3000#>*]*(?:第\s*(?P<zh>{NUMBER})\s*条(?:之(?P<zh_more>[一二三四五六七八九十]{{1,3}}))?"
    r"(?:(?=[\s\u3000*:：])|(?P<bare>(?=[^\s规第所的和及或、至到款项之，。；）)])))"
    r"|(?:Article|Section|Sec\.|§)\s*(?P<en>\d{1,4}[a-z]?(?:[-.]\d{1,3})?)\b(?=[.:\s*]))",
    re.MULTILINE,
)
_PART: Final = re.compile(
    rf"^[ \t\u3000]*(?:#.*|第\s*{NUMBER}\s*[编章节][\s\u3000].*|附\s*则\s*$"
    r"|(?:Chapter|Part|Title)\s+[\dIVX]+\b.*)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: ``number`` as in ``56`` or ``12-1``, and its characters in the stored text."""

    number: str
    chars: Span


def articles_of(text: str) -> tuple[Article, ...]:
    """The articles of ``text`` in reading order; headings of chapters belong to none.

    Where a number comes twice (a table of contents before the text), the longer stands.
    """
    starts = list(_begun(text))
    parts = [match.start() for match in _PART.finditer(text) if not _ARTICLE.match(text, match.start())]
    edges = sorted([*(match.start() for match in starts), *parts, len(text)])
    found: dict[str, Article] = {}
    for match in starts:
        number = number_of(match)
        start = match.start()
        end = next(edge for edge in edges if edge > start)
        body = text[start:end].rstrip()
        one = Article(number, (start, start + len(body)))
        known = found.get(number)
        if known is None or known.chars[1] - known.chars[0] < len(body):
            found[number] = one
    return tuple(sorted(found.values(), key=lambda one: one.chars))


def _begun(text: str) -> Iterator[re.Match[str]]:
    """Lines that begin an article.

    One that goes on without a blank (第五条为了…) begins one only if it is the next: others cite it.
    """
    last = 0
    for match in _ARTICLE.finditer(text):
        number = int(re.sub(r"\D.*", "", number_of(match)))
        if match["bare"] is None or number == last + 1:
            last = number
            yield match


def number_of(match: re.Match[str]) -> str:
    """Number of a matched article, in digits."""
    if match["en"]:
        return match["en"].lower()
    more = f"-{chinese_number(match['zh_more'])}" if match["zh_more"] else ""
    return f"{chinese_number(match['zh'])}{more}"


def chinese_number(words: str) -> int:
    """The number that ``一百二十六`` or ``126`` tells (0 to 9999)."""
    if words.isdecimal():
        return int(words)
    total, digit = 0, 0
    for letter in words:
        if letter in _UNITS:
            total += (digit or 1) * _UNITS[letter]
            digit = 0
        elif letter in _DIGITS:
            digit = _DIGITS[letter]
        else:  # digits among Chinese ones
            digit = digit * 10 + int(letter)
    return total + digit


def article_at(articles: Sequence[Article], at: int) -> Article | None:
    """The article in which the character ``at`` stands."""
    return next((one for one in articles if one.chars[0] <= at < one.chars[1]), None)
