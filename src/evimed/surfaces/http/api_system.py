"""What operators ask: is it alive, is it ready, its figures, what is wrong."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from evimed import __version__
from evimed.errors import EvimedError
from evimed.govern.access.roles import require
from evimed.json_forms import error_json
from evimed.store.evaluations import KeptEvaluation
from evimed.surfaces.http.identity import CallerIn, DeskIn
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.metrics import CONTENT_TYPE
from evimed.surfaces.http.problems import problem_response

router = APIRouter(tags=["system"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Alive: the process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz", response_model=None)
def readyz(request: Request, desk: DeskIn) -> Response:
    """Ready: the database answers too."""
    try:
        desk.service.people.counts()
    except EvimedError as error:
        return problem_response(error, request)
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=Response)
def metrics(desk: DeskIn, caller: CallerIn) -> Response:
    """Figures for Prometheus; with accounts, for who may inspect."""
    require(caller.scope, "inspect")
    return Response(desk.metrics.exposition(), media_type=CONTENT_TYPE)


@router.get("/api/v1/me")
def me(caller: CallerIn) -> dict[str, Any]:
    """Who asks, and what they may."""
    return {"name": caller.name, "tenant": caller.scope.tenant, "may": sorted(caller.may)}


@router.get("/api/v1/doctor")
def doctor(request: Request, caller: CallerIn) -> dict[str, Any]:
    """What runs where, and what is wrong, each with what mends it."""
    report = dict(caller.session.health())
    language = language_of(request)
    problems = [error_json(one, language) for one in problems_of(report)]
    report.pop("problems", None)
    return {"evimed": __version__, **report, "healthy": not problems, "problems": problems}


@router.get("/api/v1/libraries/{library}/statistics")
def show_statistics(
    library: str,
    caller: CallerIn,
    days: Annotated[int, Query(ge=1, le=3660)] = 30,
    totals: Annotated[bool, Query(description="Of everybody, in numbers alone: for administrators")] = False,
) -> dict[str, Any]:
    """Answers of the last days by verdict, why some were not given, what models took, what readers said."""
    session = caller.session
    found = (
        session.totals(library=library, days=days)
        if totals
        else session.statistics(library=library, days=days)
    )
    return {
        "library": library,
        "days": [
            {"day": one.day.isoformat(), "verdict": one.verdict, "answers": one.answers,
             "milliseconds": round(one.milliseconds, 1)}
            for one in found.days
        ],
        "unanswered": [
            {"verdict": one.verdict, "route": one.route, "reason": one.reason, "answers": one.answers}
            for one in found.unanswered
        ],
        "models": [
            {"model": one.model, "answers": one.answers, "input_tokens": one.input_tokens,
             "output_tokens": one.output_tokens, "cost": one.cost, "currency": one.currency}
            for one in found.usage
        ],
        "spending": [
            {"day": one.day.isoformat(), "requests": one.requests, "input_tokens": one.input_tokens,
             "output_tokens": one.output_tokens, "cost": one.cost, "currency": one.currency}
            for one in found.spending
        ],
        "remarks": [
            {"week": one.week.isoformat(), "kind": one.kind, "remarks": one.remarks} for one in found.weeks
        ],
    }  # fmt: skip


@router.get("/api/v1/evaluations")
def list_evaluations(
    caller: CallerIn,
    suite: Annotated[str | None, Query(max_length=50, description="Of this suite only")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """What was measured in this installation, the newest first: reports without what went wrong in them."""
    found = caller.session.evaluations().list(suite=suite, limit=limit)
    return {"evaluations": [evaluation_json(one) for one in found]}


@router.get("/api/v1/evaluations/{evaluation_id}")
def show_evaluation(evaluation_id: str, caller: CallerIn) -> dict[str, Any]:
    """One report, whole: what went wrong is named by its place in the data, never by its text."""
    return evaluation_json(caller.session.evaluations().show(evaluation_id))


def evaluation_json(one: KeptEvaluation) -> dict[str, Any]:
    """A kept report, ``evimed/evaluation/1``, with who made it, when and how."""
    return {
        "id": one.id,
        "suite": one.suite,
        "version": one.version,
        "command": one.command,
        "by": one.made_by,
        "at": one.at.isoformat(timespec="seconds"),
        "misses": one.misses,
        "report": dict(one.record),
    }


def problems_of(report: dict[str, Any]) -> list[EvimedError]:
    """The database's findings (``code`` or ``code:subject``) as errors that say what mends them."""
    parted = [str(found).partition(":") for found in report.get("problems", ())]
    return [EvimedError(code, subject=subject) for code, _, subject in parted]
