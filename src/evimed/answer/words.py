"""The words of a question that an answer must account for, and how much of them a text holds.

Weights are inverse passage frequencies in the library asked. A word counts as held where the text holds it,
in part where it holds pairs of its characters, and by its other forms: synonyms, translations, other names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import rjieba

from evimed.answer.asked import Asked
from evimed.knowledge.bridge import Bridge
from evimed.knowledge.glossary import Found, load_glossary
from evimed.knowledge.tokens import fold, is_stop, language_of, tokenise

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_OTHER = re.compile(r"[a-z0-9α-ωà-öø-ÿ.%'’/+-]+")
_NUMBER = re.compile(r"\d[\d.,]*%?")
_UNIT = re.compile(
    r"(?:mg|g|kg|ug|µg|ng|ml|l|dl|mmol|mmhg|iu|cm|mm|h|min)(?:/(?:mg|kg|ml|min|l|dl|d|day|h|1\.73|m²|m2))*"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One content word of a question."""

    text: str  # folded
    tokens: tuple[str, ...]
    weight: float
    foreign: tuple[str, ...] = ()  # other forms: synonyms, translations, other names
    known: bool = True  # some passage of the library holds it (or a form of it)
    name: bool = False  # it names something: a product, a body, a study, a person
    proper: bool = (
        False  # and is written as a name, here or in the documents: what lacks it is of another thing
    )
    unheard: bool = False  # it names something that no passage of the library holds: GRG5, ketohexokinase-A


# What a segmenter leaves of 第12周时, 最多人: no names.
_ORDINARY = re.compile(r"[时组周天月]$|^[第最的组]|[多少]人$")
_MOST_FORMS = 60
_RARE = 0.5  # of the rarest word's weight: a name is rarer than that

Weigh = Callable[[Sequence[str]], dict[str, float]]


def content_words(
    question: str,
    asked: Asked,
    weigh: Weigh,
    bridge: Bridge,
    names: Sequence[str] = (),
    marked: Sequence[str] = (),
) -> list[Word]:
    """Content words of ``question`` outside of the words that only ask, each once.

    ``weigh`` gives the inverse passage frequency of tokens (0 for a token no passage holds); ``names`` are
    kept whole; those ``marked`` are marked as names by the documents.
    """
    folded = fold(question)
    for start, end in asked.cue:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    known_forms = load_glossary().find(folded)
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for text in _split(folded, names):
        tokens = tuple(dict.fromkeys(tokenise(text)))
        if tokens and text not in found:
            found[text] = (tokens, _other_forms(text, tokens, folded, known_forms, bridge))
    frequencies = weigh(
        [
            token
            for tokens, foreign in found.values()
            for token in (*tokens, *(t for f in foreign for t in tokenise(f)))
        ]
    )
    highest = max(frequencies.values(), default=1.0) or 1.0
    words: list[Word] = []
    for text, (tokens, foreign) in found.items():
        own = max((frequencies.get(token, 0.0) for token in tokens), default=0.0)
        others = [_frequency(tokenise(form), frequencies) for form in foreign]
        held = [weight for weight in (own, *others) if weight > 0]
        # A word no passage holds may be the subject or a paraphrase: as heavy as the rarest that is held.
        weight = min(held) if held else highest
        proper = bool(held) and (text in marked or _written_as_name(text, question, bridge))
        like_name = _looks_like_name(text, question, bridge)
        name = text in names or proper or (like_name and bool(held) and weight >= _RARE * highest)
        words.append(
            Word(
                text,
                tokens,
                math.sqrt(max(weight, 0.05)),
                foreign,
                known=bool(held),
                name=name,
                proper=proper,
                # Of Chinese, what no dictionary has is as often two words that a segmenter left together.
                unheard=like_name and not held and not _HAN.match(text),
            )
        )
    return words


def _frequency(tokens: Sequence[str], frequencies: dict[str, float]) -> float:
    """Of a form of several tokens that of the rarest; none where the library lacks one: 人 is not 太空人."""
    told = [frequencies.get(token, 0.0) for token in tokens]
    return max(told, default=0.0) if all(told) else 0.0


