"""Pages of people: sign in, sign out; for administrators accounts, permission rules, the audit log."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from evimed.errors import EvimedError, InputError
from evimed.govern.access.roles import ROLES
from evimed.surfaces.http.identity import SESSION_COOKIE, CallerIn, DeskIn, WorkingCaller, host_of, token_in
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.problems import status_of
from evimed.surfaces.web.forms import checked_form, is_https, new_key, safe_next
from evimed.surfaces.web.rendering import page, plain_page

router = APIRouter()

_ENTRIES = 100
_STATE_COOKIE = "evimed_provider"


@router.get("/sign-in")
def sign_in_page(request: Request, desk: DeskIn, next: str = "/") -> Response:
    """Where people sign in."""
    provider = desk.service.people.oidc_configured
    return plain_page(request, "sign_in.html", next=safe_next(next), name="", error=None, provider=provider)


@router.post("/sign-in", dependencies=[Depends(checked_form)])
def sign_in(
    request: Request,
    desk: DeskIn,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session: a new one each time, whatever the browser held before."""
    wait = desk.limiter.wait_for(f"sign-in/{host_of(request)}")
    if wait > 0:
        raise InputError("too_many_requests", seconds=round(wait, 1))
    try:
        signed = desk.service.people.sign_in(name, password, former=request.cookies.get(SESSION_COOKIE))
    except EvimedError as error:
        told = {"message": error.message(language_of(request)), "hint": error.hint(language_of(request))}
        status = status_of(error)
        return plain_page(
            request,
            "sign_in.html",
            status=status,
            next=safe_next(next),
            name=name[:100],
            error=told,
            provider=desk.service.people.oidc_configured,
        )
    response = RedirectResponse(safe_next(next), status_code=303)
    token, secure = signed.session_token, is_https(request)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/")
    new_key(response, request)
    return response


@router.get("/sign-in/provider")
def begin_at_provider(request: Request, desk: DeskIn) -> Response:
    """Send the browser to the OpenID provider."""
    begun = desk.service.people.oidc_begin(_way_back(request))
    response = RedirectResponse(begun.url, status_code=303)
    secure = is_https(request)
    response.set_cookie(
        _STATE_COOKIE, begun.state, max_age=600, httponly=True, samesite="lax", secure=secure, path="/sign-in"
    )
    return response


@router.get("/sign-in/provider/back")
def back_from_provider(request: Request, desk: DeskIn) -> Response:
    """The provider's answer: checked below, once, in the browser that asked for it."""
    signed = desk.service.people.oidc_finish(
        dict(request.query_params), request.cookies.get(_STATE_COOKIE), request.cookies.get(SESSION_COOKIE)
    )
    response = RedirectResponse("/", status_code=303)
    token, secure = signed.session_token, is_https(request)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/")
    response.delete_cookie(_STATE_COOKIE, path="/sign-in")
    new_key(response, request)
    return response


def _way_back(request: Request) -> str:
    scheme = "https" if is_https(request) else "http"
    return f"{scheme}://{request.headers['host']}/sign-in/provider/back"


@router.post("/sign-out", dependencies=[Depends(checked_form)])
def sign_out(request: Request, desk: DeskIn) -> Response:
    """End the session, here and in the database."""
    desk.service.people.sign_out(token_in(request))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    new_key(response, request)
    return response


@router.get("/people")
def people_page(request: Request, caller: CallerIn, desk: DeskIn) -> Response:
    """Accounts with their roles, and the rules that say who reads what."""
    people = desk.service.people
    return page(
        request,
        caller,
        "people.html",
        active="people",
        accounts=people.accounts.list(caller.scope),
        rules=people.permissions.rules(caller.scope),
        roles=ROLES,
        first=not desk.has_accounts(),
    )


@router.post("/people/accounts", dependencies=[Depends(checked_form)])
def add_account(
    caller: WorkingCaller,
    desk: DeskIn,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    role: Annotated[str, Form()],
) -> Response:
    """A new account. With the first one, everybody signs in."""
    desk.service.people.accounts.add(caller.scope, name, password=password, roles=(role,))
    return RedirectResponse("/people", status_code=303)


@router.post("/people/rules", dependencies=[Depends(checked_form)])
def add_rule(
    caller: WorkingCaller,
    desk: DeskIn,
    library: Annotated[str, Form()],
    subject: Annotated[str, Form()],
    effect: Annotated[str, Form()],
    path: Annotated[str, Form()] = "",
) -> Response:
    """A new permission rule; it acts on the next request."""
    desk.service.people.permissions.permit(
        caller.scope, library.strip(), subject.strip(), effect=effect, path=path.strip()
    )
    return RedirectResponse("/people", status_code=303)


@router.post("/people/rules/{rule}/withdraw", dependencies=[Depends(checked_form)])
def withdraw_rule(rule: int, caller: WorkingCaller, desk: DeskIn) -> Response:
    """Take a rule back."""
    desk.service.people.permissions.withdraw(caller.scope, rule)
    return RedirectResponse("/people", status_code=303)


@router.get("/audit")
def audit_page(request: Request, caller: CallerIn) -> Response:
    """The newest entries of the audit log, and whether its chain is whole."""
    trail = caller.session.audit()
    entries: list[dict[str, Any]] = [
        {
            "seq": one.seq,
            "time": one.time[:19].replace("T", " "),
            "act": json.loads(one.act),
            "hash": one.hash,
        }
        for one in trail.recent(_ENTRIES)
    ]
    checked = trail.verify()
    return page(request, caller, "audit.html", active="audit", entries=entries[::-1], checked=checked)
