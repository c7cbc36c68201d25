"""Who asks: one place that turns a request into a Scope and a session. Every route gets its session here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from evimed.errors import InputError
from evimed.records import Scope
from evimed.surfaces.http.desk import Desk

if TYPE_CHECKING:
    from evimed.govern.session import Session


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or program behind a request, with the session they work in."""

    scope: Scope
    session: Session

    @property
    def owner(self) -> tuple[str, str]:
        """Tenant and person: whose runs and limits these are."""
        return self.scope.tenant, self.scope.user


def desk_of(request: HTTPConnection) -> Desk:
    """The desk of the server that got this request."""
    return cast(Desk, request.app.state.desk)


def current_caller(request: Request) -> Caller:
    """Who asks. Without accounts: the one owner of a local library."""
    desk = desk_of(request)
    scope = Scope.local()
    return Caller(scope, desk.session_for(scope))


def working_caller(request: Request, caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
    """Who asks for work that costs: not more often than the limit allows.

    Raises
    ------
    InputError
        ``too_many_requests``.
    """
    host = request.client.host if request.client is not None else ""
    wait = desk_of(request).limiter.wait_for("/".join((*caller.owner, host)))
    if wait > 0:
        raise InputError("too_many_requests", seconds=round(wait, 1))
    return caller


CallerIn = Annotated[Caller, Depends(current_caller)]
WorkingCaller = Annotated[Caller, Depends(working_caller)]
DeskIn = Annotated[Desk, Depends(desk_of)]
