"""Ingestion by words: ``python benchmarks/ingestion.py [--full] [--data DIR] [--home DIR]``; four minutes.

``prepared``: passages cut and tokenised before, through the product's write path, one transaction a document
of twenty: until the last is on the disk and found, and with the renewal of weights, frequencies and segments
after it. ``made texts``: the same words as plain text files through ``evimed ingest``'s own intake: read,
cut, tokenised, written. ``real texts``: laws and guidelines of ``../shared/data``, where they are.
``--full`` adds 100,000 passages. Every database is on a disk, with fsync.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evimed.knowledge.bulk import TOGETHER
from evimed.knowledge.intake import Intake
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import (
    IndexedPassage,
    NewDocument,
    PassageColumns,
    commit_later,
    commit_now,
    passage_columns,
    reweigh,
    take_document,
)
from evimed.store.segments import renew
from made.corpus import ALL, LIBRARY, Corpus
from made.machine import clients_of
from made.report import Cell, keep

_DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
_REAL: Final = ("cn_health_law", "guidelines_usgov", "tcm_classics", "us_fdca_21usc", "druglabels_wikidoc")
_WAITING: Final = 600_000  # as the intake lets term counts wait
_RENEWALS: Final = (250, 2_000)  # passages after which the intake looks at the weights


@dataclass(frozen=True)
class Measured:
    """One run."""

    way: str
    passages: int
    seconds: float  # until the last document is on the disk
    whole: float  # renewals included
    cpu_us: float  # processor time a passage: client, parser processes and server
    load: float  # before


def prepared(database: Database, home: Path, corpus: Corpus) -> Measured:
    """Prepared passages, as the intake writes them."""
    documents = [_columns(new) for new in corpus.every()]
    load, spent = os.getloadavg()[0], _cpu(home)
    began = time.perf_counter()
    written, marks = 0, list(_RENEWALS)
    for number, new in enumerate(documents, start=1):
        with database.transaction(ALL) as tx:
            commit_later(tx)
            take_document(tx, new, most_uncounted=_WAITING)
        written += _count(new)
        if number % TOGETHER == 0 or number == len(documents):
            with database.transaction(ALL) as tx:
                commit_now(tx)
        if marks and written >= marks[0]:
            marks.pop(0)
            with database.transaction(ALL) as tx:
                reweigh(tx, LIBRARY)
    seconds = time.perf_counter() - began
    with database.transaction(ALL) as tx:
        reweigh(tx, LIBRARY)
    more = 1
    while more:
        with database.transaction(ALL) as tx:
            more = renew(tx, LIBRARY)
    whole = time.perf_counter() - began
    cpu = (_cpu(home) - spent) * 1e6 / written
    return Measured("prepared", written, seconds, whole, cpu, load)


def texts(database: Database, home: Path, way: str, paths: Sequence[str], workers: int) -> Measured:
    """Files through the intake, as ``evimed ingest`` takes them."""
    settings = Settings(home=home, workers=workers)
    load, spent = os.getloadavg()[0], _cpu(home)
    began = time.perf_counter()
    ends: list[float] = []
    intake = Intake(database, Scope.local(), settings, "texts", lambda _: ends.append(time.perf_counter()))
    outcomes = intake.run(list(paths))
    whole = time.perf_counter() - began
    written = sum(outcome.passages for outcome in outcomes)
    return Measured(way, written, ends[-1] - began, whole, (_cpu(home) - spent) * 1e6 / max(written, 1), load)


def made_texts(corpus: Corpus, folder: Path) -> list[str]:
    """The corpus as plain text files: a title, then a paragraph a passage."""
    for number, new in enumerate(corpus.every()):
        passages = _passages(new)
        paragraphs = "\n\n".join(f"{item.passage.text}." for item in passages)
        (folder / f"{number:05}.txt").write_text(f"{new.document.title}\n\n{paragraphs}\n", encoding="utf-8")
    return [str(folder)]


def _passages(new: NewDocument) -> Sequence[IndexedPassage]:
    if isinstance(new.passages, PassageColumns):
        raise TypeError("the corpus gives passages, not columns")
    return new.passages


def _columns(new: NewDocument) -> NewDocument:
    return replace(new, passages=passage_columns(_passages(new)))


def _count(new: NewDocument) -> int:
    return new.passages.count if isinstance(new.passages, PassageColumns) else len(new.passages)


def _cpu(home: Path) -> float:
    """Seconds of processor time: this process, the parser processes that have ended, the server."""
    times = os.times()
    total = times.user + times.system + times.children_user + times.children_system
    for pid in clients_of(home)[1:]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


@contextmanager
def emptied(database: Database) -> Generator[Database]:
    """The database; what was put in is deleted afterwards."""
    yield database
    with database.administration() as connection:
        connection.execute("truncate evimed.tenant cascade")
        connection.execute("vacuum analyze")


def sync_ms(folder: Path) -> float:
    """What the disk takes for one write that must last, median of 50."""
    found: list[float] = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(50):
            file.write(os.urandom(8192))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            found.append(time.perf_counter() - began)
    return statistics.median(found) * 1e3


def measure(home: Path, sizes: dict[int, int], data: Path) -> list[Measured]:
    """Every way in at every size, so many runs each."""
    found: list[Measured] = []
    workers = len(os.sched_getaffinity(0))
    real = [str(data / name) for name in _REAL if (data / name).is_dir()]
    with Database.open(Settings(home=home)) as database:
        for size, times in sizes.items():
            corpus = Corpus(size)
            with tempfile.TemporaryDirectory() as folder:
                paths = made_texts(corpus, Path(folder))
                for _ in range(times):
                    with emptied(database):
                        found.append(prepared(database, home, corpus))
                    with emptied(database):
                        found.append(texts(database, home, "made texts", paths, workers))
        for _ in range(3 if real else 0):
            with emptied(database):
                found.append(texts(database, home, "real texts", real, workers))
    return found


def rows(found: Sequence[Measured]) -> list[list[Cell]]:
    """Medians of the runs of each way and size."""
    table: list[list[Cell]] = []
    for way, passages in dict.fromkeys((one.way, one.passages) for one in found):
        runs = [one for one in found if (one.way, one.passages) == (way, passages)]
        table.append(
            [
                way,
                passages,
                len(runs),
                float(round(statistics.median(one.passages / one.seconds for one in runs))),
                float(round(max(one.passages / one.seconds for one in runs))),
                float(round(statistics.median(one.passages / one.whole for one in runs))),
                statistics.median(one.whole for one in runs),
                float(round(statistics.median(one.cpu_us for one in runs))),
                " ".join(f"{one.load:.1f}" for one in runs),
            ]
        )
    return table


def by_size(found: Sequence[Measured]) -> list[dict[str, float]]:
    """Time until prepared passages are in, renewals included: what is plotted."""
    runs: dict[int, list[float]] = {}
    for one in found:
        if one.way == "prepared":
            runs.setdefault(one.passages, []).append(one.whole)
    return [{"passages": size, "seconds": statistics.median(seconds)} for size, seconds in runs.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--full", action="store_true", help="100,000 passages too")
    parser.add_argument("--data", type=Path, default=_DATA, help="where real texts are")
    parser.add_argument("--home", type=Path, help="where the database is made, on the disk to measure")
    chosen = parser.parse_args()
    home = chosen.home or Path(tempfile.mkdtemp(prefix="evimed-ingestion-", dir="/var/tmp"))
    try:
        disk = sync_ms(home)
        found = measure(home, {10_000: 3, 30_000: 1} | ({100_000: 1} if chosen.full else {}), chosen.data)
    finally:
        if chosen.home is None:
            shutil.rmtree(home, ignore_errors=True)
    columns = (
        "way in", "passages", "runs", "passages/s to the disk", "best run", "passages/s, with renewals",
        "seconds, with renewals", "processor µs a passage", "load before each run",
    )  # fmt: skip
    markdown = keep(
        "ingestion",
        "Ingestion by words",
        {"Medians": (columns, rows(found))},
        {"by_size": by_size(found), "sync_ms": disk, "runs": [vars(one) for one in found]},
        notes=[
            f"One write that must last takes {disk:.2g} ms on this disk (fdatasync of 8 kB).",
            "Made passages: 110 tokens, 96 different, from 200,000 words, twenty a document.",
            "Prepared passages are of eleven permission classes: frequent words are counted eleven times.",
            "Vectors are not counted: they follow in the background.",
        ],
    )
    print(markdown)


if __name__ == "__main__":
    main()
