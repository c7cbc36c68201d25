"""What is to be said of the database: versions, sizes, counts, and what is wrong with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from evimed.store.migrate import Connection, head
from evimed.store.queries import query

_LITTLE_SPACE = 1024**3


def examine(connection: Connection, data: Path | None) -> dict[str, object]:
    """Measure the database behind ``connection`` (its owner's).

    Returns
    -------
    dict
        ``server``, ``pgvector``, ``migration``, ``database_bytes``, ``table_bytes`` by table, ``libraries``
        with their counts, ``problems``: codes of what is wrong, empty when all is well.
    """
    problems: list[str] = []
    server, pgvector, size = _row(connection, "health_versions")
    migration = _row(connection, "migration_head")[1]
    if migration != head():
        problems.append("migration_behind")
    tables = dict(connection.execute(query("health_tables")).fetchall())
    names = ("tenant", "library", "version", "documents", "passages", "vectors")
    libraries = [
        dict(zip(names, row, strict=True)) for row in connection.execute(query("health_libraries")).fetchall()
    ]
    problems += [str(row[0]) for row in connection.execute(query("health_problems")).fetchall()]
    if data is not None and shutil.disk_usage(data).free < _LITTLE_SPACE:
        problems.append("little_space")
    return {
        "server": server,
        "pgvector": pgvector,
        "migration": migration,
        "database_bytes": size,
        "table_bytes": tables,
        "libraries": libraries,
        "problems": problems,
    }


def _row(connection: Connection, name: str) -> tuple[object, ...]:
    return connection.execute(query(name)).fetchone() or (None, None, None)
