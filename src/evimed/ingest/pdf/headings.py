"""Which blocks are headings, and which heading stands above which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evimed.ingest.pdf.paragraphs import BULLET, ENDS, Draft, leads_to_page

_BRACKETS = re.compile(r"【[^】]{1,20}】")
_CHINESE = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}([部篇分章节])|附[录件]\s*[A-Z\d一二三四五六七八九十]*"
)
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、．.]")
_BRACED = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]")
_DECIMAL = re.compile(
    r"(?:(?:section|chapter|part|appendix)\s+)?(\d{1,2}(?:\.\d{1,2}){0,5})[.．、]?\s*(?=\D)", re.IGNORECASE
)
_UNITS = re.compile(
    r"(毫克|克|微克|毫升|升|年|月|天|周|小时|分钟|个|例|岁|倍|次|片|粒|%|％"
    r"|mg|g|kg|mL|ml|µg|μg|L|mmol|IU|U|ULN|h|cm|mm)(?![A-Za-z])"
)
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_SENTENCE_END = ("。", "；", "，", ",", ";", "、", "！")
_GENERIC_TITLE = re.compile(
    r"(\d+(\.\d+)*\s*)?(abstract|introduction|background|(table of )?contents|summary|methods|preface"
    r"|foreword|摘要|前言|引言|目录|目次|概述|背景)",
    re.IGNORECASE,
)
_PART, _CHAPTER, _SECTION_MARK, _ORDINAL_RANK, _BRACED_RANK, _DECIMAL_RANK = range(6)
_RANKS = {"部": _PART, "篇": _PART, "分": _PART, "章": _CHAPTER, "节": _SECTION_MARK}


@dataclass(frozen=True, slots=True)
class Style:
    """What says how high a heading stands."""

    size: float
    bold: bool
    rank: int | None = None  # of its numbering, outermost first
    outline: int | None = None  # its depth among the bookmarks

    def above(self, other: Style) -> bool:
        """Whether a heading of this style may hold one of the other style."""
        if self.outline is not None and other.outline is not None and self.outline != other.outline:
            return self.outline < other.outline
        bigger = self.size > 1.04 * other.size
        smaller = other.size > 1.04 * self.size
        if self.rank is not None and other.rank is not None and self.rank != other.rank:
            # 1 under 一、 in one document, 一、 under 1 in another: the letters decide, then the custom.
            decimals = min(self.rank, other.rank) >= _DECIMAL_RANK
            return self.rank < other.rank if decimals or not (bigger or smaller) else bigger
        if self.rank is not None and self.rank == other.rank:
            return False
        return bigger or (not smaller and self.bold and not other.bold)


class Headings:
    """Judges the blocks of one document by its usual letters and its bookmarks."""

    def __init__(self, drafts: Sequence[Draft], outline: Iterable[tuple[str, int]]) -> None:
        sizes: Counter[float] = Counter()
        bold = total = 0
        for draft in drafts:
            for line in draft.lines:
                length = len(line.text)
                sizes[round(line.fragment.size * 2) / 2] += length
                total += length
                bold += length * (line.fragment.bold > 0.9)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        self._bold_body = bold * 2 > total
        self._outline = {_plain(title): depth for title, depth in outline if _plain(title)}

    def style(self, draft: Draft) -> Style | None:
        """The style of a heading; None for any other block."""
        text = draft.text.strip()
        if draft.kind == "caption" or not _LETTER.search(text) or leads_to_page(text) or BULLET.match(text):
            return None
        outline = self._outline.get(_plain(text))
        bold = draft.bold and not self._bold_body
        style = Style(round(draft.size * 2) / 2, bold, _rank(text), outline)
        if outline is not None and len(draft.lines) <= 4:
            return style
        return style if self._stands_out(draft, text, style) else None

    def _stands_out(self, draft: Draft, text: str, style: Style) -> bool:
        """Whether letters or number set a block apart from the text."""
        if len(draft.lines) > 3 or _width(text) > 160 or text.endswith(_SENTENCE_END):
            return False
        if text.endswith(".") and not style.bold:
            return False
        if style.size >= 1.14 * self.body or (_BRACKETS.fullmatch(text) and len(text) <= 22):
            return True
        if style.size < 0.9 * self.body:
            return False
        if style.bold and len(draft.lines) <= 2 and _width(text) <= 120:
            return draft.kind != "list_item" or _width(text) <= 80
        return self._numbered(draft, text)

    def _numbered(self, draft: Draft, text: str) -> bool:
        """Whether a line in the letters of the body is a heading by its number alone."""
        if len(draft.lines) > 1 or _width(text) > 80 or text.endswith((":", "：")):
            return False
        if _CHINESE.match(text) or _ORDINAL.match(text) or _BRACED.match(text):
            return _width(text) <= 60
        match = _DECIMAL.match(text)
        if match is None:
            return False
        rest = text[match.end() :]
        if _UNITS.match(rest) or not (rest[:1].isupper() or "\u3400" <= rest[:1] <= "\u9fff"):
            return False
        words = [word for word in rest.split() if word.isalpha()]
        return "." in match[1] or (bool(words) and rest.isupper() and len(rest) > 3 and rest.isascii())

    def title(self, first_page: Sequence[Draft], others: Sequence[Draft]) -> Draft | None:
        """The block on the first page that is the document's title, if its letters say so."""
        able = [
            draft
            for draft in first_page
            if draft.kind in ("paragraph", "list_item") and _LETTER.search(draft.text)
        ]
        if not able:
            return None
        size = max(draft.size for draft in able)
        place = next(index for index, draft in enumerate(able) if draft.size > 0.96 * size)
        draft = able[place]
        text = draft.text.strip()
        if size < 1.15 * self.body or len(draft.lines) > 5 or _width(text) > 400 or place > 5:
            return None
        if (
            _GENERIC_TITLE.fullmatch(text)
            or _BRACKETS.match(text)
            or (_rank(text) is not None and len(first_page) > 1)
        ):
            return None
        alike = [other for other in (*able, *others) if other is not draft and other.size > 0.96 * size]
        prose = [other for other in able if len(other.lines) > 2 and other.text.endswith(ENDS)]
        if not alike or not prose or _centred(draft) > max(_centred(other) for other in alike):
            return draft
        return (
            draft
            if place + 1 < len(able) and self.style(able[place + 1]) is not None and place == 0
            else None
        )


def split_brackets(text: str) -> int:
    """Where ``【用法用量】口服 …`` parts into heading and text; 0 if it does not."""
    match = _BRACKETS.match(text)
    return match.end() if match and match.end() < len(text) else 0


def _rank(text: str) -> int | None:
    if match := _CHINESE.match(text):
        return _RANKS.get(match[1] or "", _CHAPTER)
    if _ORDINAL.match(text) or _BRACKETS.match(text):
        return _ORDINAL_RANK
    if _BRACED.match(text):
        return _BRACED_RANK
    if (match := _DECIMAL.match(text)) and not _UNITS.match(text[match.end() :]):
        return _DECIMAL_RANK + match[1].count(".")
    return None


def _centred(draft: Draft) -> bool:
    line = draft.lines[0].fragment
    left, right = line.x0 - draft.left, draft.right - line.x1
    return left > line.size and abs(left - right) < 2 * line.size


def _plain(text: str) -> str:
    return "".join(text.split()).lower()


def _width(text: str) -> int:
    """Length in half-width characters."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)
