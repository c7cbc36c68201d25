"""Entities of one sentence: terms, abbreviations of the document, word formation; the longest wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import rjieba

from evimed.knowledge.entities import wordforms, wordforms_chinese
from evimed.knowledge.entities.abbreviations import find_abbreviations
from evimed.knowledge.entities.context import standing
from evimed.knowledge.entities.definitions import defined_drugs
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import Lexicon, Name, entity_id, is_common_word
from evimed.knowledge.entities.wordforms_chinese import is_pathogenesis
from evimed.store.graph import Certainty, Polarity

RECOGNISER: Final = "entities/4"
_HAN = re.compile(r"[\u3400-\u9fff]")
_SURE: Final = 0.95  # of a form that names one concept
_SHARED: Final = 0.6  # of one that several share, before the context speaks
_BUILT: Final = 0.7  # of a name that only its formation tells


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity as it stands in a sentence; ``start`` and ``end`` count in that sentence.

    ``score`` is how sure the link is, ``reason`` why: ``term``, ``abbreviation``, ``context`` (several
    concepts share the form), ``definition`` (the document says it is a drug), ``formation`` (how the word is
    built), ``quantity`` (what a dose stands behind), ``place`` (what can be taken stands there), ``list``
    (what it is enumerated with), ``model`` (a chat model named it, see ``named.py``).
    """

    start: int
    end: int
    entity: str
    type: str
    name: str
    concept: str | None
    surface: str
    polarity: Polarity
    certainty: Certainty
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    names: tuple[Name, ...]
    reason: str
    score: float


