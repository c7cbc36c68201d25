from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from store_builders import make_document

from evimed.errors import StoreError, StoreUnavailableError
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store import documents, migrate, passages, segments
from evimed.store.database import Database

DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def fresh_url(database: Database) -> Iterator[str]:
    """Address of an empty database on the session's server."""
    with database.administration() as connection:
        connection.execute("drop database if exists fresh with (force)")
        connection.execute("create database fresh")
        info = connection.info
        yield make_url(info.host, info.port, info.user, "fresh")
        connection.execute("drop database if exists fresh with (force)")


def make_url(host: str, port: int, user: str, name: str) -> str:
    return f"postgresql://{user}@/{name}?host={host}&port={port}"


def open_url(url: str) -> Database:
    return Database.open(Settings(home=Path("/nonexistent"), database_url=url))


def test_an_address_is_migrated_and_used(fresh_url: str, scope: Scope) -> None:
    for _ in range(2):  # the second time nothing is to do
        with open_url(fresh_url) as database, database.transaction(scope) as tx:
            documents.put_document(tx, make_document(1))
            assert documents.library_version(tx, "default") == 1


@pytest.fixture
def plain_url(fresh_url: str, database: Database) -> Iterator[str]:
    """The same, owned by what docs/store.md tells an administrator to prepare: row security binds it."""
    with database.administration() as admin:
        if admin.execute("select from pg_roles where rolname = 'plain_owner'").fetchone() is None:
            admin.execute("create role plain_owner login noinherit")
            admin.execute("grant evimed_app, evimed_definer to plain_owner")
        admin.execute("alter database fresh owner to plain_owner")
    with psycopg.connect(fresh_url, autocommit=True) as admin:
        admin.execute("create extension vector")
    yield fresh_url.replace("evimed@", "plain_owner@")
    with psycopg.connect(fresh_url, autocommit=True) as admin:
        admin.execute("drop schema evimed cascade")


def test_an_owner_without_superuser_rights_is_enough(plain_url: str, scope: Scope) -> None:
    with open_url(plain_url) as plain:
        with plain.transaction(scope) as tx:
            documents.put_document(tx, make_document(1, passages=[[1, 2], [3]]))
            assert [key for key, _ in passages.lexical(tx, "default", [1], [1.0], 5)] == ["doc000001:0"]
            assert documents.reweigh(tx, "default", drift=-1) == 2
            assert segments.renew(tx, "default", least=1) == 2
            assert [key for key, _ in passages.lexical(tx, "default", [1], [1.0], 5)] == ["doc000001:0"]
            documents.delete_document(tx, "default", "doc000001")
            documents.put_document(tx, make_document(2))
        health = plain.health()
        assert health["problems"] == []
        assert [row["documents"] for row in health["libraries"]] == [1]  # type: ignore[attr-defined,index]
        with plain.administration() as connection:
            assert connection.execute("select count(*) from evimed.document").fetchone() == (0,)


OLD_LIBRARY = """
    insert into evimed.tenant values ('local');
    insert into evimed.library (tenant_id, library, avg_length_epoch) values ('local', 'default', 3);
    insert into evimed.library_class values ('local', 'default', 0, 1, 3);
    insert into evimed.document (tenant_id, library, document_id, title, source, kind, language, sha256, size,
                                 mime, stamp, characters, text)
      values ('local', 'default', 'old', 't', '/old', 'article', 'en', 'x', 1, 'text/plain', 's', 1, 't');
    insert into evimed.passage (tenant_id, library, passage_id, document_id, ordinal, section, text,
                                char_start, char_end, sentences, language, acl, terms, tfs, length, bm)
      values ('local', 'default', 'old:0', 'old', 0, '{}', 't', 0, 1, '[]', 'en', 0, '{5,7}', '{2,1}', 3,
              '{6:0.625,8:0.4545455}/1000000000');
"""


def test_a_library_from_before_segments_is_found(
    plain_url: str, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrate.migrations()[:2]
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "migrations", lambda: before)
        with open_url(plain_url) as database, database.transaction(scope) as tx:
            tx.connection.execute(OLD_LIBRARY)
    with open_url(plain_url) as database:
        for taken_in in (0, 1):
            with database.transaction(scope) as tx:
                assert segments.renew(tx, "default", least=2 - taken_in) == taken_in
                found = passages.lexical(tx, "default", [5, 6], [1.0, 1.0], 5)
            assert found == [("old:0", pytest.approx(2 / 3.2, abs=1e-6))]


