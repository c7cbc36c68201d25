"""Spreadsheets, CSV, and what tables of all formats share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock

import openpyxl
import pytest
from ingest_files import CSV, saved, xlsx_bytes
from openpyxl.workbook.workbook import Workbook

from evimed.ingest.office_xlsx_numbers import shown
from evimed.ingest.parse import parse
from evimed.ingest.tables import Cell, guess_header, lay_out
from evimed.ingest.tables_csv import sniff
from evimed.ingest.tables_sheet import column_name
from evimed.records import ParsedDocument


@pytest.fixture
def workbook() -> Workbook:
    return openpyxl.Workbook()


def rows(document: ParsedDocument) -> list[tuple[str, str, str | None]]:
    return [
        (
            block.kind,
            document.text[block.spans[0][0] : block.spans[-1][1]],
            block.cell.range if block.cell else None,
        )
        for block in document.blocks
    ]


def test_sheet_title_header_and_cells() -> None:
    parsed = parse(xlsx_bytes(), "a.xlsx")
    assert rows(parsed) == [
        ("heading", "Visits", None),
        ("paragraph", "访视数据", "A1"),
        ("table_header", "编号 | 日期 | 收缩压", "A3:C3"),
        ("table_row", "A-01 | 2024-03-05 | 132", "A4:C4"),
        ("table_row", "A-02 | 2024-03-06 | 0.3", "A5:C5"),
    ]
    assert parsed.blocks[-1].header == 2
    assert parsed.blocks[-1].cell is not None
    assert parsed.blocks[-1].cell.sheet == "Visits"


def test_several_tables_on_a_sheet(workbook) -> None:
    sheet = workbook.active
    for row in (
        ["编号", "剂量 mg"],
        ["A", 5],
        ["B", 6],
        [],
        ["注：以上为每日剂量", None],
        [],
        ["终点", "HR", "P"],
        ["卒中", 0.79, 0.01],
    ):
        sheet.append(row)
    assert [(kind, place) for kind, _, place in rows(parse(saved(workbook), "a.xlsx"))][1:] == [
        ("table_header", "A1:B1"), ("table_row", "A2:B2"), ("table_row", "A3:B3"),
        ("paragraph", "A5"), ("table_header", "A7:C7"), ("table_row", "A8:C8"),
    ]  # fmt: skip


def test_tables_side_by_side(workbook) -> None:
    for row in (["编号", "剂量", None, "终点", "HR"], ["A", 5, None, "卒中", 0.79]):
        workbook.active.append(row)
    assert [place for _, _, place in rows(parse(saved(workbook), "a.xlsx"))][1:] == [
        "A1:B1",
        "A2:B2",
        "D1:E1",
        "D2:E2",
    ]


def test_merged_cells_and_two_header_rows(workbook) -> None:
    sheet = workbook.active
    for row in (
        ["系统", "治疗组", None, "对照组", None],
        [None, "n", "%", "n", "%"],
        ["心脏", 5, 2.1, 3, 1.0],
        [None, 7, 3.0, 6, 2.5],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
        sheet.merge_cells(merged)
    assert rows(parse(saved(workbook), "a.xlsx"))[1:] == [
        ("table_header", "系统 | 治疗组 n | 治疗组 % | 对照组 n | 对照组 %", "A1:E2"),
        ("table_row", "心脏 | 5 | 2.1 | 3 | 1", "A3:E3"),
        ("table_row", "心脏 | 7 | 3 | 6 | 2.5", "A4:E4"),
    ]


def test_hidden_sheet_is_skipped_with_a_warning(workbook) -> None:
    workbook.active.append(["可见"])
    hidden = workbook.create_sheet("草稿")
    hidden.append(["不应读到"])
    hidden.sheet_state = "hidden"
    parsed = parse(saved(workbook), "a.xlsx")
    assert parsed.warnings == ("hidden_sheet:草稿",)
    assert "不应读到" not in parsed.text


def test_formula_without_value_is_told(workbook) -> None:
    for row in (["a", "b"], [1, "=A2*2"]):
        workbook.active.append(row)
    assert parse(saved(workbook), "a.xlsx").warnings == ("no_cached_value:1",)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.125, "0.0%", "12.5%"), (0.3, "0%", "30%"), (1234.5, "#,##0.00", "1,234.50"), (4.0, "General", "4"),
        (0.1 + 0.2, "General", "0.3"), (2.5, "0", "3"), (-5, '0;[Red]"-"0', "-5"),
        (-5.5, "0.0_ ;(0.0)", "(5.5)"),
        (5, '0" mg"', "5 mg"), (0.00012, "0.00E+00", "1.20E-04"), (7, "000", "007"), (1.5, "0.0##", "1.5"),
        (True, None, "TRUE"), (datetime(2024, 3, 5), "d/m/yy", "2024-03-05"), (12, "@", "12"),
        (datetime(2024, 3, 5, 8, 30), None, "2024-03-05 08:30"), (date(2024, 3, 5), None, "2024-03-05"),
        (clock(8, 30), None, "08:30:00"), (timedelta(hours=30), None, "30:00:00"), ("#N/A", None, "#N/A"),
        (123456789012, "General", "123456789012"), (1e-7, "General", "1E-07"), (0.5, "# ?/?", "0.5"),
    ],
)  # fmt: skip
def test_numbers_as_excel_shows_them(value: object, form: str | None, expected: str) -> None:
    assert shown(value, form) == expected


def test_many_rows() -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("大表")
    sheet.append(["编号", "中心", "数值"])
    for number in range(20_000):
        sheet.append([f"P{number}", "甲", number / 7])
    data = saved(workbook)
    parsed = parse(data, "a.xlsx")
    assert len(parsed.blocks) == 20_002


def test_column_names() -> None:
    assert [column_name(index) for index in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_csv_rows_have_cells() -> None:
    parsed = parse(CSV.encode(), "数据/visits.csv")
    assert rows(parsed)[0] == ("table_header", "受试者 | 年龄 | 剂量 mg", "A1:C1")
    assert rows(parsed)[2][2] == "A3:C3"
    assert parsed.blocks[0].cell is not None
    assert parsed.blocks[0].cell.sheet == "visits"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；"])
def test_delimiters(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (["药物", "剂量", "频率"], ["甲", "5", "每日"], ["乙", "10", "每周"])
    )
    assert sniff(text) == delimiter
    assert rows(parse(text.encode("gb18030"), "a.csv"))[1][1] == "甲 | 5 | 每日"


def test_quoted_fields_and_excel_hint() -> None:
    text = 'sep=;\r\n药物;说明\r\n甲;"饭后;\r\n整片吞服"\r\n'
    assert rows(parse(text.encode("utf-8-sig"), "a.csv")) == [
        ("table_header", "药物 | 说明", "A2:B2"),
        ("table_row", "甲 | 饭后; 整片吞服", "A3:B3"),
    ]


def test_stray_quote_does_not_swallow_the_file() -> None:
    lines = ["编号,备注"] + [
        f'{number},"未闭合' if number == 1 else f"{number},正常" for number in range(1, 400)
    ]
    assert len(parse("\n".join(lines).encode(), "a.csv").blocks) == 400


@pytest.mark.parametrize(
    ("values", "header"),
    [
        ([["年龄", "阿甲"], ["体重", "5"], ["身高", "6"]], False),  # two columns: label and value as likely
        ([["名称", "数值"], ["A", "5"], ["B", "6"]], True),
        ([["通用名", "阿司匹林片"], ["适应症", "解热镇痛"]], False),
        ([["药物", "剂量", "频率"], ["甲", "5 mg", "每日"]], True),
        ([["甲", "5", "每日"], ["乙", "6", "每日"]], False),
        ([["a", "a", "b"], ["1", "2", "3"]], False),
        ([["只有一行", "没有", "数据"]], False),
    ],
)
def test_header_guess(values: list[list[str]], header: bool) -> None:
    assert guess_header(values) is header


def test_spans_are_spread() -> None:
    grid = lay_out(
        [[Cell("a", rows=2), Cell("b", columns=2)], [Cell("c"), Cell("d")], [Cell("e", columns=3)]]
    )
    assert grid.values == [["a", "b", ""], ["a", "c", "d"], ["e", "", ""]]
    assert grid.names[0] == ["a", "b", "b"]
    assert grid.full == {2}
