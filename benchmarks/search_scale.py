"""Search under row-level security at size: ``python benchmarks/search_scale.py [--passages N] [--data DIR]``.

Puts a made library (``made/corpus.py``; with ``--data`` one of real words, ``made/words.py``) in through the
product's own write path, then measures BM25, vectors and their fusion (each the best 20) for a Scope that
sees 1 % and one that sees 90 %, and questions of common words only and of sixty words; checks BM25 against a
reference in numpy and vectors against an exact scan; two writers and eight readers at once; the deletion of a
document of twenty passages; memory; cold and warm start. Keeps ``results/search_scale_N.json`` and ``.md``.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from evimed.knowledge.bridge import load_bridge
from evimed.ports import Vectors
from evimed.records import Scope
from evimed.retrieve.search import search
from evimed.settings import Settings
from evimed.store.database import Database, Transaction
from evimed.store.passages import dense, document_frequencies, lexical
from made.corpus import DIMENSIONS, EMBEDDER, LIBRARY, NARROW, WIDE, Corpus
from made.fuse import fuse
from made.loading import Read, deletions, load, together
from made.machine import clients_of, cpu_ms, memory_mb
from made.reference import Reference
from made.report import Cell, keep
from made.words import Words

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


@dataclass(frozen=True)
class MadeEmbedder:
    """Gives a made vector for any question: what is measured is the search, not the model."""

    vectors: Vectors
    stamp: str = EMBEDDER
    dimensions: int = DIMENSIONS

    def embed_query(self, text: str) -> Vectors:
        return self.vectors[len(text) % len(self.vectors)]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self.vectors[: len(texts)]


def idf_of(tx: Transaction, terms: Sequence[int]) -> tuple[list[int], list[float]]:
    """The terms that occur, and the weight of each, as ``retrieve.search`` makes them."""
    total, found = document_frequencies(tx, LIBRARY, terms)
    known = [term for term in terms if found.get(term)]
    return known, [float(np.log(1 + (total - found[t] + 0.5) / (found[t] + 0.5))) for t in known]


def bm25(tx: Transaction, terms: Sequence[int], want: int = WANT) -> list[tuple[str, float]]:
    known, idf = idf_of(tx, list(dict.fromkeys(terms)))
    return lexical(tx, LIBRARY, known, idf, want) if known else []


def hybrid(tx: Transaction, terms: Sequence[int], vector: Any) -> list[tuple[str, float]]:
    """Both rankings fused by reciprocal ranks."""
    words = [key for key, _ in bm25(tx, terms, 50)]
    near = [key for key, _ in dense(tx, LIBRARY, EMBEDDER, vector, 50)]
    return fuse([(1.0, words), (1.0, near)])[:WANT]


def timed(home: Path, work: Callable[[int], object], count: int = QUERIES) -> dict[str, float]:
    """Percentiles of ``work`` in ms and the server's own time, after a first round over the same."""
    for number in range(count):
        work(number)
    times: list[float] = []
    spent = cpu_ms(clients_of(home)[1:])
    for number in range(count):
        began = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - began) * 1000)
    spent = cpu_ms(clients_of(home)[1:]) - spent
    found = {name: float(np.percentile(times, at)) for name, at in (("p50", 50), ("p95", 95), ("p99", 99))}
    return found | {"server_cpu": spent / count}


def searches(home: Path, corpus: Corpus) -> dict[str, Read]:
    """The kinds of search by name."""
    terms = [corpus.terms[ranks].tolist() for ranks in corpus.query_ranks(QUERIES)]
    common = [corpus.terms[ranks].tolist() for ranks in corpus.common_ranks(QUERIES)]
    sixty = [corpus.terms[ranks].tolist() for ranks in corpus.query_ranks(QUERIES, (60, 61))]
    vectors = corpus.query_vectors(QUERIES)
    questions = corpus.questions(QUERIES)
    embedder, bridge = MadeEmbedder(vectors), load_bridge(home)
    n = QUERIES
    return {
        "bm25": lambda tx, at: bm25(tx, terms[at % n]),
        "dense": lambda tx, at: dense(tx, LIBRARY, EMBEDDER, vectors[at % n], WANT),
        "hybrid": lambda tx, at: hybrid(tx, terms[at % n], vectors[at % n]),
        "bm25, common words": lambda tx, at: bm25(tx, common[at % n]),
        "bm25, sixty words": lambda tx, at: bm25(tx, sixty[at % n]),
        "retrieve.search, whole": lambda tx, at: search(
            tx, LIBRARY, questions[at % n], embedder=embedder, bridge=bridge, want=WANT
        ),
    }


def latencies(home: Path, database: Database, corpus: Corpus) -> dict[str, dict[str, dict[str, float]]]:
    """By Scope and kind of search, in process: transaction, Scope and statistics included."""

    def within(scope: Scope, read: Read) -> Callable[[int], object]:
        def once(number: int) -> object:
            with database.transaction(scope) as tx:
                return read(tx, number)

        return once

    kinds = searches(home, corpus)
    return {
        name: {kind: timed(home, within(scope, read)) for kind, read in kinds.items()}
        for name, scope in SCOPES.items()
    }


