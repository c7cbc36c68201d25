"""The communities of a library as one Scope sees them: found anew where its view has changed, then shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evimed.json_forms import cited_document_json, locator_json
from evimed.knowledge.communities.detect import Community, find_communities
from evimed.knowledge.communities.summarise import choose_sentences
from evimed.knowledge.graph.explore import sentence_locator
from evimed.knowledge.graph.forms import entity_json
from evimed.knowledge.tokens import fold
from evimed.records import Citation
from evimed.store.communities import (
    CommunityRow,
    MemberRow,
    QuoteRow,
    assertions_by_id,
    classes_in_view,
    list_communities,
    members_of,
    put_communities,
    quotes_of,
)
from evimed.store.database import Transaction
from evimed.store.graph import Entity, documents_by_id, evidence_of, polarity_counts, step

_MOST: Final = 1_000_000  # relations
_LOOKED_AT: Final = 40  # relations of a community whose sentences may stand in its summary
_EACH: Final = 3  # sentences of each
SCHEMA: Final = "evimed/communities/1"


@dataclass(frozen=True, slots=True)
class Told:
    """A community: its entities, the weightiest first, and its summary, each sentence with its citation."""

    id: str
    entities: Sequence[Entity]
    relations: int
    summary: Sequence[Citation]

    @property
    def name(self) -> str:
        """Its three weightiest entities, who recommends left out: bodies speak of everything."""
        told = [one for one in self.entities if one.type != "organisation"] or self.entities
        return " · ".join(entity.name for entity in told[:3])


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many communities there are, and how many of them were made anew."""

    communities: int
    made: int


def renew(tx: Transaction, library: str) -> Renewed:
    """Bring the communities of this Scope's view up to date; what did not change is left as it is."""
    classes = classes_in_view(tx, library)
    relations = [one for one in step(tx, library, limit=_MOST) if one.predicate != "dose"]
    affirmed = polarity_counts(tx, library, [one.id for one in relations])
    relations = [one for one in relations if affirmed.get(one.id, (0, 0))[0] > 0]
    stored = list_communities(tx, library, classes)
    told = "\n".join(sorted(f"{one.id} {one.assertions}" for one in relations))
    graph = hashlib.sha256(told.encode()).hexdigest()[:20]
    quoted = quotes_of(tx, library, [one.id for one in stored])
    if stored and all(one.made_from == graph and quoted.get(one.id) for one in stored):
        return Renewed(len(stored), 0)
    groups = members_of(tx, library, [one.id for one in stored])
    before = {entity.id: at for at, one in enumerate(stored) for entity in groups.get(one.id, ())}
    view = ",".join(map(str, classes))
    found = find_communities(relations, view, before)
    held = {one.id for one in stored if quoted.get(one.id)}
    kept = [one.id for one in found if one.id in held]
    made = [one for one in found if one.id not in held]
    put_communities(
        tx,
        library,
        classes,
        kept,
        graph,
        [CommunityRow(one.id, one.digest, len(one.relations), graph) for one in made],
        [MemberRow(one.id, entity, weight) for one in made for entity, weight in one.weights.items()],
        [quote for one in made for quote in _quotes(tx, library, one)],
    )
    return Renewed(len(found), len(made))


def _quotes(tx: Transaction, library: str, community: Community) -> list[QuoteRow]:
    looked_at = community.relations[:_LOOKED_AT]
    evidence = evidence_of(tx, library, [one.id for one in looked_at], _EACH)
    return [
        QuoteRow(community.id, place, one.assertion_id, one.relation_id, one.passage.id)
        for place, one in enumerate(choose_sentences(looked_at, evidence))
    ]


def tell(tx: Transaction, library: str, *, about: str | None = None, limit: int = 20) -> list[Told]:
    """The communities of this Scope's view as they stand, the greatest first.

    ``about``: only those with an entity whose name holds these words.
    """
    rows = list_communities(tx, library, classes_in_view(tx, library))
    members = members_of(tx, library, [one.id for one in rows])
    words = fold(about) if about else ""
    wanted = [
        one
        for one in rows
        if members.get(one.id) and any(words in fold(entity.name) for entity in members[one.id])
    ][:limit]
    quoted = quotes_of(tx, library, [one.id for one in wanted])
    assertions = assertions_by_id(tx, library, [id_ for some in quoted.values() for id_ in some])
    documents = documents_by_id(tx, library, list({one.document_id for one in assertions.values()}))
    told: list[Told] = []
    for row in wanted:
        summary = [
            Citation(id_, documents[one.document_id], sentence_locator(one.passage, one.chars), one.quote)
            for id_ in quoted.get(row.id, ())
            if (one := assertions.get(id_)) is not None
        ]
        told.append(Told(row.id, members[row.id], row.relations, summary))
    return told


def communities_json(told: Sequence[Told]) -> dict[str, object]:
    """Schema ``evimed/communities/1``."""
    return {
        "schema": SCHEMA,
        "communities": [
            {
                "id": one.id,
                "name": one.name,
                "relations": one.relations,
                "entities": [entity_json(entity) for entity in one.entities],
                "summary": [
                    {
                        "quote": citation.quote,
                        "document": cited_document_json(citation.document),
                        "locator": locator_json(citation.locator),
                    }
                    for citation in one.summary
                ],
            }
            for one in told
        ],
    }
