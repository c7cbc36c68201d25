from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from store_builders import STAMP, make_document

from evimed.errors import DocumentError, InputError, NotFoundError, StoreError
from evimed.records import Scope
from evimed.store import answers, documents, passages
from evimed.store.database import Database, Transaction
from evimed.store.documents import NewDocument


def put(database: Database, new: NewDocument, scope: Scope | None = None) -> bool:
    with database.transaction(scope or Scope.local()) as tx:
        return documents.put_document(tx, new)


def test_a_document_comes_back_as_it_was(database: Database, scope: Scope) -> None:
    new = make_document(1)
    assert put(database, new)
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", new.document.id) == new.document
        assert documents.find_document(tx, "default", "doc000") == new.document
        assert documents.find_source(tx, "default", new.document.source) == new.document
        assert documents.document_text(tx, "default", new.document.id) == new.text
        ids = [item.passage.id for item in new.passages]
        found = passages.fetch(tx, "default", [*reversed(ids), "nowhere"])
        assert [passage for passage, _ in found] == [item.passage for item in reversed(new.passages)]
        assert all(document == new.document for _, document in found)
        assert documents.document_passages(tx, "default", new.document.id) == [
            p.passage for p in new.passages
        ]
        assert documents.library_version(tx, "default") == 1


def test_finding_says_why_it_does_not(database: Database, scope: Scope) -> None:
    for number in (1, 2):
        put(database, make_document(number))
    with database.transaction(scope) as tx:
        with pytest.raises(InputError) as ambiguous:
            documents.find_document(tx, "default", "doc0000")
        assert ambiguous.value.code == "document_ambiguous"
        with pytest.raises(InputError) as short:
            documents.find_document(tx, "default", "doc")
        assert short.value.code == "id_too_short"
        with pytest.raises(NotFoundError):
            documents.find_document(tx, "default", "absent-id")
        with pytest.raises(NotFoundError):
            documents.find_document(tx, "elsewhere", "doc000001")
        with pytest.raises(NotFoundError):
            documents.find_document(tx, "default", "doc%%%%%%")  # not a pattern
        with pytest.raises(NotFoundError):
            documents.document_text(tx, "default", "absent-id")


def test_the_same_document_twice_is_one(database: Database, scope: Scope) -> None:
    assert put(database, make_document(1))
    assert not put(database, make_document(1, source="/elsewhere/copy.txt"))
    with database.transaction(scope) as tx:
        assert len(documents.list_documents(tx, "default")) == 1
        assert documents.list_sources(tx, "default", "doc000001") == ["/docs/1.txt", "/elsewhere/copy.txt"]
        assert documents.library_version(tx, "default") == 1


def test_changed_bytes_at_a_source_supersede(database: Database, scope: Scope) -> None:
    put(database, make_document(1, source="/a"))
    put(database, make_document(2, source="/a"))
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", "doc000001").superseded_by == "doc000002"
        current = documents.find_source(tx, "default", "/a")
        assert current is not None
        assert current.id == "doc000002"
    put(database, make_document(1, source="/a"))  # the old bytes again
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", "doc000001").superseded_by is None
        assert documents.find_document(tx, "default", "doc000002").superseded_by == "doc000001"


def test_another_source_keeps_a_document_current(database: Database, scope: Scope) -> None:
    put(database, make_document(1, source="/a"))
    with database.transaction(scope) as tx:
        documents.point_source(tx, "default", "/b", "doc000001")
    put(database, make_document(2, source="/a"))
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", "doc000001").superseded_by is None
    put(database, make_document(2, source="/b"))
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", "doc000001").superseded_by == "doc000002"


def test_quarantine_is_left_when_the_document_comes(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        documents.ensure_library(tx, "default")
        documents.quarantine(
            tx, "default", "/docs/1.txt", code="encrypted", stamp=STAMP, details={"x": "\x00"}
        )
        documents.quarantine(tx, "default", "/docs/1.txt", code="damaged", stamp=STAMP, details={"path": "p"})
        (row,) = documents.list_quarantined(tx, "default")
        assert (row.code, row.details) == ("damaged", {"path": "p"})
    put(database, make_document(1))
    with database.transaction(scope) as tx:
        assert documents.list_quarantined(tx, "default") == []


def mentions(database: Database, needle: str) -> list[str]:
    """Tables with a row whose text has ``needle``, seen as the owner."""
    with database.administration() as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "select relname from pg_class where relnamespace = 'evimed'::regnamespace and relkind = 'r'"
            ).fetchall()
        ]
        return [
            name
            for name in tables
            if connection.execute(
                f"select 1 from evimed.{name} t where t::text like '%{needle}%' limit 1".encode()  # noqa: S608
            ).fetchone()
        ]


