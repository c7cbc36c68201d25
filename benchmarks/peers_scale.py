"""Peers at 100,000 made passages: ``python benchmarks/peers_scale.py [--passages N]``.

The same made library as ``search_scale.py`` measures ours on: latency, index time and memory of the peers'
own stores. There is no quality to measure: the words are drawn by chance.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evimed.testing.embedders import HashEmbedder
from made.corpus import DIMENSIONS, EMBEDDER, Corpus
from made.report import Cell, keep
from peers import environments, retrieval_environments
from peers.embedding_server import serving
from peers.retrieval_systems import SYSTEMS

QUESTIONS: Final = 20
MEASURED: Final = (
    "dense",
    "bm25s",
    "rank_bm25",
    "llamaindex bm25",
    "llamaindex dense",
    "llamaindex hybrid",
    "haystack bm25",
    "haystack dense",
    "haystack hybrid",
    "lightrag naive",
)
_COLUMNS: Final = ("system", "index s", "CPU s", "query p50 ms", "query p95 ms", "CPU ms", "memory MB")
_LONGEST_S: Final = 2400.0


def write(corpus: Corpus, folder: Path) -> None:
    """Documents, questions and vectors of the made library as ``peers.exchange`` reads them."""
    kept = sqlite3.connect(folder / "vectors.db")
    kept.execute("create table vector (key blob primary key, value blob) without rowid")
    with (folder / "docs.jsonl").open("w", encoding="utf-8") as file:
        for number in range(corpus.documents):
            passages: list[list[int]] = [ranks.tolist() for ranks in corpus.ranks(number)]
            texts = [" ".join(corpus.words[rank] for rank in ranks) for ranks in passages]
            for ordinal, text in enumerate(texts):
                row = {"id": f"d{number:012x}:{ordinal}", "title": "", "text": text}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            _remember(kept, "passage", texts, corpus.vectors(number))
    queries = [" ".join(corpus.words[rank] for rank in ranks) for ranks in corpus.query_ranks(QUESTIONS)]
    lines = [json.dumps({"id": str(at), "text": text}, ensure_ascii=False) for at, text in enumerate(queries)]
    (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _remember(kept, "query", queries, corpus.query_vectors(QUESTIONS))
    kept.commit()
    kept.close()


def _remember(
    kept: sqlite3.Connection, kind: str, texts: Sequence[str], vectors: NDArray[np.float32]
) -> None:
    kept.executemany(
        "insert or ignore into vector values (?, ?)",
        (
            (hashlib.sha256(f"{EMBEDDER}\n{kind}\n{text}".encode()).digest(), vector.tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ),
    )


def measure(name: str, folder: Path, address: str) -> dict[str, Any]:
    """One system; what it cannot do as ``error``."""
    system = next(one for one in SYSTEMS if one.name == name)
    out = folder / f"{system.file}.json"
    given = ["--vectors", str(folder / "vectors.db"), "--stamp", EMBEDDER, "--endpoint", address]
    with TemporaryDirectory(prefix="evimed-peers-") as scratch:
        try:
            environments.run(
                retrieval_environments.environment(system.environment),
                environments.BENCHMARKS / "peers" / f"run_{system.environment}.py",
                [name, str(folder), str(out), *given],
                settings={"TMPDIR": scratch},
                timeout_s=_LONGEST_S,
            )
        except environments.PeerFailedError as error:
            return {"error": str(error)[-300:]}
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def cells(name: str, found: dict[str, Any]) -> list[Cell]:
    if "error" in found:
        return [name, f"error: {found['error'][:160]}", *([None] * (len(_COLUMNS) - 2))]
    times = found["query_ms"]
    return [
        name,
        found["index_s"],
        found["index_cpu_s"],
        float(np.percentile(times, 50)),
        float(np.percentile(times, 95)),
        found["query_cpu_ms"],
        round(found["resident_mb"]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--only", nargs="+", choices=MEASURED, default=list(MEASURED))
    chosen = parser.parse_args()
    figures: dict[str, Any] = {}
    rows: list[list[Cell]] = []
    # Texts that a peer cuts get any vector: where it lies does not matter here.
    with TemporaryDirectory(prefix="evimed-scale-") as name, serving(HashEmbedder(DIMENSIONS)) as address:
        folder = Path(name)
        write(Corpus(chosen.passages), folder)
        for system in chosen.only:
            found = measure(system, folder, address)
            found.pop("run", None)
            figures[system] = found
            rows.append(cells(system, found))
            print(rows[-1], f"load {os.getloadavg()[0]:.1f}", flush=True)
    versions: dict[str, str] = {}
    for environment in retrieval_environments.REQUIREMENTS:
        versions |= retrieval_environments.versions(environment)
    caption = f"{chosen.passages:,} made passages, {QUESTIONS} questions, best 10"
    notes = (
        "Memory is what stays resident in the process: interpreter, peer and library.",
        "All peers here hold everything in memory of one process, without permissions; ours is PostgreSQL.",
    )
    print(keep("peers_scale", "Peers at size", {caption: (_COLUMNS, rows)}, figures, versions, notes))


if __name__ == "__main__":
    main()
