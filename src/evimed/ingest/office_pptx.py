"""Presentations (PPTX): slide by slide, shapes in reading order, then the speaker's notes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest import tables
from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.inline import superscript
from evimed.ingest.office_docx_styles import count, integer
from evimed.ingest.office_package import Package
from evimed.ingest.office_pptx_layout import A, P, Shape, in_reading_order, shapes
from evimed.ingest.xml_tree import Element
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PARSER = "pptx/1"

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")  # placeholders that repeat on each slide
_REPEATS = 3
_AUTO_NUMBER = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}


@dataclass(slots=True)
class _Slides:
    """The document as it grows, and the slide that is being read."""

    builder: DocumentBuilder = field(default_factory=lambda: DocumentBuilder(MIME, PARSER))
    number: int = 0
    title: str | None = None
    numbered: bool = False  # text boxes show the number of the slide
    repeated: set[str] = field(default_factory=set[str])  # texts of shapes on at least half of the slides
    seen: set[str] = field(default_factory=set[str])

    def write(self, slide: Element, layouts: list[Element]) -> None:
        found = shapes(slide, layouts)
        title = next((shape for shape in found if shape.placeholder in _TITLES and _texts(shape.node)), None)
        heading = "" if title is None else " ".join(_texts(title.node))
        self.builder.heading([Piece(heading)], 1, slide=self.number)  # an empty one ends the section before
        self.title = self.title or heading or None
        for shape in in_reading_order([shape for shape in found if shape is not title]):
            self._shape(shape)

    def notes(self, notes: Element) -> None:
        for shape in shapes(notes, []):
            if shape.placeholder == "body":
                for text in _texts(shape.node):
                    self.builder.block("paragraph", [Piece(text)], slide=self.number)

    def _shape(self, shape: Shape) -> None:
        if shape.placeholder in _FURNITURE or self._is_furniture(" ".join(_texts(shape.node))):
            return
        table = next(shape.node.iter(f"{A}tbl"), None)
        if table is not None:
            self._table(table)
            return
        counts: dict[int, int] = {}
        for paragraph in shape.node.iter(f"{A}p"):
            pieces = _pieces(paragraph)
            if not pieces:
                continue
            bullet = _bullet(paragraph, shape.placeholder, counts)
            if bullet:
                pieces[0] = Piece(f"{bullet} {pieces[0].text.lstrip()}")
            kind = "paragraph" if bullet is None else "list_item"
            self.builder.block(kind, pieces, slide=self.number)

    def find_furniture(self, found: list[Element]) -> None:
        """Find out what stands on at least half of the slides."""
        texts = [{" ".join(_texts(shape.node)) for shape in shapes(slide, [])} for slide in found]
        enough = max(_REPEATS, len(found) / 2)
        self.numbered = sum(str(number) in shown for number, shown in enumerate(texts, start=1)) >= enough
        counts = Counter(text for shown in texts for text in shown)
        self.repeated = {text for text, number in counts.items() if text and number >= enough}

    def _is_furniture(self, text: str) -> bool:
        """Whether a text box is the slide's number or a line that stands on most slides, told before."""
        if self.numbered and text == str(self.number):
            return True
        known = text in self.seen
        self.seen.add(text)
        return known and text in self.repeated

    def _table(self, table: Element) -> None:
        rows = [
            [
                tables.Cell(" ".join(_texts(cell)), _span(cell, "gridSpan"), _span(cell, "rowSpan"))
                for cell in row.iter(f"{A}tc")
                if cell.get("hMerge") not in ("1", "true") and cell.get("vMerge") not in ("1", "true")
            ]
            for row in table.iter(f"{A}tr")
        ]
        grid = tables.lay_out(rows)
        properties = table.find(f"{A}tblPr")
        marked = properties is not None and properties.get("firstRow") in ("1", "true") and len(rows) > 1
        headers = tables.header_rows(grid) or int(marked)
        tables.write_table(self.builder, grid, headers, slide=self.number)


def parse(data: bytes, limits: ParserLimits) -> ParsedDocument:
    """Parse a presentation."""
    package = Package(data, limits)
    main = next((part for kind, part in package.related("").values() if kind == "officeDocument"), "")
    root = package.xml(main) if main else None
    if root is None:
        raise DocumentError("damaged", detail="ppt/presentation.xml")
    relations = package.related(main)
    slides = _Slides()
    parts = [
        relations[node.get(_ID) or ""][1] for node in root.iter(f"{P}sldId") if node.get(_ID) in relations
    ]
    if len(parts) > limits.pages:
        raise DocumentLimitError("too_many_pages", pages=len(parts), limit=limits.pages)
    cache: dict[str, list[Element]] = {}
    found_slides = [(part, slide) for part in parts if (slide := package.xml(part)) is not None]
    slides.find_furniture([slide for _, slide in found_slides])
    for slides.number, (part, slide) in enumerate(found_slides, start=1):
        targets = dict(package.related(part).values())
        layout = targets.get("slideLayout", "")
        if layout not in cache:
            masters = dict(package.related(layout).values()) if layout else {}
            found = (package.xml(name) for name in (layout, masters.get("slideMaster", "")))
            cache[layout] = [node for node in found if node is not None]
        slides.write(slide, cache[layout])
        notes = package.xml(targets.get("notesSlide", ""))
        if notes is not None:
            slides.notes(notes)
    return slides.builder.finish(
        title=package.title() or slides.title, published=package.published(), pages=len(parts)
    )


def _texts(node: Element) -> list[str]:
    """Paragraphs of a shape or cell that are not empty."""
    found = (" ".join(piece.text.strip() for piece in _pieces(paragraph)) for paragraph in node.iter(f"{A}p"))
    return [text for text in found if text]


def _pieces(paragraph: Element) -> list[Piece]:
    """Text of a paragraph, split at line breaks."""
    parts: list[str] = []
    for node in paragraph:
        if node.tag in (f"{A}r", f"{A}fld"):
            properties, text = node.find(f"{A}rPr"), node.findtext(f"{A}t") or ""
            raised = properties is not None and (integer(properties.get("baseline")) or 0) > 0
            parts.append(superscript(text) if raised else text)
        elif node.tag == f"{A}br":
            parts.append("\n")
        elif str(node.tag).endswith("}m"):  # an equation
            parts += [part.text or "" for part in node.iter() if str(part.tag).endswith("/math}t")]
    return [Piece(line) for line in "".join(parts).replace("\v", "\n").split("\n") if line.strip()]


def _bullet(paragraph: Element, placeholder: str, counts: dict[int, int]) -> str | None:
    """Return the number of a list item, "" for a bullet, None for a paragraph."""
    properties = paragraph.find(f"{A}pPr")
    level = (integer(properties.get("lvl")) or 0) if properties is not None else 0
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    if properties is not None:
        numbered = properties.find(f"{A}buAutoNum")
        if numbered is not None:
            start = integer(numbered.get("startAt")) or 1
            counts[level] = counts.get(level, start - 1) + 1
            form = numbered.get("type") or "arabicPeriod"
            name = next((name for prefix, name in _AUTO_NUMBER.items() if form.startswith(prefix)), "decimal")
            return f"{count(counts[level], name)}{')' if 'Paren' in form else '.'}"
        counts.pop(level, None)
        if properties.find(f"{A}buNone") is not None:
            return None
        if properties.find(f"{A}buChar") is not None or properties.find(f"{A}buBlip") is not None:
            return ""
    return "" if level or placeholder in ("body", "obj") else None


def _span(cell: Element, name: str) -> int:
    return integer(cell.get(name)) or 1
