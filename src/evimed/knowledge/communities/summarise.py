"""The summary of a community: the few sentences that tell most of its relations, quoted, none written."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from evimed.store.graph import Evidence, Relation

MOST: Final = 5  # sentences
_LENGTH: Final = 400  # characters: longer ones are tables and lists run together
_UNSURE: Final = 0.5
# Titles and references name what a document is about and say nothing of it; what opens a list says it after.
_SAYS_NOTHING: Final = re.compile(
    r"^\W*(?:citation|developer|source|title|date|bibliograph\w+|引用|来源|作者)\s*[:：]|[:：]\s*$|\[internet\]"
    r"|recommendation statement\.?$|^<[^>]{1,8}>|(?:et al|\bet al\.).*\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def choose_sentences(relations: Sequence[Relation], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The assertions whose sentences together tell the most relations, by how well supported those are.

    Greedy cover: each next sentence is the one that adds the most weight; what is said uncertainly adds half.
    A relation weighs more between entities of which the community says much. A sentence that states several
    relations stands once; a title, a reference or what only opens a list, never.
    """
    spoken: Counter[str] = Counter()
    for one in relations:
        spoken.update({one.subject: one.assertions, one.object: one.assertions})
    weight = {
        one.id: one.assertions * math.log1p(min(spoken[one.subject], spoken[one.object])) for one in relations
    }
    told: dict[tuple[str, tuple[int, int]], dict[str, Evidence]] = {}
    for one in evidence:
        if (
            one.polarity == "affirmed"
            and len(one.quote) <= _LENGTH
            and not _SAYS_NOTHING.search(one.quote.strip())
            and not _is_title(one.quote)
        ):
            told.setdefault((one.document_id, one.chars), {})[one.relation_id] = one
    chosen: list[Evidence] = []
    said: set[str] = set()
    covered: set[str] = set()
    while told and len(chosen) < MOST:
        place = max(told, key=lambda key: (_adds(told[key], weight, covered), -key[1][0], key[0]))
        relations_of = told.pop(place)
        if _adds(relations_of, weight, covered) <= 0.0:
            break
        covered |= set(relations_of)
        first = max(relations_of.values(), key=lambda one: (weight[one.relation_id], one.assertion_id))
        words = "".join(first.quote.split()).lower()
        if words not in said:
            said.add(words)
            chosen.append(first)
    return chosen


def _is_title(quote: str) -> bool:
    """Words with capitals and no full stop."""
    words = re.findall(r"[A-Za-z][A-Za-z-]{3,}", quote)
    return (
        len(words) >= 3
        and not re.search(r"[.;:!?。)]\s*$", quote)
        and sum(word[0].isupper() for word in words) > 0.6 * len(words)
    )


def _adds(one: Mapping[str, Evidence], weight: Mapping[str, float], covered: set[str]) -> float:
    return sum(
        weight.get(relation, 0.0) * (1.0 if evidence.certainty == "stated" else _UNSURE)
        for relation, evidence in one.items()
        if relation not in covered
    )
