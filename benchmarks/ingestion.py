"""Ingestion by words: ``python benchmarks/ingestion.py [--passages N] [--home DIR]``.

``store``: prepared passages (cut, tokenised) through the product's write path, one transaction a document of
twenty, one writer and two, to the last commit and the renewal of weights. ``files``: Markdown files through
``evimed ingest``'s own intake: parsed, cut, tokenised and stored.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from evimed.knowledge.intake import Intake
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import put_document, reweigh
from made.corpus import ALL, LIBRARY, Corpus
from made.machine import machine

RUNS = 3


def store(database: Database, corpus: Corpus, writers: int) -> float:
    """Passages a second."""
    documents = list(corpus.every())

    def write(which: int) -> None:
        for new in documents[which::writers]:
            with database.transaction(ALL) as tx:
                put_document(tx, new)

    threads = [threading.Thread(target=write, args=(which,)) for which in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction(ALL) as tx:
        reweigh(tx, LIBRARY)
    return corpus.passages / (time.perf_counter() - began)


def files(database: Database, settings: Settings, corpus: Corpus, folder: Path) -> float:
    """Passages a second, as the product cuts them."""
    for number, new in enumerate(corpus.every()):
        paragraphs = "\n\n".join(f"{item.passage.text}." for item in new.passages)
        (folder / f"{number}.md").write_text(f"# {new.document.title}\n\n{paragraphs}\n", encoding="utf-8")
    began = time.perf_counter()
    outcomes = Intake(database, Scope.local(), settings, "files").run([str(folder)])
    return sum(outcome.passages for outcome in outcomes) / (time.perf_counter() - began)


def empty(database: Database) -> None:
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
        connection.execute("vacuum analyze")


def measure(home: Path, passages: int) -> dict[str, Any]:
    settings = Settings(home=home)
    corpus = Corpus(passages)
    rates: dict[str, list[float]] = {"store, 1 writer": [], "store, 2 writers": [], "files": []}
    with Database.open(settings) as database:
        for _ in range(RUNS):
            for writers, name in ((1, "store, 1 writer"), (2, "store, 2 writers")):
                rates[name].append(store(database, corpus, writers))
                empty(database)
            with tempfile.TemporaryDirectory() as folder:
                rates["files"].append(files(database, settings, corpus, Path(folder)))
            empty(database)
    return {
        name: {"passages_per_s": statistics.median(found), "runs": found} for name, found in rates.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument(
        "--home", type=Path, help="where the database is made; a new temporary folder otherwise"
    )
    chosen = parser.parse_args()
    home = chosen.home or Path(tempfile.mkdtemp(prefix="evimed-ingestion-"))
    report: dict[str, Any] = {"machine": machine(), "passages": chosen.passages}
    try:
        report["rates"] = measure(home, chosen.passages)
    finally:
        if chosen.home is None:
            shutil.rmtree(home, ignore_errors=True)
    lines = [
        f"{chosen.passages:,} passages; {report['machine']['words']}",
        "",
        "| way in | passages/s |",
        "|---|---|",
    ]
    lines += [f"| {name} | {rate['passages_per_s']:,.0f} |" for name, rate in report["rates"].items()]
    print("\n".join(lines) + f"\n\n{json.dumps(report, indent=1)}")


if __name__ == "__main__":
    main()
