"""Vectors of what words find already: made in the background, in small steps that survive a kill."""

from __future__ import annotations

from evimed.knowledge.intake import IngestEvent, OnEvent
from evimed.knowledge.prepare import in_section, indexed_text
from evimed.ports import Embedder
from evimed.records import Scope
from evimed.store.database import Database
from evimed.store.documents import find_document
from evimed.store.passages import (
    PassageVectors,
    ensure_vector_index,
    pending_vectors,
    put_vectors,
    vector_progress,
)
from evimed.store.progress import adopt_vectors
from evimed.store.vectors import drop_unused_indexes

_BATCH = 24  # passages a transaction: about two seconds of work, all that a kill can cost


def embed_pending(
    database: Database,
    scope: Scope,
    embedder: Embedder,
    library: str,
    on_event: OnEvent | None = None,
    *,
    adopter: Scope | None = None,
) -> int:
    """Give every passage that lacks one its vector; returns how many were made.

    ``adopter`` is the Scope that sees the whole library: it turns to an embedder when all passages have
    vectors of it, not when those of ``scope`` do.

    Several processes may do so at once: each takes passages that no other has in hand. When all are made, the
    library turns to them, and those of an earlier embedder are deleted.
    """
    made = 0
    titles: dict[str, str] = {}
    while True:
        with database.transaction(scope) as tx:
            done, total = vector_progress(tx, library, embedder.stamp)
            if on_event is not None:
                on_event(IngestEvent("vectors", done, total))
            passages = pending_vectors(tx, library, embedder.stamp, _BATCH)
            if not passages:
                break
            for passage in passages:
                if passage.document_id not in titles:
                    titles[passage.document_id] = find_document(tx, library, passage.document_id).title
            texts = [indexed_text(passage, titles[passage.document_id]) for passage in passages]
            sentences = [
                in_section(passage, sentence.text) for passage in passages for sentence in passage.sentences
            ]
            vectors = embedder.embed_passages([*texts, *sentences])
            rows: list[PassageVectors] = []
            at = len(texts)
            for number, passage in enumerate(passages):
                count = len(passage.sentences)
                rows.append(PassageVectors(passage.id, vectors[number], vectors[at : at + count]))
                at += count
            made += put_vectors(tx, library, embedder.stamp, rows)
    if made:
        ensure_vector_index(database, embedder.stamp)
        database.afterwards(database.analyse)
    with database.transaction(adopter or scope) as tx:
        retired = adopt_vectors(tx, library, embedder.stamp)
    if retired:
        drop_unused_indexes(database)
    return made
