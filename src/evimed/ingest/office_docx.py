"""Word documents (DOCX), read from their XML.

Kept: body, tables, text boxes, footnotes and endnotes (after the paragraph they belong to), inserted text.
Left out: deleted text, hidden text, headers, footers, comments, the table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evimed.errors import DocumentError
from evimed.ingest import tables
from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.inline import superscript, symbol
from evimed.ingest.office_docx_styles import VAL, Numbering, Styles, W, is_on, number, numbering_of, value
from evimed.ingest.office_package import Package
from evimed.ingest.xml_tree import Element
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARSER = "docx/1"

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}rt",
    f"{_MC}Fallback", f"{W}sectPr", f"{W}tblPr", f"{W}sdtPr", f"{W}annotationRef", f"{W}txbxContent",
}  # fmt: skip
_PLAIN = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_NUMBERED = (
    (re.compile(r"第[一二三四五六七八九十百\d]+[编章]|(?:chapter|part)\s+[\dIVX]+", re.I), 1),
    (re.compile(r"第[一二三四五六七八九十百\d]+节|section\s+\d", re.I), 2),
    (re.compile(r"[一二三四五六七八九十]+、"), 1),
    (re.compile(r"[（(][一二三四五六七八九十]+[)）]"), 2),
    (re.compile(r"(\d+(?:\.\d+){0,5})[.、．]?\s*(?=\D)"), 0),
)
_HEADING_WIDTH = 80
_CAPTION = re.compile(r"(?:表|附表|table)\s*[\dA-Z一二三四五六七八九十]", re.I)
_CAPTION_WIDTH = 150
_TOC = re.compile(r"(?:toc|目录|目錄)\s*\d*$")


@dataclass(slots=True)
class _Paragraph:
    pieces: list[Piece] = field(default_factory=list[Piece])
    boxes: list[Element] = field(default_factory=list[Element])  # text boxes anchored here
    notes: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])  # kind and id
    bold: bool = True

    @property
    def text(self) -> str:
        return " ".join(piece.text.strip() for piece in self.pieces).strip()


def parse(data: bytes, limits: ParserLimits) -> ParsedDocument:
    """Parse a Word document."""
    package = Package(data, limits)
    main = next(
        (part for kind, part in package.related("").values() if kind == "officeDocument"), "word/document.xml"
    )
    root = package.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise DocumentError("damaged", detail="word/document.xml")
    reader = _Reader(package, main, body)
    reader.blocks(body)
    return reader.finish()


class _Reader:
    """Walks the body and writes blocks."""

    def __init__(self, package: Package, main: str, body: Element) -> None:
        parts = dict(package.related(main).values())
        self._package = package
        self._styles = Styles.read(package.xml(parts.get("styles", "word/styles.xml")))
        self._numbering = Numbering(package.xml(parts.get("numbering", "word/numbering.xml")))
        self._notes = {
            kind: {note.get(f"{W}id") or "": note for note in root.iter(f"{W}{kind}")}
            for kind in ("footnote", "endnote")
            if (root := package.xml(parts.get(f"{kind}s", f"word/{kind}s.xml"))) is not None
        }
        self._builder = DocumentBuilder(MIME, PARSER)
        self._title: str | None = None
        self._note_count = 0
        self._carried: list[Piece] = []  # of a paragraph whose end mark was deleted: it runs on
        self._styled = any(
            self._styles.heading_level(value(properties, "pStyle"), properties)
            for properties in body.iter(f"{W}pPr")
        )

    def finish(self) -> ParsedDocument:
        return self._builder.finish(
            title=self._package.title() or self._title, published=self._package.published()
        )

    def blocks(self, parent: Element) -> None:
        """Write the paragraphs and tables under a container, in order."""
        nodes = list(_block_nodes(parent))
        for node, after in zip(nodes, [*nodes[1:], None], strict=True):
            if node.tag == f"{W}p":
                self._paragraph(node, above_table=after is not None and after.tag == f"{W}tbl")
            else:
                self._table(node)

    def _paragraph(self, node: Element, *, above_table: bool) -> None:
        properties = node.find(f"{W}pPr")
        style = value(properties, "pStyle")
        name = self._styles.name(style)
        if _TOC.match(name):
            return
        found = _read(node)
        found.pieces = self._carried + found.pieces
        self._carried = []
        marks = None if properties is None else properties.find(f"{W}rPr")
        if marks is not None and marks.find(f"{W}del") is not None:
            self._carried = found.pieces
            return
        if found.text:
            if above_table and len(found.text) < _CAPTION_WIDTH and _CAPTION.match(found.text):
                name = "caption"
            self._write(found, style, name, properties)
        for box in found.boxes:
            self.blocks(box)
        for kind, identity in found.notes:
            self._note(kind, identity)

    def _write(self, found: _Paragraph, style: str, name: str, properties: Element | None) -> None:
        level = self._styles.heading_level(style, properties)
        shown = self._number(style, properties)
        if shown:
            found.pieces[0] = Piece(f"{shown} {found.pieces[0].text.lstrip()}")
        if level is None and not self._styled:
            level = self._fallback_level(found, style)
        if name in ("title", "标题", "標題") and self._title is None:
            self._title = found.text
            self._builder.block("title", found.pieces)
        elif name in ("caption", "题注", "題注"):
            self._builder.block("caption", found.pieces)
        elif level is not None:
            self._builder.heading(found.pieces, level)
        elif shown is not None or name.startswith("list"):
            self._builder.block("list_item", found.pieces)
        else:
            self._builder.block("paragraph", found.pieces)

    def _number(self, style: str, properties: Element | None) -> str | None:
        numbering = numbering_of(properties)
        if numbering is None:
            numbering = next(
                (found.numbering for found in self._styles.chain(style) if found.numbering), None
            )
        return None if numbering is None else self._numbering.next(numbering)

    def _fallback_level(self, found: _Paragraph, style: str) -> int | None:
        """Level of a short bold line in a document without heading styles."""
        text = found.text
        bold = found.bold or any(style.bold for style in self._styles.chain(style))
        if (
            not bold
            or len(text) > _HEADING_WIDTH
            or text.endswith(("。", "；", ";", "，", ",", ".", "：", ":"))
        ):
            return None
        for pattern, level in _NUMBERED:
            match = pattern.match(text)
            if match:
                return level or match[1].count(".") + 1
        return 1

    def _note(self, kind: str, identity: str) -> None:
        note = self._notes.get(kind, {}).get(identity)
        if note is None:
            return
        self._note_count += 1
        pieces = [piece for node in note.iter(f"{W}p") for piece in _read(node).pieces]
        if pieces:
            pieces[0] = Piece(f"[{self._note_count}] {pieces[0].text.lstrip()}")
            self._builder.block("paragraph", pieces)

    def _table(self, node: Element) -> None:
        rows = [row for row in _children(node, f"{W}tr") if not _is_deleted(row)]
        cells = [list(_children(row, f"{W}tc")) for row in rows]
        if all(len(row) == 1 for row in cells) and len(cells) == 1:
            self.blocks(cells[0][0])  # a frame, not a table
            return
        inner: list[Element] = []
        notes: list[tuple[str, str]] = []
        grid = tables.lay_out(_merge_vertically(rows, cells, inner, notes))
        tables.write_table(self._builder, grid, self._header_rows(rows, cells, grid))
        for kind, identity in notes:
            self._note(kind, identity)
        for table in inner:
            self._table(table)

    def _header_rows(self, rows: list[Element], cells: list[list[Element]], grid: tables.Grid) -> int:
        marked = 0
        for row in rows:
            properties = row.find(f"{W}trPr")
            if not is_on(properties, "tblHeader"):
                break
            marked += 1
        if marked:
            return max(0, marked - grid.titles) if marked < len(rows) else 0
        guessed = tables.header_rows(grid)
        if guessed or grid.titles + 1 >= len(rows):
            return guessed
        found = [_read(node) for cell in cells[grid.titles] for node in cell.iter(f"{W}p")]
        written = [paragraph for paragraph in found if paragraph.text]
        return int(len(written) > 1 and all(paragraph.bold for paragraph in written))


def _block_nodes(parent: Element) -> Iterator[Element]:
    """Yield paragraphs and tables, through content controls and insertions."""
    for node in parent:
        if node.tag in (f"{W}p", f"{W}tbl"):
            yield node
        elif node.tag in (
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}ins",
            f"{W}moveTo",
            f"{W}customXml",
            f"{W}smartTag",
        ):
            yield from _block_nodes(node)


def _children(parent: Element, tag: str) -> Iterator[Element]:
    for node in parent:
        if node.tag == tag:
            yield node
        elif node.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _children(node, tag)


def _is_deleted(row: Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _merge_vertically(
    rows: list[Element],
    cells: list[list[Element]],
    inner: list[Element],
    notes: list[tuple[str, str]],
) -> list[list[tables.Cell]]:
    """Turn Word's "this cell continues the one above" into cells with a row span."""
    out: list[list[tables.Cell]] = []
    open_cells: dict[
        int, tuple[int, int]
    ] = {}  # grid column → row and index in ``out`` of the cell that runs on
    for number_, row in enumerate(rows):
        line: list[tables.Cell] = []
        column = min(number(row.find(f"{W}trPr"), "gridBefore") or 0, tables.MAX_SPAN)
        line += [tables.Cell("")] * column
        for cell in cells[number_]:
            properties = cell.find(f"{W}tcPr")
            width = max(1, number(properties, "gridSpan") or 1)
            merge = None if properties is None else properties.find(f"{W}vMerge")
            if merge is not None and merge.get(VAL) != "restart" and column in open_cells:
                above, index = open_cells[column]
                old = out[above][index]
                out[above][index] = tables.Cell(old.text, old.columns, old.rows + 1)
            else:
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = (number_, len(line))
                line.append(tables.Cell(_cell_text(cell, inner, notes), width))
            column += width
        out.append(line)
    return out


