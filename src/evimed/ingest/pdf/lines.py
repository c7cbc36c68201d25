"""Lines of text, and how a text is read over their ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evimed.ingest.pdf.characters import SOFT_HYPHEN, cjk
from evimed.ingest.pdf.fragments import Fragment
from evimed.ingest.pdf.frame import Frame

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_TAIL = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)[-\u2010]$")
_HYPHENS = ("-", "\u2010")
_ENDING = re.compile(  # second halves that are no words of their own
    r"(ments?|mental|tions?|sions?|tional|tive(ly)?|ings?|ity|ities|ical(ly)?|cally|ally|able|ably|ible|ance|ences?"
    r"|ency|ants?|ents?|ous(ly)?|ness|less|fully?|ated?|ating|ation|i[zs]ed?|i[zs]ing|lar|lary|nal|ers?|ies|gy|gical"
    r"|graphy|logy|pathy|rhea|a?emia|itis|osis|cancy|nosis|tics?|ric|rial|tal|tors?|tory|tures?|cated?|cations?"
    r"|cians?|lations?|nation|ration|sis|ses|ters?|cy|ly|al|ed|es|est|ism|ist)"
)
_COMMON_HYPHENATION = 0.025  # share of lines: more hyphens at line ends than that are a typesetter's
_HAN, _ALNUM = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z0-9]")
_SPACED = re.compile(r"[\u3400-\u9fff] (?=[A-Za-z0-9])|[A-Za-z0-9] (?=[\u3400-\u9fff])")  # 每日 2 次
_TIGHT = re.compile(r"[\u3400-\u9fff](?=[A-Za-z0-9])|[A-Za-z0-9](?=[\u3400-\u9fff])")  # 每日2次
_HEAD = re.compile(r"[A-Za-z0-9]+")

# Words that make compounds: a hyphen after (or before) them is rather the writer's than the typesetter's.
_BEFORE = re.compile(
    r"all|dose|double|drug|end|ex|first|follow|full|half|hand|high|intention|large|life|long|low|mid|near|new|non|off|one"
    r"|open|part|placebo|quasi|real|second|self|semi|short|side|single|small|third|three|time|top|two|well"
)
_AFTER = re.compile(
    r"adjusted|analysis|arm|associated|based|blind|cell|controlled|dependent|dose|drug|free|group|induced|label|level|like"
    r"|line|naive|negative|onset|positive|rate|related|release|risk|scale|specific|term|to|treat|treated|type|up|week|year"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column: ``fragment`` stands in the layout frame of its page."""

    fragment: Fragment
    page: int  # from 0
    frame: Frame

    @property
    def text(self) -> str:
        """What it says."""
        return self.fragment.text


class Vocabulary:
    """The words of the document, to tell a hyphen that was written from one a line end made."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._count: Counter[str] = Counter()
        spaced = tight = 0
        broken = False
        hyphens = total = 0
        for line in lines:
            total += 1
            broken_here = line.endswith(_HYPHENS)
            hyphens += broken_here and _TAIL.search(line) is not None
            if not line.isascii():
                spaced += len(_SPACED.findall(line))
                tight += len(_TIGHT.findall(line))
            words = _WORD.findall(line)
            if broken:
                words = words[1:]  # the second half of a broken word is no word
            broken = broken_here or line.endswith(SOFT_HYPHEN)
            if broken:
                words = words[:-1]
            self._count.update(word.lower() for word in words)
        self._mixed = " " if spaced > tight else ""
        self._typeset = hyphens > max(1, _COMMON_HYPHENATION * total)

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether ``left-right`` is one word with a hyphen, and not ``leftright`` parted at a line's end."""
        low_left, low_right = left.lower(), right.lower()
        joined, hyphened = self._count[low_left + low_right], self._count[f"{low_left}-{low_right}"]
        if joined or hyphened:
            return hyphened > joined
        if not left.isalpha() or not right.isalpha() or right[0].isupper() or not left[1:].islower():
            return bool(left[1:]) or not left.islower() or not right.isalpha()
        if _BEFORE.fullmatch(low_left) or _AFTER.fullmatch(low_right):
            return True
        if len(right) >= 4 and self._count[low_left] and self._count[low_right]:
            return True
        return not self._typeset and _ENDING.fullmatch(low_right) is None

    def join(self, before: str, after: str) -> str:
        """Two lines read on."""
        if not before or not after:
            return before + after
        if before.endswith(SOFT_HYPHEN):
            return before[:-1] + after
        last, first = before[-1], after[0]
        if cjk(last) or cjk(first):
            mixed = (_HAN.match(last) and _ALNUM.match(first)) or (_ALNUM.match(last) and _HAN.match(first))
            return before + (self._mixed if mixed else "") + after
        tail = _TAIL.search(before) if before.endswith(_HYPHENS) else None
        if tail and (head := _HEAD.match(after)):
            return before[:-1] + ("-" if self.keeps_hyphen(tail[1], head[0]) else "") + after
        tight = before[-2:-1].strip() and (last == "/" or (last in "–—-" and first.isdigit()))
        return before + after if tight else f"{before} {after}"

    def joined(self, lines: Iterable[str]) -> str:
        """A run of lines read on."""
        text = ""
        for line in lines:
            text = self.join(text, line)
        return text

    def pieces(self, runs: list[list[str]]) -> list[str]:
        """Texts of runs that stand in different places: a word parted between two goes whole to the first."""
        texts = [self.joined(run) for run in runs]
        for index in range(len(texts) - 1):
            before, after = texts[index], texts[index + 1]
            if not before or not after or cjk(before[-1]) or cjk(after[0]):
                continue
            word, _, rest = after.partition(" ")
            whole = self.join(before, word)
            if not whole.endswith(" " + word):
                texts[index], texts[index + 1] = whole, rest
        return texts
