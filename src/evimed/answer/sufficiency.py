"""Whether the library answers the question, or only speaks of its subject.

A question joins a subject (``云岐科技``) with something asked of it (``创始人叫什么名字``). Passages on the subject
are always found; whether one of them gives what is asked is judged on the best sentences, each by itself: does
it hold a thing of the wanted type, in a clause that speaks of what is asked, with the numbers and years of the
question, and is it about the subject. Words are compared by meaning as well as by letter (see ``meaning``).
The measures of the sentence that fulfils most of this go through a logistic model.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from evimed.answer.asked import Asked, Want
from evimed.answer.holds import carries_measure, find_wanted, holds_person
from evimed.answer.meaning import Likeness, split_words
from evimed.answer.rank import Linear, Ranked
from evimed.answer.select import CLAUSE_END, Question
from evimed.answer.words import Text, Word, held, prepare
from evimed.knowledge.tokens import fold
from evimed.ports import Embedder

SUFFICIENCY_FEATURES = (
    "asked_in_clause", "asked_in_sentence", "asked_weakest", "subject", "typed", "measure", "numbers", "likeness",
    "context", "known", "score", "joint", "person", "open",
)  # fmt: skip
_LOOKED_AT = 8  # sentences
_NUMBER = re.compile(r"\d[\d.,]*%?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_INTERROGATIVE = re.compile(
    r"多少|几|什么|哪|谁|何|多[久长大高快]|怎|比例|百分|吗|\b(?:how|what|which|when|where|who|whom|whose|why)\b"
)
_OF = re.compile(r"\b(?:of|for|in|on|with|by|from|at)\b")
_NEAR = 5.0  # characters over which a word's part in what is asked falls to half


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Yes or no, how sure, and the words of the question that found no counterpart."""

    enough: bool
    probability: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A question's words by their part in it."""

    asked: tuple[tuple[Word, float], ...]  # what is asked, with how near it stands to the interrogative
    subject: tuple[Word, ...]  # names and the rest
    numbers: tuple[Word, ...]


def part(question: Question) -> Parts:
    """Tell what is asked from what it is asked of.

    Names and numbers are the subject; of the common words those nearest to the interrogative are what is asked.
    """
    folded = fold(question.text)
    marks = [match.span() for match in _INTERROGATIVE.finditer(folded)] or [(len(folded), len(folded))]
    numbers = tuple(word for word in question.words if _NUMBER.fullmatch(word.text))
    common = [w for w in question.words if w not in numbers and not is_name(w)]
    first, last = marks[0], marks[-1]
    trails = any(folded.find(w.text) >= last[1] for w in common) and bool(_HAN.search(folded[last[0] : last[1]]))
    object_ = _OF.search(folded, first[1])
    asked: list[tuple[Word, float]] = []
    for word in common:
        at = folded.find(word.text)
        distance = min(max(at - end, start - at - len(word.text), 0) for start, end in marks)
        nearness = 1.0 / (1.0 + distance / (_NEAR if _HAN.search(word.text) else 3 * _NEAR))
        if trails and at < last[0]:
            nearness *= 0.5  # 系统是哪一年推出的: what follows the interrogative is what is asked
        elif object_ and at > object_.start():
            nearness *= 0.5  # the headquarters of X: what stands before "of" is what is asked
        asked.append((word, nearness))
    nearest = max((nearness for _, nearness in asked), default=1.0)
    kept = tuple((word, nearness) for word, nearness in asked if nearness >= 0.4 * nearest)
    chosen = {word.text for word, _ in kept}
    subject = tuple(w for w in question.words if w not in numbers and w.text not in chosen)
    return Parts(kept, subject, numbers)


def is_name(word: Word) -> bool:
    """Whether a word names something: no dictionary has it."""
    if _HAN.match(word.text):
        return not rjieba.has_word(word.text) and not word.foreign
    return not word.foreign or bool(re.search(r"\d", word.text))


@dataclass(frozen=True, slots=True)
class _Context:
    own: Text
    own_words: tuple[str, ...]
    around: Text
    around_words: tuple[str, ...]


