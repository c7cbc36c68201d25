"""Spreadsheet and CSV writers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

from common import MARK, read_content, save_ooxml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

SHEET_DATE = datetime(2019, 1, 15)
THIN = Side(style="thin", color="999999")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\d+(\.\d+)?")


def _rows(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(read_content(name))))


def _value(text: str) -> str | int | float | date:
    if _DATE.fullmatch(text):
        return date.fromisoformat(text)
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _fill(sheet: Worksheet, title: str, rows: list[list[str]]) -> None:
    sheet["A1"] = f"{title}　{MARK}"
    sheet["A1"].font = Font(bold=True, size=12)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column, value=_value(text))
            cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            if number == 2:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E3EBF0")
                cell.alignment = Alignment(horizontal="center", wrap_text=True)
    for column in range(1, len(rows[0]) + 1):
        widest = max(len(row[column - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = max(10, widest * 1.5)
    sheet.freeze_panes = "B3"


def write_xlsx(target: Path) -> None:
    """Write the PINE-BP visit workbook (sheets of visits and subjects)."""
    book = Workbook()
    visits = book.active
    assert isinstance(visits, Worksheet)
    visits.title = "访视数据"
    _fill(visits, "青松研究（PINE-BP）03 中心访视数据", _rows("visits.csv"))
    _fill(
        book.create_sheet("受试者"),
        "青松研究（PINE-BP）03 中心受试者",
        _rows("subjects.csv"),
    )
    book.properties.creator = "PINE-BP (fictional)"
    book.properties.description = MARK
    book.properties.created = SHEET_DATE
    buffer = io.BytesIO()
    book.save(buffer)
    save_ooxml(buffer, target, SHEET_DATE)


def write_csv(name: str, target: Path) -> None:
    """Copy a CSV table and add the mark as its last column."""
    header, *rows = _rows(name)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*header, "sample_note"])
        writer.writerows([*row, MARK] for row in rows)
