"""When a reader is asked, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from written_things import hit

from evimed.answer.asked import analyse
from evimed.answer.parts import part
from evimed.answer.rank import Ranked, rank
from evimed.answer.select import Question, measure
from evimed.answer.sufficiency import Judgement, Reading, judge
from evimed.answer.weights import RANK, SUFFICIENCY
from evimed.answer.words import content_words
from evimed.knowledge.bridge import EMPTY
from evimed.ports import Shown, Vectors
from evimed.testing.embedders import HashEmbedder

QUESTION = "What is the half-life of trelomab?"


class ReadingEmbedder(HashEmbedder):
    """Says the same of every sentence, and remembers what it was shown."""

    def __init__(self, logit: float) -> None:
        super().__init__()
        self.logit = logit
        self.shown: list[Shown] = []

    def read(self, question: str, shown: Sequence[Shown]) -> Vectors:
        assert question == QUESTION
        self.shown += shown
        return np.full(len(shown), self.logit, np.float32)


def asked() -> tuple[Question, list[Ranked]]:
    kind = analyse(QUESTION)
    words = content_words(QUESTION, kind, lambda tokens: dict.fromkeys(tokens, 2.0), EMPTY)
    question = Question(QUESTION, kind, tuple(words), part(QUESTION, words))
    found, _ = hit("The half-life of trelomab is 12 hours.", "It is a white powder.")
    return question, rank(measure(question, [found], {}), RANK)


def judgement(at: float) -> Judgement:
    """Measures that come to ``at`` with the reader's bias, a reader with a say of 3 at most."""
    question, ranked = asked()
    plain = replace(SUFFICIENCY, bias={True: 0.0, False: 0.0})
    probability = judge(question, ranked, HashEmbedder(), plain).probability
    score = float(np.log(probability / (1 - probability)))
    return replace(SUFFICIENCY, reading=Reading(1.0, 1.0, 3.0, {True: at - score, False: at - score}))


@pytest.mark.parametrize(
    ("at", "logit", "enough"), [(-1.0, 2.0, True), (1.0, -2.0, False), (-1.0, -2.0, False)]
)
def test_where_the_measures_leave_room_for_doubt_the_reader_decides(
    at: float, logit: float, enough: bool
) -> None:
    question, ranked = asked()
    reader = ReadingEmbedder(logit)
    assert judge(question, ranked, reader, judgement(at)).enough is enough
    assert {one.sentence for one in reader.shown} == {one.candidate.sentence.text for one in ranked}


@pytest.mark.parametrize(("at", "enough"), [(-3.5, False), (3.5, True)])
def test_where_it_cannot_change_anything_it_is_not_asked(at: float, enough: bool) -> None:
    question, ranked = asked()
    reader = ReadingEmbedder(-100.0 if enough else 100.0)
    assert judge(question, ranked, reader, judgement(at)).enough is enough
    assert not reader.shown


SEVERAL = [f"The half-life of trelomab is {hours} hours." for hours in (12, 13, 14, 15, 16)]


@pytest.mark.parametrize(
    ("at", "logit", "read"),
    [
        (-1.0, 2.0, 2),  # the first two say yes
        (-0.5, -2.9, 2),  # so far from it that the others are not asked
        (-0.5, -1.0, 4),  # in doubt: two more, and no fifth
    ],
)
def test_it_reads_on_only_where_the_next_sentences_can_decide(at: float, logit: float, read: int) -> None:
    question, _ = asked()
    found, _ = hit(*SEVERAL)
    ranked = rank(measure(question, [found], {}), RANK)
    plain = judge(question, ranked, HashEmbedder(), replace(SUFFICIENCY, bias={True: 0.0, False: 0.0}))
    score = float(np.log(plain.probability / (1 - plain.probability)))
    fitted = replace(SUFFICIENCY, reading=Reading(1.0, 1.0, 3.0, {True: at - score, False: at - score}))
    reader = ReadingEmbedder(logit)

    judge(question, ranked, reader, fitted)

    assert len(reader.shown) == read


def test_a_reader_has_only_so_much_to_say() -> None:
    question, ranked = asked()
    told = judge(question, ranked, ReadingEmbedder(100.0), judgement(-2.5)).probability
    assert told == pytest.approx(1 / (1 + np.exp(-0.5)), abs=1e-3)
