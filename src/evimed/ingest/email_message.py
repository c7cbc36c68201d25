"""E-mail files (EML, MHTML): headers, then the body; attachments are documents of their own."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from pathlib import PurePosixPath
from typing import cast

from evimed.errors import DocumentError
from evimed.ingest import markup, plaintext
from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.encoding import decode, decode_declared
from evimed.records import Block, ParsedDocument

PARSER = "eml/1"

_SHOWN_HEADERS = ("From", "To", "Cc", "Date")
_NAME = re.compile(r"[\x00-\x1f/\\:]+")


def parse(data: bytes) -> ParsedDocument:
    """Parse an e-mail: subject as title, sender, receivers and date, then the text as written."""
    message = _message(data)
    builder = DocumentBuilder("message/rfc822", PARSER)
    subject = _header(message, "Subject")
    builder.block("title", [Piece(subject)])
    for name in _SHOWN_HEADERS:
        text = _header(message, name)
        if text:
            builder.block("paragraph", [Piece(f"{name}: {text}")])
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        _copy(_body(cast("EmailMessage", body)), builder)
    return builder.finish(title=subject or None, published=_sent(message), kind="email")


@lru_cache(maxsize=1)  # an attachment is a job of its own: the mail is taken apart once, not for each
def attachments(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of the attachments, in order; pictures set into the text are left out."""
    found: list[tuple[str, bytes]] = []
    message = _message(data)
    for number, part in enumerate(_attached(message), start=1):
        if part.get_content_maintype() == "image" and part["Content-ID"]:
            continue
        if part.get_content_type() == "message/rfc822":
            inner = cast("list[EmailMessage]", part.get_payload())
            content = inner[0].as_bytes() if inner else b""
            name = (
                f"{_safe_name(_header(inner[0], 'Subject'))[:80] or f'attachment-{number}'}.eml"
                if inner
                else ""
            )
        else:
            payload = cast("bytes | None", part.get_payload(decode=True))
            content = payload or b""
            name = _safe_name(part.get_filename() or "")
        if content:
            found.append((name or f"attachment-{number}", content))
    return tuple(found)


def _message(data: bytes) -> EmailMessage:
    return message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), policy=default)


def _attached(message: EmailMessage) -> list[EmailMessage]:
    if not message.is_multipart():
        return []
    return list(message.iter_attachments())


def _safe_name(name: str) -> str:
    """File name without folders: a name is never a path."""
    plain = name.encode("utf-8", "replace").decode()  # no lone surrogates
    return _NAME.sub("_", PurePosixPath(plain.replace("\\", "/")).name).strip(" .")


def _header(message: EmailMessage, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        if raw.isascii():
            text = str(message[name] or "")
        else:  # eight-bit bytes that no charset is declared for; the parser would lose them
            text = decode(raw.encode("utf-8", "surrogateescape"))[0]
    except (DocumentError, ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""  # the standard library's header parser fails in many ways on broken headers
    return " ".join(text.split())


def _sent(message: EmailMessage) -> str | None:
    try:
        sent = cast("datetime | None", getattr(message["Date"], "datetime", None))
    except (ValueError, IndexError, TypeError, AttributeError):
        return None
    return None if sent is None else sent.date().isoformat()


def _body(part: EmailMessage) -> ParsedDocument:
    payload = cast("bytes | None", part.get_payload(decode=True)) or b""
    text = decode_declared(payload, part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        return markup.parse(text)
    return plaintext.parse(text, markdown=False)


def _copy(document: ParsedDocument, builder: DocumentBuilder) -> None:
    """Write the blocks of the body behind the headers."""
    headers: dict[int, int | None] = {}
    for index, block in enumerate(document.blocks):
        pieces = [Piece(document.text[start:end]) for start, end in block.spans]
        if block.kind == "heading":
            builder.heading(pieces, max(1, block.level))
        elif block.kind in ("table_header", "table_row"):
            headers[index] = _copy_row(document, block, headers, builder)
        else:
            builder.block("paragraph" if block.kind == "title" else block.kind, pieces)


def _copy_row(
    document: ParsedDocument, block: Block, headers: dict[int, int | None], builder: DocumentBuilder
) -> int | None:
    cells = [document.text[start:end] for start, end in block.cells or block.spans]
    header = headers.get(block.header) if block.header is not None else None
    return builder.row(cells, header=header, is_header=block.kind == "table_header")
