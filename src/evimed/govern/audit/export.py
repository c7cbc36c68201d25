"""The log as JSON lines, for a SIEM or an inspector: one entry a line, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from evimed.govern.audit.chain import entry_line, entry_of_line
from evimed.store.audit import AuditEntry


def write_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """A line of canonical JSON for each entry, with its end."""
    for entry in entries:
        yield f"{entry_line(entry)}\n"


def read_lines(path: Path) -> Iterator[AuditEntry]:
    """The entries of an export.

    Raises
    ------
    ValueError
        A line is not an entry in canonical JSON; the ones before have been given.
    OSError
        The file cannot be read.
    """
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            if not line.endswith("\n"):
                raise ValueError("the last line has no end: the file was cut off")
            yield entry_of_line(line[:-1])
