"""Fixtures of all tests: no network, and one embedded server a session with an empty database a test."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import pytest

from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database

# CI tries the same examples each time; a developer's run looks for new ones.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


class NetworkBlockedError(RuntimeError):
    """A test reached for the network."""


def _is_local(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"}:
        return True
    try:
        return ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(sock: socket.socket, address: object) -> None:
    if sock.family == socket.AF_UNIX:
        return
    host = address[0] if isinstance(address, tuple) else address
    if not _is_local(host):
        raise NetworkBlockedError(f"tests reach no network: {address!r}")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only AF_UNIX and loopback connect, and only local names are looked up."""
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        _check(self, address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        _check(self, address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_sendto(self: socket.socket, data: bytes, *rest: object) -> int:
        _check(self, rest[-1])
        return sendto(self, data, *rest)  # type: ignore[arg-type]

    def guarded_getaddrinfo(host: object, *rest: object, **named: object) -> object:
        if not _is_local(host):
            raise NetworkBlockedError(f"tests look up no names: {host!r}")
        return getaddrinfo(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket.socket, "sendto", guarded_sendto)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(scope="session")
def temporary_root() -> Path:
    """Where test homes go: memory where there is room (every commit waits for its disk), else /tmp."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > 4 * 1024**3
    return shared if roomy and os.access(shared, os.W_OK) else Path("/tmp")


@pytest.fixture(scope="session")
def database_home(temporary_root: Path) -> Iterator[Path]:
    """The home of the one embedded server of this test session."""
    home = Path(tempfile.mkdtemp(prefix="evimed-test-", dir=temporary_root))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def settings(database_home: Path) -> Settings:
    """Settings of that home, whatever the environment says."""
    return Settings(home=database_home)


@pytest.fixture(scope="session")
def _open_database(settings: Settings) -> Iterator[Database]:
    with Database.open(settings) as opened:
        yield opened


@pytest.fixture
def database(_open_database: Database) -> Database:
    """An empty database (a few milliseconds: what the last test left is deleted)."""
    with _open_database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    return _open_database


@pytest.fixture
def scope() -> Scope:
    """The one owner of a local library."""
    return Scope.local()
