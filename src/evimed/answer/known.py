"""Conflicts that ingestion found, told where the chosen sentences are one side of them.

``agreement`` finds what the chosen sentences say against one another; this adds what another guideline says
against one of them, though no sentence of it was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evimed.answer.agreement import Told
from evimed.answer.compose import Composed
from evimed.catalogue import Language
from evimed.knowledge.conflicts.find import find_conflicts
from evimed.ports import Comparer
from evimed.records import Citation, Conflict, FoundConflict, Span
from evimed.store.database import Transaction

_MOST: Final = 4  # conflicts of an answer; `evimed conflicts` has them all


def add_known(
    tx: Transaction,
    library: str,
    language: Language,
    told: Sequence[Told],
    composed: Composed,
    conflicts: Sequence[Conflict],
    comparer: Comparer | None = None,
) -> tuple[Composed, tuple[Conflict, ...]]:
    """``conflicts`` with those known of the sentences in ``told``, and the citations they need.

    Versions of one source are no conflict here: the current one answers. A pair that stands already is not
    told twice.
    """
    if not composed.statements:
        return composed, tuple(conflicts)
    chosen = {(hit.document.id, sentence.locator.chars) for hit, sentence in told}
    documents = sorted({document for document, _ in chosen})
    citations = list(composed.citations)
    kept = list(conflicts)
    for found in find_conflicts(tx, library, language, documents=documents, comparer=comparer):
        if len(kept) >= _MOST or found.conflict.kind == "version":
            break  # versions come last
        if not any(_touches(citation, chosen) for citation in found.citations):
            continue
        keys = {citation.id: _key(citation, citations) for citation in found.citations}
        if not any(set(keys.values()) <= _cited(one) for one in kept):
            kept.append(_renamed(found, keys))
    return replace(composed, citations=tuple(citations)), tuple(kept)


def _touches(citation: Citation, chosen: set[tuple[str, Span]]) -> bool:
    start, end = citation.locator.chars
    return any(
        document == citation.document.id and first < end and start < last
        for document, (first, last) in chosen
    )


def _key(citation: Citation, citations: list[Citation]) -> str:
    """Id of the citation among those of the answer: one whose words hold it, else a new one."""
    start, end = citation.locator.chars
    for other in citations:
        first, last = other.locator.chars
        if other.document.id == citation.document.id and first <= start and end <= last:
            return other.id
    citations.append(replace(citation, id=f"c{len(citations) + 1}"))
    return citations[-1].id


def _cited(conflict: Conflict) -> set[str]:
    return {key for side in conflict.positions for key in side.citations}


def _renamed(found: FoundConflict, keys: dict[str, str]) -> Conflict:
    sides = tuple(
        replace(side, citations=tuple(keys[key] for key in side.citations))
        for side in found.conflict.positions
    )
    return replace(found.conflict, positions=sides)
