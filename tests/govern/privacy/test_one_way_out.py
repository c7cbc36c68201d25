"""G28: every connection out of the product goes through the one guard, by mechanism."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import evimed
from evimed.adapters.chat_wire import client_for
from evimed.adapters.embed_endpoint import EndpointEmbedder, EndpointLimits
from evimed.errors import EgressError, EvimedError
from evimed.govern.access.oidc_provider import Provider
from evimed.govern.audit.anchor import Anchor
from evimed.govern.audit.timestamp import stamp
from evimed.govern.privacy.egress import LOOPBACK, Egress
from evimed.settings import OidcProvider

ANCHOR = Anchor("acme", 1, "00" * 32, "00" * 32, "2026-11-22T00:00:00.000000Z", "00" * 32)
SOURCE = Path(evimed.__file__).parent
# What can open a connection, by the name it is imported by.
REACHING = (
    "socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib",
    "nntplib", "xmlrpc", "socketserver", "multiprocessing.connection", "httpx", "httpx2", "httpcore",
    "requests", "urllib3", "websockets", "openai", "anthropic", "mistralai", "google.genai", "boto3", "grpc",
    "aiohttp", "ray",
    "pydantic_ai.models", "pydantic_ai.providers", "psycopg", "psycopg_pool", "opentelemetry.exporter",
    "authlib.integrations",
)  # fmt: skip
CALLS = frozenset({"open_connection", "create_connection", "sock_connect", "open_unix_connection"})
# Modules that hold such a thing, and why nothing goes past the guard.
BY_THE_GUARD = {
    "govern/privacy/egress.py": "the guard itself",
    "govern/access/oidc_provider.py": "GuardedHTTP, GuardedHTTPS",
    "govern/audit/timestamp.py": "GuardedHTTP, GuardedHTTPS",
    "adapters/embed_endpoint.py": "GuardedHTTP, GuardedHTTPS",
    "adapters/chat_wire.py": "a transport that asks the guard before each request",
    "adapters/chat.py": "requests of chat_wire's client",
    "adapters/chat_faults.py": "names of exceptions",
    "adapters/chat_providers.py": "every client is given chat_wire's",
    "surfaces/http/telemetry.py": "the guard is asked for the endpoint before there is an exporter",
}
NOT_OUTWARD = {
    "govern/evaluate/hostile/bait.py": "listens on the loopback",
    "surfaces/cli/serve.py": "listens where the command says",
    "ingest/worker.py": "pipes to its own processes",
    "ingest/worker_process.py": "pipes to its own processes",
}
# Told in docs/privacy.md: what the installation itself stands on, named by the operator alone.
OF_THE_OPERATOR = {
    "ingest/engine_ray.py": "the cluster of --engine ray",
    **{f"store/{name}.py": "the database" for name in
       ("arrays", "connections", "database", "failures", "migrate", "segments", "vectors")},
}  # fmt: skip


def reaching(path: Path) -> set[str]:
    """What a module imports or calls that can open a connection."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names = [str(node.args[0].value)] if called in {"import_module", "__import__"} else []
        elif isinstance(node, ast.Attribute) and node.attr in CALLS:
            found.add(node.attr)
        found |= {name for name in names if any(f"{name}.".startswith(f"{one}.") for one in REACHING)}
    return found


def test_g28_only_known_modules_can_open_a_connection() -> None:
    """A module that comes to hold a client must come through the guard, and be named here with how."""
    found = {path.relative_to(SOURCE).as_posix() for path in sorted(SOURCE.rglob("*.py")) if reaching(path)}
    assert found == {*BY_THE_GUARD, *NOT_OUTWARD, *OF_THE_OPERATOR}


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request",
        "from http import client",
        "import_module('httpx')",
        "asyncio.open_connection(h, 1)",
    ],
)
def test_a_new_way_out_would_be_seen(tmp_path: Path, code: str) -> None:
    module = tmp_path / "new.py"
    module.write_text(code)
    assert reaching(module)


class Watch:
    """Hosts and ports that sockets of this process connect to, as the interpreter tells them."""

    def __init__(self) -> None:
        self.on = False
        self.connected: list[tuple[str, int]] = []
        self.judged: set[str] = set()
        sys.addaudithook(self._hook)  # stays for good: does nothing while it is off

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event == "socket.connect" and isinstance(arguments[1], tuple):
            self.connected.append(arguments[1][:2])


@pytest.fixture(scope="module")
def hook() -> Watch:
    return Watch()


@pytest.fixture
def watch(hook: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    addresses = Egress.addresses

    def judged(self: Egress, host: str, port: int, *rest: Any) -> list[str]:
        found = addresses(self, host, port, *rest)
        hook.judged |= set(found)
        return found

    monkeypatch.setattr(Egress, "addresses", judged)
    hook.connected, hook.judged, hook.on = [], set(), True
    yield hook
    hook.on = False


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Nothing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def reach(way: str, base: str, allowed: Egress) -> None:
    """Send something to ``base`` in one of the ways the product has."""
    if way == "provider":
        Provider(OidcProvider(base, "evimed"), allowed).metadata()
    elif way == "embedding":
        EndpointEmbedder(base, "m", 4, limits=EndpointLimits(retries=0), egress=allowed).embed_query("a")
    elif way == "stamp":
        stamp(ANCHOR, base, [])
    else:
        asyncio.run(_chat(base, allowed))


async def _chat(base: str, allowed: Egress) -> None:
    async with client_for(base, "m", 5, None, allowed) as client:
        await client.post(base, json={})


WAYS = ("chat", "embedding", "provider", "stamp")


@pytest.mark.parametrize("way", WAYS)
def test_g28_each_way_out_connects_to_judged_addresses_only(way: str, watch: Watch, port: int) -> None:
    with contextlib.suppress(EvimedError):
        reach(way, f"http://localhost:{port}", LOOPBACK)
    assert watch.connected
    assert {host for host, _ in watch.connected} <= watch.judged


@pytest.mark.parametrize("way", WAYS)
def test_g28_each_way_out_refuses_what_is_not_listed(
    way: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(host: str, *_: object, **__: object) -> Sequence[object]:
        raise AssertionError(f"looked up {host}")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.delenv("EVIMED_EGRESS", raising=False)
    with pytest.raises(EgressError) as caught:
        reach(way, "https://service.example.org", Egress(("other.example.org",)))
    assert caught.value.code == "egress_denied"
    assert watch.connected == []
