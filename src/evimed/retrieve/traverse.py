"""Passages through the links of the graph: for questions that describe a thing instead of naming it.

"By how much does the beta-blocker tested in COPERNICUS raise digoxin levels?" is answered by two passages:
one says which beta-blocker that is, the other what it does. No passage holds all words of the question, and
the word that joins the two stands in neither part of it. So: each sentence of the best passages describes a
run of the question's words; what it speaks of, and the question does not name, is a bridge; passages about
the bridge are searched with the words that the run leaves open; a link is worth what its first passage holds
of the run and its second of the rest.

References
----------
Gutiérrez et al. HippoRAG: neurobiologically inspired long-term memory for large language models. NeurIPS
2024.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from evimed.knowledge import bridge as dictionary
from evimed.knowledge.entities.definitions import defined_terms
from evimed.knowledge.tokens import fold, language_of, term
from evimed.ports import Embedder, Vectors
from evimed.records import Hit, Score
from evimed.retrieve.search import Found, search
from evimed.retrieve.traverse_bridges import (
    Bridge,
    Spoken,
    bridges_in,
    contained,
    namesake,
    strength,
    terms_in,
)
from evimed.retrieve.traverse_words import (
    Cover,
    Word,
    asks_name,
    cover,
    described,
    described_kinds,
    describes,
    name_tokens,
    question_words,
)
from evimed.store.database import Transaction
from evimed.store.graph import mentioned_in
from evimed.store.passages import entries, fetch, lexical, sentence_vectors

_ROUND: Final = 10  # passages in which a definition is looked for
_DEFINES: Final = 0.2  # of the question's pairs of characters that a definition holds, at least
_FIRSTS: Final = 20  # passages in which bridges are looked for
_BRIDGES: Final = 14  # followed
_EACH: Final = 2  # sentences that lead to one bridge
_MOST: Final = 24  # bridges with those they lead on to
_NEAR: Final = 10  # of them, whose passages are also compared by meaning
_SECONDS: Final = 12  # passages for each
_LINKS: Final = 8
_BOOKS: Final = 8  # in which entries are looked for
_AROUND: Final = 0.6  # what stands in the passage but not in the sentence
_NAME: Final = 2.0  # weight of a bridge's name over the rarest word of the question
_TIE: Final = 0.35  # in the score of a link, beside its shares: how surely the second is about the bridge
_START: Final = 0.3  # how telling the bridge is
_MEANT: Final = 2.0  # nearness in meaning
_INSIDE: Final = 0.8  # of a bridge's value: of what it contains
_LATER: Final = 0.97  # of several formulas in one sentence, the first is what is used first
_CALLED: Final = 0.15  # what a formula is called after, where that is asked for
_NEAREST: Final = 0.15  # the sentence about a defined term that is nearest in meaning
_BRIEF: Final = 0.1  # a first sentence of few words says what it describes and little else
_SENTENCE: Final = 40  # characters
_ORDINARY: Final = 0.82  # cosine of a question and an ordinary sentence
_LEAST: Final = 0.15  # of the question's weight: less is not described, or not left open
_LEAST_LEFT: Final = 0.05  # where a sentence defines a term in the words of the question


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence of a passage and how much of each word of the question it holds, its context included."""

    hit: Hit
    index: int  # of the sentence in its passage
    held: Cover

    @property
    def text(self) -> str:
        """The sentence."""
        return self.hit.passage.sentences[self.index].text


@dataclass(frozen=True, slots=True)
class Link:
    """Two passages and what joins them.

    ``asked`` is the question with the described run replaced by the bridge. ``first_share`` and
    ``second_share`` say how much the two hold of the run and of the rest, 0 to 1.
    """

    first: Side
    bridge: Bridge
    second: Side
    asked: str
    first_share: float
    second_share: float
    score: float
    nearest: bool = (
        False  # of all sentences about a defined term, the second is nearest in meaning to ``asked``
    )


@dataclass(frozen=True, slots=True)
class Traversed:
    """The passages, those of the best links among the first, and the links, best first."""

    found: Found
    links: tuple[Link, ...]
    alone: float = 0.0  # the greatest share of the question that one sentence holds with its context


