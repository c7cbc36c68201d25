"""How long the deletion of one document takes, with all that came from it, in one transaction.

    python benchmarks/deletion.py [--data ../shared/data | --made] [--documents 40]

A library of real texts (guidelines, labels, laws, classics), or of made ones (books of Chinese medicine
among them, with twice as many different words as real ones have), with vectors, graph, communities,
recommendations and conflicts; vectors are hashes of words, so that no time goes into the embedder. The
largest documents and others drawn by chance are deleted one by one. What is swept out right after, beside
what comes next, has a line of its own. The home lies in memory: what a disk takes to commit comes on top.
Beside the time that passed stands the processor time of the database's own process, which other work on the
machine moves less. The first deletion of a process is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from evimed.govern.evaluate.library import Paper, files, take_in
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.embedders import HashEmbedder
from made.books import library

LIBRARY = "bench"
LARGEST = 10
BUCKETS = ((1, 20), (21, 60), (61, 130), (131, 10_000))  # passages
_MEMORY = next(folder for folder in ("/dev/shm", "/tmp") if Path(folder).is_dir())  # noqa: S108  -- a random name in it
_LEFT = (
    "passage", "passage_vector", "mention", "assertion", "reading", "guide", "recommendation", "source",
    "segment_document", "unsegmented", "uncounted", "study", "original",
)  # fmt: skip


@dataclass(frozen=True)
class Deleted:
    """One deletion: size of the document; seconds passed, of the database's process, of the sweep."""

    passages: int
    mentions: int
    passed: float
    worked: float
    swept: float


def papers(data: Path) -> list[Paper]:
    """Guidelines, labels, laws, classics."""
    texts = [paper for kind in ("guideline", "label", "law") for paper in files(data, kind)]
    classics = sorted(data.glob("tcm_classics/*-*.txt"))
    return texts + [Paper(f"tcm/{path.name}", ".txt", path.read_bytes()) for path in classics]


def opened(database: Database, settings: Settings) -> Session:
    return Session(database, Scope.local(), settings, Models(HashEmbedder()))


def sizes(database: Database) -> list[tuple[str, int, int]]:
    """Documents with passages and mentions, largest first."""
    with database.transaction(Scope.local()) as tx:
        return tx.connection.execute(
            "select p.document_id, count(*), (select count(*) from evimed.mention m"
            " where m.library = p.library and m.document_id = p.document_id)"
            " from evimed.passage p where p.library = %s"
            " group by p.library, p.document_id order by 2 desc, 1",
            (LIBRARY,),
        ).fetchall()


def processor(backend: int) -> float:
    return int(Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def delete(database: Database, session: Session, document: tuple[str, int, int]) -> Deleted:
    """Delete one; nothing of it may be left in any table of its own, nor in any other when it is swept."""
    with database.transaction(Scope.local()) as tx:  # the pool gives this connection again
        (backend,) = tx.connection.execute("select pg_backend_pid()").fetchone() or (0,)
    worked, begun = processor(backend), time.perf_counter()
    session.delete(document[0], library=LIBRARY)
    passed, worked = time.perf_counter() - begun, processor(backend) - worked
    with database.transaction(Scope.local()) as tx:
        for table in _LEFT:
            (left,) = tx.connection.execute(
                f"select count(*) from evimed.{table} where library = %s and document_id = %s".encode(),  # noqa: S608
                (LIBRARY, document[0]),
            ).fetchone() or (0,)
            assert not left, table
    database.finish()
    swept = time.perf_counter() - begun - passed
    with database.administration() as connection:
        (left,) = connection.execute("select count(*) from evimed.unswept").fetchone() or (0,)
    assert not left
    return Deleted(document[1], document[2], passed, worked, swept)


def told(deleted: list[Deleted]) -> dict[str, object]:
    """Median and most, in milliseconds."""
    return {
        "documents": len(deleted),
        "most mentions": max(one.mentions for one in deleted),
        "passed, p50 / most": [
            round(1000 * value)
            for value in (
                statistics.median(one.passed for one in deleted),
                max(one.passed for one in deleted),
            )
        ],
        "of the database's process, p50 / most": [
            round(1000 * value)
            for value in (
                statistics.median(one.worked for one in deleted),
                max(one.worked for one in deleted),
            )
        ],
        "swept after, most": round(1000 * max(one.swept for one in deleted)),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--made", action="store_true", help="made texts, where the real ones are not")
    parser.add_argument("--documents", type=int, default=40)
    given = parser.parse_args()
    rng = random.Random(3)  # noqa: S311  -- the same documents each time
    with tempfile.TemporaryDirectory(prefix="evimed-deletion-", dir=_MEMORY) as place:
        settings = Settings(home=Path(place) / "home", embedder="none", workers=2)
        with Database.open(settings) as database:
            session = opened(database, settings)
            take_in(session, LIBRARY, library() if given.made else papers(given.data))
            session.graph().build(library=LIBRARY)
            session.graph().communities(library=LIBRARY)
            every = sizes(database)
        chosen = every[:LARGEST] + rng.sample(every[LARGEST:], given.documents - LARGEST)
        rng.shuffle(chosen)
        with Database.open(settings) as database:
            session = opened(database, settings)
            first = delete(database, session, chosen[0])
            rest = [delete(database, session, one) for one in chosen[1:]]
    out: dict[str, object] = {
        "load": round(os.getloadavg()[0], 1),
        "library": {
            "documents": len(every),
            "passages": sum(passages for _, passages, _ in every),
            "mentions": sum(mentions for _, _, mentions in every),
        },
        "first of its process": {"passages": first.passages, **told([first])},
    }
    for low, high in BUCKETS:
        some = [one for one in rest if low <= one.passages <= high]
        if some:
            out[f"{low} to {min(high, every[0][1])} passages"] = told(some)
    print(json.dumps(out, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
