"""Open a PDF and read its pages; what is wrong with a file is said here."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any, cast

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest.pdf.fragments import gather
from evimed.ingest.pdf.frame import Frame
from evimed.ingest.pdf.glyphs import fragments, orientation
from evimed.ingest.pdf.layout import Sheet
from evimed.ingest.pdf.pdfium import address_of, read_ink, read_paths
from evimed.ingest.pdf.rules import Rules, read_rules

_MOST_CHARACTERS = 200_000  # on one page: more is no page anybody reads
_MOST_OBJECTS = 30_000  # on one page: more is a drawing, whose lines rule no table
_MOST_BOOKMARKS = 5_000
_DEEPEST_BOOKMARK = 8
_NO_TITLE = re.compile(
    r"\s*|untitled.*|(microsoft\s+)?(word|powerpoint|excel)\s*-.*|.*\.(docx?|pptx?|xlsx?|pdf|indd|tex|dvi|qxd|wpd|rtf|txt|ps)"
    r"|(title|document|presentation|slide)\s*\d*|无标题.*|未命名.*|文档\s*\d*|\(?anonymous\)?|.*\.(tmp|html?)",
    re.IGNORECASE,
)


@contextmanager
def opened(data: bytes) -> Generator[pdfium.PdfDocument]:
    """The document; raises ``encrypted`` if it needs a password, ``malformed`` if it cannot be read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError("encrypted") from error
        raise DocumentError("malformed", detail=str(error)) from error
    try:
        yield document
    finally:
        document.close()


def page_count(document: pdfium.PdfDocument, limit: int) -> int:
    """How many pages there are; raises if there are none or too many."""
    pages = len(document)
    if pages > limit:
        raise DocumentLimitError("too_many_pages", pages=pages, limit=limit)
    if pages < 1:
        raise DocumentError("malformed", detail="no pages")
    return pages


def read_sheet(document: pdfium.PdfDocument, number: int) -> Sheet | None:
    """The text and the rules of one page (from 0); None if the page cannot be loaded."""
    page = cast("Any", pdfium_c.FPDF_LoadPage(document.raw, number))
    if not page:
        return None
    try:
        frame = _frame(page)
        textpage: Any = pdfium_c.FPDFText_LoadPage(page)
        if not textpage:
            return None
        try:
            return _sheet(page, textpage, number, frame)
        finally:
            pdfium_c.FPDFText_ClosePage(textpage)
    finally:
        pdfium_c.FPDF_ClosePage(page)


def _sheet(page: Any, textpage: Any, number: int, frame: Frame) -> Sheet:
    count = pdfium_c.FPDFText_CountChars(textpage)
    if count > _MOST_CHARACTERS:
        raise DocumentError("malformed", detail=f"{count} characters on page {number + 1}")
    if count <= 0:
        return Sheet(number, frame, [], Rules())
    ink = read_ink(address_of(textpage), count)
    frame, upright = orientation(ink, frame)
    paths = read_paths(address_of(page), pdfium_c.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    rules = read_rules(paths, frame) if paths else Rules()
    return Sheet(number, frame, gather(fragments(ink, frame, rules, upright), rules), rules)


def _frame(page: Any) -> Frame:
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    crop = (
        min(box.left, box.right),
        min(box.bottom, box.top),
        max(box.left, box.right),
        max(box.bottom, box.top),
    )
    return Frame(crop, pdfium_c.FPDFPage_GetRotation(page) % 4)


def outline(document: pdfium.PdfDocument) -> list[tuple[str, int]]:
    """Titles of the bookmarks and their depth, from 1."""
    found: list[tuple[str, int]] = []
    try:
        bookmarks = cast("Iterable[Any]", document.get_toc(max_depth=_DEEPEST_BOOKMARK))
        for bookmark in bookmarks:
            found.append((bookmark.get_title(), bookmark.level + 1))
            if len(found) >= _MOST_BOOKMARKS:
                break
    except (pdfium.PdfiumError, UnicodeDecodeError, RecursionError):
        return found  # bookmarks only help: a broken one is no reason to refuse the text
    return found


def metadata_title(document: pdfium.PdfDocument) -> str | None:
    """The title the file gives itself, unless it is a program's."""
    try:
        title = " ".join(document.get_metadata_value("Title").replace("\x00", "").split())
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return None
    return None if _NO_TITLE.fullmatch(title) or len(title) > 400 else title
