"""What the documents of a library recommend, in a table; and the versions of each document in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evimed.govern.access.roles import require
from evimed.knowledge.tokens import fold
from evimed.records import Document, Recommendation, Scope
from evimed.store.database import Database
from evimed.store.documents import list_documents
from evimed.store.guides import list_guides


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with the document that makes it."""

    document: Document
    body: str
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """The recommendations that a Scope sees."""

    database: Database
    scope: Scope

    def recommendations(self, *, library: str, about: str = "") -> list[Advice]:
        """Those whose text, section or population holds every word of ``about``.

        Current versions first, then those with a grade, then the newest.
        """
        require(self.scope, "read")
        wanted = fold(about).split()
        with self.database.transaction(self.scope) as tx:
            guides = list_guides(tx, library)
        found = [
            Advice(guide.document, guide.body, one)
            for guide in guides
            for one in guide.recommendations
            if not one.aside and all(word in _text(guide.document, one) for word in wanted)
        ]
        found.sort(key=_place)
        return found

    def timelines(self, *, library: str) -> list[list[Document]]:
        """Documents of more than one version, oldest version first."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            documents = list_documents(tx, library)
        return chains(documents)


def chains(documents: Sequence[Document]) -> list[list[Document]]:
    """Documents that supersede one another, oldest first; those of one version are left out."""
    by_id = {one.id: one for one in documents}
    before: dict[str, list[Document]] = {}
    for one in documents:
        if one.superseded_by in by_id and one.superseded_by != one.id:
            before.setdefault(one.superseded_by, []).append(one)
    found: list[list[Document]] = []
    for last in documents:
        if last.superseded_by in by_id or last.id not in before:
            continue
        chain, seen = [last], {last.id}
        waiting = list(before[last.id])
        while waiting:
            one = waiting.pop()
            if one.id not in seen:
                seen.add(one.id)
                chain.append(one)
                waiting += before.get(one.id, [])
        found.append(sorted(chain, key=lambda one: (one is last, one.published or "", one.version or "")))
    return found


def _text(document: Document, one: Recommendation) -> str:
    parts = (document.title, *one.section, one.text, one.population.text if one.population else "")
    return fold("\n".join(parts))


def _place(one: Advice) -> tuple[bool, bool, tuple[int, ...]]:
    document = one.document
    return document.superseded_by is not None, one.recommendation.strength is None, _newest(document)


def _newest(document: Document) -> tuple[int, ...]:
    digits = [int(part) for part in (document.published or "0").split("-") if part.isdigit()]
    return tuple(-part for part in digits) or (0,)
