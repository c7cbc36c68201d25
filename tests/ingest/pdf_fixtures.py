"""PDFs for the tests, drawn with reportlab, and the places where their words were drawn."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from evimed.ingest.pdf import parse
from evimed.records import Block, ParsedDocument

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

WIDTH, HEIGHT = A4
STYLES = getSampleStyleSheet()
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6, alignment=4)
H1 = ParagraphStyle("h1", fontName="Helvetica-Bold", fontSize=14, leading=17, spaceBefore=10, spaceAfter=6)
H2 = ParagraphStyle("h2", fontName="Helvetica-Bold", fontSize=11, leading=14, spaceBefore=8, spaceAfter=4)
TITLE = ParagraphStyle(
    "title", fontName="Helvetica-Bold", fontSize=20, leading=24, spaceAfter=12, alignment=1
)
ZH = ParagraphStyle(
    "zh", fontName="STSong-Light", fontSize=10.5, leading=16, firstLineIndent=21, wordWrap="CJK", spaceAfter=4
)
ZH_H1 = ParagraphStyle("zh1", fontName="STSong-Light", fontSize=15, leading=20, spaceBefore=8, spaceAfter=6)
ZH_H2 = ParagraphStyle("zh2", fontName="STSong-Light", fontSize=12.5, leading=18, spaceBefore=6, spaceAfter=4)

WORDS = re.findall(
    r"\w+",
    "patients with advanced lung cancer received the study drug or placebo and were followed for survival "
    "until progression death or loss the dose was reduced when toxicity occurred hepatic renal function at "
    "baseline week",
)

GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
BOOKTABS = [
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
]


def drawn(draw: Callable[[Canvas], object], pagesize: tuple[float, float] = A4, **options: Any) -> bytes:
    """A PDF drawn by hand."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pagesize, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def flowed(
    story: Sequence[Any],
    *,
    columns: int = 1,
    top: float = 0.0,
    on_page: Callable[[Canvas, Any], None] | None = None,
    gutter: float = 18.0,
) -> bytes:
    """A PDF set by platypus in columns; ``top`` points of the first page are one wide frame."""
    width, height = WIDTH - 144, HEIGHT - 144
    each = (width - (columns - 1) * gutter) / columns

    def frames(reach: float) -> list[Frame]:
        places = [72 + number * (each + gutter) for number in range(columns)]
        return [Frame(x, 72, each, reach, 0, 0, 0, 0) for x in places]

    first = ([Frame(72, 72 + height - top, width, top, 0, 0, 0, 0)] if top else []) + frames(height - top)
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    draw = on_page or (lambda canvas, template: None)
    document.addPageTemplates(
        [
            PageTemplate("first", first, onPage=draw, autoNextPageTemplate="later"),
            PageTemplate("later", frames(height), onPage=draw),
        ]
    )
    document.build(list(story))
    return out.getvalue()


def sentences(seed: int, count: int) -> str:
    chance = random.Random(seed)  # noqa: S311
    found = [" ".join(chance.choice(WORDS) for _ in range(chance.randint(8, 22))) for _ in range(count)]
    return " ".join(f"{text.capitalize()} {number}." for number, text in enumerate(found))


def para(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(text, style)


def table(rows: Sequence[Sequence[Any]], style: Sequence[Any] = GRID, **options: Any) -> Table:
    font = ("FONTNAME", (0, 0), (-1, -1), "STSong-Light")
    return Table([list(row) for row in rows], style=[font, *style], **options)


def running(canvas: Canvas, template: Any) -> None:
    """A running head, a running foot and a page number."""
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, HEIGHT - 40, "Northmere Journal of Evidence")
    canvas.drawRightString(WIDTH - 72, HEIGHT - 40, "Trial PINE-BP")
    canvas.drawCentredString(WIDTH / 2, 36, f"- {canvas.getPageNumber()} -")


def read(data: bytes, *, max_pages: int = 1_000) -> ParsedDocument:
    return parse(data, max_pages=max_pages)


def said(document: ParsedDocument, block: Block) -> str:
    """The text of a block, its pieces joined by a space."""
    return " ".join(document.text[start:end] for start, end in block.spans)


def told(document: ParsedDocument, *kinds: str) -> list[str]:
    """The texts of the blocks of some kinds (all if none is named)."""
    return [said(document, block) for block in document.blocks if not kinds or block.kind in kinds]


def cells(document: ParsedDocument) -> list[list[str]]:
    """The cells of every table row and header."""
    return [[document.text[a:b] for a, b in block.cells] for block in document.blocks if block.cells]
