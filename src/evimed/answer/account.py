"""What a sentence accounts for of a question: the thing asked, what it is asked of, and every condition.

A sentence answers if it holds a thing of the wanted type, in a clause that speaks of what is asked, of the
very thing named, in the year and with the numbers of the question. Each of these is measured from 0 to 1; the
judgement multiplies them (it adds their logarithms), so that a sentence which has all but one of them does
not pass for one that has all. A word is accounted for by its letters, its synonyms and translations, or by
a word that means nearly the same (see ``meaning``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from evimed.answer.asked import Asked, Want
from evimed.answer.holds import agrees_in_year, holds_person
from evimed.answer.meaning import Likeness, split_words
from evimed.answer.rank import Ranked
from evimed.answer.select import Question
from evimed.answer.values import Values, find_values, is_bare_row, speaks_of_kind
from evimed.answer.words import Word, held, prepare
from evimed.knowledge.tokens import fold
from evimed.records import Span

_HAN = re.compile(r"[\u3400-\u9fff]")
# A comma inside a number (1,034) ends nothing.
_CLAUSE = re.compile(r"[；;。：:！？!?、]|[,，](?!(?<=\d.)\d{3}(?!\d))")
_AROUND = 0.9  # what stands in the heading or the sentences before counts a little less
_MOST_VALUES = 40
_NOUN = ("n", "nz", "vn", "an", "eng", "nr", "ns", "nt", "l", "i", "j", "x")
_OTHER_NAME = re.compile(r"[“\"「『《]([^”\"」』》]{2,16})[”\"」』》]|([a-z]{2,}[a-z0-9]*-[a-z]*\d+)")
_YEARS = re.compile(r"(?:19|20)\d\d\s?年?")
_NUMBERS = re.compile(r"(?<![a-z0-9.\-])\d+(?:\.\d+)?(?![a-z\d])")
_RANGE = re.compile(
    r"(\d+(?:\.\d+)?)\s?(?:～|~|-|–|—|至|到|to)\s?(\d+(?:\.\d+)?)|[≥>]\s?(\d+(?:\.\d+)?)|[≤<]\s?(\d+(?:\.\d+)?)"
)
_HANZI = {
    "1": "一",
    "2": "二两",
    "3": "三",
    "4": "四",
    "5": "五",
    "6": "六",
    "7": "七",
    "8": "八",
    "9": "九",
    "10": "十",
}
# Nouns that only tell the kind of the answer.
_KINDS = (
    "总数 数量 人数 原因 理由 比例 能力 情况 内容 方面 问题 年 月 日 时间 日期 规模 水平 程度 结果 方式 要求"
    " 病人 主要 实际 平均 number rate share level amount"
)
KIND_NOUNS = frozenset(_KINDS.split())


@dataclass(frozen=True, slots=True)
class Account:
    """What one sentence accounts for; all measures from 0 to 1.

    ``typed``: a thing of the wanted type; ``names``: the names of the question; ``clause``: what is asked, in
    the clause of the thing or the one before; ``asked``: what is asked, anywhere; ``noun``: the noun of the
    question that is accounted for worst, by letters or likeness, ``noun_letters`` by letters alone,
    ``head_letters`` of what is asked; ``cover``: all words by weight, ``cover_clause`` in the clause of the
    thing; ``counted``: the noun whose number is asked; ``cue``: a word of price, seat or registration;
    ``gap``: how much better the rest is accounted for than what is asked; ``rival``: another name stands
    where that of the question does not; ``left``: weight of words the library uses and the sentence does not;
    ``unheard``: weight of names that nothing in the library holds; ``passage``: all words by weight, anywhere
    in the passage.
    """

    typed: float
    person: float
    names: float
    clause: float
    asked: float
    noun: float
    noun_letters: float
    head_letters: float
    cover: float
    cover_clause: float
    year: float
    number: float
    counted: float
    cue: float
    gap: float
    rival: float
    left: float
    strange: float
    shared: float
    unheard: float
    passage: float
    missing: tuple[str, ...]  # asked words that found nothing


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence with what stands around it: title, headings, the two sentences before."""

    own: str
    before: str
    around: str
    row: bool
    passage: str = ""

    @staticmethod
    def of(item: Ranked) -> Context:
        """The context of a ranked sentence."""
        hit, index = item.candidate.hit, item.candidate.index
        sentences = hit.passage.sentences
        before = [s.text for s in sentences[max(0, index - 2) : index]]
        return Context(
            sentences[index].text,
            " ".join(before),
            "\n".join((hit.document.title, *hit.passage.section, *before)),
            sentences[index].kind == "row",
            "\n".join((hit.document.title, *hit.passage.section, *(s.text for s in sentences))),
        )


