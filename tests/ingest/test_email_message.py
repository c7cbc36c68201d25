"""E-mails and their attachments."""

from __future__ import annotations

from email.message import EmailMessage

from ingest_files import HTML, TEXT, eml_bytes

from evimed.ingest.email_message import attachments
from evimed.ingest.parse import parse


def message(subject: str = "主题") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a@example.org", "b@example.org"
    mail["Message-ID"] = "<1@example.org>"
    return mail


def test_headers_body_and_quotation() -> None:
    parsed = parse(eml_bytes(), "a.eml")
    assert (parsed.title, parsed.published, parsed.kind) == ("答复：给药咨询", "2025-07-16", "email")
    assert parsed.blocks[0].kind == "title"
    assert "From: a@example.org" in parsed.text
    assert "该药可以压碎后给药。" in parsed.text
    assert "能否压碎？" in parsed.text


def test_attachments_by_name_and_bytes() -> None:
    assert attachments(eml_bytes()) == (("附件.txt", TEXT.encode()),)


def test_html_where_there_is_no_plain_text() -> None:
    mail = message()
    mail.set_content(HTML, subtype="html")
    parsed = parse(mail.as_bytes(), "a.eml")
    assert parsed.blocks[-1].kind == "table_row"
    assert parsed.blocks[-1].header == len(parsed.blocks) - 2


def test_gb2312_body_and_raw_subject() -> None:
    raw = (
        "Subject: 给药咨询\r\nFrom: a@b.c\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=gb2312\r\n\r\n朱镕基：剂量正确。\r\n"
    )
    parsed = parse(raw.encode("gb18030"), "a.eml")
    assert "朱镕基：剂量正确。" in parsed.text
    assert parsed.title == "给药咨询"


def test_unknown_charset_and_broken_headers() -> None:
    raw = (
        b"Subject: =?utf-8?B?%%%?=\r\nDate: yesterday\r\nMIME-Version: 1.0\r\nTo: <<<>\r\n"
        b"Content-Type: text/plain; charset=x-none\r\n\r\ndose 5 mg\r\n"
    )
    parsed = parse(raw, "a.eml")
    assert "dose 5 mg" in parsed.text
    assert parsed.published is None


def test_pictures_in_the_text_are_no_attachments_and_names_are_no_paths() -> None:
    mail = message()
    mail.set_content("正文内容")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    mail.add_attachment(b"dose", maintype="text", subtype="plain", filename="../../etc/passwd")
    assert attachments(mail.as_bytes()) == (("passwd", b"dose"),)


def test_a_mail_in_a_mail() -> None:
    outer = message()
    outer.set_content("见转发")
    inner = message("内层")
    inner.set_content("内层正文在此")
    outer.add_attachment(inner)
    ((name, content),) = attachments(outer.as_bytes())
    assert name == "内层.eml"
    assert "内层正文在此" in parse(content, name).text


def test_text_that_only_looks_like_a_mail_stays_text() -> None:
    assert (
        parse("From: 质量部\nTo: 生产部\nSubject: 备忘录\n\n正文。\n".encode(), "memo.txt").mime
        == "text/plain"
    )
