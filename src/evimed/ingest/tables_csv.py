"""Comma-separated values and their relatives."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from evimed.errors import DocumentError
from evimed.ingest.build import DocumentBuilder
from evimed.ingest.tables_sheet import Sheet, SheetWriter
from evimed.records import ParsedDocument

PARSER = "csv/1"

_DELIMITERS = (",", "\t", ";", "|", "，", "；")
_SNIFFED = 200  # records
_RUNAWAY = 200  # line ends in one field: a stray quote, not a field
_FIELD_CHARACTERS = 10_000_000


def parse(text: str, name: str) -> ParsedDocument:
    """Parse a table written as text; ``name`` names the sheet in cell ranges."""
    csv.field_size_limit(_FIELD_CHARACTERS)
    first, _, rest = text.partition("\n")
    declared = first.strip().lower()
    offset = 1
    if declared.startswith("sep=") and len(declared) == 5:  # Excel's own way to say it
        delimiter, text, offset = declared[4], rest, 2
    else:
        delimiter = sniff(text)
    rows = _records(text, delimiter)
    builder = DocumentBuilder("text/tab-separated-values" if delimiter == "\t" else "text/csv", PARSER)
    writer = SheetWriter(builder, headers_expected=True)
    sheet = PurePosixPath(name.replace("\\", "/")).stem or "CSV"
    writer.write(Sheet(sheet, rows, first_row=offset))
    document = builder.finish()
    return replace(document, blocks=writer.located(document.blocks))


def sniff(text: str) -> str:
    """Find the delimiter that cuts the first records into the same number of fields most often."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in text[:100_000]:
            continue
        widths = Counter(len(row) for row in _read(text[:100_000], delimiter, _SNIFFED) if any(row))
        width, rows = max(
            ((width, rows) for width, rows in widths.items() if width > 1), default=(0, 0), key=_weight
        )
        share = rows / max(1, widths.total())
        score = share * (1 + 0.05 * min(width, 10))
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def _weight(item: tuple[int, int]) -> tuple[int, int]:
    return item[1], item[0]


def _records(text: str, delimiter: str) -> list[list[str]]:
    rows = _read(text, delimiter)
    if any(value.count("\n") > _RUNAWAY for row in rows for value in row):
        rows = _read(text, delimiter, quoting=csv.QUOTE_NONE)
    return [[" ".join(value.split()) for value in row] for row in rows]


def _read(
    text: str, delimiter: str, limit: int | None = None, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    try:
        for row in reader:
            rows.append(row)
            if limit is not None and len(rows) >= limit:
                break
    except csv.Error as error:
        raise DocumentError("damaged", detail=str(error)) from error
    return rows
