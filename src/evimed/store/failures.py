"""What the driver's errors mean to a person."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from evimed.errors import HomeError, StoreError, StoreUnavailableError

_DISK_FULL = "53100"
_ROLLBACK = "40"  # deadlock, serialization failure
_CANCELED = "57014"
_FULL_BYTES = 32 * 1024 * 1024  # less than two segments of the write-ahead log


@contextmanager
def database_failures(where: str, data: Path | None) -> Generator[None]:
    """Turn errors of the driver that are nobody's programming mistake into ``StoreError``.

    Parameters
    ----------
    where
        The database as a person knows it: its directory, or its address without password.
    data
        Directory of an embedded server, to see whether its disk is full when it went away.
    """
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreError("out_of_scope", reason=_first_line(error)) from error
    except psycopg.OperationalError as error:
        raise _meaning(error, where, data) from error


def _meaning(error: psycopg.OperationalError, where: str, data: Path | None) -> StoreError:
    state = error.sqlstate or ""
    if state == _DISK_FULL:
        return HomeError("disk_full", path=data or where)
    if state.startswith(_ROLLBACK) or state == _CANCELED:
        return StoreUnavailableError("transaction_aborted", reason=_first_line(error))
    # With no room for its log the server ends without a word to its clients.
    if data is not None and data.exists() and shutil.disk_usage(data).free < _FULL_BYTES:
        return HomeError("disk_full", path=data)
    return StoreUnavailableError("database_unreachable", where=where, reason=_first_line(error))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
