"""A document on its way in: checked, and taken apart into the columns of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from evimed.errors import DocumentError
from evimed.records import Document, Passage
from evimed.store.arrays import (
    IntArray,
    SmallintArray,
    TextArray,
    int_array,
    integers,
    smallint_array,
    text_array,
)
from evimed.store.evidence import NewStudy
from evimed.store.guides import NewGuide
from evimed.store.instruments import NewInstrument
from evimed.store.sentences import encode
from evimed.store.weights import TERM_LIMIT, weigh, weight_vectors

_MOST_FREQUENT = 32_767  # a smallint


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage and its term statistics.

    ``terms`` are hashed, sorted and unique, ``0 <= term < 1e9``; ``frequencies`` says how often each
    occurs; ``length`` counts all tokens.
    """

    passage: Passage
    terms: Sequence[int]
    frequencies: Sequence[int]
    length: int


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """The passages of one document as the database takes them: an array a column, made once.

    Terms and frequencies of all passages stand one after another; ``lasts`` says where each passage's end,
    counted from 1.
    """

    count: int
    total_length: int  # tokens of all passages
    pairs: int  # different terms of the document
    ids: TextArray
    ordinals: IntArray
    sections: TextArray
    texts: TextArray
    starts: IntArray
    ends: IntArray
    sentences: TextArray
    languages: TextArray
    sizes: IntArray  # how many terms each passage has
    lasts: IntArray
    terms: IntArray
    tfs: SmallintArray
    lengths: IntArray
    document_terms: IntArray  # sorted, unique
    document_dfs: IntArray  # in how many passages each occurs


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with all that is derived from it, ready to be put in."""

    document: Document
    text: str
    passages: Sequence[IndexedPassage] | PassageColumns
    acl: int = 0
    guide: NewGuide | None = None
    instrument: NewInstrument | None = None
    study: NewStudy | None = None


def document_values(new: NewDocument) -> dict[str, object]:
    """The row of the document itself, as ``sql/document_insert.sql`` takes it."""
    document = new.document
    return {
        "library": document.library,
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "kind": document.kind,
        "language": document.language,
        "sha256": document.sha256,
        "size": document.size,
        "mime": document.mime,
        "stamp": document.stamp,
        "version": document.version,
        "published": document.published,
        "pages": document.pages,
        "characters": len(new.text),
        "text": new.text,
        "warnings": list(document.warnings),
        "acl": new.acl,
    }


def check(new: NewDocument) -> None:
    """Refuse what the database would refuse, while it can still be said what it was."""
    document = new.document
    if document.published is not None:
        try:
            date.fromisoformat(document.published)
        except ValueError:
            raise DocumentError("unstorable", source=document.source, what=document.published) from None
    for text in (new.text, document.title, document.source, document.version or "", *document.warnings):
        _storable(text, document.source)


def passage_columns(passages: Sequence[IndexedPassage], source: str = "") -> PassageColumns:
    """Take passages apart into columns.

    Raises
    ------
    DocumentError
        ``unstorable``: characters that no database text can hold; ``source`` names the document.
    """
    found = [item.passage for item in passages]

    def texts(values: Iterable[str]) -> TextArray:
        return text_array(_storable(value, source) for value in values)

    terms = np.fromiter((term for item in passages for term in item.terms), np.int64)
    tfs = np.fromiter((tf for item in passages for tf in item.frequencies), np.int64)
    sizes = np.array([len(item.terms) for item in passages], np.int64)
    lengths = [item.length for item in passages]
    _check_terms(terms, tfs, sizes)
    document_terms, document_dfs = np.unique(terms, return_counts=True)
    return PassageColumns(
        count=len(found),
        total_length=sum(lengths),
        pairs=len(document_terms),
        ids=texts(passage.id for passage in found),
        ordinals=int_array([passage.ordinal for passage in found]),
        sections=texts(_array_literal(passage.section) for passage in found),
        texts=texts(passage.text for passage in found),
        starts=int_array([passage.chars[0] for passage in found]),
        ends=int_array([passage.chars[1] for passage in found]),
        sentences=texts(encode(passage.sentences, passage.section) for passage in found),
        languages=texts(passage.language for passage in found),
        sizes=int_array(sizes),
        lasts=int_array(np.cumsum(sizes)),
        terms=int_array(terms),
        tfs=smallint_array(np.minimum(tfs, _MOST_FREQUENT)),
        lengths=int_array(lengths),
        document_terms=int_array(document_terms),
        document_dfs=int_array(document_dfs),
    )


def passage_values(
    columns: PassageColumns, new: NewDocument, average: float, vector_type: int
) -> dict[str, object]:
    """The passages column by column, as ``sql/passage_insert.sql`` takes them; weighed for ``average``.

    ``vector_type`` is the oid of ``sparsevec`` in this database.
    """
    terms = integers(columns.terms)
    sizes = integers(columns.sizes)
    weights = weigh(integers(columns.tfs), np.repeat(integers(columns.lengths), sizes), average)
    return {
        "library": new.document.library,
        "document_id": new.document.id,
        "acl": new.acl,
        "passage_ids": columns.ids,
        "ordinals": columns.ordinals,
        "sections": columns.sections,
        "texts": columns.texts,
        "starts": columns.starts,
        "ends": columns.ends,
        "sentences": columns.sentences,
        "languages": columns.languages,
        "sizes": columns.sizes,
        "lasts": columns.lasts,
        "terms": columns.terms,
        "tfs": columns.tfs,
        "lengths": columns.lengths,
        "bms": weight_vectors(terms, weights, sizes, vector_type),
        "document_terms": columns.document_terms,
        "document_dfs": columns.document_dfs,
    }


def _check_terms(terms: NDArray[np.int64], tfs: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
    firsts = np.zeros(len(terms) + 1, bool)
    firsts[np.cumsum(sizes) - sizes] = True  # where a passage begins, terms may begin anew
    ordered = bool(np.all((np.diff(terms, prepend=-1) > 0) | firsts[:-1]))
    in_range = not len(terms) or (terms.min() >= 0 and terms.max() < TERM_LIMIT)
    if not ordered or not in_range or len(terms) != len(tfs):
        raise ValueError(f"terms of a passage are not sorted, unique and below {TERM_LIMIT}")


def _array_literal(texts: Iterable[str]) -> str:
    """Strings as the text of an array."""
    escaped = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(escaped) + '"}' if escaped else "{}"


def _storable(text: str, source: str) -> bytes:
    """UTF-8 of a text. NUL and lone surrogates are not text for PostgreSQL."""
    try:
        if "\x00" not in text:
            return text.encode()
    except UnicodeEncodeError:
        pass
    raise DocumentError("unstorable", source=source, what=ascii(text[:40]))
