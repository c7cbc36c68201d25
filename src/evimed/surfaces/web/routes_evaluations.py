"""Pages of what was measured in this installation: suites with their course, one report with its misses."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from evimed.surfaces.http.identity import CallerIn
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.evaluation_rows import groups_of, misses_of, run_of, suites_of
from evimed.surfaces.web.rendering import page

router = APIRouter()

_LATEST = 300  # reports looked at


@router.get("/admin/evaluations")
def evaluations_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """What each suite measured last, and how it went before."""
    found = caller.session.evaluations().list(limit=_LATEST)
    suites = suites_of(found, language_of(request))
    return page(request, caller, "evaluations.html", active="admin", suites=suites)


@router.get("/admin/evaluations/{evaluation_id}")
def evaluation_page(evaluation_id: str, request: Request, caller: CallerIn) -> HTMLResponse:
    """One report: its figures, and what went wrong by its place in the data."""
    found = caller.session.evaluations().show(evaluation_id)
    return page(
        request,
        caller,
        "evaluation.html",
        active="admin",
        run=run_of(found),
        groups=groups_of(found, language_of(request)),
        misses=misses_of(found),
    )