Holds = Callable[[Word, str], float]


def account(question: Question, context: Context, likeness: Likeness | None) -> Account:
    """What the sentence of ``context`` accounts for of ``question``."""

    def holds(word: Word, text: str) -> float:
        by_letter = held(word, prepare(text))
        if by_letter >= 1.0 or likeness is None:
            return by_letter
        return max(by_letter, likeness.best(word, split_words(text)))

    words, parts = question.words, question.parts
    total = sum(word.weight for word in words) or 1.0
    own, around = prepare(context.own), prepare(context.around)
    letters = {w.text: max(held(w, own), _AROUND * held(w, around)) for w in words}
    all_ = {w.text: max(holds(w, context.own), _AROUND * holds(w, context.around)) for w in words}
    values = find_values(question.asked, question.text, words, context.own, row=context.row)
    near = _near_values(question, fold(context.own), values, holds)
    passage = prepare(context.passage)
    anywhere = {w.text: max(all_[w.text], _AROUND * held(w, passage)) for w in words}
    names = min((letters[w.text] for w in words if w.name), default=1.0)
    telling = [w for w in words if w.text not in KIND_NOUNS]
    head = [w for w, _ in parts.asked]
    asked = _asked_share(question, all_)
    return Account(
        typed=values.fit,
        person=_person(question, context.own),
        names=names,
        clause=near.clause,
        asked=asked,
        noun=min((all_[w.text] for w in telling if is_noun(w.text)), default=1.0),
        noun_letters=min((letters[w.text] for w in telling if is_noun(w.text)), default=1.0),
        head_letters=min((letters[w.text] for w in head if w in telling and is_noun(w.text)), default=1.0),
        cover=sum(w.weight * all_[w.text] for w in words) / total,
        cover_clause=near.cover,
        year=_year(question, context, values.spans),
        number=_numbers(question.text, context),
        counted=near.counted,
        cue=near.cue,
        gap=max(0.0, _rest(words, head, letters) - asked),
        rival=_rival(words, names, fold(context.own)),
        left=sum(w.weight * (1.0 - letters[w.text]) for w in telling if w.known) / total,
        strange=sum(w.weight * (1.0 - all_[w.text]) for w in telling if not w.known and is_noun(w.text))
        / total,
        shared=sum(w.weight * letters[w.text] for w in words) / total,
        unheard=sum(w.weight for w in words if w.unheard and not w.known) / total,
        passage=sum(w.weight * anywhere[w.text] for w in words) / total,
        missing=tuple(w.text for w, n in parts.asked if n >= 0.5 and all_[w.text] < 0.5),
    )


def is_noun(word: str) -> bool:
    """Whether a word may be a noun: a thing that is asked about and never named is not there."""
    return not _HAN.match(word) or any(tag in _NOUN for _, tag in rjieba.tag(word))


def asks_for_person(asked: Asked, question: str) -> bool:
    """Whether a person is wanted, not whoever did it: 谁 may be a company, 创始人姓名 may not."""
    return asked.want is Want.PERSON and bool(
        re.search(
            r"姓名|名字|创始人|发起人|董事长|院长|负责人|总经理|主任|研究者|作者|传承人|哪一?位"
            r"|chair|founder|investigator|director|president|ceo|author|name of the",
            fold(question),
        )
    )


