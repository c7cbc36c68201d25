"""Documents good and bad, made small."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

GOOD = "Dosing of vexatinib\n\nThe recommended dose of vexatinib is 50 mg once daily, taken with food.\n"


def pdf(words: str = "The recommended dose is 50 mg.", *, password: str | None = None) -> bytes:
    """One page."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(72, 720, words)
    canvas.save()
    return out.getvalue()


def pdf_of(pages: int) -> bytes:
    """Empty pages by the thousand, written by hand: drawing them would take longer than refusing them."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        *[page] * pages,
    ]
    body, offsets = "%PDF-1.4\n", []
    parts = [body]
    size = len(body)
    for number, content in enumerate(objects, 1):
        offsets.append(size)
        parts.append(f"{number} 0 obj{content}endobj\n")
        size += len(parts[-1])
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    parts.append(f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\n")
    parts.append(f"startxref\n{size}\n%%EOF\n")
    return "".join(parts).encode("ascii")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def report(number: int, paragraphs: int = 12) -> str:
    """A text of several passages that only ``number`` tells apart."""
    lines = [f"Report {number} of the vexatinib programme", ""]
    for paragraph in range(paragraphs):
        lines += [
            f"In cohort {number}-{paragraph} the mean trough concentration of vexatinib was "
            f"{number + paragraph} ng/mL, measured in {20 + paragraph} patients at week {paragraph + 1}. Two "
            "patients of that cohort stopped early because of a rash, which resolved without treatment "
            "in both. No other adverse reaction was reported by the investigators, and no laboratory value "
            "left the normal range during follow-up.",
            "",
        ]
    return "\n".join(lines)


MAIL = (
    "From: a@example.org\nTo: b@example.org\nSubject: Cohort data\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="x"\n\n'
    "--x\nContent-Type: text/plain\n\nSee the attached file.\n"
    "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=data.txt\n\n"
    f"{GOOD}\n--x--\n"
)
