"""Pages of what documents recommend, of their versions, and of what readers handed to a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from evimed.govern.evidence import Advice
from evimed.records import Document
from evimed.surfaces.http.identity import CallerIn, WorkingCaller
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.present import tongue
from evimed.surfaces.web.rendering import library_of, link, page

router = APIRouter()

_ROWS = 200
_BEFORE = 600  # characters shown before what is marked


@router.get("/evidence")
def evidence_page(
    request: Request, caller: CallerIn, about: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """Recommendations in a table, and versions in their order."""
    library = library_of(request)
    table = caller.session.evidence()
    found = table.recommendations(library=library, about=about)
    return page(
        request,
        caller,
        "evidence.html",
        active="evidence",
        about=about,
        rows=[_row(one, library) for one in found[:_ROWS]],
        total=len(found),
        timelines=[[_version(one, library) for one in chain] for chain in table.timelines(library=library)],
        tongue=tongue,
    )


def _row(one: Advice, library: str) -> dict[str, Any]:
    advised, document = one.recommendation, one.document
    start, end = advised.chars
    return {
        "text": advised.text,
        "direction": advised.direction,
        "grade": f"{advised.strength.scheme} {advised.strength.value}" if advised.strength else "",
        "population": advised.population.text if advised.population is not None else "",
        "body": one.body,
        "title": document.title,
        "published": document.published or document.version or "",
        "superseded": document.superseded_by is not None,
        "href": link(
            f"/documents/{document.id}", library=library, start=max(0, start - _BEFORE), mark=f"{start}-{end}"
        ),
    }


def _version(one: Document, library: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "version": one.version or "",
        "published": one.published or "",
        "current": one.superseded_by is None,
        "href": link(f"/documents/{one.id}", library=library),
    }


@router.get("/cases")
def cases_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """Complaints and questions handed to a person; reviewers take and close them."""
    return page(
        request,
        caller,
        "cases.html",
        active="cases",
        cases=caller.session.cases().list(),
        reviews="review" in caller.may,
        tongue=tongue,
    )


@router.post("/cases/{case}/steps", dependencies=[Depends(checked_form)])
def step(
    case: str, caller: WorkingCaller, state: Annotated[str, Form()], words: Annotated[str, Form()] = ""
) -> Response:
    """What a reviewer does with a case."""
    caller.session.cases().step(case, state, words)
    return RedirectResponse(f"/cases#{case}", status_code=303)
