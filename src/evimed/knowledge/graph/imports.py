"""Relations that a person brings, in the formats of the export: each must quote a document of the library.

An assertion lives on its quotation: the characters it names must be what the document says there. A file with
a mistake is refused with its line, and nothing of it is taken.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from lxml import etree

from evimed.errors import InputError, NotFoundError
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.graph.export import COLUMNS, VOCABULARY
from evimed.knowledge.graph.read import relation_id
from evimed.knowledge.terms.lines import read_lines
from evimed.records import Passage
from evimed.store.database import Transaction
from evimed.store.documents import document_passages, document_text
from evimed.store.graph import (
    IMPORTED,
    AssertionRow,
    Certainty,
    Entity,
    Polarity,
    entities_of,
    import_assertions,
)

PREDICATES: Final = ("causes", "treats", "contraindicated", "interacts", "contains", "dose", "recommends")
_NEEDED: Final = ("subject", "predicate", "object", "document", "start", "end", "quote")
_TRIPLE = re.compile(r'<([^>]*)>\s+<([^>]*)>\s+(?:<([^>]*)>|"((?:[^"\\]|\\.)*)")\s*\.\s*$')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t"}
_Cells = dict[str, str]


@dataclass(slots=True)
class _Source:
    text: str
    passages: Sequence[Passage]
    entities: dict[str, Entity]
    rows: list[AssertionRow]


def import_graph(tx: Transaction, library: str, path: Path, form: str) -> int:
    """Take in the assertions of a file; how many were not there.

    Raises
    ------
    InputError
        With the line: what cannot be read, an entity the graph does not have, a document the library does not
        have, a quotation that does not stand there.
    """
    rows = list(READERS[form](path))
    if not rows:
        raise InputError("graph_empty", path=str(path))
    known = entities_of(
        tx, library, list({row.get(end, "") for _, row in rows for end in ("subject", "object")})
    )
    sources: dict[str, _Source] = {}
    for line, row in rows:
        _check(row, known, line, path)
        source = _source(tx, library, row["document"], sources, line, path)
        source.rows.append(_assertion(row, source, line, path))
        source.entities |= {row[end]: _named(known[row[end]]) for end in ("subject", "object")}
    return sum(
        import_assertions(tx, library, document, list(source.entities.values()), source.rows)
        for document, source in sorted(sources.items())
    )


def _check(row: Mapping[str, str], known: Mapping[str, Entity], line: int, path: Path) -> None:
    missing = [name for name in _NEEDED if not row.get(name)]
    if missing:
        raise InputError("graph_field_missing", path=str(path), line=line, fields=", ".join(missing))
    for end in ("subject", "object"):
        if row[end] not in known:
            raise InputError("graph_unknown_node", path=str(path), line=line, node=row[end])
    valid = {
        "predicate": PREDICATES,
        "polarity": ("affirmed", "negated"),
        "certainty": ("stated", "uncertain"),
    }
    for name, values in valid.items():
        if row.get(name) and row[name] not in values:
            raise InputError(
                "graph_value",
                path=str(path),
                line=line,
                field=name,
                found=row[name][:40],
                valid=", ".join(values),
            )


def _source(
    tx: Transaction, library: str, document: str, sources: dict[str, _Source], line: int, path: Path
) -> _Source:
    if document not in sources:
        try:
            text = document_text(tx, library, document)
        except NotFoundError as error:
            raise InputError(
                "graph_unknown_document", path=str(path), line=line, document=document
            ) from error
        sources[document] = _Source(text, document_passages(tx, library, document), {}, [])
    return sources[document]


def _assertion(row: Mapping[str, str], source: _Source, line: int, path: Path) -> AssertionRow:
    digits = row["start"].isdecimal() and row["end"].isdecimal()
    start, end = (int(row["start"]), int(row["end"])) if digits else (0, 0)
    if not start < end or source.text[start:end] != row["quote"]:
        raise InputError("graph_quote", path=str(path), line=line, start=row["start"], end=row["end"])
    holding = [one for one in source.passages if one.chars[0] <= start and end <= one.chars[1]]
    if not holding:
        raise InputError("graph_quote", path=str(path), line=line, start=start, end=end)
    relation = relation_id(row["subject"], row["predicate"], row["object"])
    return AssertionRow(
        f"i{relation[1:]}-{row['document'][1:]}-{start}-{end}", relation, row["subject"], row["predicate"],
        row["object"], holding[0].id, start, end, None, None, None, None,
        cast(Polarity, row.get("polarity") or "affirmed"), cast(Certainty, row.get("certainty") or "stated"),
        row.get("time") or None, IMPORTED,
    )  # fmt: skip


def _named(entity: Entity) -> Entity:
    folded = " ".join(fold_places(entity.name).split())
    return Entity(entity.id, entity.type, entity.name, folded, entity.concept)


def _unknown(path: Path, line: int, found: str) -> InputError:
    return InputError("graph_syntax", path=str(path), line=line, found=found[:80])


def _read_csv(path: Path) -> Iterator[tuple[int, _Cells]]:
    reader = csv.reader((f"{line}\n" for _, line in read_lines(path)), strict=True)
    try:
        head = next(reader, list[str]())
        if not set(_NEEDED) <= set(head):
            raise _unknown(path, 1, ",".join(head))
        for row in reader:
            if row:
                plain = [cell[1:] if re.match(r"'[=+\-@]", cell) else cell for cell in row]
                yield reader.line_num, dict(zip(head, plain, strict=False))
    except csv.Error as error:
        raise _unknown(path, reader.line_num, str(error)) from error


def _read_triples(path: Path) -> Iterator[tuple[int, _Cells]]:
    found: dict[str, tuple[int, _Cells]] = {}
    for number, line in read_lines(path):
        if not line.strip() or line.startswith("#"):
            continue
        match = _TRIPLE.match(line)
        if match is None:
            raise _unknown(path, number, line)
        if match[4] is not None and match[2].startswith(VOCABULARY):
            value = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _PLAIN.get(m[2], m[2]), match[4])
            found.setdefault(match[1], (number, {}))[1][match[2].removeprefix(VOCABULARY)] = value
    yield from found.values()


def _read_json_ld(path: Path) -> Iterator[tuple[int, _Cells]]:
    text = "\n".join(line for _, line in read_lines(path))
    try:
        whole: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _unknown(path, getattr(error, "lineno", 1), str(error)) from error
    graph: Any = cast("dict[str, Any]", whole).get("@graph") if isinstance(whole, dict) else None
    if not isinstance(graph, list):
        raise _unknown(path, 1, "@graph")
    for number, item in enumerate(cast("list[Any]", graph), start=2):  # as it is written: an assertion a line
        if not isinstance(item, dict):
            raise _unknown(path, number, str(item))
        cells = cast("dict[str, Any]", item)
        yield number, {name: str(cells[name]) for name in COLUMNS if name in cells}


def _read_graphml(path: Path) -> Iterator[tuple[int, _Cells]]:
    for _ in read_lines(path):  # bounded and UTF-8
        pass
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise _unknown(path, error.lineno or 1, str(error.msg)) from error
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for edge in root.iter(f"{space}edge"):
        cells = {data.get("key", ""): data.text or "" for data in edge.iter(f"{space}data")}
        cells |= {"subject": edge.get("source", ""), "object": edge.get("target", "")}
        yield int(edge.sourceline or 0), cells


READERS: Final[Mapping[str, Callable[[Path], Iterator[tuple[int, _Cells]]]]] = {
    "csv": _read_csv,
    "ntriples": _read_triples,
    "jsonld": _read_json_ld,
    "graphml": _read_graphml,
}
