from __future__ import annotations

import random
import threading
import time

import psycopg
import pytest
from store_builders import make_document

from evimed.errors import StoreUnavailableError
from evimed.records import Scope
from evimed.store import connections, documents, passages
from evimed.store.database import Database


def in_threads(count: int, work: object) -> list[BaseException]:
    errors: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)  # type: ignore[operator]
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_writers_do_not_deadlock_and_count_right(database: Database, scope: Scope) -> None:
    """Six writers put and delete documents with shared terms, some the same document."""

    def work(number: int) -> None:
        rng = random.Random(number)  # noqa: S311
        for turn in range(8):
            key = rng.choice([number * 100 + turn, 7, 8])
            with database.transaction(scope) as tx:
                documents.put_document(tx, make_document(key))
            if turn % 3 == 2 and key > 8:
                with database.transaction(scope) as tx:
                    documents.delete_document(tx, "default", f"doc{key:06d}")

    assert in_threads(6, work) == []
    with database.transaction(scope) as tx:
        rows = tx.connection.execute("select terms, length from evimed.passage").fetchall()
        expected: dict[int, int] = {}
        for terms, _ in rows:
            for term in terms:
                expected[term] = expected.get(term, 0) + 1
        n, df = passages.document_frequencies(tx, "default", [*expected, 3999])
        assert n == len(rows)
        assert {term: count for term, count in df.items() if count} == expected
        total = sum(length for _, length in rows)
        assert passages.average_length(tx, "default") == pytest.approx(total / n)
        documents.reweigh(tx, "default")
        assert tx.connection.execute("select count(*) from evimed.term").fetchone() == (len(expected),)


def test_more_threads_than_connections_wait_their_turn(database: Database, scope: Scope) -> None:
    def work(number: int) -> None:
        with database.transaction(scope) as tx:
            tx.connection.execute("select pg_sleep(0.02)")

    assert in_threads(24, work) == []


def test_a_dead_connection_is_replaced(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        row = tx.connection.execute("select pg_backend_pid()").fetchone()
    assert row is not None
    with database.administration() as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'evimed_session'"
        )
    time.sleep(0.1)
    with database.transaction(scope) as tx:
        assert tx.connection.execute("select pg_backend_pid()").fetchone() != row


def test_a_deadlock_is_retryable(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        for name in ("a", "b"):
            documents.ensure_library(tx, name)
    barrier = threading.Barrier(2)

    def work(number: int) -> None:
        first, second = ("a", "b") if number else ("b", "a")
        with database.transaction(scope) as tx:
            tx.run("library_lock", library=first)
            barrier.wait(10)
            tx.run("library_lock", library=second)

    (error,) = in_threads(2, work)
    assert isinstance(error, StoreUnavailableError)
    assert error.code == "transaction_aborted"
    assert error.retryable


def test_a_pool_that_stays_busy_says_so(
    database: Database, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_WAIT_SECONDS", 0.1)
    held = [database.transaction(scope) for _ in range(connections.LARGEST_POOL)]
    for transaction in held:
        transaction.__enter__()
    try:
        with pytest.raises(StoreUnavailableError) as caught, database.transaction(scope):
            pass
        assert caught.value.code == "connections_busy"
    finally:
        for transaction in held:
            transaction.__exit__(None, None, None)


def test_reset_role_leads_to_nothing_more(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1))
    with database.transaction(scope) as tx:
        tx.connection.execute("reset role")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tx.connection.execute("select * from evimed.document")
    with database.transaction(scope) as tx:  # and the connection is not spoilt for the next
        assert tx.connection.execute("select current_user").fetchone() == ("evimed_app",)