def exactness(database: Database, corpus: Corpus) -> dict[str, dict[str, float]]:
    """Share of questions whose BM25 best 20 are exact, and recall of vectors against an exact scan."""
    kinds = {
        "bm25_exact": corpus.query_ranks(QUERIES)[:CHECKED],
        "common_exact": corpus.common_ranks(QUERIES)[:CHECKED],
        "sixty_exact": corpus.query_ranks(QUERIES, (60, 61))[: CHECKED // 3],
    }
    vectors = corpus.query_vectors(QUERIES)[:CHECKED]
    out: dict[str, dict[str, float]] = {name: {} for name in SCOPES}
    for kind, queries in kinds.items():
        reference = Reference(corpus, queries)
        for name, scope in SCOPES.items():
            exact = 0
            for ranks in queries:
                with database.transaction(scope) as tx:
                    found = bm25(tx, corpus.terms[ranks].tolist())
                exact += reference.agrees(ranks, scope, found, WANT)
            out[name][kind] = exact / len(queries)
    reference = Reference(corpus, [[0]])
    everything = np.concatenate([corpus.vectors(number) for number in range(corpus.documents)])
    for name, scope in SCOPES.items():
        recalls: list[float] = []
        for vector in vectors:
            with database.transaction(scope) as tx:
                near = {key for key, _ in dense(tx, LIBRARY, EMBEDDER, vector, WANT)}
            recalls.append(len(near & reference.nearest(everything, vector, scope, WANT)) / WANT)
        out[name]["dense_recall"] = statistics.mean(recalls)
    return out


def start_seconds(home: Path, times: int = 3) -> float:
    """A process of its own: import, attach (and start the server if none runs), one statement."""
    taken: list[float] = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", _WARM, str(home)], check=True, capture_output=True, text=True
        )
        taken.append(float(done.stdout))
    return statistics.median(taken)


def measure(home: Path, corpus: Corpus) -> dict[str, Any]:
    """Everything, over a library that is loaded if it is not there."""
    settings = Settings(home=home)
    report: dict[str, Any] = {"passages": corpus.passages}
    with Database.open(settings) as database:
        if not (home / "loaded").exists():
            report["load"] = load(database, corpus)
            (home / "loaded").touch()
    report["cold_start_s"] = start_seconds(home)
    with Database.open(settings) as database:
        report["warm_start_s"] = start_seconds(home)
        report["latency_ms"] = latencies(home, database, corpus)
        report["memory_mb"] = memory_mb(clients_of(home))
        if not (home / "changed").exists():  # deletions and writers change what the reference counts
            report["exactness"] = exactness(database, corpus)
        (home / "changed").touch()
        report["delete_ms"] = deletions(database, corpus)
        report["together"] = together(database, corpus, searches(home, corpus)["hybrid"])
    return report


def tables(report: dict[str, Any]) -> dict[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]]:
    quality = {
        "bm25": ("bm25_exact", "exact"),
        "bm25, common words": ("common_exact", "exact"),
        "bm25, sixty words": ("sixty_exact", "exact"),
        "dense": ("dense_recall", "recall"),
    }
    rows: list[list[Cell]] = []
    for scope, kinds in report["latency_ms"].items():
        for kind, figures in kinds.items():
            key, word = quality.get(kind, ("", ""))
            share = report.get("exactness", {}).get(scope, {}).get(key)
            cells: list[Cell] = [figures[name] for name in ("p50", "p95", "p99", "server_cpu")]
            rows.append([kind, scope, *cells, f"{word} {share:.3f}" if share is not None else ""])
    rest: list[list[Cell]] = []
    for name in ("load", "delete_ms", "together", "memory_mb", "cold_start_s", "warm_start_s"):
        value = report.get(name)
        if isinstance(value, dict):
            rest += [[f"{name} {key}", part] for key, part in value.items()]  # pyright: ignore[reportUnknownVariableType]
        elif value is not None:
            rest.append([name, value])
    return {
        f"Search of {report['passages']:,} passages, best 20, ms": (
            ["search", "Scope", "p50", "p95", "p99", "server CPU", "quality"],
            rows,
        ),
        "The rest": (["what", "figure"], rest),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="1,000,000 passages: 15 GB and some hours")
    parser.add_argument("--data", type=Path, help="take the words from the files there (../shared/data)")
    parser.add_argument("--home", type=Path, help="keep the library there and use it again")
    chosen = parser.parse_args()
    passages = 1_000_000 if chosen.million else chosen.passages
    corpus = Words(passages, data=chosen.data) if chosen.data else Corpus(passages)
    home = chosen.home or Path(tempfile.mkdtemp(prefix="evimed-scale-"))
    try:
        report = measure(home, corpus)
    finally:
        if chosen.home is None:
            shutil.rmtree(home, ignore_errors=True)
    words = "real_words_" if chosen.data else ""
    print(keep(f"search_scale_{words}{passages}", "Search at scale", tables(report), report))


if __name__ == "__main__":
    main()
