"""Born-digital PDF to blocks with the place of each on its pages.

Characters with their fonts (PDFium) become fragments, furniture is taken out, tables are found by their rules
or their alignment, the rest is read column by column into paragraphs, list items, headings and captions.
"""

from __future__ import annotations

from dataclasses import replace

from evimed.errors import DocumentError
from evimed.ingest.pdf.assemble import assemble
from evimed.ingest.pdf.furniture import PageLines, without_furniture
from evimed.ingest.pdf.layout import Sheet, columns_of, lay_out, usual_size
from evimed.ingest.pdf.opening import metadata_title, opened, outline, page_count, read_sheet
from evimed.ingest.pdf.paragraphs import Run, Setting
from evimed.records import ParsedDocument

PARSER = "pdf/2"
_MOST_NAMED = 20  # pages in a warning

__all__ = ["PARSER", "parse"]


def parse(data: bytes, *, max_pages: int) -> ParsedDocument:
    """Read a PDF that carries its text.

    Raises
    ------
    DocumentError
        ``encrypted`` (a password is needed), ``malformed``, or ``no_text`` (a scan: recognise it first).
    DocumentLimitError
        ``too_many_pages``.
    """
    with opened(data) as document:
        pages = page_count(document, max_pages)
        read = [read_sheet(document, number) for number in range(pages)]
        bookmarks, title = outline(document), metadata_title(document)
    bare = [str(number + 1) for number, sheet in enumerate(read) if sheet is None or not sheet.items]
    sheets = [sheet for sheet in read if sheet is not None]
    if not sheets:
        raise DocumentError("malformed", detail="no page can be read")
    if not any(sheet.items for sheet in sheets):
        raise DocumentError("no_text", pages=pages)
    document = _composed(sheets, pages, bookmarks, title)
    warning = f"pages_without_text:{', '.join(bare[:_MOST_NAMED])}{'…' if len(bare) > _MOST_NAMED else ''}"
    return replace(document, warnings=(warning,)) if bare else document


def _composed(
    sheets: list[Sheet], pages: int, bookmarks: list[tuple[str, int]], title: str | None
) -> ParsedDocument:
    kept = without_furniture([PageLines(sheet.items, sheet.rules, sheet.frame.size[1]) for sheet in sheets])
    if not any(kept):
        kept = [sheet.items for sheet in sheets]
    gutters: list[float] = []
    columns = [columns_of(sheet, items, gutters) for sheet, items in zip(sheets, kept, strict=True)]
    runs = [part for page in columns for column in page for part in column if isinstance(part, Run)]
    setting = Setting(usual_size(kept), runs)
    laid = [lay_out(sheet, page, setting) for sheet, page in zip(sheets, columns, strict=True)]
    return assemble(laid, bookmarks, title, PARSER, pages)
