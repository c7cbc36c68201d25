"""The set ``safety``: attacks on ourselves. Tampering with the log, hostile files, kill -9, canaries.

It needs no data: the sample library gives good files to break; a folder of others is taken in addition.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from evimed.govern.evaluate.canaries import run_canaries
from evimed.govern.evaluate.hostile.bait import lay_bait
from evimed.govern.evaluate.hostile.generate import hostile_files, seed_files
from evimed.govern.evaluate.hostile.run import LIMITS, HostileOutcome, memory_held, processors, run_hostile
from evimed.govern.evaluate.kept import KeptOutcomes, Outcome
from evimed.govern.evaluate.kills import KillOutcome, kill_repeatedly
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.evaluate.tampering import try_tampering
from evimed.govern.session import Session
from evimed.settings import Settings
from evimed.store.database import Database

FILES = 10_000
KILLS = 100
QUESTIONS = 10_000  # by those who may not know
TAMPERINGS = 2_000  # of each kind
SEED = 20261122

FILES_A_PART = 250
KILLS_A_PART = 20
QUESTIONS_A_PART = 1_000
# For what waits for the disk with every question: in memory, where that is a folder.
_MEMORY = next(folder for folder in ("/dev/shm", "/tmp") if Path(folder).is_dir())  # noqa: S108  -- a random name in it

OnProgress = Callable[[int, int], None]
OnDone = Callable[[int], None]


class SafetySuite:
    """Everything we know to try against ourselves. ``most``: so many files, the rest in proportion.

    It is done in parts, each with a seed of its own; ``answers`` names a file that keeps what came of them:
    a run that was cut short goes on.
    """

    needs_library = False

    def __init__(self, options: Options = DEFAULT) -> None:
        self._files = options.most or FILES
        part = min(1.0, self._files / FILES)
        self._kills = max(4, round(KILLS * part))
        self._questions = max(50, round(QUESTIONS * part))
        self._tamperings = max(50, round(TAMPERINGS * part))
        self._keep = options.answers

    def run(self, data: Path, session: Session | None, on_progress: OnProgress) -> Report:
        """Attack; every goal is none or all."""
        del session
        begun = time.monotonic()
        kept = KeptOutcomes(self._keep)
        done = 0

        def on_done(more: int) -> None:
            nonlocal done
            done += more
            on_progress(done, self._files + self._kills + self._questions)

        wrong: list[dict[str, object]] = []
        measures = list(self._tamper(wrong))
        with tempfile.TemporaryDirectory(prefix="evimed-safety-", dir="/tmp") as folder:
            measures += self._hostile(data, Path(folder), kept, wrong, on_done)
            measures += self._kill(Path(folder), kept, wrong, on_done)
        with tempfile.TemporaryDirectory(prefix="evimed-safety-", dir=_MEMORY) as folder:
            measures += self._canaries(Path(folder), kept, wrong, on_done)
        return Report(
            suite="safety",
            data=str(data),
            measures=tuple(measures),
            settings={
                "seed": SEED,
                "files": self._files,
                "kills": self._kills,
                "questions": self._questions,
                "tamperings": self._tamperings,
            },
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )

    def _tamper(self, wrong: list[dict[str, object]]) -> Iterator[Measure]:
        for one in try_tampering(self._tamperings, SEED):
            if one.found < one.tried:
                wrong.append({"kind": "tampering", "document": one.kind, "missed": one.tried - one.found})
            yield share("tampering", one.kind, "all", one.found, one.tried, at_least=1.0)

    def _hostile(
        self, data: Path, folder: Path, kept: KeptOutcomes, wrong: list[dict[str, object]], on_done: OnDone
    ) -> Iterator[Measure]:
        seeds = seed_files(data if data.is_dir() else None)
        found = HostileOutcome()
        escaped: dict[str, list[str]] = {"written": [], "call": []}

        def attack(first: int, count: int) -> Outcome:
            laid = folder / f"bait{first}"
            laid.mkdir()
            with lay_bait(laid) as bait:
                files = hostile_files(SEED, count, bait, seeds, first=first)
                part = run_hostile(files, bait, workers=processors())
                return {**part.to_json(), "written": bait.written(), "call": list(bait.calls)}

        for first, count in _parts(self._files, FILES_A_PART):
            outcome = dict(kept.once(f"hostile {data} {SEED} {first}+{count}", partial(attack, first, count)))
            for kind in escaped:
                escaped[kind] += outcome.pop(kind)
            found.add(HostileOutcome.from_json(outcome))
            on_done(count)
        for kind, cases in (
            ("crash", found.crashes), ("fault", found.faults), ("leak", found.leaks), ("late", found.late),
            ("parser_ended", found.parsers_ended),
        ):  # fmt: skip
            wrong += [{"kind": f"hostile_{kind}", **case} for case in cases]
        for kind, names in escaped.items():
            for name in names:
                wrong.append({"kind": f"hostile_{kind}", "document": name})
        yield from _hostile_measures(found, escapes=len(found.leaks) + sum(map(len, escaped.values())))

    def _kill(
        self, folder: Path, kept: KeptOutcomes, wrong: list[dict[str, object]], on_done: OnDone
    ) -> Iterator[Measure]:
        found = KillOutcome()

        def kill(first: int, times: int) -> Outcome:
            home, documents = folder / f"home{first}", folder / f"documents{first}"
            documents.mkdir()
            return asdict(kill_repeatedly(home, documents, times, SEED + first))

        for first, times in _parts(self._kills, KILLS_A_PART):
            outcome = kept.once(f"kills {SEED} {first}+{times}", partial(kill, first, times))
            found.add(KillOutcome(**outcome))
            on_done(times)
        wrong += [{"kind": "half_done", **case} for case in found.half_done]
        for verb in ("ingest", "delete"):
            yield share("kills", verb, "all", found.whole[verb], found.killed[verb], at_least=1.0)
        yield share("kills", "amid", "all", found.amid, sum(found.killed.values()))

    def _canaries(
        self, folder: Path, kept: KeptOutcomes, wrong: list[dict[str, object]], on_done: OnDone
    ) -> Iterator[Measure]:
        """Tenants, people, every surface (``canaries.py``): new ones in each part."""
        leaks: list[dict[str, object]] = []
        asked = 0
        told: list[int] = []

        def plant(first: int, questions: int) -> Outcome:
            settings = Settings(home=folder / f"canaries{first}-home", embedder="none", workers=1)
            with Database.open(settings) as database:
                found = run_canaries(database, settings, folder / f"canaries{first}", questions, SEED + first)
            return {
                "leaks": [asdict(leak) for leak in found.leaks],
                "asked": found.questions,
                "told": found.told,
            }

        for first, questions in _parts(self._questions, QUESTIONS_A_PART):
            outcome = kept.once(f"canaries {SEED} {first}+{questions}", partial(plant, first, questions))
            leaks += outcome["leaks"]
            asked += outcome["asked"]
            told.append(outcome["told"])
            on_done(questions)
        wrong += [{"kind": f"canary_{leak['kind']}", "document": leak["surface"]} for leak in leaks]
        yield share("canaries", "leaks", "all", len(leaks), asked, at_most=0.0)
        yield Measure("canaries", "told", "all", float(min(told) > 0), (0.0, 1.0), at_least=1.0)


def _parts(total: int, size: int) -> Iterator[tuple[int, int]]:
    """First number and count of each part."""
    for first in range(0, total, size):
        yield first, min(size, total - first)


def _hostile_measures(found: HostileOutcome, escapes: int) -> Iterator[Measure]:
    files, documents = found.files, found.documents
    held = files if memory_held(found, LIMITS) else 0
    yield share("hostile", "survived", "all", files - len(found.crashes), files, at_least=1.0)
    yield share("hostile", "escapes", "all", escapes, files, at_most=0.0)
    yield share("hostile", "in_time", "all", files - len(found.late), files, at_least=1.0)
    yield share("hostile", "in_memory", "all", held, files, at_least=1.0)
    yield share("hostile", "foreseen", "all", documents - len(found.faults), documents, at_least=1.0)
    yield share("hostile", "taken", "all", found.taken, documents)
    yield share("hostile", "parser_ended", "all", len(found.parsers_ended), documents)