def traverse(
    tx: Transaction,
    library: str,
    text: str,
    *,
    embedder: Embedder | None,
    bridge: dictionary.Bridge,
    want: int,
    plain: Found | None = None,
) -> Traversed:
    """Passages for ``text`` as ``search`` ranks them, with those that a link leads to.

    ``plain`` is what ``search`` found for it, where that is known.
    """
    found = plain or search(tx, library, text, embedder=embedder, bridge=bridge, want=max(want, 50))
    words = question_words(tx, library, text, bridge)
    if not words or not found.hits:
        return Traversed(replace(found, hits=found.hits[:want]), ())
    walk = _Walk(tx, library, text, words, embedder, found)
    links = walk.links()[:_LINKS]
    return Traversed(replace(found, hits=_fuse(found.hits, links)[:want]), tuple(links), walk.alone())


def traverse_search(
    tx: Transaction,
    library: str,
    text: str,
    *,
    embedder: Embedder | None,
    bridge: dictionary.Bridge,
    want: int,
) -> Found:
    """``search``; for a question that describes a thing, with the passages that links lead to."""
    found = search(tx, library, text, embedder=embedder, bridge=bridge, want=max(want, 50))
    if not is_described(text, found.hits):
        return replace(found, hits=found.hits[:want])
    return traverse(tx, library, text, embedder=embedder, bridge=bridge, want=want, plain=found).found


def is_described(text: str, hits: Sequence[Hit]) -> bool:
    """Whether a question describes a thing instead of naming it.

    Its form says so, or one of the best passages defines, in the words of the question, a term that the
    question does not use.
    """
    if describes(text):
        return True
    folded = fold(text)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return any(
        _overlap(sentence.text, pairs) >= _DEFINES
        and any(term not in folded for term in defined_terms(sentence.text))
        for hit in hits[:_ROUND]
        for sentence in hit.passage.sentences
    )


def _overlap(sentence: str, pairs: set[str]) -> float:
    """Share of the question's pairs of characters that a sentence holds."""
    folded = fold(sentence)
    return sum(pair in folded for pair in pairs) / len(pairs) if pairs else 0.0


def titles_in(text: str) -> list[str]:
    """The titles of documents that the question names, in the marks of titles."""
    return [fold(title) for title in re.findall(r"《([^》]{2,40})》", text)]


def _entitled(side: Side, titles: Sequence[str]) -> bool:
    """Whether a passage is of one of the documents named, if any is."""
    return not titles or any(title in fold(side.hit.document.title) for title in titles)


def _fuse(hits: Sequence[Hit], links: Sequence[Link]) -> tuple[Hit, ...]:
    """The plain ranking, with the passages of the best links from its third place on."""
    order, rest = list(hits[:2]), list(hits[2:])
    for link in links:
        order += [link.first.hit, link.second.hit, *rest[:1]]
        rest = rest[1:]
    by_id: dict[str, Hit] = {}
    for hit in (*order, *rest):
        by_id.setdefault(hit.passage.id, hit)
    return tuple(by_id.values())


@dataclass(frozen=True, slots=True)
class _Start:
    """A bridge with the sentence that leads to it and the run of words which that describes."""

    bridge: Bridge
    side: Side
    run: tuple[int, int]
    share: float
    value: float


