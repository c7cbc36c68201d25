"""The graph written for other programs: CSV, N-Triples, JSON-LD, GraphML; every edge with its quotation.

One row, node or edge is one assertion. Written and read (``imports.py``) as rows, so that each format is only
a way to spell a row.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from evimed.knowledge.graph.explore import edges_of
from evimed.store.database import Transaction
from evimed.store.graph import Entity, list_entities, step

VOCABULARY: Final = "https://evimed.example/graph#"
_BATCH: Final = 200  # relations whose evidence is read at once
_MOST: Final = 1_000_000  # relations


@dataclass(frozen=True, slots=True)
class Row:
    """One assertion with the names of its ends, and the characters of its document that it quotes."""

    assertion: str
    subject: str
    subject_type: str
    subject_name: str
    predicate: str
    object: str
    object_type: str
    object_name: str
    polarity: str
    certainty: str
    time: str
    rule: str
    document: str
    start: str
    end: str
    quote: str


COLUMNS: Final = tuple(field.name for field in fields(Row))


def read_rows(tx: Transaction, library: str) -> Iterator[Row]:
    """Every assertion of a library that the Scope sees."""
    entities = {one.id: one for one in list_entities(tx, library)}
    relations = step(tx, library, limit=_MOST)
    for first in range(0, len(relations), _BATCH):
        for edge in edges_of(tx, library, relations[first : first + _BATCH], each=_MOST):
            subject, object_ = entities[edge.relation.subject], entities[edge.relation.object]
            for one, citation in edge.evidence:
                yield Row(
                    one.assertion_id, *_told(subject), edge.relation.predicate, *_told(object_), one.polarity,
                    one.certainty, one.time or "", one.rule, citation.document.id, str(one.chars[0]),
                    str(one.chars[1]), citation.quote,
                )  # fmt: skip


def _told(entity: Entity) -> tuple[str, str, str]:
    return entity.id, entity.type, entity.name


def write_csv(rows: Iterable[Row]) -> Iterator[str]:
    """CSV with a header (RFC 4180). A cell that a spreadsheet would run gets an apostrophe before it."""
    yield _csv_line(COLUMNS)
    for row in rows:
        yield _csv_line(
            [f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in asdict(row).values()]
        )


def _csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def write_triples(rows: Iterable[Row]) -> Iterator[str]:
    """RDF as N-Triples (W3C, 2014): an assertion is a node with its parts."""
    for row in rows:
        node = f"<{VOCABULARY}{row.assertion}>"
        yield f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{VOCABULARY}Assertion> .\n"
        for name, value in asdict(row).items():
            if name != "assertion":
                yield f"{node} <{VOCABULARY}{name}> {_literal(value)} .\n"


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _literal(value: str) -> str:
    plain = re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPES[match[0]], value)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04X}", plain) + '"'


def write_json_ld(rows: Iterable[Row]) -> Iterator[str]:
    """JSON-LD 1.1, an assertion a line."""
    context = json.dumps({"@vocab": VOCABULARY, "@base": VOCABULARY})
    yield f'{{"@context": {context}, "@graph": ['
    before = "\n"
    for row in rows:
        form: dict[str, str] = {"@id": row.assertion, "@type": "Assertion"}
        form |= {name: value for name, value in asdict(row).items() if name != "assertion"}
        yield before + json.dumps(form, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def write_graphml(rows: Iterable[Row]) -> Iterator[str]:
    """GraphML: entities are nodes, assertions edges with their data."""
    kept = list(rows)
    data = [name for name in COLUMNS if not name.startswith(("subject", "object")) and name != "assertion"]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name in ("type", "name"):
        yield f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>\n'
    for name in data:
        yield f'<key id="{name}" for="edge" attr.name="{name}" attr.type="string"/>\n'
    yield '<graph id="evimed" edgedefault="directed">\n'
    nodes: dict[str, tuple[str, str]] = {}
    for row in kept:
        nodes[row.subject] = (row.subject_type, row.subject_name)
        nodes[row.object] = (row.object_type, row.object_name)
    for node, (kind, name) in nodes.items():
        yield f"<node id={quoteattr(node)}>{_data('type', kind)}{_data('name', name)}</node>\n"
    for row in kept:
        values = asdict(row)
        ends = f"source={quoteattr(row.subject)} target={quoteattr(row.object)}"
        told = "".join(_data(name, values[name]) for name in data)
        yield f"<edge id={quoteattr(row.assertion)} {ends}>{told}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(key: str, value: str) -> str:
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value)  # no XML can hold them
    return f'<data key="{key}">{escape(clean, {chr(13): "&#13;"})}</data>'


WRITERS: Final[Mapping[str, Callable[[Iterable[Row]], Iterator[str]]]] = {
    "csv": write_csv,
    "ntriples": write_triples,
    "jsonld": write_json_ld,
    "graphml": write_graphml,
}
