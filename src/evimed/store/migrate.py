"""Brings a database to the schema of this version: ``migrations/NNNN_name.sql`` in order, each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import psycopg
from psycopg import sql

from evimed.errors import StoreError
from evimed.store.queries import query

OLDEST_SERVER = 150000
OLDEST_PGVECTOR = (0, 8)
_LOCK = 0x4576696D  # "Evim": the advisory lock of migrations

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Migration:
    """One file, and the hash under which its application is recorded."""

    name: str
    sha256: str
    script: bytes


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations this version knows, oldest first."""
    folder = resources.files(__name__.rpartition(".")[0]).joinpath("migrations")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(
        Migration(file.name.removesuffix(".sql"), hashlib.sha256(script).hexdigest(), script)
        for file in files
        for script in (file.read_bytes(),)
    )


def head() -> str:
    """Name of the newest migration this version knows."""
    return migrations()[-1].name


def migrate(connection: Connection, *, embedded: bool = False) -> None:
    """Apply what is missing, all in one transaction; does nothing when the head is recorded.

    Parameters
    ----------
    connection
        As the owner of the schema, in autocommit.
    embedded
        Whether the server is ours alone: then content connections get a login role of their own.

    Raises
    ------
    StoreError
        ``server_too_old``, ``pgvector_missing``, ``pgvector_too_old``, ``roles_missing``: the server cannot
        hold the schema. ``migration_changed``: a file differs from the one that was applied.
        ``database_newer``: a later version of Evimed wrote this database.
    """
    if _is_current(connection):
        return
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
        if _is_current(connection):
            return  # another process was first
        _check_server(connection)
        applied = _applied(connection)
        _check_history(applied)
        for migration in migrations()[len(applied) :]:
            _apply(connection, migration)
        if embedded:
            connection.execute(query("role_session"))


def _is_current(connection: Connection) -> bool:
    """One cheap query: is the newest record ours."""
    try:
        with connection.transaction():
            row = connection.execute(query("migration_head")).fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        return False
    newest = migrations()[-1]
    return row == (len(migrations()), newest.name, newest.sha256)


def _applied(connection: Connection) -> list[tuple[str, str]]:
    row = connection.execute("select to_regclass('evimed.schema_migration') is not null").fetchone()
    if row is None or not row[0]:
        return []
    return [(name, digest) for name, digest in connection.execute(query("migration_list")).fetchall()]


def _check_history(applied: list[tuple[str, str]]) -> None:
    known = migrations()
    for number, (name, digest) in enumerate(applied):
        if number >= len(known) or known[number].name != name:
            raise StoreError("database_newer", found=name, known=head())
        if known[number].sha256 != digest:
            raise StoreError(
                "migration_changed", name=name, found=known[number].sha256[:12], applied=digest[:12]
            )


def _check_server(connection: Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise StoreError("server_too_old", found=f"{version // 10000}.{version % 10000}", valid="15")
    row = connection.execute(query("pgvector_version")).fetchone()
    if row is None:
        raise StoreError("pgvector_missing", valid="0.8")
    found = str(row[0])
    if tuple(int(part) for part in found.split(".")[:2]) < OLDEST_PGVECTOR:
        raise StoreError("pgvector_too_old", found=found, valid="0.8")


def _apply(connection: Connection, migration: Migration) -> None:
    try:
        connection.execute("create schema if not exists evimed")
        connection.execute("create extension if not exists vector")
        connection.execute(search_path(vector_schema(connection)))
        connection.execute("select '[1]'::vector")  # loads pgvector: its settings are unknown before
        connection.execute(migration.script)
        connection.execute(query("migration_record"), {"name": migration.name, "sha256": migration.sha256})
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreError("roles_missing", reason=str(error).splitlines()[0]) from error


def vector_schema(connection: Connection) -> str:
    """The schema the administrator has put pgvector into."""
    row = connection.execute(query("pgvector_schema")).fetchone()
    return "public" if row is None else str(row[0])


def search_path(schema: str) -> sql.Composed:
    """Statement that looks names up in our schema and in that of pgvector, and nowhere else."""
    return sql.SQL("set search_path = pg_catalog, evimed, {}, pg_temp").format(sql.Identifier(schema))
