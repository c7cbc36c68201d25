"""What a file really is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from ingest_files import (
    CSV,
    HTML,
    TEXT,
    docx_bytes,
    eml_bytes,
    every_format,
    pptx_bytes,
    xlsx_bytes,
    zip_bytes,
)

from evimed.errors import DocumentError
from evimed.ingest.detect import detect
from evimed.ingest.parse import parse, warning_text
from evimed.settings import ParserLimits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def code(data: bytes, name: str) -> str:
    with pytest.raises(DocumentError) as caught:
        detect(data, name)
    assert caught.value.message("zh")
    assert caught.value.hint("en")
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "name", "found", "mislabelled"),
    [
        (docx_bytes(), "a.docx", "docx", False), (docx_bytes(), "a.bin", "docx", False),
        (docx_bytes(), "a.doc", "docx", True), (pptx_bytes(), "a.pdf", "pptx", True),
        (xlsx_bytes(), "a.zip", "xlsx", True), (zip_bytes({"a.txt": b"x"}), "a.docx", "zip", True),
        (b"%PDF-1.7\n", "a.txt", "pdf", True), (b"\n%PDF-1.7\n", "a.PDF", "pdf", False),
        (HTML.encode(), "a.html", "html", False), (HTML.encode(), "a.pdf", "html", True),
        (HTML.encode("utf-16"), "a.txt", "html", True), (HTML.encode(), "noextension", "html", False),
        (HTML.encode(), "a.xls", "html", True), (CSV.encode(), "a.xls", "csv", True),
        (b"<?xml version='1.0'?><html xmlns='x'><body/></html>", "a.xhtml", "html", False),
        (eml_bytes(), "a.eml", "eml", False), (eml_bytes(), "mail", "eml", False),
        (eml_bytes(), "a.txt", "eml", True),
        (TEXT.encode(), "a.txt", "text", False), (TEXT.encode(), "a.md", "markdown", False),
        (TEXT.encode(), "README", "text", False), (CSV.encode(), "a.csv", "csv", False),
        (CSV.encode(), "a.txt", "text", False), (b"# <p>dose</p>", "a.md", "markdown", False),
        (b"dose", "dir.pdf/a.txt", "text", False),
    ],
)  # fmt: skip
def test_found_by_content(data: bytes, name: str, found: str, mislabelled: bool) -> None:
    detected = detect(data, name)
    assert (detected.format, detected.mislabelled) == (found, mislabelled)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.pdf", "empty"), (b" \n\x00", "a.txt", "empty"), (b"\xef\xbb\xbf", "a.txt", "empty"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.docx", "unsupported_format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (b"{\\rtf1 dose}", "a.doc", "unsupported_format"), (b"\x89PNG\r\n", "a.txt", "unsupported_format"),
        (b"ID3\x03" + b"\x00" * 50, "a.mp3", "unsupported_format"),
        (b"\x1f\x8b\x08\x00", "a.gz", "unsupported_format"),
        (b"<?xml version='1.0'?><article/>", "a.xml", "unsupported_format"),
        (b"PK\x03\x04" + b"x" * 100, "a.docx", "damaged"), (bytes(range(256)) * 8, "a.txt", "not_text"),
        (zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "unsupported_format"),
    ],
)  # fmt: skip
def test_refused(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


def test_unsupported_says_what_was_found_and_what_is_valid() -> None:
    with pytest.raises(DocumentError) as caught:
        detect(OLE + "Workbook".encode("utf-16-le"), "a.xls")
    assert "Excel" in caught.value.message("en")
    assert "XLSX" in caught.value.hint("en")


def test_limits_and_emptiness_of_parse() -> None:
    with pytest.raises(DocumentError) as caught:
        parse(b"x" * 11, "a.txt", ParserLimits(file_bytes=10))
    assert caught.value.code == "too_large"
    with pytest.raises(DocumentError) as caught:
        parse(b"<html><body><script>x</script></body></html>", "a.html")
    assert caught.value.code == "no_text"


def test_undecodable_bytes_are_told() -> None:
    assert (
        parse(TEXT.encode()[:100] + b"\xff" + TEXT.encode()[102:], "a.txt")
        .warnings[0]
        .startswith("undecodable:")
    )


def test_warnings_have_words() -> None:
    assert "HTML" in warning_text("mislabelled:HTML", "zh")
    assert warning_text("hidden_sheet:草稿: 二", "en").endswith("草稿: 二.")
    assert warning_text("something else", "en") == "something else"


def test_every_block_points_into_the_text() -> None:
    for name, data in every_format().items():
        parsed = parse(data, name)
        for block in parsed.blocks:
            assert block.spans
            assert all(0 <= start < end <= len(parsed.text) for start, end in block.spans)
            assert all(start <= end <= len(parsed.text) for start, end in block.cells)
            assert block.header is None or parsed.blocks[block.header].kind == "table_header"


def test_importing_the_parser_loads_no_format_library() -> None:
    script = (
        "import sys, evimed.ingest.parse\n"
        "print(*{'lxml', 'openpyxl', 'docx', 'pptx', 'pypdfium2'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
