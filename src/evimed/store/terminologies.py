"""Terminologies that a tenant brought: put in whole, listed, removed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evimed.store.database import Transaction

_BATCH = 5_000  # concepts a statement


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a terminology: its code, what type of entity it is, its names, its parents' codes.

    ``links``: codes of other concepts by what links them, such as a gene's phenotypes.
    """

    code: str
    type: str
    name: str
    forms: tuple[str, ...]
    parents: tuple[str, ...] = ()
    links: tuple[tuple[str, tuple[str, ...]], ...] = ()


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
                "links": dict(one.links),
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


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept that another is linked with; ``how`` is ``parent``, ``child`` or the name of a link."""

    how: str
    code: str
    type: str
    name: str


def named_concepts(tx: Transaction, name: str, most: int) -> list[tuple[str, Concept]]:
    """The concepts called ``name``, or with that code: ``hpo:HP:0001250`` or ``HP:0001250``."""
    return [
        (terminology, Concept(code, kind, called, tuple(forms)))
        for terminology, code, kind, called, forms in tx.run("concept_named", name=name, most=most).fetchall()
    ]


def neighbours(tx: Transaction, terminology: str, code: str, most: int) -> list[Neighbour]:
    """What a terminology links with a concept, at most ``most`` of each kind, by name."""
    rows = tx.run("concept_neighbours", name=terminology, code=code, most=most).fetchall()
    return [Neighbour(*row) for row in rows]
