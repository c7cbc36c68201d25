"""What access and the audit log add to an answer.

    python benchmarks/access.py [--documents N] [--questions N]

One made library, four times: without accounts, rules and audit log, as its owner alone would have it; and
with rules that make 1, 12 and 100 permission classes, asked with a token by a person who may read all of
them, audit log on. A hundred folders; each but the first is closed to all but a group of its own, as far as
the classes go. The same questions are asked by turns, the Scope compiled for each. Words and vectors are
searched; vectors are hashes of words, so that no time goes into the embedder.

Each question is asked five times in each way, and the least counts. Beside the time that passed stands the
processor time of this process and of the server together, which other work on the machine hardly moves. The
home lies in memory: what a disk takes to commit an answer is in ``audit_cost.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from evimed.govern.access.people import People
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.embedders import HashEmbedder

LIBRARY = "bench"
ALONE = "owner, no log"
FOLDERS = 100
CLASSES = (1, 12, 100)
DRUGS = 200
TURNS = 5
SENTENCES = 60  # a document
SYLLABLES = ("zor", "vel", "tix", "quan", "mab", "lor", "pex", "dri", "fos", "nal", "cyt", "bru")
TEMPLATES = (
    "The recommended dose of {drug} in adults is {n} mg once daily.",
    "In patients with renal impairment the dose of {drug} is reduced to {n} mg.",
    "The most common adverse reactions of {drug} were headache, nausea and {other} rash in {n} % of them.",
    "{drug} is contraindicated in patients who take {other}.",
    "Treatment with {drug} was stopped in {n} of {m} patients because of raised liver enzymes.",
    "{drug} 成人推荐剂量为 {n} mg，每日一次。",
    "肾功能不全患者使用 {drug} 时剂量减至 {n} mg。",
    "{drug} 最常见的不良反应为头痛、恶心和皮疹，发生率 {n} %。",
    "正在服用 {other} 的患者禁用 {drug}。",
    "Trial {m} compared {drug} with {other} in {n} patients over two years.",
)
QUESTIONS = (
    "What is the recommended dose of {drug} in adults?",
    "{drug} 成人的推荐剂量是多少？",
    "Which adverse reactions does {drug} have?",
    "{drug} 的禁忌是什么？",
    "How is the dose of {drug} reduced in renal impairment?",
)
_MEMORY = next(folder for folder in ("/dev/shm", "/tmp") if Path(folder).is_dir())  # noqa: S108  -- a random name in it
Asking = Callable[[str], object]


def write_library(folder: Path, documents: int) -> list[str]:
    """Leaflets of made drugs in folders; their names."""
    rng = random.Random(5)  # noqa: S311  -- the same library each time
    drugs = ["".join(rng.sample(SYLLABLES, 3)) + str(number) for number in range(DRUGS)]
    for number in range(documents):
        path = folder / f"f{number % FOLDERS:03}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        drug = drugs[number % DRUGS]
        lines = [
            rng.choice(TEMPLATES).format(
                drug=drug, other=rng.choice(drugs), n=rng.randrange(1, 900), m=rng.randrange(1, 9_000)
            )
            for _ in range(SENTENCES)
        ]
        path.write_text("\n\n".join(lines), encoding="utf-8")
    return drugs


def planted(database: Database, settings: Settings, folder: Path, classes: int) -> Asking:
    """Take the library in for a tenant of its own, and give its rules; who asks, with a token each time."""
    people = People(database, f"bench{classes}")
    owner = people.owner_scope()
    people.accounts.add(owner, "ann", roles=["reader"])
    people.permissions.permit(owner, LIBRARY, "everyone")
    for number in range(1, classes):
        people.groups.add(owner, f"g{number}")
        people.groups.put(owner, f"g{number}", "ann")
        path = str(folder / f"f{number:03}")
        people.permissions.permit(owner, LIBRARY, f"group:g{number}", effect="only", path=path)
    token, _ = people.tokens.issue(owner, "ann", "bench")
    take_in(database, settings, people.owner_scope(), folder)

    def ask(question: str) -> object:
        scope = people.scope_for(token)
        return Session(database, scope, settings, Models(HashEmbedder())).ask(question, library=LIBRARY)

    return ask


def alone(database: Database, settings: Settings, folder: Path) -> Asking:
    """The same library of an owner alone, who asks without a log."""
    scope = Scope.local()
    take_in(database, settings, scope, folder)

    def ask(question: str) -> object:
        with patch("evimed.govern.audit.acts.record"):
            return Session(database, scope, settings, Models(HashEmbedder())).ask(question, library=LIBRARY)

    return ask


def take_in(database: Database, settings: Settings, scope: Scope, folder: Path) -> None:
    """Documents, then vectors."""
    session = Session(database, scope, settings, Models(HashEmbedder()))
    session.ingest([str(folder)], library=LIBRARY)
    session.embed_pending(library=LIBRARY)


def spread(times: list[float]) -> dict[str, float]:
    """Lower decile, median and 95th percentile in milliseconds."""
    cuts = statistics.quantiles(times, n=20)
    return {name: round(1000 * cuts[at], 2) for name, at in (("p10", 1), ("p50", 9), ("p95", 18))}


@dataclass
class Spent:
    """Seconds of each question's answer, the least of ``TURNS``: passed, and of processors."""

    passed: list[float] = field(default_factory=list[float])
    worked: list[float] = field(default_factory=list[float])


