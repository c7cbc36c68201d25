"""The set ``refusal``: what the library holds is answered, what it does not hold is refused.

Questions are parted by their documents: those of one half are left out of the library, so that half of the
questions can be answered and half cannot. Hashes of names say which, before anything is asked.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from evimed.catalogue import LANGUAGES
from evimed.govern.evaluate.asked import Asked, bioasq_questions, law_questions, sample_questions
from evimed.govern.evaluate.corpus import Half, half_of
from evimed.govern.evaluate.library import Paper, abstracts, files, paper_text, take_in
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.tokens import tokenise
from evimed.records import Answer

REFUSED: Final = 0.95  # of what the library does not hold, at least
LOST: Final = 0.05  # of what it holds, refused, at most
MOST: Final = 240  # questions of BioASQ: half of them held out
LIBRARY: Final = "refusal"
_ENOUGH: Final = 10  # questions below which a share has no goal
# Of the sample's own questions those that have nothing to do with it; the others ask what it leaves out.
_OFF: Final = frozenset(f"sample/{id_}" for id_ in ("zh-047", "zh-048", "en-047", "en-048"))
Absent = Literal["", "subject", "attribute"]


@dataclass(frozen=True, slots=True)
class Posed:
    """A question and what the library lacks of its answer; nothing: it can be answered."""

    asked: Asked
    absent: Absent


@dataclass(frozen=True, slots=True)
class Plan:
    """The library to make and the questions to ask of it."""

    papers: Sequence[Paper]
    posed: Sequence[Posed]


def make_plan(folder: Path, half: Half, most: int = MOST) -> Plan:
    """Part the questions of one half into those the library answers and those it does not.

    Laws are parted by name, all versions together; an abstract that any held-out question rests on is left
    out. The sample library is there whole and has unanswerable questions of its own.
    """
    known = abstracts(folder)
    bioasq = sorted(
        (q for q in bioasq_questions(folder) if half_of(q.id) == half), key=lambda q: _digest(q.id)
    )
    bioasq = bioasq[:most]
    out = {id_ for q in bioasq if held_out(q.id) for id_ in q.gold}
    laws = files(folder, "law")
    out |= {paper.id for paper in laws if held_out(law_name(paper.id))}
    papers = [
        *(paper for paper in laws if paper.id not in out),
        *(
            known[id_]
            for id_ in dict.fromkeys(i for q in bioasq for i in q.gold)
            if id_ in known and id_ not in out
        ),
    ]
    law = [q for q in law_questions() if half_of(law_name(q.gold[0])) == half]
    asked = [*sample_questions(), *law, *bioasq]
    subjects = _Subjects(papers, [*laws, *known.values()])
    return Plan(papers, [Posed(q, _absent(q, out, subjects)) for q in asked])


def held_out(name: str) -> bool:
    """Whether the documents of that name, or question, are kept from the library."""
    return _digest(name)[1] % 2 == 1


def law_name(id_: str) -> str:
    """The name of a law without the date of its version."""
    return re.sub(r"^law/|[(（]\d{4}.*|\.md$", "", id_)


def _digest(name: str) -> bytes:
    return hashlib.sha256(f"refusal/{name}".encode()).digest()


def _absent(question: Asked, out: set[str], subjects: _Subjects) -> Absent:
    if any(id_ not in out for id_ in question.gold):
        return ""
    if question.origin == "sample":
        return "subject" if question.id in _OFF else "attribute"
    return "subject" if subjects.lacks(question.text) else "attribute"


class _Subjects:
    """Whether the rarest word of a question, by all that could have been taken in, is in the library."""

    def __init__(self, papers: Iterable[Paper], everything: Sequence[Paper]) -> None:
        self._held = {token for paper in papers for token in tokenise(paper_text(paper))}
        self._counts = Counter(token for paper in everything for token in set(tokenise(paper_text(paper))))

    def lacks(self, question: str) -> bool:
        tokens = [token for token in tokenise(question) if self._counts[token]]
        rarest = min(tokens, key=lambda token: self._counts[token], default=None)
        return rarest is not None and rarest not in self._held


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one question."""

    posed: Posed
    refused: bool
    gold: bool  # a gold document is cited
    fact: bool  # a statement holds a fact that answers

    @staticmethod
    def of(posed: Posed, answer: Answer, names: dict[str, str]) -> Result:
        """Read an answer; ``names`` tells which document of the corpus a cited one is."""
        cited = {names.get(citation.document.id) for citation in answer.citations}
        said = " ".join(statement.text for statement in answer.statements).lower()
        return Result(
            posed,
            not answer.statements,
            any(id_ in cited for id_ in posed.asked.gold),
            any(len(fact) > 3 and fact.lower() in said for fact in posed.asked.facts),
        )


class RefusalSuite:
    """Asks a library what it holds and what it does not hold."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT, half: Half = "test") -> None:
        self._half: Half = half
        self._most = options.most or MOST

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Make the library, ask everything, count."""
        assert session is not None  # noqa: S101  -- ``needs_library``
        begun = time.monotonic()
        plan = make_plan(data, self._half, self._most)
        names = take_in(session, LIBRARY, plan.papers, sample=True)
        results: list[Result] = []
        for number, posed in enumerate(plan.posed, start=1):
            results.append(Result.of(posed, session.ask(posed.asked.text, library=LIBRARY), names))
            on_progress(number, len(plan.posed))
        return Report(
            suite="refusal",
            data=str(data),
            measures=tuple(measures(results)),
            settings={"half": self._half, "documents": len(names), "questions": len(results)},
            wrong=tuple(_place(result) for result in results if result.refused != bool(result.posed.absent)),
            seconds=time.monotonic() - begun,
        )


def measures(results: Sequence[Result]) -> Iterator[Measure]:
    """Shares by language, by what is absent, and by where the question is from.

    ``refused`` of what is absent; ``lost``: refused though it is there; ``source``: a gold document is cited
    in what is answered; ``elsewhere``: of what is absent and answered all the same, the gold fact is told.
    """
    for language in LANGUAGES:
        own = [r for r in results if r.posed.asked.language == language]
        absent = [r for r in own if r.posed.absent]
        present = [r for r in own if not r.posed.absent]
        for name, some in _parted(absent):
            refused = sum(r.refused for r in some)
            yield share("refused", name, language, refused, len(some), at_least=_goal(REFUSED, some))
        for name, some in _parted(present):
            refused = sum(r.refused for r in some)
            yield share("lost", name, language, refused, len(some), at_most=_goal(LOST, some))
        for name, some in _parted([r for r in present if not r.refused]):
            yield share("source", name, language, sum(r.gold for r in some), len(some))
        told = [r for r in absent if not r.refused and r.posed.asked.facts]
        if told:
            yield share("elsewhere", "all", language, sum(r.fact for r in told), len(told))


def _goal(goal: float, some: Sequence[Result]) -> float | None:
    return goal if len(some) >= _ENOUGH else None


def _parted(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    for absent in ("subject", "attribute"):
        some = [r for r in results if r.posed.absent == absent]
        if some:
            yield absent, some
    for origin in ("sample", "law", "bioasq"):
        some = [r for r in results if r.posed.asked.origin == origin]
        if some:
            yield origin, some
    yield "all", list(results)


def _place(result: Result) -> dict[str, object]:
    asked = result.posed.asked
    told = {"absent": result.posed.absent, "refused": result.refused, "fact": result.fact}
    return {"question": asked.id, "language": asked.language, **told}
