"""The tree of XML and HTML, under a public name, and the only way XML from outside is parsed."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]  # lxml has no public name for it

__all__ = ["Element", "parse_xml"]


def parse_xml(raw: bytes) -> Element:
    """Parse XML: entities stay unexpanded, nothing is fetched, depth is bounded by libxml2."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(raw, parser)
