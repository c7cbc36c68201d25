"""Builds a ParsedDocument block by block, for formats whose stored text we write ourselves.

Plain text and Markdown keep the file's own characters (see ``plaintext``); every other format has no linear
text of its own, so its stored text is written here: one line a block, a blank line before headings, the cells
of a row parted by `` | ``. Parsers never compute offsets themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evimed.catalogue import Language
from evimed.records import Block, BlockKind, Box, CellRange, DocumentKind, ParsedDocument, Region, Span

CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stands in one place: joined pieces make a paragraph that crosses lines or pages."""

    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(slots=True)
class DocumentBuilder:
    """Collects text and blocks; keeps the section path as headings go by."""

    mime: str
    parser: str
    _parts: list[str] = field(default_factory=list[str])
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list[Block])
    _headings: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def heading(self, pieces: Sequence[Piece], level: int, *, slide: int | None = None) -> None:
        """Add a heading of ``level`` (from 1); it becomes part of the section path of what follows."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        title = " ".join(filter(None, (clean(piece.text) for piece in pieces)))
        if not title:
            return
        if self._length:
            self._append("\n")
        self._add("heading", pieces, level=level, slide=slide)
        self._headings.append((level, title))

    def block(self, kind: BlockKind, pieces: Sequence[Piece], *, slide: int | None = None) -> None:
        """Add a paragraph, list item, caption or title. Empty text adds nothing."""
        self._add(kind, pieces, slide=slide)

    def row(
        self,
        cells: Sequence[str],
        *,
        header: int | None = None,
        is_header: bool = False,
        page: int | None = None,
        box: Box | None = None,
        cell: CellRange | None = None,
        slide: int | None = None,
    ) -> int | None:
        """Add a table row (or its header); returns the index of the block, None if every cell is empty.

        ``header`` is what an earlier call with ``is_header=True`` returned.
        """
        cleaned = [" ".join(value.replace("\x00", "").split()) for value in cells]
        if not any(cleaned):
            return None
        start = self._length
        spans: list[Span] = []
        for number, value in enumerate(cleaned):
            if number:
                self._append(CELL_SEPARATOR)
            spans.append((self._length, self._length + len(value)))
            self._append(value)
        chars = (start, self._length)
        self._append("\n")
        regions = (Region(chars, page, box),) if page is not None and box is not None else ()
        self._blocks.append(
            Block(
                kind="table_header" if is_header else "table_row",
                spans=(chars,),
                section=self.section,
                regions=regions,
                cells=tuple(spans),
                header=header,
                cell=cell,
                slide=slide,
            )
        )
        return len(self._blocks) - 1

    @property
    def section(self) -> tuple[str, ...]:
        """Titles of the headings above the next block, outermost first."""
        return tuple(title for _, title in self._headings)

    def finish(
        self,
        *,
        title: str | None = None,
        language: Language | None = None,
        published: str | None = None,
        kind: DocumentKind | None = None,
        pages: int | None = None,
        warnings: Sequence[str] = (),
    ) -> ParsedDocument:
        """The document as built so far."""
        return ParsedDocument(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            mime=self.mime,
            parser=self.parser,
            title=title,
            language=language,
            published=published,
            kind=kind,
            pages=pages,
            warnings=tuple(warnings),
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _add(
        self, kind: BlockKind, pieces: Sequence[Piece], *, level: int = 0, slide: int | None = None
    ) -> None:
        kept = [(piece, text) for piece in pieces if (text := clean(piece.text))]
        if not kept:
            return
        spans: list[Span] = []
        regions: list[Region] = []
        for number, (piece, text) in enumerate(kept):
            if number:
                self._append("\n")
            chars = (self._length, self._length + len(text))
            spans.append(chars)
            if piece.page is not None and piece.box is not None:
                regions.append(Region(chars, piece.page, piece.box))
            self._append(text)
        self._append("\n")
        self._blocks.append(
            Block(kind, tuple(spans), section=self.section, level=level, regions=tuple(regions), slide=slide)
        )


def clean(text: str) -> str:
    """Text fit to be stored: no NUL (PostgreSQL refuses it), no lone surrogates, no outer white space."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
