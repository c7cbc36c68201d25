"""Search under row-level security at size: ``python benchmarks/search_scale.py [--passages N] [--million]``.

Puts a made library (``made/corpus.py``) in through the product's own write path, then measures BM25, vectors
and their fusion (each the best 20) for a Scope that sees 1 % and one that sees 90 %; checks BM25 against a
reference in numpy and vectors against an exact scan; two writers and eight readers at once; the deletion of a
document of twenty passages; memory; cold and warm start. Prints a Markdown table and the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from evimed.records import Scope
from evimed.retrieve.fuse import fuse
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.documents import delete_document, put_document, reweigh
from evimed.store.passages import (
    PassageVectors,
    dense,
    document_frequencies,
    ensure_vector_index,
    lexical,
    put_vectors,
)
from made.corpus import ALL, EMBEDDER, LIBRARY, NARROW, WIDE, Corpus
from made.machine import clients_of, machine, memory_mb
from made.reference import Reference

WANT: Final = 20
QUERIES: Final = 200
CHECKED: Final = 60
SCOPES: Final = {"narrow 1 %": NARROW, "wide 90 %": WIDE}
_WARM: Final = (
    "import sys,time; t=time.perf_counter();"
    "from evimed.store.database import Database; from evimed.settings import Settings;"
    "from pathlib import Path; from evimed.records import Scope;"
    "d=Database.open(Settings(home=Path(sys.argv[1])));\n"
    "with d.transaction(Scope.local()) as tx: tx.connection.execute('select 1')\n"
    "print(time.perf_counter()-t, flush=True); d.close()"
)


def idf_of(tx: Transaction, terms: Sequence[int]) -> tuple[list[int], list[float]]:
    """The terms that occur, and the weight of each, as ``retrieve.search`` makes them."""
    total, found = document_frequencies(tx, LIBRARY, terms)
    known = [term for term in terms if found.get(term)]
    return known, [float(np.log(1 + (total - found[t] + 0.5) / (found[t] + 0.5))) for t in known]


def bm25(tx: Transaction, terms: Sequence[int], want: int = WANT) -> list[tuple[str, float]]:
    known, idf = idf_of(tx, terms)
    return lexical(tx, LIBRARY, known, idf, want) if known else []


def hybrid(tx: Transaction, terms: Sequence[int], vector: Any) -> list[tuple[str, float]]:
    """Both rankings fused by reciprocal ranks."""
    words = [key for key, _ in bm25(tx, terms, 50)]
    near = [key for key, _ in dense(tx, LIBRARY, EMBEDDER, vector, 50)]
    return fuse([(1.0, words), (1.0, near)])[:WANT]


def load(database: Database, corpus: Corpus) -> dict[str, float]:
    """Put all in: documents, then vectors, then the index of vectors."""
    began = time.perf_counter()
    for new in corpus.every():
        with database.transaction(ALL) as tx:
            put_document(tx, new)
    with database.transaction(ALL) as tx:
        reweigh(tx, LIBRARY)
    documents = time.perf_counter() - began
    began = time.perf_counter()
    sentences = np.zeros((3, 384), dtype=np.float32)
    for number in range(corpus.documents):
        rows = [
            PassageVectors(f"d{number:012x}:{ordinal}", vector, sentences)
            for ordinal, vector in enumerate(corpus.vectors(number))
        ]
        with database.transaction(ALL) as tx:
            put_vectors(tx, LIBRARY, EMBEDDER, rows)
    vectors = time.perf_counter() - began
    began = time.perf_counter()
    ensure_vector_index(database, EMBEDDER)
    index = time.perf_counter() - began
    with database.administration() as connection:
        connection.execute("vacuum analyze")
    return {"documents_s": documents, "vectors_s": vectors, "vector_index_s": index}


def timed(work: Callable[[int], object], count: int = QUERIES) -> dict[str, float]:
    """Percentiles of ``work`` in milliseconds, after a first round over the same."""
    for number in range(count):
        work(number)
    times: list[float] = []
    for number in range(count):
        began = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - began) * 1000)
    return {name: float(np.percentile(times, at)) for name, at in (("p50", 50), ("p95", 95), ("p99", 99))}


def latencies(database: Database, corpus: Corpus) -> dict[str, dict[str, dict[str, float]]]:
    """By Scope and kind of search, in process: transaction, Scope and statistics included."""
    terms = [corpus.terms[ranks].tolist() for ranks in corpus.query_ranks(QUERIES)]
    vectors = corpus.query_vectors(QUERIES)

    def within(scope: Scope, search: Callable[[Transaction, int], object]) -> Callable[[int], object]:
        def once(number: int) -> object:
            with database.transaction(scope) as tx:
                return search(tx, number)

        return once

    kinds: dict[str, Callable[[Transaction, int], object]] = {
        "bm25": lambda tx, number: bm25(tx, terms[number]),
        "dense": lambda tx, number: dense(tx, LIBRARY, EMBEDDER, vectors[number], WANT),
        "hybrid": lambda tx, number: hybrid(tx, terms[number], vectors[number]),
    }
    return {
        name: {kind: timed(within(scope, search)) for kind, search in kinds.items()}
        for name, scope in SCOPES.items()
    }


def exactness(database: Database, corpus: Corpus) -> dict[str, dict[str, float]]:
    """Share of questions whose BM25 best 20 are exact, and recall of vectors against an exact scan."""
    queries = corpus.query_ranks(QUERIES)[:CHECKED]
    reference = Reference(corpus, queries)
    vectors = corpus.query_vectors(QUERIES)[:CHECKED]
    everything = np.concatenate([corpus.vectors(number) for number in range(corpus.documents)])
    out: dict[str, dict[str, float]] = {}
    for name, scope in SCOPES.items():
        exact = 0
        recalls: list[float] = []
        for ranks, vector in zip(queries, vectors, strict=True):
            with database.transaction(scope) as tx:
                found = bm25(tx, corpus.terms[ranks].tolist())
                near = {key for key, _ in dense(tx, LIBRARY, EMBEDDER, vector, WANT)}
            exact += reference.agrees(ranks, scope, found, WANT)
            recalls.append(len(near & reference.nearest(everything, vector, scope, WANT)) / WANT)
        out[name] = {"bm25_exact": exact / CHECKED, "dense_recall": statistics.mean(recalls)}
    return out


def together(database: Database, corpus: Corpus, seconds: float = 10.0) -> dict[str, float]:
    """Two writers putting new documents in while eight readers ask."""
    end = time.perf_counter() + seconds
    reads: list[float] = []
    writes: list[float] = []
    faults: list[str] = []
    terms = [corpus.terms[ranks].tolist() for ranks in corpus.query_ranks(QUERIES)]
    vectors = corpus.query_vectors(QUERIES)
    more = Corpus(corpus.passages + 400_000, corpus.seed)

    def read(which: int) -> None:
        number = which
        while time.perf_counter() < end:
            began = time.perf_counter()
            with database.transaction(WIDE) as tx:
                hybrid(tx, terms[number % QUERIES], vectors[number % QUERIES])
            reads.append((time.perf_counter() - began) * 1000)
            number += 8

    def write(which: int) -> None:
        number = corpus.documents + 1 + which
        while time.perf_counter() < end:
            new = more.document(number)
            began = time.perf_counter()
            with database.transaction(ALL) as tx:
                put_document(tx, new)
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
    return {
        "reads_per_s": len(reads) / seconds,
        "read_p50": float(np.percentile(reads, 50)),
        "read_p95": float(np.percentile(reads, 95)),
        "passages_written_per_s": 20 * len(writes) / seconds,
        "write_p95": float(np.percentile(writes, 95)),
        "faults": len(faults),
    }


def deletions(database: Database, corpus: Corpus) -> dict[str, float]:
    """Delete thirty documents with all that is derived from each; milliseconds, commit included."""
    times: list[float] = []
    for number in range(5, min(corpus.documents, 35)):
        began = time.perf_counter()
        with database.transaction(ALL) as tx:
            delete_document(tx, LIBRARY, f"d{number:012x}")
        times.append((time.perf_counter() - began) * 1000)
    return {"p50": statistics.median(times), "p95": float(np.percentile(times, 95)), "most": max(times)}


def start_seconds(home: Path, times: int = 3) -> float:
    """A process of its own: import, attach (and start the server if none runs), one statement."""
    taken: list[float] = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", _WARM, str(home)], check=True, capture_output=True, text=True
        )
        taken.append(float(done.stdout))
    return statistics.median(taken)


def measure(home: Path, passages: int) -> dict[str, Any]:
    """Everything, over a library of ``passages``."""
    corpus = Corpus(passages)
    settings = Settings(home=home)
    report: dict[str, Any] = {"passages": passages}
    with Database.open(settings) as database:
        if not (home / "loaded").exists():
            report["load"] = load(database, corpus)
            (home / "loaded").touch()
    report["cold_start_s"] = start_seconds(home)
    with Database.open(settings) as database:
        report["warm_start_s"] = start_seconds(home)
        report["latency_ms"] = latencies(database, corpus)
        report["memory_mb"] = memory_mb(clients_of(home))
        report["exactness"] = exactness(database, corpus)
        report["delete_ms"] = deletions(database, corpus)
        report["together"] = together(database, corpus)
    return report


def table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['passages']:,} passages; {report['machine']['words']}",
        "",
        "| search, best 20 | Scope | p50 ms | p95 ms | p99 ms | quality |",
        "|---|---|---|---|---|---|",
    ]
    for scope, kinds in report["latency_ms"].items():
        for kind, figures in kinds.items():
            exact = report["exactness"][scope]
            quality = {
                "bm25": f"{exact['bm25_exact']:.0%} exact",
                "dense": f"recall {exact['dense_recall']:.3f}",
            }.get(kind, "")
            times = " | ".join(f"{figures[name]:.1f}" for name in ("p50", "p95", "p99"))
            lines.append(f"| {kind} | {scope} | {times} | {quality} |")
    shown = ("load", "delete_ms", "together", "memory_mb", "cold_start_s", "warm_start_s")
    rest = {key: report.get(key) for key in shown}
    lines += ["", *(f"- {key}: {_short(value)}" for key, value in rest.items() if value is not None)]
    return "\n".join(lines)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
        return ", ".join(f"{key} {_short(part)}" for key, part in parts.items())
    return f"{value:.3g}" if isinstance(value, float) and value < 100 else f"{value:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="1,000,000 passages: 25 GB and an hour")
    parser.add_argument("--home", type=Path, help="keep the library there and use it again")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    chosen = parser.parse_args()
    home = chosen.home or Path(tempfile.mkdtemp(prefix="evimed-scale-"))
    try:
        report = {"machine": machine()}
        report |= measure(home, 1_000_000 if chosen.million else chosen.passages)
    finally:
        if chosen.home is None:
            shutil.rmtree(home, ignore_errors=True)
    print(f"{table(report)}\n\n{json.dumps(report, indent=1)}")
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
