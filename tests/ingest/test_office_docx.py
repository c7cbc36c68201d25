"""Word documents."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from ingest_files import docx_bytes, saved

from evimed.errors import DocumentError
from evimed.ingest.office_docx_styles import count
from evimed.ingest.parse import parse
from evimed.records import ParsedDocument


def read(document: object) -> ParsedDocument:
    return parse(saved(document), "a.docx")


def texts(document: ParsedDocument, kind: str | None = None) -> list[str]:
    return [
        "\n".join(document.text[start:end] for start, end in block.spans)
        for block in document.blocks
        if kind is None or block.kind == kind
    ]


def append(document: object, xml: str) -> None:
    """Add an element before the section properties."""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


@pytest.fixture
def document() -> object:
    return docx.Document()


def test_headings_tables_and_metadata() -> None:
    parsed = parse(docx_bytes(), "a.docx")
    assert [block.kind for block in parsed.blocks] == [
        "heading", "paragraph", "table_header", "table_row", "table_row",
    ]  # fmt: skip
    header, first = parsed.blocks[2], parsed.blocks[3]
    assert first.section == ("用法用量",)
    assert first.header == 2
    assert [parsed.text[start:end] for start, end in header.cells] == ["组别", "剂量", "例数"]
    assert [parsed.text[start:end] for start, end in first.cells] == ["成人", "100 mg", "12"]
    assert parsed.published is None  # the template's own date is nobody's


def test_core_properties(document) -> None:
    document.add_paragraph("正文。")
    document.core_properties.title = "高血压指南"
    document.core_properties.modified = datetime(2024, 9, 30, tzinfo=UTC)
    parsed = read(document)
    assert (parsed.title, parsed.published) == ("高血压指南", "2024-09-30")
    document.core_properties.title = "Microsoft Word - 新建文档.doc"
    assert read(document).title is None


def test_chinese_heading_style_and_outline_level(document) -> None:
    style = document.styles.add_style("标题 2", 1)
    document.add_paragraph("禁忌", style=style)
    document.add_paragraph("对本品过敏者禁用。")
    append(document, '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>特殊人群</w:t></w:r></w:p>')
    document.add_paragraph("妊娠期禁用。")
    parsed = read(document)
    assert [block.level for block in parsed.blocks if block.kind == "heading"] == [2, 3]
    assert parsed.blocks[-1].section == ("禁忌", "特殊人群")


def test_bold_lines_are_headings_where_no_style_says_so(document) -> None:
    for text, bold in (
        ("一、总则", True),
        ("本办法适用于全省。", False),
        ("（一）范围", True),
        ("医疗机构应当遵守。", False),
    ):
        document.add_paragraph().add_run(text).bold = bold
    parsed = read(document)
    assert parsed.blocks[-1].section == ("一、总则", "（一）范围")


def test_list_numbers_are_computed(document) -> None:
    for text in ("接收", "评审"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("要点", style="List Bullet")
    assert texts(read(document), "list_item") == ["1. 接收", "2. 评审", "要点"]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(3, "chineseCounting", "三"), (20, "chineseCounting", "二十"), (12, "chineseCounting", "十二"),
     (4, "lowerRoman", "iv"), (28, "upperLetter", "BB"), (3, "decimalEnclosedCircle", "③"),
     (7, "decimalZero", "07")],
)  # fmt: skip
def test_number_formats(value: int, form: str, shown: str) -> None:
    assert count(value, form) == shown


def test_merged_cells(document) -> None:
    table = document.add_table(4, 3)
    values = (("系统", "例数", ""), ("", "n", "%"), ("心脏", "5", "2.1"), ("", "7", "3.0"))
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            table.cell(row, column).text = value
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(3, 0))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    assert texts(read(document)) == ["系统 | 例数 n | 例数 %", "心脏 | 5 | 2.1", "心脏 | 7 | 3.0"]


def test_row_across_the_table_is_told_alone(document) -> None:
    table = document.add_table(4, 2)
    for row, line in enumerate((("不良反应", "频率"), ("心脏疾病", ""), ("心悸", "1.2%"), ("水肿", "3.4%"))):
        for column, value in enumerate(line):
            table.cell(row, column).text = value
    table.cell(1, 0).merge(table.cell(1, 1))
    parsed = read(document)
    across = parsed.blocks[1]
    assert (texts(parsed)[1], across.header, len(across.cells)) == ("心脏疾病", None, 1)
    assert parsed.blocks[2].header == 0


def test_nested_table_follows_its_table(document) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "外"
    inner = table.cell(1, 1).add_table(2, 2)
    for row in range(2):
        for column in range(2):
            inner.cell(row, column).text = f"内{row}{column}"
    assert texts(read(document)) == ["外 | ", "内00 | 内01", "内10 | 内11"]


def test_caption_of_a_table(document) -> None:
    document.add_paragraph("表 1　推荐意见")
    document.add_table(2, 2).cell(0, 0).text = "编号"
    assert read(document).blocks[0].kind == "caption"


def test_tracked_changes_hidden_text_and_symbols(document) -> None:
    append(
        document,
        '<w:p><w:r><w:t xml:space="preserve">剂量 </w:t></w:r>'
        '<w:del w:id="1" w:author="a"><w:r><w:delText>50</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>100</w:t></w:r></w:ins>'
        '<w:r><w:t xml:space="preserve"> mg </w:t></w:r>'
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>10</w:t></w:r>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>9</w:t></w:r><w:r><w:t>/L</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
    )
    assert texts(read(document)) == ["剂量 100 mg ≥10⁹/L"]


def test_paragraph_whose_end_was_deleted_runs_on(document) -> None:
    append(
        document,
        '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
        "<w:r><w:t>前半句，</w:t></w:r></w:p>",
    )
    document.add_paragraph("后半句。")
    assert texts(read(document)) == ["前半句，\n后半句。"]


def test_text_box_once(document) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent>"
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    append(
        document,
        f"<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent {compatibility}>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert texts(read(document)) == ["正文", "文本框"]


def test_footnotes_follow_their_paragraph(document) -> None:
    append(document, '<w:p><w:r><w:t>降低 21%。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    document.add_paragraph("下一段。")
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>来源：青松研究。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = with_part(saved(document), "word/footnotes.xml", notes.encode())
    assert texts(parse(data, "a.docx")) == ["降低 21%。", "[1] 来源：青松研究。", "下一段。"]


def test_headers_and_footers_are_left_out(document) -> None:
    document.sections[0].header.paragraphs[0].text = "机密"
    document.add_paragraph("正文。")
    assert "机密" not in read(document).text


def test_line_break_parts_spans(document) -> None:
    document.add_paragraph("第一行\n第二行")
    assert len(read(document).blocks[0].spans) == 2


def test_entities_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
    )
    bomb += b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&j;ok</w:t></w:r></w:p></w:body></w:document>'
    with pytest.raises(DocumentError):
        parse(with_part(docx_bytes(), "word/document.xml", bomb), "a.docx")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same package with one part put in or replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            if part != name:
                target.writestr(part, source.read(part))
        target.writestr(name, content)
    return out.getvalue()
