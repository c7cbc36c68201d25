"""The log in the database: written with the act, linked by the server, closed to everything but appending."""

from __future__ import annotations

import secrets
import threading

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.errors import StoreError
from evimed.govern.audit import record, verify_entries
from evimed.govern.audit.canonical import canonical
from evimed.govern.audit.chain import GENESIS, act_of, entry_hash, entry_text
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.store.audit import AuditEntry, read_entries, read_head
from evimed.store.database import Database


@pytest.fixture
def scope() -> Scope:
    """A tenant of its own: logs are never emptied."""
    return Scope(f"t-{secrets.token_hex(4)}", "ann", frozenset({0}))


def write(database: Database, scope: Scope, number: int) -> None:
    with database.transaction(scope) as tx:
        record(tx, action="test.done", object=f"thing:{number}", details={"number": number})


def entries(database: Database, scope: Scope) -> list[AuditEntry]:
    with database.transaction(scope) as tx:
        return list(read_entries(tx))


def test_acts_become_a_chain(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        record(tx, action="test.first", object="thing:1", reason="why")
        record(tx, action="test.second", object="thing:2", after="ab" * 32)
    write(database, scope, 3)
    found = entries(database, scope)
    assert [entry.seq for entry in found] == [1, 2, 3]
    assert [entry.prev for entry in found] == [GENESIS, found[0].hash, found[1].hash]
    assert [entry_hash(entry) for entry in found] == [entry.hash for entry in found]
    assert act_of(found[0]) == {
        "action": "test.first", "actor": "ann", "object": "thing:1", "purpose": "use", "reason": "why",
    }  # fmt: skip
    with database.transaction(scope) as tx:
        head = read_head(tx)
    assert head is not None
    assert (head.seq, head.hash) == (3, found[2].hash)
    assert AuditTrail(database, scope).verify().whole


@given(tenant=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_the_server_hashes_what_we_hash(_open_database: Database, tenant: str) -> None:  # noqa: PT019
    entry = AuditEntry(tenant, 7, "2026-11-22T00:00:00.000001Z", canonical({"a": tenant}), GENESIS, "")
    with _open_database.administration() as connection:
        row = connection.execute(
            "select evimed.audit_text(%s, 7, '2026-11-22 01:00:00.000001+01', %s, decode(%s, 'hex'))",
            (tenant, entry.act, GENESIS),
        ).fetchone()
    assert row == (entry_text(entry),)


def test_no_act_without_its_entry_and_no_entry_without_its_act(database: Database, scope: Scope) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction(scope) as tx:  # noqa: PT012
        record(tx, action="test.done", object="thing:1")
        _ = 1 / 0
    assert entries(database, scope) == []
    with pytest.raises(psycopg.Error), database.transaction(scope) as tx:  # noqa: PT012
        tx.run("library_ensure", library="kept?")
        tx.acts.append("no json")
    with database.transaction(scope) as tx:
        assert tx.run("library_list").fetchall() == []


def test_an_act_cannot_end_its_own_text(database: Database, scope: Scope) -> None:
    for act in ('{"action":"a.b"},"seq":9', '["action"]', '{"action":"a.b"} x'):
        with pytest.raises(psycopg.Error), database.transaction(scope) as tx:
            tx.acts.append(act)
    assert entries(database, scope) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update evimed.audit_entry set act = '{}'",
        "delete from evimed.audit_entry",
        "truncate evimed.audit_entry",
        "insert into evimed.audit_entry (tenant_id, act, seq) values ('x', '{}', 9)",
        "insert into evimed.audit_entry (tenant_id, act, at) values ('x', '{}', now())",
        "insert into evimed.audit_entry (tenant_id, act) values ('somebody-else', '{}')",
        "update evimed.audit_head set seq = 0",
        "insert into evimed.audit_head values ('x', 0, '')",
        "delete from evimed.audit_head",
        "alter table evimed.audit_entry disable trigger all",
        "drop trigger audit_refuse on evimed.audit_entry",
        "set session_replication_role = replica",
    ],
)
def test_the_application_may_append_and_read_and_nothing_else(
    database: Database, scope: Scope, statement: str
) -> None:
    write(database, scope, 1)
    with pytest.raises(StoreError) as caught, database.transaction(scope) as tx:
        tx.connection.execute(statement.encode())
    assert caught.value.code == "out_of_scope"
    assert AuditTrail(database, scope).verify().whole


