"""Random documents for the store's tests."""

from __future__ import annotations

import random

from evimed.catalogue import Language
from evimed.records import CellRange, Document, Locator, Passage, Sentence
from evimed.store.documents import IndexedPassage, NewDocument

STAMP = "test/1"


def tokens(rng: random.Random, vocabulary: int = 4000) -> list[int]:
    """Terms of one passage, with the skew of language: few common, many rare."""
    return [
        min(int(rng.paretovariate(0.6)) * 7919, 999_999_999) % vocabulary for _ in range(rng.randint(5, 90))
    ]


def indexed(passage: Passage, terms: list[int]) -> IndexedPassage:
    unique = tuple(sorted(set(terms)))
    return IndexedPassage(passage, unique, tuple(terms.count(term) for term in unique), len(terms))


def make_document(
    number: int,
    *,
    library: str = "default",
    source: str | None = None,
    passages: list[list[int]] | None = None,
    acl: int = 0,
    language: Language = "en",
) -> NewDocument:
    """Document ``doc<number>`` whose passages have the given terms."""
    rng = random.Random(number)  # noqa: S311
    lists = passages if passages is not None else [tokens(rng) for _ in range(rng.randint(1, 4))]
    document_id = f"doc{number:06d}"
    built = [
        indexed(
            Passage(
                id=f"{document_id}:{ordinal}",
                document_id=document_id,
                ordinal=ordinal,
                section=("标题", 'a "quoted" {brace}, comma'),
                text=f"passage {ordinal} of {document_id}",
                chars=(ordinal * 10, ordinal * 10 + 9),
                sentences=(
                    Sentence(
                        f"sentence of {document_id}",
                        Locator((0, 5), page=1, box=(1.0, 2.0, 3.5, 4.25), section=("other",)),
                    ),
                    Sentence("row", Locator((5, 9), cell=CellRange("S", "A1:B1")), kind="row", header=(0, 3)),
                ),
                language=language,
            ),
            terms,
        )
        for ordinal, terms in enumerate(lists)
    ]
    text = f"text of {document_id} 剂量"
    document = Document(
        id=document_id,
        library=library,
        title=f"Title {number}",
        source=source or f"/docs/{number}.txt",
        kind="article",
        language=language,
        sha256=f"{number:064x}",
        size=len(text.encode()),
        mime="text/plain",
        stamp=STAMP,
        version="v1",
        published="2023-05-01",
        pages=2,
        characters=len(text),
        warnings=("w1",),
    )
    return NewDocument(document, text, tuple(built), acl)
