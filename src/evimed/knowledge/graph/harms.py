"""What the chain reads of a sentence, as relations between its entities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from evimed.knowledge.entities.context import standing
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import entity_id
from evimed.knowledge.entities.recognise import Mention
from evimed.knowledge.graph.adverse import Marked, load_chain
from evimed.records import Span

# Without one of these a sentence is not looked at: it tells of no harm, or of none that a drug did.
_TELLS = re.compile(
    r"\b(?:\w*induc|caus|advers|side effect|toxi|\w*associat|follow|after|develop|due to|during|secondary"
    r"|result|relat|complicat|reaction|overdos|experienc|present|while|occur|report|receiv|treat|therap|administ|lead|led)",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"\s*(?:[,/+]|and|or|plus|,\s*and|,\s*or|combined with|in combination with)\s*", re.IGNORECASE
)
_TIES = re.compile(
    r"\s?-?\s?(?:induced|associated|related|provoked|mediated|triggered)\s+(?:[\w-]+\s+){0,2}?", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS: Final = {"drug": frozenset(("drug", "formula")), "condition": frozenset(("condition",))}
_OTHER: Final = frozenset(("population", "procedure", "test", "organism", "anatomy", "gene"))
_SURE: Final = 0.6


def read_harms(text: str, mentions: Sequence[Mention]) -> tuple[list[tuple[Mention, Mention]], Marked]:
    """Pairs of a drug and what it caused, and all that was marked.

    One of both is an entity that the recogniser knows; the other may be known by its place alone.
    """
    if _HAN.search(text) or not _TELLS.search(text) or not any(m.type in _KNOWN for m in mentions):
        return [], Marked((), (), ())
    marks = load_chain().mark(text, mentions)
    if not marks.drugs and not marks.effects:
        return [], marks
    folded = fold_places(text)
    drugs = [one for span in marks.drugs for one in _named(text, folded, span, mentions, "drug")]
    effects = [one for span in marks.effects for one in _named(text, folded, span, mentions, "condition")]
    aside = (*marks.treated, *marks.effects)
    others = [one for one in mentions if one.type in _ENDS["drug"] and not _within(one, aside)]
    drugs += [one for one in others if any(_joined(text, one, drug) for drug in drugs)]
    if effects and not drugs:
        drugs = _nearest(others, effects)
    pairs = [
        (drug, effect)
        for drug in drugs
        for effect in effects
        if (drug.reason != _READ or effect.reason != _READ) and drug.entity != effect.entity
    ]
    return _bound(text, pairs), marks


def _within(one: Mention, spans: Iterable[Span]) -> bool:
    return any(start < one.end and one.start < end for start, end in spans)


def _joined(text: str, one: Mention, other: Mention) -> bool:
    """Whether two stand side by side in an enumeration."""
    if one.start < other.end and other.start < one.end:
        return False
    between = text[one.end : other.start] if one.end <= other.start else text[other.end : one.start]
    return _JOINS.fullmatch(between) is not None


def _nearest(drugs: Sequence[Mention], effects: Sequence[Mention]) -> list[Mention]:
    """The drug that stands nearest to one of the effects."""
    return sorted(drugs, key=lambda one: min(max(one.start - e.end, e.start - one.end, 0) for e in effects))[
        :1
    ]


def _bound(text: str, pairs: Sequence[tuple[Mention, Mention]]) -> list[tuple[Mention, Mention]]:
    """Where a word ties an effect to its drug ("warfarin-induced necrosis"), other drugs did not cause it."""
    tied = {
        (effect.start, drug.start)
        for drug, effect in pairs
        if drug.end <= effect.start and _TIES.fullmatch(text[drug.end : effect.start])
    }
    effects = {effect for effect, _ in tied}
    drugs = {drug for _, drug in tied}
    return [
        (drug, effect)
        for drug, effect in pairs
        if (effect.start, drug.start) in tied or (effect.start not in effects and drug.start not in drugs)
    ]


_KNOWN: Final = _ENDS["drug"] | _ENDS["condition"]
_READ: Final = "read"


def _named(text: str, folded: str, span: Span, mentions: Sequence[Mention], kind: str) -> Iterator[Mention]:
    """The entities of a marked span; the span itself where it holds one or none."""
    inside = [one for one in mentions if one.start < span[1] and span[0] < one.end]
    wanted = [one for one in inside if one.type in _ENDS[kind]]
    if len(wanted) > 1:
        yield from wanted
    elif wanted:
        yield replace(wanted[0], start=span[0], end=span[1], surface=text[slice(*span)])
    elif not any(one.type in _OTHER and one.start <= span[0] and span[1] <= one.end for one in inside):
        name = " ".join(folded[slice(*span)].split())
        if len(name) > 2:
            stand = standing(folded, *span)
            yield Mention(
                *span, entity_id(f"{kind}:{name}"), kind, name, None, text[slice(*span)],
                stand.polarity, stand.certainty, _SURE, _READ,
            )  # fmt: skip
