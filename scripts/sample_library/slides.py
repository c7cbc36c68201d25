"""PPTX writer for content/deck.txt.

`=== title` starts a slide, `%` is the subtitle, `-` bullets, `|` table rows and
`notes:` the speaker notes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from common import MARK, read_content, save_ooxml, split_row
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as PresentationObject
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
INK = RGBColor.from_string("1B4660")
GREY = RGBColor.from_string("666666")
DECK_DATE = datetime(2025, 7, 7)
COVER_SIZE, PAGE_SIZE = 40, 30
TITLE_LAYOUT, BODY_LAYOUT, TITLE_ONLY_LAYOUT = 0, 1, 5


@dataclass
class Page:
    """The parsed source of one slide."""

    title: str
    subtitle: str = ""
    notes: str = ""
    bullets: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def _parse(text: str) -> list[Page]:
    pages: list[Page] = []
    for line in text.splitlines():
        if line.startswith("=== "):
            pages.append(Page(line[4:]))
        elif line.startswith("% "):
            pages[-1].subtitle = line[2:]
        elif line.startswith("- "):
            pages[-1].bullets.append(line[2:])
        elif line.startswith("|"):
            pages[-1].rows.append(split_row(line))
        elif line.startswith("notes: "):
            pages[-1].notes = line[7:]
    return pages


def _place(shape: Shape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)


def _title(slide: Slide, text: str, size: int) -> None:
    shape = slide.shapes.title
    assert shape is not None
    cover = size == COVER_SIZE
    _place(shape, 0.7, 2.2 if cover else 0.4, 11.9, 1.4 if cover else 0.9)
    shape.text_frame.text = text
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.font.size, paragraph.font.bold = Pt(size), True
    paragraph.font.color.rgb = INK
    paragraph.alignment = PP_ALIGN.CENTER if cover else PP_ALIGN.LEFT


def _footer(slide: Slide, number: int) -> None:
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(0), Inches(7.0), WIDTH, Emu(22860))
    bar.fill.solid()
    bar.fill.fore_color.rgb = INK
    bar.line.fill.background()
    for left, width, text in ((0.7, 9.0, MARK), (12.1, 0.8, str(number))):
        box = slide.shapes.add_textbox(Inches(left), Inches(7.05), Inches(width), Inches(0.35))
        box.text_frame.word_wrap = True
        box.text_frame.text = text
        font = box.text_frame.paragraphs[0].font
        font.size, font.color.rgb = Pt(11), GREY


def _bullets(slide: Slide, lines: list[str]) -> None:
    body = cast(Shape, slide.placeholders[1])
    _place(body, 0.9, 1.6, 11.5, 5.0)
    body.text_frame.text = lines[0]
    for line in lines[1:]:
        body.text_frame.add_paragraph().text = line
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size, paragraph.space_after = Pt(22), Pt(8)


def _table(slide: Slide, rows: list[tuple[str, ...]]) -> None:
    height = Inches(0.6 * len(rows))
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.9), Inches(1.7), Inches(11.5), height)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = frame.table.cell(number, column)
            cell.text = text
            font = cell.text_frame.paragraphs[0].font
            font.size, font.bold = Pt(18), number == 0
            if number == 0:
                cell.fill.solid()
                cell.fill.fore_color.rgb = INK


def _slide(deck: PresentationObject, page: Page, number: int) -> None:
    if page.subtitle:
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
        _title(slide, page.title, COVER_SIZE)
        body = cast(Shape, slide.placeholders[1])
        _place(body, 1.2, 3.8, 10.9, 1.2)
        body.text_frame.text = page.subtitle
        body.text_frame.paragraphs[0].font.size = Pt(18)
    elif page.rows:
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY_LAYOUT])
        _title(slide, page.title, PAGE_SIZE)
        _table(slide, page.rows)
    else:
        slide = deck.slides.add_slide(deck.slide_layouts[BODY_LAYOUT])
        _title(slide, page.title, PAGE_SIZE)
        _bullets(slide, page.bullets)
    _footer(slide, number)
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = page.notes


def write_pptx(name: str, target: Path) -> None:
    """Write content/<name> as a PPTX file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for number, page in enumerate(_parse(read_content(name)), start=1):
        _slide(deck, page, number)
    properties = deck.core_properties
    properties.author = properties.last_modified_by = "Lanxi Pharmaceutical (fictional)"
    properties.title, properties.comments = "Tinoxaban medical affairs briefing", MARK
    properties.created = properties.modified = DECK_DATE
    buffer = io.BytesIO()
    deck.save(buffer)
    save_ooxml(buffer, target, DECK_DATE)
