"""A library as a list: its documents a page at a time, what they can be narrowed by, versions of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evimed.records import Document
from evimed.store.database import Transaction
from evimed.store.rows import document_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are asked for: all conditions together; ``None`` or ``""`` asks for nothing.

    ``folder`` means all that lies in it and below it; every word must stand in the title or the source.
    """

    folder: str | None = None
    words: str = ""
    kind: str = ""
    state: str = ""  # current, superseded
    tag: tuple[str, str] | None = None  # kind and value
    newest: bool = False  # the newest first, else by title


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list: the folder it lies in, and when it came."""

    document: Document
    folder: str
    at: datetime


def list_page(
    tx: Transaction, library: str, wanted: Wanted, want: int, skip: int
) -> tuple[list[Listed], int]:
    """``want`` of the documents that are asked for, after the first ``skip``; and how many there are in all.

    Beyond the end there is nothing, and 0.
    """
    tag_kind, tag = wanted.tag or ("", "")
    rows = tx.run(
        "library_page",
        library=library,
        folder=wanted.folder,
        words=[f"%{_literal(word)}%" for word in wanted.words.lower().split()],
        kind=wanted.kind,
        state=wanted.state,
        tag_kind=tag_kind,
        tag=tag,
        newest=wanted.newest,
        want=want,
        skip=skip,
    ).fetchall()
    return [Listed(document_of(row[3:]), row[1], row[2]) for row in rows], rows[0][0] if rows else 0


def _literal(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def library_kinds(tx: Transaction, library: str) -> dict[str, int]:
    """How many documents of each kind there are, the most frequent first."""
    return dict(tx.run("library_kinds", library=library).fetchall())


def library_tags(
    tx: Transaction, library: str, kinds: Sequence[str], want: int
) -> list[tuple[str, str, int]]:
    """The tags of these kinds that most documents have, as read and as corrected: kind, value, documents."""
    return list(tx.run("library_tags", library=library, kinds=list(kinds), want=want).fetchall())


def document_versions(tx: Transaction, library: str, document_id: str) -> list[Document]:
    """A document (exact id) among those it superseded and that superseded it, oldest first."""
    rows = tx.run("document_versions", library=library, id=document_id).fetchall()
    return [document_of(row) for row in rows]
