"""Our retrieval, measured as the peers are: ``python -m peers.retrieval_ours SET OUT --home DIR``.

In process, through the session: transaction, permissions, query analysis and the ranking of every question.
The home and its vectors are kept for the next time; the index time is that of a home made for it, in which
every vector is known already, so that embedding is left out as it is for the peers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from made.machine import clients_of, memory_mb
from peers.exchange import DEPTH
from quality.library import documents_of
from quality.ours import DEPTH as PASSAGES
from quality.ours import workbench
from quality.sets import SETS, RetrievalSet

_WARM = 5


def measure(given: RetrievalSet, home: Path) -> dict[str, Any]:
    """The same figures as ``exchange.measure`` gives of a peer."""
    with workbench(home) as bench:
        library = bench.library(given)
        for query in given.queries:
            bench.embedder.embed_query(query.text)
        for query in given.queries[:_WARM]:
            bench.session.search(query.text, library=library, limit=PASSAGES)
        run: dict[str, list[str]] = {}
        times: list[float] = []
        used = processor_s(clients_of(home))
        for query in given.queries:
            began = time.perf_counter()
            hits = bench.session.search(query.text, library=library, limit=PASSAGES)
            times.append((time.perf_counter() - began) * 1000)
            run[query.id] = documents_of(hits, given)[:DEPTH]
        used = processor_s(clients_of(home)) - used
        resident = memory_mb(clients_of(home))
    return {
        "run": run,
        "asked": len(run),
        "documents": len(given.docs),
        "index_s": index_s(given, home),
        "query_ms": times,
        "query_cpu_ms": used * 1000 / max(1, len(run)),
        "resident_mb": resident,
        "load": os.getloadavg()[0],
    }


def index_s(given: RetrievalSet, known: Path) -> float:
    """Seconds to parse, cut, tokenise and store the documents and to put their vectors in."""
    with tempfile.TemporaryDirectory(prefix="evimed-ours-") as name:
        home = Path(name)
        shutil.copy(known / "vectors.db", home)
        with workbench(home) as bench:
            began = time.perf_counter()
            bench.library(given)
            return time.perf_counter() - began


def processor_s(pids: Iterable[int]) -> float:
    """Processor time that processes have used, those that ended left out."""
    ticks = 0
    for pid in pids:
        try:
            fields = (
                Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
            )
        except OSError:
            continue
        ticks += sum(map(int, fields.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("out", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    chosen = parser.parse_args()
    found = measure(SETS[chosen.set](), chosen.home)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
