"""Administration: health, models, settings, work that goes on; and the system card, for everybody."""

from __future__ import annotations

import platform
from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from evimed import app
from evimed.chat_settings import (
    ROLES,
    ChatSettings,
    checked,
    has_key,
    load_models,
    model_for,
    remove_model,
    save_model,
    unknown_model,
)
from evimed.errors import EvimedError
from evimed.govern.access.roles import require
from evimed.govern.privacy.egress import Egress
from evimed.settings import Settings
from evimed.surfaces.http.api_system import problems_of
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.evaluation_rows import groups_of, run_of
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.rendering import page

router = APIRouter()


@router.get("/admin")
def admin_page(request: Request, caller: CallerIn, desk: DeskIn) -> HTMLResponse:
    """What runs where, what is wrong, which models and settings there are."""
    report: dict[str, Any] = dict(caller.session.health())
    return _admin(request, caller, desk, report)


def _admin(request: Request, caller: Caller, desk: Desk, report: dict[str, Any], **told: Any) -> HTMLResponse:
    language = language_of(request)
    problems = [{"message": one.message(language), "hint": one.hint(language)} for one in problems_of(report)]
    configures = "configure" in caller.may
    shared: dict[str, Any] = {"tested": None}
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
        configures=configures,
        models=_models(desk.settings) if configures else [],
        settings=_settings(desk.settings) if configures else [],
        evaluations=[run_of(one) for one in caller.session.evaluations().newest()],
        **(shared | told),
    )


def _models(settings: Settings) -> list[dict[str, Any]]:
    """The configured chat models: what each is for, where it is, whether it may be reached."""
    egress = Egress(settings.egress)
    found: list[dict[str, Any]] = []
    for model in load_models(settings.home).values():
        allowed = True
        try:
            if model.url is not None:
                egress.check(model.url)
        except EvimedError:
            allowed = False
        in_use = [role for role in ROLES if _is(model, settings, role)]
        found.append(
            {"model": model, "allowed": allowed, "has_key": has_key(settings.home, model), "roles": in_use}
        )
    return found


def _is(model: ChatSettings, settings: Settings, role: Any) -> bool:
    try:
        chosen = model_for(settings.home, role, getattr(settings.chat, role))
    except EvimedError:
        return False
    return chosen is not None and chosen.name == model.name


def _settings(settings: Settings) -> list[tuple[str, str]]:
    """What is set, without secrets, addresses and what is nested."""
    found: list[tuple[str, str]] = []
    for one in fields(settings):
        value: object = getattr(settings, one.name)
        if isinstance(value, bool):
            found.append((f"EVIMED_{one.name.upper()}", "yes" if value else "no"))
        elif isinstance(value, str | int) and "://" not in str(value):
            found.append((f"EVIMED_{one.name.upper()}", str(value)))
    return found


@router.post("/admin/models", dependencies=[Depends(checked_form)])
def add_model(
    caller: WorkingCaller,
    desk: DeskIn,
    name: Annotated[str, Form(max_length=60)],
    model: Annotated[str, Form(max_length=200)],
    url: Annotated[str, Form(max_length=500)],
) -> Response:
    """Add an OpenAI-compatible model that writes; only where the egress policy lets it be reached."""
    require(caller.scope, "configure")
    Egress(desk.settings.egress).check(url.strip())
    made = ChatSettings(
        name=name.strip(), provider="openai", model=model.strip(), url=url.strip(), roles=("write",)
    )
    save_model(desk.settings.home, checked(made))
    return RedirectResponse("/admin#models", status_code=303)


@router.post("/admin/models/{name}/remove", dependencies=[Depends(checked_form)])
def drop_model(name: str, caller: WorkingCaller, desk: DeskIn) -> Response:
    """Forget a model, with its key."""
    require(caller.scope, "configure")
    remove_model(desk.settings.home, name)
    return RedirectResponse("/admin#models", status_code=303)


@router.post("/admin/models/{name}/test", dependencies=[Depends(checked_form)])
def try_model(name: str, request: Request, caller: WorkingCaller, desk: DeskIn) -> HTMLResponse:
    """Ask a model for a few words, as ``evimed model test`` does."""
    require(caller.scope, "configure")
    found = load_models(desk.settings.home).get(name)
    language = language_of(request)
    if found is None:
        raise unknown_model(name, load_models(desk.settings.home))
    fault: EvimedError | None
    try:
        trial = app.try_chat_model(desk.settings.home, found)
        fault, seconds = trial.fault, trial.seconds
    except EvimedError as error:
        fault, seconds = error, 0.0
    tested: dict[str, Any] = {
        "name": name,
        "seconds": f"{seconds:.1f}",
        "error": fault.message(language) if fault is not None else None,
        "hint": fault.hint(language) if fault is not None else "",
    }
    return _admin(request, caller, desk, dict(caller.session.health()), tested=tested)


@router.get("/card")
def card_page(request: Request, caller: CallerIn, desk: DeskIn) -> HTMLResponse:
    """What the system is, what it is not, which versions run, what was measured."""
    settings = desk.settings
    try:
        writer = model_for(settings.home, "write", settings.chat.write)
    except EvimedError:
        writer = None
    return page(
        request,
        caller,
        "card.html",
        active="card",
        embedder=caller.session.embedder,
        writer=writer,
        profile=settings.profile,
        python=platform.python_version(),
        keeps=settings.keep_originals,
        measured=[
            run_of(one) | {"groups": groups_of(one, language_of(request))}
            for one in caller.session.evaluations().newest()
        ],
    )
