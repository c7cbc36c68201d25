"""``evimed serve``: the web page and the HTTP API, in one process or in several behind one port."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from evimed.errors import EvimedError, InputError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.failures import of_fault, told
from evimed.surfaces.cli.invocation import Invocation
from evimed.surfaces.cli.workers import supervise

if TYPE_CHECKING:
    from evimed.surfaces.http.serving import Serving

_GRACE_SECONDS = 20  # an answer or a page that is being sent may be finished
FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # where processes put their figures together; read when metrics load


def serve(invocation: Invocation, serving: Serving) -> int:
    """Serve until Ctrl-C or SIGTERM; then finish what is in hand and stop."""
    with _listening(serving.host, serving.port) as listener:
        address, port = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address

        def opened() -> None:
            terminal.note(invocation.say("serve.open", url=f"http://{shown}:{port}/"))

        if serving.workers > 1:
            code = _serve_apart(invocation, serving, listener, opened)
        else:
            code = _serve_here(invocation, serving, listener, opened)
        terminal.note(invocation.say("serve.stopping"))
    return code


def _serve_here(
    invocation: Invocation, serving: Serving, listener: socket.socket, opened: Callable[[], None]
) -> int:
    import uvicorn

    from evimed import app
    from evimed.settings import Settings
    from evimed.surfaces.http.application import make_application
    from evimed.surfaces.http.desk import open_desk
    from evimed.surfaces.http.telemetry import start_telemetry, stop_telemetry

    settings = Settings.load(home=invocation.home)
    start_telemetry(settings.egress)
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
        opened()
        # uvicorn ends on SIGINT and SIGTERM, then raises the signal again: it has been obeyed by then.
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(server.serve(sockets=[listener]))
    stop_telemetry()
    return 0


def _serve_apart(
    invocation: Invocation, serving: Serving, listener: socket.socket, opened: Callable[[], None]
) -> int:
    """Several processes that take requests from one socket; the first makes what documents still wait for."""
    figures = tempfile.mkdtemp(prefix="evimed-figures-")
    os.environ[FIGURES] = figures
    try:
        # Loaded before the processes part, so that they share it; nothing is opened yet.
        for name in ("evimed.app", "evimed.surfaces.http.application", "uvicorn"):
            importlib.import_module(name)

        each = serving.requests_a_minute // serving.workers if serving.requests_a_minute else 0
        mine = replace(serving, requests_a_minute=each or serving.requests_a_minute)

        def work(number: int, ready: Callable[[], None]) -> int:
            try:
                return _serve_here(invocation, replace(mine, looks=number == 0), listener, ready)
            except EvimedError as error:
                return told(error, invocation.language, as_json=False)
            except Exception as fault:  # ours; the process ends here, so it is told here
                return told(of_fault(fault), invocation.language, as_json=False)

        return supervise(serving.workers, work, opened)
    finally:
        shutil.rmtree(figures, ignore_errors=True)


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
        listener.listen(512)
        yield listener
