"""Another class for documents: every row, every count and every search is as if they had come in with it."""

from __future__ import annotations

import random

import pytest
from psycopg import sql
from store_builders import make_document
from test_store_documents import add_vectors

from evimed.errors import StoreError
from evimed.records import Scope
from evimed.store import answers, documents, graph, passages, permissions, segments
from evimed.store.database import Database, Transaction

ALL = Scope("acme", "ann", frozenset({0, 1, 2, 3}))
FRESH = Scope("fresh", "ann", frozenset({0, 1, 2, 3}))
TERMS = list(range(40))


def fill(database: Database, scope: Scope, classes: dict[int, int], *, segmented: int) -> None:
    """Documents by number, each in its class; the first ``segmented`` of them in segments."""
    with database.transaction(scope) as tx:
        for number, acl in classes.items():
            rng = random.Random(number)  # noqa: S311
            lists = [[rng.choice(TERMS) for _ in range(rng.randint(1, 12))] for _ in range(rng.randint(1, 5))]
            documents.put_document(tx, make_document(number, passages=lists, acl=acl))
            if number == segmented:
                while segments.renew(tx, "default", least=1):
                    pass
                documents.reweigh(tx, "default")


def relabel(tx: Transaction, ids: list[str], acl: int) -> int:
    with permissions.for_access(tx):
        return permissions.relabel_documents(tx, "default", ids, acl)


@pytest.mark.parametrize("seed", range(6))
def test_what_moved_is_as_if_it_had_come_in_there(database: Database, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    classes = {number: rng.randint(0, 2) for number in range(1, 13)}
    fill(database, ALL, classes, segmented=rng.randint(1, 12))
    for _ in range(3):
        moved, to = rng.sample(sorted(classes), rng.randint(1, 6)), rng.randint(0, 3)
        with database.transaction(ALL) as tx:
            expected = sum(classes[number] != to for number in moved)
            assert relabel(tx, [f"doc{number:06d}" for number in moved], to) == expected
            if rng.random() < 0.5:
                while segments.renew(tx, "default", least=1):
                    pass
        classes |= dict.fromkeys(moved, to)
    fill(database, FRESH, classes, segmented=12)
    for held in ({0}, {1}, {2, 3}, {0, 1, 3}, {0, 1, 2, 3}, set[int]()):
        found = [_seen(database, Scope(tenant, "ann", frozenset(held))) for tenant in ("acme", "fresh")]
        assert found[0] == found[1]


def _seen(database: Database, scope: Scope) -> tuple[object, ...]:
    with database.transaction(scope) as tx:
        total, counts = passages.document_frequencies(tx, "default", TERMS)
        scores = passages.lexical(tx, "default", [1, 5, 9], [0.7, 1.1, 0.4], 50)
        return (
            total,
            counts,
            passages.average_length(tx, "default"),
            [(id_, round(score, 9)) for id_, score in scores],
            [document.id for document in documents.list_documents(tx, "default")],
        )


def test_every_row_follows_its_document(database: Database) -> None:
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(1, passages=[[1, 2, 3]], acl=1))
        documents.reweigh(tx, "default")
        documents.put_document(tx, make_document(2, passages=[[1, 1, 4], [5]], acl=1))
        add_vectors(tx)
        cites = {"document": {"id": "doc000002"}}
        for id_, citations in (("answer-one", []), ("answer-two", [cites])):
            record = {"id": id_, "question": "q", "citations": citations}
            assert answers.put_answer(tx, "default", record, {"schema": "evimed/book/1"})
        segments.renew(tx, "default", least=1)
    with database.transaction(ALL) as tx:
        assert relabel(tx, ["doc000002"], 2) == 1
        for table in _labelled(database):
            rows = tx.connection.execute(
                sql.SQL("select document_id, array_agg(distinct acl) from evimed.{} group by 1").format(
                    sql.Identifier(table)
                )
            ).fetchall()
            assert dict(rows).get("doc000002", [2]) == [2], table
            assert dict(rows).get("doc000001", [1]) == [1], table
    for held, seen in (({1}, set[str]()), ({2}, set[str]()), ({1, 2}, {"answer-one", "answer-two"})):
        with database.transaction(Scope("acme", "ann", frozenset(held))) as tx:
            found = tx.connection.execute("select answer_id from evimed.answer").fetchall()
            books = tx.connection.execute("select answer_id from evimed.answer_book").fetchall()
        assert {id_ for (id_,) in found} == {id_ for (id_,) in books} == seen


