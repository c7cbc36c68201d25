"""Other words for the same: the glossary's, explained abbreviations, across languages the dictionary's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from evimed.answer.checks.frames import is_frame
from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.source import Place, Source
from evimed.answer.checks.terms import Term
from evimed.knowledge.bridge import Bridge
from evimed.knowledge.glossary import Found, load_glossary
from evimed.knowledge.tokens import language_of, tokenise

_EXPLAINED = re.compile(r"((?:[A-Za-z][\w-]*[ ,]+){1,8})\(([A-Za-z][A-Za-z0-9-]{1,9}?)s?\)")
_WORD = re.compile(r"[a-z0-9\u0370-\u03ff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_DENYING = frozenset("不未无非没勿莫否禁")
_NAMED = re.compile(
    r"([\u3400-\u9fff]{2,12})\((?:简称|以下简称|英文[简缩]称)?[,:]?[\"']?([A-Za-z0-9-]{2,10}|[\u3400-\u9fff]{2,8})[\"']?\)"
)


def other_words(
    said: Parsed, missing: Sequence[Term], source: Source, bridge: Bridge
) -> dict[Term, list[Place]]:
    """Places of other words for the ``missing`` ones, as far as there are."""
    found: dict[Term, list[Place]] = {}
    forms = _glossary(said.normal.lower)
    crossing = language_of(said.normal.text) != language_of(source.lower[: source.quoted])
    short = abbreviations(source.parsed.normal.text)
    for term in missing:
        places = _by_glossary(term, forms, said, source)
        places += [place for other in short.get(term.key, ()) for place in source.phrase(other)]
        if not places and term.han and len(term.key) > 1:
            places = _pieces(term, said, source)
        if not places and crossing and term.member is None:
            words = bridge.english(term.key) if term.han else bridge.chinese(term.key)
            places = [place for word in words for place in source.phrase(word)]
        if places:
            found[term] = places
    return found


def glossary_places(term: Term, said: Parsed, source: Source) -> list[Place]:
    """Where the evidence tells the concept of ``term`` in other words of the glossary."""
    return _by_glossary(term, _glossary(said.normal.lower), said, source)


def compound_places(said: Parsed, terms: Sequence[Term], source: Source) -> dict[Term, list[Place]]:
    """Places of another form for the words of a Chinese form that the evidence lacks: 预防接种 for 疫苗接种.

    Each word of it may stand elsewhere (接种 in 未接种), where it says something else.
    """
    found: dict[Term, list[Place]] = {}
    for form in _glossary(said.normal.lower):
        written = said.normal.lower[form.start : form.end]
        inside = [term for term in terms if form.start <= term.start and term.end <= form.end]
        if not _HAN.fullmatch(written) or written in source.lower or len(inside) < 2:
            continue
        if inside[0].start != form.start or inside[-1].end != form.end:
            continue  # cut out of a longer word
        places = [place for other in form.others if _HAN.fullmatch(other) for place in source.phrase(other)]
        for term in inside:
            if term.member is None:
                found.setdefault(term, []).extend(p for p in places if p.start < source.quoted)
    return found


def _by_glossary(term: Term, forms: Sequence[Found], said: Parsed, source: Source) -> list[Place]:
    """Places of other forms of a concept that ``term`` is told in; what is left of it must stand too."""
    found: list[Place] = []
    for form in forms:
        if form.end <= term.start or term.end <= form.start or form.end - form.start < 2:
            continue
        outside = (said.normal.lower[term.start : form.start], said.normal.lower[form.end : term.end])
        if all(not part or part in source.lower for part in outside):
            found += [
                place
                for other in form.others
                for place in source.phrase(other)
                if _may_stand(term, place, source)
            ]
    return found


@lru_cache(maxsize=2_048)
def _glossary(lower: str) -> tuple[Found, ...]:
    """Forms of the glossary in a text, by their first characters or first word: all would take 10 ms."""
    chinese, english = _index()
    found: list[Found] = []
    for at in range(len(lower) - 1):
        for form, others in chinese.get(lower[at : at + 2], ()):
            if lower.startswith(form, at):
                found.append(Found(at, at + len(form), others))
    words = [(m.start(), m.end(), stem) for m in _WORD.finditer(lower) for stem in tokenise(m.group())[:1]]
    for first, (start, _, stem) in enumerate(words):
        for key, others in english.get(stem, ()):
            span = words[first : first + len(key)]
            if tuple(word[2] for word in span) == key:
                found.append(Found(start, span[-1][1], others))
    return tuple(sorted(found, key=lambda form: (form.start - form.end, form.start)))


_Forms = tuple[str, ...]


@cache
def _index() -> tuple[dict[str, list[tuple[str, _Forms]]], dict[str, list[tuple[_Forms, _Forms]]]]:
    glossary = load_glossary()
    chinese: dict[str, list[tuple[str, _Forms]]] = {}
    for form, others in glossary.chinese.items():
        chinese.setdefault(form[:2], []).append((form, others))
    english: dict[str, list[tuple[_Forms, _Forms]]] = {}
    for key, others in glossary.english.items():
        stems = tuple(stem for stem in key if "-" not in stem and "'" not in stem)
        if stems:
            english.setdefault(stems[0], []).append((stems, others))
    return chinese, english


def _may_stand(term: Term, place: Place, source: Source) -> bool:
    """Whether a form says nothing else of the family of ``term``.

    HIV may stand for "human immunodeficiency virus", "oral iron" not for "intravenous iron".
    """
    if term.member is None:
        return True
    others = [other.member for other in source.members_in(place.start, place.end) if other.member is not None]
    return all(other.family != term.member.family or other == term.member for other in others)


def _pieces(term: Term, said: Parsed, source: Source) -> list[Place]:
    """A word that was cut otherwise in the evidence: its pieces stand there.

    A single character must have the same neighbour there as here.
    """
    lower = said.normal.lower
    if set(term.key) & _DENYING:
        return []
    for cut in range(1, len(term.key)):
        if is_frame(term.key[cut:]) and (left := _extended(lower, term.start, term.start + cut, source)):
            return left
        middle = term.start + cut
        left = max(0, term.start - 1) if cut == 1 else term.start
        right = min(len(lower), term.end + 1) if term.end - middle == 1 else term.end
        one, other = (
            source.occurrences(lower[left:middle].strip()),
            source.occurrences(lower[middle:right].strip()),
        )
        joined = [a for a in one if any(_joins(a, b, source) for b in other)]
        if joined:
            return joined
    return []


def _extended(lower: str, start: int, end: int, source: Source) -> list[Place]:
    """Where a first piece stands, beside the same neighbour if it is a single character."""
    return source.occurrences(lower[max(0, start - 1) if end - start == 1 else start : end].strip())


def _joins(one: Place, other: Place, source: Source) -> bool:
    """Whether two pieces stand in one sentence with no negation between."""
    between = source.lower[one.end : other.start]
    return one.sentence == other.sentence and not set(between) & _DENYING


@lru_cache(maxsize=1_024)
def abbreviations(text: str) -> dict[str, tuple[str, ...]]:
    """Short forms with the long ones they are explained by, both ways: ``MI`` and "myocardial infarction"."""
    found: dict[str, tuple[str, ...]] = {}
    for match in _EXPLAINED.finditer(text):
        words = match.group(1).replace(",", " ").split()
        letters = [letter for letter in match.group(2).lower() if letter.isalpha()]
        for count in range(1, len(words) + 1):
            tail = words[-count:]
            initials = [part[0].lower() for word in tail for part in word.split("-") if part]
            if initials == letters or (len(letters) > 1 and [w[0].lower() for w in tail] == letters):
                long = " ".join(tail).lower()
                found[match.group(2).lower()] = (long,)
                for word in tail:
                    found.setdefault(word.lower(), ())
                break
    for match in _NAMED.finditer(text):
        found.setdefault(match.group(2).lower(), (match.group(1),))
    return {key: value for key, value in found.items() if value}
