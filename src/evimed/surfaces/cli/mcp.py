"""``evimed mcp``: the library as tools of an assistant, over standard input and output."""

from __future__ import annotations

from evimed.errors import InputError
from evimed.surfaces.cli.invocation import Invocation, open_library


def mcp(invocation: Invocation, library: str | None) -> int:
    """Serve one assistant until it closes the pipe. It may what this command line may."""
    try:
        from evimed.surfaces.mcp.server import make_server
    except ImportError as error:
        raise InputError("mcp_extra_missing") from error
    with open_library(invocation, library) as (session, where):
        make_server(lambda _: session, where, invocation.language).run("stdio")
    return 0
