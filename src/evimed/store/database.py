"""The database: opened once a process, used in transactions that each carry the Scope of who asks."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import psycopg

from evimed.errors import EvimedError, StoreError
from evimed.records import OWNER, Scope
from evimed.settings import Settings
from evimed.store.connections import ConnectionPool, Endpoint
from evimed.store.failures import database_failures
from evimed.store.health import examine
from evimed.store.migrate import Connection, migrate, vector_schema
from evimed.store.queries import query, writes

_LOG = logging.getLogger("evimed.store")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction in which rows outside ``scope`` do not exist.

    ``acts`` go into the audit log when it is committed (``store/audit.py``); ``memory`` is what was read
    before (``store/remembered.py``).
    """

    connection: Connection
    scope: Scope
    acts: list[str] = field(default_factory=list[str])
    memory: dict[object, Any] = field(default_factory=dict[object, Any], repr=False)

    @property
    def tenant(self) -> str:
        """The tenant all rows read and written belong to."""
        return self.scope.tenant

    def run(self, name: str, /, **values: object) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run the named query ``sql/<name>.sql``; ``tenant`` is filled in. Writing empties the memory."""
        if self.memory and writes(name):
            self.memory.clear()
        return self.connection.execute(query(name), {"tenant": self.scope.tenant, **values})


class Database:
    """Use ``Database.open``; close it or use it in a ``with`` statement.

    Threads may share one. Forked children may use what they inherit: they connect anew.
    """

    def __init__(self, endpoint: Endpoint, pool: ConnectionPool) -> None:
        self._endpoint = endpoint
        self._pool = pool
        self._afterwards: ThreadPoolExecutor | None = None
        self._beginning = threading.Lock()
        _databases.add(self)

    @classmethod
    def open(cls, settings: Settings) -> Database:
        """Attach to the embedded server of ``settings.home``, or to ``settings.database_url``; migrate.

        Raises
        ------
        HomeError
            The home directory cannot be used.
        StoreUnavailableError
            The server cannot be reached.
        StoreError
            The server is too old, lacks pgvector, or holds a schema this version does not know.
        """
        endpoint = Endpoint(settings)
        try:
            with database_failures(endpoint.where, endpoint.data):
                connection = endpoint.connect(autocommit=True)
                try:
                    migrate(connection, embedded=endpoint.embedded is not None)
                    schema = vector_schema(connection)
                finally:
                    connection.close()
        except BaseException:
            endpoint.close()
            raise
        return cls(endpoint, ConnectionPool(endpoint, schema))

    @contextmanager
    def transaction(self, scope: Scope) -> Generator[Transaction]:
        """One transaction inside ``scope``: committed at the end, rolled back by an exception.

        A connection found dead is replaced first; one that dies inside raises
        ``StoreUnavailableError``, which is retryable: nothing of the transaction has happened.
        """
        values = {
            "tenant": scope.tenant,
            "classes": ",".join(map(str, sorted(scope.classes))),
            "user": scope.user,
            "purpose": scope.purpose,
            "oversees": "yes" if "oversee" in scope.verbs else "",
            "owns": "yes" if OWNER in scope.subjects else "",
        }

        def begin(connection: Connection) -> None:
            connection.execute(query("scope_set"), values)

        with (
            database_failures(self._endpoint.where, self._endpoint.data),
            self._pool.connection(begin) as connection,
        ):
            transaction = Transaction(connection, scope)
            yield transaction
            if transaction.acts:
                transaction.run("audit_append", acts=transaction.acts)
            connection.commit()

    def afterwards(self, work: Callable[[], object]) -> None:
        """Do this beside what comes next, one such work after another; ``close`` waits for all of them.

        For what may be done late but should not be: what fails is told in the log and must be found again.
        """

        def told() -> None:
            try:
                work()
            except EvimedError:
                _LOG.warning("work left for afterwards failed", exc_info=True)

        with self._beginning:
            if self._afterwards is None:
                self._afterwards = ThreadPoolExecutor(1, thread_name_prefix="evimed-afterwards")
            self._afterwards.submit(told)

    def finish(self) -> None:
        """Wait for all that was left for afterwards."""
        with self._beginning:
            left, self._afterwards = self._afterwards, None
        if left is not None:
            left.shutdown()

    @contextmanager
    def administration(self) -> Generator[Connection]:
        """An autocommit connection as the owner of the schema: index builds and measurements, no content."""
        with database_failures(self._endpoint.where, self._endpoint.data):
            connection = self._endpoint.connect(autocommit=True)
            try:
                yield connection
            finally:
                connection.close()

    def analyse(self) -> list[str]:
        """Take statistics of the tables that have grown to more than twice their size; which ones.

        The server does so by itself, but only after a while; a table that has just been filled and is planned
        for as if it were empty is read whole for each row that is looked up in it.
        """
        with self.administration() as connection:
            grown = [str(name) for (name,) in connection.execute(query("statistics_stale")).fetchall()]
            for name in grown:
                connection.execute(f"analyze evimed.{name}".encode())
        return grown

    def health(self) -> dict[str, object]:
        """What ``evimed doctor`` shows of the store: place, versions, sizes, counts, ``problems``."""
        embedded = self._endpoint.embedded
        server = embedded.server() if embedded is not None else None
        place: dict[str, object] = {
            "kind": "embedded" if embedded is not None else "address",
            "where": self._endpoint.where,
            "pid": server.pid if server is not None else None,
        }
        try:
            with self.administration() as connection:
                return place | examine(connection, self._endpoint.data)
        except StoreError as error:
            return place | {"problems": [error.code]}

    def close(self) -> None:
        """Finish what is left, close the connections; the last process to leave stops the server."""
        self.finish()
        self._pool.close()
        self._endpoint.close()

    def after_fork(self) -> None:
        """In a forked child: forget what belongs to the parent."""
        self._afterwards, self._beginning = None, threading.Lock()
        self._pool.after_fork()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_databases: weakref.WeakSet[Database] = weakref.WeakSet()


def _after_fork() -> None:
    for database in list(_databases):
        database.after_fork()


os.register_at_fork(after_in_child=_after_fork)
