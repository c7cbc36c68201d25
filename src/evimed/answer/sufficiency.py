"""Whether the library answers the question, or only speaks of its subject.

A question joins a subject (``云岐科技``) with something asked of it (``创始人叫什么名字``). Passages on the
subject are always found; whether one of them gives what is asked is judged on the best sentences, each by
itself: does it hold a thing of the wanted type, in a clause that speaks of what is asked, with the numbers
and years of the question, and is it about the subject. Words are compared by meaning as well as by letter
(see ``meaning``). The measures go through a logistic model.
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
from evimed.knowledge.tokens import fold, language_of
from evimed.ports import Embedder

SUFFICIENCY_FEATURES = (
    "distinct", "same_language", "distinct_given", "distinct_given_across", "other_given",
    "other_given_across",
    "nouns", "named_nouns", "counted", "typed_named", "numbers", "years", "likeness", "dense", "known",
    "joint", "typed",
    "context",
)  # fmt: skip
LOOKED_AT = 8  # sentences
_HAN = re.compile(r"[\u3400-\u9fff]")
# Kinds of thing that can be told by their form: a sentence without one does not give it.
_DISTINCT = frozenset(
    (Want.MONEY, Want.TIME, Want.PLACE, Want.ORGANISATION, Want.PERSON, Want.CODE, Want.PHONE, Want.CONTACT)
)
_NOUN = ("n", "nz", "vn", "an", "eng", "nr", "ns", "nt")
# Nouns that only tell the kind of the answer.
_KIND_NOUNS = frozenset(
    (
        "总数",
        "数量",
        "人数",
        "原因",
        "理由",
        "比例",
        "能力",
        "情况",
        "内容",
        "方面",
        "问题",
        "年",
        "月",
        "日",
        "时间",
        "日期",
        "规模",
        "水平",
        "程度",
        "结果",
        "方式",
        "要求",
        "病人",
        "主要",
        "实际",
        "平均",
        "number",
        "rate",
        "share",
        "level",
        "amount",
    )
)


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Yes or no, how sure, and the words of the question that found no counterpart."""

    enough: bool
    probability: float
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    own: Text
    own_words: tuple[str, ...]
    around: Text
    around_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Assessed:
    """What was measured on one sentence, and the asked words that found nothing in it."""

    values: dict[str, float]
    missing: tuple[str, ...]
    held: dict[str, float]  # how far the sentence and its context hold each word of the question


