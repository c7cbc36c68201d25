"""The PDF parser: reading order, paragraphs, headings, furniture, boxes."""

from __future__ import annotations

import random
import re

import pytest
from pdf_fixtures import (
    H1,
    H2,
    HEIGHT,
    TITLE,
    WIDTH,
    ZH,
    ZH_H1,
    ZH_H2,
    drawn,
    flowed,
    para,
    read,
    running,
    said,
    sentences,
    told,
)  # fmt: skip
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import FrameBreak, PageBreak, Spacer

from evimed.ingest.pdf import PARSER

HAN = "患者应在治疗开始前接受肾功能检查根据肌酐清除率调整剂量并监测血压心率和不良反应必要时停药"


def chinese(seed: int, length: int) -> str:
    chance = random.Random(seed)  # noqa: S311
    return "".join(chance.choice(HAN) for _ in range(length)) + "。"


def in_order(words: list[str], text: str) -> float:
    """The share of words found one after another."""
    place, found = 0, 0
    for word in words:
        at = text.find(word, place, place + 400)
        if at >= 0:
            found += 1
            place = at + len(word)
    return found / len(words)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_word_in_reading_order(columns: int) -> None:
    texts = [sentences(seed, 5) for seed in range(14)]
    story = [para("A Trial of Orvexaban in Older Adults", TITLE), para(sentences(99, 3)), FrameBreak()]
    data = flowed([*story, *map(para, texts)], columns=columns, top=130, on_page=running)
    document = read(data)
    expected = " ".join([sentences(99, 3), *texts]).split()
    assert in_order(expected, " ".join(told(document))) >= 0.995
    assert told(document, "paragraph") == [sentences(99, 3), *texts]
    assert document.title == "A Trial of Orvexaban in Older Adults"
    assert document.parser == PARSER == "pdf/2"
    assert document.published is None
    assert document.language is None


@pytest.mark.parametrize("columns", [1, 2])
def test_chinese_lines_join_without_spaces(columns: int) -> None:
    texts = [chinese(seed, 150) for seed in range(16)]
    document = read(flowed([para(text, ZH) for text in texts], columns=columns))
    assert ["".join(text.split()) for text in told(document, "paragraph")] == texts
    for block in document.blocks:
        for start, end in block.spans:
            assert " " not in document.text[start:end]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    document = read(flowed([para(sentences(seed, 9)) for seed in range(18)], on_page=running))
    assert document.pages is not None
    assert document.pages >= 3
    assert "Northmere" not in document.text
    assert "PINE-BP" not in document.text
    assert not re.search(r"- \d -", document.text)


@pytest.mark.parametrize(
    "label",
    [
        "{0}",
        "- {0} -",
        "第 {0} 页 共 2 页",
        "Page {0} of 2",
        "第{0}页",
        "{0} / 2",
        "Confidential   Page {0} of 2",
    ],
)
def test_page_numbers_of_a_two_page_document(label: str) -> None:
    def number(canvas: Canvas, template: object) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(WIDTH / 2, 36, label.format(canvas.getPageNumber()))

    document = read(flowed([para(sentences(1, 4)), PageBreak(), para(sentences(2, 4))], on_page=number))
    assert told(document) == [sentences(1, 4), sentences(2, 4)]


def test_nothing_is_lost_on_a_single_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, HEIGHT - 40, "Halderne Therapeutics")
        canvas.drawString(72, 500, "The dose is 5 mg.")
        canvas.drawString(72, 36, "Revised 2024")

    assert told(read(drawn(draw))) == ["Halderne Therapeutics", "The dose is 5 mg.", "Revised 2024"]


def test_sections_of_numbered_headings() -> None:
    story = [
        para("Trial of Orvexaban", TITLE), para(sentences(0, 3)),
        para("1 Introduction", H1), para(sentences(1, 3)),
        para("2 Methods", H1), para("2.1 Patients", H2), para(sentences(2, 3)),
        para("2.2 Statistics", H2), para(sentences(3, 3)),
        para("Discussion", H1), para(sentences(4, 3)),
    ]  # fmt: skip
    document = read(flowed(story))
    sections = {
        said(document, block)[:30]: block.section for block in document.blocks if block.kind == "paragraph"
    }
    assert list(sections.values()) == [
        (), ("1 Introduction",), ("2 Methods", "2.1 Patients"), ("2 Methods", "2.2 Statistics"),
        ("Discussion",),
    ]  # fmt: skip
    levels = [(said(document, block), block.level) for block in document.blocks if block.kind == "heading"]
    assert levels[:3] == [("1 Introduction", 1), ("2 Methods", 1), ("2.1 Patients", 2)]