@pytest.mark.parametrize(
    "verb",
    [
        "update evimed.audit_entry set act = '{}'",
        "delete from evimed.audit_entry",
        "truncate evimed.audit_entry",
        "delete from evimed.audit_head",
    ],
)
def test_even_the_owner_is_refused(database: Database, scope: Scope, verb: str) -> None:
    with database.administration() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(verb.encode())


def test_another_tenant_sees_no_entry(database: Database, scope: Scope) -> None:
    write(database, scope, 1)
    other = Scope(f"{scope.tenant}-other", "eve", frozenset({0}))
    assert entries(database, other) == []
    write(database, other, 1)
    assert [entry.seq for entry in entries(database, other)] == [1]


def test_many_writers_make_one_chain(database: Database, scope: Scope) -> None:
    def work(start: int) -> None:
        for number in range(start, start + 25):
            write(database, scope, number)

    threads = [threading.Thread(target=work, args=(100 * index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    verified = AuditTrail(database, scope).verify()  # while they write
    assert verified.whole, verified
    for thread in threads:
        thread.join()
    found = entries(database, scope)
    assert len({entry.act for entry in found}) == 100
    assert verify_entries(found).whole


def test_writers_that_lock_other_things_first_do_not_wait_in_a_circle(
    database: Database, scope: Scope
) -> None:
    """The end of the log is locked last, whenever in its transaction an act is recorded."""
    with database.transaction(scope) as tx:
        tx.run("library_ensure", library="x")

    def work(early: bool) -> None:
        for number in range(20):
            with database.transaction(scope) as tx:
                if early:
                    record(tx, action="test.done", object=f"thing:{number}")
                tx.run("library_lock", library="x")
                if not early:
                    record(tx, action="test.done", object=f"thing:{number}")

    threads = [threading.Thread(target=work, args=(early,)) for early in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries(database, scope)) == 40


def test_a_clock_set_back_is_told_and_the_order_kept(database: Database, scope: Scope) -> None:
    for number in range(3):
        write(database, scope, number)
    found = entries(database, scope)
    late = found[1].time.replace("20", "19", 1)  # a century earlier
    back = [found[0], *_rehashed(found[1:], late)]
    verified = verify_entries(back)
    assert verified.whole
    assert verified.clock_back == (2,)
    assert verified.last == 3


def _rehashed(found: list[AuditEntry], time: str) -> list[AuditEntry]:
    """The entries as they had been linked, had the clock said ``time`` at the first."""
    made: list[AuditEntry] = []
    for entry in found:
        prev = made[-1].hash if made else entry.prev
        new = AuditEntry(entry.tenant, entry.seq, entry.time if made else time, entry.act, prev, "")
        made.append(AuditEntry(new.tenant, new.seq, new.time, new.act, new.prev, entry_hash(new)))
    return made


@pytest.mark.parametrize(
    "act",
    [
        {"action": "Test"},
        {"action": "test.done; drop"},
        {"object": "thing:患者张三"},
        {"object": "thing:a b"},
        {"reason": "because the patient asked"},
        {"details": {"note": "高血压"}},
        {"details": {"list": ["a b"]}},
        {"before": "not a hash"},
        {"prompts": ["What is the dose?"]},
    ],
)
def test_prose_is_refused(database: Database, scope: Scope, act: dict[str, object]) -> None:
    given = {"action": "test.done", "object": "thing:1"} | act
    with pytest.raises(ValueError, match="audit: "), database.transaction(scope) as tx:
        record(tx, **given)  # type: ignore[arg-type]