def sufficiency_features(
    question: Question, ranked: Sequence[Ranked], embedder: Embedder | None
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Measures of the sentence that comes nearest to answering, and the asked words that found nothing in it.

    Without candidates all measures are 0.
    """
    if not ranked:
        return (0.0,) * len(SUFFICIENCY_FEATURES), ()
    looked = ranked[:_LOOKED_AT]
    contexts = [_context(item) for item in looked]
    likeness = _likeness(question, contexts, embedder)
    parts = part(question)
    best: tuple[float, tuple[float, ...], tuple[str, ...]] | None = None
    for item, context in zip(looked, contexts, strict=True):
        values, missing = _measure(question, parts, item, context, likeness)
        joint = values["joint"] + 0.05 * (item.score - looked[0].score)
        if best is None or joint > best[0]:
            best = joint, tuple(values[name] for name in SUFFICIENCY_FEATURES), missing
    assert best is not None  # noqa: S101  -- looked is not empty
    return best[1], best[2]


def _context(item: Ranked) -> _Context:
    hit, index = item.candidate.hit, item.candidate.index
    sentences = hit.passage.sentences
    around = "\n".join(
        (hit.document.title, *hit.passage.section, *(s.text for s in sentences[max(0, index - 2) : index]))
    )
    own = sentences[index].text
    return _Context(prepare(own), split_words(own), prepare(around), split_words(around))


def _likeness(question: Question, contexts: Sequence[_Context], embedder: Embedder | None) -> Likeness | None:
    if embedder is None:
        return None
    return Likeness(embedder, question.words, [w for c in contexts for w in (*c.own_words, *c.around_words)])


def _measure(
    question: Question, parts: Parts, item: Ranked, context: _Context, likeness: Likeness | None
) -> tuple[dict[str, float], tuple[str, ...]]:
    def holds(word: Word, text: Text, words: Sequence[str]) -> float:
        by_letter = held(word, text)
        return by_letter if by_letter >= 1.0 or likeness is None else max(by_letter, likeness.best(word, words))

    sentence = item.candidate.sentence.text
    folded = fold(sentence)
    spans = find_wanted(question.asked, sentence)
    clauses = [(prepare(text), split_words(text)) for text in _clauses(folded, spans)]
    total = sum(nearness for _, nearness in parts.asked) or 1.0
    in_clause = max(
        (sum(n * holds(w, text, words) for w, n in parts.asked) / total for text, words in clauses), default=0.0
    )
    in_sentence = [(w, n, holds(w, context.own, context.own_words)) for w, n in parts.asked]
    asked_in_sentence = sum(n * score for _, n, score in in_sentence) / total
    weakest = min((score for _, n, score in in_sentence if n >= 0.6), default=1.0)
    subject = [
        (w.weight, max(holds(w, context.own, context.own_words), 0.9 * holds(w, context.around, context.around_words)))
        for w in parts.subject
    ]
    about = sum(w * s for w, s in subject) / (sum(w for w, _ in subject) or 1.0) if subject else 1.0
    numbers = [max(held(w, context.own), held(w, context.around)) for w in parts.numbers]
    number_share = sum(numbers) / len(numbers) if numbers else 1.0
    typed = 1.0 if spans else 0.0
    person = 1.0
    if question.asked.want is Want.PERSON and asks_for_name(question.asked, question.text):
        person = 1.0 if holds_person(sentence) else 0.0
    asked = max(in_clause, 0.8 * asked_in_sentence) if parts.asked else 0.5
    measure = 1.0 if carries_measure(question.asked, sentence) else 0.0
    values = {
        "asked_in_clause": in_clause,
        "asked_in_sentence": asked_in_sentence,
        "asked_weakest": weakest,
        "subject": about,
        "typed": typed,
        "measure": measure,
        "numbers": number_share,
        "likeness": item.candidate.feature("likeness"),
        "context": item.candidate.feature("context"),
        "known": sum(w.weight for w in question.words if w.known) / (sum(w.weight for w in question.words) or 1.0),
        "score": item.score,
        "joint": asked * about * (0.3 + 0.7 * typed) * (0.4 + 0.6 * number_share) * (0.3 + 0.7 * person) * (0.6 + 0.4 * measure),
        "person": person,
        "open": 1.0 if question.asked.want in (Want.OPEN, Want.NAME, Want.REASON, Want.DEFINITION) else 0.0,
    }
    missing = tuple(w.text for w, n, score in in_sentence if score < 0.5 and n >= 0.5)
    return values, missing


def asks_for_name(asked: Asked, question: str) -> bool:
    """Whether a person is wanted, not whoever did it: 谁 may be a company, 创始人姓名 may not."""
    return asked.want is Want.PERSON and bool(
        re.search(r"姓名|名字|创始人|发起人|董事长|院长|负责人|总经理|主任|研究者|作者|chair|founder|investigator|director|president|ceo|author|name of the", fold(question))
    )


def _clauses(folded: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The clauses that hold a wanted thing, each with the clause before it."""
    bounds = [0, *(match.end() for match in CLAUSE_END.finditer(folded)), len(folded)]
    found: dict[tuple[int, int], None] = {}
    for start, _ in spans:
        at = max(i for i in range(len(bounds) - 1) if bounds[i] <= start)
        found.setdefault((bounds[max(0, at - 1)], bounds[at + 1]))
    return [folded[start:end] for start, end in list(found)[:8]]


def judge(
    question: Question, ranked: Sequence[Ranked], embedder: Embedder | None, model: Linear, bias: float
) -> Sufficiency:
    """Judge with the fitted model; ``enough`` from a probability of one half."""
    if not ranked:
        return Sufficiency(enough=False, probability=0.0, missing=())
    values, missing = sufficiency_features(question, ranked, embedder)
    logit = model.one(values) + bias
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
    return Sufficiency(probability >= 0.5, probability, () if probability >= 0.5 else missing)