def test_sections_of_chinese_headings() -> None:
    story = [
        para("第一章 总则", ZH_H1), para(chinese(1, 90), ZH),
        para("一、适用范围", ZH_H2), para(chinese(2, 90), ZH),
        para("（一）职责", ZH), para(chinese(3, 90), ZH),
        para("第二章 报告", ZH_H1), para(chinese(4, 90), ZH),
    ]  # fmt: skip
    document = read(flowed(story))
    sections = [block.section for block in document.blocks if block.kind == "paragraph"]
    assert sections == [
        ("第一章 总则",), ("第一章 总则", "一、适用范围"), ("第一章 总则", "一、适用范围", "（一）职责"),
        ("第二章 报告",),
    ]  # fmt: skip


def test_bracketed_headings_of_a_chinese_label() -> None:
    plain = ParagraphStyle("plain", parent=ZH, firstLineIndent=0)
    story = [
        para("替诺沙班片说明书", ParagraphStyle("t", parent=ZH_H1, fontSize=18, alignment=1)),
        para("【适应症】用于非瓣膜性房颤成年患者，以降低卒中和体循环栓塞的风险。" + chinese(3, 60), plain),
        para("【用法用量】", plain), para("口服，每日一次。" + chinese(4, 60), plain),
    ]  # fmt: skip
    document = read(flowed(story))
    assert document.title == "替诺沙班片说明书"
    assert told(document, "heading") == ["【适应症】", "【用法用量】"]
    sections = [block.section for block in document.blocks if block.kind == "paragraph"]
    assert sections == [("【适应症】",), ("【用法用量】",)]


def test_list_items() -> None:
    items = [
        "• Active bleeding",
        "• Severe hypersensitivity",
        "(1) Stop the drug",
        "(2) Call the physician",
        "① 停药",
    ]
    plain = ParagraphStyle("item", fontName="STSong-Light", fontSize=10, leading=13)
    document = read(
        flowed([para("Do not use in:"), *(para(item, plain) for item in items), para(sentences(1, 3))])
    )
    assert told(document, "list_item") == items
    assert told(document, "paragraph") == ["Do not use in:", sentences(1, 3)]


def test_a_paragraph_over_a_page_break_is_one_block() -> None:
    text = sentences(5, 8)
    document = read(flowed([Spacer(1, 650), para(text), para(sentences(6, 2))], on_page=running))
    block = next(block for block in document.blocks if block.kind == "paragraph")
    assert said(document, block) == text
    assert [region.page for region in block.regions] == [1, 2]
    assert block.regions[0].box[3] > HEIGHT - 110
    assert block.regions[1].box[1] < 90
    assert told(document, "paragraph")[1] == sentences(6, 2)


def test_a_paragraph_over_a_column_break_is_one_block() -> None:
    text = sentences(5, 8)
    document = read(flowed([Spacer(1, 660), para(text), para(sentences(6, 30))], columns=2))
    block = next(block for block in document.blocks if block.kind == "paragraph")
    assert said(document, block) == text
    assert len(block.regions) == 2
    assert block.regions[0].box[2] < block.regions[1].box[0]


def test_footnotes_come_after_the_text_of_the_page() -> None:
    def note(canvas: Canvas, template: object) -> None:
        if canvas.getPageNumber() == 1:
            canvas.line(72, 66, 200, 66)
            canvas.setFont("Times-Roman", 7.5)
            canvas.drawString(72, 56, "1 Adjusted for age and sex.")

    text = sentences(7, 10)
    document = read(flowed([Spacer(1, 620), para(text)], on_page=note))
    assert told(document) == [text, "1 Adjusted for age and sex."]


