"""``/api/v1``: the graph of what documents say; every edge with the passages that say it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from evimed.knowledge.communities.build import communities_json
from evimed.knowledge.graph.export import WRITERS
from evimed.knowledge.graph.forms import (
    SCHEMA,
    connection_json,
    edge_json,
    entity_json,
    neighbourhood_json,
)
from evimed.surfaces.http.identity import CallerIn, WorkingCaller
from evimed.surfaces.http.sse import begun

router = APIRouter(prefix="/api/v1/libraries/{library}/graph", tags=["graph"])

Name = Annotated[str, Query(min_length=1, max_length=300, description="Id or name of an entity")]
Hops = Annotated[int, Query(ge=1, le=4, description="Steps")]
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "graphml": "application/graphml+xml",
}
_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {media.partition(";")[0]: {"schema": {"type": "string"}} for media in _MEDIA.values()},
        "description": "Every assertion with its quotation",
    }
}


@router.get("")
def show_counts(library: str, caller: CallerIn) -> dict[str, Any]:
    """How much the graph holds, and how many documents have been read for it."""
    return {"library": library, **caller.session.graph().progress(library=library)}


@router.get("/entities")
def list_entities(
    library: str,
    caller: CallerIn,
    begins: Annotated[str, Query(max_length=300, description="How the name begins")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 24,
) -> dict[str, Any]:
    """Entities to begin with: of which most is said."""
    found = caller.session.graph().doors(library=library, begins=begins, limit=limit)
    return {"schema": SCHEMA, "nodes": [entity_json(one) for one in found]}


@router.get("/neighbourhood")
def show_neighbourhood(library: str, entity: Name, caller: WorkingCaller, hops: Hops = 1) -> dict[str, Any]:
    """What is around an entity: nodes, and edges with quotations."""
    return neighbourhood_json(caller.session.graph().neighbourhood(entity, library=library, hops=hops))


@router.get("/paths")
def show_paths(
    library: str,
    start: Annotated[str, Query(alias="from", min_length=1, max_length=300)],
    end: Annotated[str, Query(alias="to", min_length=1, max_length=300)],
    caller: WorkingCaller,
    hops: Hops = 3,
) -> dict[str, Any]:
    """How two entities are connected: the shortest paths, every edge with quotations."""
    return connection_json(caller.session.graph().paths(start, end, library=library, hops=hops))


@router.get("/edges/{relation}")
def show_edge(library: str, relation: str, caller: CallerIn) -> dict[str, Any]:
    """One edge with all that is said for and against it (the clearest 50 places)."""
    edge, ends = caller.session.graph().edge(relation, library=library)
    return {
        "schema": SCHEMA,
        "nodes": [entity_json(one) for one in ends.values()],
        "edge": edge_json(edge),
    }


@router.get("/communities")
def list_communities(
    library: str,
    caller: WorkingCaller,
    about: Annotated[str | None, Query(max_length=300, description="Those with such an entity")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> dict[str, Any]:
    """What belongs together, as the caller sees the graph: groups of entities, each with quoted sentences."""
    found = caller.session.graph().communities(library=library, about=about or None, limit=limit)
    return communities_json(found)


@router.get("/export", responses=_EXPORT, response_class=StreamingResponse)
def export_graph(
    library: str,
    caller: WorkingCaller,
    form: Annotated[str, Query(alias="format", description=", ".join(WRITERS))] = "csv",
) -> StreamingResponse:
    """The graph for other programs."""
    pieces = begun(caller.session.graph().export(form, library=library))
    return StreamingResponse(pieces, media_type=_MEDIA[form])