class Recogniser:
    """Recognises the entities of one document's sentences.

    ``abbreviations`` and ``drugs`` are those it defines itself (``find_abbreviations``, ``defined_drugs``).
    """

    def __init__(
        self,
        lexicon: Lexicon,
        abbreviations: Mapping[str, str] | None = None,
        drugs: Mapping[str, str] | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._drugs = self._resolve_drugs(drugs or {})
        self._short = self._drugs | self._resolve(abbreviations or {})
        words = "|".join(re.escape(short) for short in sorted(self._short, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])") if words else None

    @staticmethod
    def of_document(lexicon: Lexicon, text: str) -> Recogniser:
        """The recogniser of a document, with what its text defines."""
        return Recogniser(lexicon, find_abbreviations(text), defined_drugs(text))

    def recognise(self, text: str, context: Sequence[str] = ()) -> list[Mention]:
        """Mentions in reading order, none within another; ``context``: entities the document speaks of."""
        folded = fold_places(text)
        found = [*self._terms(folded, text), *self._abbreviated(text)]
        found += self._english(text, found)
        if _HAN.search(text):
            found += self._chinese(text, found)
            found += _siblings(text, _longest(found))
        return [
            self._mention(one, text, folded, context)
            for one in _longest(found)
            if one.names[0].type != "condition" or not is_pathogenesis(text, one.start, one.end)
        ]

    def _terms(self, folded: str, text: str) -> Iterator[_Found]:
        for start, end, names in self._lexicon.find(folded, text):
            yield _Found(start, end, names, "term", _SURE if len(names) == 1 else _SHARED)

    def _abbreviated(self, text: str) -> Iterator[_Found]:
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            reason = "definition" if match[0] in self._drugs else "abbreviation"
            yield _Found(*match.span(), (self._short[match[0]],), reason, _SURE)

    def _resolve(self, abbreviations: Mapping[str, str]) -> dict[str, Name]:
        """Short forms whose long form names an entity."""
        plain = Recogniser(self._lexicon) if abbreviations else None
        resolved: dict[str, Name] = {}
        for short, long in abbreviations.items():
            mentions = plain.recognise(long) if plain is not None else []
            ending = [one for one in mentions if one.end >= len(long) - 1 and one.type not in _ASIDE]
            if ending:
                last = ending[-1]
                resolved[short] = Name(last.entity, last.type, last.name, last.concept)
        return resolved

    def _resolve_drugs(self, drugs: Mapping[str, str]) -> dict[str, Name]:
        """Names of drugs that no terminology has, as what stands in their bracket if that is a drug."""
        resolved: dict[str, Name] = {}
        for name, other in drugs.items():
            key = fold_places(name)
            if not self._lexicon.names(key):
                named = [one for one in Recogniser(self._lexicon).recognise(other) if one.type == "drug"]
                same = Name(named[0].entity, "drug", named[0].name, named[0].concept) if named else None
                resolved[name] = same or Name(entity_id(f"drug:{key}"), "drug", key, None)
        return resolved

    def _english(self, text: str, found: Sequence[_Found]) -> Iterator[_Found]:
        words = wordforms.words_of(text)
        anatomy = _places(found, {"anatomy", "test", "organism", "gene"})
        terms = _places(found, {"condition"})
        for start, end in wordforms.drug_places(text):
            if not is_common_word(text[start:end]) and not wordforms.is_condition_word(text[start:end]):
                yield _built(text, start, end, "drug", "place")
        for number, (start, end, word) in enumerate(words):
            if wordforms.is_drug_word(word):
                yield _built(text, start, end, "drug")
                continue
            low = word.lower()
            head = low in wordforms.HEADS
            formed = wordforms.is_condition_word(word)
            known = next((s for s, e in terms if e == end), None)
            if not (head or formed or known is not None):
                continue
            first = start if known is None else known
            left = _expand(text, words, number, first, anatomy)
            named = left < start or formed or wordforms.stands_alone(word)
            if left < first if known is not None else named:
                yield _built(text, left, end, "condition")

    def _chinese(self, text: str, found: Sequence[_Found]) -> Iterator[_Found]:
        for start, end in wordforms_chinese.chinese_drugs(text):
            yield _built(text, *_trim_drug(text, start, end), "drug")
        for start, end in wordforms_chinese.chinese_complaints(text):
            yield _built(text, start, end, "condition")
        yield from _herbs_and_formulas(text, found)
        for one in found:
            if one.names[0].type == "condition" and wordforms_chinese.ends_as_syndrome(text, one.end):
                yield _built(text, one.start, one.end + 1, "condition")
        anatomy = _places(found, {"anatomy", "test", "gene"})
        conditions = _places(found, {"condition"})
        words = list(_segments(text))
        for number, (start, end) in enumerate(words):
            word = text[start:end]
            if not _HAN.search(word):
                continue
            head = wordforms_chinese.is_chinese_head(word)
            known = next((s for s, e in conditions if e == end), None)
            if not head and known is None and wordforms_chinese.is_chinese_change(word):
                known = next((s for s, e in anatomy if e == start), None)  # 血小板 + 减少
                head = known is not None
            if head or known is not None:
                first = min(start, known if known is not None else start)
                left = _expand_chinese(text, words, number, first, anatomy)
                if known is None or left < known:
                    left = wordforms_chinese.without_lead_in(text, left, end)
                if left < end:
                    yield _built(text, left, end, "condition")

    def _mention(self, one: _Found, text: str, folded: str, context: Sequence[str]) -> Mention:
        name, score, reason = _link(one, context)
        stand = standing(folded, one.start, one.end)
        return Mention(
            one.start, one.end, name.entity, name.type, name.name, name.concept, text[one.start : one.end],
            stand.polarity, stand.certainty, score, reason,
        )  # fmt: skip


_ASIDE: Final = frozenset(("anatomy", "population", "test"))
_RANK: Final = {
    "condition": 0,
    "drug": 0,
    "formula": 0,
    "procedure": 1,
    "gene": 2,
    "test": 2,
    "population": 2,
}


def _link(one: _Found, context: Sequence[str]) -> tuple[Name, float, str]:
    """Of the concepts a form may name, the one the document speaks of; else the likeliest type."""
    if len(one.names) == 1:
        return one.names[0], one.score, one.reason
    spoken = [name for name in one.names if name.entity in context]
    if spoken:
        return spoken[0], 0.9, "context"
    return min(one.names, key=lambda name: (_RANK.get(name.type, 3), name.entity)), one.score, "context"


def _built(text: str, start: int, end: int, kind: str, reason: str = "formation") -> _Found:
    words = " ".join(fold_places(text[start:end]).split())
    key = re.sub(r"(?<=[a-z]{4})(?<![suio])s$", "", words)
    name = Name(entity_id(f"{kind}:{key}"), kind, key, None)
    return _Found(start, end, (name,), reason, _BUILT)


def _siblings(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Items of an enumeration, most of whose others are of one type, are of that type too."""
    for items in wordforms_chinese.list_items(text):
        types: dict[str, int] = {}
        unknown: list[tuple[int, int]] = []
        for start, end in items:
            here = next((one for one in found if start <= one.start and one.end <= end), None)
            if here is None:
                unknown.append((start, end))
            elif here.end == end and here.start - start <= 1:
                kind = here.names[0].type
                types[kind] = types.get(kind, 0) + 1
        for kind, most in (("drug", 5), ("condition", 6)):
            if types.get(kind, 0) >= 2 and 2 * types[kind] >= len(items):
                for start, end in unknown:
                    item = text[start:end].removeprefix("加")
                    if 2 <= len(item) <= most and all(_HAN.match(character) for character in item):
                        yield _built(text, end - len(item), end, kind, "list")


def _places(found: Iterable[_Found], types: set[str]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in found if any(name.type in types for name in one.names)]


def _herbs_and_formulas(text: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Herbs before a quantity and named formulas, without the words that lead up to them."""
    herbs, formulas = wordforms_chinese.chinese_herbs(text), wordforms_chinese.chinese_formulas(text)
    for kind, reason, spans in (("drug", "quantity", herbs), ("formula", "formation", formulas)):
        terms, other = _ends(found, kind), _ends(found, "drug") | _ends(found, "condition")
        for start, end in spans:
            if kind == "formula" and end in other and end not in terms:
                continue  # 石膏 and 痰饮 end as formulas do
            first = wordforms_chinese.without_lead_in(text, start, end, terms.get(end))
            if first < end:
                yield _built(text, first, end, kind, reason)


def _ends(found: Iterable[_Found], kind: str) -> dict[int, int]:
    """Where the longest term of a type begins, by where it ends."""
    ends: dict[int, int] = {}
    for one in found:
        if one.reason == "term" and any(name.type == kind for name in one.names):
            ends[one.end] = min(one.start, ends.get(one.end, one.start))
    return ends


def _expand(
    text: str,
    words: Sequence[tuple[int, int, str]],
    number: int,
    first: int,
    anatomy: Sequence[tuple[int, int]],
) -> int:
    """Where a condition begins: words before it that say which kind, or where."""
    left = first
    for place in range(number - 1, -1, -1):
        start, end, word = words[place]
        if end > left:
            continue
        gap = text[end:left]
        if gap.strip() or not gap or "\n\n" in gap:
            break
        part = next((s for s, e in anatomy if e == end), None)
        if part is not None:
            left = part
        elif wordforms.classifies(word) or (word[0].isupper() and "-" in word):
            left = start
        else:
            break
    return left


def _segments(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in rjieba.cut(text):
        yield at, at + len(word)
        at += len(word)


def _expand_chinese(
    text: str, words: Sequence[tuple[int, int]], number: int, first: int, anatomy: Sequence[tuple[int, int]]
) -> int:
    left = first
    for place in range(number - 1, -1, -1):
        start, end = words[place]
        if end > left:
            continue
        part = next((s for s, e in anatomy if e == left), None)
        if part is not None:
            left = part
        elif end == left and wordforms_chinese.is_chinese_class(text[start:end]):
            left = start
        else:
            break
    return left


_GIVEN: Final = (
    "给予|予|服用|口服|改用|加用|停用|换用|联用|合用|使用|应用|采用|接受|联合"
    "|静脉滴注|静脉注射|静滴|静注|肌注|含服|外用"
)
_BEFORE_DRUG: Final = re.compile(rf"[的用服与和或及予给并联合加含对在为是使至停]|{_GIVEN}")


def _trim_drug(text: str, start: int, end: int) -> tuple[int, int]:
    """A drug's name does not begin inside a word, nor with a verb: 服用阿托伐他汀, 予艾司奥美拉唑."""
    if (given := re.compile(_GIVEN).match(text, start, end)) is not None and given.end() < end:
        start = given.end()
    for first, last in [(start + s, start + e) for s, e in _segments(text[start:end])]:
        if _BEFORE_DRUG.fullmatch(text, first, last):
            start = last if last < end else start
    return start, end


def _longest(found: Iterable[_Found]) -> list[_Found]:
    """The longest, of those equally long the surest; none that another holds a part of."""
    taken: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, -f.score, f.start)):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda f: f.start)