def is_verb(text: str) -> bool:
    """Whether a tagger takes the whole of a Chinese word for a verb."""
    tagged = rjieba.tag(text)
    return len(tagged) == 1 and tagged[0][1].startswith("v")


def _looks_like_name(text: str, question: str, bridge: Bridge) -> bool:
    """Whether a word may name something: no dictionary has it, or it is written as a name."""
    if _HAN.match(text):
        foreign_frame = (
            language_of(_HAN.sub(" ", question)) == "en" and len(_OTHER.findall(fold(question))) > 3
        )
        unknown = not rjieba.has_word(text) and not _ORDINARY.search(text) and not is_verb(text)
        return len(text) > 1 and (unknown or foreign_frame)
    if _NUMBER.fullmatch(text) or len(text) < 3:
        return False
    if re.search(r"\d", text):
        return True
    if bridge.common:
        # "Series B" and "Phase III" are written large and name nothing.
        known = any(token in bridge.common for token in tokenise(text))
        return text.upper() in question or not known
    written = re.search(rf"(?<![A-Za-z]){re.escape(text)}(?![a-z])", question, re.IGNORECASE)
    return written is not None and written.start() > 0 and written.group()[0].isupper()


def _written_as_name(text: str, question: str, bridge: Bridge) -> bool:
    """Whether a Latin word is in no dictionary and has a large letter or a digit: Zelvoris, P03-005."""
    if _HAN.match(text) or len(text) < 4 or _NUMBER.fullmatch(text) or load_glossary().find(text):
        return False
    if any(token in bridge.common for token in tokenise(text)):
        return bool(re.search(r"[a-z]+-?\d{2}|-[a-z]+$", text)) and text.upper() in question
    written = re.search(rf"(?<![A-Za-z]){re.escape(text)}(?![a-z])", question, re.IGNORECASE)
    return written is not None and any(c.isupper() or c.isdigit() for c in written.group())


def _split(folded: str, names: Sequence[str]) -> list[str]:
    parts: list[tuple[int, str]] = []
    for name in names:
        while (at := folded.find(name)) >= 0:
            parts.append((at, name))
            folded = folded[:at] + " " * len(name) + folded[at + len(name) :]
    foreign_frame = language_of(_HAN.sub(" ", folded)) == "en" and len(_OTHER.findall(folded)) > 3
    for match in _HAN.finditer(folded):
        if foreign_frame and len(match.group()) > 1:
            # Chinese characters in an English question are a name, whatever a segmenter makes of them.
            parts.append((match.start(), match.group()))
            continue
        parts.extend(
            (match.start(), word.lstrip("的了在与和"))
            for word, tag in _negations_joined(rjieba.tag(match.group()))
            if not is_stop(word) and not (len(word) == 1 and tag[0] in "qmpufdyrc")
        )
    for match in _OTHER.finditer(folded):
        word = match.group().strip(".'’/+-")
        if word and not is_stop(word) and not _UNIT.fullmatch(word) and (len(word) > 1 or word.isdigit()):
            parts.append((match.start(), word))
    return [word for _, word in sorted(parts, key=lambda part: part[0]) if word]


