"""The set ``bioasq``: documents, snippets, facts, and yes or no, over a pool of the abstracts' snippets.

The pool holds the gold abstracts of all questions that are asked, as far as BioASQ gives their text; a
document that would answer but was marked for another question counts as wrong. Scores are not those of the
challenge, which searches all of PubMed.

References
----------
Tsatsaronis et al. An overview of the BIOASQ large-scale biomedical semantic indexing and question answering
competition. BMC Bioinformatics 16:138, 2015.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evimed.govern.evaluate.asked import Asked, bioasq_questions
from evimed.govern.evaluate.choices import Choice, mean, mean_measure, measure_choices
from evimed.govern.evaluate.corpus import Half, half_of
from evimed.govern.evaluate.library import abstracts, take_in
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.polarity import Reader
from evimed.govern.evaluate.polarity_weights import BIOASQ, BIOASQ_COMMONEST
from evimed.govern.evaluate.replies import keeping
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.records import Answer, Hit

MOST: Final = 200
LIBRARY: Final = "bioasq"
DEPTH: Final = 10  # documents that count


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on one question."""

    asked: Asked
    documents: tuple[str, ...]  # ranked
    statements: tuple[str, ...]
    quotes: tuple[str, ...]
    written: bool  # a model wrote the statements


def questions_of(data: Path, half: Half, most: int) -> list[Asked]:
    """Questions of one half, drawn by a hash."""
    own = [q for q in bioasq_questions(data) if half_of(q.id) == half]
    return sorted(own, key=lambda q: hashlib.sha256(f"bioasq/{q.id}".encode()).digest())[:most]


def find(session: Session, data: Path, questions: Sequence[Asked]) -> Iterator[Found]:
    """Make the pool, search it and ask it."""
    known = abstracts(data)
    pool = dict.fromkeys(id_ for question in questions for id_ in question.gold)
    names = take_in(session, LIBRARY, (known[id_] for id_ in pool if id_ in known), sample=False)
    for asked in questions:
        hits = session.search(asked.text, library=LIBRARY, limit=5 * DEPTH)
        yield found_in(asked, hits, session.ask(asked.text, library=LIBRARY), names)


def found_in(asked: Asked, hits: Sequence[Hit], answer: Answer, names: dict[str, str]) -> Found:
    """Read a ranking and an answer."""
    return Found(
        asked,
        tuple(dict.fromkeys(names[hit.document.id] for hit in hits))[:DEPTH],
        tuple(statement.text for statement in answer.statements),
        tuple(citation.quote for citation in answer.citations),
        answer.model is not None,
    )


def average_precision(ranked: Sequence[str], gold: Sequence[str]) -> float:
    """Average precision of the first ten, as BioASQ defines it: over at most ten gold documents."""
    hits, total = 0, 0.0
    for rank, document in enumerate(ranked[:DEPTH], start=1):
        if document in gold:
            hits += 1
            total += hits / rank
    return total / min(DEPTH, len(gold)) if gold else 0.0


def snippet_scores(quotes: Sequence[str], snippets: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Precision of what is quoted, recall of gold snippets: one lies in the other, white space apart."""
    said = [_squeeze(quote) for quote in quotes if quote]
    gold = list(dict.fromkeys(_squeeze(text) for _, text in snippets))
    right = sum(any(one in other or other in one for other in gold) for one in said)
    told = sum(any(one in other or other in one for other in said) for one in gold)
    return (right / len(said) if said else 0.0, told / len(gold) if gold else 0.0)


def _squeeze(text: str) -> str:
    return "".join(text.split()).lower()


class BioasqSuite:
    """Retrieval and answers on BioASQ questions."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT, half: Half = "test") -> None:
        self._half: Half = half
        self._options = options

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Make the pool, ask, count."""
        assert session is not None  # noqa: S101  -- ``needs_library``
        begun = time.monotonic()
        session = keeping(session, self._options.answers)
        questions = questions_of(data, self._half, self._options.most or MOST)
        found: list[Found] = []
        for number, one in enumerate(find(session, data, questions), start=1):
            found.append(one)
            on_progress(number, len(questions))
        choices = choose(found, BIOASQ)
        settings: dict[str, str | int] = {"half": self._half, "questions": len(questions)}
        if self._options.model is not None:
            settings |= {"model": self._options.model, "written": sum(one.written for one in found)}
        wrong: list[dict[str, object]] = [
            {"question": c.question, "chosen": c.chosen} for c in choices if c.chosen != c.right
        ]
        measured = (*measures(found), *measure_choices(choices, "yesno", BIOASQ_COMMONEST))
        return Report("bioasq", str(data), measured, settings, tuple(wrong), time.monotonic() - begun)


def choose(found: Sequence[Found], reader: Reader) -> list[Choice]:
    """Yes or no for each question that wants it."""
    return [
        Choice(
            one.asked.id,
            reader.read(one.asked.text, one.statements),
            one.asked.facts[0].lower(),
            bool(one.statements),
        )
        for one in found
        if one.asked.kind == "yesno" and one.asked.facts
    ]


def measures(found: Sequence[Found]) -> Iterator[Measure]:
    """Documents by rank, snippets of what is answered, facts of factoid and list questions."""
    recall = [
        len(set(one.documents) & set(one.asked.gold)) / min(DEPTH, len(one.asked.gold)) for one in found
    ]
    precision = [average_precision(one.documents, one.asked.gold) for one in found]
    yield mean_measure("documents", "recall", recall, mean)
    yield mean_measure("documents", "map", precision, mean)
    told = [one for one in found if one.statements]
    yield share("answers", "answered", "en", len(told), len(found))
    scores = [snippet_scores(one.quotes, one.asked.snippets) for one in told]
    yield mean_measure("snippets", "precision", [right for right, _ in scores], mean)
    yield mean_measure("snippets", "recall", [held for _, held in scores], mean)
    for kind in ("factoid", "list"):
        own = [one for one in found if one.asked.kind == kind and one.asked.facts]
        yield share("answers", kind, "en", sum(_tells(one) for one in own), len(own))


def _tells(one: Found) -> bool:
    said = " ".join(one.statements).lower()
    return any(fact.lower() in said for fact in one.asked.facts)
