"""Sentence boundaries in Chinese, English and mixtures of them.

The rules are those of Chinese punctuation (GB/T 15834-2011: 句末点号, with closing quotes and brackets kept)
and, for English, a full stop followed by white space and a capital, digit or Chinese character, unless the
word before is an abbreviation or initial.
"""

from __future__ import annotations

import re

from evimed.records import Span

_CLOSERS = "”’」』）)]】\"'》"
_END = re.compile(
    rf"[。！？!?…]+[{re.escape(_CLOSERS)}]*"
    rf"|\.(?:[{re.escape(_CLOSERS)}]*)(?=\s+[\"“‘'(\[]?[A-Z0-9\u4e00-\u9fff]|[\u4e00-\u9fff]|$)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|et al|cf|Dr|Prof|Mr|Mrs|Ms|St|Fig|Figs|Tab|Eq|Eqs|Ref|Refs|No|Nos|Vol|Art|Sec"
    r"|Ch|approx|ca|resp|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|U\.S|U\.K|p|pp|ed|eds|spp|sp|var|subsp|min|max"
    r"|etc)|(?:^|[\s(])[A-Z])$"
)
_SOFT = re.compile(r"[；;]")
LONGEST = 320  # characters; beyond it a sentence is parted at semicolons


def split_sentences(text: str) -> list[Span]:
    """Ranges of the sentences of one reading form, outer white space left out; no word is lost."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match.end() <= start or _holds(text, match, start):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    parted = [part for span in spans for part in _part(text, span)]
    trimmed = (_trim(text, span) for span in parted)
    return [(start, end) for start, end in trimmed if end > start]


def _holds(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a mark ends no sentence: an abbreviation, a number, the inside of brackets."""
    mark = match.group()
    if mark[0] == ".":
        before = text[max(start, match.start() - 12) : match.start()]
        if _ABBREVIATION.search(before):
            return True
        # "1. Take the tablet": the number of an item is not a sentence.
        return text[start : match.start()].strip().isdigit()
    if mark[0] == "…":
        closed = any(closer in mark for closer in _CLOSERS)
        return not closed and not re.match(r"\s*$|[”’」』]", text[match.end() :])
    inside = text[start : match.start()]
    return inside.count("（") > inside.count("）") and "）" in text[match.end() : match.end() + 60]


def _part(text: str, span: Span) -> list[Span]:
    start, end = span
    if end - start <= LONGEST:
        return [span]
    parts: list[Span] = []
    for match in _SOFT.finditer(text, start, end):
        if match.end() - start >= LONGEST // 4:
            parts.append((start, match.end()))
            start = match.end()
    if start < end:
        parts.append((start, end))
    return parts


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
