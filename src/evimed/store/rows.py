"""Rows of the database as records."""

from __future__ import annotations

from typing import Any

from evimed.records import Document, Passage
from evimed.store.sentences import decode

Row = tuple[Any, ...]

PASSAGE_COLUMNS = 9


def document_of(row: Row) -> Document:
    """A row of the view ``document_card``."""
    (
        _, id_, library, title, source, kind, language, sha256, size, mime, stamp, version, published,
        superseded_by, pages, characters, warnings,
    ) = row  # fmt: skip
    return Document(
        id=id_,
        library=library,
        title=title,
        source=source,
        kind=kind,
        language=language,
        sha256=sha256,
        size=size,
        mime=mime,
        stamp=stamp,
        version=version,
        published=published.isoformat() if published is not None else None,
        superseded_by=superseded_by,
        pages=pages,
        characters=characters,
        warnings=tuple(warnings),
    )


def passage_of(row: Row) -> Passage:
    """The first ``PASSAGE_COLUMNS`` columns of a passage query."""
    id_, document_id, ordinal, section, text, start, end, sentences, language = row[:PASSAGE_COLUMNS]
    path = tuple(section)
    return Passage(
        id=id_,
        document_id=document_id,
        ordinal=ordinal,
        section=path,
        text=text,
        chars=(start, end),
        sentences=decode(sentences, path),
        language=language,
    )
