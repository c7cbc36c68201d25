"""Canaries: secrets that somebody may not read, looked for in everything that this person is told.

Two tenants hold the same open documents and different closed ones. In each, ``ann`` reads what is closed and
``bob`` does not; a third tenant holds the open documents alone. A secret in anything that bob is told is a
leak, and so is any difference from what he is told in the third: what one may not read must not change a
verdict, a rank, a count or an error. Non-interference: Goguen and Meseguer 1982.

What is compared: answers, their books and replays, search with its scores, documents and their texts, lists,
progress, errors with their hints. What is not: ids of answers, times, and the library's version, which counts
every change (``docs/access.md``).
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from evimed.errors import EvimedError
from evimed.govern.access.people import People
from evimed.govern.session import Models, Session
from evimed.json_forms import answer_json
from evimed.settings import Settings
from evimed.store.database import Database

_LIBRARY: Final = "default"
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
_OPEN: Final = (
    "{name} leaflet\n\nThe dose of {name} in adults is {dose} mg once daily. Take it with water.\n\n"
    "{name} 说明书\n\n成人推荐剂量为 {dose} mg，每日一次。不良反应：头痛、恶心。\n"
)
_CLOSED: Final = (
    "{name} board minutes\n\nThe dose of {name} in adults will be raised to {secret}1 mg twice daily. "
    "Batch {secret}2 of {name} was recalled because of {secret}3 headaches.\n\n"
    "{name} 会议纪要\n\n{name} 成人剂量将改为 {secret}4 mg；不良反应：{secret}5。由 {secret}6 决定。\n"
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody at work: a Scope compiled anew for each question, as a request has it."""

    people: People
    name: str
    settings: Settings

    def session(self) -> Session:
        scope = self.people.scope_as(self.people.owner_scope(), self.name)
        return Session(self.people.authority.database, scope, self.settings, Models())


@dataclass(frozen=True, slots=True)
class _Probe:
    """One question by somebody, and what they may not know of."""

    session: Session
    question: str
    target: Mapping[str, str]