def by_turns(asking: dict[str, Asking], questions: list[str], server: int) -> dict[str, Spent]:
    """Every question asked in every way, each time another way first."""
    spent = {name: Spent() for name in asking}
    ways = list(asking)
    for number, question in enumerate(questions):
        least = {name: (float("inf"), float("inf")) for name in ways}
        for turn in range(TURNS * len(ways)):
            name = ways[(number + turn) % len(ways)]
            worked, begun = processor_time(server), time.perf_counter()
            asking[name](question)
            passed = time.perf_counter() - begun
            worked = processor_time(server) - worked
            least[name] = (min(least[name][0], passed), min(least[name][1], worked))
        for name, (passed, worked) in least.items():
            spent[name].passed.append(passed)
            spent[name].worked.append(worked)
    return spent


def processor_time(server: int) -> float:
    """Seconds of this process, and of the processes that ``server`` has started."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    total = time.process_time()
    for child in children:
        try:
            total += int(Path(f"/proc/{child}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
        except OSError:
            continue  # it has ended
    return total


def postmaster(database: Database) -> int:
    """Process that all connections of the server come from."""
    with database.administration() as connection:
        (backend,) = connection.execute("select pg_backend_pid()").fetchone() or (0,)
        return int(Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1])


@contextmanager
def opened(home: Path) -> Generator[tuple[Database, Settings]]:
    """A database of its own."""
    settings = Settings(home=home, embedder="none", workers=1)
    with Database.open(settings) as database:
        yield database, settings


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evimed-access-", dir=_MEMORY) as place:
        drugs = write_library(Path(place) / "library", given.documents)
        folder = Path(place) / "library"
        with opened(Path(place) / "home") as (database, settings):
            asking = {ALONE: alone(database, settings, folder)}
            for classes in CLASSES:
                asking[f"{classes} classes"] = planted(database, settings, folder, classes)
            rng = random.Random(9)  # noqa: S311  -- the same questions each time
            questions = [
                rng.choice(QUESTIONS).format(drug=rng.choice(drugs)) for _ in range(given.questions + 10)
            ]
            server = postmaster(database)
            by_turns(asking, questions[:10], server)
            spent = by_turns(asking, questions[10:], server)
    out: dict[str, object] = {"load": round(os.getloadavg()[0], 1)}
    for kind, times in (
        ("passed", {name: one.passed for name, one in spent.items()}),
        ("of processors", {name: one.worked for name, one in spent.items()}),
    ):
        out[kind] = {
            "an answer, ms": {name: spread(one) for name, one in times.items()},
            "added to each, ms": {
                name: spread([more - less for more, less in zip(one, times[ALONE], strict=True)])
                for name, one in times.items()
                if name != ALONE
            },
        }
    print(json.dumps(out, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
