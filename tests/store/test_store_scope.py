from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from store_builders import make_document
from test_store_documents import add_vectors

from evimed.errors import NotFoundError, StoreError
from evimed.records import Recommendation, Scope
from evimed.store import answers, audit, documents, guides, passages, runs, segments
from evimed.store.database import Database, Transaction

WIDE = Scope("acme", "ann", frozenset({0, 7}))
NARROW = Scope("acme", "bob", frozenset({0}))
OTHER = Scope("globex", "eve", frozenset({0, 7}))
NOBODY = Scope("acme", "nil", frozenset())
# Seen under the purpose "access" alone: tests/store/test_store_permissions.py.
ACCESS = (
    "account", "access_group", "group_member", "role_grant", "api_token", "signed_in", "oidc_request",
    "permission_rule", "permission_class", "access_state",
)  # fmt: skip


def add_guides(tx: Transaction) -> None:
    """A recommendation in each of the two documents, and a conflict between them."""
    told = Recommendation((0, 4), "do", "for", None, "none", "b", "", (), None, None, None, None)
    for number, acl in ((1, 0), (2, 7)):
        guides.put_guide(tx, "default", f"doc{number:06d}", acl, guides.NewGuide("b", {}, [told]))
    sides = ("doc000001", 0), ("doc000002", 0)
    guides.put_conflict(tx, "default", guides.StoredConflict("direction", {}, *sides))


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction(WIDE) as tx:
        documents.put_document(tx, make_document(1, passages=[[1, 2, 3]], acl=0))
        documents.reweigh(tx, "default")
        documents.put_document(tx, make_document(2, passages=[[1, 1, 4], [5]], acl=7))
        documents.quarantine(tx, "default", "/bad", code="damaged", stamp="s", acl=7)
        add_vectors(tx)
        add_guides(tx)
        runs.begin_run(tx, "default", "pool", 3)
        wide = {"id": "answer-wide", "question": "q", "citations": []}
        answers.put_answer(tx, "default", wide, {"schema": "evimed/book/1"})
        audit.append_act(tx, '{"action":"test.done"}')
    return database


def tables(database: Database) -> list[str]:
    with database.administration() as connection:
        rows = connection.execute(
            """
            select c.relname from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
            where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
              and not c.relname = any (%s)
            """,
            (list(ACCESS),),
        ).fetchall()
    return [name for (name,) in rows]


def counts(database: Database, scope: Scope | None) -> dict[str, int]:
    with database.transaction(scope or WIDE) as tx:
        if scope is None:
            tx.connection.execute(
                "select set_config('evimed.tenant', '', true), set_config('evimed.classes', '', true)"
            )
        return {name: count(tx.connection, name) for name in tables(database)}


def count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(
        sql.SQL("select count(*) from {}").format(sql.Identifier("evimed", table))
    ).fetchone()
    assert row is not None
    return row[0]


def test_every_table_has_the_tenant_first_and_forces_row_security(database: Database) -> None:
    with database.administration() as connection:
        rows = connection.execute(
            """
            select c.relname, c.relrowsecurity and c.relforcerowsecurity,
                   (select a.attname from pg_index i
                    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                    where i.indrelid = c.oid and i.indisprimary),
                   exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'scope'),
                   (select rolname from pg_roles r where r.oid = c.relowner)
            from pg_class c
            where c.relnamespace = 'evimed'::regnamespace and c.relkind in ('r', 'p')
              and c.relname <> 'schema_migration'
            """
        ).fetchall()
    assert len(rows) >= 10
    for name, forced, first, policy, owner in rows:
        assert (name, forced, first, policy) == (name, True, "tenant_id", True)
        assert owner != "evimed_app"


def test_without_a_scope_there_is_nothing(filled: Database) -> None:
    with filled.transaction(WIDE) as tx:
        documents.put_document(tx, make_document(3, passages=[[8, 9]] * 8 + [[7]]))
        segments.renew(tx, "default", least=1)  # one class: the other one still waits
    assert set(counts(filled, None).values()) == {0}
    seen = {name for name, count in counts(filled, WIDE).items() if count}
    assert {
        "document",
        "passage",
        "passage_vector",
        "term",
        "segment",
        "segment_class",  # the postings of a segment that classes share are read by the search alone
        "answer",
        "quarantine",
    } <= seen
    # Not even set: a fresh connection that only takes the role.
    with filled.administration() as connection, connection.transaction():
        connection.execute("set local role evimed_app")
        for name in tables(filled):
            assert count(connection, name) == 0
        connection.execute("set local search_path = evimed, public")
        assert connection.execute("select * from search_lexical('default', '{1}', '{1}', 5)").fetchall() == []
        assert connection.execute("select * from search_dense('default', 'e5', '[1,0]', 5)").fetchall() == []
        assert connection.execute("select reweigh('default', -1, 1.2, 0.75)").fetchone() == (0,)
        assert connection.execute("select forget_answers('default', 'doc000001')").fetchone() == (0,)


