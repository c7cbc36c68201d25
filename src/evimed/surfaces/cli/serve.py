"""``evimed serve``: the web page and the HTTP API over the embedded database, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from ipaddress import ip_address
from typing import TYPE_CHECKING

from evimed.errors import InputError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation

if TYPE_CHECKING:
    from evimed.surfaces.http.desk import Serving

_GRACE_SECONDS = 20  # an answer or a page that is being sent may be finished


def serve(invocation: Invocation, serving: Serving) -> int:
    """Serve until Ctrl-C or SIGTERM; then finish what is in hand and stop."""
    import uvicorn

    from evimed import app
    from evimed.settings import Settings
    from evimed.surfaces.http.application import make_application
    from evimed.surfaces.http.desk import open_desk

    settings = Settings.load(home=invocation.home)
    with _listening(serving.host, serving.port) as listener:
        address, opened = listener.getsockname()[:2]
        with app.open_service(settings) as service, open_desk(service, serving) as desk:
            if not is_loopback(serving.host) and not desk.has_accounts():
                raise InputError("listen_without_accounts", host=serving.host)
            config = uvicorn.Config(
                make_application(desk),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # who the caller is must not come from a header anybody can send
                timeout_graceful_shutdown=_GRACE_SECONDS,
                lifespan="on",
            )
            server = uvicorn.Server(config)
            shown = f"[{address}]" if ":" in address else address
            terminal.note(invocation.say("serve.open", url=f"http://{shown}:{opened}/"))
            # uvicorn ends on SIGINT and SIGTERM, then raises the signal again: it has been obeyed by then.
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(server.serve(sockets=[listener]))
            terminal.note(invocation.say("serve.stopping"))
    return 0


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket]:
    """A socket that listens, before anything slow is begun: a port that is taken is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise InputError("port_taken", port=port, detail=error.strerror or "", other=port + 1) from error
        listener.listen(128)
        yield listener
