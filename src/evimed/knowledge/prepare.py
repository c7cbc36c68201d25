"""What runs in a parser process after the parse: description, passages and terms, ready for the store."""

from __future__ import annotations

from dataclasses import dataclass

from evimed.knowledge.describe import Description, describe
from evimed.knowledge.entities.abbreviations import find_abbreviations
from evimed.knowledge.grading.rows import to_row as study_row
from evimed.knowledge.grading.study import read_study
from evimed.knowledge.passages import document_id, make_passages, stamp
from evimed.knowledge.recommendations.extract import statements
from evimed.knowledge.tokens import count_terms, tokenise
from evimed.knowledge.versions.edition import read_edition
from evimed.knowledge.versions.instrument import read_instrument
from evimed.knowledge.versions.rows import to_row
from evimed.records import ParsedDocument, Passage
from evimed.store.documents import IndexedPassage, NewGuide, PassageColumns, passage_columns
from evimed.store.evidence import NewStudy
from evimed.store.instruments import NewInstrument


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored. Everything follows from the bytes and the stamp.

    The passages are the columns of their rows already: a few long byte strings cross the pipe from the
    parser
    process, and the process that writes does nothing but write.
    """

    id: str
    sha256: str
    stamp: str
    mime: str
    text: str
    pages: int | None
    warnings: tuple[str, ...]
    description: Description
    passages: PassageColumns
    subjects: tuple[str, ...] = ()  # keyed hashes of whom it is about, where a policy asks for them
    guide: NewGuide | None = None  # of a document that recommends
    instrument: NewInstrument | None = None  # of a law or regulation
    study: NewStudy | None = None  # of a document that reports one


def prepare(parsed: ParsedDocument, sha256: str) -> Prepared:
    """Derive all that the store keeps of one document.

    Raises
    ------
    DocumentError
        ``unstorable``: the text has characters that no database text can hold.
    """
    made_by = stamp(parsed)
    identity = document_id(sha256, made_by)
    description = describe(parsed)
    title = description.title or ""
    guide = _guide(parsed, description)
    return Prepared(
        id=identity,
        sha256=sha256,
        stamp=made_by,
        mime=parsed.mime,
        text=parsed.text,
        pages=parsed.pages,
        warnings=parsed.warnings,
        description=description,
        passages=passage_columns(
            [_index(passage, title) for passage in make_passages(parsed, identity)], title or identity
        ),
        guide=guide,
        instrument=_instrument(parsed, description),
        study=_study(parsed, description, guide),
    )


def _guide(parsed: ParsedDocument, description: Description) -> NewGuide | None:
    records = statements(parsed, description.title or "", description.kind)
    if not records:
        return None
    return NewGuide(records[0].body, find_abbreviations(parsed.text), records)


def _instrument(parsed: ParsedDocument, description: Description) -> NewInstrument | None:
    title = description.title or ""
    found = read_instrument(parsed.text, title, description.kind) or read_edition(
        parsed, title, description.kind, description.version, description.published
    )
    return to_row(found) if found is not None else None


def _study(parsed: ParsedDocument, description: Description, guide: NewGuide | None) -> NewStudy | None:
    """The study that a document reports; one that grades recommendations is a guideline, not a study."""
    if guide is not None and any(one.strength is not None for one in guide.recommendations):
        return None
    found = read_study(parsed.text, description.title or "", description.kind)
    return study_row(found) if found is not None else None


def indexed_text(passage: Passage, title: str) -> str:
    """The text a passage is found by: its title and section names are part of what it says."""
    return "\n".join((title, *passage.section, passage.text))


def in_section(passage: Passage, sentence: str) -> str:
    """A sentence under its nearest heading: what a row or a fragment means stands there."""
    heading = passage.section[-1] if passage.section else ""
    return f"{heading}\n{sentence}" if heading and heading not in sentence else sentence


def _index(passage: Passage, title: str) -> IndexedPassage:
    terms, frequencies, length = count_terms(tokenise(indexed_text(passage, title)))
    return IndexedPassage(passage, terms, frequencies, length)
