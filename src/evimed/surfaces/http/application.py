"""The application: routes, errors, guard. Built over a desk, which tests may furnish."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.types import ASGIApp

from evimed import __version__
from evimed.surfaces.http import (
    api,
    api_appraisal,
    api_audit,
    api_documents,
    api_graph,
    api_library,
    api_openai,
    api_system,
    api_uploads,
)
from evimed.surfaces.http.desk import Desk
from evimed.surfaces.http.guard import Guard
from evimed.surfaces.http.problems import tell_problems
from evimed.surfaces.web import routes as web
from evimed.surfaces.web.static_files import mount_static

DESCRIPTION = "Cited, verified answers from your own biomedical documents. Errors are RFC 9457 problems."


def make_routes() -> FastAPI:
    """All routes, without a desk: what the OpenAPI document is made of."""
    app = FastAPI(
        title="Evimed",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,  # its page loads from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    for part in (
        api,
        api_documents,
        api_library,
        api_appraisal,
        api_uploads,
        api_graph,
        api_audit,
        api_openai,
        api_system,
        web,
    ):
        app.include_router(part.router)
    mount_static(app)
    tell_problems(app)
    return app


def _add_mcp(app: FastAPI, desk: Desk) -> None:
    """The MCP endpoint, where its package is installed."""
    try:
        from evimed.surfaces.mcp.mount import mount_mcp  # noqa: PLC0415  -- an extra
    except ImportError:
        return
    app.router.lifespan_context = mount_mcp(app, desk)


def make_application(desk: Desk) -> ASGIApp:
    """The whole server over ``desk``."""
    app = make_routes()
    _add_mcp(app, desk)
    app.state.desk = desk
    app.state.show_problem = web.problem_page
    return Guard(app, desk)
