"""The language to talk to a person in: what the address says, what they chose, what the browser asks for."""

from __future__ import annotations

from starlette.requests import Request

from evimed.catalogue import LANGUAGES, Language

COOKIE = "evimed_lang"


def language_of(request: Request) -> Language:
    """``?lang=``, else the cookie, else the best of ours in ``Accept-Language``, else English."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for language in LANGUAGES:
            if chosen == language:
                return language
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> Language:
    parts = [part.strip().partition(";q=") for part in header[:500].split(",")]
    ranked: list[tuple[float, Language]] = [
        (_weight(weight) - place / 1000, language)
        for place, (name, _, weight) in enumerate(parts)
        for language in LANGUAGES
        if name.lower().split("-")[0] == language
    ]
    return max(ranked)[1] if ranked else "en"


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
