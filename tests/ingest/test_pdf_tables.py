"""The PDF parser: tables, ruled, with three rules, and without any."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_fixtures import (
    BODY,
    BOOKTABS,
    GRID,
    HEIGHT,
    cells,
    drawn,
    flowed,
    para,
    read,
    running,
    said,
    sentences,
    table,
    told,
)
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Spacer

DOSES = [
    ["eGFR (mL/min)", "Dose", "Check every"],
    ["≥60", "40 mg once daily", "12 months"],
    ["30–59", "20 mg once daily", "6 months"],
    ["<30", "not recommended", "—"],
]
ZH_DOSES = [
    ["手术类型", "剂量", "疗程"],
    ["髋关节置换", "10 mg，每日一次", "32 日"],
    ["膝关节置换", "10 mg，每日一次", "14 日"],
]
CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10, leading=12)


@pytest.mark.parametrize("style", [GRID, BOOKTABS, []], ids=["grid", "three rules", "no rules"])
@pytest.mark.parametrize("rows", [DOSES, ZH_DOSES], ids=["en", "zh"])
@pytest.mark.parametrize("columns", [1, 2])
def test_cells(style: list[object], rows: list[list[str]], columns: int) -> None:
    if not style and len(rows) < 4:
        rows = [*rows, ["踝关节置换", "5 mg，每日一次", "7 日"]]
    before, after = sentences(1, 12), sentences(2, 12)
    caption = "Table 1. Recommended dose"
    document = read(
        flowed([para(before), para(caption), table(rows, style), Spacer(1, 8), para(after)], columns=columns)
    )
    assert cells(document) == rows
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["paragraph", "caption", "table_header", *["table_row"] * (len(rows) - 1), "paragraph"]
    header = kinds.index("table_header")
    assert all(block.header == header for block in document.blocks if block.kind == "table_row")
    assert told(document, "paragraph", "caption") == [before, caption, after]


def test_row_boxes_hold_their_row() -> None:
    def draw(canvas: Canvas) -> None:
        drawn_table = table(DOSES, GRID, colWidths=[120, 120, 120], rowHeights=[20] * 4)
        drawn_table.wrapOn(canvas, 400, 400)
        drawn_table.drawOn(canvas, 100, 500)

    document = read(drawn(draw))
    boxes = [block.regions[0].box for block in document.blocks]
    for number, box in enumerate(boxes):
        top = HEIGHT - 580 + 20 * number
        assert box == pytest.approx((100, top, 460, top + 20), abs=3)


def test_cells_of_several_lines_stay_one_cell() -> None:
    long = "Reduce the dose by half; avoid if the patient already takes 2.5 mg twice daily"
    rows = [["Drug", "Effect", "Action"], ["Ketoconazole 400 mg once daily", "Increase of 1.9-fold", long],
            ["Rifampin", "Decrease of 54%", "Avoid"]]  # fmt: skip
    story = [table([[Paragraph(cell, CELL) for cell in row] for row in rows], GRID, colWidths=[80, 80, 130])]
    assert cells(read(flowed(story))) == rows


@pytest.mark.parametrize("style", [BOOKTABS])
def test_cells_of_several_lines_between_three_rules(style: list[object]) -> None:
    rows = [["Reaction", "Management"],
            ["Bleeding", "Stop the drug and look for the source of the bleeding; give blood as needed"],
            ["Rash", "Stop the drug if it spreads and give an antihistamine until it is gone"]]  # fmt: skip
    story = [table([[Paragraph(cell, CELL) for cell in row] for row in rows], style, colWidths=[80, 160])]
    assert cells(read(flowed(story))) == rows


def test_merged_cells() -> None:
    rows = [
        ["Arm", "Response", "", "Deaths"],
        ["", "n", "%", ""],
        ["A", "12", "40", "1"],
        ["B", "9", "30", "2"],
    ]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1)), ("SPAN", (3, 0), (3, 1))]
    assert cells(read(flowed([table(rows, [*GRID, *spans])]))) == [
        ["Arm", "Response n", "Response %", "Deaths"], ["A", "12", "40", "1"], ["B", "9", "30", "2"],
    ]  # fmt: skip


def test_a_cell_over_several_rows_is_told_in_each() -> None:
    rows = [["Drug", "Dose"], ["Orvexaban", "5 mg"], ["", "2.5 mg"], ["Warfarin", "INR 2–3"]]
    document = read(flowed([table(rows, [*GRID, ("SPAN", (0, 1), (0, 2))])]))
    assert cells(document)[1:] == [["Orvexaban", "5 mg"], ["Orvexaban", "2.5 mg"], ["Warfarin", "INR 2–3"]]


def test_columns_ruled_but_rows_not() -> None:
    rows = [["Drug", "Dose", "Check"], *([f"Drug {n}", f"{n} mg", "weekly"] for n in range(1, 7))]
    lines = [("BOX", (0, 0), (-1, -1), 0.5, colors.black), ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
             *(("LINEAFTER", (n, 0), (n, -1), 0.5, colors.black) for n in range(2))]  # fmt: skip
    assert cells(read(flowed([table(rows, lines)]))) == rows


def test_a_table_over_pages_keeps_its_header() -> None:
    rows = [["Visit", "SBP (mmHg)", "Dose"], *([f"V{n}", str(100 + n), f"{n} mg"] for n in range(1, 90))]
    document = read(
        flowed(
            [para("Table 1. Visits"), table(rows, GRID, repeatRows=1), para(sentences(1, 3))], on_page=running
        )
    )
    assert document.pages is not None
    assert document.pages >= 3
    assert cells(document) == rows
    headers = [block for block in document.blocks if block.kind == "table_header"]
    assert len(headers) == 1
    assert {block.header for block in document.blocks if block.kind == "table_row"} == {
        document.blocks.index(headers[0])
    }
    assert (
        len({block.regions[0].page for block in document.blocks if block.kind == "table_row"})
        == document.pages
    )


def test_a_table_over_pages_without_a_repeated_header() -> None:
    rows = [["Visit", "SBP (mmHg)", "Dose"], *([f"V{n}", str(100 + n), f"{n} mg"] for n in range(1, 60))]
    document = read(flowed([table(rows, GRID)], on_page=running))
    assert cells(document) == rows
    assert len([block for block in document.blocks if block.kind == "table_header"]) == 1


def test_pairs_of_names_and_values_have_no_header() -> None:
    rows = [["通用名称：", "替诺沙班片"], ["规格：", "10 mg"], ["有效期：", "30 个月"]]
    document = read(flowed([table(rows)]))
    assert [block.kind for block in document.blocks] == ["table_row"] * 3
    assert cells(document) == rows


def test_prose_in_two_columns_is_no_table() -> None:
    ragged = ParagraphStyle("ragged", parent=BODY, alignment=0)
    document = read(flowed([para(sentences(seed, 5), ragged) for seed in range(20)], columns=2))
    assert cells(document) == []
    assert told(document) == [sentences(seed, 5) for seed in range(20)]


def test_prose_in_a_box_is_no_table() -> None:
    box = table(
        [[Paragraph(sentences(3, 3), CELL)]], [("BOX", (0, 0), (-1, -1), 1, colors.black)], colWidths=[300]
    )
    document = read(flowed([para(sentences(1, 3)), box, Spacer(1, 6), para(sentences(2, 3))]))
    assert cells(document) == []
    assert [said(document, block) for block in document.blocks] == [
        sentences(1, 3),
        sentences(3, 3),
        sentences(2, 3),
    ]


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
cell_texts = st.one_of(
    words, st.lists(words, min_size=1, max_size=3).map(" ".join), st.integers(0, 9_999).map(str),
    st.decimals(0, 999, places=2).map(str),
    st.sampled_from(["—", "≥60", "12 (4.5%)", "0.79 (0.66–0.94)", "每日一次", "不推荐"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_ruled_tables_come_back_cell_by_cell(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(2, 6)), data.draw(st.integers(2, 9))
    rows = [[f"Head {n}" for n in range(width)]]
    rows += [[data.draw(cell_texts) for _ in range(width)] for _ in range(height)]
    assert cells(read(flowed([table(rows)]))) == rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_three_rule_tables_come_back_cell_by_cell(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(2, 5)), data.draw(st.integers(2, 9))
    rows = [[f"Head {n}" for n in range(width)]]
    rows += [[data.draw(cell_texts) for _ in range(width)] for _ in range(height)]
    assert cells(read(flowed([table(rows, BOOKTABS)]))) == rows