@dataclass(slots=True)
class _Walk:
    tx: Transaction
    library: str
    text: str
    words: Sequence[Word]
    embedder: Embedder | None
    found: Found
    _sides_of: dict[str, list[Side]] = field(default_factory=dict[str, list[Side]])

    def links(self) -> list[Link]:
        """Links, best first, none with the same two passages as a better one."""
        starts = self._starts()
        hits, spoken = self._reached(starts)
        made = [
            link
            for place, start in enumerate(sorted(starts, key=lambda one: -one.value))
            for link in self._join(start, hits, spoken, near=place < _NEAR)
        ]
        best: dict[tuple[str, str], Link] = {}
        for link in sorted(made, key=lambda one: (-one.score, one.first.hit.passage.id, one.second.index)):
            best.setdefault((link.first.hit.passage.id, link.second.hit.passage.id), link)
        return list(best.values())

    def alone(self) -> float:
        """The greatest share of the question that one sentence of the plain ranking holds."""
        every = (0, len(self.words))
        asked = fold(self.text)
        sides = (
            side
            for hit in self.found.hits[:_FIRSTS]
            for side in self._sides(hit)
            if not terms_in(side.text, asked)  # what defines a thing does not yet say what is asked of it
        )
        return max((self._share(side.held, every, inside=True)[0] for side in sides), default=0.0)

    def _share(self, held: Cover, run: tuple[int, int], *, inside: bool) -> tuple[float, float]:
        """What is held of the run (or of the rest), and which part of the question that is."""
        places = [at for at in range(len(self.words)) if (run[0] <= at < run[1]) is inside]
        weight = sum(self.words[at].weight for at in places)
        total = sum(word.weight for word in self.words) or 1.0
        got = sum(self.words[at].weight * float(held[at]) for at in places)
        return (got / weight if weight else 0.0), weight / total

    def _sides(self, hit: Hit) -> list[Side]:
        """Each sentence with what its headings and its passage add."""
        if hit.passage.id not in self._sides_of:
            above = cover(self.words, "\n".join((hit.document.title, *hit.passage.section)))
            around = np.maximum(above, _AROUND * cover(self.words, hit.passage.text))
            self._sides_of[hit.passage.id] = [
                Side(hit, index, np.maximum(cover(self.words, sentence.text), around))
                for index, sentence in enumerate(hit.passage.sentences)
            ]
        return self._sides_of[hit.passage.id]

    def _starts(self) -> list[_Start]:
        """The most telling bridges, each from its best sentence."""
        hits = [hit for hit in self.found.hits[:_FIRSTS] if hit.document.superseded_by is None]
        asked = fold(self.text)
        kinds = described_kinds(self.text)
        spoken = mentioned_in(self.tx, self.library, [hit.passage.id for hit in hits])
        known = bridges_in(self.tx, self.library, asked, kinds, spoken)
        named = self._in_titles()
        later = _LATER if asks_name(self.text) else 1.0
        best: dict[str, list[_Start]] = {}
        for side in (side for hit in hits for side in self._sides(hit)):
            run = described(self.words, np.where(named, 0.0, side.held))
            share, part = self._share(side.held, run, inside=True)
            if not _LEAST <= part <= 1.0 - _LEAST_LEFT:
                continue
            for order, bridge in enumerate(self._bridges_of(side, spoken, known, asked)):
                if part > 1.0 - _LEAST and bridge.kind != "term":
                    continue
                value = bridge.value * share * part * later**order
                best.setdefault(bridge.id or bridge.name, []).append(_Start(bridge, side, run, share, value))
        for some in best.values():
            some.sort(key=lambda one: -one.value)
            del some[_EACH:]
        ranked = sorted(
            (start for some in best.values() for start in some),
            key=lambda one: (-one.value, one.bridge.name, one.side.hit.passage.id, one.side.index),
        )[:_BRIDGES]
        return (ranked + self._further(ranked, asked))[:_MOST]

    def _bridges_of(
        self, side: Side, spoken: Spoken, known: dict[str, Bridge], asked: str
    ) -> Iterator[Bridge]:
        start, end = side.hit.passage.sentences[side.index].locator.chars
        for entity, (first, last), _ in sorted(spoken.get(side.hit.passage.id, ()), key=lambda one: one[1]):
            if start <= first and last <= end and entity in known:
                yield known[entity]
        yield from terms_in(side.text, asked)

    def _further(self, starts: Sequence[_Start], asked: str) -> list[_Start]:
        """A formula leads on to the herb it is called after, and to what it contains."""
        inside = contained(self.tx, self.library, [start.bridge for start in starts], asked)
        further: list[_Start] = []
        for start in starts:
            named = namesake(start.bridge)
            further += [replace(start, bridge=named)] if named is not None else []
            for one in inside.get(start.bridge.id, ())[:6]:
                further.append(replace(start, bridge=one, value=_INSIDE * start.value))
        return further

    def _reached(self, starts: Sequence[_Start]) -> tuple[dict[str, Hit], Spoken]:
        """Passages found by the names of the bridges and the words left open, with what they speak of."""
        heaviest = max(word.weight for word in self.words)
        ids: dict[str, None] = {}
        for start in starts:
            names = (start.bridge.name, *start.bridge.names)
            weights = {term(token): _NAME * heaviest for name in names for token in name_tokens(name)}
            for at, word in enumerate(self.words):
                if not start.run[0] <= at < start.run[1]:
                    for token in word.tokens:
                        weights.setdefault(term(token), word.weight)
            ids |= dict.fromkeys(
                id_
                for id_, _ in lexical(self.tx, self.library, list(weights), list(weights.values()), _SECONDS)
            )
        known = {hit.passage.id: hit for hit in self.found.hits}
        if asks_name(self.text):
            ids |= dict.fromkeys(self._entries(starts))
        for passage, document in fetch(self.tx, self.library, [id_ for id_ in ids if id_ not in known]):
            known[passage.id] = Hit(passage, document, Score(0.0))
        current = {id_: hit for id_, hit in known.items() if hit.document.superseded_by is None}
        return current, mentioned_in(self.tx, self.library, sorted(current))

    def _entries(self, starts: Sequence[_Start]) -> list[str]:
        """Passages with a line that names what a formula is called after: entries of a herbal begin so."""
        names = [start.bridge.name for start in starts if start.bridge.prefix]
        titles = titles_in(self.text)
        documents = dict.fromkeys(
            hit.document.id
            for hit in self.found.hits
            if not titles or any(title in fold(hit.document.title) for title in titles)
        )
        return entries(self.tx, self.library, list(documents)[:_BOOKS], names)

    def _join(self, start: _Start, hits: dict[str, Hit], spoken: Spoken, *, near: bool) -> Iterator[Link]:
        asked = self._asked_of(start)
        mentions = {id_: [entity for entity, _, _ in spoken.get(id_, ())] for id_ in hits}
        described, left = self._titles_by(start.run)
        if not _entitled(start.side, described):
            return
        reached = [
            hit
            for id_, hit in hits.items()
            if id_ != start.side.hit.passage.id and strength(start.bridge, hit, None, mentions[id_]) > 0.0
        ]
        if not reached:
            return
        called = asks_name(self.text)
        alike = self._nearness(asked, [hit.passage.id for hit in reached]) if near else {}
        nearest = self._nearest(start.bridge, reached, alike)
        for hit in reached:
            for side in (side for side in self._sides(hit) if _entitled(side, left)):
                if start.bridge.kind == "term" and start.bridge.name in defined_terms(side.text):
                    continue  # a second definition says no more of it than the first
                share, _ = self._share(side.held, start.run, inside=False)
                tie = strength(start.bridge, hit, side.index, mentions[hit.passage.id])
                meant = alike.get(hit.passage.id)
                nearness = float(meant[side.index]) if meant is not None and side.index < len(meant) else 0.0
                score = math.sqrt(start.share * share) + _TIE * tie + _START * start.value + nearness
                score += _CALLED if called and start.bridge.prefix else 0.0
                score += _BRIEF * min(1.0, _SENTENCE / len(start.side.text))
                best = nearest == (hit.passage.id, side.index)
                score += _NEAREST if best else 0.0
                yield Link(start.side, start.bridge, side, asked, start.share, share, score, best)

    def _nearest(
        self, bridge: Bridge, reached: Sequence[Hit], alike: dict[str, Vectors]
    ) -> tuple[str, int] | None:
        """Of the sentences about a defined term, other than its definitions, the nearest in meaning.

        A law speaks of what it has defined in words of its own, a question about it in others (网店,
        在网络上销售): the words left open decide less than with a thing that has a name everywhere.
        """
        if bridge.kind != "term":
            return None
        near = [
            (float(alike[hit.passage.id][index]), hit.passage.id, index)
            for hit in reached
            if hit.passage.id in alike
            for index, sentence in enumerate(hit.passage.sentences[: len(alike[hit.passage.id])])
            if bridge.name in sentence.text and bridge.name not in defined_terms(sentence.text)
        ]
        return max(near)[1:] if near else None

    def _in_titles(self) -> Cover:
        """Which words stand in the title of a document: they say where to look and describe nothing."""
        folded = fold(self.text)
        places = [(folded.find(title), folded.find(title) + len(title)) for title in titles_in(self.text)]
        return np.array(
            [any(start <= word.span[0] < end for start, end in places) for word in self.words],
            dtype=np.float64,
        )

    def _titles_by(self, run: tuple[int, int]) -> tuple[list[str], list[str]]:
        """The titles that the question names: before or within the run that is described, and after it."""
        folded = fold(self.text)
        last = max((word.span[1] for word in self.words[run[0] : run[1]]), default=0)
        inside: list[str] = []
        outside: list[str] = []
        for title in titles_in(self.text):
            (inside if folded.find(title) < last else outside).append(title)
        return inside, outside

    def _asked_of(self, start: _Start) -> str:
        """The question with the run of words that is described replaced by the name of the bridge."""
        folded = fold(self.text)
        first, last = self.words[start.run[0]].span[0], self.words[start.run[1] - 1].span[1]
        space = "" if language_of(self.text) == "zh" else " "
        return f"{folded[:first]}{space}{start.bridge.name}{space}{folded[last:]}"

    def _nearness(self, asked: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """How near each sentence is in meaning to the question asked of the bridge; 0 for an ordinary one."""
        if self.embedder is None:
            return {}
        query = self.embedder.embed_query(asked)
        found = sentence_vectors(self.tx, self.library, self.embedder.stamp, ids)
        return {id_: _MEANT * (np.asarray(rows @ query) - _ORDINARY) for id_, rows in found.items()}