def run_canaries(
    database: Database, settings: Settings, folder: Path, questions: int, seed: int = 1
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
    """
    rng = random.Random(seed)  # noqa: S311  -- canaries, not keys
    run = f"{rng.getrandbits(48):012x}"
    secrets = {tenant: f"K{rng.getrandbits(40):010x}" for tenant in ("one", "two")}
    names = ["".join(rng.sample(_SYLLABLES, 3)) + str(number) for number in range(_SUBJECTS)]
    readers = {
        tenant: _plant(
            database, settings, folder / tenant, f"canary-{run}-{tenant}", names, secrets.get(tenant)
        )
        for tenant in ("one", "two", "control")
    }
    report = CanaryReport()
    hidden = _hidden(readers["one"]["ann"], folder / "one")
    for number in range(questions):
        if number == questions // 2:
            _swap(readers["one"], folder / "one")
            hidden = _hidden(readers["one"]["bob"], folder / "one")
        outsider, insider = ("bob", "ann") if number < questions // 2 else ("ann", "bob")
        name = names[number % _SUBJECTS]
        question = _ASKED[(number // _SUBJECTS + number) % len(_ASKED)].format(name=name)
        surface = list(_SURFACES)[number % len(_SURFACES)]
        target = hidden[number % len(hidden)]
        if number % 40 == 0:
            answer = readers["one"][insider].session().ask(question, library=_LIBRARY)
            report.told += secrets["one"] in json.dumps(answer_json(answer), ensure_ascii=False)
            target = target | {"answer": answer.id}
        report.asked[surface] += 1
        told = _told(readers["one"][outsider], surface, question, target)
        control = _told(readers["control"][outsider], surface, question, target)
        _judge(report, surface, question, told, control, secrets)
        if number % 7 == 0:
            report.asked[f"{surface}, other tenant"] += 1
            other = _told(readers["two"]["ann"], surface, question, target)
            _judge(report, surface, question, other, other, {"one": secrets["one"]})
    return report


def _plant(
    database: Database,
    settings: Settings,
    folder: Path,
    tenant: str,
    names: Sequence[str],
    secret: str | None,
) -> dict[str, _Reader]:
    """One tenant with its people, rules and documents."""
    for number, name in enumerate(names):
        _write(folder / "open" / f"{name}.txt", _OPEN.format(name=name, dose=number + 10))
        if secret is not None:
            _write(folder / "closed" / f"{secret}-{name}.txt", _CLOSED.format(name=name, secret=secret))
    people = People(database, tenant)
    owner = people.owner_scope()
    for name in ("ann", "bob"):
        people.accounts.add(owner, name, roles=["reader"])
    people.groups.add(owner, "board")
    people.groups.put(owner, "board", "ann")
    people.permissions.permit(owner, _LIBRARY, "everyone")
    people.permissions.permit(owner, _LIBRARY, "group:board", effect="only", path=str(folder / "closed"))
    own = Session(database, people.owner_scope(), settings, Models())
    own.ingest([str(folder)], library=_LIBRARY)
    return {name: _Reader(people, name, settings) for name in ("ann", "bob")}


def _swap(readers: Mapping[str, _Reader], folder: Path) -> None:
    """Who could read no longer may, and the other way round."""
    people = readers["ann"].people
    owner = people.owner_scope()
    people.groups.take(owner, "board", "ann")
    people.groups.put(owner, "board", "bob")
    # A rule more, so that documents are labelled anew as well.
    people.permissions.permit(owner, _LIBRARY, "user:ann", effect="deny", path=str(folder / "closed"))


def _hidden(reader: _Reader, folder: Path) -> list[dict[str, str]]:
    """What the other may not know of: ids, prefixes of ids and places."""
    documents = [
        document
        for document in reader.session().documents(library=_LIBRARY)
        if document.source.startswith(str(folder / "closed"))
    ]
    return [{"id": document.id, "source": document.source, "answer": "a" * 21} for document in documents]


def _told(reader: _Reader, surface: str, question: str, target: Mapping[str, str]) -> str:
    """All that a surface tells, as text; an error is what it says."""
    try:
        told = _SURFACES[surface](_Probe(reader.session(), question, target))
    except EvimedError as error:
        told = [error.code, error.message("zh"), error.hint("zh"), error.message("en"), error.hint("en")]
    return json.dumps(told, ensure_ascii=False, default=str)


def _judge(
    report: CanaryReport, surface: str, question: str, told: str, control: str, secrets: Mapping[str, str]
) -> None:
    # What was asked for by its id or place stands in the error that says it is not there.
    for secret in secrets.values():
        if secret in re.sub(rf"[^\s\"]*{secret}-[^\s\"]*\.txt", "", told):
            report.leaks.append(Leak(surface, "secret", question, secret))
    if _plain(told) != _plain(control):
        report.leaks.append(
            Leak(surface, "difference", question, _first_difference(_plain(told), _plain(control)))
        )


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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _ask(probe: _Probe) -> object:
    answer = probe.session.ask(probe.question, library=_LIBRARY)
    return [answer_json(answer), probe.session.answer(answer.id), probe.session.book(answer.id)]


def _replay(probe: _Probe) -> object:
    answer = probe.session.ask(probe.question, library=_LIBRARY)
    again = probe.session.replay(answer.id)
    return [again.now, again.kept, again.gone, again.new]


def _search(probe: _Probe) -> object:
    hits = probe.session.search(probe.question, library=_LIBRARY, limit=50)
    return [(hit.passage.text, hit.document.title, hit.document.source, str(hit.score)) for hit in hits]


def _list(probe: _Probe) -> object:
    return [(document.title, document.source) for document in probe.session.documents(library=_LIBRARY)]


def _document(probe: _Probe, wanted: str) -> object:
    return probe.session.document(wanted, library=_LIBRARY)


_SURFACES: Final[dict[str, Callable[[_Probe], Any]]] = {
    "ask": _ask,
    "search": _search,
    "show by id": lambda probe: _document(probe, probe.target["id"]),
    "show by prefix": lambda probe: _document(probe, probe.target["id"][:8]),
    "show by place": lambda probe: _document(probe, probe.target["source"]),
    "text": lambda probe: probe.session.document_text(probe.target["id"], library=_LIBRARY),
    "list": _list,
    "progress": lambda probe: [str(one) for one in probe.session.progress()],
    "another's answer": lambda probe: probe.session.answer(probe.target["answer"]),
    "another's book": lambda probe: probe.session.book(probe.target["answer"]),
    "another's replay": lambda probe: probe.session.replay(probe.target["answer"]),
    "after another's": lambda probe: probe.session.ask(
        probe.question, library=_LIBRARY, after=probe.target["answer"]
    ),
    "replay": _replay,
    "delete": lambda probe: probe.session.delete(probe.target["id"], library=_LIBRARY),
    "unknown library": lambda probe: probe.session.ask(probe.question, library="nowhere"),
}