def test_the_graph_moves_with_its_documents(database: Database) -> None:
    def read(tx: Transaction, number: int, entities: tuple[str, ...]) -> None:
        passage = f"doc{number:06d}:0"
        graph.put_reading(
            tx,
            "default",
            graph.Reading(
                f"doc{number:06d}",
                "s",
                [graph.Entity(name, "drug", name, name) for name in entities],
                [
                    graph.MentionRow(passage, at, at + 1, name, name, "affirmed", "stated", 1.0, "exact")
                    for at, name in enumerate(entities)
                ],
                [
                    graph.AssertionRow(
                        f"{passage}-a",
                        "r-" + "-".join(entities[:2]),
                        entities[0],
                        "treats",
                        entities[1],
                        passage,
                        0,
                        9,
                        None,
                        None,
                        None,
                        None,
                        "affirmed",
                        "stated",
                        None,
                        "rule",
                    )
                ],
                {},
            ),
        )

    def counted(scope: Scope) -> object:
        with database.transaction(scope) as tx:
            return (
                tx.connection.execute(
                    "select acl, entity_id, supports from evimed.entity order by 1, 2"
                ).fetchall(),
                tx.connection.execute(
                    "select acl, relation_id, assertions from evimed.relation order by 1, 2"
                ).fetchall(),
                tx.connection.execute(
                    "select acl, passage_id, entity_id from evimed.mention order by 1, 2, 3"
                ).fetchall(),
            )

    spoken = {1: ("x", "y"), 2: ("x", "z"), 3: ("x", "y", "w")}
    for scope, classes in ((ALL, {1: 1, 2: 1, 3: 1}), (FRESH, {1: 1, 2: 2, 3: 2})):
        with database.transaction(scope) as tx:
            for number, acl in classes.items():
                documents.put_document(tx, make_document(number, passages=[[1]], acl=acl))
                read(tx, number, spoken[number])
    with database.transaction(ALL) as tx:
        assert relabel(tx, ["doc000002", "doc000003"], 2) == 2
    assert counted(ALL) == counted(FRESH)
    for scope in (ALL, FRESH):
        with database.transaction(scope) as tx:
            for number in spoken:
                documents.delete_document(tx, "default", f"doc{number:06d}")
    assert counted(ALL) == ([], [], [])


def _labelled(database: Database) -> list[str]:
    with database.administration() as connection:
        rows = connection.execute(
            """
            select c.relname from pg_class c
            where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'r'
              and (select count(*) from pg_attribute a where a.attrelid = c.oid
                   and a.attname in ('tenant_id', 'library', 'document_id', 'acl')) = 4
            """
        ).fetchall()
    return [name for (name,) in rows]


def test_whatever_carries_a_class_can_be_given_another(database: Database) -> None:
    """A table made later must let the function that relabels write its classes."""
    with database.administration() as connection:
        rows = connection.execute(
            """
            select c.relname, a.attname,
                   has_column_privilege('evimed_definer', c.oid, a.attnum, 'update')
                   and has_column_privilege('evimed_definer', c.oid, a.attnum, 'select')
                   and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'definer')
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'evimed'::regnamespace and c.relkind = 'r'
              and (a.attname = 'acl_classes' or a.attname = 'acl' and exists (
                select from pg_attribute d where d.attrelid = c.oid and d.attname = 'document_id'))
              and c.relname not in ('segment_document')
            """
        ).fetchall()
    assert len(rows) >= 8
    assert [row for row in rows if not row[2]] == []


def test_answers_are_their_askers(database: Database) -> None:
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(1, passages=[[1]], acl=1))
        record = {"id": "answer-one", "question": "q", "citations": []}
        answers.put_answer(tx, "default", record, {"schema": "evimed/book/1"})
    bob = Scope("acme", "bob", ALL.classes)
    auditor = Scope("acme", "eve", ALL.classes, verbs=frozenset({"oversee"}))
    narrow = Scope("acme", "eve", frozenset({2}), verbs=frozenset({"oversee"}))
    for scope, count in ((ALL, 1), (bob, 0), (auditor, 1), (narrow, 0)):
        with database.transaction(scope) as tx:
            assert tx.connection.execute("select count(*) from evimed.answer").fetchone() == (count,)
            assert tx.connection.execute("select count(*) from evimed.answer_book").fetchone() == (count,)
    with pytest.raises(StoreError), database.transaction(bob) as tx:
        tx.connection.execute(
            "insert into evimed.answer (tenant_id, answer_id, library, question, record, documents,"
            " user_name, acl_classes) values ('acme', 'x', 'default', 'q', '{}', '{}', 'ann', '{1}')"
        )


def test_accounts_and_rules_are_seen_for_access_alone(database: Database) -> None:
    tables = (
        "account", "access_group", "group_member", "role_grant", "api_token", "signed_in", "oidc_request",
        "permission_rule", "permission_class", "access_state",
    )  # fmt: skip
    own = Scope("acme", "evimed", frozenset(), purpose=permissions.ACCESS)
    with database.transaction(own) as tx:
        permissions.ensure_tenant(tx)
        permissions.put_class(tx, "default", [["everyone"]], [])
        permissions.rules_changed(tx)
    for scope, seen in ((ALL, 0), (Scope("globex", "x", frozenset(), purpose="access"), 0), (own, 1)):
        with database.transaction(scope) as tx:
            for table in tables:
                query = sql.SQL("select count(*) from evimed.{}").format(sql.Identifier(table))
                count = (tx.connection.execute(query).fetchone() or (0,))[0]
                assert count == (seen if table in {"permission_class", "access_state"} else 0)
    with database.transaction(ALL) as tx:  # and nothing moves without it
        documents.put_document(tx, make_document(1, passages=[[1]], acl=1))
        assert permissions.relabel_documents(tx, "default", ["doc000001"], 2) == 0
        assert permissions.placed_documents(tx, "default") == []
        assert not permissions.exists_unseen(tx, "default", "doc000001")
