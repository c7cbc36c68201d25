"""Canaries: secrets that somebody may not read, looked for in everything that this person is told.

Two tenants hold the same open documents and different closed ones. In each, ``ann`` reads what is closed and
``bob`` does not; a third tenant holds the open documents alone. A secret in anything that bob is told is a
leak, and so is any difference from what he is told in the third: what one may not read must not change a
verdict, a rank, a count or an error. Non-interference: Goguen and Meseguer 1982.

What is compared: all of ``canary_surfaces.py``, errors with their hints, and what others hand in (the routes
of the server, in a test). What is not: ids of answers, times, and the library's version, which counts every
change (``docs/access.md``). What the program logs while anybody is told anything, and the whole audit log at
the end, may hold no secret at all.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evimed.errors import EvimedError
from evimed.govern.audit.export import write_lines
from evimed.govern.audit.trail import AuditTrail
from evimed.govern.evaluate.canary_library import LIBRARY, Reader, hidden, plant, swap
from evimed.govern.evaluate.canary_surfaces import SURFACES, Probe, Surface
from evimed.json_forms import answer_json
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.runs import begin_run

_SUBJECTS: Final = 24
_SYLLABLES: Final = ("zor", "vel", "tix", "quan", "mab", "lor", "pex", "dri", "fos", "nal", "cyt", "bru")
_ASKED: Final = (
    "What is the dose of {name} in adults?",
    "{name} 成人的推荐剂量是多少？",
    "How often is {name} given?",
    "{name} 有哪些不良反应？",
    "Which batch of {name} was recalled?",
    "{name} {name}",
    "Who decided on {name}?",
    "患者可以服用 {name} 吗？",
)


@dataclass(frozen=True, slots=True)
class Leak:
    """What was told to somebody who may not know it: by which surface, and how it was found."""

    surface: str
    kind: str  # "secret": a canary was told; "difference": it changed what was told
    question: str
    detail: str


@dataclass(slots=True)
class CanaryReport:
    """How often each surface was asked, and what leaked."""

    asked: Counter[str] = field(default_factory=Counter[str])
    leaks: list[Leak] = field(default_factory=list[Leak])
    told: int = 0  # answers in which ann was told a secret: else the canaries prove nothing

    @property
    def questions(self) -> int:
        """Questions put by those who may not know."""
        return sum(self.asked.values())


class _Heard(logging.Handler):
    """Everything that is logged, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + str(vars(record)))


class _Run:
    """One run: who asks, what has leaked, what is listened to."""

    def __init__(self, readers: Mapping[str, Mapping[str, Reader]], secrets: Mapping[str, str]) -> None:
        self.readers, self.secrets = readers, secrets
        self.report = CanaryReport()
        self.heard = _Heard()

    def ask(
        self, name: str, surface: Surface, outsider: str, question: str, target: Mapping[str, str]
    ) -> None:
        """Put one question, here and where there is nothing to hide; now and then in the other tenant."""
        report = self.report
        report.asked[name] += 1
        told = _told(self.readers["one"][outsider], surface, question, target)
        control = _told(self.readers["control"][outsider], surface, question, target)
        self._judge(name, question, told, control, self.secrets.values())
        if report.questions % 7 == 0:
            report.asked[f"{name}, other tenant"] += 1
            other = _told(self.readers["two"]["ann"], surface, question, target)
            self._judge(f"{name}, other tenant", question, other, other, [self.secrets["one"]])
        self._judge_log(question)

    def tell(self, insider: str, question: str) -> str:
        """Let somebody who may know ask, and remark on the answer; its id."""
        session = self.readers["one"][insider].session()
        answer = session.ask(question, library=LIBRARY)
        shown = json.dumps(answer_json(answer), ensure_ascii=False)
        self.report.told += self.secrets["one"] in shown
        session.give_feedback(answer.id, "wrong", words=f"{self.secrets['one']} is not right")
        return answer.id

    def judge_audit_logs(self) -> None:
        """Whoever reads a log learns what was done, and no word of what was read."""
        for tenant in self.readers:
            people = self.readers[tenant]["bob"].people
            trail = AuditTrail(people.authority.database, people.owner_scope())
            told = "".join(write_lines(trail.entries()))
            self.report.asked["audit export"] += 1
            self._judge("audit export", "", told, told, self.secrets.values())

    def _judge_log(self, question: str) -> None:
        told = "\n".join(self.heard.lines)
        self.heard.lines.clear()
        self._judge("log", question, told, told, self.secrets.values())

    def _judge(self, surface: str, question: str, told: str, control: str, secrets: Iterable[str]) -> None:
        # What was asked for by its id or place stands in the error that says it is not there.
        for secret in secrets:
            if secret in re.sub(rf"[^\s\"]*{secret}-[^\s\"]*\.(txt|pdf)", "", told):
                self.report.leaks.append(Leak(surface, "secret", question, secret))
        if _plain(told) != _plain(control):
            difference = _first_difference(_plain(told), _plain(control))
            self.report.leaks.append(Leak(surface, "difference", question, difference))


