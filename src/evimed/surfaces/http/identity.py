"""Who asks: one place that turns a request into a Scope and a session. Every route gets its session here.

While there are no accounts everybody who reaches the server, which is this machine alone, is its owner. As
soon as there is one, everybody signs in: a browser by its session cookie, a program by ``Authorization:
Bearer``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from evimed.errors import InputError, SignInError
from evimed.records import Scope
from evimed.surfaces.http.desk import Desk

if TYPE_CHECKING:
    from evimed.govern.session import Session

SESSION_COOKIE = "evimed_session"
_LONGEST_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or program behind a request, with the session they work in.

    ``name`` is what people call them; ``None`` for the owner of an installation without accounts.
    """

    scope: Scope
    session: Session
    name: str | None = None

    @property
    def owner(self) -> tuple[str, str]:
        """Tenant and person: whose runs and limits these are."""
        return self.scope.tenant, self.scope.user

    @property
    def may(self) -> frozenset[str]:
        """What they may do."""
        return frozenset(self.scope.verbs)


def desk_of(request: HTTPConnection) -> Desk:
    """The desk of the server that got this request."""
    return cast(Desk, request.app.state.desk)


def current_caller(request: HTTPConnection) -> Caller:
    """Who asks, with what they may at this moment.

    Raises
    ------
    SignInError
        ``not_signed_in``, or what is wrong with the token.
    InputError
        ``library_name_invalid``, ``request_invalid``: the address names what cannot be a name.
    """
    check_address(request)
    return caller_at(desk_of(request), request)


def check_address(request: HTTPConnection) -> None:
    """Refuse an address that holds what no name holds: a database could not even look for it."""
    library = request.path_params.get("library")
    if library is not None and not is_library_name(library):
        raise InputError("library_name_invalid", limit=_LONGEST_NAME)
    values = (*map(str, request.path_params.values()), *request.query_params.values())
    if any("\x00" in value for value in values):
        raise InputError("request_invalid", detail="U+0000")


def is_library_name(name: str) -> bool:
    """Whether a library may be called so: printable, at most 200 characters, as the settings have it."""
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def caller_at(desk: Desk, request: HTTPConnection) -> Caller:
    """Who asks at a desk. See ``current_caller``."""
    service = desk.service
    if not desk.has_accounts():
        scope = service.people.owner_scope()
        return Caller(scope, service.session(scope))
    token = token_in(request)
    if not token:
        raise SignInError("not_signed_in")
    account, scope = service.people.identify(token)
    return Caller(scope, service.session(scope), account.name)


def token_in(request: HTTPConnection) -> str:
    """The token of a program or of a browser's session; empty if there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return request.cookies.get(SESSION_COOKIE, "")


def host_of(request: HTTPConnection) -> str:
    """The address a request came from."""
    return request.client.host if request.client is not None else ""


def working_caller(request: Request, caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
    """Who asks for work that costs: not more often than the limit allows.

    Raises
    ------
    InputError
        ``too_many_requests``.
    """
    slow_down(desk_of(request), request, caller)
    return caller


def slow_down(desk: Desk, request: HTTPConnection, caller: Caller) -> None:
    """Count a request that costs work; ``too_many_requests`` if it is one too many."""
    wait = desk.limiter.wait_for("/".join((*caller.owner, host_of(request))))
    if wait > 0:
        raise InputError("too_many_requests", seconds=round(wait, 1))


CallerIn = Annotated[Caller, Depends(current_caller)]
WorkingCaller = Annotated[Caller, Depends(working_caller)]
DeskIn = Annotated[Desk, Depends(desk_of)]
