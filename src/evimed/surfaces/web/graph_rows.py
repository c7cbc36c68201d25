"""The graph as its page shows it: rows of a table, of which the picture is drawn too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evimed.catalogue import Language, text
from evimed.json_forms import cited_document_json, locator_json
from evimed.knowledge.graph.explore import Edge
from evimed.records import Citation
from evimed.store.graph import Entity, Evidence
from evimed.surfaces.cli.places import place_words
from evimed.surfaces.web.present import tongue


def node_of(entity: Entity, language: Language) -> dict[str, Any]:
    """An entity: its name, its type in words."""
    return {
        "id": entity.id,
        "name": entity.name,
        "lang": tongue(entity.name),
        "type": entity.type,
        "type_name": text(f"cli.graph.type.{entity.type}", language),
        "supports": entity.supports,
    }


def rows_of(
    edges: Iterable[Edge], entities: Mapping[str, Entity], library: str, language: Language
) -> list[dict[str, Any]]:
    """Edges as rows, each with the clearest quotation and the address of all of them."""
    return [row_of(edge, entities, library, language) for edge in edges]


def row_of(edge: Edge, entities: Mapping[str, Entity], library: str, language: Language) -> dict[str, Any]:
    """One edge as a row."""
    relation = edge.relation
    quote = next((" ".join(citation.quote.split()) for _, citation in edge.evidence), "")
    return {
        "id": relation.id,
        "library": library,
        "subject": _end(relation.subject, entities, language),
        "object": _end(relation.object, entities, language),
        "predicate": relation.predicate,
        "predicate_name": text(f"cli.graph.predicate.{relation.predicate}", language),
        "affirmed": edge.affirmed,
        "negated": edge.negated,
        "quote": quote,
        "quote_lang": tongue(quote),
    }


def _end(entity: str, entities: Mapping[str, Entity], language: Language) -> dict[str, Any]:
    return node_of(entities.get(entity) or Entity(entity, "concept", entity), language)


def place_of(one: Evidence, citation: Citation, language: Language) -> dict[str, Any]:
    """One place that speaks for or against an edge."""
    document = cited_document_json(citation.document)
    locator = locator_json(citation.locator)
    quote = " ".join(citation.quote.split())
    return {
        "id": one.assertion_id,
        "negated": one.polarity == "negated",
        "uncertain": one.certainty == "uncertain",
        "quote": quote,
        "quote_lang": tongue(quote),
        "title": document["title"],
        "title_lang": tongue(document["title"]),
        "version": document["version"],
        "published": document["published"],
        "superseded_by": document["superseded_by"],
        "source": document["source"],
        "place": " · ".join(place_words(locator, language)),
        "document": document,
        "locator": locator,
    }
