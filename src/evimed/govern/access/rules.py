"""Permission rules, and what they come to: who reads a document.

The semantics, in full (``docs/access.md`` tells it with examples; ``may_read`` is this text as code, and
every cleverer way to the same answer is tested against it):

1. A rule names a place (a library, a path in it, a document), an effect and a subject.
2. ``deny`` wins: a person whom any covering rule denies does not read the document, whatever else allows it.
3. ``allow`` adds: who is allowed at a place is allowed at all below it, until an ``only`` stands between.
4. ``only`` allows and closes: what places further out allow no longer counts below it. Places are, from
   inside out: the document, paths by length (longest first), the library.
5. Whom nothing allows does not read: without rules a document is its owner's alone.
6. A document given at several places is read by those who may read it at each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from evimed.records import OWNER

Effect = Literal["allow", "only", "deny"]
PlaceKind = Literal["library", "path", "document"]

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Rule:
    """``subject``: ``everyone``, ``user:ID``, ``group:ID`` or ``role:NAME``; it may end in ``@PURPOSE``."""

    library: str
    place: PlaceKind
    path: str  # of a path; the id of a document; "" for the library
    effect: Effect
    subject: str

    def covers(self, document_id: str, source: str) -> bool:
        """Whether the rule is about this document at this place (of a library that is the rule's)."""
        if self.place == "library":
            return True
        return self.path == document_id if self.place == "document" else within(source, self.path)

    @property
    def depth(self) -> tuple[int, int]:
        """How far in the place lies: more is further in."""
        return ("library", "path", "document").index(self.place), len(self.path)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: whoever meets one subject of every clause, and none that is denied."""

    clauses: frozenset[frozenset[str]]
    denied: frozenset[str]

    def admit(self, subjects: Collection[str]) -> bool:
        """Whether somebody known by these subjects reads; the owner always does."""
        if OWNER in subjects:
            return True
        if not self.denied.isdisjoint(subjects):
            return False
        return all(not clause.isdisjoint(subjects) for clause in self.clauses)


NOBODY = Readers(frozenset({frozenset()}), frozenset())


def within(source: str, path: str) -> bool:
    """Whether a source is ``path`` or lies under it, as a file in a folder or a member in an archive."""
    return source == path or source.startswith((path + "/", path + "!/"))


def may_read(
    rules: Iterable[Rule], document_id: str, sources: Collection[str], subjects: Collection[str]
) -> bool:
    """Whether somebody known by ``subjects`` may read a document given at ``sources``: the reference.

    ``rules`` are those of the document's library.
    """
    if OWNER in subjects:
        return True
    given = list(rules)
    return bool(sources) and all(
        _may_read_at([rule for rule in given if rule.covers(document_id, source)], subjects)
        for source in sources
    )


def _may_read_at(covering: list[Rule], subjects: Collection[str]) -> bool:
    if any(rule.effect == "deny" and rule.subject in subjects for rule in covering):
        return False
    for depth in sorted({rule.depth for rule in covering}, reverse=True):
        here = [rule for rule in covering if rule.depth == depth and rule.effect != "deny"]
        if any(rule.subject in subjects for rule in here):
            return True
        if any(rule.effect == "only" for rule in here):
            return False
    return False


def readers_of(rules: Iterable[Rule], document_id: str, sources: Iterable[str]) -> Readers:
    """Who reads a document given at ``sources``: the same for equal sets of rules."""
    given = list(rules)
    clauses: set[frozenset[str]] = set()
    denied: set[str] = set()
    for source in sources:
        covering = [rule for rule in given if rule.covers(document_id, source)]
        denied |= {rule.subject for rule in covering if rule.effect == "deny"}
        clauses.add(frozenset(_opened(covering)))
    return canonical(clauses, denied)


def _opened(covering: list[Rule]) -> set[str]:
    """Subjects that are allowed, from inside out as far as nothing closes."""
    opened: set[str] = set()
    for depth in sorted({rule.depth for rule in covering}, reverse=True):
        here = [rule for rule in covering if rule.depth == depth and rule.effect != "deny"]
        opened |= {rule.subject for rule in here}
        if any(rule.effect == "only" for rule in here):
            break
    return opened


def canonical(clauses: Iterable[Collection[str]], denied: Collection[str]) -> Readers:
    """The same readers in one form: what another subject implies is left out."""
    out = _broadest(denied)
    kept = {_broadest(subject for subject in clause if not _implied(subject, out)) for clause in clauses}
    if EVERYONE in out or not kept or frozenset[str]() in kept:
        return NOBODY
    # Who meets a part of a clause meets the clause.
    return Readers(frozenset(one for one in kept if not any(other < one for other in kept)), out)


def _broadest(subjects: Iterable[str]) -> frozenset[str]:
    given = frozenset(subjects)
    return frozenset(one for one in given if not _implied(one, given - {one}))


def _implied(subject: str, by: Collection[str]) -> bool:
    """Whether who is ``subject`` is one of ``by`` too: by name, as everyone, for a purpose or for all."""
    name, _, purpose = subject.partition("@")
    if subject in by or name in by or EVERYONE in by:
        return True
    return bool(purpose) and f"{EVERYONE}@{purpose}" in by


def subjects_for(names: Iterable[str], purpose: str) -> frozenset[str]:
    """All that rules may call a person by who reads for ``purpose``; ``names`` without purpose."""
    plain = {EVERYONE, *names}
    return frozenset(plain | {f"{name}@{purpose}" for name in plain})
