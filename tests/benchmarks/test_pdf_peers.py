"""The measure of PDF parsers: the truth is where it was drawn, and every fault lowers its own figure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from peers import pdf_fidelity, pdf_pages, pdf_runner
from peers.pdf_typesetter import Face, broken, hyphenated


def style(**options: Any) -> pdf_pages.Style:
    return pdf_pages.Style("test", **({"language": "en", "pages": 2} | options))


@pytest.fixture(autouse=True)
def own_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text of the test's own: neither the shared data nor installed fonts are needed."""
    english = [
        f"The {word} of trial {number} was measured before treatment and again after twelve weeks."
        for number, word in enumerate(["pressure", "clearance", "survival", "mortality"] * 60)
    ]
    chinese = [f"第{number}号药品的生产企业应当按照规定建立质量管理体系并保存记录。" for number in range(240)]
    monkeypatch.setattr(pdf_pages, "sentences", {"en": english, "zh": chinese}.__getitem__)
    monkeypatch.setattr(pdf_pages, "_FONTS", ())
    pdf_pages.chinese_font.cache_clear()


def told(made: pdf_pages.Made, mode: str = "evimed") -> dict[str, Any]:
    read, tell = pdf_runner.READERS[mode]()
    return tell(read(made.data))


@pytest.mark.parametrize("turn", ["none", "page", "text"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_are_where_the_truth_says(language: str, turn: str) -> None:
    """PDFium, asked for the text in a word's box as the page is seen, gives the word."""
    made = pdf_pages.made(style(language=language, turn=turn), 1)
    document = pdfium.PdfDocument(made.data)
    for word in made.truth.words[:: len(made.truth.words) // 25]:
        page = document[word.page - 1]
        x0, y0, x1, y1 = word.box
        if turn == "page":  # stored on its side: the page's own axes are the reader's, exchanged
            left, bottom, right, top = y0, x0, y1, x1
        else:
            height = page.get_height()
            left, bottom, right, top = x0, height - y1, x1, height - y0
        text = page.get_textpage().get_text_bounded(left - 0.5, bottom - 1, right + 0.5, top + 1)
        assert "".join(pdf_fidelity.tokens(word.text)) in "".join(pdf_fidelity.tokens(text))


@pytest.mark.parametrize(
    "options",
    [
        {"columns": 2, "justified": True, "hyphens": True, "tables": ("rules", "grid", "plain")},
        {"columns": 3, "by_word": True, "notes": True},
        {"language": "zh", "columns": 2, "by_height": True, "tables": ("grid",)},
        {"turn": "page", "columns": 2, "tables": ("grid",)},
        {"language": "zh", "turn": "text"},
    ],
    ids=["two columns", "three columns", "by height", "on its side", "up the page"],
)
def test_our_parser_gives_back_what_was_drawn(options: dict[str, Any]) -> None:
    made = pdf_pages.made(style(**({"pages": 4} | options)), 3)
    found = pdf_fidelity.fidelity(made.truth, told(made))
    figures = {name: getattr(found, name) for name in pdf_fidelity.MEASURES}
    assert all(value is None or value >= 0.995 for value in figures.values()), figures


def test_each_fault_lowers_its_figure() -> None:
    made = pdf_pages.made(style(pages=3, columns=2, tables=("grid",)), 5)
    good = told(made)

    def measured(**change: Any) -> pdf_fidelity.Fidelity:
        return pdf_fidelity.fidelity(made.truth, good | change)

    lines = good["text"].split("\n")
    assert measured(text="\n".join(lines[: len(lines) // 2]), tables=[]).recall < 0.8
    assert measured(text="\n".join(reversed(lines))).order < 0.3
    assert measured(text=good["text"].replace(" was ", "was ")).whole < 0.5
    assert measured(tables=[[row[:2] for row in table] for table in good["tables"]]).cells == pytest.approx(
        0.5
    )
    assert measured(text=good["text"] + "\n" + "\n".join(made.truth.furniture)).furniture == 0.0
    moved = [[page, [edge + 2000 for edge in box], text] for page, box, text in good["items"]]
    assert measured(items=moved).boxes == 0.0
    assert measured(items=[]).boxes == 0.0


def test_rows_are_told_apart_by_their_names() -> None:
    wanted = [[["Measure", "A", "B"], ["Age", "61", "63"], ["Weight", "70", "71"]]]
    swapped = [[["Measure", "A", "B"], ["Age", "70", "71"], ["Weight", "61", "63"]]]
    assert pdf_fidelity.cells(wanted, wanted) == 1.0
    assert pdf_fidelity.cells(wanted, swapped) == pytest.approx(5 / 9)  # the header and the names alone


def test_order_counts_the_longest_run() -> None:
    assert pdf_fidelity.longest_rise([5, 1, 2, 9, 3]) == 3
    order, whole = pdf_fidelity.sentences_found(
        ["one two.", "three four.", "five six."], ["one", "two", "five", "six", "three"]
    )
    assert (order, whole) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_lines_fit_and_hyphens_stand_between_syllables() -> None:
    face = Face("Times-Roman", 10.0, 12.0)
    text = "Measurements of cardiovascular mortality and haemoglobin concentration in hospitalised patients"
    lines = broken(text, 90.0, face, hyphens=True)
    assert "".join("".join(line) for line in lines).replace("-", "").replace(" ", "") == text.replace(" ", "")
    assert hyphenated("treatment", 30.0, face) is None or hyphenated("treatment", 30.0, face)[0].endswith("-")  # type: ignore[index]
    assert hyphenated("mg/kg", 100.0, face) is None


def test_tables_of_markdown() -> None:
    text = "| a | b |\n|---|:-:|\n| 1 | x<br>y |\n\ntext\n| c | d |\n"
    assert pdf_runner.markdown_tables(text) == [[["a", "b"], ["1", "x y"]], [["c", "d"]]]
