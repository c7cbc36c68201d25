"""DOCX writer for the small line format of content/guideline_*.txt and sop_pv.txt.

`@key value` sets metadata or a centred line or a table caption, `#`/`##`/`###` are
headings, `>` is a boxed note, `|` rows form a table, every other line is a paragraph.
"""

# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
# (python-docx offers no public way to the XML elements for shading, fields and row settings)

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from common import MARK, Line, Table, read_content, save_ooxml, split_row
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY_FONT = ("Times New Roman", "SimSun")
HEAD_FONT = ("Arial", "SimHei")
HEAD_SIZES = {"#": 18.0, "##": 13.0, "###": 11.0}


def _parse(text: str) -> tuple[dict[str, str], list[Line | Table]]:
    meta: dict[str, str] = {}
    blocks: list[Line | Table] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(split_row(line))
            continue
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
        kind, _, rest = line.partition(" ")
        if kind in ("@running", "@date", "@author"):
            meta[kind[1:]] = rest
        elif kind in ("#", "##", "###", ">", "@center", "@caption"):
            blocks.append(Line(kind, rest))
        elif line:
            blocks.append(Line("p", line))
    return meta, blocks


def _font(run: Run, names: tuple[str, str], size: float, bold: bool = False) -> None:
    run.font.name = names[0]
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), names[1])


def _shade(cell: _Cell, fill: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), fill)
    cell._element.get_or_add_tcPr().append(shading)


def _field(paragraph: Paragraph, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        _font(run, BODY_FONT, 9)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._element.append(mark)


def _text(paragraph: Paragraph, text: str, size: float, bold: bool = False) -> None:
    _font(paragraph.add_run(text), HEAD_FONT if bold else BODY_FONT, size, bold)


def _page(document: DocumentObject, running: str) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.4)
    _text(section.header.paragraphs[0], f"{running}　|　{MARK}", 9)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _text(footer, "第 ", 9)
    _field(footer, "PAGE")
    _text(footer, " 页 / 共 ", 9)
    _field(footer, "NUMPAGES")
    _text(footer, " 页", 9)


def _gap(document: DocumentObject) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    _text(paragraph, " ", 6)


def _table(document: DocumentObject, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.rows[0]), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widest = [max(len(row[i]) for row in table.rows) for i in range(len(table.rows[0]))]
    shares = [min(max(width, 6), 34) for width in widest]
    widths = [Cm(15.8 * share / sum(shares)) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(table.rows):
        line = grid.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(2)
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = number < len(table.rows) - 1
            _text(paragraph, text, 9.5, bold=number == 0)
            if number == 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _shade(cell, "E3EBF0")
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(header)
    _gap(document)


def _line(document: DocumentObject, line: Line) -> None:
    if line.kind in HEAD_SIZES:
        paragraph = document.add_heading(level=len(line.kind))
        _text(paragraph, line.text, HEAD_SIZES[line.kind], bold=True)
        if line.kind == "#":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return
    if line.kind == ">":
        frame = document.add_table(rows=1, cols=1, style="Table Grid")
        frame.alignment = WD_TABLE_ALIGNMENT.CENTER
        box = frame.rows[0].cells[0]
        _shade(box, "FFF4E0")
        _text(box.paragraphs[0], line.text, 10, bold=True)
        _gap(document)
        return
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_after = Pt(4)
    if line.kind == "@center":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.kind == "@caption":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout.keep_with_next = True
    else:
        layout.first_line_indent = Pt(21)
        layout.line_spacing = 1.35
    _text(paragraph, line.text, 10.5, bold=line.kind == "@caption")


def write_docx(name: str, target: Path) -> None:
    """Write content/<name> as a DOCX file."""
    meta, blocks = _parse(read_content(name))
    date = datetime.fromisoformat(meta["date"])
    document = Document()
    _page(document, meta["running"])
    _line(document, Line("@center", MARK))
    for block in blocks:
        if isinstance(block, Table):
            _table(document, block)
        else:
            _line(document, block)
    properties = document.core_properties
    properties.author = properties.last_modified_by = meta["author"]
    properties.title = meta["running"]
    properties.comments = MARK
    properties.created = properties.modified = date
    buffer = io.BytesIO()
    document.save(buffer)
    save_ooxml(buffer, target, date)
