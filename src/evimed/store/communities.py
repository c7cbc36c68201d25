"""Rows of communities: their members, and the places that their summaries quote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from evimed.store.database import Transaction
from evimed.store.graph import Entity, Evidence, evidence_row


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community: the digests of the relations inside it and of the graph it was made from."""

    id: str
    digest: str
    relations: int
    made_from: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An entity of a community; ``weight``: assertions of its relations inside."""

    community_id: str
    entity_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A sentence of a summary: the assertion whose words it is."""

    community_id: str
    place: int
    assertion_id: str
    relation_id: str
    passage_id: str


def classes_in_view(tx: Transaction, library: str) -> list[int]:
    """The permission classes whose relations the Scope sees: what names its view of the graph."""
    row = tx.run("community_classes", library=library).fetchone()
    return [int(one) for one in row[0]] if row is not None else []


def list_communities(tx: Transaction, library: str, classes: Sequence[int]) -> list[CommunityRow]:
    """The communities of a view, the greatest first."""
    rows = tx.run("community_list", library=library, classes=list(classes)).fetchall()
    return [CommunityRow(*row) for row in rows]


def members_of(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, list[Entity]]:
    """The entities of communities, the weightiest first."""
    found: dict[str, list[Entity]] = {}
    for community, entity, kind, name, concept, supports in tx.run(
        "community_members", library=library, ids=list(ids)
    ).fetchall():
        found.setdefault(community, []).append(Entity(entity, kind, name, "", concept, supports))
    return found


def quotes_of(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """The ids of the assertions that the summaries of communities quote, in their order."""
    found: dict[str, list[str]] = {}
    for community, _, assertion in tx.run("community_quotes", library=library, ids=list(ids)).fetchall():
        found.setdefault(community, []).append(assertion)
    return found


def assertions_by_id(tx: Transaction, library: str, ids: Sequence[str]) -> dict[str, Evidence]:
    """Assertions with their quotations; those gone or not seen are left out."""
    rows = tx.run("graph_assertions", library=library, ids=list(ids)).fetchall()
    return {one.assertion_id: one for one in map(evidence_row, rows)}


def put_communities(
    tx: Transaction,
    library: str,
    classes: Sequence[int],
    kept: Sequence[str],
    made_from: str,
    made: Sequence[CommunityRow],
    members: Sequence[MemberRow],
    quotes: Sequence[QuoteRow],
) -> None:
    """Put the communities of a view in place of those before: ``kept`` stay as they are."""
    tx.run("graph_lock", library=library)
    ids = [*kept, *(one.id for one in made)]
    tx.run("community_forget", library=library, classes=list(classes), ids=ids)
    tx.run("community_stay", library=library, ids=list(kept), made_from=made_from)
    tx.run("community_insert", library=library, classes=list(classes), communities=_json(made))
    tx.run("community_member_insert", library=library, members=_json(members))
    tx.run("community_quote_insert", library=library, quotes=_json(quotes))


def _json(rows: Sequence[CommunityRow] | Sequence[MemberRow] | Sequence[QuoteRow]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)
