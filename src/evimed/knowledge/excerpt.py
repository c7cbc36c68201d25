"""A part of a document as it can be read: headings, paragraphs, tables, with the cited characters marked.

Made of what the store keeps, the text and the places of its sentences; the original is not needed. What is
shown are the original characters, so that what is marked is what was cited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal

from evimed.records import Passage, Sentence, Span

_CELL_BREAK = " | "  # how every parser writes a table row
_SECTION_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of original characters, marked or not."""

    text: str
    marked: bool = False


Cells = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; ``place`` names its cells in a sheet."""

    cells: Cells
    marked: bool
    place: str | None = None


@dataclass(frozen=True, slots=True)
class ExcerptBlock:
    """A heading, a paragraph, a list item or a table of an excerpt.

    ``pieces`` is empty for a table, ``header`` and ``rows`` for the others.
    """

    kind: Literal["heading", "paragraph", "item", "table"]
    pieces: tuple[Piece, ...] = ()
    header: tuple[str, ...] = ()
    header_marked: bool = False
    rows: tuple[Row, ...] = ()
    page: int | None = None
    slide: int | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Blocks of ``chars`` of a document, and whether there is more before and after."""

    chars: Span
    blocks: tuple[ExcerptBlock, ...]
    before: bool
    after: bool


@dataclass(slots=True)
class _Run:
    """Sentences that stand in one paragraph."""

    sentences: list[Sentence] = field(default_factory=list[Sentence])


def make_excerpt(text: str, passages: Sequence[Passage], marks: Sequence[Span]) -> Excerpt:
    """The excerpt that ``passages``, in reading order, hold of ``text``; ``marks`` are marked.

    Parameters
    ----------
    text
        The whole stored text of the document.
    passages
        Neighbouring passages of it.
    marks
        Ranges of ``text`` that are cited.
    """
    if not passages:
        return Excerpt((0, 0), (), before=False, after=False)
    chars = (min(p.chars[0] for p in passages), max(p.chars[1] for p in passages))
    blocks = tuple(_blocks(text, passages, marks))
    return Excerpt(chars, blocks, before=chars[0] > 0, after=chars[1] < len(text.rstrip()))


def mark(text: str, span: Span, marks: Sequence[Span]) -> tuple[Piece, ...]:
    """The characters of ``span`` cut where a mark begins or ends; together they are those characters."""
    start, end = span
    inside = [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
    cuts = sorted({start, end, *(edge for pair in inside for edge in pair)})
    return tuple(Piece(text[a:b], any(x <= a and b <= y for x, y in inside)) for a, b in pairwise(cuts))


def _blocks(text: str, passages: Sequence[Passage], marks: Sequence[Span]) -> Iterator[ExcerptBlock]:
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    section: tuple[str, ...] = ()
    for (kind, path, header), group in groupby(sentences, _together):
        if path != section and path:
            yield ExcerptBlock("heading", (Piece(" › ".join(path[-_SECTION_SHOWN:])),))
        section = path
        if kind == "row":
            yield _table(text, list(group), header, marks)
        else:
            for run in _paragraphs(text, group):
                yield _paragraph(text, run.sentences, marks)


def _together(sentence: Sentence) -> tuple[str, tuple[str, ...], Span | None]:
    return sentence.kind, sentence.locator.section, sentence.header


def _paragraphs(text: str, sentences: Iterator[Sentence]) -> Iterator[_Run]:
    """Sentences of one line or of lines that a blank line does not part; items stand alone."""
    run = _Run()
    for sentence in sentences:
        last = run.sentences[-1] if run.sentences else None
        if last is not None and not _continues(text, last, sentence):
            yield run
            run = _Run()
        run.sentences.append(sentence)
    if run.sentences:
        yield run


def _continues(text: str, last: Sentence, sentence: Sentence) -> bool:
    between = text[last.locator.chars[1] : sentence.locator.chars[0]]
    same_place = last.locator.page == sentence.locator.page and last.locator.slide == sentence.locator.slide
    return sentence.kind == "sentence" and same_place and "\n\n" not in between and len(between) < 80


def _paragraph(text: str, sentences: Sequence[Sentence], marks: Sequence[Span]) -> ExcerptBlock:
    first = sentences[0]
    span = (first.locator.chars[0], sentences[-1].locator.chars[1])
    kind: Literal["item", "paragraph"] = "item" if first.kind == "item" else "paragraph"
    return ExcerptBlock(kind, mark(text, span, marks), page=first.locator.page, slide=first.locator.slide)


def _table(text: str, rows: Sequence[Sentence], header: Span | None, marks: Sequence[Span]) -> ExcerptBlock:
    names = tuple(text[header[0] : header[1]].split(_CELL_BREAK)) if header is not None else ()
    return ExcerptBlock(
        "table",
        header=tuple(" ".join(name.split()) for name in names),
        header_marked=header is not None and any(a < header[1] and b > header[0] for a, b in marks),
        rows=tuple(_row(text, row, marks) for row in rows),
        page=rows[0].locator.page,
        slide=rows[0].locator.slide,
    )


def _row(text: str, sentence: Sentence, marks: Sequence[Span]) -> Row:
    start, end = sentence.locator.chars
    cells: list[tuple[Piece, ...]] = []
    at = start
    for words in text[start:end].split(_CELL_BREAK):
        cells.append(mark(text, (at, at + len(words)), marks) or (Piece(""),))
        at += len(words) + len(_CELL_BREAK)
    cell = sentence.locator.cell
    place = f"{cell.sheet}!{cell.range}" if cell is not None else None
    return Row(tuple(cells), any(a < end and b > start for a, b in marks), place)
