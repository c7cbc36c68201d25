"""Terminologies that a tenant brought: put in whole, listed, removed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evimed.store.database import Transaction

_BATCH = 5_000  # concepts a statement


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a terminology: its code, what type of entity it is, its names, its parents' codes."""

    code: str
    type: str
    name: str
    forms: tuple[str, ...]
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terminology:
    """A terminology as it was loaded; ``sha256`` is of its files."""

    name: str
    kind: str
    sha256: str
    concepts: int
    forms: int


def put_terminology(tx: Transaction, terminology: Terminology, concepts: Sequence[Concept]) -> None:
    """Put in a terminology with all its concepts; one of the same name is replaced."""
    tx.run("terminology_remove", name=terminology.name)
    tx.run(
        "terminology_put",
        name=terminology.name,
        kind=terminology.kind,
        sha256=terminology.sha256,
        concepts=len(concepts),
        forms=sum(len(concept.forms) for concept in concepts),
    )
    for first in range(0, len(concepts), _BATCH):
        rows = [
            {
                "code": one.code,
                "type": one.type,
                "name": one.name,
                "forms": list(one.forms),
                "parents": list(one.parents),
            }
            for one in concepts[first : first + _BATCH]
        ]
        tx.run("concept_insert", name=terminology.name, concepts=json.dumps(rows, ensure_ascii=False))


def remove_terminology(tx: Transaction, name: str) -> bool:
    """Remove a terminology; whether there was one."""
    return bool(tx.run("terminology_remove", name=name).rowcount)


def list_terminologies(tx: Transaction) -> list[Terminology]:
    """The tenant's terminologies, by name."""
    return [Terminology(*row) for row in tx.run("terminology_list").fetchall()]


def list_concepts(tx: Transaction) -> Iterator[tuple[str, Concept]]:
    """Every concept of the tenant with the name of its terminology."""
    for terminology, code, kind, name, forms in tx.run("concept_list"):
        yield terminology, Concept(code, kind, name, tuple(forms))
