"""The set ``safety``: attacks on ourselves. Tampering with the log, hostile files, kill -9, canaries.

It needs no data: the sample library gives good files to break; a folder of others is taken in addition.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from evimed.govern.evaluate.canaries import run_canaries
from evimed.govern.evaluate.hostile.bait import lay_bait
from evimed.govern.evaluate.hostile.generate import hostile_files, seed_files
from evimed.govern.evaluate.hostile.run import LIMITS, HostileOutcome, memory_held, processors, run_hostile
from evimed.govern.evaluate.kills import kill_repeatedly
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

OnProgress = Callable[[int, int], None]


class SafetySuite:
    """Everything we know to try against ourselves. ``most``: so many files, the rest in proportion."""

    needs_library = False

    def __init__(self, options: Options = DEFAULT) -> None:
        self._files = options.most or FILES
        part = min(1.0, self._files / FILES)
        self._kills = max(4, round(KILLS * part))
        self._questions = max(50, round(QUESTIONS * part))
        self._tamperings = max(50, round(TAMPERINGS * part))

    def run(self, data: Path, session: Session | None, on_progress: OnProgress) -> Report:
        """Attack; every goal is none or all."""
        del session
        begun = time.monotonic()
        total = self._files + self._kills
        wrong: list[dict[str, object]] = []
        measures = list(self._tamper(wrong))
        with tempfile.TemporaryDirectory(prefix="evimed-safety-", dir="/tmp") as folder:
            measures += self._hostile(data, Path(folder), wrong, lambda done: on_progress(done, total))
            measures += self._kill(Path(folder), wrong, lambda done: on_progress(self._files + done, total))
            measures += _canaries(Path(folder), self._questions, wrong)
        return Report(
            suite="safety",
            data=str(data),
            measures=tuple(measures),
            settings={
                "seed": SEED,
                "files": self._files,
                "kills": self._kills,
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
        self, data: Path, folder: Path, wrong: list[dict[str, object]], on_file: Callable[[int], None]
    ) -> Iterator[Measure]:
        laid = folder / "bait"
        laid.mkdir()
        with lay_bait(laid) as bait:
            files = hostile_files(SEED, self._files, bait, seed_files(data if data.is_dir() else None))
            found = run_hostile(files, bait, workers=processors(), on_file=on_file)
            written, calls = bait.written(), list(bait.calls)
        for kind, cases in (
            ("crash", found.crashes), ("fault", found.faults), ("leak", found.leaks), ("late", found.late),
            ("parser_ended", found.parsers_ended),
        ):  # fmt: skip
            wrong += [{"kind": f"hostile_{kind}", **case} for case in cases]
        for kind, names in (("written", written), ("call", calls)):
            for name in names:
                wrong.append({"kind": f"hostile_{kind}", "document": name})
        yield from _hostile_measures(found, escapes=len(found.leaks) + len(written) + len(calls))

    def _kill(
        self, folder: Path, wrong: list[dict[str, object]], on_kill: Callable[[int], None]
    ) -> Iterator[Measure]:
        home, documents = folder / "home", folder / "documents"
        documents.mkdir()
        found = kill_repeatedly(home, documents, self._kills, SEED, on_kill)
        wrong += [{"kind": "half_done", **case} for case in found.half_done]
        for verb in ("ingest", "delete"):
            yield share("kills", verb, "all", found.whole[verb], found.killed[verb], at_least=1.0)
        yield share("kills", "amid", "all", found.amid, sum(found.killed.values()))


def _canaries(folder: Path, questions: int, wrong: list[dict[str, object]]) -> Iterator[Measure]:
    """Two tenants, two people, every surface (``canaries.py``)."""
    planted = folder / "canaries"
    settings = Settings(home=folder / "canary-home", embedder="none", workers=1)
    with Database.open(settings) as database:
        found = run_canaries(database, settings, planted, questions, SEED)
    wrong.extend({"kind": f"canary_{leak.kind}", "document": leak.surface} for leak in found.leaks)
    yield share("canaries", "leaks", "all", len(found.leaks), found.questions, at_most=0.0)
    yield Measure("canaries", "told", "all", float(found.told > 0), (0.0, 1.0), at_least=1.0)


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
