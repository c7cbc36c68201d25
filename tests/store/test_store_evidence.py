"""Legal texts, studies and decisions: seen by who may read the document, gone with it."""

from __future__ import annotations

import pytest
from store_builders import make_document

from evimed.errors import NotFoundError
from evimed.records import Scope
from evimed.store.database import Database
from evimed.store.documents import delete_document, put_document
from evimed.store.evidence import (
    NewStudy,
    body_judgements_of,
    judgements_of,
    put_body_judgement,
    put_judgement,
    put_study,
    studies_of,
)
from evimed.store.instruments import NewInstrument, put_instrument, related_instruments

WIDE = Scope("acme", "ann", frozenset({0, 7}))
NARROW = Scope("acme", "bob", frozenset({0}))
IDS = ["doc000001", "doc000002"]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction(WIDE) as tx:
        for number, acl in ((1, 0), (2, 7)):
            put_document(tx, make_document(number, passages=[[1, 2]], acl=acl))
            id_ = f"doc{number:06d}"
            names = ["草药法"] if number == 2 else []
            record = {"basis": [], "repeals": []}
            put_instrument(tx, "default", id_, acl, NewInstrument(f"法{number}", "草药", names, record))
            put_study(tx, "default", id_, acl, NewStudy("rct", {"design": ["rct", 0, 3]}))
            put_judgement(tx, "default", id_, "grade", {"certainty": "low"}, "Dr Li")
    return database


def test_who_may_not_read_the_document_sees_none_of_it(filled: Database) -> None:
    with filled.transaction(NARROW) as tx:
        assert [one.document.id for one in related_instruments(tx, "default")] == IDS[:1]
        assert list(studies_of(tx, "default", IDS)) == IDS[:1]
        assert [one.document_id for one in judgements_of(tx, "default", IDS, "grade")] == IDS[:1]
        with pytest.raises(NotFoundError):
            put_judgement(tx, "default", IDS[1], "grade", {}, "bob")


def test_decisions_are_added_the_newest_first(filled: Database) -> None:
    with filled.transaction(WIDE) as tx:
        put_judgement(tx, "default", IDS[0], "grade", {"certainty": "high"}, "Dr Wang")
        put_judgement(tx, "default", IDS[0], "naranjo", {"replies": {}}, "Dr Wang")
        found = judgements_of(tx, "default", IDS[:1], "grade")

    assert [(one.number, one.decided_by) for one in found] == [(2, "Dr Wang"), (1, "Dr Li")]


def test_all_of_it_goes_with_its_document(filled: Database) -> None:
    with filled.transaction(WIDE) as tx:
        delete_document(tx, "default", IDS[0])
        assert [one.document.id for one in related_instruments(tx, "default")] == IDS[1:]
        assert list(studies_of(tx, "default", IDS)) == IDS[1:]
        assert [one.document_id for one in judgements_of(tx, "default", IDS, "grade")] == IDS[1:]


def test_texts_are_found_by_family_by_whom_they_name_and_by_subject(filled: Database) -> None:
    with filled.transaction(WIDE) as tx:

        def found(*families: str) -> list[str]:
            return [one.document.id for one in related_instruments(tx, "default", [], families)]

        assert found("法1") == IDS[:1]
        assert found("草药法") == IDS  # named by the second, on the subject of both
        assert found("草药管理条例") == IDS
        assert found("食品法") == []


def test_a_decision_on_several_is_seen_by_who_may_read_all(filled: Database) -> None:
    with filled.transaction(WIDE) as tx:
        put_body_judgement(tx, "default", "b1", IDS, {"certainty": "low"}, "Dr Li")
        put_body_judgement(tx, "default", "b1", IDS, {"certainty": "high"}, "Dr Wang")
        assert [one.number for one in body_judgements_of(tx, "default", "b1")] == [2, 1]
    with filled.transaction(NARROW) as tx:
        assert body_judgements_of(tx, "default", "b1") == []
        with pytest.raises(NotFoundError):
            put_body_judgement(tx, "default", "b1", IDS, {}, "bob")
        delete_document(tx, "default", IDS[0])  # takes with it what its deleter could not see
    with filled.transaction(WIDE) as tx:
        assert body_judgements_of(tx, "default", "b1") == []