def test_a_database_of_every_earlier_release_is_brought_up(
    plain_url: str, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = migrate.migrations()
    for count in range(1, len(every) + 1):  # each in a connection of its own, as an upgrade comes
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "migrations", lambda count=count: every[:count])
            open_url(plain_url).close()
    with open_url(plain_url) as database, database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1))
        assert documents.library_version(tx, "default") == 1


def test_a_changed_migration_is_refused(fresh_url: str) -> None:
    open_url(fresh_url).close()
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("update evimed.schema_migration set sha256 = 'other'")
    with pytest.raises(StoreError) as caught:
        open_url(fresh_url)
    assert caught.value.code == "migration_changed"
    assert "0001_base" in caught.value.message("zh")


def test_a_newer_database_is_refused(fresh_url: str) -> None:
    open_url(fresh_url).close()
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute("insert into evimed.schema_migration (name, sha256) values ('9999_later', 'x')")
    with pytest.raises(StoreError) as caught:
        open_url(fresh_url)
    assert caught.value.code == "database_newer"


def test_a_failed_migration_leaves_nothing(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (
        *migrate.migrations(),
        migrate.Migration("0002_broken", "x", b"create table evimed.t (x int); select 1/0"),
    )
    monkeypatch.setattr(migrate, "migrations", lambda: broken)
    with pytest.raises(psycopg.errors.DivisionByZero):
        open_url(fresh_url)
    with psycopg.connect(fresh_url) as connection:
        assert connection.execute("select to_regnamespace('evimed') is null").fetchone() == (True,)


def test_a_later_migration_is_added(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_url(fresh_url).close()
    more = (*migrate.migrations(), migrate.Migration("9999_more", "y", b"create table evimed.more (x int)"))
    monkeypatch.setattr(migrate, "migrations", lambda: more)
    open_url(fresh_url).close()
    open_url(fresh_url).close()
    with psycopg.connect(fresh_url) as connection:
        assert connection.execute("select name from evimed.schema_migration order by 1").fetchall() == [
            *((migration.name,) for migration in more),
        ]


def test_old_servers_and_extensions_are_refused(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "OLDEST_SERVER", 990000)
    with pytest.raises(StoreError) as caught:
        open_url(fresh_url)
    assert caught.value.code == "server_too_old"
    monkeypatch.setattr(migrate, "OLDEST_SERVER", 150000)
    monkeypatch.setattr(migrate, "OLDEST_PGVECTOR", (99, 0))
    with pytest.raises(StoreError) as caught:
        open_url(fresh_url)
    assert caught.value.code == "pgvector_too_old"


def test_a_user_who_may_not_make_the_schema_is_told(fresh_url: str, database: Database) -> None:
    with database.administration() as admin:
        if admin.execute("select from pg_roles where rolname = 'weak'").fetchone() is None:
            admin.execute("create role weak login")
    with pytest.raises(StoreError) as caught:
        open_url(fresh_url.replace("evimed@", "weak@"))
    assert caught.value.code == "roles_missing"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@127.0.0.1:1/nothing?connect_timeout=2",
        "postgresql://user:secret@/x?host=/nonexistent",
    ],
)
def test_an_unreachable_server_is_told_without_the_password(url: str) -> None:
    with pytest.raises(StoreUnavailableError) as caught:
        open_url(url)
    assert caught.value.code == "database_unreachable"
    assert "secret" not in str(caught.value)
    assert "secret" not in caught.value.message("zh")


def test_a_server_without_pgvector_is_refused() -> None:
    """The PostgreSQL of the distribution, where there is one without the extension."""
    if not (DEBIAN / "initdb").exists() or list(DEBIAN.parent.rglob("vector.control")) or os.geteuid() != 0:
        pytest.skip("needs root and PostgreSQL 15 without pgvector")
    folder = Path(tempfile.mkdtemp(prefix="ev15-", dir="/tmp"))
    shutil.chown(folder, "postgres", "postgres")
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": "/"}
    try:
        subprocess.run(
            [str(DEBIAN / "initdb"), "-N", "-A", "trust", "-D", str(folder / "d")],
            check=True, capture_output=True, **as_user,
        )  # fmt: skip
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = [str(DEBIAN / "pg_ctl"), "-w", "-D", str(folder / "d"), "-l", str(folder / "log")]
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, **as_user)
        try:
            with pytest.raises(StoreError) as caught:
                open_url(make_url(str(folder), 5432, "postgres", "postgres"))
            assert caught.value.code == "pgvector_missing"
        finally:
            subprocess.run(
                [*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, **as_user
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
