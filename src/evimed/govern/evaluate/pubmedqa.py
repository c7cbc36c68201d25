"""The set ``pubmedqa``: yes, no or maybe, from abstracts without their conclusions.

A library holds all abstracts of the set; a question is asked of it as of any other, and the answer is read
from the sentences that it gives.

References
----------
Jin, Dhingra, Liu, Cohen, Lu. PubMedQA: A Dataset for Biomedical Research Question Answering. EMNLP 2019.
"""

from __future__ import annotations

import hashlib
import html
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.choices import Choice, measure_choices
from evimed.govern.evaluate.corpus import Half, half_of
from evimed.govern.evaluate.library import PAGE, Paper, take_in
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.polarity import Reader
from evimed.govern.evaluate.polarity_weights import PUBMEDQA, PUBMEDQA_COMMONEST
from evimed.govern.evaluate.replies import keeping
from evimed.govern.evaluate.report import Report, share
from evimed.govern.session import Session

LIBRARY: Final = "pubmedqa"


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its abstract, less the conclusion, and the answer."""

    id: str
    question: str
    paper: Paper
    right: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the library said on a question."""

    item: Item
    statements: tuple[str, ...]
    own: bool  # it cites the abstract of the question
    written: bool


def read_items(data: Path) -> list[Item]:
    """All questions.

    Raises
    ------
    InputError
        There are none.
    """
    items: list[Item] = []
    for path in sorted(data.glob("pubmedqa/*.json")):
        raw: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        items += [_item(key, item) for key, item in raw.items() if item.get("final_decision")]
    if not items:
        raise InputError("evaluation_data_missing", path=str(data))
    return items


def _item(key: str, raw: dict[str, Any]) -> Item:
    body = "".join(f"<p>{html.escape(part)}</p>" for part in raw["CONTEXTS"])
    title = html.escape(f"PubMed {key}")  # the title of the article is the question
    paper = Paper(f"pubmed/{key}", ".html", PAGE.format(title=title, text=body).encode())
    return Item(key, " ".join(raw["QUESTION"].split()), paper, raw["final_decision"])


def read_answers(session: Session, items: Sequence[Item], asked: Sequence[Item]) -> Iterator[Read]:
    """Make a library of ``items`` and ask it those of ``asked``."""
    names = take_in(session, LIBRARY, (item.paper for item in items), sample=False)
    for item in asked:
        answer = session.ask(item.question, library=LIBRARY)
        cited = {names[citation.document.id] for citation in answer.citations}
        said = tuple(statement.text for statement in answer.statements)
        yield Read(item, said, item.paper.id in cited, answer.model is not None)


def drawn(items: Sequence[Item], half: Half, most: int | None) -> list[Item]:
    """Those of one half, in an order that a hash gives."""
    own = [item for item in items if half_of(f"pubmedqa/{item.id}") == half]
    return sorted(own, key=lambda item: hashlib.sha256(f"draw/{item.id}".encode()).digest())[:most]


class PubmedqaSuite:
    """Yes, no or maybe from a library of abstracts."""

    needs_library = True

    def __init__(self, options: Options = DEFAULT, half: Half = "test") -> None:
        self._half: Half = half
        self._options = options

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Make the library, ask, count."""
        assert session is not None  # noqa: S101  -- ``needs_library``
        begun = time.monotonic()
        session = keeping(session, self._options.answers)
        items = read_items(data)
        asked = drawn(items, self._half, self._options.most)
        answers: list[Read] = []
        for number, one in enumerate(read_answers(session, items, asked), start=1):
            answers.append(one)
            on_progress(number, len(asked))
        choices = choose(answers, PUBMEDQA)
        own = share("found", "own", "en", sum(one.own for one in answers), len(answers))
        settings: dict[str, str | int] = {
            "half": self._half,
            "questions": len(asked),
            "documents": len(items),
        }
        if self._options.model is not None:
            settings |= {"model": self._options.model, "written": sum(one.written for one in answers)}
        measured = (own, *measure_choices(choices, "choice", PUBMEDQA_COMMONEST))
        wrong: list[dict[str, object]] = [
            {"question": c.question, "chosen": c.chosen} for c in choices if c.chosen != c.right
        ]
        return Report("pubmedqa", str(data), measured, settings, tuple(wrong), time.monotonic() - begun)


def choose(answers: Sequence[Read], reader: Reader) -> list[Choice]:
    """The answer read from each."""
    return [
        Choice(
            one.item.id, reader.read(one.item.question, one.statements), one.item.right, bool(one.statements)
        )
        for one in answers
    ]
