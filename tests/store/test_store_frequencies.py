"""Document frequencies are exact at every moment: waiting, added up, and after deletion of either."""

from __future__ import annotations

import pytest
from store_builders import make_document

from evimed.records import Scope
from evimed.store import documents, passages
from evimed.store.database import Database

TERMS = [1, 2, 3, 999_999_999]


def frequencies(database: Database, scope: Scope) -> dict[int, int]:
    with database.transaction(scope) as tx:
        return passages.document_frequencies(tx, "default", [*TERMS, 1])[1]


def waiting(database: Database, scope: Scope) -> int:
    with database.transaction(scope) as tx:
        row = tx.connection.execute("select count(*) from evimed.uncounted").fetchone()
    assert row is not None
    return row[0]


def put(database: Database, scope: Scope, number: int, lists: list[list[int]]) -> None:
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(number, passages=lists))


@pytest.mark.parametrize("most", [0, 150_000])
def test_exact_whether_they_wait_or_not(
    database: Database, scope: Scope, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(documents, "_MOST_UNCOUNTED", most)
    put(database, scope, 1, [[1, 2], [1, 999_999_999]])
    put(database, scope, 2, [[2, 2, 3]])
    assert frequencies(database, scope) == {1: 2, 2: 2, 3: 1, 999_999_999: 1}
    assert waiting(database, scope) == (0 if most == 0 else 2)
    with database.transaction(scope) as tx:
        documents.delete_document(tx, "default", "doc000001")
    assert frequencies(database, scope) == {2: 1, 3: 1}
    with database.transaction(scope) as tx:
        documents.reweigh(tx, "default")
    assert (frequencies(database, scope), waiting(database, scope)) == ({2: 1, 3: 1}, 0)
    with database.transaction(scope) as tx:
        documents.delete_document(tx, "default", "doc000002")
    assert frequencies(database, scope) == {}


def test_terms_go_with_their_library(database: Database, scope: Scope) -> None:
    put(database, scope, 1, [[1, 2]])
    with database.transaction(scope) as tx:
        documents.reweigh(tx, "default")
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
        assert connection.execute("select count(*) from evimed.term").fetchone() == (0,)
