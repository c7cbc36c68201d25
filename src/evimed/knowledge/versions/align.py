"""What became of each article from one version of a law to the next: aligned by content, not by number.

Two articles are as near as the rarer pairs of letters that they share (Dice, weighted by idf over the
articles of both versions): numbers change at every revision, formulas of law stand in most articles and say
little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evimed.knowledge.versions.articles import Article

Change = Literal["unchanged", "changed", "dropped", "new"]
_NEAR: Final = 0.3  # from which two articles are one
_HINT: Final = 0.2  # from which the nearest article is worth looking at
_SAME: Final = 0.25  # from which an article of a later law is told as the nearest to one of a regulation
_HELD: Final = 0.6  # of an old article in a new one: taken up in it
_MARK: Final = re.compile(
    r"^[\s#>*]*(?:第[^条\s]{1,9}条(?:之[一二三四五六七八九十]+)?|(?:Article|Section|Sec\.|§)\s*[\w.-]+)"
)
_IN_FORCE: Final = re.compile(r"(?:自|从)[^。]{2,20}起(?:开始)?(?:施行|实施|生效)|shall (?:enter|come) into")
_IDLE: Final = re.compile(r"[\s\u3000\u200b,，.。;；:：、()（）“”\"'《》〈〉<>*#-]+")

Grams = dict[str, float]


@dataclass(frozen=True, slots=True)
class Aligned:
    """One article of either version. ``old`` or ``new`` is missing where it has no counterpart."""

    change: Change
    old: Article | None
    new: Article | None
    score: float  # 0 to 1
    nearest: Article | None = None  # of a dropped article: what comes nearest now, though it is not the same

    @property
    def renumbered(self) -> bool:
        """Whether the number differs."""
        return self.old is not None and self.new is not None and self.old.number != self.new.number


def align(old: Sequence[tuple[Article, str]], new: Sequence[tuple[Article, str]]) -> list[Aligned]:
    """Every new article once, in its order, then what was dropped; an old one that was split comes again.

    Parameters
    ----------
    old, new
        Articles with their text.
    """
    grams = weighted([text for _, text in (*old, *new)])
    ours, theirs = grams[: len(old)], grams[len(old) :]
    scores = sorted(
        (
            (score, i, j)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
            if (score := nearness(one, other)) >= _NEAR
        ),
        key=lambda found: (-found[0], abs(found[1] - found[2]), found[1], found[2]),
    )
    of_old: dict[int, tuple[int, float]] = {}
    of_new: dict[int, tuple[int, float]] = {}
    for score, i, j in scores:
        if i not in of_old and j not in of_new:
            of_old[i], of_new[j] = (j, score), (i, score)
    out: list[Aligned] = []
    for j, (article, text) in enumerate(new):
        if j not in of_new:
            out.append(_come_from(article, theirs[j], ours, old))
            continue
        i, score = of_new[j]
        same = bare(old[i][1]) == bare(text)
        out.append(Aligned("unchanged" if same else "changed", old[i][0], article, score))
    for i, (article, _) in enumerate(old):
        if i not in of_old:
            out.append(_taken_up(article, ours[i], theirs, new))
    return out


def _come_from(
    article: Article, grams: Grams, ours: Sequence[Grams], old: Sequence[tuple[Article, str]]
) -> Aligned:
    """An article without a counterpart of its own: split off from one that has another, or new."""
    score, i = max(((nearness(grams, other), i) for i, other in enumerate(ours)), default=(0.0, 0))
    if score >= _NEAR:
        return Aligned("changed", old[i][0], article, score)
    return Aligned("new", None, article, 0.0)


def _taken_up(
    article: Article, grams: Grams, theirs: Sequence[Grams], new: Sequence[tuple[Article, str]]
) -> Aligned:
    """An article without a counterpart of its own: part of another one now, or dropped."""
    held = [(_held(grams, other), j) for j, other in enumerate(theirs)]
    score, j = max(held, default=(0.0, 0))
    if score >= _HELD:
        return Aligned("changed", article, new[j][0], score)
    near, j = max(((nearness(grams, other), j) for j, other in enumerate(theirs)), default=(0.0, 0))
    return Aligned("dropped", article, None, near, new[j][0] if near >= _HINT else None)


def nearest_articles(
    regulation: Sequence[tuple[Article, str]], law: Sequence[tuple[Article, str]]
) -> dict[str, Article]:
    """Numbers of the articles of a regulation that come near to one of a later law, each with that article.

    The clauses from when each holds are left out: they are alike everywhere.
    """
    grams = weighted([text for _, text in (*regulation, *law)])
    theirs = grams[len(regulation) :]
    found: dict[str, Article] = {}
    for (article, text), one in zip(regulation, grams, strict=False):
        score, j = max(((nearness(one, other), j) for j, other in enumerate(theirs)), default=(0.0, 0))
        if score >= _SAME and not _IN_FORCE.search(text):
            found[article.number] = law[j][0]
    return found


def bare(text: str) -> str:
    """The words of an article without its number, spaces and punctuation."""
    return _IDLE.sub("", _MARK.sub("", text, count=1)).lower()


def weighted(texts: Sequence[str]) -> list[Grams]:
    """Pairs of letters of each text with their weight (idf over ``texts``)."""
    sets = [frozenset(_pairs(bare(text))) for text in texts]
    counts = Counter(pair for one in sets for pair in one)
    return [{pair: math.log(1 + len(sets) / counts[pair]) for pair in one} for one in sets]


def _pairs(words: str) -> list[str]:
    return [words[at : at + 2] for at in range(len(words) - 1)]


def nearness(one: Grams, other: Grams) -> float:
    """Weighted Dice coefficient of two articles, 0 to 1."""
    small, large = (one, other) if len(one) < len(other) else (other, one)
    both = sum(weight for pair, weight in small.items() if pair in large)
    total = sum(one.values()) + sum(other.values())
    return 2 * both / total if total else 0.0


def _held(grams: Grams, other: Grams) -> float:
    total = sum(grams.values())
    return sum(weight for pair, weight in grams.items() if pair in other) / total if total else 0.0
