"""Small valid files of every format, built with the libraries that people's programs resemble."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from pptx.util import Inches

HTML = """<!DOCTYPE html><html lang="zh-CN"><head><title>阿司匹林说明书</title>
<meta property="article:published_time" content="2024-03-05T08:00:00+08:00"><style>p{}</style></head>
<body><nav>首页</nav><h1>用法用量</h1><p>成人每次 100 mg。</p><ul><li>饭后服用</li></ul>
<table><tr><th>组别</th><th>剂量</th></tr><tr><td>成人</td><td>100 mg</td></tr></table></body></html>"""
TEXT = (
    "第一条 为了加强药品管理，保证药品质量，保障公众用药安全，制定本法。\n\n"
    "第二条 在中国境内从事药品研制适用本法。\n"
)
CSV = "受试者,年龄,剂量 mg\nA-01,63,100\nA-02,58,200\n"


def docx_bytes() -> bytes:
    document = docx.Document()
    document.add_heading("用法用量", 1)
    document.add_paragraph("成人每次 100 mg，每日一次。")
    table = document.add_table(3, 3)
    for row, values in enumerate(
        (("组别", "剂量", "例数"), ("成人", "100 mg", "12"), ("老年", "50 mg", "9"))
    ):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    return saved(document)


def pptx_bytes() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "试验设计"
    slide.placeholders[1].text = "随机双盲\n主要终点为血压"
    slide.notes_slide.notes_text_frame.text = "讲解随机方法。"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(5), Inches(1)).table
    for row, values in enumerate((("组别", "例数"), ("治疗组", "120"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    return saved(deck)


def xlsx_bytes() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Visits"
    for row in (
        ["访视数据"],
        [],
        ["编号", "日期", "收缩压"],
        ["A-01", date(2024, 3, 5), 132.0],
        ["A-02", date(2024, 3, 6), 0.1 + 0.2],
    ):
        sheet.append(row)
    return saved(workbook)


def eml_bytes() -> bytes:
    message = EmailMessage()
    message["Subject"] = "答复：给药咨询"
    message["From"] = "a@example.org"
    message["To"] = "b@example.org"
    message["Date"] = "Wed, 16 Jul 2025 10:42:00 +0800"
    message.set_content("您好：\n\n该药可以压碎后给药。\n\n> 能否压碎？\n")
    message.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="附件.txt")
    return message.as_bytes()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def every_format() -> dict[str, bytes]:
    """File name → bytes, one for each format that is read here."""
    return {
        "a.docx": docx_bytes(),
        "a.pptx": pptx_bytes(),
        "a.xlsx": xlsx_bytes(),
        "a.html": HTML.encode(),
        "a.txt": TEXT.encode("gb18030"),
        "a.csv": CSV.encode(),
        "a.eml": eml_bytes(),
    }
