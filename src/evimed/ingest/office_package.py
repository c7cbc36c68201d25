"""What the Office formats share: the ZIP package, safe XML, core properties."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from posixpath import dirname, join, normpath

from evimed.ingest import archive
from evimed.ingest.xml_tree import Element, parse_xml
from evimed.settings import ParserLimits

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MEANINGLESS = re.compile(
    r"\s*(?:microsoft (?:word|powerpoint|excel)\b.*|(?:document|presentation|book|slide)\s*\d*|untitled.*|"
    r"powerpoint (?:presentation|演示文稿)|无标题.*|演示文稿\s*\d*|文档\s*\d*|工作簿\s*\d*|"
    r"幻灯片\s*\d*|title|标题|.{0,1}|.*\.(?:docx?|pptx?|xlsx?|dotx?))\s*$",
    re.IGNORECASE,
)
_TEMPLATE_DATES = {"2013-12-23", "2013-01-27"}  # what python-docx and python-pptx leave in new files


class Package:
    """An Office file: named parts, of which the XML ones are parsed without entities or network."""

    def __init__(self, data: bytes, limits: ParserLimits) -> None:
        archive.check_package(data, limits)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._zip.namelist())

    def xml(self, part: str) -> Element | None:
        """Root of an XML part; None if there is no such part."""
        if part not in self._names:
            return None
        raw = self._zip.read(part)
        for strict, transitional in _STRICT:
            raw = raw.replace(strict, transitional)
        return parse_xml(raw)

    def bytes(self, part: str) -> bytes:
        """Content of a part; empty if there is none."""
        return self._zip.read(part) if part in self._names else b""

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id → (last word of the type, target part)."""
        folder = dirname(part)
        root = self.xml(join(folder, "_rels", part.rsplit("/", 1)[-1] + ".rels"))
        if root is None:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in root.iter(_RELATIONSHIP):
            target = relation.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[relation.get("Id") or ""] = ((relation.get("Type") or "").rsplit("/", 1)[-1], path)
        return found

    def title(self) -> str | None:
        """Title in the core properties, unless it is what the program puts there by itself."""
        return sane_title(self._core("{http://purl.org/dc/elements/1.1/}title"))

    def published(self) -> str | None:
        """Day of the last change, in ISO form: the nearest thing to a publication date an Office file has."""
        for name in ("modified", "created"):
            found = sane_date(self._core(f"{{http://purl.org/dc/terms/}}{name}"))
            if found is not None:
                return found
        return None

    def _core(self, tag: str) -> str:
        root = self.xml("docProps/core.xml")
        node = None if root is None else root.find(tag)
        return "" if node is None else (node.text or "").strip()


def sane_title(title: str) -> str | None:
    """Return the title if a person may have written it."""
    title = " ".join(title.split())
    return None if len(title) > 300 or _MEANINGLESS.match(title) else title


def sane_date(value: str) -> str | None:
    """ISO day of a time stamp, if it can be true."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    if day.isoformat() in _TEMPLATE_DATES or not date(1990, 1, 1) <= day <= datetime.now(UTC).date():
        return None
    return day.isoformat()
