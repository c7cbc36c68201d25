"""Pages about the work itself: history, conflicts, the dashboard, administration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from evimed.json_forms import conflict_report_json
from evimed.surfaces.http.api_system import problems_of
from evimed.surfaces.http.identity import CallerIn, DeskIn
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.charts import day_chart, duration_chart, share_chart
from evimed.surfaces.web.present import TONES, conflict_of, tongue
from evimed.surfaces.web.rendering import library_of, page

router = APIRouter()

_A_PAGE = 50
_DAYS = 30


@router.get("/history")
def history_page(
    request: Request, caller: CallerIn, before: Annotated[datetime | None, Query()] = None
) -> HTMLResponse:
    """The latest answers."""
    cards = caller.session.answers(library=library_of(request), limit=_A_PAGE, before=before)
    return page(
        request,
        caller,
        "history.html",
        active="history",
        cards=cards,
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
def dashboard_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """Questions, verdicts and times of the last 30 days; what readers said."""
    library = library_of(request)
    language = language_of(request)
    found = caller.session.statistics(library=library, days=_DAYS)
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    by_day = dict.fromkeys(days, 0)
    by_verdict: dict[str, int] = {}
    for one in found.days:
        by_day[one.day] = by_day.get(one.day, 0) + one.answers
        by_verdict[one.verdict] = by_verdict.get(one.verdict, 0) + one.answers
    total = sum(by_verdict.values())
    said_yes = sum(by_verdict.get(name, 0) for name in ("answered", "caveats", "conflicting"))
    spent = sorted(found.milliseconds)
    return page(
        request,
        caller,
        "dashboard.html",
        active="dashboard",
        total=total,
        rate=round(100 * said_yes / total) if total else None,
        median=round(_quantile(spent, 0.5)) if spent else None,
        slow=round(_quantile(spent, 0.95)) if spent else None,
        days=day_chart([(day.isoformat(), by_day[day]) for day in days]),
        verdicts=share_chart([(name, by_verdict[name]) for name in TONES if name in by_verdict]),
        durations=duration_chart(spent),
        feedback=caller.session.feedback(library=library, limit=20),
        chart_lang=language,
        tongue=tongue,
    )


def _quantile(ordered: list[float], share: float) -> float:
    """By nearest rank."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@router.get("/admin")
def admin_page(request: Request, caller: CallerIn, desk: DeskIn) -> HTMLResponse:
    """What runs where, and what is wrong."""
    report: dict[str, Any] = dict(caller.session.health())
    language = language_of(request)
    problems = [{"message": one.message(language), "hint": one.hint(language)} for one in problems_of(report)]
    return page(
        request,
        caller,
        "admin.html",
        active="admin",
        report=report,
        problems=problems,
        progress=caller.session.progress() if "read" in caller.may else [],
        embedder=caller.session.embedder,
        serving=desk.serving,
    )