def sufficiency_features(
    question: Question, ranked: Sequence[Ranked], embedder: Embedder | None
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Measures of the question over its best sentences, and the asked words that found nothing."""
    looked = ranked[:LOOKED_AT]
    if not looked:
        return (0.0,) * len(SUFFICIENCY_FEATURES), ()
    contexts = [_context(item) for item in looked]
    likeness = _likeness(question, contexts, embedder)
    assessed = [
        _measure(question, item, context, likeness) for item, context in zip(looked, contexts, strict=True)
    ]
    best_item, best = max(zip(looked, assessed, strict=True), key=lambda pair: pair[1].values["given"])
    distinct = question.asked.want in _DISTINCT
    given = best.values["given"]
    same = language_of(question.text) == best_item.candidate.hit.passage.language
    values = {
        "distinct": float(distinct),
        "same_language": float(same),
        # Four kinds of question, each with a weight of its own; where one does not apply it says nothing.
        "distinct_given": given if distinct and same else 1.0,
        "distinct_given_across": given if distinct and not same else 1.0,
        "other_given": given if not distinct and same else 1.0,
        "other_given_across": given if not distinct and not same else 1.0,
        "nouns": 1.0 - _missing_noun(question.words, assessed),
        "named_nouns": 1.0 - _missing_noun([w for w, _ in question.parts.asked], _about_names(assessed)),
        "counted": _counted(question, assessed),
        "typed_named": max((a.values["typed"] for a in _about_names(assessed)), default=0.0),
        "numbers": max(a.values["numbers"] * min(1.0, a.values["names"] + 0.2) for a in assessed),
        "years": max(a.values["years"] for a in assessed),
        "likeness": max(a.values["likeness"] for a in assessed),
        "dense": max(a.values["dense"] for a in assessed[:3]),
        "known": sum(w.weight for w in question.words if w.known)
        / (sum(w.weight for w in question.words) or 1.0),
        "joint": max(a.values["joint"] for a in assessed),
        "typed": max(a.values["typed"] * a.values["names"] for a in assessed[:5]),
        "context": max(a.values["context"] for a in assessed[:3]),
    }
    return tuple(values[name] for name in SUFFICIENCY_FEATURES), best.missing


def _counted(question: Question, assessed: Sequence[_Assessed]) -> float:
    """How far a sentence with a number, on the things named, speaks of what is counted."""
    word = question.parts.counted
    if word is None or question.asked.want is not Want.QUANTITY:
        return 1.0
    return max((a.held[word.text] * a.values["typed"] for a in _about_names(assessed)), default=0.0)


def _about_names(assessed: Sequence[_Assessed]) -> list[_Assessed]:
    """The sentences that speak of the very things the question names."""
    return [a for a in assessed if a.values["names"] >= 0.75]


def _missing_noun(words: Sequence[Word], assessed: Sequence[_Assessed]) -> float:
    """How much the worst noun of the question is missing from the best sentences with their contexts.

    A verb may be put in other words; a thing that is asked about and never named is not there.
    """
    worst = 0.0
    for word in words:
        if word.text in _KIND_NOUNS or not _is_noun(word):
            continue
        worst = max(worst, 1.0 - max((a.held[word.text] for a in assessed), default=0.0))
    return worst


def _is_noun(word: Word) -> bool:
    if not _HAN.match(word.text):
        return bool(re.search(r"\d", word.text)) or not word.foreign
    return any(tag in _NOUN for _, tag in rjieba.tag(word.text))


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


def _measure(question: Question, item: Ranked, context: _Context, likeness: Likeness | None) -> _Assessed:
    parts = question.parts

    def holds(word: Word, text: Text, words: Sequence[str]) -> float:
        by_letter = held(word, text)
        return (
            by_letter if by_letter >= 1.0 or likeness is None else max(by_letter, likeness.best(word, words))
        )

    sentence = item.candidate.sentence.text
    spans = find_wanted(question.asked, sentence)
    clauses = [(prepare(text), split_words(text)) for text in _clauses(fold(sentence), spans)]
    own = {w.text: holds(w, context.own, context.own_words) for w in question.words}
    everywhere = {
        w.text: max(own[w.text], 0.9 * holds(w, context.around, context.around_words)) for w in question.words
    }
    total = sum(nearness for _, nearness in parts.asked) or 1.0
    in_clause = max(
        (sum(n * holds(w, text, words) for w, n in parts.asked) / total for text, words in clauses),
        default=0.0,
    )
    in_sentence = sum(n * everywhere[w.text] for w, n in parts.asked) / total
    asked = max(in_clause, 0.85 * in_sentence) if parts.asked else 0.6
    about = _share(parts.subject, everywhere)
    # A name is held by its letters or those of its other names, never by likeness.
    named = min(
        (max(held(w, context.own), 0.9 * held(w, context.around)) for w in parts.subject if w.name),
        default=about,
    )
    numbers = [max(held(w, context.own), held(w, context.around)) for w in parts.numbers]
    number_share = sum(numbers) / len(numbers) if numbers else 1.0
    typed = 1.0 if spans else 0.0
    if asks_for_name(question.asked, question.text) and not holds_person(sentence):
        typed = 0.0
    measure = 1.0 if carries_measure(question.asked, sentence) else 0.5
    values = {
        "given": asked
        * (0.3 + 0.7 * item.candidate.feature("year"))
        * (0.1 + 0.9 * named)
        * (0.1 + 0.9 * typed)
        * measure,
        "joint": asked * about * (0.3 + 0.7 * typed) * (0.4 + 0.6 * number_share) * measure,
        "names": named,
        "asked": asked,
        "numbers": number_share,
        "years": item.candidate.feature("year"),
        "typed": typed,
        "likeness": item.candidate.feature("likeness"),
        "dense": item.candidate.feature("dense"),
        "context": item.candidate.feature("context"),
    }
    missing = tuple(w.text for w, n in parts.asked if n >= 0.5 and everywhere[w.text] < 0.5)
    return _Assessed(values, missing, everywhere)


def _share(words: Sequence[Word], held_words: dict[str, float]) -> float:
    total = sum(w.weight for w in words)
    return sum(w.weight * held_words[w.text] for w in words) / total if total else 1.0


def asks_for_name(asked: Asked, question: str) -> bool:
    """Whether a person is wanted, not whoever did it: 谁 may be a company, 创始人姓名 may not."""
    return asked.want is Want.PERSON and bool(
        re.search(
            r"姓名|名字|创始人|发起人|董事长|院长|负责人|总经理|主任|研究者|作者"
            r"|chair|founder|investigator|director|president|ceo|author|name of the",
            fold(question),
        )
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
    question: Question,
    ranked: Sequence[Ranked],
    embedder: Embedder | None,
    model: Linear,
    bias: dict[bool, float],
) -> Sufficiency:
    """Judge with the fitted model: ``enough`` from a probability of one half.

    ``bias`` is chosen by whether the wanted thing can be told by its form.
    """
    if not ranked:
        return Sufficiency(enough=False, probability=0.0, missing=())
    values, missing = sufficiency_features(question, ranked, embedder)
    logit = model.one(values) + bias[question.asked.want in _DISTINCT]
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
    enough = probability >= 0.5
    return Sufficiency(enough, probability, () if enough else missing)