def test_another_tenant_sees_nothing(filled: Database) -> None:
    assert set(counts(filled, OTHER).values()) == {0}
    with filled.transaction(OTHER) as tx:
        assert passages.lexical(tx, "default", [1], [1.0], 5) == []
        assert passages.dense(tx, "default", "e5", add_query(), 5) == []
        assert passages.document_frequencies(tx, "default", [1]) == (0, {})


def add_query() -> object:
    import numpy as np  # noqa: PLC0415

    return np.eye(8, dtype=np.float32)[0]


def test_a_class_one_does_not_hold_is_not_there(filled: Database) -> None:
    seen = counts(filled, NARROW)
    assert (seen["document"], seen["passage"], seen["passage_vector"]) == (1, 1, 1)
    assert (seen["guide"], seen["recommendation"], seen["conflict"]) == (1, 1, 0)
    assert (seen["source"], seen["quarantine"], seen["answer"], seen["library_class"]) == (1, 0, 0, 1)
    with filled.transaction(NARROW) as tx:
        assert [key for key, _ in passages.lexical(tx, "default", [1, 4], [1.0, 1.0], 5)] == ["doc000001:0"]
        assert [key for key, _ in passages.dense(tx, "default", "e5", add_query(), 5)] == ["doc000001:0"]
        assert passages.fetch(tx, "default", ["doc000002:0"]) == []
        with pytest.raises(NotFoundError):
            documents.delete_document(tx, "default", "doc000002")
    nothing = counts(filled, NOBODY)
    assert {name for name, count in nothing.items() if count} <= {
        "tenant", "library", "intake_run", "audit_entry", "audit_head",
    }  # fmt: skip


def test_what_one_may_not_read_does_not_move_the_ranking(filled: Database) -> None:
    with filled.transaction(NARROW) as tx:
        before = (
            passages.document_frequencies(tx, "default", [1, 2, 3, 4]),
            passages.average_length(tx, "default"),
        )
        scores = passages.lexical(tx, "default", [1, 2], [0.5, 0.7], 5)
    with filled.transaction(WIDE) as tx:
        documents.put_document(tx, make_document(3, passages=[[1] * 500, [2] * 300], acl=7))
    with filled.transaction(NARROW) as tx:
        after = (
            passages.document_frequencies(tx, "default", [1, 2, 3, 4]),
            passages.average_length(tx, "default"),
        )
        assert after == before == ((1, {1: 1, 2: 1, 3: 1}), 3.0)
        assert passages.lexical(tx, "default", [1, 2], [0.5, 0.7], 5) == scores


def test_rows_cannot_be_written_for_others(filled: Database) -> None:
    for statement in (
        "insert into evimed.library (tenant_id, library) values ('globex', 'x')",
        "update evimed.document set tenant_id = 'globex'",
        "update evimed.document set acl = 9",
        "insert into evimed.source (tenant_id, library, source, document_id, acl)"
        " values ('acme', 'default', 's', 'doc000001', 9)",
    ):
        with pytest.raises(StoreError) as caught, filled.transaction(WIDE) as tx:
            tx.connection.execute(statement.encode())
        assert caught.value.code == "out_of_scope"


@pytest.mark.parametrize(
    "statement",
    [
        "alter table evimed.document disable row level security",
        "alter table evimed.document no force row level security",
        "drop policy scope on evimed.document",
        "create policy open on evimed.document using (true)",
        "alter role evimed_app bypassrls",
        "set role evimed_definer",
        "set session authorization evimed_definer",
        "truncate evimed.document",
        "create table evimed.mine (x int)",
        "select * from evimed.library_counts()",
        "create or replace function evimed.scope_tenant() returns text language sql return 'globex'",
        "copy evimed.document to program 'cat'",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_the_role_of_the_application_cannot_open_the_lock(filled: Database, statement: str) -> None:
    with filled.administration() as connection:
        # As the role itself, not as an owner who has taken it.
        connection.execute("set session authorization evimed_app")
        connection.execute(
            "select set_config('evimed.tenant', 'acme', false), set_config('evimed.classes', '0', false)"
        )
        if statement != "set session authorization evimed_definer":
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode())
        connection.execute("set row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from evimed.document")


def test_the_role_is_powerless(database: Database) -> None:
    with database.administration() as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole"
            " from pg_roles where rolname = 'evimed_app'"
        ).fetchone()
    assert row == (False, False, False, False)
    with database.transaction(WIDE) as tx:
        assert tx.connection.execute("select current_user").fetchone() == ("evimed_app",)


def test_a_scope_ends_with_its_transaction(filled: Database) -> None:
    assert counts(filled, WIDE)["document"] == 2
    for _ in range(10):  # whichever connection of the pool
        assert counts(filled, OTHER)["document"] == 0
