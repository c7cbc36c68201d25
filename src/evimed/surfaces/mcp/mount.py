"""The MCP server at ``/mcp``: streamable HTTP without state, each call under the token it comes with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI
from mcp.server.mcpserver import Context
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import HTTPConnection, Request

from evimed.errors import SignInError
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.identity import caller_at, slow_down
from evimed.surfaces.mcp.server import make_server

if TYPE_CHECKING:
    from evimed.govern.session import Session

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def mount_mcp(app: FastAPI, desk: Desk) -> Lifespan:
    """Add the route; what is returned must run while the application does."""

    def session_of(context: Context[Any, Any]) -> Session:
        request = context.request_context.request
        if not isinstance(request, Request):
            raise SignInError("not_signed_in")
        connection = cast(HTTPConnection, request)
        caller = caller_at(desk, connection)
        slow_down(desk, connection, caller)
        return caller.session

    server = make_server(session_of, desk.settings.library, on_answer=desk.metrics.answer)
    inner = server.streamable_http_app(
        streamable_http_path="/mcp",
        stateless_http=True,
        json_response=True,
        # The guard before every route has looked at host and origin.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.router.routes.extend(inner.routes)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None]:
        async with server.session_manager.run():
            yield

    return running
