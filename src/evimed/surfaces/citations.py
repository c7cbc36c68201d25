"""A citation of a kept answer, with what stands around it: for HTTP, for assistants, for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evimed.errors import NotFoundError
from evimed.knowledge.excerpt import Excerpt, ExcerptBlock

if TYPE_CHECKING:
    from evimed.govern.session import Session


def find_citation(record: dict[str, Any], citation_id: str) -> dict[str, Any]:
    """The citation of an answer record by its id.

    Raises
    ------
    NotFoundError
        ``citation_not_found``.
    """
    for citation in record["citations"]:
        if citation["id"] == citation_id:
            return citation
    raise NotFoundError("citation_not_found", id=citation_id, answer=record["id"])


def source_around(session: Session, record: dict[str, Any], citation: dict[str, Any]) -> dict[str, Any]:
    """The citation with the text it stands in, block by block, and whether its page can be shown."""
    library = session.library_of_answer(record["id"]) or ""
    start, end = citation["locator"]["chars"]
    view = session.view(
        citation["document"]["id"], library=library, around=(start, end), marks=((start, end),)
    )
    return {
        "citation": citation,
        "library": library,
        "document": view.document.id,
        "has_pages": view.has_pages,
        "chars": list(view.excerpt.chars),
        "around": blocks_json(view.excerpt),
    }


def blocks_json(excerpt: Excerpt) -> list[dict[str, Any]]:
    """An excerpt as JSON: ``marked`` says which characters are cited."""
    return [_block(block) for block in excerpt.blocks]


def _block(block: ExcerptBlock) -> dict[str, Any]:
    if block.kind != "table":
        pieces = [{"text": piece.text, "marked": piece.marked} for piece in block.pieces]
        return {"kind": block.kind, "pieces": pieces}
    rows = [
        {"cells": ["".join(piece.text for piece in cell) for cell in row.cells], "marked": row.marked}
        for row in block.rows
    ]
    return {"kind": "table", "header": list(block.header), "rows": rows}
