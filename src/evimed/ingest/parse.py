"""One file's bytes to a ParsedDocument, whatever the format."""

# ruff: noqa: PLC0415  # each format's libraries are loaded when the first such file comes

from __future__ import annotations

from dataclasses import replace

from evimed.catalogue import Language, messages, text
from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest.detect import VALID, Detected, detect
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

__all__ = ["ParserLimits", "parse", "warning_text"]


def parse(
    data: bytes, name: str, limits: ParserLimits | None = None, found: Detected | None = None
) -> ParsedDocument:
    """Parse the bytes of one document.

    Parameters
    ----------
    data
        The file's bytes.
    name
        Its name: the extension tells kinds of text apart, nothing else.
    limits
        What one document may ask for. Time and memory are held by ``worker.ParserPool``, not here.
    found
        What ``detect`` said of the same bytes, if it was asked before.

    Raises
    ------
    DocumentError
        The document cannot be taken in; the code says why.
    DocumentLimitError
        It passes a limit.
    """
    limits = limits or ParserLimits()
    if len(data) > limits.file_bytes:
        raise DocumentLimitError("too_large", size=len(data), limit=limits.file_bytes)
    found = found or detect(data, name)
    try:
        document = _dispatch(found, data, name, limits)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # parsing libraries raise anything on damaged input
        raise DocumentError("damaged", detail=f"{type(error).__name__}: {error}"[:200]) from error
    if not document.text.strip():
        raise DocumentError("no_text")
    notes = list(document.warnings)
    if found.mislabelled:
        notes.append(f"mislabelled:{found.format}")
    if found.text is not None and (broken := found.text.count("\ufffd")):
        notes.append(f"undecodable:{broken}")
    return replace(document, warnings=tuple(notes))


def warning_text(warning: str, language: Language) -> str:
    """Words for an entry of ``ParsedDocument.warnings``: a code with a detail, ``"hidden_sheet:Draft"``."""
    code, _, detail = warning.partition(":")
    key = f"warning.{code}"
    return text(key, language, detail=detail) if key in messages() else warning


def _dispatch(  # noqa: PLR0911  # one return a format
    found: Detected, data: bytes, name: str, limits: ParserLimits
) -> ParsedDocument:
    written = found.text or ""
    match found.format:
        case "pdf":
            from evimed.ingest import pdf

            return pdf.parse(data, max_pages=limits.pages)
        case "docx":
            from evimed.ingest import office_docx

            return office_docx.parse(data, limits)
        case "pptx":
            from evimed.ingest import office_pptx

            return office_pptx.parse(data, limits)
        case "xlsx":
            from evimed.ingest import office_xlsx

            return office_xlsx.parse(data, limits)
        case "html":
            from evimed.ingest import markup

            return markup.parse(written)
        case "csv":
            from evimed.ingest import tables_csv

            return tables_csv.parse(written, name)
        case "eml":
            from evimed.ingest import email_message

            return email_message.parse(data)
        case "markdown" | "text":
            from evimed.ingest import plaintext

            return plaintext.parse(written, markdown=found.format == "markdown")
        case "zip":  # several documents: worker.ParserPool and archive.walk take them one by one
            raise DocumentError("unsupported_format", found="ZIP", valid=VALID)
