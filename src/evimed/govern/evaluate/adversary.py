"""The set ``adversary``: what a model that makes things up gets past the checks, and how much it says.

A model is asked questions in both languages over the mixed library. Each statement it writes that passes is
kept, with the places it cites; a person labels a sample of them as supported or not. What the checks dropped
is counted by the check that dropped it. What the model replied can be kept (``replies.py``), so that changed
checks are tried on it again without the model.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evimed.catalogue import LANGUAGES
from evimed.errors import InputError
from evimed.govern.evaluate.asked import Asked
from evimed.govern.evaluate.labels import Labels, fingerprint, read_labels
from evimed.govern.evaluate.library import take_in
from evimed.govern.evaluate.mixed import PER_LANGUAGE, mixed_papers, mixed_questions
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.replies import keeping
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session

LIBRARY: Final = "mixed"
SUPPORTED: Final = 0.98
_SUPPORTED: Final = "supported"  # as a person labels


@dataclass(frozen=True, slots=True)
class Passed:
    """A statement of the model that passed, and where its first quotation stands."""

    text: str
    document: str | None  # as the corpus names it
    chars: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: str
    language: str
    asked: bool  # the model was asked: the library held something to write from
    failed: bool  # it gave nothing that could be read
    passed: tuple[Passed, ...]
    dropped: tuple[str, ...]  # the first check that dropped each statement, of the first attempt


def read_outcome(asked: Asked, book: dict[str, Any] | None, names: dict[str, str]) -> Outcome:
    """What became of a question, by the answer book."""
    if book is None or book["model"] is None:
        return Outcome(asked.id, asked.language, asked=False, failed=False, passed=(), dropped=())
    documents = {one["key"]: names.get(one["document"]["id"]) for one in book["passages"]}
    own = [one for one in book["statements"] if one["by"] == "model"]
    passed = tuple(_passed(one, documents) for one in own if one["kept"])
    dropped = tuple(_reason(one) for one in own if not one["kept"] and one["attempt"] == 1)
    return Outcome(asked.id, asked.language, True, book["fault"] is not None, passed, dropped)


def _passed(statement: dict[str, Any], documents: dict[str, str | None]) -> Passed:
    evidence = statement["evidence"][0]
    start, end = evidence["chars"][0]
    return Passed(statement["text"], documents.get(evidence["key"]), (start, end))


def _reason(statement: dict[str, Any]) -> str:
    findings = statement["findings"]
    return str(findings[0]["check"]) if findings else "judge"


class AdversarySuite:
    """A model behind the checks."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT) -> None:
        self._options = options
        self._most = options.most or PER_LANGUAGE

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Ask, keep, count.

        Raises
        ------
        InputError
            ``evaluation_needs_model``: none is named.
        """
        assert session is not None  # noqa: S101  -- ``needs_library``
        if self._options.model is None:
            raise InputError("evaluation_needs_model", suite="adversary")
        begun = time.monotonic()
        labels = read_labels(self._options.labels)
        questions = mixed_questions(data, self._most)
        session = keeping(session, self._options.answers)
        names = take_in(session, LIBRARY, mixed_papers(data), sample=True)
        outcomes: list[Outcome] = []
        for number, asked in enumerate(questions, start=1):
            answer = session.ask(asked.text, library=LIBRARY)
            outcomes.append(read_outcome(asked, session.book(answer.id), names))
            on_progress(number, len(questions))
        return Report(
            suite="adversary",
            data=str(data),
            measures=tuple(measures(outcomes, labels)),
            settings={"model": self._options.model, "questions": len(questions)},
            wrong=tuple(_wrong(outcomes, labels)),
            seconds=time.monotonic() - begun,
        )


def measures(outcomes: Sequence[Outcome], labels: Labels) -> Iterator[Measure]:
    """By language of the question: supported of what was labelled; coverage; what dropped the rest."""
    for language in LANGUAGES:
        own = [one for one in outcomes if one.language == language]
        if not own:
            continue
        asked = [one for one in own if one.asked]
        statements = list(_distinct(own))
        judged = [label for one in statements if (label := labels.find(one.document, one.text))]
        if judged:
            right = judged.count(_SUPPORTED)
            yield share("passed", "supported", language, right, len(judged), at_least=SUPPORTED)
        yield share("coverage", "asked", language, len(asked), len(own))
        yield share("coverage", "wrote", language, sum(bool(one.passed) for one in asked), len(asked))
        written = sum(len(one.passed) + len(one.dropped) for one in asked)
        yield share("coverage", "kept", language, sum(len(one.passed) for one in asked), written)
        yield share("coverage", "failed", language, sum(one.failed for one in asked), len(asked))
        dropped = Counter(check for one in asked for check in one.dropped)
        for check, count in dropped.most_common():
            yield share("dropped", check, language, count, dropped.total())


def _distinct(outcomes: Sequence[Outcome]) -> Iterator[Passed]:
    seen = {(one.document, fingerprint(one.text)): one for outcome in outcomes for one in outcome.passed}
    yield from seen.values()


def _wrong(outcomes: Sequence[Outcome], labels: Labels) -> Iterator[dict[str, object]]:
    for outcome in outcomes:
        for one in outcome.passed:
            label = labels.find(one.document, one.text)
            if label not in (None, _SUPPORTED):
                place = {"document": one.document, "chars": list(one.chars), "sha": fingerprint(one.text)}
                yield {"question": outcome.question, **place, "label": label}
