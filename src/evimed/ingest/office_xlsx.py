"""Workbooks (XLSX): each visible sheet a section, each row of a table a block with its cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.office_package import Package
from evimed.ingest.office_xlsx_numbers import shown
from evimed.ingest.tables_sheet import Sheet, SheetWriter
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARSER = "xlsx/1"

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_UNCOMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_MERGES = 100_000
_MAX_ROWS = 1_048_576  # of a sheet in Excel; a damaged row number must not make billions of blank ones


def parse(data: bytes, limits: ParserLimits) -> ParsedDocument:
    """Parse a workbook: shown values, formulas as last computed."""
    package = Package(data, limits)
    parts = _parts(package)
    warnings: list[str] = []
    builder = DocumentBuilder(MIME, PARSER)
    writer = SheetWriter(builder)
    uncomputed = 0
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state != "visible":
            warnings.append(f"hidden_sheet:{worksheet.title}")
            continue
        raw = package.bytes(parts.get(worksheet.title, ""))
        uncomputed += len(_UNCOMPUTED.findall(raw))
        rows = list(_rows(worksheet))
        while rows and not any(rows[-1]):
            rows.pop()
        builder.heading([Piece(worksheet.title if rows else "")], 1)
        writer.write(Sheet(worksheet.title, rows, merges=list(_merges(raw))))
    if uncomputed:
        warnings.append(f"no_cached_value:{uncomputed}")
    document = builder.finish(title=package.title(), published=package.published(), warnings=warnings)
    return replace(document, blocks=writer.located(document.blocks))


def _parts(package: Package) -> dict[str, str]:
    """Name of each sheet → its part."""
    main = next(
        (part for kind, part in package.related("").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    root, relations = package.xml(main), package.related(main)
    if root is None:
        return {}
    return {
        node.get("name") or "": relations[node.get(_ID) or ""][1]
        for node in root.iter(_SHEET)
        if node.get(_ID) in relations
    }


def _rows(worksheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    """Yield all rows from the first, blank ones too: their number is their place in the list."""
    worksheet.reset_dimensions()  # what the file says of its size is often wrong
    for cells in islice(worksheet.iter_rows(), _MAX_ROWS):
        row = ["" if cell.value is None else shown(cell.value, cell.number_format) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _merges(raw: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Merged cells as top, left, bottom, right from 0 (openpyxl does not tell them when it streams)."""
    for number, match in enumerate(_MERGE.finditer(raw)):
        if number >= _MAX_MERGES:
            return
        left, top, right, bottom = _column(match[1]), int(match[2]) - 1, _column(match[3]), int(match[4]) - 1
        if top <= bottom and left <= right:
            yield top, left, bottom, right


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
