"""The graph as JSON, schema ``evimed/graph/1``: what surfaces show and programs read."""

from __future__ import annotations

from evimed.json_forms import cited_document_json, locator_json
from evimed.knowledge.graph.explore import Connection, Edge, Neighbourhood
from evimed.records import Citation
from evimed.store.graph import Entity, Evidence

SCHEMA = "evimed/graph/1"


def neighbourhood_json(found: Neighbourhood) -> dict[str, object]:
    """Nodes and edges around an entity, each edge with its quotations."""
    return {
        "schema": SCHEMA,
        "centre": found.centre.id,
        "nodes": [
            {**entity_json(entity), "distance": found.distance[entity.id]} for entity in found.entities
        ],
        "edges": [edge_json(edge) for edge in found.edges],
        "truncated": found.truncated,
    }


def connection_json(found: Connection) -> dict[str, object]:
    """Paths, each a list of edges in order; the entities they pass."""
    return {
        "schema": SCHEMA,
        "from": found.start.id,
        "to": found.end.id,
        "nodes": [entity_json(entity) for entity in found.entities.values()],
        "paths": [[edge_json(edge) for edge in path] for path in found.paths],
    }


def entity_json(entity: Entity) -> dict[str, object]:
    """One node."""
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "concept": entity.concept,
        "supports": entity.supports,
    }


def edge_json(edge: Edge) -> dict[str, object]:
    """One edge with its quotations."""
    relation = edge.relation
    return {
        "id": relation.id,
        "subject": relation.subject,
        "predicate": relation.predicate,
        "object": relation.object,
        "assertions": relation.assertions,
        "affirmed": edge.affirmed,
        "negated": edge.negated,
        "evidence": [_evidence_json(one, citation) for one, citation in edge.evidence],
    }


def _evidence_json(one: Evidence, citation: Citation) -> dict[str, object]:
    return {
        "id": one.assertion_id,
        "polarity": one.polarity,
        "certainty": one.certainty,
        "time": one.time,
        "rule": one.rule,
        "quote": citation.quote,
        "document": cited_document_json(citation.document),
        "locator": locator_json(citation.locator),
    }
