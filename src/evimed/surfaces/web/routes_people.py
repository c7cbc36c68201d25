"""Pages of people: sign in, sign out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from evimed.errors import EvimedError, InputError
from evimed.surfaces.http.identity import SESSION_COOKIE, DeskIn, host_of, token_in
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.problems import status_of
from evimed.surfaces.web.forms import checked_form, is_https, new_key, safe_next
from evimed.surfaces.web.rendering import plain_page

router = APIRouter()


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """Where people sign in."""
    return plain_page(request, "sign_in.html", next=safe_next(next), name="", error=None)


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
            request, "sign_in.html", status=status, next=safe_next(next), name=name[:100], error=told
        )
    response = RedirectResponse(safe_next(next), status_code=303)
    token, secure = signed.session_token, is_https(request)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/")
    new_key(response, request)
    return response


@router.post("/sign-out", dependencies=[Depends(checked_form)])
def sign_out(request: Request, desk: DeskIn) -> Response:
    """End the session, here and in the database."""
    desk.service.people.sign_out(token_in(request))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    new_key(response, request)
    return response