def _person(question: Question, sentence: str) -> float:
    wanted = asks_for_person(question.asked, question.text)
    return 0.0 if wanted and not holds_person(sentence) else 1.0


@dataclass(frozen=True, slots=True)
class _Near:
    clause: float = 0.0
    cover: float = 0.0
    counted: float = 0.0
    cue: float = 0.0


def _near_values(question: Question, folded: str, values: Values, holds: Holds) -> _Near:
    """The best over the clauses that hold a value; what is counted must stand in its very clause."""
    total = sum(word.weight for word in question.words) or 1.0
    counted = question.parts.counted if question.asked.want is Want.QUANTITY else None
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(folded)), len(folded)]
    best = _Near(counted=0.0 if counted else 1.0, cue=1.0 if question.asked.want is Want.OPEN else 0.0)
    places = {
        max(at for at in range(len(bounds) - 1) if bounds[at] <= start)
        for start, _ in values.spans[:_MOST_VALUES]
    }
    for at in sorted(places):
        here = folded[bounds[at] : bounds[at + 1]]
        both = folded[bounds[max(0, at - 1)] : bounds[at + 1]]
        held_ = {w.text: max(holds(w, here), holds(w, both)) for w in question.words}
        best = _Near(
            max(best.clause, _asked_share(question, held_)),
            max(best.cover, sum(w.weight * held_[w.text] for w in question.words) / total),
            max(best.counted, holds(counted, here), 0.7 * held_[counted.text]) if counted else 1.0,
            max(best.cue, speaks_of_kind(question.asked, question.text, both)),
        )
    return best


def _asked_share(question: Question, held_: dict[str, float]) -> float:
    total = sum(nearness for _, nearness in question.parts.asked)
    if not total:
        return 0.6  # nothing is asked but the type
    return sum(nearness * held_[word.text] for word, nearness in question.parts.asked) / total


def _rest(words: Sequence[Word], head: Sequence[Word], letters: dict[str, float]) -> float:
    """How literally the question speaks: the share of its other common words that stand in the text."""
    rest = [w for w in words if w not in head and not w.name]
    total = sum(w.weight for w in rest)
    return sum(w.weight * letters[w.text] for w in rest) / total if total else 0.5


def _rival(words: Sequence[Word], names: float, folded: str) -> float:
    if names > 0.5 or not any(w.name for w in words):
        return 0.0
    asked = [w.text for w in words if w.name]
    others = [quoted or code for quoted, code in _OTHER_NAME.findall(folded)]
    return 1.0 if any(not any(o in name or name in o for name in asked) for o in others) else 0.0


def _year(question: Question, context: Context, spans: Sequence[Span]) -> float:
    years = question.asked.years
    if not years:
        return 1.0
    told = agrees_in_year(question.asked, context.own, context.before, list(spans))
    folded, around = fold(context.own), fold(context.around)
    anywhere = any(year in folded or year in around for year in years)
    year = told if anywhere else min(told, 0.1)
    if context.row or is_bare_row(folded):
        return max(year, 0.8 if anywhere else 0.5)  # the years stand in the header
    return year


def _numbers(question: str, context: Context) -> float:
    """Whether the sentence or what is around it holds every number of the question, or a range around it."""
    asked = _NUMBERS.findall(_YEARS.sub("", fold(question)))
    own = fold(context.own)
    text = f"{own}\n{fold(context.around)}"

    def told(number: str) -> float:
        if re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text):
            return 1.0
        if any(sign in text for sign in _HANZI.get(number, "")) or _in_range(float(number), own):
            return 0.8
        return 0.0

    return min((told(number) for number in asked), default=1.0)


def _in_range(number: float, text: str) -> bool:
    for low, high, least, most in _RANGE.findall(text):
        if low and float(low) <= number <= float(high):
            return True
        if (least and number >= float(least)) or (most and number <= float(most)):
            return True
    return False