def _cell_text(cell: Element, inner: list[Element], notes: list[tuple[str, str]]) -> str:
    lines: list[str] = []
    for node in _block_nodes(cell):
        if node.tag == f"{W}tbl":
            inner.append(node)
            continue
        found = _read(node)
        lines.append(found.text)
        notes += found.notes
        lines += [_read(paragraph).text for box in found.boxes for paragraph in box.iter(f"{W}p")]
    return " ".join(filter(None, lines))


def _read(node: Element) -> _Paragraph:
    """Collect the text of one paragraph, split at line breaks."""
    found = _Paragraph()
    parts: list[str] = []
    _collect(node, found, parts)
    found.pieces = [Piece(line) for line in "".join(parts).split("\n") if line.strip()]
    found.bold = found.bold and bool(found.pieces)
    return found


def _collect(node: Element, found: _Paragraph, parts: list[str]) -> None:
    for child in node:
        tag = child.tag
        if tag == f"{W}r":
            _collect_run(child, found, parts)
        elif tag == f"{_M}t":
            parts.append(child.text or "")
        elif tag == f"{W}txbxContent":
            found.boxes.append(child)
        elif tag not in _SKIPPED:
            _collect(child, found, parts)


def _collect_run(run: Element, found: _Paragraph, parts: list[str]) -> None:
    properties = run.find(f"{W}rPr")
    if is_on(properties, "vanish"):
        return
    raised = value(properties, "vertAlign") == "superscript"
    bold = is_on(properties, "b") or is_on(properties, "bCs")
    for child in run:
        tag = child.tag
        if tag == f"{W}t":
            text = child.text or ""
            parts.append(superscript(text) if raised else text)
            found.bold = found.bold and (bold or not text.strip())
        elif tag in _PLAIN:
            parts.append(_PLAIN[tag])
        elif tag == f"{W}sym":
            parts.append(symbol(child.get(f"{W}font") or "", child.get(f"{W}char") or ""))
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            found.notes.append((str(tag)[len(W) : -len("Reference")], child.get(f"{W}id") or ""))
        elif tag == f"{W}ruby":
            _collect(child, found, parts)
        elif tag not in _SKIPPED:
            _collect(child, found, parts)  # drawings and their text boxes
