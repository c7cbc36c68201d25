"""A question taken apart: what is asked, and of what.

A question joins a subject (``云岐科技``) with something asked of it (``创始人叫什么名字``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evimed.answer.words import Word
from evimed.knowledge.tokens import fold

_NUMBER = re.compile(r"\d[\d.,]*%?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_INTERROGATIVE = re.compile(
    r"多少|几|什么|哪|谁|何|多[久长大高快]|怎|比例|百分|吗|\b(?:how|what|which|when|where|who|whom|whose|why)\b"
)
_OF = re.compile(r"\b(?:of|for|in|on|with|by|from|at)\b")
_NEAR = 5.0  # characters over which a word's part in what is asked falls to half


@dataclass(frozen=True, slots=True)
class Parts:
    """A question's words by their part in it."""

    asked: tuple[tuple[Word, float], ...]  # what is asked, with how near it stands to the interrogative
    subject: tuple[Word, ...]  # names and the rest
    numbers: tuple[Word, ...]


def part(question: str, words: Sequence[Word]) -> Parts:
    """Tell what is asked from what it is asked of.

    Names and numbers are the subject; of the common words those nearest to the interrogative are what is asked.
    """
    folded = fold(question)
    marks = [match.span() for match in _INTERROGATIVE.finditer(folded)] or [(len(folded), len(folded))]
    numbers = tuple(word for word in words if _NUMBER.fullmatch(word.text))
    common = [w for w in words if w not in numbers and not w.name]
    first, last = marks[0], marks[-1]
    trails = any(folded.find(w.text) >= last[1] for w in common) and bool(_HAN.search(folded[last[0] : last[1]]))
    object_ = _OF.search(folded, first[1])
    asked: list[tuple[Word, float]] = []
    for word in common:
        at = folded.find(word.text)
        distance = min(max(at - end, start - at - len(word.text), 0) for start, end in marks)
        nearness = 1.0 / (1.0 + distance / (_NEAR if _HAN.search(word.text) else 3 * _NEAR))
        if trails and at < last[0]:
            nearness *= 0.5  # 系统是哪一年推出的: what follows the interrogative is what is asked
        elif object_ and at > object_.start():
            nearness *= 0.5  # the headquarters of X: what stands before "of" is what is asked
        asked.append((word, nearness))
    nearest = max((nearness for _, nearness in asked), default=1.0)
    kept = tuple((word, nearness) for word, nearness in asked if nearness >= 0.6 * nearest)
    chosen = {word.text for word, _ in kept}
    subject = tuple(w for w in words if w not in numbers and w.text not in chosen)
    return Parts(kept, subject, numbers)


def without_subject(question: str, parts: Parts) -> str:
    """What is asked, whoever it is asked of: the question without its subject."""
    folded = fold(question)
    for word in sorted(parts.subject, key=lambda word: -len(word.text)):
        folded = folded.replace(word.text, " ")
    return " ".join(folded.split())
