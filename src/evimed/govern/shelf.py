"""A library as people look through it: a page of documents, what narrows it, what came of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evimed.errors import InputError
from evimed.govern.access.roles import require
from evimed.knowledge.graph.tag_corrections import KINDS
from evimed.knowledge.versions.shelf import open_shelf
from evimed.records import Document, Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import find_document
from evimed.store.filing import placed_sources, sources_of
from evimed.store.history import (
    AnswerCard,
    DocumentParts,
    DocumentUse,
    answers_citing,
    document_parts,
    document_uses,
)
from evimed.store.listing import (
    Listed,
    Wanted,
    document_versions,
    library_kinds,
    library_tags,
    list_page,
)

__all__ = ["Contribution", "Listed", "Shelf", "ShelfPage", "Wanted"]

_MOST_LISTED = 200
_MOST_SKIPPED = 10_000_000
_MOST_TAGS = 20  # of a kind
_MOST_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Some of the documents that were asked for, what each contributes, and how many there are in all."""

    rows: Sequence[Listed]
    uses: Mapping[str, DocumentUse]
    total: int
    skip: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What came of a document, the latest answers that cite it, its versions (oldest first), where it lies.

    ``replaced`` tells of versions that do not hold any more what stands in their place: the newer bytes of
    their source, or the law that says so. ``legal``: it is a law of which other versions are here.

    ``places`` are the sources at which it was given, each with the place where it is filed now.
    """

    parts: DocumentParts
    answers: Sequence[AnswerCard]
    versions: Sequence[Document]
    replaced: Mapping[str, str]
    legal: bool
    places: Mapping[str, str]
    folder: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents that a Scope sees."""

    database: Database
    scope: Scope

    def page(self, wanted: Wanted, *, library: str, want: int = 50, skip: int = 0) -> ShelfPage:
        """Documents that are asked for, ``want`` after the first ``skip``; beyond the end, the first.

        Raises
        ------
        InputError
            ``limit_out_of_range``; ``tag_kind``.
        """
        require(self.scope, "read")
        if not 1 <= want <= _MOST_LISTED or not 0 <= skip <= _MOST_SKIPPED:
            raise InputError("limit_out_of_range", limit=want, valid=f"1–{_MOST_LISTED}")
        if wanted.tag is not None and wanted.tag[0] not in KINDS:
            raise InputError("tag_kind", kind=wanted.tag[0][:50], valid=", ".join(KINDS))
        with self.database.transaction(self.scope) as tx:
            rows, total = list_page(tx, library, wanted, want, skip)
            if not rows and skip:
                skip = 0
                rows, total = list_page(tx, library, wanted, want, skip)
            uses = document_uses(tx, library, [one.document.id for one in rows])
        return ShelfPage(rows, uses, total, skip)

    def kinds(self, *, library: str) -> dict[str, int]:
        """How many documents of each kind there are."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return library_kinds(tx, library)

    def common_tags(self, *, library: str, want: int = _MOST_TAGS) -> list[tuple[str, str, int]]:
        """The tags that most documents have, ``want`` of a kind: kind, value, documents."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return library_tags(tx, library, [one for one in KINDS if one != "section"], want)

    def holds_source(self, ending: str, *, library: str) -> bool:
        """Whether a document's title or source has these words."""
        return self.page(Wanted(words=ending), library=library, want=1).total > 0

    def contribution(self, document_id: str, *, library: str) -> Contribution:
        """What came of a document, by its whole id.

        Raises
        ------
        NotFoundError
            ``document_not_found``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            document = find_document(tx, library, document_id)
            placed = placed_sources(tx, library, sources_of(tx, library, [document.id]))
            given = document_versions(tx, library, document.id)
            legal, replaced = _legal(tx, library, document.id)
            known = {one.id: one for one in (*given, *legal)}
            replaced |= {one.id: one.superseded_by for one in known.values() if one.superseded_by}
            return Contribution(
                document_parts(tx, library, document.id),
                answers_citing(tx, library, document.id, _MOST_ANSWERS) if "ask" in self.scope.verbs else [],
                sorted(known.values(), key=lambda one: one.published or "") if legal else given,
                replaced,
                bool(legal),
                {source: place for source, (_, place) in placed.items()},
                placed[document.source][0] if document.source in placed else "",
            )


def _legal(tx: Transaction, library: str, document_id: str) -> tuple[list[Document], dict[str, str]]:
    """The versions of a law in sight, oldest first, and what holds in the place of each former one."""
    shelf = open_shelf(tx, library, [document_id])
    one = shelf.texts.get(document_id)
    if one is None:
        return [], {}
    current = shelf.current(one)
    former = shelf.former(current)
    found = [text.document for text in (*reversed(former), current)] if former else []
    return found, {text.document.id: current.document.id for text in former}
