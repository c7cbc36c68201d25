"""The evidence of a statement as one text, quotes first, and where in it a word may stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evimed.answer.checks.families import Member, forms_of
from evimed.answer.checks.normal import normalise
from evimed.answer.checks.parse import Parsed, parse
from evimed.answer.checks.terms import Term, derived, word_key
from evimed.answer.checks.verdict import Evidence
from evimed.knowledge.tokens import language_of

_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A run of characters of the evidence."""

    start: int
    end: int
    clause: int = 0
    sentence: int = 0


class Source:
    """Quotes and contexts, parsed and indexed.

    Places below ``quoted`` are in the quotes, those from there on in their contexts and titles.
    """

    def __init__(self, evidence: Sequence[Evidence], names: tuple[str, ...] = ()) -> None:
        quotes = _BREAK.join(dict.fromkeys(item.quote for item in evidence))
        rest = _BREAK.join(
            dict.fromkeys(part for item in evidence for part in (item.context, item.title) if part)
        )
        quoted = normalise(quotes)
        self.parsed: Parsed = parse(quotes + _BREAK + rest, names)
        self.quoted = len(quoted.text) + 1
        self.lower = self.parsed.normal.lower
        self.width = 2.0 if language_of(quotes) == "zh" else 6.0
        self._clauses = self.parsed.normal.clause
        self._sentences = self.parsed.normal.sentence
        self._by_key: dict[str, list[Place]] = defaultdict(list)
        self._by_member: dict[Member, list[Place]] = defaultdict(list)
        for term in self.parsed.terms:
            place = self.place(term.start, term.end)
            self._by_key[term.key].append(place)
            if term.member is not None:
                self._by_member[term.member].append(place)
        self._latin = [key for key in self._by_key if key.isascii() and key.isalpha()]
        self._members = [term for term in self.parsed.terms if term.member is not None]
        self.starts = [term.start for term in self.parsed.terms]

    def place(self, start: int, end: int) -> Place:
        """A place with its clause and sentence."""
        return Place(start, end, self.clause(start), self.sentence(start))

    def find(self, term: Term) -> list[Place]:
        """Where ``term`` stands: the same word, an inflection, or a word of the same value."""
        found = list(self._by_key.get(term.key, ()))
        if term.member is not None:
            found += [place for place in self._by_member.get(term.member, ()) if place not in found]
        if not found and term.han and len(term.key) > 1:
            found = self.occurrences(term.key)
        if not found and not term.han and term.key.isascii():
            found = self._roots(term.key)
        return found

    def occurrences(self, words: str) -> list[Place]:
        """Where a run of characters stands."""
        found: list[Place] = []
        at = self.lower.find(words) if words else -1
        while at >= 0:
            found.append(self.place(at, at + len(words)))
            at = self.lower.find(words, at + 1)
        return found

    def phrase(self, form: str) -> list[Place]:
        """Where a form of the glossary stands, inflected or not."""
        if not form.isascii():
            return self.occurrences(form)
        keys = [word_key(word) for word in re.findall(r"[a-z0-9]+", form)]
        if not keys:
            return []
        found: list[Place] = []
        for first in self._by_key.get(keys[0], ()):
            at, place = bisect_right(self.starts, first.start), first
            for key in keys[1:]:
                if at < len(self.parsed.terms) and self.parsed.terms[at].key == key:
                    place = self.place(first.start, self.parsed.terms[at].end)
                    at += 1
                else:
                    break
            else:
                found.append(place)
        return found

    def rivals(self, member: Member) -> list[Term]:
        """Words of the quotes that belong to the same family and have another value."""
        return [
            term
            for term in self._members
            if term.start < self.quoted
            and term.member is not None
            and term.member.family == member.family
            and term.member.value != member.value
        ]

    def members_in(self, start: int, end: int) -> list[Term]:
        """Words of a family between two places."""
        return [term for term in self._members if start <= term.start < end]

    def _roots(self, key: str) -> list[Place]:
        if len(key) < 4 or not key.isalpha():
            return []
        return [place for other in self._latin if derived(key, other) for place in self._by_key[other]]

    def clause(self, at: int) -> int:
        """Number of the clause of a place."""
        return self._clauses[min(at, len(self._clauses) - 1)] if self._clauses else 0

    def sentence(self, at: int) -> int:
        """Number of the sentence of a place."""
        return self._sentences[min(at, len(self._sentences) - 1)] if self._sentences else 0


def forms(member: Member) -> tuple[str, ...]:
    """All words of one value."""
    english, han = forms_of(member)
    return english + han
