"""Every superseded article of the laws, asked of in its own first words: whether each is told.

No question is written for this: it shows that no article is out of reach, not how people ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.govern.evaluate.library import Paper
from evimed.knowledge.versions.align import align
from evimed.knowledge.versions.articles import Article
from evimed.knowledge.versions.instrument import Instrument, read_instrument

_MOST: Final = 46  # letters of an article that are asked
_NUMBER: Final = re.compile(r"^\W*第\S+条\s*")
_FORCE: Final = re.compile(r"起施行|发布之日起")


@dataclass(frozen=True, slots=True)
class Swept:
    """One superseded article: what is asked, and what must be said of it."""

    file: str
    article: str
    question: str
    told: str


@dataclass(frozen=True, slots=True)
class _Law:
    file: str
    text: str
    instrument: Instrument

    @property
    def articles(self) -> list[tuple[Article, str]]:
        return [(one, self.text[slice(*one.chars)]) for one in self.instrument.articles]


def superseded_articles(papers: Sequence[Paper]) -> Iterator[Swept]:
    """Articles that a later version, or what repealed the whole, changed or has no more."""
    laws = [law for paper in papers if (law := _law(paper)) is not None]
    for old, new in _pairs(laws):
        changed = {
            pair.old.number for pair in align(old.articles, new.articles)
            if pair.old is not None and pair.change != "unchanged"
        }  # fmt: skip
        for article, words in old.articles:
            said = re.split(r"[。；：\n]", _NUMBER.sub("", words))[0][:_MOST].rstrip("，、的")
            if article.number in changed and said and not _FORCE.search(words):
                told = f"{old.instrument.day} 版第 {article.number} 条"
                yield Swept(old.file, article.number, f"{said}，是怎么规定的？", told)


def _law(paper: Paper) -> _Law | None:
    text = paper.content.decode("utf-8")
    instrument = read_instrument(text, text.split("\n", 1)[0].lstrip("# "), "regulation")
    if instrument is None or not (instrument.day or instrument.in_force):
        return None
    return _Law(paper.id, text, instrument)


def _pairs(laws: Sequence[_Law]) -> Iterator[tuple[_Law, _Law]]:
    for old in laws:
        for new in laws:
            same = old.instrument.family == new.instrument.family and _day(old) < _day(new)
            gone = any(clause.family == old.instrument.family for clause in new.instrument.repeals)
            if old is not new and (same or gone):
                yield old, new


def _day(law: _Law) -> str:
    return law.instrument.day or law.instrument.in_force or ""
