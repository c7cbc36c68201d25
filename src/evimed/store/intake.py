"""A document on its way in: checked, and taken apart into the columns of its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from evimed.errors import DocumentError
from evimed.records import Document, Passage
from evimed.store.sentences import encode
from evimed.store.weights import TERM_LIMIT, weigh

_MOST_FREQUENT = 32_767  # a smallint


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage and its term statistics.

    ``terms`` are hashed, sorted and unique, ``0 <= term < 1e9``; ``frequencies`` says how often each
    occurs; ``length`` counts all tokens.
    """

    passage: Passage
    terms: tuple[int, ...]
    frequencies: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with all that is derived from it, ready to be put in."""

    document: Document
    text: str
    passages: tuple[IndexedPassage, ...]
    acl: int = 0


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
    texts = [new.text, document.title, document.source, document.version or "", *document.warnings]
    texts += [text for item in new.passages for text in _texts(item.passage)]
    for text in texts:
        # NUL and lone surrogates are not text for PostgreSQL.
        if "\x00" in text or not _is_unicode(text):
            raise DocumentError("unstorable", source=document.source, what=ascii(text[:40]))
    for item in new.passages:
        _check_terms(item)


def _check_terms(item: IndexedPassage) -> None:
    terms = item.terms
    ordered = all(a < b for a, b in pairwise(terms))
    in_range = not terms or (terms[0] >= 0 and terms[-1] < TERM_LIMIT)
    if not ordered or not in_range or len(terms) != len(item.frequencies):
        raise ValueError(f"terms of passage {item.passage.id} are not sorted, unique and below {TERM_LIMIT}")


def _texts(passage: Passage) -> list[str]:
    return [passage.text, *passage.section, *(sentence.text for sentence in passage.sentences)]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def passage_values(new: NewDocument, average: float) -> dict[str, object]:
    """The passages column by column, as ``sql/passage_insert.sql`` takes them; weighed for ``average``.

    Arrays are written here: psycopg would write them element by element, in Python.
    """
    passages = [item.passage for item in new.passages]
    frequencies = [[min(tf, _MOST_FREQUENT) for tf in item.frequencies] for item in new.passages]
    weights = [
        weigh(item.terms, tfs, item.length, average)
        for item, tfs in zip(new.passages, frequencies, strict=True)
    ]
    return {
        "library": new.document.library,
        "document_id": new.document.id,
        "acl": new.acl,
        "passage_ids": _quoted(passage.id for passage in passages),
        "ordinals": array_text([passage.ordinal for passage in passages]),
        "sections": _quoted(json.dumps(passage.section, ensure_ascii=False) for passage in passages),
        "texts": _quoted(passage.text for passage in passages),
        "starts": array_text([passage.chars[0] for passage in passages]),
        "ends": array_text([passage.chars[1] for passage in passages]),
        "sentences": _quoted(encode(passage.sentences, passage.section) for passage in passages),
        "languages": _quoted(passage.language for passage in passages),
        "terms": _quoted(array_text(item.terms) for item in new.passages),
        "tfs": _quoted(array_text(tfs) for tfs in frequencies),
        "lengths": array_text([item.length for item in new.passages]),
        "bms": _quoted(weights),
    }


def array_text(numbers: Sequence[int]) -> str:
    """Numbers as the text of an array."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _quoted(texts: Iterable[str]) -> str:
    """Strings as the text of an array."""
    escaped = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(escaped) + '"}' if escaped else "{}"
