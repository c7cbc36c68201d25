"""Everything that tells a person something, as one function each: what canaries are looked for in.

What is given back is compared between tenants: times and random ids are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from evimed.govern.evaluate.canary_library import LIBRARY
from evimed.govern.session import Session
from evimed.govern.shelf import Wanted
from evimed.json_forms import answer_json


@dataclass(frozen=True, slots=True)
class Probe:
    """One question by somebody, and what they may not know of."""

    session: Session
    question: str
    target: Mapping[str, str]


Surface = Callable[[Probe], Any]


def _ask(probe: Probe) -> object:
    answer = probe.session.ask(probe.question, library=LIBRARY)
    return [answer_json(answer), probe.session.answer(answer.id), probe.session.book(answer.id)]


def _replay(probe: Probe) -> object:
    answer = probe.session.ask(probe.question, library=LIBRARY)
    again = probe.session.replay(answer.id)
    return [again.now, again.kept, again.gone, again.new]


def _search(probe: Probe) -> object:
    hits = probe.session.search(probe.question, library=LIBRARY, limit=50)
    return [(hit.passage.text, hit.document.title, hit.document.source, str(hit.score)) for hit in hits]


def _list(probe: Probe) -> object:
    return [(document.title, document.source) for document in probe.session.documents(library=LIBRARY)]


def _document(probe: Probe, wanted: str) -> object:
    return probe.session.document(wanted, library=LIBRARY)


def _view(probe: Probe) -> object:
    return probe.session.view(probe.target["id"], library=LIBRARY, around=(0, 10))


def _statistics(probe: Probe) -> object:
    found = probe.session.statistics(library=LIBRARY)
    return [[(day.verdict, day.answers) for day in found.days], len(found.milliseconds)]


def _history(probe: Probe) -> object:
    cards = probe.session.answers(library=LIBRARY, limit=1000)
    return [(card.question, card.verdict, card.statements, card.user) for card in cards]


def _uses(probe: Probe) -> object:
    uses = probe.session.document_uses(library=LIBRARY)
    return sorted((use.passages, use.answers) for use in uses.values())


def _feedback(probe: Probe) -> object:
    return [(one.kind, one.words, one.question) for one in probe.session.feedback(library=LIBRARY)]


def _say(probe: Probe) -> object:
    return probe.session.give_feedback(probe.target["answer"], "wrong", words="why?")


def _conflicts(probe: Probe) -> object:
    return [
        [str(asdict(one)) for one in probe.session.conflicts(library=LIBRARY, topic=topic)]
        for topic in (None, "metformin")
    ]


def _neighbourhood(probe: Probe) -> object:
    return str(probe.session.graph().neighbourhood("metformin", library=LIBRARY, hops=2))


def _paths(probe: Probe) -> object:
    return str(probe.session.graph().paths("metformin", "lactic acidosis", library=LIBRARY))


def _doors(probe: Probe) -> object:
    graph = probe.session.graph()
    return [str(one) for one in graph.doors(library=LIBRARY)] + [
        str(one) for one in graph.doors(library=LIBRARY, begins="lac")
    ]


def _edge(probe: Probe) -> object:
    return str(probe.session.graph().edge(probe.target["relation"], library=LIBRARY))


def _export(probe: Probe) -> object:
    graph = probe.session.graph()
    return ["".join(graph.export(form, library=LIBRARY)) for form in ("csv", "jsonld")]


def _jobs(probe: Probe) -> object:
    """Runs of ingestion that go on: how many files they hold is a count of documents."""
    return [[(run.done, run.total) for run in library.runs] for library in probe.session.progress()]


def _shelf(probe: Probe) -> object:
    shelf = probe.session.shelf()
    first = shelf.page(Wanted(), library=LIBRARY, want=200)
    found = shelf.page(Wanted(words=probe.target["source"]), library=LIBRARY)
    rows = [(one.document.title, one.document.source, one.folder) for one in first.rows]
    return [rows, first.total, found.total, shelf.kinds(library=LIBRARY), shelf.common_tags(library=LIBRARY)]


def _contribution(probe: Probe) -> object:
    told = probe.session.shelf().contribution(probe.target["id"], library=LIBRARY)
    return [str(told.parts), [one.question for one in told.answers], str(told.versions), told.places]


SURFACES: Final[Mapping[str, Surface]] = {
    "ask": _ask,
    "search": _search,
    "show by id": lambda probe: _document(probe, probe.target["id"]),
    "show by prefix": lambda probe: _document(probe, probe.target["id"][:8]),
    "show by place": lambda probe: _document(probe, probe.target["source"]),
    "text": lambda probe: probe.session.document_text(probe.target["id"], library=LIBRARY),
    "list": _list,
    "progress": lambda probe: [str(one) for one in probe.session.progress()],
    "another's answer": lambda probe: probe.session.answer(probe.target["answer"]),
    "another's book": lambda probe: probe.session.book(probe.target["answer"]),
    "another's replay": lambda probe: probe.session.replay(probe.target["answer"]),
    "after another's": lambda probe: probe.session.ask(
        probe.question, library=LIBRARY, after=probe.target["answer"]
    ),
    "replay": _replay,
    "delete": lambda probe: probe.session.delete(probe.target["id"], library=LIBRARY),
    "unknown library": lambda probe: probe.session.ask(probe.question, library="nowhere"),
    "view": _view,
    "page": lambda probe: probe.session.page_image(probe.target["id"], 1, library=LIBRARY),
    "set aside": lambda probe: [str(one) for one in probe.session.quarantined(library=LIBRARY)],
    "statistics": _statistics,
    "history": _history,
    "uses": _uses,
    "shelf": _shelf,
    "contribution": _contribution,
    "folders": lambda probe: [str(one) for one in probe.session.filing().folders(library=LIBRARY)],
    "move": lambda probe: probe.session.filing().move([probe.target["id"]], "away", library=LIBRARY),
    "feedback": _feedback,
    "feedback on another's": _say,
    "library of another's": lambda probe: probe.session.library_of_answer(probe.target["answer"]),
    "libraries": lambda probe: probe.session.libraries(),
    "jobs": _jobs,
    "conflicts": _conflicts,
    "graph around": _neighbourhood,
    "graph paths": _paths,
    "graph names": _doors,
    "graph edge": _edge,
    "graph counts": lambda probe: probe.session.graph().progress(library=LIBRARY),
    "graph export": _export,
    "tags": lambda probe: probe.session.graph().tags(probe.target["id"], library=LIBRARY),
    "terms": lambda probe: [str(one) for one in probe.session.graph().terminologies()],
    "audit": lambda probe: probe.session.audit().recent(50),
    "privacy": lambda probe: probe.session.privacy(),
    "doctor": lambda probe: probe.session.health(),
}
