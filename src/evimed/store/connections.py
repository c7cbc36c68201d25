"""A small pool of connections that run as the role which row-level security binds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from evimed.errors import StoreUnavailableError
from evimed.settings import Settings
from evimed.store.embedded import EmbeddedServer
from evimed.store.migrate import Connection, search_path
from evimed.store.postmaster import PORT, SUPERUSER
from evimed.store.turns import Turns

APP_ROLE = "evimed_app"
SESSION_ROLE = "evimed_session"  # what the embedded server lets content connections log in as
LARGEST_POOL = 8
_CONNECT_SECONDS = 30.0
_WAIT_SECONDS = 120.0


class Endpoint:
    """Where the database is: the embedded server of a home, or an address."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.database_url
        self.embedded = EmbeddedServer(settings.home) if self._url is None else None

    @property
    def where(self) -> str:
        """The database as a person knows it, without password."""
        if self._url is None:
            return str(self.embedded.data if self.embedded is not None else "")
        try:
            parts = conninfo_to_dict(self._url)
        except psycopg.Error:
            return "EVIMED_DATABASE_URL"
        return make_conninfo("", **{key: value for key, value in parts.items() if key not in _SECRETS})

    @property
    def data(self) -> Path | None:
        """Data directory of the embedded server."""
        return self.embedded.data if self.embedded is not None else None

    def connect(self, *, autocommit: bool = False, owner: bool = True) -> Connection:
        """A new connection. Starts the embedded server if it does not run.

        Without ``owner`` the embedded server gives one that can become ``evimed_app`` and nothing else; a
        server of the user's own knows one user only.

        A server that has just crashed refuses connections while it recovers: that is waited for.
        """
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            try:
                return psycopg.connect(
                    self._conninfo(SUPERUSER if owner else SESSION_ROLE),
                    autocommit=autocommit,
                    application_name="evimed",
                    connect_timeout=10,
                    options="",
                )
            except psycopg.OperationalError as error:
                recovering = "the database system is" in str(error)
                died = self.embedded is not None and self.embedded.server() is None
                if not (recovering or died) or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def close(self) -> None:
        """Let go of the embedded server."""
        if self.embedded is not None:
            self.embedded.detach()

    def _conninfo(self, user: str) -> str:
        if self.embedded is None:
            return self._url or ""
        server = self.embedded.attach()
        return make_conninfo("", host=str(server.socket_directory), port=PORT, user=user, dbname="postgres")


_SECRETS = {"password", "sslpassword", "passfile"}


class ConnectionPool:
    """At most ``LARGEST_POOL`` connections, shared by threads, never by processes."""

    def __init__(self, endpoint: Endpoint, vector_schema: str) -> None:
        self._endpoint = endpoint
        self._vector_schema = vector_schema
        self._inherited: list[Connection] = []
        self._reset()

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._turns = Turns(LARGEST_POOL)
        self._idle: list[Connection] = []
        self._closed = False

    @contextmanager
    def connection(self, begin: Callable[[Connection], object]) -> Generator[Connection]:
        """Borrow a connection on which ``begin`` has been run; one that broke is not taken back.

        An idle connection dies unseen when the server restarts: ``begin`` finds it out, the next is tried.
        """
        if not self._turns.take(_WAIT_SECONDS):
            raise StoreUnavailableError("connections_busy", limit=LARGEST_POOL)
        try:
            connection = self._take(begin)
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._turns.give()

    def close(self) -> None:
        """Close idle connections; borrowed ones are closed when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def after_fork(self) -> None:
        """In a forked child: forget the parent's connections without a word on their sockets."""
        self._inherited += self._idle
        self._reset()

    def _take(self, begin: Callable[[Connection], object]) -> Connection:
        while True:
            with self._lock:
                idle = self._idle.pop() if self._idle else None
            connection = idle or self._new()
            try:
                begin(connection)
            except BaseException as error:
                connection.close()
                if idle is not None and isinstance(error, psycopg.OperationalError):
                    continue
                raise
            return connection

    def _new(self) -> Connection:
        connection = self._endpoint.connect(owner=False)
        connection.execute(search_path(self._vector_schema))
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(APP_ROLE)))
        connection.commit()
        return connection

    def _give_back(self, connection: Connection) -> None:
        if not connection.closed and connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            try:
                connection.rollback()
            except psycopg.Error:
                connection.close()
        with self._lock:
            keep = not connection.closed and not self._closed
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()
