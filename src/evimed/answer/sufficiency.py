"""Whether the library answers the question, or only speaks of its subject.

A question joins a subject (``云岐科技``) with something asked of it (``创始人叫什么名字``). Passages on the
subject are always found; whether one of them gives what is asked is judged on the best sentences, each by
itself (see ``account``). A linear model over the logarithms of what a sentence accounts for scores it; the
library answers if the best sentence scores high enough. Where that leaves room for doubt, a reader that reads
question and sentence together, if there is one, has a say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evimed.answer.account import Account, Context, account
from evimed.answer.asked import Want
from evimed.answer.meaning import Likeness
from evimed.answer.rank import Linear, Ranked
from evimed.answer.select import Question
from evimed.knowledge.tokens import language_of
from evimed.ports import Embedder, Reader, Shown

SUFFICIENCY_FEATURES = (
    "typed", "person", "names", "clause", "noun", "noun_letters", "head_letters",
    "cover_clause", "year", "number", "counted", "cue",
    "literal_gap", "no_rival", "known_left", "not_strange",
    "asked_dense", "likeness", "fused",
    "distinct", "other", "across",
    "distinct_clause", "distinct_asked", "distinct_cover", "other_cover", "across_cover",
    "heard", "passage", "other_passage",
)  # fmt: skip
LOOKED_AT = 5  # sentences: those that would be quoted
_FIRST_READ = 2  # sentences read before the others: mostly they decide
_READ = 4  # sentences read at most: on the development sets a fifth never decided
# Logits that the first two may be short by: on the development sets none further off was made up by the next.
_SHORT = 2.5
_FLOOR = 0.08  # under the logarithm: nothing at all counts as this much
# Kinds of thing that can be told by their form: a sentence without one does not give it.
_DISTINCT = frozenset(
    (Want.MONEY, Want.TIME, Want.PLACE, Want.ORGANISATION, Want.PERSON, Want.CODE, Want.PHONE, Want.CONTACT)
)
_NUMERIC = frozenset((Want.QUANTITY, Want.FREQUENCY, Want.DURATION, Want.PERCENT))


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Yes or no, how sure, and the words of the question that found no counterpart."""

    enough: bool
    probability: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says beside the measures: ``measured * score + read * logit + bias``.

    ``most``: further than this from 0 a logit of the reader counts no more, so that where the measures are
    sure enough nothing need be read.
    """

    measured: float
    read: float
    most: float
    bias: Mapping[bool, float]  # by is_distinct


def is_distinct(question: Question) -> bool:
    """Whether the wanted thing can be told by its form: a price, a name, a date."""
    return question.asked.want in _DISTINCT


def sufficiency_features(
    question: Question, ranked: Sequence[Ranked], embedder: Embedder | None
) -> list[tuple[tuple[float, ...], Account]]:
    """For each of the best sentences its measures, and what they were made of."""
    looked = ranked[:LOOKED_AT]
    contexts = [Context.of(item) for item in looked]
    likeness = None
    if embedder is not None and looked:
        texts = [text for context in contexts for text in (context.own, context.around)]
        likeness = Likeness(embedder, question.words, texts)
    accounts = [account(question, context, likeness) for context in contexts]
    return [(_row(question, item, a), a) for item, a in zip(looked, accounts, strict=True)]


def _row(question: Question, item: Ranked, told: Account) -> tuple[float, ...]:
    distinct = float(is_distinct(question))
    other = float(not distinct and question.asked.want not in _NUMERIC)
    across = float(language_of(question.text) != "zh")
    logs = [_log(getattr(told, name)) for name in SUFFICIENCY_FEATURES[:12]]
    feature = item.candidate.feature
    return (
        *logs,
        -told.gap,
        -told.rival,
        -told.left,
        -told.strange,
        feature("asked_dense"),
        feature("likeness"),
        feature("fused"),
        distinct,
        other,
        across,
        # What weighs differently where the type tells much, or little.
        distinct * _log(told.clause),
        distinct * _log(told.asked),
        distinct * _log(told.cover),
        other * _log(told.cover),
        across * _log(told.cover),
        -told.unheard,
        _log(told.passage),
        other * _log(told.passage),
    )


def _log(share: float) -> float:
    return math.log(_FLOOR + max(0.0, share))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The fitted constants: the linear model, what is added to its score, and how a reader is weighed."""

    model: Linear
    bias: Mapping[bool, float]  # by is_distinct
    reading: Reading


def judge(
    question: Question, ranked: Sequence[Ranked], embedder: Embedder | None, fitted: Judgement
) -> Sufficiency:
    """Judge with the fitted model: ``enough`` from a probability of one half."""
    rows = sufficiency_features(question, ranked, embedder)
    # A sentence that has no word of the question may be like it: nothing can be checked against it.
    scores = [(fitted.model.one(values), told.missing) for values, told in rows if told.shared > 0]
    if not scores:
        return Sufficiency(enough=False, probability=0.0, missing=())
    score, missing = max(scores)
    distinct = is_distinct(question)
    if isinstance(embedder, Reader):
        logit = _with_reader(question, ranked, embedder, score, fitted.reading)
    else:
        logit = score + fitted.bias[distinct]
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
    enough = probability >= 0.5
    return Sufficiency(enough, probability, () if enough else missing)


def _with_reader(
    question: Question, ranked: Sequence[Ranked], reader: Reader, score: float, reading: Reading
) -> float:
    """The logit of the measures, and of what the reader makes of the best sentences where that can matter."""
    logit = reading.measured * score + reading.bias[is_distinct(question)]
    if abs(logit) > reading.read * reading.most:
        return logit
    told = [shown(item) for item in ranked[:_READ]]
    read = -reading.most
    for some in (told[:_FIRST_READ], told[_FIRST_READ:]):
        read = max([read, *(min(reading.most, float(one)) for one in reader.read(question.text, some))])
        if not -_SHORT <= (logit + reading.read * read) / reading.read < 0.0:
            break  # they answer, or are so far from it that the others do not either
    return logit + reading.read * read


def shown(item: Ranked) -> Shown:
    """A ranked sentence as a reader is shown it."""
    hit, index = item.candidate.hit, item.candidate.index
    sentences = hit.passage.sentences
    return Shown(
        " › ".join((hit.document.title, *hit.passage.section[-2:])),
        " ".join(sentence.text for sentence in sentences[max(0, index - 2) : index]),
        sentences[index].text,
    )
