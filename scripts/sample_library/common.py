"""Paths, the visible mark and small helpers shared by the writers."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MARK = "Fictional sample for Evimed / 循证虚构示例"
HERE = Path(__file__).resolve().parent
CONTENT = HERE / "content"
SAMPLES = HERE.parents[1] / "src" / "evimed" / "samples"
LIBRARY = SAMPLES / "library"
QUESTIONS = SAMPLES / "questions.json"
FIXED_ZIP_DATE = (2025, 7, 1, 0, 0, 0)

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


@dataclass(frozen=True)
class Line:
    """One paragraph of the small source format used for DOCX content."""

    kind: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table; the first row is the header."""

    rows: tuple[tuple[str, ...], ...]


def read_content(name: str) -> str:
    """Return a source file of the content folder as text."""
    return (CONTENT / name).read_text(encoding="utf-8")


def split_row(line: str) -> tuple[str, ...]:
    """Split a `| a | b |` line into its cells."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def write_zip(path: Path, members: list[tuple[str, bytes]], comment: str = "") -> None:
    """Write a ZIP archive whose bytes depend only on its members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED_ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
        archive.comment = comment.encode("utf-8")


def save_ooxml(buffer: io.BytesIO, path: Path, modified: datetime) -> None:
    """Store an Office file with fixed member dates and a fixed modified date."""
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    members: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(buffer) as source:
        for info in source.infolist():
            data = source.read(info.filename)
            if info.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            members.append((info.filename, data))
    write_zip(path, members)