def run_canaries(
    database: Database,
    settings: Settings,
    folder: Path,
    questions: int,
    seed: int = 1,
    surfaces: Mapping[str, Surface] = SURFACES,
) -> CanaryReport:
    """Plant canaries and ask for them ``questions`` times, each time through another surface.

    Parameters
    ----------
    database
        Tenants of random names are added to it.
    settings
        Of parsing; nothing is asked of a model.
    folder
        An empty folder for the documents.
    questions
        How many; half way, the rules change: who could read no longer may.
    seed
        Of names and secrets.
    surfaces
        What is asked, by turns.
    """
    rng = random.Random(seed)  # noqa: S311  -- canaries, not keys
    mark = f"{rng.getrandbits(48):012x}"
    secrets = {tenant: f"K{rng.getrandbits(40):010x}" for tenant in ("one", "two")}
    names = ["".join(rng.sample(_SYLLABLES, 3)) + str(number) for number in range(_SUBJECTS)]
    readers = {
        tenant: plant(
            database, settings, folder / tenant, f"canary-{mark}-{tenant}", names, secrets.get(tenant)
        )
        for tenant in ("one", "two", "control")
    }
    _leave_a_run(readers["one"]["ann"])
    run = _Run(readers, secrets)
    targets = hidden(readers["one"]["ann"], folder / "one")
    logging.getLogger().addHandler(run.heard)
    try:
        for number in range(questions):
            if number == questions // 2:
                swap(readers["one"], folder / "one")
                targets = hidden(readers["one"]["bob"], folder / "one")
            outsider, insider = ("bob", "ann") if number < questions // 2 else ("ann", "bob")
            name = names[number % _SUBJECTS]
            question = _ASKED[(number // _SUBJECTS + number) % len(_ASKED)].format(name=name)
            surface = list(surfaces)[number % len(surfaces)]
            if number % 40 == 0:
                told_id = run.tell(insider, question)
                targets = [target | {"answer": told_id} for target in targets]
            target = targets[number // len(surfaces) % len(targets)]
            run.ask(surface, surfaces[surface], outsider, question, target)
        run.judge_audit_logs()
    finally:
        logging.getLogger().removeHandler(run.heard)
    return run.report


def _leave_a_run(reader: Reader) -> None:
    """Files that are being taken in, of which others may not know how many."""
    with reader.people.authority.database.transaction(reader.people.owner_scope()) as tx:
        begin_run(tx, LIBRARY, "pool", 4711)


def _told(reader: Reader, surface: Surface, question: str, target: Mapping[str, str]) -> str:
    """All that a surface tells, as text; an error is what it says."""
    try:
        told = surface(Probe(reader.session(), question, target))
    except EvimedError as error:
        told = [error.code, error.message("zh"), error.hint("zh"), error.message("en"), error.hint("en")]
    return json.dumps(told, ensure_ascii=False, default=str)


def _plain(told: str) -> str:
    """Without what differs between any two tenants: ids made at random, times, folders, versions."""
    told = re.sub(r"canary-[0-9a-f]{12}-\w+", "", told)
    told = re.sub(r"/(one|two|control)/", "/", told)
    told = re.sub(
        r'"(id|ProduceID|code|nonce|timings_ms|library_version|at|asked_at)": ("[^"]*"|\d+|\{[^}]*\})',
        "",
        told,
    )
    return re.sub(r"\b[ad][0-9a-f]{20}\b", "", told)


def _first_difference(one: str, other: str) -> str:
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(at - 40, 0) : at + 60]} ≠ {other[max(at - 40, 0) : at + 60]}"
