"""The content words of a text and what makes two of them the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from evimed.answer.checks.families import Member, chinese_members, english_members
from evimed.answer.checks.frames import free_english, is_frame
from evimed.answer.checks.normal import HAN, Normal
from evimed.knowledge.tokens import is_stop, tokenise

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(
    r"[a-zà-öø-ÿα-ω][a-z0-9à-öø-ÿα-ω]*(?:[-'.][a-z0-9α-ω]+)*|\d+[a-z0-9α-ω]*(?:-[a-z0-9α-ω]+)+|\d+[a-zα-ω][a-z0-9α-ω-]*"
)
_IRREGULAR = {
    "gave": "give", "given": "give", "took": "take", "taken": "take", "fell": "fall", "rose": "rise", "began": "begin",
    "begun": "begin", "shown": "show", "found": "find", "led": "lead", "made": "make", "held": "hold", "kept": "keep",
    "underwent": "undergo", "undergone": "undergo", "chosen": "choose", "chose": "choose", "known": "know", "seen": "see",
    "saw": "see", "bound": "bind", "died": "death", "dies": "death", "die": "death", "dying": "death", "dead": "death",
    "arose": "arise", "arisen": "arise", "became": "become", "drawn": "draw", "written": "write", "wrote": "write",
    "sold": "sell", "lost": "loss", "lose": "loss", "losing": "loss", "children": "child", "women": "woman", "men": "man",
    "feet": "foot", "mice": "mouse", "criteria": "criterion", "diagnoses": "diagnosis", "analyses": "analysis",
}  # fmt: skip


_TREATED = frozenset({"treat", "treatment", "therapi"})


@dataclass(frozen=True, slots=True)
class Term:
    """A content word: where it stands, its key, its family if it has one."""

    start: int
    end: int
    key: str
    han: bool
    member: Member | None = None
    free: bool = False  # it only frames what is said and needs no counterpart


def chinese_tokens(text: Normal, names: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """Spans of the Chinese words; ``names``, which no dictionary has, are kept whole."""
    spans: list[tuple[int, int]] = []
    apart = re.compile("(" + "|".join(map(re.escape, names)) + ")") if names else None
    for run in _HAN_RUN.finditer(text.lower):
        at = run.start()
        for piece in apart.split(run.group()) if apart else (run.group(),):
            for word in (piece,) if piece in names else _cut(piece):
                if word:
                    spans.append((at, at + len(word)))
                    at += len(word)
    return spans


_DENYING = re.compile("([不未无勿莫])")
_BINDING = re.compile("([应须宜])")


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    """Words of a run; one the dictionary lacks is parted at its negation or duty: the tagger joins 不主, 前应."""
    words: list[str] = []
    for word in rjieba.cut(run):
        mark = _DENYING if _DENYING.search(word) else _BINDING
        if len(word) > 1 and mark.search(word) and not rjieba.has_word(word):
            words += [part for part in mark.split(word) if part]
        else:
            words.append(word)
    return tuple(words)


def find_terms(text: Normal, tokens: list[tuple[int, int]], masked: list[tuple[int, int]]) -> list[Term]:
    """Content words in order; what stands in ``masked`` (quantities, operators) is not among them."""
    covered = bytearray(len(text.lower) + 1)
    for start, end in masked:
        covered[start:end] = b"\1" * (end - start)
    terms = [term for term in _latin(text) if not any(covered[term.start : term.end])]
    terms += _han(text, tokens, covered)
    return sorted(terms, key=lambda term: term.start)


def _latin(text: Normal) -> Iterator[Term]:
    for match in _LATIN.finditer(text.lower):
        word = match.group().strip(".'-")
        if not word:
            continue
        if any(letter.isdigit() for letter in word):
            yield Term(match.start(), match.start() + len(word), word, han=False)
            continue
        at = match.start()
        for part in re.finditer(r"[^-'.]+", word):
            key = word_key(part.group())
            member = english_members().get(key) or english_members().get(part.group())
            if part.group() == "s" or (is_stop(part.group()) and member is None):
                continue
            if len(part.group()) == 1 and not text.text[at + part.start()].isupper():
                continue
            # "treated with X" is X being given: no more than "received X".
            given = key in _TREATED and text.lower.startswith(" with ", at + part.end())
            yield Term(at + part.start(), at + part.end(), key, False, member, given or key in free_english())


@lru_cache(maxsize=50_000)
def word_key(word: str) -> str:
    """What inflections and spellings of an English word share."""
    word = _IRREGULAR.get(word, word)
    word = word.replace("ae", "e").replace("oe", "e")
    word = re.sub(
        r"isation(s?)$", r"ization\1", re.sub(r"is(e[ds]?|ing)$", r"iz\1", word) if len(word) > 6 else word
    )
    word = re.sub(r"our(s|ed|ing|able)?$", r"or\1", word) if len(word) > 5 else word
    word = re.sub(r"tre$", "ter", word)
    stems = tokenise(word)
    return stems[0] if stems else word


def _han(text: Normal, tokens: list[tuple[int, int]], covered: bytearray) -> Iterator[Term]:
    members = chinese_members()
    taken = -1
    for at, (begins, end) in enumerate(tokens):
        start = next((i for i in range(max(begins, taken), end) if not covered[i]), end)
        if start >= end or any(covered[start:end]):
            continue
        word = text.lower[start:end]
        found = _member_at(
            text.lower, start, end, tokens[at + 1][1] if at + 1 < len(tokens) else end, members
        )
        if found is not None:
            form, member = found
            yield Term(start, start + len(form), form, True, member)
            taken = start + len(form)
            if taken < end:
                yield Term(taken, end, text.lower[taken:end], True, free=is_frame(text.lower[taken:end]))
            continue
        yield Term(start, end, word, True, free=is_frame(word))


def _member_at(
    lower: str, start: int, end: int, next_end: int, members: dict[str, Member]
) -> tuple[str, Member] | None:
    """The longest word of a family that begins with the token: its own beginning, or it and the next."""
    for stop in range(next_end, start, -1):
        form = lower[start:stop]
        if form in members and (stop <= end or stop == next_end):
            return form, members[form]
    return None


_SUFFIX_LIST = """
e i y ion ation at ment er or al ic iv ous abl ibl anc enc ant ent t ct tion s is us ist ism iti iz
r d n en eut os ot if ific el l ul ar ari ori ur tur k m tic sis p pt b ed ing ness
"""
_SUFFIXES = frozenset(["", *_SUFFIX_LIST.split()])


@lru_cache(maxsize=100_000)
def derived(one: str, other: str) -> bool:
    """Whether two English stems come from one root: ``treatment`` and ``treat``, ``reduct`` and ``reduc``."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared < 4 or shared * 2 < max(len(one), len(other)):
        return False
    return one[shared:] in _SUFFIXES and other[shared:] in _SUFFIXES
