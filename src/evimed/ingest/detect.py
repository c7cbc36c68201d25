"""What a file really is, by its content; its extension only tells kinds of text apart."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from evimed.errors import DocumentError
from evimed.ingest.encoding import decode

Format = Literal["pdf", "docx", "pptx", "xlsx", "html", "markdown", "text", "csv", "eml", "zip"]

VALID = "PDF, DOCX, PPTX, XLSX, HTML, Markdown, TXT, CSV, TSV, EML, ZIP"

_EXTENSIONS: dict[str, Format] = {
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".pptx": "pptx", ".pptm": "pptx", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown",
    ".markdown": "markdown", ".txt": "text", ".text": "text", ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".eml": "eml", ".zip": "zip",
}  # fmt: skip
_SPREADSHEETS = {".xls", ".xlsx"}  # exports of text under these names are tables
_BINARY = {".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".pdf", ".zip", ".png", ".jpg", ".jpeg"}

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"{\\rtf", "RTF"),
    (0, b"\x89PNG", "PNG"), (0, b"\xff\xd8\xff", "JPEG"), (0, b"GIF8", "GIF"), (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"), (8, b"WEBP", "WebP"), (8, b"WAVE", "WAV"), (8, b"AVI ", "AVI"),
    (4, b"ftypM4A", "M4A"), (4, b"ftyphei", "HEIC"), (4, b"ftyp", "MP4"), (0, b"ID3", "MP3"),
    (0, b"\xff\xfb", "MP3"), (0, b"OggS", "Ogg"), (0, b"fLaC", "FLAC"), (0, b"#!AMR", "AMR"),
    (0, b"\x1aE\xdf\xa3", "Matroska/WebM"), (0, b"Rar!\x1a\x07", "RAR"), (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b\x08", "gzip"), (0, b"BZh", "bzip2"), (0, b"\xfd7zXZ\x00", "xz"), (257, b"ustar", "tar"),
    (0, b"SQLite format 3\x00", "SQLite"), (0, b"\x7fELF", "ELF"), (0, b"MZ\x90\x00", "EXE"),
    (128, b"DICM", "DICOM"), (0, b"PAR1", "Parquet"), (0, b"%!PS", "PostScript"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("WordDocument", "DOC (Word 97–2003)"), ("Workbook", "XLS (Excel 97–2003)"), ("Book", "XLS (Excel 5)"),
    ("PowerPoint Document", "PPT (PowerPoint 97–2003)"), ("__substg1.0_", "MSG (Outlook)"),
)  # fmt: skip
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(r"<(?:p|div|br|table|h[1-6]|span|ul|ol|title|meta|a)\b[^>]*>", re.I)
_XML_START = re.compile(r"\s*<\?xml\b", re.I)
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):")
_MAIL_PROOF = {"mime-version", "message-id", "received", "return-path", "delivered-to"}
_MAIL_HEADERS = _MAIL_PROOF | {"from", "to", "subject", "date", "content-type", "cc", "reply-to", "sender"}
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Detected:
    """The format of a file, and its text where the format is a kind of text."""

    format: Format
    mislabelled: bool = False  # the extension says another format
    text: str | None = None
    encoding: str | None = None


def detect(data: bytes, name: str) -> Detected:
    """Find the format of ``data``; ``name`` is the file's name, with or without folders.

    Raises
    ------
    DocumentError
        ``empty``, ``encrypted``, ``damaged``, ``not_text``, or ``unsupported_format`` with what was found.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentError("empty")
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    expected = _EXTENSIONS.get(extension)
    if data.startswith(_OLE):
        raise _ole_error(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = _zip_format(data)
        return Detected(found, mislabelled=_differs(extension, found))
    if b"%PDF-" in data[:1024] and data.lstrip()[:1] != b"<":
        return Detected("pdf", mislabelled=_differs(extension, "pdf"))
    for offset, magic, kind in _MAGIC:
        if data.startswith(magic, offset):
            raise DocumentError("unsupported_format", found=kind, valid=VALID)
    if expected == "eml" or _is_mail(data):
        return Detected("eml", mislabelled=_differs(extension, "eml"))
    return _text_format(data, extension)


def _differs(extension: str, found: Format) -> bool:
    return (extension in _EXTENSIONS or extension in _BINARY) and _EXTENSIONS.get(extension) != found


def _ole_error(data: bytes) -> DocumentError:
    def has(entry: str) -> bool:
        return entry.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return DocumentError("encrypted")
    kind = next((kind for entry, kind in _OLE_KINDS if has(entry)), "OLE2")
    return DocumentError("unsupported_format", found=kind, valid=VALID)


def _zip_format(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DocumentError("damaged", detail=str(error)) from error
    if "[Content_Types].xml" in names:
        for part, found in (("word/document", "docx"), ("ppt/presentation", "pptx"), ("xl/workbook", "xlsx")):
            if f"{part}.xml" in names:
                return found  # pyright: ignore[reportReturnType]
        if "xl/workbook.bin" in names:
            raise DocumentError("unsupported_format", found="XLSB", valid=VALID)
    if kind.startswith((b"application/vnd.oasis", b"application/epub")):
        raise DocumentError("unsupported_format", found=kind.decode("ascii", "replace"), valid=VALID)
    return "zip"


def _is_mail(data: bytes) -> bool:
    """A block of header lines at the very start, one of them a header that only mail software writes."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").decode("ascii", "replace")
    names: set[str] = set()
    for line in head.splitlines()[:-1]:
        if not line.strip():
            break
        if line[0] in " \t" and names:
            continue
        header = _HEADER_LINE.match(line)
        if header is None:
            break
        names.add(header[1].lower())
    return bool(names & _MAIL_PROOF) and len(names & _MAIL_HEADERS) >= 2


def _text_format(data: bytes, extension: str) -> Detected:
    text, encoding = decode(data)
    expected = _EXTENSIONS.get(extension)
    found: Format
    if expected == "html" or _HTML_START.match(text[:_HEAD]):
        found = "html"
    elif _XML_START.match(text[:_HEAD]):
        raise DocumentError("unsupported_format", found="XML", valid=VALID)
    elif extension in _SPREADSHEETS:
        found = "html" if _HTML_TAG.search(text[:_HEAD]) else "csv"
    elif expected in ("markdown", "csv"):
        found = expected
    elif expected != "text" and len(_HTML_TAG.findall(text[:_HEAD])) >= 3:
        found = "html"
    else:
        found = "text"
    return Detected(found, mislabelled=_differs(extension, found), text=text, encoding=encoding)
