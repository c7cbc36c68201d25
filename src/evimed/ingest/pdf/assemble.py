"""Pages to one document: paragraphs read on over columns and pages, headings, tables, title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.pdf.frame import hull
from evimed.ingest.pdf.headings import Headings, Style, split_brackets
from evimed.ingest.pdf.layout import PageParts, Part
from evimed.ingest.pdf.lines import Line, Vocabulary
from evimed.ingest.pdf.paragraphs import ENDS, Draft, leads_to_page
from evimed.ingest.pdf.table import Table, TableRow
from evimed.records import ParsedDocument

_CONTINUED = re.compile(r"continued|cont['’.]?d?\b|续表|（续）|\(续\)|续\s*$", re.IGNORECASE)


def assemble(
    pages: list[PageParts],
    outline: Sequence[tuple[str, int]],
    metadata_title: str | None,
    parser: str,
    count: int,
) -> ParsedDocument:
    """The document of its pages."""
    _read_on(pages)
    everything = [part for page in pages for part in _parts(page) if isinstance(part, Draft)]
    words = Vocabulary(line.text for draft in everything for line in _all_lines(draft))
    headings = Headings(everything, outline)
    first = [part for part in (_parts(pages[0]) if pages else ()) if isinstance(part, Draft)]
    title = headings.title(first, everything[len(first) :])
    writer = _Writer(DocumentBuilder("application/pdf", parser), words, headings, title)
    for page in pages:
        for part in _parts(page):
            writer.add(part, page)
    shown = words.joined(line.text for line in title.lines) if title is not None else metadata_title
    return writer.builder.finish(title=shown, pages=count)


def _parts(page: PageParts) -> Iterator[Part]:
    for stretch in page.stretches:
        yield from stretch
    yield from page.notes


def _all_lines(draft: Draft) -> list[Line]:
    """The lines of a block wherever it goes on."""
    return draft.lines + [line for part in draft.more for line in part.lines]


def _read_on(pages: list[PageParts]) -> None:
    """Join paragraphs that a column or page break parts: the second half moves to the first."""
    open_end: Draft | None = None
    for page in pages:
        for stretch in page.stretches:
            place = _first_flowing(stretch)
            if open_end is not None and place is not None:
                part = stretch[place]
                if isinstance(part, Draft) and _goes_on(open_end, part):
                    open_end.more.append(part)
                    del stretch[place]
                    if not any(isinstance(left, Draft) and left.kind != "caption" for left in stretch):
                        continue
            last = _last_flowing(stretch)
            if last is not None:
                open_end = last


def _first_flowing(stretch: list[Part]) -> int | None:
    """The first part that is neither table nor caption."""
    for place, part in enumerate(stretch):
        if isinstance(part, Draft) and part.kind != "caption":
            return place
    return None


def _last_flowing(stretch: list[Part]) -> Draft | None:
    for part in reversed(stretch):
        if isinstance(part, Draft) and part.kind != "caption":
            return part
    return None


def _goes_on(before: Draft, after: Draft) -> bool:
    """Whether the second draft is the rest of the first."""
    if after.kind != "paragraph" or before.kind not in ("paragraph", "list_item"):
        return False
    holder = before.more[-1] if before.more else before
    last, here = holder.lines[-1].fragment, after.lines[0].fragment
    em = last.size
    if abs(here.size - em) > 0.06 * em or abs(here.bold - last.bold) > 0.9 or split_brackets(after.text):
        return False
    text = last.text
    if text.endswith(ENDS) or leads_to_page(text):
        return False
    full = last.x1 > holder.right - 0.18 * (holder.right - holder.left) or text.endswith("-")
    indent = here.x0 - after.left
    hanging = before.kind == "list_item"
    if here.text[:1].islower() and not hanging:
        return full or len(holder.lines) > 1
    return full and (indent < 0.8 * em or hanging)


class _Writer:
    """Writes parts into the builder; keeps the open headings and the last table."""

    def __init__(
        self, builder: DocumentBuilder, words: Vocabulary, headings: Headings, title: Draft | None
    ) -> None:
        self.builder = builder
        self._words = words
        self._headings = headings
        self._title = title
        self._open: list[Style] = []
        self._table: tuple[int, Table, int | None] | None = None  # page, table, header block

    def add(self, part: Part, page: PageParts) -> None:
        """Write one part."""
        if isinstance(part, Table):
            self._add_table(part, page)
            return
        if part is self._title:
            self.builder.block("title", self._pieces(part))
            return
        if part.kind == "caption":
            if not _CONTINUED.search(part.text):
                self._table = None
            self.builder.block("caption", self._pieces(part))
            return
        self._add_text(part, page)

    def _add_text(self, draft: Draft, page: PageParts) -> None:
        if draft.size > 0.93 * self._headings.body and not any(draft is note for note in page.notes):
            self._table = None  # text of the body ends a table; notes below it do not
        if cut := split_brackets(draft.lines[0].text):
            head, body = _split(draft, cut)
            self._heading(head, self._headings.style(head) or Style(draft.size, bold=True))
            self.builder.block("paragraph", self._pieces(body))
            return
        style = self._headings.style(draft) if not draft.more else None
        if style is not None:
            self._heading(draft, style)
            return
        self.builder.block(draft.kind, self._pieces(draft))

    def _heading(self, draft: Draft, style: Style) -> None:
        while self._open and not self._open[-1].above(style):
            self._open.pop()
        self._open.append(style)
        self._table = None
        pieces = self._pieces(draft)
        # One piece, so that the section path reads as the heading does.
        self.builder.heading(pieces, len(self._open))

    def _pieces(self, draft: Draft) -> list[Piece]:
        runs = [draft.lines, *(part.lines for part in draft.more)]
        texts = self._words.pieces([[line.text for line in run] for run in runs])
        return [
            Piece(text, run[0].page + 1, run[0].frame.to_display(hull([line.fragment.box for line in run])))
            for text, run in zip(texts, runs, strict=True)
        ]

    def _add_table(self, table: Table, page: PageParts) -> None:
        rows = list(table.rows)
        header = self._continued(table, page)
        if header is None:
            if table.title is not None:
                text = " ".join(self._words.joined(cell) for cell in table.title.cells if cell)
                self.builder.block(
                    "caption", [Piece(text, page.number + 1, page.frame.to_display(table.title.box))]
                )
            if table.header is not None:
                header = self._row(table.header, page, None, is_header=True)
        elif table.header is not None and not self._same_header(table):
            rows.insert(0, table.header)
        for row in rows:
            self._row(row, page, header)
        kept = table
        if self._table is not None and header is not None and header == self._table[2]:
            kept = self._table[1]
        self._table = (page.number, kept, header)

    def _continued(self, table: Table, page: PageParts) -> int | None:
        """The header block of the table on the page before that goes on here."""
        if self._table is None:
            return None
        number, before, header = self._table
        first = next(
            (part for part in _parts(page) if not (isinstance(part, Draft) and part.kind == "caption")), None
        )
        if number != page.number - 1 or first is not table or before.columns != table.columns:
            return None
        return header if abs(before.x0 - table.x0) < 12 and abs(before.x1 - table.x1) < 12 else None

    def _same_header(self, table: Table) -> bool:
        before = self._table[1].header if self._table is not None else None
        return before is not None and table.header is not None and before.words == table.header.words

    def _row(
        self, row: TableRow, page: PageParts, header: int | None, *, is_header: bool = False
    ) -> int | None:
        cells = [self._words.joined(cell) for cell in row.cells]
        box = page.frame.to_display(row.box)
        return self.builder.row(cells, header=header, is_header=is_header, page=page.number + 1, box=box)


def _split(draft: Draft, cut: int) -> tuple[Draft, Draft]:
    """A block that opens with a bracketed heading, in two."""
    line = draft.lines[0]
    first = line.fragment
    at = first.x0 + (first.x1 - first.x0) * cut / len(first.text)
    head = _part(line, first.text[:cut], first.x0, at)
    tail = _part(line, first.text[cut:].strip(), at, first.x1)
    lines = [tail, *draft.lines[1:]]
    return Draft("paragraph", [head], draft.left, draft.right), Draft(
        "paragraph", lines, draft.left, draft.right, draft.more
    )


def _part(line: Line, text: str, x0: float, x1: float) -> Line:
    fragment = line.fragment
    kept = type(fragment)(
        text,
        x0,
        fragment.top,
        x1,
        fragment.bottom,
        fragment.base,
        fragment.size,
        fragment.bold,
        fragment.spaced,
    )
    return Line(kept, line.page, line.frame)
