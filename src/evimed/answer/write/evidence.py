"""The passages a model is given: under keys that are random each time, so that none can be forged."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from evimed.answer.rank import Ranked
from evimed.records import Hit, Sentence, Span

MOST_PASSAGES: Final = 8
MOST_CHARACTERS: Final = 4800  # together: a small model's window holds them with prompt and reply
_KEY_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_KEY_LENGTH: Final = 7
_MARKER = re.compile(r"\[\[|\]\]")
_SHORTEST: Final = 2  # letters of a quotation
_MOST_SENTENCES: Final = 3  # of a quotation: a whole passage would support any mixture of its facts
_LIKE: Final = str.maketrans("“”„‟‘’‚‛–—−‑‐", "\"\"\"\"''''-----")


@dataclass(frozen=True)
class Given:
    """A passage as a model is given it."""

    key: str
    hit: Hit

    @property
    def text(self) -> str:
        """Its sentences, a line each: table rows told with the names of their columns."""
        return "\n".join(sentence.text for sentence in self.hit.passage.sentences)

    @property
    def heading(self) -> str:
        """Title of the document and headings above the passage."""
        return " › ".join((self.hit.document.title, *self.hit.passage.section))

    def around(self, quoted: Sequence[Sentence]) -> str:
        """What may say what ``quoted`` leaves unsaid: the headings, and what is read before it.

        Not what comes after, and of a table no other row: each row speaks of its own.
        """
        sentences = self.hit.passage.sentences
        last = max(sentences.index(one) for one in quoted) if quoted else len(sentences) - 1
        told = [one for one in sentences[: last + 1] if one.kind != "row" or one in quoted]
        return "\n".join((self.heading, *(one.text for one in told)))

    def block(self) -> str:
        """As it stands in a prompt. The brackets of the markers cannot occur inside."""
        inside = f"{self.heading}\n{self.text}"
        return f"[[{self.key}]]\n{_MARKER.sub(_spaced, inside)}\n[[/{self.key}]]"

    @cached_property
    def _letters(self) -> tuple[str, list[tuple[int, int]]]:
        """Compared letters of all sentences, each with its sentence and its place in the sentence's text."""
        letters: list[str] = []
        places: list[tuple[int, int]] = []
        for number, sentence in enumerate(self.hit.passage.sentences):
            for folded, at in fold_letters(sentence.text):
                letters.append(folded)
                places.append((number, at))
        return "".join(letters), places

    def find(self, quote: str) -> tuple[Sentence, ...]:
        """The sentences, at most three, a quotation stands in; none if it is not word for word there.

        White space, letter case and the width of characters do not count; the ends of the quotation may not
        cut a number or a Latin word in two.
        """
        wanted = "".join(folded for folded, _ in fold_letters(quote))
        letters, places = self._letters
        sentences = self.hit.passage.sentences
        at = letters.find(wanted) if len(wanted) >= _SHORTEST else -1
        while at >= 0:
            (first, start), (last, end) = places[at], places[at + len(wanted) - 1]
            if _whole(sentences[first].text, start - 1) and _whole(sentences[last].text, end):
                return sentences[first : last + 1] if last - first < _MOST_SENTENCES else ()
            at = letters.find(wanted, at + 1)
        return ()


def _spaced(match: re.Match[str]) -> str:
    return " ".join(match.group())


def _whole(text: str, before: int) -> bool:
    """Whether a word ends between the characters at ``before`` and after it."""
    if before < 0 or before + 1 >= len(text):
        return True
    left, right = text[before], text[before + 1]
    return not (left.isascii() and right.isascii() and left.isalnum() and right.isalnum())


def fold_letters(text: str) -> list[tuple[str, int]]:
    """Letters as they are compared (NFKC, lower case, no white space, one form of quotes), with their places.

    A letter that becomes several (``㎎``) gives several with the same place.
    """
    found: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        folded = unicodedata.normalize("NFKC", character).casefold().translate(_LIKE)
        found += [(letter, at) for letter in folded if not letter.isspace()]
    return found


def source_span(sentence: Sentence, quote: str, text: str) -> Span:
    """Where ``quote`` stands in the stored ``text`` of the document, within the place of ``sentence``.

    Half open. The whole place where the quotation is not found there letter by letter, as in a table row
    that is told with the names of its columns.
    """
    start, end = sentence.locator.chars
    places = fold_letters(text[start:end])
    wanted = "".join(folded for folded, _ in fold_letters(quote))
    at = "".join(folded for folded, _ in places).find(wanted) if wanted else -1
    if at < 0:
        return start, end
    return start + places[at][1], start + places[at + len(wanted) - 1][1] + 1


def choose_passages(ranked: Sequence[Ranked], nonce: str, characters: int = MOST_CHARACTERS) -> list[Given]:
    """The passages of the best sentences, best first, at most eight and as many as fit into ``characters``.

    ``nonce`` is random, made for this question; the keys follow from it: a replay gives the same ones.
    """
    chosen: list[Given] = []
    seen: set[str] = set()
    room = characters
    for item in ranked:
        passage = item.candidate.hit.passage
        if passage.id in seen:
            continue
        seen.add(passage.id)
        if chosen and len(passage.text) > room:
            continue
        room -= len(passage.text)
        chosen.append(Given(make_key(nonce, passage.id), item.candidate.hit))
        if len(chosen) == MOST_PASSAGES:
            break
    return chosen


def make_key(nonce: str, what: str) -> str:
    """The opaque key of ``what``: nobody who does not know ``nonce`` can foretell it."""
    number = int.from_bytes(hashlib.sha256(f"{nonce}\n{what}".encode()).digest())
    letters: list[str] = []
    for _ in range(_KEY_LENGTH):
        number, digit = divmod(number, len(_KEY_LETTERS))
        letters.append(_KEY_LETTERS[digit])
    return "".join(letters)
