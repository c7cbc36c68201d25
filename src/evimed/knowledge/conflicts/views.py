"""A recommendation as it is compared: concepts of what is done, for whom, and its numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from evimed.knowledge.concepts import features as concepts_of
from evimed.knowledge.concepts import nested_features
from evimed.knowledge.conflicts import statement
from evimed.knowledge.conflicts.advice_words import (
    ACTS,
    AGE_GROUPS,
    CARE_WORDS,
    GENERAL_PHRASES,
    GENERAL_WORDS,
    KINDS_OF_CARE,
    LOOKING,
)
from evimed.knowledge.conflicts.rarity import vector_of
from evimed.knowledge.recommendations.directions import direction_of
from evimed.knowledge.recommendations.durations import DOSE_UNITS
from evimed.ports import Vectors
from evimed.records import Document, Measured, Recommendation

_COMPOUND = re.compile(r"(?<=(?<!-)\b[a-z]{4})-(?=[a-z]{3,}\b(?!-))|(?<=[a-z]{5})-(?=[a-z]{3,}\b(?!-))")
_LABOR = re.compile(r"\blabor\b", re.I)  # the glossary has the British form alone
# Words around the name of a thing: "should consider … only", "the use of …".
_AROUND = re.compile(
    r"^(?:(?:should|must|may|might|can|could|be|is|are|not|to|the|an?|use|using|of|considere?d?"
    r"|considering|offer(?:ed|ing)?"
    r"|provid\w+|initiat\w+|recommended|do|routinely|routine)\s+)+|\s+(?:only|should|must|may|is|are|be)$",
    re.I,
)
_JOINT = re.compile(r"\b[A-Z]{2,}(?:/[A-Z][A-Za-z]+)+\b")  # bodies in a title: VA/DoD, ACC/AHA
_IN_TITLE = 3  # times that a concept of a title counts
_BOTH = frozenset[str](("together",))  # of things advised on only together


def kinds_of_care(title: str) -> frozenset[str]:
    """The kinds of care that a title names."""
    return frozenset(kind for kind, words in KINDS_OF_CARE.items() if re.search(words, title, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class View:
    """What comparison needs of one recommendation."""

    record: Recommendation  # the piece that is compared: its own text, direction, people and numbers
    source: Recommendation  # the recommendation it is a piece of, as it is stored
    subject: frozenset[str]  # what is done, with the words of the heading
    items: tuple[frozenset[str], ...]  # the alternatives it names: drugs of a list, each apart
    target: frozenset[str]  # what it is done for, as said first: "screening for …", "treatment of …"
    people: frozenset[str]
    ages: tuple[Measured, ...]
    begins: tuple[Measured, ...]  # ages at which something is begun
    ends: tuple[Measured, ...]  # ages at which it is stopped
    intervals: tuple[Measured, ...]
    paced: tuple[tuple[frozenset[str], Measured], ...]  # the same, each with the thing it stands behind
    amounts: tuple[tuple[frozenset[str], Measured], ...]  # thresholds and targets, with their names
    counts: tuple[tuple[frozenset[str], Measured], ...]  # how many earlier events, each kind apart
    earlier: frozenset[str]  # the people, if it is something of their past that tells them
    lifetime: tuple[tuple[float, float], ...]  # ages of the groups that it, or its title, names: children
    first: bool  # about what to begin with
    aspect: bool  # about the extent, the timing, the choice of something, not whether it is done
    occasion: frozenset[str] = frozenset()  # on what occasion: "when alarm symptoms are present"
    means: frozenset[str] = frozenset()  # with what it is done: "risk assessment with the ankle index"
    blanket: bool = False  # about doing it always, for all
    conditional: bool = False  # about doing it in some case
    firsts: tuple[frozenset[str], ...] = ()  # what is to be begun with, each alternative apart
    mentions: tuple[frozenset[str], ...] = ()  # every phrase of what is done, the items among them
    whole: frozenset[str] = frozenset()  # concepts of all that it says, with its heading
    durations: tuple[Measured, ...] = ()  # in days
    doses: tuple[tuple[frozenset[str], Measured], ...] = ()  # each with the words before it
    spoken: bool = True  # whether it has a word of advice; else only meaning can tell what it advises


@dataclass(frozen=True, slots=True)
class Guide:
    """The recommendations of one document, with what tells its topic."""

    document: Document
    body: str
    views: tuple[View, ...]
    title: frozenset[str]
    topic: frozenset[str]  # of its title and of much that it says
    care: frozenset[str] = frozenset()  # kinds of care that its title names: screening, counselling
    abbreviations: Mapping[str, str] = field(default_factory=dict[str, str])  # long forms by short
    # All that it says, as a vector of concepts.
    concepts: Vectors = field(default_factory=lambda: vector_of({}), compare=False, repr=False)


@cache  # not at import: the concepts take a third of a second
def general() -> frozenset[str]:
    """Features of the words that any advice uses."""
    return (
        frozenset(feature for phrase in GENERAL_PHRASES[:4] for feature in features(phrase))
        | frozenset(stem for word in GENERAL_WORDS.split() for stem in features(word))
        | frozenset(features(GENERAL_WORDS))
    )


@cache
def _care() -> frozenset[str]:
    """Features of the words that titles of guidelines use."""
    phrases = ("primary care", "task force", "clinical practice guideline", "older adults", "老年人")
    return frozenset(f for words in (*CARE_WORDS.split(), *phrases) for f in features(words))


def guide_of(
    document: Document, body: str, records: Sequence[Recommendation], abbreviations: Mapping[str, str]
) -> Guide:
    """Views of the recommendations of ``document``, its abbreviations written out."""
    bag = _bag(abbreviations)
    views = tuple(
        replace(_view(piece, bag, document.title), source=one)
        for one in records
        for piece in statement.pieces_of(one)
    )
    spoken = [view for view in views if view.spoken]
    counts = Counter(feature for view in spoken for feature in view.subject | view.people)
    often = {feature for feature, n in counts.items() if n >= max(2, 0.3 * len(spoken))}
    # A list item that was taken for the title tells nothing; the outermost heading does.
    own = document.title if not document.title.startswith(("-", "*")) else ""
    name = " ".join((own, *(records[0].section[:1] if records else ())))
    title = (
        frozenset(nested_features(statement.unnumbered(_JOINT.sub(" ", name)), abbreviations))
        - general()
        - _care()
    )
    care = kinds_of_care(name)
    return Guide(
        document, body, views, title, title | often, care, abbreviations, vector_of(counted(views, title))
    )


def counted(views: Iterable[View], title: Iterable[str]) -> Counter[str]:
    """How often each concept is named in all that a guideline says; those of its title count for more."""
    counts = Counter(concept for view in views for concept in view.whole)
    for concept in title:
        counts[concept] += _IN_TITLE
    return counts


def read_together(one: Guide, other: Guide) -> tuple[Guide, Guide]:
    """Both guides, with what the other one alone writes out where it stands short: AOM, PSA, IPCD."""
    return _with_abbreviations_of(one, other), _with_abbreviations_of(other, one)


def _with_abbreviations_of(guide: Guide, other: Guide) -> Guide:
    used = " ".join(view.record.text for view in guide.views)
    lent = {
        short: long
        for short, long in other.abbreviations.items()
        if short not in guide.abbreviations and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", used)
    }
    if not lent:
        return guide
    records = list(dict.fromkeys(view.source for view in guide.views))
    return guide_of(guide.document, guide.body, records, {**guide.abbreviations, **lent})


def features(words: str, abbreviations: Mapping[str, str] | None = None) -> list[str]:
    """Concepts of words, compounds of two taken apart: "alternating-pressure overlay"."""
    return concepts_of(_LABOR.sub("labour", _COMPOUND.sub(" ", words)), abbreviations)


@cache
def acts() -> frozenset[str]:
    """Features of what may be done for anything: screening, assessment."""
    return frozenset(stem for word in ACTS.split() for stem in features(word)) | frozenset(features(ACTS))


@cache
def _presence() -> frozenset[str]:
    """Words of an occasion that do not tell which."""
    return frozenset(features("presence absence present case patients symptoms symptom signs"))


@cache
def _looking() -> frozenset[str]:
    return frozenset(stem for word in LOOKING.split() for stem in features(word))


def _lifetime(*texts: str) -> tuple[tuple[float, float], ...]:
    """Ages of the groups that the first text with any names."""
    for words in texts:
        found = tuple((low, high) for form, low, high in AGE_GROUPS if re.search(form, words, re.IGNORECASE))
        if found:
            return found
    return ()


Bag = Callable[[str], frozenset[str]]  # concepts of words, those of any advice left out


def _bag(abbreviations: Mapping[str, str]) -> Bag:
    """Concepts with the abbreviations of a document, each text read once."""

    @cache
    def bag(words: str) -> frozenset[str]:
        return frozenset(features(words, abbreviations)) - general()

    return bag


def view_of(record: Recommendation, abbreviations: Mapping[str, str], title: str = "") -> View:
    """Take a recommendation apart into concepts."""
    return _view(record, _bag(abbreviations), title)


def _view(record: Recommendation, bag: Bag, title: str) -> View:
    told = statement.told_of(record)
    population = record.population.text if record.population is not None else ""
    people = statement.unmeasured(population)
    target = next((found for piece in statement.targets(told) if (found := bag(piece))), frozenset[str]())
    limits = [n for n in record.numbers if n.kind in ("threshold", "target")]
    paced = [n for n in record.numbers if n.kind == "interval"]
    return View(
        record=record,
        source=record,
        subject=bag(told),
        items=_items(record, told, target, bag),
        target=target,
        people=bag(people),
        ages=tuple(n for n in record.numbers if n.kind == "age"),
        begins=statement.begun_at(record),
        ends=statement.ended_at(record),
        intervals=tuple(paced),
        paced=tuple((bag(statement.words_behind(record, n)) - acts(), n) for n in paced),
        amounts=tuple((bag(n.name), n) for n in limits if n.unit not in DOSE_UNITS),
        counts=tuple(
            (bag(event), n)
            for n in record.numbers
            if n.kind == "count"
            for event in statement.items_of(n.name)
        ),
        earlier=bag(people) if statement.is_past(people) else frozenset[str](),
        lifetime=_lifetime(population, record.text, title),
        first=statement.is_first(statement.core_of(record)),
        aspect=statement.is_aspect(told),
        occasion=bag(" ; ".join(statement.occasions(told))) - _presence(),
        means=bag(" ; ".join(statement.means(told))),
        blanket=statement.is_blanket(record.text),
        conditional=statement.is_conditional(record.text),
        firsts=_listed(_object(statement.clause_of_first(record), bag), bag),
        mentions=tuple(
            dict.fromkeys(item for phrase in statement.phrases_done(told) for item in _listed(phrase, bag))
        ),
        whole=bag(statement.unmeasured(record.text)) | bag(record.heading),
        durations=tuple(n for n in record.numbers if n.kind == "duration"),
        doses=tuple((bag(statement.words_before(record, n)), n) for n in limits if n.unit in DOSE_UNITS),
        spoken=not record.aside or direction_of(record.text) is not None,
    )


def _items(record: Recommendation, told: str, target: frozenset[str], bag: Bag) -> tuple[frozenset[str], ...]:
    """What is offered: the items of the first phrase with any concept, else those of the heading."""
    what = _object(told, bag)
    together = _BOTH if statement.are_together(what) else frozenset[str]()
    items = tuple(item | together for item in _listed(what, bag))
    if items and target and items[0] <= _looking():
        return frozenset(("screening",)) | target, *items[1:]  # for whatever it is called
    return items or _listed(record.heading, bag)  # "It should not be used routinely"


def _listed(phrase: str, bag: Bag) -> tuple[frozenset[str], ...]:
    """Items of a phrase, those without a concept left out."""
    return tuple(item for piece in statement.items_of(phrase) if (item := bag(piece)))


def _object(told: str, bag: Bag) -> str:
    """The first phrase with any concept: what is offered, before what for, with whom and how."""
    return next((one for one in statement.phrases(told) if bag(one)), told)


def phrase_of(view: View, topic: frozenset[str], abbreviations: Mapping[str, str]) -> str:
    """The words of a recommendation that tell ``topic``: one of its items, else what it advises."""
    bag = _bag(abbreviations)
    for piece in statement.items_of(_object(statement.told_of(view.record), bag)):
        if topic & bag(piece):
            words = " ".join(piece.split()).strip(" ,;:.，；：。（(")
            return _AROUND.sub("", words).strip() or words
    part = view.record.intervention
    return part.text if part is not None else view.record.text


def weights_of(guides: Iterable[Guide]) -> dict[str, float]:
    """How much each feature tells: the fewer recommendations have it, the more (idf)."""
    sets = [view.subject | view.people for guide in guides for view in guide.views]
    counts = Counter(feature for one in sets for feature in one)
    return {feature: math.log(1 + len(sets) / n) for feature, n in counts.items()}
