"""A made library put in through the product's own write path, and changed while it is read."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evimed.store.database import Database, Transaction
from evimed.store.documents import delete_document, put_document, reweigh
from evimed.store.passages import PassageVectors, ensure_vector_index, put_vectors
from evimed.store.segments import renew
from made.corpus import ALL, DIMENSIONS, EMBEDDER, LIBRARY, PER_DOCUMENT, WIDE, Corpus

_RENEW_EVERY: Final = 50  # documents of one writer
Read = Callable[[Transaction, int], object]


def load(database: Database, corpus: Corpus, stamp: str = EMBEDDER) -> dict[str, float]:
    """Put all in, each step in seconds; begun anew where it was broken off.

    Documents; segments of words; vectors, as if the embedder ``stamp`` had made them; their index.
    """
    taken: dict[str, float] = {}

    def step(name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        taken[name] = time.perf_counter() - began

    step("documents_s", lambda: _documents(database, corpus))
    step("segments_s", lambda: renew_all(database))
    step("vectors_s", lambda: _vectors(database, corpus, stamp))
    step("vector_index_s", lambda: ensure_vector_index(database, stamp))
    with database.administration() as connection:
        connection.execute("vacuum analyze")
    return taken


def renew_all(database: Database) -> None:
    """Take all that waits into segments."""
    with database.transaction(ALL) as tx:
        reweigh(tx, LIBRARY)
    while True:
        with database.transaction(ALL) as tx:
            if not renew(tx, LIBRARY):
                return


def _documents(database: Database, corpus: Corpus) -> None:
    for number in range(_count(database, "document"), corpus.documents):
        with database.transaction(ALL) as tx:
            put_document(tx, corpus.document(number))


def _vectors(database: Database, corpus: Corpus, stamp: str) -> None:
    sentences = np.zeros((3, DIMENSIONS), dtype=np.float32)
    for number in range(_count(database, "passage_vector") // PER_DOCUMENT, corpus.documents):
        rows = [
            PassageVectors(f"d{number:012x}:{ordinal}", vector, sentences)
            for ordinal, vector in enumerate(corpus.vectors(number))
        ]
        with database.transaction(ALL) as tx:
            put_vectors(tx, LIBRARY, stamp, rows)


def _count(database: Database, table: str) -> int:
    with database.transaction(ALL) as tx:
        row = tx.connection.execute(f"select count(*) from evimed.{table}".encode()).fetchone()  # noqa: S608
    return int(row[0]) if row is not None else 0


def together(database: Database, corpus: Corpus, ask: Read, seconds: float = 10.0) -> dict[str, float]:
    """Two writers putting new documents in while eight readers ask over a wide Scope."""
    end = time.perf_counter() + seconds
    reads: list[float] = []
    writes: list[float] = []
    faults: list[str] = []
    first = _count(database, "document") + 100  # some have been deleted: their numbers are not used again
    more = type(corpus)(**(vars_of(corpus) | {"passages": corpus.passages + 4_000_000}))

    def read(which: int) -> None:
        number = which
        while time.perf_counter() < end:
            began = time.perf_counter()
            with database.transaction(WIDE) as tx:
                ask(tx, number)
            reads.append((time.perf_counter() - began) * 1000)
            number += 8

    def write(which: int) -> None:
        number = first + which
        while time.perf_counter() < end:
            new = more.document(number)
            began = time.perf_counter()
            with database.transaction(ALL) as tx:
                put_document(tx, new)
            if number // 2 % _RENEW_EVERY == 0:
                with database.transaction(ALL) as tx:
                    renew(tx, LIBRARY)
            writes.append((time.perf_counter() - began) * 1000)
            number += 2

    def guarded(work: Callable[[int], None], which: int) -> None:
        try:
            work(which)
        except Exception as error:  # counted, and told
            faults.append(repr(error))

    threads = [threading.Thread(target=guarded, args=(read, which)) for which in range(8)]
    threads += [threading.Thread(target=guarded, args=(write, which)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        print(*faults[:3], sep="\n")
    return {
        "reads_per_s": len(reads) / seconds,
        "read_p50": _percentile(reads, 50),
        "read_p95": _percentile(reads, 95),
        "passages_written_per_s": PER_DOCUMENT * len(writes) / seconds,
        "write_p95": _percentile(writes, 95),
        "faults": len(faults),
    }


def vars_of(corpus: Corpus) -> dict[str, Any]:
    """The fields a corpus was made with."""
    return {name: getattr(corpus, name) for name in type(corpus).__dataclass_fields__}


def deletions(database: Database, corpus: Corpus, count: int = 30) -> dict[str, float]:
    """Delete documents with all that is derived from each; milliseconds, commit included."""
    with database.transaction(ALL) as tx:
        rows = tx.connection.execute(
            "select document_id from evimed.document order by md5(document_id) limit %s",
            (min(count, corpus.documents // 10),),
        ).fetchall()
    times: list[float] = []
    for (identity,) in rows:
        began = time.perf_counter()
        with database.transaction(ALL) as tx:
            delete_document(tx, LIBRARY, identity)
        times.append((time.perf_counter() - began) * 1000)
    return {"p50": statistics.median(times), "p95": _percentile(times, 95), "most": max(times)}


def _percentile(values: list[float] | NDArray[np.float64], at: float) -> float:
    return float(np.percentile(values, at)) if len(values) else float("nan")
