"""Segments: the words of up to 16,000 passages as vectors, so that a question scores them all at once.

Documents that go in wait (``evimed.unsegmented``, filled by a trigger) and are read one by one; ``renew``
takes them into segments. Postings in blocks by term are the inverted file of Zobel and Moffat (Inverted files
for text search engines, ACM Computing Surveys 2006); segments that are merged with what has grown to their
size, the log-structured merge tree of O'Neil et al. 1996, as Lucene does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray

from evimed.store.arrays import AnyArray, header, int_array, smallint_array
from evimed.store.database import Transaction
from evimed.store.queries import query
from evimed.store.weights import K1, B

LARGEST: Final = 16_000  # slots: the most dimensions a vector can have
SMALL: Final = 1_000  # passages: a class of fewer shares its segments, as each segment costs a search
MOST_SHARED: Final = 4_000  # slots of a shared segment: who holds one small class pays for no more
SHARED: Final = -1  # in the place of the class of a segment that several share
LEAST_WAITING: Final = 1_000  # passages: reading them one by one takes about 3 ms
_DRIFT: Final = 0.1  # of the average length: beyond it too many passages have to be scored exactly
_ROW: Final = 64  # postings a row of the tail: a deletion writes each row that it touches anew
_REAL: Final = 700  # its oid
_REAL_ELEMENT: Final = np.dtype([("bytes", ">i4"), ("value", ">f4")])
_HEADER: Final = 20  # bytes before the elements of an array as the server sends it


@dataclass(frozen=True, slots=True)
class _Segment:
    number: int
    classes: set[int]
    alive: int
    stale: bool  # half empty, or weighed for an average length too far off


def renew(tx: Transaction, library: str, *, least: int = LEAST_WAITING) -> int:
    """Take waiting passages into segments; call it until it returns 0.

    Does nothing while fewer than ``least`` passages wait in all. A segment holds one permission class;
    classes of fewer than ``SMALL`` passages share theirs. Small segments are merged with what is new; then
    those that are half empty, or weighed for an average length more than a tenth off, are built anew. A call
    takes at most about 16,000 passages (one document's, if it has more), under the library's lock, in about
    0.5 s. It sees what the Scope sees: a Scope without some classes leaves those waiting.

    Returns
    -------
    int
        How many passages are in a new segment now.
    """
    tx.run("library_lock", library=library)
    passages, total = tx.run("library_statistics", library=library).fetchone() or (0, 0)
    average = total / passages if passages else 1.0
    waiting = tx.run("segment_waiting", library=library).fetchall()
    segments = _segments(tx, library, average)
    tx.run("segment_delete", library=library, segments=[s.number for s in segments if not s.alive])
    segments = [segment for segment in segments if segment.alive]
    large = {int(acl) for acl, size in tx.run("class_sizes", library=library).fetchall() if size >= SMALL}
    if waiting and sum(count for _, count in waiting) >= least:
        first = int(waiting[0][0])
        if first in large:
            room, classes = LARGEST, {first}
            beside = [segment for segment in segments if segment.classes == classes]
        else:
            room, classes = MOST_SHARED, {int(acl) for acl, _ in waiting} - large
            beside = [segment for segment in segments if not segment.classes & large]
        documents, taken = _first_documents(tx, library, classes, room)
        merged = _mergeable(beside, taken, room)
        return _rebuild(tx, library, large, average, documents=documents, segments=merged)
    for segment in segments:
        if segment.stale:
            return _rebuild(tx, library, large, average, segments=[segment.number])
    return 0


def _segments(tx: Transaction, library: str, average: float) -> list[_Segment]:
    return [
        _Segment(number, set(classes), alive, alive * 2 < size or abs(average / weighed - 1) > _DRIFT)
        for number, classes, size, alive, weighed in tx.run("segment_list", library=library).fetchall()
    ]


def _first_documents(
    tx: Transaction, library: str, classes: Iterable[int], room: int
) -> tuple[list[str], int]:
    """Waiting documents that fill one segment (at least one), and their passages."""
    chosen: list[str] = []
    taken = 0
    rows = tx.run("segment_documents", library=library, classes=sorted(classes)).fetchall()
    for document_id, passages in rows:
        if chosen and taken + passages > room:
            continue
        chosen.append(document_id)
        taken += passages
    return chosen, taken


def _mergeable(segments: Sequence[_Segment], taken: int, room: int) -> list[int]:
    """Segments no larger than what they are merged with: each passage is merged a few times only."""
    chosen: list[int] = []
    for segment in segments:
        if segment.alive <= taken and segment.alive + taken <= room:
            chosen.append(segment.number)
            taken += segment.alive
    return chosen


def _rebuild(
    tx: Transaction,
    library: str,
    large: Container[int],
    average: float,
    *,
    documents: Sequence[str] = (),
    segments: Sequence[int] = (),
) -> int:
    """Put the passages of documents and of old segments into new ones; a large class gets its own."""
    cursor = tx.connection.cursor(binary=True)
    values = {
        "tenant": tx.tenant,
        "library": library,
        "segments": list(segments),
        "documents": list(documents),
    }
    rows = cursor.execute(query("segment_passages"), values).fetchall()
    tx.run("segment_delete", library=library, segments=list(segments))
    tx.run("segment_done", library=library, documents=list(documents))
    together: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        together.setdefault(row[5] if row[5] in large else SHARED, []).append(row)
    for some in together.values():
        for start in range(0, len(some), LARGEST):
            _build(tx, library, average, some[start : start + LARGEST])
    return len(rows)


def _build(tx: Transaction, library: str, average: float, rows: Sequence[Sequence[Any]]) -> None:
    lengths = np.array([row[2] for row in rows], dtype=np.int64)
    of_slot = np.array([row[5] for row in rows], dtype=np.int64)
    classes = sorted(set(of_slot.tolist()))
    acl = classes[0] if len(classes) == 1 else SHARED
    (segment,) = tx.run(
        "segment_insert",
        library=library,
        acl=acl,
        shared=classes if acl == SHARED else None,
        size=len(rows),
        average=average,
        longest=int(lengths.max()),
    ).fetchone() or (0,)
    if acl == SHARED:
        slots = ["".join("01"[one] for one in (of_slot == held).tolist()) for held in classes]
        tx.run("segment_share", library=library, segment=segment, classes=classes, slots=slots)
    place = {"tenant": tx.tenant, "library": library, "segment": segment, "acl": acl}
    owners = [row[0] for row in rows]
    firsts = [at for at in range(len(rows)) if at == 0 or owners[at] != owners[at - 1]]
    cursor = tx.connection.cursor()
    cursor.execute(
        query("segment_place"),
        place
        | {
            "documents": [owners[at] for at in firsts],
            "firsts": firsts,
            "passages": np.diff([*firsts, len(rows)]).tolist(),
            "ordinals": int_array([row[1] for row in rows]),
            "classes": of_slot[firsts].tolist(),
        },
    )
    postings = _Postings.of(rows, lengths, average)
    many, tail = postings.split(max(8, len(rows) // 500))
    if many.terms.size:
        terms, vectors = many.vectors(len(rows))
        columns = {"terms": int_array(terms), "weights": _sparse_vectors(cursor, vectors)}
        cursor.execute(query("posting_insert"), place | columns)
    if tail.terms.size:
        starts = tail.rows()
        columns = {
            "firsts": int_array(starts + 1),
            "lasts": int_array(np.append(starts[1:], tail.terms.size)),
            "terms": int_array(tail.terms),
            "slots": smallint_array(tail.slots),
            "weights": _reals(tail.weights),
        }
        cursor.execute(query("posting_tail_insert"), place | columns)


@dataclass(frozen=True, slots=True)
class _Postings:
    """Three columns sorted by term, then slot; ``starts``: where each term begins."""

    terms: NDArray[np.int64]
    slots: NDArray[np.int64]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], lengths: NDArray[np.int64], average: float) -> _Postings:
        """From arrays as the server sends them: a header, then size and value of each element."""
        terms = np.frombuffer(b"".join(row[3][_HEADER:] for row in rows), dtype=">i4")[1::2].astype(np.int64)
        pair = np.dtype([("size", ">i4"), ("tf", ">i2")])
        tfs = np.frombuffer(b"".join(row[4][_HEADER:] for row in rows), dtype=pair)["tf"].astype(np.float64)
        counts = [max(len(row[3]) - _HEADER, 0) // 8 for row in rows]
        slots = np.repeat(np.arange(len(rows)), counts)
        norms = K1 * (1 - B + B * lengths / average)
        weights = (tfs / (tfs + norms[slots])).astype(np.float32)
        order = np.argsort(terms * 2**14 + slots)
        return cls._sorted(terms[order], slots[order], weights[order])

    @classmethod
    def _sorted(
        cls, terms: NDArray[np.int64], slots: NDArray[np.int64], weights: NDArray[np.float32]
    ) -> _Postings:
        starts = np.flatnonzero(np.diff(terms, prepend=-1))
        return cls(terms, slots, weights, starts)

    def split(self, many: int) -> tuple[_Postings, _Postings]:
        """Those of terms with at least ``many`` postings, and the others."""
        counts = np.diff(self.starts, append=self.terms.size)
        frequent = np.repeat(counts >= many, counts)
        parts = [
            self._sorted(self.terms[chosen], self.slots[chosen], self.weights[chosen])
            for chosen in (frequent, ~frequent)
        ]
        return parts[0], parts[1]

    def vectors(self, size: int) -> tuple[NDArray[np.int64], list[bytes]]:
        """Each term, and its weights as the server receives a sparse vector of ``size`` dimensions."""
        slots, weights = self.slots.astype(">i4"), self.weights.astype(">f4")
        vectors: list[bytes] = []
        for start, end in zip(self.starts, np.append(self.starts[1:], self.terms.size), strict=True):
            header = np.array([size, end - start, 0], dtype=">i4").tobytes()
            vectors.append(header + slots[start:end].tobytes() + weights[start:end].tobytes())
        return self.terms[self.starts], vectors

    def rows(self) -> NDArray[np.int64]:
        """Where each row of about 64 postings begins; no term is in two rows."""
        row = self.starts // _ROW
        return self.starts[np.flatnonzero(np.diff(row, prepend=-1))]


def _reals(values: NDArray[np.float32]) -> AnyArray:
    """A parameter of type ``real[]``."""
    elements = np.empty(values.size, _REAL_ELEMENT)
    elements["bytes"] = 4
    elements["value"] = values
    return AnyArray(header(_REAL, values.size) + elements.tobytes())


def _sparse_vectors(cursor: psycopg.Cursor[Any], vectors: Sequence[bytes]) -> AnyArray:
    """A parameter of type ``sparsevec[]``, of vectors as the server receives them."""
    (oid,) = cursor.execute("select 'sparsevec'::regtype::oid").fetchone() or (0,)
    parts = [header(oid, len(vectors))]
    for vector in vectors:
        parts += (len(vector).to_bytes(4, "big"), vector)
    return AnyArray(b"".join(parts))
