"""Pages about the work itself: history, conflicts, the dashboard, administration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from evimed.json_forms import conflict_report_json
from evimed.surfaces.http.identity import CallerIn
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.charts import day_chart, duration_chart, quality_by_week, share_chart
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
        unanswered=found.unanswered,
        usage=found.usage,
        weeks=quality_by_week(found.weeks),
        escalated=by_verdict.get("escalated", 0),
        open_cases=sum(1 for one in caller.session.cases().list(library=library) if one.state != "closed"),
        chart_lang=language,
        tongue=tongue,
    )


def _quantile(ordered: list[float], share: float) -> float:
    """By nearest rank."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
