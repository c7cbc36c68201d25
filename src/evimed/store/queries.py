"""Named SQL: ``sql/<name>.sql``, one query a file, whose first line says what it does."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def query(name: str) -> bytes:
    """The text of a named query, as bytes: psycopg takes those for trusted SQL.

    Raises
    ------
    FileNotFoundError
        A programming error; a test looks up every name the code uses.
    """
    return resources.files(__name__.rpartition(".")[0]).joinpath("sql", f"{name}.sql").read_bytes()


_WRITES = re.compile(
    rb"^\s*(?:insert|update|delete|merge|select\s+evimed\.)|\b(?:insert\s+into|delete\s+from)\b", re.I | re.M
)


@cache
def writes(name: str) -> bool:
    """Whether a named query may change rows: a function of ours that it calls may."""
    return _WRITES.search(query(name)) is not None