def _negations_joined(tagged: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """非 with the word it turns round: 非|严重 is another kind than 严重."""
    joined: list[tuple[str, str]] = []
    for word, tag in tagged:
        if joined and joined[-1][0] == "非":
            joined[-1] = ("非" + word, tag)
        else:
            joined.append((word, tag))
    return joined


def _other_forms(
    text: str, tokens: tuple[str, ...], folded: str, known: Sequence[Found], bridge: Bridge
) -> tuple[str, ...]:
    """Synonyms and translations: of the field's own glossary first, then of the general dictionary."""
    if _NUMBER.fullmatch(text):
        return ()
    at = folded.find(text)
    forms = [other for f in known if f.start <= at and at + len(text) <= f.end for other in f.others]
    if _HAN.match(text):
        forms += bridge.english(text)[:12]
    else:
        # Of a compound the whole only: 扰 is no other name of Perturb-seq.
        forms += [word for token in tokens[:1] for word in bridge.chinese(token)]
    return tuple(dict.fromkeys(forms))[:_MOST_FORMS]


@dataclass(frozen=True, slots=True)
class Text:
    """A folded text and its tokens, made once for many words."""

    folded: str
    tokens: frozenset[str]


@lru_cache(maxsize=20_000)
def prepare(text: str) -> Text:
    """Ready a sentence, heading or context for :func:`held`."""
    folded = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", fold(text))
    return Text(folded, frozenset(tokenise(text)))


def held(word: Word, text: Text) -> float:
    """How far ``text`` holds ``word``: 1 outright, less in part or across languages, 0 not at all."""
    pairs = _pairs(word.text)
    if pairs is not None:
        if word.text in text.folded:
            return float(_stands(word.text, text.folded))
        best = 0.0
        if len(pairs) > 1 and not text.folded.isascii():
            share = sum(pair in text.folded for pair in pairs) / len(pairs)
            best = 0.8 * share if share >= 0.4 else 0.0
        return max(best, 0.9) if word.foreign and _forms(word.foreign).stand_in(text) else best
    if word.tokens[0] in text.tokens:
        return float("non" not in text.tokens or _stands_english(word.text, text.folded))
    # "6-year-old" is not held by some year and something old: what has a digit in it is held whole or not.
    best = (
        0.7
        if len(word.tokens) > 1
        and not re.search(r"\d", word.text)
        and all(token in text.tokens for token in word.tokens[1:])
        else 0.0
    )
    return max(best, 0.9) if word.foreign and _forms(word.foreign).stand_in(text) else best


def _stands(word: str, folded: str) -> bool:
    """Whether a Chinese word that a text has in it stands there once without 非 before it."""
    at = folded.find(word)
    while at > 0 and folded[at - 1] == "非":
        at = folded.find(word, at + 1)
    return at >= 0


def _stands_english(word: str, folded: str) -> bool:
    """Whether "serious" stands somewhere else than in "non-serious"; a form of the word is not looked for."""
    negated = re.findall(rf"\bnon[- ]{re.escape(word)}", folded)
    return not negated or len(negated) < len(re.findall(rf"\b{re.escape(word)}", folded))


@lru_cache(maxsize=10_000)
def _pairs(word: str) -> tuple[str, ...] | None:
    """The pairs of neighbours in a Chinese word; ``None`` for a word of another script."""
    return tuple(map(add, word, word[1:])) if _HAN.match(word) else None


@dataclass(frozen=True, slots=True)
class _Forms:
    """Other forms of a word by how they are looked for."""

    han: re.Pattern[str] | None
    single: frozenset[str]  # of one token
    several: tuple[frozenset[str], ...]  # of more than one, all of them wanted

    marks: frozenset[str]  # one token of each of those: a text without any of them has none of the forms

    def stand_in(self, text: Text) -> bool:
        tokens, folded = text.tokens, text.folded
        if not self.single.isdisjoint(tokens):
            return True
        if self.han is not None and not folded.isascii() and self.han.search(folded):
            return True
        return not self.marks.isdisjoint(tokens) and any(group <= tokens for group in self.several)


@lru_cache(maxsize=10_000)
def _forms(foreign: tuple[str, ...]) -> _Forms:
    tokens = [frozenset(tokenise(form)) for form in foreign if not _HAN.search(form)]
    several = tuple(group for group in tokens if len(group) > 1)
    han = [re.escape(form) for form in foreign if _HAN.search(form)]
    return _Forms(
        re.compile(f"(?<!非)(?:{'|'.join(han)})") if han else None,
        frozenset(token for group in tokens if len(group) == 1 for token in group),
        several,
        frozenset(min(group) for group in several),
    )
