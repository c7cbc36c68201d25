"""``evimed serve``: the web page and the HTTP API over the embedded database, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from ipaddress import ip_address

from evimed.errors import InputError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation

_GRACE_SECONDS = 20  # an answer or a page that is being sent may be finished


def serve(invocation: Invocation, host: str, port: int, names: tuple[str, ...], rate: int) -> int:
    """Serve until Ctrl-C or SIGTERM; then finish what is in hand and stop."""
    import uvicorn

    from evimed import app
    from evimed.settings import Settings
    from evimed.surfaces.http.application import make_application
    from evimed.surfaces.http.desk import Serving, open_desk

    if not is_loopback(host):
        raise InputError("listen_without_accounts", host=host)
    settings = Settings.load(home=invocation.home)
    serving = Serving(host=host, port=port, names=names, requests_a_minute=rate)
    with _listening(host, port) as listener:
        address, opened = listener.getsockname()[:2]
        with app.open_sessions(settings) as session_for, open_desk(settings, serving, session_for) as desk:
            config = uvicorn.Config(
                make_application(desk),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # who the caller is must not come from a header anybody can send
                timeout_graceful_shutdown=_GRACE_SECONDS,
                lifespan="off",
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
