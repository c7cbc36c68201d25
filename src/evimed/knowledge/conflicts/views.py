"""A recommendation as it is compared: concepts of what is done, for whom, and its numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from evimed.knowledge.concepts import features as concepts_of
from evimed.knowledge.concepts import nested_features
from evimed.knowledge.conflicts.advice_words import (
    ACTS,
    AGE_GROUPS,
    CARE_WORDS,
    GENERAL_PHRASES,
    GENERAL_WORDS,
    KINDS_OF_CARE,
)
from evimed.knowledge.recommendations.directions import direction_of
from evimed.knowledge.recommendations.durations import DOSE_UNITS, durations_in
from evimed.knowledge.recommendations.quantities import ages_in, intervals_in, quantities_in
from evimed.records import Document, Measured, Recommendation

_ITEM = re.compile(r",|;|/|\band/or\b|\bor\b|\band\b|、|；|，|或|和|及|与", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:as|for|with|in|to|by|on|if|at|when|that|which|is associated|than|instead|using|after|before"
    r"|during|while"
    r"|until)\b|[;.；。]"
    r"|用于|以(?=降|减|预|改)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"as|in|at|if|when|by|that|which|is associated|than|instead|after|before|during|while|until", re.I
)
_TARGET = re.compile(
    r"\b(?:for|of|against|to (?:treat|prevent|detect|diagnose|manage))\b([^;.,]{2,120}?)(?=\b(?:for|in"
    r"|to|as|with|by|if|at|when|outside|without|among|during)\b|[;.,]|$)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:concurrent|concomitant|simultaneous|combined|combination|together)|联合|合用|同时", re.IGNORECASE
)
_FIRST = re.compile(
    r"first[- ]line|\binitial(?:ly)? |\bfirst (?:drug|choice|agent)|首选|一线|初始", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:history of|previous|prior|earlier|past|recurrent)\b|病史|既往|曾|复发", re.IGNORECASE
)
_ASPECT = re.compile(
    r"^\W*(?:the )?(?:extent|timing|choice|type|number|duration|selection|decision|sequence|order"
    r"|method|cost)s? (?:of|to)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:recommendations?|statements?) ?)?[A-Z]?\d+(?:\.\d+)*[a-z]?\s*[.:)、]\s*", re.IGNORECASE
)
_EXCEPTED = re.compile(
    r"\b(?:other than|apart from|except(?: for)?|unless|irrespective of|regardless of)\b[^,;.]*"
    r"|除[^，。；]{1,20}外",
    re.I,
)
# One word that only describes: "oral or topical" is no list of things.
_DESCRIBES = re.compile(
    r"^\W*(?:oral|\w+(?:al|ous|able|ible|ive)|systemic|chronic|prophylactic|therapeutic|acute|severe"
    r"|mild)\W*$",
    re.I,
)
_BLANKET = re.compile(
    r"\b(?:routine(?:ly)?|unselected|universal(?:ly)?|for (?:all|every)|all (?:patients|adults|women"
    r"|men|children)|alone"
    r"|solely|irrespective|indiscriminate|by default)\b|常规|一律|普遍",
    re.I,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|whenever|where|after|once|selected|in (?:those|patients|women|men|children|adults)"
    r" (?:with|who)|may|might|can"
    r"|consider(?:ed)?|option|those|until|unless|with)\b|若|如|可|时|后|者",
    re.I,
)
_COMPOUND = re.compile(r"(?<=(?<!-)\b[a-z]{4})-(?=[a-z]{3,}\b(?!-))|(?<=[a-z]{5})-(?=[a-z]{3,}\b(?!-))")
_JOINT = re.compile(r"\b[A-Z]{2,}(?:/[A-Z][A-Za-z]+)+\b")  # bodies in a title: VA/DoD, ACC/AHA
_NUMBER = re.compile(r"[≥≤<>＜＞]?\s*\b\d+(?:\.\d+)?\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(])|(?<=[。！？；])")
_STOPS = re.compile(r"(?<=[.;])\s+|[。；，]")
_BECAUSE = re.compile(
    r"\b(?:as there (?:is|are)|because|since|given that|in order to|so that|although|even though)\b[^.;]*",
    re.I,
)
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_ADVICE = re.compile(
    r"\b(?:the |this )?(?:[\w/'-]+ ){0,5}?(?:(?:strongly )?recommends?|suggests?|concludes?)\b(?:"
    r" (?:strongly )?against)?(?: that)?"
    r"|\b(?:is|was|are) unable to recommend|\bcannot (?:recommend|suggest)|\b(?:for or against)\b"
    r"|\bthere is (?:insufficient|inconclusive) evidence to (?:recommend|support)"
    r"|\b(?:current )?evidence is insufficient to (?:assess|recommend|support)|\b(?:the )?balance of"
    r" (?:the )?benefits and harms of|\bclinicians?\b|\bproviders?\b|\bphysicians?\b"
    r"|\bpractitioners?\b",
    re.IGNORECASE,
)


def kinds_of_care(title: str) -> frozenset[str]:
    """The kinds of care that a title names."""
    return frozenset(kind for kind, words in KINDS_OF_CARE.items() if re.search(words, title, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class View:
    """What comparison needs of one recommendation."""

    record: Recommendation
    subject: frozenset[str]  # what is done, with the words of the heading
    items: tuple[frozenset[str], ...]  # the alternatives it names: drugs of a list, each apart
    target: frozenset[str]  # what it is done for, as said first: "screening for …", "treatment of …"
    people: frozenset[str]
    ages: tuple[Measured, ...]
    intervals: tuple[Measured, ...]
    amounts: tuple[tuple[frozenset[str], Measured], ...]  # thresholds and targets, with their names
    counts: tuple[tuple[frozenset[str], Measured], ...]  # how many earlier events, each kind apart
    earlier: frozenset[str]  # the people, if it is something of their past that tells them
    lifetime: tuple[
        tuple[float, float], ...
    ]  # ages that its words name, or that of its title: children, adults
    first: bool  # about what to begin with
    aspect: bool  # about the extent, the timing, the choice of something, not whether it is done
    blanket: bool = False  # about doing it always, for all
    conditional: bool = False  # about doing it in some case
    firsts: tuple[frozenset[str], ...] = ()  # what is to be begun with, each alternative apart
    mentions: tuple[frozenset[str], ...] = ()  # every phrase of what is done, the items among them
    whole: frozenset[str] = frozenset()  # concepts of all that it says, with its heading
    durations: tuple[Measured, ...] = ()  # in days
    doses: tuple[tuple[frozenset[str], Measured], ...] = ()  # each with the words before it


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
    views = tuple(view_of(one, abbreviations, document.title) for one in records)
    counts = Counter(feature for view in views for feature in view.subject | view.people)
    often = {feature for feature, n in counts.items() if n >= max(2, 0.3 * len(views))}
    # A list item that was taken for the title tells nothing; the outermost heading does.
    own = document.title if not document.title.startswith(("-", "*")) else ""
    name = " ".join((own, *(records[0].section[:1] if records else ())))
    title = (
        frozenset(nested_features(_NUMBER.sub(" ", _JOINT.sub(" ", name)), abbreviations))
        - general()
        - _care()
    )
    return Guide(document, body, views, title, title | often, kinds_of_care(name), abbreviations)


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
    records = [view.record for view in guide.views]
    return guide_of(guide.document, guide.body, records, {**guide.abbreviations, **lent})


def features(words: str, abbreviations: Mapping[str, str] | None = None) -> list[str]:
    """Concepts of words, compounds of two taken apart: "alternating-pressure overlay"."""
    return concepts_of(_COMPOUND.sub(" ", words), abbreviations)


@cache
def acts() -> frozenset[str]:
    """Features of what may be done for anything: screening, assessment."""
    return frozenset(stem for word in ACTS.split() for stem in features(word)) | frozenset(features(ACTS))


def _lifetime(*texts: str) -> tuple[tuple[float, float], ...]:
    """Ages of the groups that the first text with any names."""
    for words in texts:
        found = tuple((low, high) for form, low, high in AGE_GROUPS if re.search(form, words, re.IGNORECASE))
        if found:
            return found
    return ()


def view_of(record: Recommendation, abbreviations: Mapping[str, str], title: str = "") -> View:
    """Take a recommendation apart into concepts."""
    told = _told(record)
    people = _unmeasured(record.population.text if record.population is not None else "")
    items = tuple(
        item
        for piece in _split(_object(told, abbreviations))
        if (item := frozenset(features(piece, abbreviations)) - general())
    )
    return View(
        record=record,
        subject=frozenset(features(told, abbreviations)) - general(),
        items=items,
        target=next(
            (
                found
                for piece in _TARGET.findall(told)
                if (found := frozenset(features(piece, abbreviations)) - general())
            ),
            frozenset[str](),
        ),
        people=frozenset(features(people, abbreviations)) - general(),
        ages=tuple(n for n in record.numbers if n.kind == "age"),
        intervals=tuple(n for n in record.numbers if n.kind == "interval"),
        amounts=tuple(
            (frozenset(features(n.name, abbreviations)) - general(), n)
            for n in record.numbers
            if n.kind in ("threshold", "target") and n.unit not in DOSE_UNITS
        ),
        counts=tuple(
            (frozenset(features(event, abbreviations)) - general(), n)
            for n in record.numbers
            if n.kind == "count"
            for event in _split(n.name)
        ),
        earlier=frozenset(features(people, abbreviations)) - general()
        if _EARLIER.search(people)
        else frozenset[str](),
        lifetime=_lifetime(
            record.population.text if record.population is not None else "", record.text, title
        ),
        first=_FIRST.search(core_of(record)) is not None,
        aspect=_ASPECT.search(told) is not None,
        blanket=_BLANKET.search(record.text) is not None,
        conditional=_CONDITIONAL.search(record.text) is not None,
        firsts=_firsts(record, abbreviations),
        mentions=_mentions(told, abbreviations),
        whole=(
            frozenset(features(_unmeasured(record.text), abbreviations))
            | frozenset(features(record.heading, abbreviations))
        )
        - general(),
        durations=tuple(n for n in record.numbers if n.kind == "duration"),
        doses=tuple(
            (frozenset(features(_before(record, n), abbreviations)) - general(), n)
            for n in record.numbers
            if n.kind in ("threshold", "target") and n.unit in DOSE_UNITS
        ),
    )


def _mentions(told: str, abbreviations: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """Concepts of every phrase of what is done, in order."""
    pieces = (
        frozenset(features(piece, abbreviations)) - general()
        for phrase in _done(told)
        for piece in _split(phrase)
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _before(record: Recommendation, number: Measured) -> str:
    """The words of a record that stand before one of its numbers: what the dose is of is named there."""
    return record.text[: max(0, number.chars[0] - record.chars[0])]


def _done(told: str) -> Iterator[str]:
    """Phrases of what is done; those that tell on what occasion ("at every turn", "when …") are left out."""
    at, word = 0, ""
    for match in (*_CLAUSE.finditer(told), None):
        if not _OCCASION.fullmatch(word):
            yield told[at : match.start() if match is not None else len(told)]
        if match is not None:
            at, word = match.end(), match.group()


def _split(phrase: str) -> list[str]:
    """Items of a list; things advised on only together are one."""
    if _TOGETHER.search(phrase):
        return [phrase]
    return [piece for piece in _ITEM.split(phrase) if not _DESCRIBES.match(piece)]


def _firsts(record: Recommendation, abbreviations: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    """What is to be begun with: the items of the clause that says "first line", "initial", 首选."""
    for clause in _STOPS.split(record.text):
        if _FIRST.search(clause):
            told = _object(_ADVICE.sub(" ", _unmeasured(_parted(clause, record))), abbreviations)
            pieces = (frozenset(features(piece, abbreviations)) - general() for piece in _split(told))
            return tuple(piece for piece in pieces if piece)
    return ()


def _object(told: str, abbreviations: Mapping[str, str]) -> str:
    """The first phrase with any concept: what is offered, before what for, with whom and how."""
    phrases = _CLAUSE.split(_BRACKETED.sub(" ", told))
    return next((one for one in phrases if frozenset(features(one, abbreviations)) - general()), told)


def phrase_of(view: View, topic: frozenset[str], abbreviations: Mapping[str, str]) -> str:
    """The words of a recommendation that tell ``topic``: one of its items, else what it advises."""
    told = _told(view.record)
    for piece in _split(_object(told, abbreviations)):
        if topic & frozenset(features(piece, abbreviations)):
            return " ".join(piece.split()).strip(" ,;:.，；：。（(")
    part = view.record.intervention
    return part.text if part is not None else view.record.text


def core_of(record: Recommendation) -> str:
    """The first sentence that advises: those after it explain or make exceptions."""
    sentences = _SENTENCE.split(_LABEL.sub("", record.text))
    return next((one for one in sentences if direction_of(one) is not None), max(sentences, key=len))


def _told(record: Recommendation) -> str:
    """What is done: the core without population, outcome, comparator, numbers and words of advice."""
    text = _parted(core_of(record), record)
    return _ADVICE.sub(" ", _EXCEPTED.sub(" ; ", _BECAUSE.sub(" ; ", _unmeasured(text))))


def _parted(words: str, record: Recommendation) -> str:
    """Words of a record without its population, outcome and comparator."""
    for part in (record.population, record.outcome, record.comparator):
        if part is not None:
            words = words.replace(part.text.strip(), " ; ", 1)
    return words


def _unmeasured(text: str) -> str:
    """Without its ages, intervals, quantities and other numbers."""
    for one in (*ages_in(text), *intervals_in(text), *quantities_in(text), *durations_in(text)):
        start, end = one.at
        text = text[:start] + " " * (end - start) + text[end:]
    return _NUMBER.sub(" ", text)


def weights_of(guides: Iterable[Guide]) -> dict[str, float]:
    """How much each feature tells: the fewer recommendations have it, the more (idf)."""
    sets = [view.subject | view.people for guide in guides for view in guide.views]
    counts = Counter(feature for one in sets for feature in one)
    return {feature: math.log(1 + len(sets) / n) for feature, n in counts.items()}
