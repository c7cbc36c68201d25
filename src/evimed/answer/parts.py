"""A question taken apart: what is asked, and of what.

A question joins a subject (``云岐科技``) with something asked of it (``创始人叫什么名字``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from evimed.answer.asked import MEASURES
from evimed.answer.words import Word, is_verb
from evimed.knowledge.tokens import fold

_NUMBER = re.compile(r"\d[\d.,]*%?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_INTERROGATIVE = re.compile(
    r"多少|几|什么|哪|谁|何|多[久长大高快]|怎|比例|百分|吗|\b(?:how|what|which|when|where|who|whom|whose|why)\b"
)
_OF = re.compile(r"\b(?:of|for|in|on|with|by|from|at)\b")
# What stands between the thing asked and the interrogative.
_BEFORE = re.compile(
    r"(?:一共|总共|大约|大概|分别|具体|目前|现在|到底|究竟|约|共|是|为|有|达到?|叫|到|在|了|于)+$"
)
_NEAR = 5.0  # characters over which a word's part in what is asked falls to half


@dataclass(frozen=True, slots=True)
class Parts:
    """A question's words by their part in it."""

    asked: tuple[tuple[Word, float], ...]  # what is asked, with how near it stands to the interrogative
    subject: tuple[Word, ...]  # names and the rest
    numbers: tuple[Word, ...]
    counted: Word | None = None  # the noun whose number is asked: 多少名受试者, "how many sites"


def part(question: str, words: Sequence[Word]) -> Parts:
    """Tell what is asked from what it is asked of.

    Names and numbers are the subject; of the common words those nearest to the interrogative are what is
    asked.
    """
    folded = fold(question)
    marks = [match.span() for match in _INTERROGATIVE.finditer(folded)] or [(len(folded), len(folded))]
    numbers = tuple(word for word in words if _NUMBER.fullmatch(word.text))
    common = [w for w in words if w not in numbers and not w.name]
    asked = (
        _asked_chinese(folded, common, marks)
        if _HAN.search(folded[marks[-1][0] : marks[-1][1]] or folded)
        else _asked_english(folded, common, marks[0])
    )
    nearest = max((nearness for _, nearness in asked), default=1.0)
    kept = tuple((word, nearness) for word, nearness in asked if nearness >= 0.6 * nearest)
    chosen = {word.text for word, _ in kept}
    subject = tuple(w for w in words if w not in numbers and w.text not in chosen)
    return Parts(kept, subject, numbers, _counted(folded, common))


def _counted(folded: str, words: Sequence[Word]) -> Word | None:
    """The noun right after 多少 and its measure, or after "how many"."""
    mark = re.search(rf"(?:多少|几)(?:{MEASURES})?|\bhow many ", folded)
    if mark is None:
        return None
    after = [(folded.find(w.text, mark.end()), w) for w in words if folded.find(w.text, mark.end()) >= 0]
    if not after:
        return None
    at, word = min(after, key=lambda pair: pair[0])
    near = at - mark.end() <= (1 if _HAN.search(word.text) else 12)
    is_noun = not _HAN.search(word.text) or any(tag.startswith("n") for _, tag in rjieba.tag(word.text))
    return word if near and is_noun else None


def _asked_chinese(
    folded: str, words: Sequence[Word], marks: Sequence[tuple[int, int]]
) -> list[tuple[Word, float]]:
    """Words by their nearness to the interrogative; where some follow it, those are what is asked."""
    last = marks[-1]
    head = _head(folded, words, last)
    if head:
        return [(word, 1.0 if word in head else 0.4) for word in words]
    trails = any(folded.find(w.text) >= last[1] for w in words)
    asked: list[tuple[Word, float]] = []
    for word in words:
        at = folded.find(word.text)
        distance = min(max(at - end, start - at - len(word.text), 0) for start, end in marks)
        nearness = 1.0 / (1.0 + distance / _NEAR)
        asked.append((word, nearness * (0.5 if trails and at < last[0] else 1.0)))  # 系统是哪一年推出的
    return asked


def _head(folded: str, words: Sequence[Word], mark: tuple[int, int]) -> list[Word]:
    """The head of what is asked: the words after 是哪一年, or those between the last 的 and 是多少."""
    after = [w for w in words if folded.find(w.text, mark[1]) >= 0]
    if after:
        end = folded.find(",", mark[1])
        near = [w for w in after if end < 0 or folded.find(w.text, mark[1]) < end]
        verb = [
            w
            for w in words
            if w not in near and 0 <= mark[0] - folded.find(w.text) - len(w.text) <= 1 and is_verb(w.text)
        ]
        return near + verb
    before = _BEFORE.sub("", folded[: mark[0]].rstrip(" ,"))
    start = max(before.rfind(sign) for sign in "的,")
    found = [w for w in words if folded.find(w.text, start + 1, len(before)) >= 0]
    return found if start >= 0 and 0 < sum(len(w.text) for w in found) <= 8 else []


def _asked_english(folded: str, words: Sequence[Word], first: tuple[int, int]) -> list[tuple[Word, float]]:
    """Words up to the first preposition (the headquarters of X), and a last verb (when was X launched)."""
    of = _OF.search(folded, first[1])
    end = of.start() if of else len(folded)
    verb_last = bool(re.match(r"\W*(?:when|where|why|how|who)\b", folded))
    final = max((folded.find(w.text) for w in words), default=-1)
    return [
        (w, 1.0 if folded.find(w.text) < end or (verb_last and folded.find(w.text) == final) else 0.5)
        for w in words
    ]


def without_subject(question: str, parts: Parts) -> str:
    """What is asked, whoever it is asked of: the question without its subject."""
    folded = fold(question)
    for word in sorted(parts.subject, key=lambda word: -len(word.text)):
        folded = folded.replace(word.text, " ")
    return " ".join(folded.split())
