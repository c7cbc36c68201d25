"""Readers of ontologies: OBO flat files (1.2 and 1.4) and OWL in RDF/XML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from lxml import etree

from evimed.errors import InputError
from evimed.knowledge.terms.lines import MOST_BYTES, Draft, Drafts, read_lines

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RDFS: Final = "{http://www.w3.org/2000/01/rdf-schema#}"
_OWL: Final = "{http://www.w3.org/2002/07/owl#}"
_SYNONYM = re.compile(r"(?:has(?:Exact|Related|Narrow|Broad)?Synonym|altLabel|prefLabel|IAO_0000118)$")


def read_obo(path: Path) -> Drafts:
    """Concepts of the ``[Term]`` stanzas; ``is_a`` makes parents. Comments and other tags are passed over.

    Raises
    ------
    InputError
        With the line: no ``id`` where one must stand, the same id twice, a synonym without quotation marks.
    """
    drafts = Drafts()
    draft: Draft | None = None
    opened: int | None = None  # line of a [Term] whose id has not come
    for number, line in read_lines(path):
        if line.startswith("["):
            if opened is not None:
                raise InputError("terms_no_code", path=str(path), line=opened)
            draft, opened = None, number if line.strip() == "[Term]" else None
            continue
        tag, colon, value = line.partition(":")
        if not colon or line.startswith("!"):
            continue
        value = _uncomment(value)
        if tag == "id" and opened is not None:
            draft, opened = drafts.new(value, number, path), None
        elif draft is not None:
            _obo_tag(draft, tag, value, number)
    if opened is not None:
        raise InputError("terms_no_code", path=str(path), line=opened)
    return drafts


def _obo_tag(draft: Draft, tag: str, value: str, number: int) -> None:
    if tag == "name":
        draft.name = value
        draft.add(value)
    elif tag == "synonym":
        match = _QUOTED.match(value)
        if match is None:
            raise InputError("terms_syntax", path=str(draft.path), line=number, found=value[:80])
        draft.add(_ESCAPE.sub(r"\1", match[1]))
    elif tag == "is_a":
        draft.parents.setdefault(value.split(maxsplit=1)[0] if value else "", number)
    elif tag == "is_obsolete":
        draft.obsolete = value == "true"


def _uncomment(value: str) -> str:
    """Without the comment that " ! " begins, and without trailing modifiers in braces."""
    if '"' not in value:
        value = value.split(" ! ", maxsplit=1)[0]
        value = re.sub(r"\s*\{[^}]*\}\s*$", "", value)
    return value.strip()


def read_owl(path: Path) -> Drafts:
    """Named classes of an OWL file in RDF/XML: labels, synonyms, named superclasses.

    Entities and the network are switched off: a file cannot make itself bigger than it is.

    Raises
    ------
    InputError
        ``terms_syntax`` with the line where the XML breaks.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError(
            "terms_too_big", path=str(path), what=f"{path.stat().st_size} B", limit=f"{MOST_BYTES} B"
        )
    drafts = Drafts()
    try:
        events = etree.iterparse(
            str(path),
            events=("end",),
            tag=f"{_OWL}Class",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        for _, element in events:
            about = element.get(f"{_RDF}about")
            if about is not None:
                _owl_class(drafts.new(_code(about), int(element.sourceline or 0), path), element)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise InputError(
            "terms_syntax", path=str(path), line=error.lineno or 0, found=str(error.msg)[:80]
        ) from error
    return drafts


def _owl_class(draft: Draft, element: etree._Element) -> None:  # pyright: ignore[reportPrivateUsage]
    for child in element:
        tag = str(child.tag)
        words = (child.text or "").strip()
        if tag == f"{_RDFS}label":
            draft.name = draft.name or words
            draft.add(words)
        elif tag == f"{_RDFS}subClassOf":
            parent = child.get(f"{_RDF}resource")
            if parent is not None and not parent.endswith("#Thing"):
                draft.parents.setdefault(_code(parent), int(child.sourceline or 0))
        elif _SYNONYM.search(tag):
            draft.add(words)
        elif tag == f"{_OWL}deprecated":
            draft.obsolete = words == "true"


def _code(address: str) -> str:
    """``http://purl.obolibrary.org/obo/HP_0000118`` is HP:0000118; another address its last part."""
    last = re.split(r"[/#]", address)[-1]
    return re.sub(r"^([A-Za-z]+)_(\w+)$", r"\1:\2", last)
