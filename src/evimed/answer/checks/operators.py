"""Negation and modality with what they govern.

An operator governs the words after it up to the end of its clause (the usual cue-and-scope reading of negation:
Chapman et al. 2001, NegEx; Morante & Daelemans 2009); its head is the first of them. Strength of provisions as in
ISO/IEC Directives Part 2 and GB/T 1.1-2020: shall 应, should 宜, may 可, can 能, shall not 不应.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evimed.answer.checks.normal import Normal

Kind = Literal["negation", "modality"]


@dataclass(frozen=True, slots=True)
class Operator:
    """A cue, what it may mean, and the characters it governs."""

    kind: Kind
    meanings: frozenset[str]
    start: int
    end: int
    scope: tuple[int, int]


_NO = frozenset({"not"})
_ENGLISH: list[tuple[Kind, frozenset[str], str]] = [
    ("modality", frozenset({"forbid"}), r"(?:must|shall|may) (?:not|never)\b|mustn't|shan't"),
    ("modality", frozenset({"avoid"}), r"(?:should|ought) (?:not|never)\b(?: to)?|shouldn't"),
    ("modality", frozenset({"unable"}), r"(?:can|could) ?not\b|can't|couldn't|(?:might) not\b"),
    ("modality", frozenset({"needless"}), r"need not\b|needn't|(?:do|does|did) not (?:need|have) to\b"),
    ("modality", frozenset({"must"}), r"must\b|shall\b|(?:ha[sd]|have|needs?) to be\b(?! used)|(?:ha[sd]|have|needs?) to\b"),
    ("modality", frozenset({"should"}), r"should\b|ought to\b"),
    ("modality", frozenset({"possible", "permit"}), r"may\b|can\b"),
    ("modality", frozenset({"possible"}), r"(?:appear|seem)(?:s|ed)? to\b|might\b|could\b|possibly\b|perhaps\b|probably\b|potentially\b"),
    ("negation", _NO, r"not\b(?! only| necessarily)|no\b(?!\.? ?\d| more than| less than| later than)|never\b|neither\b|nor\b|without\b"
     r"|none\b|nothing\b|nobody\b|lack(?:s|ed|ing)?\b|absence of\b|fail(?:s|ed|ure|ing)? to\b|unable to\b|\w+n't\b|non(?=-[a-z])"),
]  # fmt: skip
_ENGLISH_CUE = re.compile(r"(?<![a-z'-])(?:" + "|".join(f"({words})" for _, _, words in _ENGLISH) + ")")
# An order not to: "Do not crush the tablets."
_ORDER_NOT = re.compile(r"(?:^|[.;:,(\n])\s*(?:please )?(?P<not>do not|don't|never)$")
_FORBID = frozenset({"forbid", "avoid"})
_WHETHER = re.compile(r"whether(?: \w+){0,3}? (?:or )?$")

_CHINESE_TABLE: list[tuple[Kind, str, str]] = [
    ("modality", "forbid", "不得 禁止 严禁 不准 不许 不可 绝不可 不允许 切忌"),
    ("modality", "forbid avoid", "不应 不应当 不应该 勿 切勿 请勿 不要 莫 毋"),
    ("modality", "avoid", "不宜"),
    ("modality", "forbid unable", "不能 不能够 无法 未能"),
    ("modality", "needless", "不必 无需 无须 不需 不需要 毋须 不须"),
    ("modality", "must", "必须 须 务必 务须 必需 需 需要 均须 均需"),
    ("modality", "must should", "应 应当 应该 均应 亦应 也应"),
    ("modality", "should", "宜"),
    ("modality", "permit", "可 可以 即可 方可 均可 亦可 也可 皆可 准予 允许 可予"),
    ("modality", "possible", "可能 似乎 或许 也许 或可 可能会 有可能"),
    ("modality", "permit possible", "能 能够"),
    ("negation", "not", "不 未 无 没 没有 非 并非 并未 尚未 从未 未曾 未经 未按 未见 不是 不再 不予 不会 毫无 均未 均无 并无 尚无 没能 不曾 未予 不存在 未有 缺乏"),
]  # fmt: skip
_CHINESE: dict[str, tuple[Kind, frozenset[str]]] = {
    word: (kind, frozenset(meanings.split()))
    for kind, meanings, words in _CHINESE_TABLE
    for word in words.split()
}
_LEXICAL = re.compile(
    r"无论|不论|不管|除非|是否|不仅|不但|非但|不过|不同|不良|不断|不全|不久|不少|不一|不等|无关紧要|不可逆|不可避免|必不可少"
    r"|不可或缺|可见|可知|应用|应激|应答|反应|相应|适应|对应|响应|效应|供应|应急|能力|功能|性能|可靠|可行|可比|可溶"
)


def find_operators(
    text: Normal, tokens: Iterable[tuple[int, int]], masked: list[tuple[int, int]]
) -> list[Operator]:
    """Operators in order.

    ``tokens``: spans of the Chinese words; ``masked``: spans that say something else (the bounds of numbers:
    "no more than 5").
    """
    covered = bytearray(len(text.lower) + 1)
    for start, end in masked:
        covered[start:end] = b"\1" * (end - start)
    found: list[Operator] = []
    for match in _ENGLISH_CUE.finditer(text.lower):
        if any(covered[match.start() : match.end()]):
            continue
        kind, meanings, _ = _ENGLISH[(match.lastindex or 1) - 1]
        order = _ORDER_NOT.search(text.lower, 0, match.end())
        if order is not None:
            scope = _scope(text, match.end())
            found.append(Operator("modality", _FORBID, order.start("not"), match.end(), scope))
            continue
        if kind == "negation" and _WHETHER.search(text.lower[: match.start()]):
            continue
        scope = _word(text, match.end()) if match.group() == "non" else _scope(text, match.end())
        found.append(Operator(kind, meanings, *match.span(), scope))
    for start, end in tokens:
        cue = _CHINESE.get(text.lower[start:end])
        if cue is None or any(covered[start:end]) or _LEXICAL.match(text.lower, start):
            continue
        scope = (
            (end, min(end + 4, _scope(text, end)[1])) if text.lower[start:end] == "非" else _scope(text, end)
        )
        found.append(Operator(cue[0], cue[1], start, end, scope))
    return sorted(found, key=lambda operator: operator.start)


def is_cue(word: str) -> bool:
    """Whether a Chinese word is an operator by itself."""
    return word in _CHINESE


def _word(text: Normal, at: int) -> tuple[int, int]:
    """The rest of the word: "non-smokers" denies no more than that."""
    match = re.compile(r"[\w-]*").match(text.lower, at)
    return at, match.end() if match else at


def _scope(text: Normal, at: int) -> tuple[int, int]:
    """From ``at`` to the end of the clause; "but" ends it too."""
    if at >= len(text.lower):
        return at, at
    end = at
    while end < len(text.lower) and text.clause[end] == text.clause[at]:
        end += 1
    but = re.compile(r"\b(?:but|whereas|although)\b|但|而(?!且)").search(text.lower, at, end)
    return at, but.start() if but else end
