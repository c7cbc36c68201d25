"""Presentations."""

from __future__ import annotations

import pptx
import pytest
from ingest_files import pptx_bytes, saved
from pptx.oxml import parse_xml
from pptx.util import Inches

from evimed.ingest.parse import parse
from evimed.records import ParsedDocument


@pytest.fixture
def deck() -> object:
    return pptx.Presentation()


def add_slide(deck: object, title: str | None, boxes: list[tuple[float, float, str]]) -> object:
    """A slide with text boxes at left and top inches."""
    slide = deck.slides.add_slide(deck.slide_layouts[5 if title is not None else 6])
    if title is not None:
        slide.shapes.title.text = title
    for left, top, text in boxes:
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5)).text_frame.text = text
    return slide


def texts(document: ParsedDocument) -> list[str]:
    return ["\n".join(document.text[start:end] for start, end in block.spans) for block in document.blocks]


def test_slide_title_bullets_table_notes() -> None:
    parsed = parse(pptx_bytes(), "a.pptx")
    assert texts(parsed) == [
        "试验设计",
        "随机双盲",
        "主要终点为血压",
        "组别 | 例数",
        "治疗组 | 120",
        "讲解随机方法。",
    ]
    assert [block.kind for block in parsed.blocks] == [
        "heading", "list_item", "list_item", "table_header", "table_row", "paragraph",
    ]  # fmt: skip
    assert {block.slide for block in parsed.blocks} == {1}
    assert (parsed.pages, parsed.title, parsed.published) == (1, "试验设计", None)


def test_reading_order_is_by_place(deck) -> None:
    boxes = [(5, 4, "右下"), (0.5, 4, "左下"), (5, 2, "右上"), (0.5, 2, "左上"), (0.5, 6, "脚")]
    add_slide(deck, "标题", boxes)
    assert texts(parse(saved(deck), "a.pptx"))[1:] == ["左上", "右上", "左下", "右下", "脚"]


def test_columns_of_uneven_boxes_are_read_one_after_the_other(deck) -> None:
    slide = add_slide(deck, "标题", [])
    for left, top, height, text in (
        (5, 1.5, 3, "右一"),
        (0.5, 1.5, 2, "左一"),
        (0.5, 3.6, 2, "左二"),
        (5, 4.6, 1, "右二"),
    ):
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height)).text_frame.text = text
    assert texts(parse(saved(deck), "a.pptx"))[1:] == ["左一", "左二", "右一", "右二"]


def test_groups_stand_where_they_are_drawn(deck) -> None:
    slide = add_slide(deck, "标题", [(1, 4, "后")])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(0.5)).text_frame.text = "先"
    assert texts(parse(saved(deck), "a.pptx"))[1:] == ["先", "后"]


def test_slide_without_title_is_in_no_section(deck) -> None:
    add_slide(deck, "第一张", [(1, 2, "甲")])
    add_slide(deck, None, [(1, 2, "乙")])
    last = parse(saved(deck), "a.pptx").blocks[-1]
    assert (last.section, last.slide) == ((), 2)


def test_what_stands_on_every_slide_is_told_once(deck) -> None:
    for number in range(1, 5):
        add_slide(deck, f"第{number}张", [(1, 2, f"内容{number}"), (1, 7, "机密"), (8, 7, str(number))])
    shown = texts(parse(saved(deck), "a.pptx"))
    assert shown.count("机密") == 1
    assert not {"1", "2", "3", "4"} & set(shown)


def test_numbered_list_and_superscript(deck) -> None:
    slide = add_slide(deck, "标题", [(1, 2, "x")])
    frame = slide.shapes[1].text_frame
    frame.text = "接收"
    frame.add_paragraph().text = "评审"
    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    for paragraph in frame.paragraphs:
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<a:buAutoNum {namespace} type="arabicPeriod"/>'))
    run = frame.add_paragraph().add_run()
    run.text = "10"
    raised = frame.paragraphs[-1].add_run()
    raised.text = "9"
    raised.font._element.set("baseline", "30000")
    assert texts(parse(saved(deck), "a.pptx"))[1:] == ["1. 接收", "2. 评审", "10⁹"]


def test_merged_cells_of_a_table(deck) -> None:
    slide = add_slide(deck, "标题", [])
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for row, line in enumerate((("系统", "例数"), ("心脏", "5"), ("", "7"))):
        for column, value in enumerate(line):
            table.cell(row, column).text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    assert texts(parse(saved(deck), "a.pptx"))[1:] == ["系统 | 例数", "心脏 | 5", "心脏 | 7"]
