"""A retrieval set as a library of the product: one document a file, taken in and searched as any other."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evimed.govern.session import Session
from evimed.records import Hit
from quality.sets import Doc, RetrievalSet

_PAGE: Final = "<!DOCTYPE html><html><head><title>{title}</title></head><body>{heading}{text}</body></html>\n"


def take_in(session: Session, retrieval_set: RetrievalSet, library: str, folder: Path) -> None:
    """Write the documents under ``folder``, ingest them and make their vectors.

    Raises
    ------
    ValueError
        A document was not taken in, or gave no passage: the figures would not be comparable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, doc in enumerate(retrieval_set.docs):
        path = folder / f"{number:06d}.html"
        if not path.exists():
            path.write_text(page(doc), encoding="utf-8")
    outcomes = session.ingest([str(folder)], library=library)
    failed = [outcome for outcome in outcomes if outcome.document_id is None]
    if failed:
        raise ValueError(f"{len(failed)} documents were not taken in, the first: {failed[0]}")
    session.embed_pending(library=library)


def page(doc: Doc) -> str:
    """A document as a page: its title as heading, its paragraphs."""
    title = html.escape(doc.title)
    paragraphs = (line.strip() for line in doc.text.splitlines())
    return _PAGE.format(
        title=title,
        heading=f"<h1>{title}</h1>" if title else "",
        text="".join(f"<p>{html.escape(line)}</p>" for line in paragraphs if line),
    )


def documents_of(hits: Sequence[Hit], retrieval_set: RetrievalSet) -> list[str]:
    """Ids of the documents of ranked passages, each at its best passage."""
    numbers = (int(Path(hit.document.source).stem) for hit in hits)
    return list(dict.fromkeys(retrieval_set.docs[number].id for number in numbers))
