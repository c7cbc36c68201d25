"""The set ``support``: what is said without a model, set against what it cites.

Three things are asked of every statement of every answer. Does each citation quote its document word for
word, and do the quotations carry the statement through the checks? Are all of them needed (citation
precision) and do they suffice (recall), as ALCE defines it, with our checks as the judge of entailment? And,
where a person has labelled the statement: is it complete, or says something else without its neighbours?

References
----------
Gao, Yen, Yu, Chen. Enabling Large Language Models to Generate Text with Citations (ALCE). EMNLP 2023.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evimed.catalogue import LANGUAGES, Language
from evimed.govern.evaluate.labels import Labels, fingerprint, read_labels
from evimed.govern.evaluate.library import take_in
from evimed.govern.evaluate.mixed import PER_LANGUAGE, mixed_papers, mixed_questions
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Evidence, Session, carries
from evimed.knowledge.tokens import language_of
from evimed.records import Answer, Citation, Statement

LIBRARY: Final = "mixed"
SUPPORTED: Final = 0.99
MOST_MISLEADING: Final = 0.01
COMPLETE, NEEDS, MISLEADING = "complete", "needs", "misleading"  # what a person may have judged


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement and what was found on it."""

    question: str
    language: Language  # of the statement
    document: str | None  # of its first citation, as the corpus names it
    chars: tuple[int, int]
    fingerprint: str
    verbatim: bool  # every citation is the document's own words, at its place
    carried: bool  # all citations together carry it
    needed: int  # citations that the others cannot do without
    cited: int
    label: str | None


def judge_answer(
    answer: Answer, texts: dict[str, str], names: dict[str, str], labels: Labels, question: str
) -> Iterator[Judged]:
    """Each statement of an answer; ``texts`` are the stored texts of the documents it cites."""
    by_id = {citation.id: citation for citation in answer.citations}
    for statement in answer.statements:
        cited = [by_id[key] for key in statement.citations]
        document = names.get(cited[0].document.id) if cited else None
        carried = _carried(statement, cited)
        yield Judged(
            question,
            "zh" if language_of(statement.text) == "zh" else "en",
            document,
            cited[0].locator.chars if cited else (0, 0),
            fingerprint(statement.text),
            bool(cited) and all(_verbatim(citation, texts) for citation in cited),
            carried,
            sum(_needed(statement, cited, citation) for citation in cited) if carried else 0,
            len(cited),
            labels.find(document, statement.text),
        )


def _verbatim(citation: Citation, texts: dict[str, str]) -> bool:
    start, end = citation.locator.chars
    return bool(citation.quote) and texts[citation.document.id][start:end] == citation.quote


def _carried(statement: Statement, cited: Sequence[Citation]) -> bool:
    evidence = [Evidence(one.id, one.quote, "", one.document.title) for one in cited]
    return carries(statement.text, evidence)


def _needed(statement: Statement, cited: Sequence[Citation], citation: Citation) -> bool:
    """ALCE: it is irrelevant if it does not carry the statement alone and the others do without it."""
    others = [one for one in cited if one.id != citation.id]
    return _carried(statement, [citation]) or not _carried(statement, others)


class SupportSuite:
    """Is what is said without a model said by what it cites, and whole."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT) -> None:
        self._most = options.most or PER_LANGUAGE
        self._labels = options.labels

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Make the library, ask, judge every statement."""
        assert session is not None  # noqa: S101  -- ``needs_library``
        begun = time.monotonic()
        labels = read_labels(self._labels)
        questions = mixed_questions(data, self._most)
        names = take_in(session, LIBRARY, mixed_papers(data), sample=True)
        judged: list[Judged] = []
        answered = 0
        for number, asked in enumerate(questions, start=1):
            answer = session.ask(asked.text, library=LIBRARY)
            documents = {citation.document.id for citation in answer.citations}
            texts = {id_: session.document_text(id_, library=LIBRARY) for id_ in documents}
            judged += judge_answer(answer, texts, names, labels, asked.id)
            answered += bool(answer.statements)
            on_progress(number, len(questions))
        return Report(
            suite="support",
            data=str(data),
            measures=tuple(measures(judged)),
            settings={"documents": len(names), "questions": len(questions), "answered": answered},
            wrong=tuple(_place(one) for one in judged if _is_wrong(one)),
            seconds=time.monotonic() - begun,
        )


def measures(judged: Sequence[Judged]) -> Iterator[Measure]:
    """Shares of statements (citations, for precision), by their language."""
    for language in LANGUAGES:
        own = [one for one in judged if one.language == language]
        if not own:
            continue
        both = sum(one.verbatim and one.carried for one in own)
        yield share(
            "supported", "verbatim", language, sum(one.verbatim for one in own), len(own), at_least=1.0
        )
        yield share("supported", "all", language, both, len(own), at_least=SUPPORTED)
        yield share("alce", "recall", language, sum(one.carried for one in own), len(own))
        cited = sum(one.cited for one in own)
        yield share("alce", "precision", language, sum(one.needed for one in own), cited)
        counts = Counter(
            one.label for one in {(o.document, o.fingerprint): o for o in own}.values() if one.label
        )
        total = counts.total()
        if total:
            yield share("context", COMPLETE, language, counts[COMPLETE], total)
            yield share("context", NEEDS, language, counts[NEEDS], total)
            yield share("context", MISLEADING, language, counts[MISLEADING], total, at_most=MOST_MISLEADING)


def _is_wrong(one: Judged) -> bool:
    return not (one.verbatim and one.carried) or one.label in (NEEDS, MISLEADING)


def _place(one: Judged) -> dict[str, object]:
    return {
        "question": one.question,
        "document": one.document,
        "chars": list(one.chars),
        "verbatim": one.verbatim,
        "carried": one.carried,
        "label": one.label,
    }
