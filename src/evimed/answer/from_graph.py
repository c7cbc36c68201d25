"""Questions that describe a thing instead of naming it, answered by a chain of quotations.

"How long is the half-life of the beta-blocker that is used for performance anxiety?" is answered by a
sentence that says which one that is, and by one about it. Both pass the same checks as any statement; the
route says what joined them. Whether a question is of this form is told by its words (``describes``), or by
a sentence that defines a term with the words of the question (用于染发、防晒的化妆品为特殊化妆品).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from evimed.answer.checks.context import stand_alone
from evimed.answer.rank import Ranked
from evimed.answer.select import Candidate
from evimed.catalogue import Language, text
from evimed.knowledge.bridge import Bridge
from evimed.knowledge.tokens import fold
from evimed.ports import Embedder
from evimed.records import Decision, Hit, Sentence
from evimed.retrieve.search import Found
from evimed.retrieve.traverse import Link, Side, Traversed, is_described, traverse
from evimed.retrieve.traverse_words import described_kinds, describes
from evimed.store.database import Transaction

_DESCRIBED: Final = 0.75  # of the described words that the first sentence holds, at least
_LEFT: Final = 0.3  # of the other words that the second holds, at least
_DEFINES: Final = 0.95  # of the described words, where few of the others are held
_SCORE: Final = 0.85
_NEARLY: Final = 0.7  # of a question that describes nothing: a term that is defined beside it leads astray
_WHOLE: Final = 0.9  # of the question in one sentence: then it is not asked of two
_SHORT: Final = 24  # characters: what is shorter says little without what follows
_FOLLOWING: Final = 2  # sentences at most
_CLOSE: Final = 0.97  # of the best score: a second link is told too


@dataclass(frozen=True, slots=True)
class Chain:
    """The sentences of the answer in their order, and the reason why the question went this way."""

    chosen: tuple[Ranked, ...]
    hits: tuple[Hit, ...]
    route: Decision


def find_chain(
    tx: Transaction,
    library: str,
    asked: str,
    found: Found,
    embedder: Embedder | None,
    bridge: Bridge,
    language: Language,
    *,
    enough: bool,
) -> Chain | None:
    """The chain that answers ``asked``; ``None`` for a question that is not of this form, or without one.

    ``enough``: whether single sentences answer. Then what is only called so for short (以下统称报告单位)
    leads nowhere: such a sentence holds words of many questions that do not ask for it.
    """
    if not is_described(asked, found.hits):
        return None
    # Searched anew: what was found is about what the question names, one of two passages about another.
    walked = traverse(tx, library, asked, embedder=embedder, bridge=bridge, want=len(found.hits))
    links = [link for link in _good(asked, walked) if not (enough and _for_short(link))]
    if not links:
        return None
    by_place = {
        (side.hit.passage.id, side.index): side
        for link in links
        for side in (link.first, *_entry(link.second))
    }
    sides = list(by_place.values())
    chosen = tuple(Ranked(_candidate(side), links[0].score) for side in sides)
    name = links[0].bridge.name
    reason = text("route.graph", language, name=_written(links[0]) or name)
    return Chain(chosen, tuple(side.hit for side in sides), Decision("graph", reason))


def _entry(side: Side) -> list[Side]:
    """A sentence, with those after it where it is too short to say much (味酸，平。)."""
    sides = [side]
    sentences = side.hit.passage.sentences
    while (
        sum(len(one.text) for one in sides) < _SHORT
        and sides[-1].index + 1 < len(sentences)
        and len(sides) <= _FOLLOWING
    ):
        sides.append(replace(side, index=sides[-1].index + 1))
    return sides


def _good(asked: str, walked: Traversed) -> list[Link]:
    """The best link, and the next where it is nearly as good; none that a single sentence makes needless."""
    if walked.alone >= _WHOLE:
        return []
    formed = describes(asked)
    if not formed and walked.alone >= _NEARLY:
        return []
    kinds = described_kinds(asked) | {"term"}
    good = [
        link
        for link in walked.links
        if link.first_share >= _DESCRIBED
        and (link.second_share >= _LEFT or _defined(link))
        and link.score >= _SCORE
        and (formed or link.bridge.kind == "term")
        and (len(kinds) == 1 or link.bridge.kind in kinds)
        and all(
            stand_alone(_sentence(side), side.hit.passage) is not None for side in (link.first, link.second)
        )
    ]
    return [link for link in good[:2] if link.score >= _CLOSE * good[0].score]


def _defined(link: Link) -> bool:
    """Whether a definition holds all that is described, and nothing about the term is nearer in meaning."""
    return link.nearest and link.first_share >= _DEFINES


def _for_short(link: Link) -> bool:
    """Whether the first passage gives what joins only as a short name: 药品经营企业（以下统称报告单位）."""
    name = re.escape(link.bridge.name)
    return link.bridge.kind == "term" and re.search(f'以下[简统]称[“"]?{name}', link.first.text) is not None


def _sentence(side: Side) -> Sentence:
    return side.hit.passage.sentences[side.index]


def _candidate(side: Side) -> Candidate:
    return Candidate(side.hit, side.index, ())


def _written(link: Link) -> str | None:
    """The bridge as its first passage writes it."""
    held = fold(link.first.text)
    names = (link.bridge.name, *link.bridge.names)
    return next((name for name in names if fold(name) in held), None)
