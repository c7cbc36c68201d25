"""A document is out of every answer and count with its deletion; the sweep only cleans."""

from __future__ import annotations

import threading

import pytest
from store_builders import make_document
from test_store_documents import mentions, statistics

from evimed.errors import StoreUnavailableError
from evimed.records import Scope
from evimed.store import documents, passages, segments
from evimed.store.database import Database
from evimed.store.integrity import half_done

WORDS = [[1, 2, 3], [1, 5], [], [2, 7, 7]]
OTHERS = [[1, 2], [3, 4]]


@pytest.fixture
def counted(database: Database, scope: Scope) -> Database:
    """Two documents, counted and in segments."""
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1, passages=WORDS))
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(2, passages=OTHERS))
    with database.transaction(scope) as tx:
        documents.reweigh(tx, "default")
        segments.renew(tx, "default", least=1)
    return database


def frequencies(database: Database, scope: Scope) -> tuple[int, dict[int, int]]:
    with database.transaction(scope) as tx:
        return passages.document_frequencies(tx, "default", [1, 2, 3, 4, 5, 7])


def found(database: Database, scope: Scope, want: int) -> set[str]:
    with database.transaction(scope) as tx:
        hits = passages.lexical(tx, "default", [1, 2, 5, 7], [1.0, 1.0, 1.0, 1.0], want)
    return {id_ for id_, _ in hits}


def rows(database: Database, table: str) -> int:
    with database.administration() as connection:
        (count,) = connection.execute(f"select count(*) from evimed.{table}".encode()).fetchone() or (0,)  # noqa: S608
    return int(count)


def test_it_is_gone_before_it_is_swept(counted: Database, scope: Scope) -> None:
    with counted.transaction(scope) as tx:
        deletion = documents.delete_document(tx, "default", "doc000001", later=True)
        # Nothing here is logged; what other tests of the same database logged stays in it.
        told = ("not_logged", "logged_only")
        faults = [fault for fault in half_done(tx, "default") if not fault.startswith(told)]
    assert (deletion.passages, faults) == (4, [])
    assert rows(counted, "unswept") == 4
    assert mentions(counted, "doc000001") == []
    assert frequencies(counted, scope) == (2, {1: 1, 2: 1, 3: 1, 4: 1})
    for want in (1, 10):  # what is gone is not among the best even for a moment
        assert found(counted, scope, want) == {"doc000002:0"}
    before = frequencies(counted, scope)
    documents.sweep_deleted(counted, scope, "default")
    assert frequencies(counted, scope) == before
    assert rows(counted, "unswept") == 0
    assert [row[2:] for row in statistics(counted)["term"]] == [(0, term, 1) for term in (1, 2, 3, 4)]


def test_what_waits_is_nobodys_to_read(counted: Database, scope: Scope) -> None:
    with counted.transaction(scope) as tx:
        documents.delete_document(tx, "default", "doc000001", later=True)
    with counted.transaction(scope) as tx:
        for table in ("unswept", "posting", "posting_tail"):
            assert tx.connection.execute(f"select count(*) from evimed.{table}".encode()).fetchone() == (0,)  # noqa: S608
    others = Scope("other", "other", frozenset({0}))
    assert frequencies(counted, others) == (0, {})
    with counted.transaction(others) as tx:
        assert documents.sweep(tx, "default") == 0
    closed = Scope("local", "local", frozenset({5}))
    assert frequencies(counted, closed) == (0, {})  # nor does it count below nothing for who did not see it


@pytest.mark.parametrize("then", ["batch", "segment"])
def test_what_a_crash_left_is_swept_by_the_next_batch(counted: Database, scope: Scope, then: str) -> None:
    with counted.transaction(scope) as tx:
        documents.delete_document(tx, "default", "doc000001", later=True)
    if then == "segment":  # made anew before: its weights are gone with it
        with counted.transaction(scope) as tx:
            segments.renew(tx, "default", least=1)
    with counted.transaction(scope) as tx:
        documents.reweigh(tx, "default")
    assert rows(counted, "unswept") == 0
    assert frequencies(counted, scope) == (2, {1: 1, 2: 1, 3: 1, 4: 1})
    assert found(counted, scope, 10) == {"doc000002:0"}


def test_erasures_wait_for_nothing(counted: Database, scope: Scope) -> None:
    with counted.transaction(scope) as tx:
        for document in ("doc000001", "doc000002"):
            documents.delete_document(tx, "default", document)
    assert (rows(counted, "unswept"), rows(counted, "term")) == (0, 0)


def test_closing_waits_for_what_was_left(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    gate = threading.Event()

    def fails() -> None:
        raise StoreUnavailableError("transaction_aborted", reason="x")

    database.afterwards(gate.wait)
    database.afterwards(fails)
    database.afterwards(lambda: done.append(1))
    assert done == []
    gate.set()
    database.finish()
    assert done == [1]
    assert "failed" in caplog.text


def test_tables_that_were_just_filled_get_statistics(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1, passages=[list(range(40))] * 1500))
    assert "passage" in database.analyse()
    assert database.analyse() == []
