"""What a web page says of itself: title, language, date."""

from __future__ import annotations

import re
from datetime import date

from evimed.catalogue import Language
from evimed.ingest.xml_tree import Element

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title")
_DATES = (
    "citation_publication_date", "citation_date", "citation_online_date", "article:published_time",
    "dcterms.issued", "dcterms.date", "dc.date", "dc.date.issued", "dcterms.created", "datepublished",
    "pubdate", "publishdate", "date", "article:modified_time", "dcterms.modified",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?")


def page_title(root: Element) -> str | None:
    """Title of the page: what it is cited by, else its ``title`` element."""
    found = _meta(root)
    node = next(root.iter("title"), None)
    written = "" if node is None else "".join(str(text) for text in node.itertext())
    candidates = (*(found.get(name, "") for name in _TITLES), written)
    return next((" ".join(text.split()) for text in candidates if text.strip()), None)


def page_published(root: Element) -> str | None:
    """ISO date of publication, from the metadata and from ``time`` elements marked as such."""
    found = _meta(root)
    stated = [found.get(name, "") for name in _DATES]
    stated += [node.get("datetime") or "" for node in root.iter("time") if _marks_publication(node)]
    return next((day for day in map(iso_date, stated) if day is not None), None)


def page_language(root: Element) -> Language | None:
    """Language the page states, if it is one of ours."""
    stated = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()
    if stated.startswith("zh"):
        return "zh"
    return "en" if stated.startswith("en") else None


def iso_date(text: str) -> str | None:
    """First date in the text that exists; a month alone is its first day."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1)).isoformat()
    except ValueError:
        return None


def _marks_publication(node: Element) -> bool:
    return node.get("pubdate") is not None or "datepublished" in (node.get("itemprop") or "").lower()


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or node.get("itemprop") or "").lower()
        content = node.get("content") or ""
        if name and content:
            found.setdefault(name, content)
    return found