def test_hyphens_at_line_ends() -> None:
    lines = [
        "Patients with non-small cell cancer and a p.V600E variant had treat-",
        "ment at the centre. The treatment of non-",
        "small cell cancer was random-",
        "ised; a p.V600E-",
        "positive tumour and IL-",
        "6 levels above 10-",
        "12 units were seen.",
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for number, line in enumerate(lines):
            canvas.drawString(72, 700 - 14 * number, line)

    text = " ".join(told(read(drawn(draw))))
    for words in ("had treatment at", "treatment of non-small cell", "was randomised;", "a p.V600E-positive",
                  "IL-6 levels", "above 10-12 units"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [False, True])
def test_boxes_stand_where_the_words_were_drawn(rotation: int, crop: bool) -> None:
    words = [(100.0, 700.0, "Alpha"), (250.0, 500.0, "Bravo"), (400.0, 300.0, "Charlie")]
    left, bottom = (40.0, 30.0) if crop else (0.0, 0.0)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for x, y, word in words:
            canvas.drawString(x, y, word)
        canvas.setPageRotation(rotation)
        if crop:
            canvas.setCropBox((left, bottom, WIDTH - 20, HEIGHT - 50))

    # reportlab turns the media box with the page: swapped here, it stays upright.
    document = read(drawn(draw, (HEIGHT, WIDTH) if rotation % 180 else (WIDTH, HEIGHT)))
    right, top = (WIDTH - 20, HEIGHT - 50) if crop else (WIDTH, HEIGHT)
    boxes = {
        document.text[slice(*region.chars)]: region.box
        for block in document.blocks
        for region in block.regions
    }
    for x, y, word in words:
        width = len(word) * 6.0
        x0, x1, y0, y1 = x, x + width, y - 2.5, y + 9.0
        expected = {
            0: (x0 - left, top - y1, x1 - left, top - y0),
            90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
            180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
            270: (top - y1, right - x1, top - y0, right - x0),
        }[rotation]
        got = boxes[word]
        slack = 6.0  # the width above is a guess
        assert got[0] <= expected[0] + slack
        assert got[1] <= expected[1] + slack
        assert got[2] >= expected[2] - slack
        assert got[3] >= expected[3] - slack
        assert max(abs(a - b) for a, b in zip(got, expected, strict=True)) < 12


def test_a_box_encloses_its_words_within_three_points() -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(90, 600, "Discontinue at least 24 hours before surgery.")

    (block,) = read(drawn(draw)).blocks
    x0, y0, x1, y1 = block.regions[0].box
    assert x0 == pytest.approx(90, abs=1)
    assert x1 == pytest.approx(
        90 + stringWidth("Discontinue at least 24 hours before surgery.", "Times-Roman", 10), abs=1
    )
    assert HEIGHT - 600 - 10 <= y0 <= HEIGHT - 600 - 7
    assert HEIGHT - 600 + 2 <= y1 <= HEIGHT - 600 + 5


def test_a_page_set_sideways_reads_like_any_other() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 400, "Renal impairment needs half the dose,")
        canvas.drawString(100, 386, "as the table on the next page shows.")

    document = read(drawn(draw))
    assert told(document) == ["Renal impairment needs half the dose, as the table on the next page shows."]
    x0, y0, x1, y1 = document.blocks[0].regions[0].box
    assert x1 - x0 < 40
    assert y1 - y0 > 150
    assert 0 <= x0 < x1 <= WIDTH


def test_watermarks_across_the_page_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 500, "The dose is 5 mg twice daily.")
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()

    assert told(read(drawn(draw))) == ["The dose is 5 mg twice daily."]


def test_bold_drawn_twice_is_read_once_and_hidden_text_not_at_all() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 500, "Boxed warning")
        canvas.drawString(72.3, 500, "Boxed warning")
        hidden = canvas.beginText(72, 480)
        hidden.setTextRenderMode(3)
        hidden.textOut("hidden")
        canvas.drawText(hidden)

    assert told(read(drawn(draw))) == ["Boxed warning"]


def test_the_text_layer_of_a_scan_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 480)
        text.setTextRenderMode(3)
        text.textOut("Recognised by a scanner.")
        canvas.drawText(text)

    assert told(read(drawn(draw))) == ["Recognised by a scanner."]


def test_raised_digits_never_join_the_number_before_them() -> None:
    story = [
        para(
            "The count was above 100 × 10<super>9</super>/L in 12 of 40 patients.<super>3</super> "
            "Take CO<sub>2</sub>."
        )
    ]
    assert told(read(flowed(story))) == ["The count was above 100 × 10⁹/L in 12 of 40 patients.³ Take CO2."]


def test_captions_and_sentences_about_tables() -> None:
    story = [para("Table 2. Dose by renal function"),
             para("Table 2 shows the dose by renal function in adults."),
             para("图 3 随访流程", ParagraphStyle("zh0", parent=ZH, firstLineIndent=0))]  # fmt: skip
    document = read(flowed(story))
    assert told(document, "caption") == ["Table 2. Dose by renal function", "图 3 随访流程"]
    assert told(document, "paragraph") == ["Table 2 shows the dose by renal function in adults."]


@pytest.mark.parametrize("title", ["Microsoft Word - label_v3.doc", "untitled", "label.docx"])
def test_titles_that_programs_write_are_no_titles(title: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.drawString(72, 500, "The dose is 5 mg.")

    assert read(drawn(draw)).title is None


def test_a_title_of_the_metadata_is_taken_where_the_page_shows_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Orvexaban label")
        canvas.drawString(72, 500, "The dose is 5 mg.")

    assert read(drawn(draw)).title == "Orvexaban label"
