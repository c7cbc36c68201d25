"""Pages about the work itself: history, conflicts, the dashboard, administration."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from evimed.json_forms import conflict_report_json
from evimed.surfaces.http.identity import CallerIn
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.dashboard import PERIODS, figures_of
from evimed.surfaces.web.present import TONES, case_of, conflict_of, tongue
from evimed.surfaces.web.rendering import library_of, page

router = APIRouter()

_A_PAGE = 50


@router.get("/history")
def history_page(
    request: Request, caller: CallerIn, before: Annotated[datetime | None, Query()] = None
) -> HTMLResponse:
    """The latest answers."""
    cards = caller.session.answers(library=library_of(request), limit=_A_PAGE, before=before)
    handed = caller.session.cases().of_answers([card.id for card in cards])
    return page(
        request,
        caller,
        "history.html",
        active="history",
        cards=cards,
        handed={id_: case_of(cases[0]) for id_, cases in handed.items()},
        tones=TONES,
        older=cards[-1].asked_at.isoformat() if len(cards) == _A_PAGE else None,
        tongue=tongue,
    )


@router.get("/conflicts")
def conflicts_page(
    request: Request, caller: CallerIn, topic: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """Where documents disagree: both sides beside each other, each with its place."""
    library, language = library_of(request), language_of(request)
    found = caller.session.conflicts(library=library, language=language, topic=topic.strip() or None)
    reports = [conflict_of(conflict_report_json(one), library, language) for one in found]
    return page(
        request, caller, "conflicts.html", active="conflicts", conflicts=reports, topic=topic, tongue=tongue
    )


@router.get("/dashboard")
def dashboard_page(
    request: Request,
    caller: CallerIn,
    days: Annotated[int, Query(ge=1, le=365)] = 30,
    view: Annotated[str, Query(pattern="^(own|totals)?$")] = "",
) -> HTMLResponse:
    """Questions, verdicts, times, what models took, what readers said; totals for who reads no answers."""
    library, session = library_of(request), caller.session
    period = next((one for one in PERIODS if days <= one), PERIODS[-1])
    totals = "ask" not in caller.may or view == "totals"
    found = (
        session.totals(library=library, days=period)
        if totals
        else session.statistics(library=library, days=period)
    )
    cases = [] if totals else session.cases().list(library=library)
    return page(
        request,
        caller,
        "dashboard.html",
        active="dashboard",
        period=period,
        periods=PERIODS,
        view="totals" if totals else "own",
        whose="totals" if totals else "all" if "oversee" in caller.may else "own",
        both="ask" in caller.may and "inspect" in caller.may,
        inspects="inspect" in caller.may,
        feedback=[] if totals else session.feedback(library=library, limit=20),
        open_cases=sum(1 for one in cases if one.state != "closed"),
        tongue=tongue,
        **figures_of(found, period),
    )
