"""E-mail and ZIP writers."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from common import MARK, read_content, write_zip

ATTACHMENT = "STB-VST-22-007_summary.txt"
BOUNDARY = "=_evimed_sample_0318"


def write_eml(target: Path) -> None:
    """Write the answer to a pharmacist's inquiry, with one text attachment."""
    message = EmailMessage()
    message["Subject"] = "答复：维舒坦鼻饲给药咨询（MI-2025-0318）"
    message["From"] = Address("岚曦制药 医学信息部", "medinfo", "lanxi-pharma.example")
    message["To"] = Address("周允宁", "zhou.yunning", "lanxi-hospital2.example")
    message["Date"] = "Wed, 16 Jul 2025 10:42:00 +0800"
    message["Message-ID"] = "<mi-2025-0318-a@lanxi-pharma.example>"
    message["In-Reply-To"] = "<20250714-mi@lanxi-hospital2.example>"
    message["X-Sample-Note"] = MARK
    message.set_content(read_content("mail_answer.txt"), cte="base64")
    message.add_attachment(read_content("mail_attachment.txt"), filename=ATTACHMENT, cte="quoted-printable")
    message.set_boundary(BOUNDARY)
    target.write_bytes(message.as_bytes())


def write_package(target: Path) -> None:
    """Write the ZIP with the GB18030 memo and the Markdown training note."""
    memo = read_content("excursion_memo.txt").replace("\n", "\r\n").encode("gb18030")
    note = read_content("training_note.md").encode("utf-8")
    members = [("超温评估备忘录_DEV-2025-041.txt", memo), ("training_note_TN-07.md", note)]
    write_zip(target, members, comment=MARK)
