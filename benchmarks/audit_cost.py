"""What the audit log costs: ``python benchmarks/audit_cost.py [--acts N]``; a minute or two.

An answer is kept, with and without its entry, by turns, in transactions that wait for the disk and in some
that do not, as in bulk ingestion. Writers side by side share one log. Then the whole log is verified. The
lower decile tells the cost best where the machine has other work.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from evimed.govern.audit.record import record
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.answers import put_answer
from evimed.store.database import Database, Transaction
from evimed.store.documents import commit_later, ensure_library

SCOPE = Scope.local()
Work = Callable[[Transaction, int], None]


def note(tx: Transaction, number: int) -> None:
    """An entry of the size that an answer has."""
    record(
        tx,
        action="answer.given",
        object=f"answer:a{number:020x}",
        after="ab" * 32,
        reason="answered",
        library="bench",
        corpus=number,
        details={
            "question": "cd" * 32,
            "route": "passages",
            "statements": 3,
            "documents": [f"d{n:020x}" for n in range(3)],
            "embedder": "multilingual-e5-small/q4-onnx-int8-1",
            "code": "0.1.0",
        },
    )


def answer(tx: Transaction, number: int) -> None:
    """Keep an answer of usual size."""
    key = f"a{number:012x}{time.monotonic_ns():x}"
    put_answer(tx, "bench", {"id": key, "question": "q" * 60, "citations": [], "text": "t" * 4_000})


def write(tx: Transaction, number: int) -> None:
    """A row's worth of work that does not wait for the disk, as a document in bulk ingestion."""
    commit_later(tx)
    answer(tx, number)


def timed(database: Database, work: Work, number: int, *, audited: bool) -> float:
    """Milliseconds of one transaction."""
    begun = time.perf_counter()
    with database.transaction(SCOPE) as tx:
        work(tx, number)
        if audited:
            note(tx, number)
    return 1000 * (time.perf_counter() - begun)


def by_turns(database: Database, work: Work, count: int) -> tuple[list[float], list[float]]:
    """Times with the entry and without."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * count):
        taken[number % 2].append(timed(database, work, number, audited=number % 2 == 0))
    return taken


def side_by_side(database: Database, writers: int, count: int, *, audited: bool) -> float:
    """Transactions a second of ``writers`` threads in libraries of their own."""

    def run() -> None:
        for number in range(count):
            timed(database, write, number, audited=audited)

    threads = [threading.Thread(target=run) for _ in range(writers)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return writers * count / (time.perf_counter() - begun)


def spread(times: list[float]) -> list[float]:
    """Lower decile, median and 95th percentile."""
    cuts = statistics.quantiles(times, n=20)
    return [round(cuts[at], 2) for at in (1, 9, 18)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=1_500)
    count: int = parser.parse_args().acts
    with tempfile.TemporaryDirectory(prefix="evimed-audit-", dir="/tmp") as home:
        settings = Settings(home=Path(home) / "home", embedder="none")
        with Database.open(settings) as database:
            with database.transaction(SCOPE) as tx:
                ensure_library(tx, "bench")
            figures: dict[str, object] = {}
            for name, work in (("answer", answer), ("bulk", write)):
                with_entry, without = by_turns(database, work, count)
                figures[f"{name}, ms: p10, p50, p95"] = {
                    "with": spread(with_entry),
                    "without": spread(without),
                }
            for writers in (1, 4):
                figures[f"bulk, transactions a second, {writers} writers"] = {
                    "without": round(side_by_side(database, writers, count // writers, audited=False)),
                    "with": round(side_by_side(database, writers, count // writers, audited=True)),
                }
            trail = AuditTrail(database, SCOPE)
            begun = time.perf_counter()
            verified = trail.verify()
            figures["verify, entries a second"] = round(verified.entries / (time.perf_counter() - begun))
            sizes = cast("dict[str, int]", database.health()["table_bytes"])
            figures["bytes an entry, with index"] = round(sizes["audit_entry"] / verified.entries)
            print(json.dumps({"entries": verified.entries, "whole": verified.whole, **figures}, indent=1))


if __name__ == "__main__":
    main()
