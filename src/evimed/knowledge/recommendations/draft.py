"""A statement on its way to a recommendation: where it stands, and what is read of it once it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evimed.knowledge.recommendations.directions import Direction
from evimed.knowledge.recommendations.durations import durations_in
from evimed.knowledge.recommendations.parts import parts_of
from evimed.knowledge.recommendations.quantities import (
    INFINITE,
    ages_in,
    counts_in,
    intervals_in,
    quantities_in,
)
from evimed.knowledge.recommendations.strengths import Strength
from evimed.knowledge.recommendations.units import Unit
from evimed.records import Measured, Part, Recommendation, Span


@dataclass(slots=True)
class Draft:
    """A statement that may still wait for its mark."""

    unit: Unit
    span: Span  # in the reading form of the unit
    text: str
    direction: Direction
    end: int  # in the stored text
    strength: Strength | None = None
    open: bool = False  # ends with a colon: the units below belong to it
    together: int = -1  # where the part begins that also holds its neighbours: they share a mark


def record_of(draft: Draft, issuer: str, supersedes: str | None, *, aside: bool) -> Recommendation:
    """A statement with its parts and numbers, each in its place in the stored text."""
    unit, (start, end) = draft.unit, draft.span
    places = unit.reading.source(start, end)
    chars = unit.chars or (places[0], max(places[1], draft.end))
    text = unit.text[start:end].strip()
    start += unit.text[start:end].find(text)

    def part(span: Span | None) -> Part | None:
        if span is None or span[1] <= span[0]:
            return None
        return Part(text[span[0] : span[1]], unit.reading.source(start + span[0], start + span[1]))

    def measured(kind: str, name: str, low: float, high: float, unit_: str, at: Span) -> Measured:
        return Measured(kind, name, low, high, unit_, unit.reading.source(start + at[0], start + at[1]))

    told = parts_of(text)
    numbers = [measured("age", "", one.low, one.high, "year", one.at) for one in ages_in(text)]
    numbers += [measured("interval", "", one.low, one.high, "month", one.at) for one in intervals_in(text)]
    numbers += [
        replace(measured(one.role, one.name, one.low, one.high, one.unit, one.at), relation=one.relation)
        for one in quantities_in(text)
    ]
    begin, end = told.population or (0, 0)
    numbers += [
        replace(measured("duration", "", one.low, one.high, "day", one.at), relation=one.relation)
        for one in durations_in(text)
        if not begin <= one.at[0] < end
    ]
    numbers += [
        measured("count", one.name, one.low, INFINITE, "", one.at)
        for one in counts_in(text)
        if begin <= one.at[0] < end
    ]
    strength = draft.strength
    return Recommendation(
        chars=chars,
        text=text,
        direction=draft.direction,
        strength=strength.grade if strength is not None else None,
        weight=strength.weight if strength is not None else "none",
        body=issuer,
        heading=unit.heading,
        section=unit.section,
        population=part(told.population),
        intervention=part(told.intervention),
        comparator=part(told.comparator),
        outcome=part(told.outcome),
        numbers=tuple(numbers),
        supersedes=supersedes,
        aside=aside,
    )
