"""Our retrieval on a set, and what it is made of: runs, and the measures that the weights are fitted to."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import Bridge, load_bridge
from evimed.ports import Embedder
from evimed.records import Scope
from evimed.retrieve.search import Candidates, candidates
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.documents import list_documents
from evimed.store.vectors import vector_progress
from made.fuse import fuse
from quality.library import documents_of, take_in
from quality.sets import Query, RetrievalSet
from quality.vectors import Remembered

DEPTH = 50
BM25, DENSE, RRF, OURS = "BM25", "e5", "BM25 + e5, reciprocal ranks", "ours"


@dataclass
class Runs:
    """Rankings by system and question; milliseconds of each search as the product does it."""

    found: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: {name: {} for name in (BM25, DENSE, RRF, OURS)}
    )
    milliseconds: list[float] = field(default_factory=list[float])


@dataclass
class Workbench:
    """A home with the sets as libraries."""

    database: Database
    session: Session
    embedder: Embedder
    bridge: Bridge
    folder: Path

    def library(self, retrieval_set: RetrievalSet) -> str:
        """The library of a set, taken in if it is not yet; sets of the same documents share one."""
        name = retrieval_set.name.split("_")[0]
        with self.database.transaction(Scope.local()) as tx:
            held = len(list_documents(tx, name))
            done, total = vector_progress(tx, name, self.embedder.stamp)
        if held != len(retrieval_set.docs) or done != total:
            take_in(self.session, retrieval_set, name, self.folder / name)
        return name

    def runs(self, retrieval_set: RetrievalSet) -> Runs:
        """Every system's rankings of documents."""
        library, runs = self.library(retrieval_set), Runs()
        for query, found, documents in self._candidates(retrieval_set, library):
            words = _documents(documents, [id_ for id_, _ in found.own])
            near = _documents(documents, [id_ for id_, _ in sorted(found.near, key=lambda p: -p[1])])
            both = [id_ for id_, _ in fuse([(1.0, words), (1.0, near)])]
            runs.found[BM25][query.id], runs.found[DENSE][query.id] = words, near
            runs.found[RRF][query.id] = both
            started = time.perf_counter()
            hits = self.session.search(query.text, library=library, limit=DEPTH)
            runs.milliseconds.append((time.perf_counter() - started) * 1000)
            runs.found[OURS][query.id] = documents_of(hits, retrieval_set)
        return runs

    def measured(self, retrieval_set: RetrievalSet) -> Iterator[tuple[Query, Candidates, list[str]]]:
        """Each question with its candidates and the document of each."""
        library = self.library(retrieval_set)
        for query, found, documents in self._candidates(retrieval_set, library):
            yield query, found, [documents[id_] for id_ in found.ids]

    def _candidates(
        self, retrieval_set: RetrievalSet, library: str
    ) -> Iterator[tuple[Query, Candidates, dict[str, str]]]:
        with self.database.transaction(Scope.local()) as tx:
            documents = _owners(tx, library, retrieval_set)
            for query in retrieval_set.queries:
                found = candidates(tx, library, query.text, embedder=self.embedder, bridge=self.bridge)
                yield query, found, documents


@contextmanager
def workbench(home: Path) -> Generator[Workbench]:
    """Open a home for measuring; documents and vectors stay in it for the next time."""
    settings = Settings(home=home, workers=2)
    embedder, bridge = Remembered(E5OnnxEmbedder(), home / "vectors.db"), load_bridge(home / "cache")
    with Database.open(settings) as database:
        session = Session(database, Scope.local(), settings, Models(embedder, lambda: bridge))
        yield Workbench(database, session, embedder, bridge, home / "documents")


def _owners(tx: Transaction, library: str, retrieval_set: RetrievalSet) -> dict[str, str]:
    """Passage id to the id of its document in the set."""
    owners: dict[str, str] = {}
    for document in list_documents(tx, library):
        doc = retrieval_set.docs[int(Path(document.source).stem)].id
        rows = tx.run("passage_of_document", library=library, id=document.id).fetchall()
        owners.update((row[0], doc) for row in rows)
    return owners


def _documents(owners: dict[str, str], passages: list[str]) -> list[str]:
    return list(dict.fromkeys(owners[id_] for id_ in passages))
