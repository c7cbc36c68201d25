"""Columns side by side: lines of one never mix with another's, cells of a row never part."""

from __future__ import annotations

from pdf_fixtures import HEIGHT, cells, drawn, flowed, para, read, sentences, table, told
from reportlab.pdfgen.canvas import Canvas


def test_a_heading_beside_two_lines_does_not_join_them() -> None:
    """Its letters reach over both lines of the next column."""

    def draw(canvas: Canvas) -> None:
        for column in range(3):
            for line in range(24):
                base = HEIGHT - 100 - 10.8 * line
                x = 56 + 168 * column
                if column == 0 and line in {11, 12}:
                    continue
                canvas.setFont("Times-Roman", 9)
                canvas.drawString(x, base, f"column {column} line {line} is as long as all of")
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(56, HEIGHT - 100 - 10.8 * 11.45, "2 Results of the trial")

    text = " ".join(told(read(drawn(draw))))
    for column in range(3):
        for line in range(23):
            if column == 0 and line in {10, 11, 12}:
                continue
            assert (
                f"column {column} line {line} is as long as all of column {column} line {line + 1} is" in text
            )


def test_cells_without_rules_under_prose_stay_in_their_rows() -> None:
    """Two cells a side look as long as a line of prose; they are no columns."""
    rows = [["Measure", "Treatment", "Control", "P value"]]
    for number, name in enumerate(
        ["Fasting glucose", "Days in hospital", "Overall survival", "Systolic pressure"]
    ):
        rows.append([name, f"13{number}.4 (6.29)", f"14{number}.1 (5.65)", f"0.94{number}"])
    story = [
        para(sentences(1, 9)), para(sentences(2, 9)),
        table(rows, (), colWidths=[165, 115, 115, 86]), para(sentences(3, 9)),
    ]  # fmt: skip
    assert cells(read(flowed(story))) == rows
