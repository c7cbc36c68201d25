"""What a question is about: the drug, the condition, the people and the names it writes.

A sentence can share most words of a question and miss the one that matters: of "Can Vishutan be taken during
pregnancy?" a sentence on missed doses of Vishutan holds all but the pregnancy. So what a question is about
is looked at apart from its other words: where some passages speak of the drug and the people asked of, those
that leave one out are not used; where no passage speaks of a thing the question is about, nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from evimed.answer.ladder import leaves_out
from evimed.answer.rank import Ranked
from evimed.answer.words import Text, Word, held, prepare
from evimed.knowledge.entities.lexicon import SECTIONS, glossary_sections
from evimed.knowledge.glossary import load_glossary
from evimed.knowledge.tokens import fold, tokenise
from evimed.records import Hit

_KINDS = frozenset(("condition", "drug", "formula", "population"))
# Which product, and for whom: what is said of another product or of other people does not answer. A condition
# may be the purpose of what is asked, and stand over the whole document.
_TELLING = frozenset(("drug", "formula", "population"))
_BEST = 5  # sentences that could be told
_HELD = 0.5  # share of a name from which a text speaks of it
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words that no text holds: what is left of a word are its other forms.
_NO_TEXT, _NO_TOKENS = "\u3400\u3400", ("\u3400\u3400",)
_EPONYM = re.compile(r"\b[A-Z][a-zé]+(?:[-–][A-Z][a-zé]+)+\b")  # Child-Pugh is about no child


@dataclass(frozen=True, slots=True)
class Focus:
    """One thing a question is about, with all its forms."""

    word: Word
    kind: str  # of the glossary, or ``name``


def focus_of(question: str, words: Sequence[Word]) -> tuple[Focus, ...]:
    """The names of ``question`` and the things of the field that it speaks of, each once."""
    folded = fold(question)
    taken: list[tuple[int, int]] = []
    found: list[Focus] = []
    for word in words:
        at = folded.find(word.text)
        if word.name and word.known and at >= 0:
            found.append(Focus(word, "name"))
            taken.append((at, at + len(word.text)))
    kinds = _kinds()
    for form in load_glossary().find(folded):  # longer forms first
        text = folded[form.start : form.end]
        kind = kinds.get(_key(text))
        if kind is None or any(form.start < end and start < form.end for start, end in taken):
            continue
        taken.append((form.start, form.end))
        own = next((w for w in words if w.text == text), None)
        foreign = dict.fromkeys((*(own.foreign if own is not None else ()), *form.others))
        found.append(Focus(Word(text, tuple(tokenise(text)), 1.0, tuple(foreign)), kind))
    return tuple(found)


def those_about(ranked: Sequence[Ranked], foci: Sequence[Focus]) -> list[Ranked]:
    """``ranked`` without passages on another product, or that leave out the people or the drug asked of."""
    hits = {item.candidate.hit.passage.id: item.candidate.hit for item in ranked}
    names = [one for one in foci if one.kind == "name"]
    telling = [one for one in foci if one.kind in _TELLING]
    others = _of_another(list(hits.values()), names)
    told = {id_: _told(telling, (*_over(hit), hit.passage.text)) for id_, hit in hits.items()}
    # That people were left out somewhere is no reason to leave out the rest.
    sets = {_told(telling, _spoken_for(hit)) for id_, hit in hits.items() if id_ not in others}
    left = {id_ for id_ in hits if id_ not in others and not any(told[id_] < other for other in sets)}
    return [item for item in ranked if item.candidate.hit.passage.id in left]


def _spoken_for(hit: Hit) -> tuple[str, ...]:
    """A passage with its headings but for the sentences that leave somebody out; nothing if all do."""
    said = tuple(one.text for one in hit.passage.sentences if not leaves_out(one.text))
    return (*_over(hit), *said) if said else ()


def _of_another(hits: Sequence[Hit], names: Sequence[Focus]) -> set[str]:
    """Passages under headings of something else, in documents whose headings tell what each part is about."""
    found: set[str] = set()
    for name in names:
        by_heading = {hit.document.id for hit in hits if _told([name], hit.passage.section)}
        found |= {
            hit.passage.id
            for hit in hits
            if hit.document.id in by_heading and not _told([name], (*_over(hit), hit.passage.text))
        }
    return found


def told_beside(ranked: Sequence[Ranked], foci: Sequence[Focus]) -> list[Ranked]:
    """``ranked`` without sentences that leave out what the fullest of the best speak of.

    Where a thing of the wanted type is there, a number or a date, a condition may stand
    over it.
    """
    if not ranked:
        return []
    typed = ranked[0].candidate.feature("typed")
    kinds = _TELLING if typed else _KINDS
    things = [one for one in foci if one.kind in kinds]
    best = [item for item in ranked[:_BEST] if item.candidate.feature("typed") >= typed]
    wanted = max((_sentence(item, things) for item in best), key=len)
    return [item for item in ranked if wanted <= _sentence(item, things)]


def absent(hits: Iterable[Hit], foci: Sequence[Focus]) -> tuple[str, ...]:
    """What the question is about and no passage speaks of; names apart, which may be cut wrongly."""
    things = [one for one in foci if one.kind != "name"]
    left = set(range(len(things)))
    for hit in hits:
        if left:
            left -= _told(things, (*_over(hit), hit.passage.text))
    return tuple(things[at].word.text for at in sorted(left))


def _sentence(item: Ranked, foci: Sequence[Focus]) -> frozenset[int]:
    return _told(foci, (*_over(item.candidate.hit), item.candidate.sentence.text))


def _over(hit: Hit) -> tuple[str, ...]:
    return (hit.document.title, *hit.passage.section)


def _told(foci: Sequence[Focus], texts: Sequence[str]) -> frozenset[int]:
    text = prepare(_EPONYM.sub(" ", "\n".join(texts)))
    return frozenset(at for at, one in enumerate(foci) if _speaks_of(text, one))


def _speaks_of(text: Text, one: Focus) -> bool:
    """Whether a text holds a thing by one of its forms, wholly: ovarian cancer is no prostate cancer."""
    if one.kind == "name":
        return held(one.word, text) >= _HELD
    if _HAN.match(one.word.text):
        return one.word.text in text.folded or held(replace(one.word, text=_NO_TEXT), text) > 0
    return set(one.word.tokens) <= text.tokens or held(replace(one.word, tokens=_NO_TOKENS), text) > 0


@cache
def _kinds() -> dict[tuple[str, ...] | str, str]:
    """The kind of each form of the glossary that names a thing of the field."""
    return {
        _key(fold(form)): SECTIONS[section]
        for section, forms in glossary_sections()
        if SECTIONS.get(section) in _KINDS and section != "Drug classes"  # 降压药 is told by naming one
        for form in forms
    }


def _key(folded: str) -> tuple[str, ...] | str:
    return tuple(tokenise(folded)) if folded.isascii() else folded
