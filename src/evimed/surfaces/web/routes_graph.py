"""The page of the graph: from an entity outward, or between two; every edge opens its passages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from evimed.errors import NotFoundError
from evimed.surfaces.http.identity import CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web import appraisal_rows
from evimed.surfaces.web.graph_rows import node_of, place_of, row_of, rows_of
from evimed.surfaces.web.present import tongue
from evimed.surfaces.web.rendering import fragment, library_of, page
from evimed.surfaces.web.sources import source_of

router = APIRouter()

_MEMBERS = 12  # entities shown of a community

Name = Annotated[str, Query(max_length=300)]
Hops = Annotated[int, Query(ge=1, le=4)]


@router.get("/graph")
def graph_page(
    request: Request, caller: WorkingCaller, entity: Name = "", to: Name = "", hops: Hops = 1
) -> HTMLResponse:
    """Where to begin; what is around an entity; how two are connected."""
    language, library = language_of(request), library_of(request)
    graph = caller.session.graph()
    shown: dict[str, Any] = {"centre": None, "end": None, "groups": [], "truncated": False, "missing": None}
    try:
        if entity.strip() and to.strip():
            found = graph.paths(entity, to, library=library, hops=max(hops, 3))
            groups = [rows_of(path, found.entities, library, language) for path in found.paths]
            shown |= {"centre": node_of(found.start, language), "end": node_of(found.end, language)}
            shown["groups"] = groups
        elif entity.strip():
            near = graph.neighbourhood(entity, library=library, hops=hops)
            known = {one.id: one for one in near.entities}
            rows = rows_of(near.edges, known, library, language)
            shown |= {"centre": node_of(near.centre, language), "truncated": near.truncated}
            shown["groups"] = [rows] if rows else []
    except NotFoundError as error:
        if error.code not in {"entity_not_found", "no_path"}:
            raise
        shown["missing"] = {"message": error.message(language), "hint": error.hint(language)}
    return page(
        request,
        caller,
        "graph.html",
        active="graph",
        entity=entity,
        to=to,
        hops=hops,
        doors=[node_of(one, language) for one in graph.doors(library=library)],
        counts=graph.progress(library=library),
        **shown,
    )


@router.get("/graph/communities")
def communities_page(request: Request, caller: WorkingCaller, about: Name = "") -> HTMLResponse:
    """What belongs together, each group told in quoted sentences."""
    library = library_of(request)
    found = caller.session.graph().communities(library=library, about=about.strip() or None)
    groups: list[dict[str, Any]] = [
        {
            "name": one.name,
            "count": len(one.entities),
            "relations": one.relations,
            "entities": [{"id": entity.id, "name": entity.name} for entity in one.entities[:_MEMBERS]],
            "quotes": [
                appraisal_rows.place_of(cite.quote, cite.locator.chars, cite.document.id, library)
                | {"title": cite.document.title}
                for cite in one.summary
            ],
        }
        for one in found
    ]
    return page(
        request, caller, "communities.html", active="graph", groups=groups, about=about, tongue=tongue
    )


@router.get("/graph/rows")
def more_rows(request: Request, caller: WorkingCaller, entity: Name) -> HTMLResponse:
    """The rows around one more entity: the picture grows by them, and the table with it."""
    language, library = language_of(request), library_of(request)
    near = caller.session.graph().neighbourhood(entity, library=library)
    known = {one.id: one for one in near.entities}
    rows = rows_of(near.edges, known, library, language)
    return HTMLResponse(fragment("parts/edges.html", language, rows=rows))


@router.get("/graph/edges/{relation}")
def edge_page(
    relation: str,
    request: Request,
    caller: CallerIn,
    desk: DeskIn,
    place: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """The passages that an edge rests on, one of them where it stands."""
    language, library = language_of(request), library_of(request)
    edge, ends = caller.session.graph().edge(relation, library=library)
    places = [place_of(one, citation, language) for one, citation in edge.evidence]
    chosen = next((one for one in places if one["id"] == place), places[0] if places else None)
    context: dict[str, Any] = {
        "edge": row_of(edge, ends, library, language),
        "places": places,
        "chosen": chosen,
        "source": source_of(caller, desk, library, chosen) if chosen is not None else None,
    }
    if request.headers.get("HX-Request") == "true":
        return HTMLResponse(fragment("parts/edge.html", language, library=library, **context))
    return page(request, caller, "edge.html", active="graph", **context)
