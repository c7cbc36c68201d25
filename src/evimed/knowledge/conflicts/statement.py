"""A recommendation as text: its pieces, what is done, for whom, when, and what its numbers belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from evimed.knowledge.recommendations.directions import Direction, direction_of, is_about
from evimed.knowledge.recommendations.durations import durations_in
from evimed.knowledge.recommendations.parts import parts_of
from evimed.knowledge.recommendations.quantities import ages_in, intervals_in, quantities_in
from evimed.records import Measured, Part, Recommendation

_ITEM = re.compile(r",|;|:|：|/|\band/or\b|\bor\b|\band\b|、|；|，|或|和|及|与", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:as|for|with|in|to|by|on|if|at|when|that|which|is associated|than|instead|using|after|before"
    r"|during|while"
    r"|until)\b|[;.；。]"
    r"|用于|以(?=降|减|预|改)",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\b(?:with|using|by means of) (?!or without)([^,;.]{3,80})", re.I)
_REFERS = re.compile(r"(?:they|it|these|this|those|either|both|each|such)\b", re.I)
_APART = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])|;\s+|[。；]")
_SEVERAL = 2  # pieces of a recommendation that advises more than one thing
_WHEN = re.compile(
    r"\b(?:when|if|whenever|in the (?:presence|absence) of|in case of|during|after"
    r"|following)\b[^,;.]*",
    re.I,
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
    r"first[- ]line|\bof choice\b|\binitial(?:ly)? |\bfirst (?:drug|choice|agent)|首选|一线|初始",
    re.IGNORECASE,
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
    r"\b(?:other than|apart from|except(?: for)?|unless|irrespective of|regardless of|based on"
    r"|according to|depending on|in light of)\b[^,;.]*"
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
    r"\b(?:if|when|whenever|where|after|once|selected|until|unless|in (?:those|patients|women|men"
    r"|children|adults)"
    r" (?:with|who))\b|若|如果|患者",
    re.I,
)
_NUMBER = re.compile(r"[≥≤<>＜＞]?\s*\b\d+(?:\.\d+)?\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(])|(?<=[。！？；])")
_PIECE = re.compile(r"[,;:.，；：。、]\s|[，；：。、]|\b(?:and|or|with|then|followed by)\b", re.I)
_BEGINS = re.compile(
    r"\b(?:start|begin|began|begun|initiat|commenc)\w*\b[^.;,]{0,80}$|(?:起始|开始)[^，。；]{0,20}$", re.I
)
_ENDS = re.compile(
    r"\b(?:until|stop|discontinu|ceas|through|up to)\w*\b[^.;,]{0,80}$|(?:停止|终止)[^，。；]{0,20}$", re.I
)
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


def pieces_of(record: Recommendation) -> list[Recommendation]:
    """A recommendation that advises several things, taken apart: each with its own direction and numbers.

    A sentence or clause without a word of advice belongs to the one before it.
    """
    groups: list[tuple[int, int, Direction]] = []
    at = 0
    for match in (*_APART.finditer(record.text), None):
        end = match.start() if match is not None else len(record.text)
        way = direction_of(record.text[at:end])
        if way is not None and not is_about(record.text[at:end]):
            groups.append((0 if not groups else at, end, way if groups else record.direction))
        elif groups:
            groups[-1] = (groups[-1][0], end, groups[-1][2])
        at = match.end() if match is not None else end
    if len(groups) < _SEVERAL:
        return [record]
    return [_piece(record, begin, end, way) for begin, end, way in groups]


def _piece(record: Recommendation, begin: int, end: int, way: Direction) -> Recommendation:
    words = record.text[begin:end].rstrip(" ;；")
    people = parts_of(words).population
    first, last = record.chars[0] + begin, record.chars[0] + end  # the reading form keeps the characters
    return replace(
        record,
        text=words,
        direction=way,
        population=Part(words[people[0] : people[1]], record.chars)
        if people is not None
        else record.population,
        numbers=tuple(n for n in record.numbers if first <= n.chars[0] < last),
        chars=(first, last),
    )


def core_of(record: Recommendation) -> str:
    """The first sentence that advises: those after it explain or make exceptions.

    One that begins with "They" or "It" comes with the sentence before it.
    """
    sentences = _SENTENCE.split(_LABEL.sub("", record.text))
    at = next((at for at, one in enumerate(sentences) if direction_of(one) is not None), None)
    if at is None:
        return max(sentences, key=len)
    return " ".join(sentences[at - 1 : at + 1]) if at and _REFERS.match(sentences[at]) else sentences[at]


def told_of(record: Recommendation) -> str:
    """What is done: the core without population, outcome, comparator, numbers and words of advice."""
    text = parted(core_of(record), record)
    return _ADVICE.sub(" ", _EXCEPTED.sub(" ; ", _BECAUSE.sub(" ; ", unmeasured(text))))


def parted(words: str, record: Recommendation) -> str:
    """Words of a record without its population, outcome and comparator."""
    for part in (record.population, record.outcome, record.comparator):
        if part is not None:
            words = words.replace(part.text.strip(), " ; ", 1)
    return words


def unmeasured(text: str) -> str:
    """Without its ages, intervals, quantities and other numbers."""
    for one in (*ages_in(text), *intervals_in(text), *quantities_in(text), *durations_in(text)):
        start, end = one.at
        text = text[:start] + " " * (end - start) + text[end:]
    return _NUMBER.sub(" ", text)


def items_of(phrase: str) -> list[str]:
    """Items of a list; things advised on only together are one."""
    if _TOGETHER.search(phrase):
        return [phrase]
    return [piece for piece in _ITEM.split(phrase) if not _DESCRIBES.match(piece)]


def phrases_done(told: str) -> Iterator[str]:
    """Phrases of what is done; those that tell on what occasion ("at every turn", "when …,") are left out."""
    at, word = 0, ""
    for match in (*_CLAUSE.finditer(told), None):
        phrase = told[at : match.start() if match is not None else len(told)]
        if not _OCCASION.fullmatch(word):
            yield phrase
        elif "," in phrase:  # "As most improve, …": the occasion ends there
            yield phrase.split(",", 1)[1]
        if match is not None:
            at, word = match.end(), match.group()


def occasions(told: str) -> Iterator[str]:
    """Phrases that tell on what occasion something is done."""
    for match in _WHEN.finditer(told):
        yield match.group()


def words_before(record: Recommendation, number: Measured) -> str:
    """The words of a record that stand before one of its numbers: what the dose is of is named there."""
    return record.text[: max(0, number.chars[0] - record.chars[0])]


def words_behind(record: Recommendation, number: Measured) -> str:
    """The item of a list that a number stands behind: "colonoscopy every 10 years, FIT every year"."""
    return _PIECE.split(words_before(record, number))[-1]


def _ages_led_to(record: Recommendation, words: re.Pattern[str]) -> tuple[Measured, ...]:
    """Ages of a record that such words lead to."""
    begin = record.chars[0]
    return tuple(
        n
        for n in record.numbers
        if n.kind == "age"
        and words.search(
            record.text[: max(0, n.chars[0] - begin)]
            + " "
            + record.text[n.chars[0] - begin : n.chars[1] - begin]
        )
    )


def clause_of_first(record: Recommendation) -> str:
    """The clause that says what to begin with ("first line", "initial", 首选), without words of advice."""
    clause = next((one for one in _STOPS.split(record.text) if _FIRST.search(one)), "")
    return _ADVICE.sub(" ", unmeasured(parted(clause, record)))


def phrases(told: str) -> list[str]:
    """What stands between words like "for", "with", "when", without brackets."""
    return _CLAUSE.split(_BRACKETED.sub(" ", told))


def targets(told: str) -> list[str]:
    """What something is done for: "screening for …", "treatment of …"."""
    return _TARGET.findall(told)


def means(told: str) -> list[str]:
    """With what something is done: "risk assessment with …"."""
    return [match[1] for match in _MEANS.finditer(told)]


def are_together(phrase: str) -> bool:
    """Whether the things of a phrase are advised on only together."""
    return _TOGETHER.search(phrase) is not None


def is_first(words: str) -> bool:
    """Whether words say what to begin with."""
    return _FIRST.search(words) is not None


def is_past(words: str) -> bool:
    """Whether people are told by something of their past."""
    return _EARLIER.search(words) is not None


def is_aspect(told: str) -> bool:
    """Whether advice is about the extent, the timing, the choice of something, not whether it is done."""
    return _ASPECT.search(told) is not None


def is_blanket(words: str) -> bool:
    """Whether advice is about doing something always, for all."""
    return _BLANKET.search(words) is not None


def is_conditional(words: str) -> bool:
    """Whether advice is about doing something in some case."""
    return _CONDITIONAL.search(words) is not None


def begun_at(record: Recommendation) -> tuple[Measured, ...]:
    """Ages at which something is begun."""
    return tuple(n for n in _ages_led_to(record, _BEGINS) if n.low)


def ended_at(record: Recommendation) -> tuple[Measured, ...]:
    """Ages at which something is stopped."""
    return _ages_led_to(record, _ENDS)


def unnumbered(words: str) -> str:
    """Without bare numbers."""
    return _NUMBER.sub(" ", words)