def add_vectors(tx: Transaction) -> None:
    import numpy as np  # noqa: PLC0415

    pending = passages.pending_vectors(tx, "default", "e5", 100)
    unit = np.eye(8, dtype=np.float32)
    passages.put_vectors(
        tx,
        "default",
        "e5",
        [passages.PassageVectors(p.id, unit[0], unit[: len(p.sentences)]) for p in pending],
    )


def test_deletion_leaves_no_trace(database: Database, scope: Scope) -> None:
    put(database, make_document(2, source="/a"))
    before = statistics(database)
    put(database, make_document(1, source="/b"))
    put(database, make_document(3, source="/c"))
    put(database, make_document(1, source="/c"))  # doc000003 is superseded by the one to be deleted
    record = {"id": "answer-1", "question": "q", "citations": [{"document": {"id": "doc000001"}}]}
    with database.transaction(scope) as tx:
        add_vectors(tx)
        answers.put_answer(tx, "default", record)
        answers.put_answer(tx, "default", {"id": "answer-2", "question": "q", "citations": []})
    assert {"document", "source", "passage", "passage_vector", "answer"} <= set(
        mentions(database, "doc000001")
    )
    with database.transaction(scope) as tx:
        deletion = documents.delete_document(tx, "default", "doc000001")
        n = len(make_document(1).passages)
        assert (deletion.passages, deletion.vectors, deletion.answers) == (n, n, 1)
    assert mentions(database, "doc000001") == []
    with database.transaction(scope) as tx:
        assert documents.find_document(tx, "default", "doc000003").superseded_by is None
        assert answers.get_answer(tx, "answer-2")["id"] == "answer-2"
        documents.delete_document(tx, "default", "doc000003")
    assert statistics(database) == before


def statistics(database: Database) -> dict[str, list[Any]]:
    with database.administration() as connection:
        return {
            table: connection.execute(f"select * from evimed.{table} order by 1, 2, 3, 4".encode()).fetchall()  # noqa: S608
            for table in ("term", "library_class")
        }


def test_what_no_database_holds_is_refused(database: Database, scope: Scope) -> None:
    good = make_document(1)
    for bad in (
        dataclasses.replace(good, text="a\x00b"),
        dataclasses.replace(good, document=dataclasses.replace(good.document, title="\ud800")),
        dataclasses.replace(good, document=dataclasses.replace(good.document, published="May 2023")),
    ):
        with pytest.raises(DocumentError) as caught:
            put(database, bad)
        assert caught.value.code == "unstorable"
    with database.transaction(scope) as tx:
        assert documents.list_documents(tx, "default") == []


def test_wrong_terms_are_a_programming_error(database: Database) -> None:
    good = make_document(1)
    for terms in ((2, 1), (1, 1), (-1, 1), (1, 1_000_000_000)):
        item = dataclasses.replace(good.passages[0], terms=terms, frequencies=(1, 1))
        with pytest.raises(ValueError, match="sorted"):
            put(database, dataclasses.replace(good, passages=(item,)))


def test_a_class_that_one_does_not_hold_cannot_be_written(database: Database) -> None:
    with pytest.raises(StoreError) as caught:
        put(database, make_document(1, acl=7))
    assert caught.value.code == "out_of_scope"


def test_a_failed_transaction_leaves_nothing(database: Database, scope: Scope) -> None:
    def put_and_fail() -> None:
        with database.transaction(scope) as tx:
            documents.put_document(tx, make_document(1))
            raise KeyError

    with pytest.raises(KeyError):
        put_and_fail()
    with database.transaction(scope) as tx:
        assert documents.list_libraries(tx) == []


def test_answers_are_kept_byte_for_byte_and_never_change(database: Database, scope: Scope) -> None:
    record = {
        "schema": "evimed/answer/1",
        "id": "answer-x",
        "question": "问",
        "b": 1.0,
        "a": [1, {"z": 1, "c": 2}],
    }
    with database.transaction(scope) as tx:
        answers.put_answer(tx, "default", record)
    with database.transaction(scope) as tx:
        assert json.dumps(answers.get_answer(tx, "answer")) == json.dumps(record)
        with pytest.raises(NotFoundError):
            answers.get_answer(tx, "absent")
        with pytest.raises(InputError):
            answers.get_answer(tx, "ans")
    with pytest.raises(StoreError), database.transaction(scope) as tx:
        tx.connection.execute("update evimed.answer set question = 'other'")
    with pytest.raises(StoreError), database.transaction(scope) as tx:
        tx.connection.execute("delete from evimed.answer")
