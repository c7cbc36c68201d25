"""kill -9 at any moment of taking in and of deleting: every document is in with all that is its, or out."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import list_documents
from evimed.store.integrity import half_done

LIBRARY = "kills"
DOCUMENTS = 60
Verb = Literal["ingest", "delete"]
_START_SECONDS = 120.0
_EARLIEST: dict[Verb, float] = {"ingest": 0.4, "delete": 0.0}  # of the time of the work: parsers start first
_ATTEMPTS = 4  # for each kill: some end before they are killed
_GO_ON = 0.4  # how often what was half way is taken further in
_MAIN = "from evimed.govern.evaluate.kill_work import main; main()"
_SENTENCES = (
    "The recommended dose of agent {n} is {m} mg once daily for document {d}.",
    "在肾功能不全患者中，药物 {n} 的推荐剂量为 {m} mg，每日一次（文件 {d}）。",
    "Trial {n} enrolled {m} patients; document {d} reports the primary outcome.",
)


@dataclass(slots=True)
class KillOutcome:
    """What the kills left behind."""

    killed: dict[Verb, int] = field(default_factory=lambda: {"ingest": 0, "delete": 0})
    whole: dict[Verb, int] = field(default_factory=lambda: {"ingest": 0, "delete": 0})
    amid: int = 0  # kills after which some documents were in and some not
    half_done: list[dict[str, object]] = field(default_factory=list[dict[str, object]])

    def add(self, other: KillOutcome) -> None:
        """Take in what further kills left behind."""
        for verb in self.killed:
            self.killed[verb] += other.killed[verb]
            self.whole[verb] += other.whole[verb]
        self.amid += other.amid
        self.half_done += other.half_done


def settings_of(home: Path) -> Settings:
    """Settings of the home that is killed over."""
    return Settings(home=home, embedder="none", library=LIBRARY, workers=1)


def kill_repeatedly(
    home: Path,
    folder: Path,
    times: int,
    seed: int,
    on_kill: Callable[[int], None] = lambda done: None,  # noqa: ARG005
) -> KillOutcome:
    """Kill ``times`` processes, by turns taking in and deleting, each at a random moment of its work.

    Parameters
    ----------
    home
        An empty home of its own.
    folder
        An empty folder, for the documents.
    times
        How many.
    seed
        Of the documents and the moments.
    on_kill
        Told how many are done.
    """
    rng = random.Random(seed)  # noqa: S311
    _write_documents(folder, rng)
    found = KillOutcome()
    with Database.open(settings_of(home)) as database:  # holds the server: the time is the work's
        spans = _times_undisturbed(home, folder)
        verb: Verb = "ingest"
        there = 0
        for _ in range(_ATTEMPTS * times):
            work = there if verb == "delete" else DOCUMENTS
            killed = _kill_once(
                home, folder, verb, spans[verb] * work / DOCUMENTS * rng.uniform(_EARLIEST[verb], 1)
            )
            there, faults = _look(database)
            found.killed[verb] += killed
            found.whole[verb] += killed and not faults
            done = sum(found.killed.values())
            if faults:
                found.half_done.append({"kill": done, "verb": verb, "faults": faults[:10]})
            found.amid += killed and 0 < there < DOCUMENTS
            verb = "ingest" if not there or (there < DOCUMENTS and rng.random() < _GO_ON) else "delete"
            on_kill(done)
            if done == times:
                break
    return found


def _look(database: Database) -> tuple[int, list[str]]:
    """How many documents are in, and what is half there."""
    with database.transaction(Scope.local()) as tx:
        faults = half_done(tx, LIBRARY)
        there = len(list_documents(tx, LIBRARY))
    verified = AuditTrail(database, Scope.local()).verify()
    return there, faults + [f"audit_{finding.kind}:{finding.seq}" for finding in verified.findings]


def _write_documents(folder: Path, rng: random.Random) -> None:
    for number in range(DOCUMENTS):
        lines = [
            rng.choice(_SENTENCES).format(n=rng.randrange(40), m=rng.randrange(1, 900), d=number)
            for _ in range(rng.randint(60, 300))
        ]
        (folder / f"{number:03}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def _times_undisturbed(home: Path, folder: Path) -> dict[Verb, float]:
    spans: dict[Verb, float] = {}
    verbs: tuple[Verb, ...] = ("ingest", "delete")
    for verb in verbs:
        with _process(home, folder, verb) as process:
            started = time.monotonic()
            _line(process)
            spans[verb] = time.monotonic() - started
    return spans


def _kill_once(home: Path, folder: Path, verb: Verb, after: float) -> bool:
    """Whether it was still working when it was killed."""
    with _process(home, folder, verb) as process:
        time.sleep(after)
        process.kill()
        process.wait(_START_SECONDS)
        return not _line(process)


@contextmanager
def _process(home: Path, folder: Path, verb: Verb) -> Generator[subprocess.Popen[str]]:
    """A process that has begun its work; dead at the end, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _MAIN, str(home), verb, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        if _line(process) != "ready":
            raise RuntimeError(f"the process that is to {verb} did not begin")
        yield process
    finally:
        process.kill()
        process.wait(_START_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def _line(process: subprocess.Popen[str]) -> str:
    """The next word of the process; nothing if it is dead."""
    return process.stdout.readline().strip() if process.stdout is not None else ""
