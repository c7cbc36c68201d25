"""Where a reader enters the graph: its best known entities, and one relation by its id."""

from __future__ import annotations

from evimed.store.database import Transaction
from evimed.store.graph import Entity, Relation


def top_entities(tx: Transaction, library: str, *, begins: str, limit: int) -> list[Entity]:
    """Entities of which most is said, those that have relations; ``begins`` is the folded start of a name."""
    rows = tx.run("entity_top", library=library, begins=begins, limit=limit).fetchall()
    return [Entity(id_, kind, name, "", concept, supports) for id_, kind, name, concept, supports in rows]


def relation_of(tx: Transaction, library: str, relation_id: str) -> Relation | None:
    """A relation by its id, if the Scope sees it."""
    row = tx.run("relation_get", library=library, id=relation_id).fetchone()
    return Relation(*row) if row is not None else None
