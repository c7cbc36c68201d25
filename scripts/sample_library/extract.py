"""Plain text of a library document, by the simplest means of each format."""

# pyright: basic, reportMissingImports=false
# (the packages of requirements.txt beside this file are not dependencies of the project)

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from bs4 import BeautifulSoup
from docx import Document
from docx.table import Table
from openpyxl import load_workbook
from pptx import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.graphfrm import GraphicFrame
from pypdf import PdfReader


def _pdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def _docx(data: bytes) -> str:
    lines: list[str] = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _pptx(data: bytes) -> str:
    lines: list[str] = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if isinstance(shape, Shape):
                lines.append(shape.text_frame.text)
            if isinstance(shape, GraphicFrame) and shape.has_table:
                lines += [" ".join(c.text for c in row.cells) for row in shape.table.rows]
        notes = slide.notes_slide.notes_text_frame
        lines.append(notes.text if notes else "")
    return "\n".join(lines)


def _xlsx(data: bytes) -> str:
    lines: list[str] = []
    for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            values = (value for value in row if value is not None)
            lines.append(" ".join(str(value).removesuffix(" 00:00:00") for value in values))
    return "\n".join(lines)


def _html(data: bytes) -> str:
    return BeautifulSoup(data, "html.parser").get_text(" ")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _eml(data: bytes) -> str:
    message = message_from_bytes(data, policy=default)
    parts = [str(value) for value in message.values()]
    parts += [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join(parts)


def _zip(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(_text(archive.read(name)) for name in archive.namelist())


READERS: dict[str, Callable[[bytes], str]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
    ".html": _html,
    ".eml": _eml,
    ".zip": _zip,
}


def extract(path: Path) -> str:
    """Return the text of one library document."""
    return READERS.get(path.suffix, _text)(path.read_bytes())
