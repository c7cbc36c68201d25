"""Originals: the bytes of documents that have pages, kept so that a page can be shown as it was printed.

Kept in the database beside the text, under the same row security, and deleted in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from evimed.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Original:
    """A document's bytes as they were taken in."""

    mime: str
    content: bytes


def put_original(tx: Transaction, library: str, document_id: str, original: Original) -> None:
    """Keep the bytes of a document of this transaction's Scope; once is enough."""
    tx.run("original_put", library=library, id=document_id, mime=original.mime, content=original.content)


def get_original(tx: Transaction, library: str, document_id: str) -> Original | None:
    """The bytes of a document, by its whole id; ``None`` where none were kept."""
    row = tx.run("original_get", library=library, id=document_id).fetchone()
    return None if row is None else Original(str(row[0]), bytes(row[1]))


def has_original(tx: Transaction, library: str, document_id: str) -> bool:
    """Whether the bytes of a document were kept."""
    return tx.run("original_known", library=library, id=document_id).fetchone() is not None
