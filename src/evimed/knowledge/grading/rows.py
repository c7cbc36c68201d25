"""Studies as the store keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evimed.knowledge.grading.designs import FoundDesign
from evimed.knowledge.grading.effects import Effect
from evimed.knowledge.grading.sizes import FoundSize
from evimed.knowledge.grading.study import Study
from evimed.records import Part
from evimed.store.evidence import NewStudy

_PARTS = ("population", "comparator", "outcome", "funding", "retracted")

_FLAGS = ("industry", "random_sample", "inception", "observational", "n_of_1")


def to_row(one: Study) -> NewStudy:
    """What is stored of a study: only what it says."""
    record: dict[str, Any] = {"design": [one.design.name, *one.design.chars]}
    if one.size is not None:
        record["size"] = [one.size.number, *one.size.chars]
    for name in _PARTS:
        part: Part | None = getattr(one, name)
        if part is not None:
            record[name] = [part.text, *part.chars]
    if one.effects:
        record["effects"] = [[e.measure, e.value, e.low, e.high, *e.chars] for e in one.effects]
    if one.registrations:
        record["registrations"] = [[part.text, *part.chars] for part in one.registrations]
    record |= {name: True for name in _FLAGS if getattr(one, name)}
    return NewStudy(one.design.name, record)


def of_row(record: Mapping[str, Any]) -> Study:
    """The study of a stored record."""

    def part(name: str) -> Part | None:
        value = record.get(name)
        return Part(value[0], (value[1], value[2])) if value is not None else None

    name, *chars = record["design"]
    size = record.get("size")
    return Study(
        design=FoundDesign(name, (chars[0], chars[1])),
        size=FoundSize(size[0], (size[1], size[2])) if size is not None else None,
        population=part("population"),
        comparator=part("comparator"),
        outcome=part("outcome"),
        effects=tuple(
            Effect(measure, value, low, high, (start, end))
            for measure, value, low, high, start, end in record.get("effects", ())
        ),
        registrations=tuple(Part(text, (start, end)) for text, start, end in record.get("registrations", ())),
        funding=part("funding"),
        industry=bool(record.get("industry")),
        retracted=part("retracted"),
        random_sample=bool(record.get("random_sample")),
        inception=bool(record.get("inception")),
        observational=bool(record.get("observational")),
        n_of_1=bool(record.get("n_of_1")),
    )
