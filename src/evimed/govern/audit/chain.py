"""The chain: what an entry's hash is taken over, the same as ``evimed.audit_link`` in the database."""

from __future__ import annotations

import json
from typing import Any, cast

from evimed.govern.audit.canonical import canonical
from evimed.govern.audit.merkle import leaf_hash
from evimed.store.audit import AuditEntry

GENESIS = "00" * 32


def entry_text(entry: AuditEntry) -> str:
    """The entry without its hash, as canonical JSON: what the hash is taken over."""
    return (
        f'{{"act":{entry.act},"prev":{canonical(entry.prev)},"seq":{entry.seq},'
        f'"tenant":{canonical(entry.tenant)},"time":{canonical(entry.time)}}}'
    )


def entry_hash(entry: AuditEntry) -> str:
    """Hash of the entry, which is also its leaf in the Merkle tree; hexadecimal."""
    return leaf_hash(entry_text(entry).encode()).hex()


def entry_line(entry: AuditEntry) -> str:
    """The entry with its hash as one line of an export, canonical JSON, without the end of the line."""
    return (
        f'{{"act":{entry.act},"hash":{canonical(entry.hash)},"prev":{canonical(entry.prev)},"seq":{entry.seq},'
        f'"tenant":{canonical(entry.tenant)},"time":{canonical(entry.time)}}}'
    )


def entry_of_line(line: str) -> AuditEntry:
    """The entry of one line of an export.

    Raises
    ------
    ValueError
        It is not an entry in canonical JSON.
    """
    try:
        given = cast("dict[str, Any]", json.loads(line))
        act = canonical(given["act"])
        entry = AuditEntry(given["tenant"], given["seq"], given["time"], act, given["prev"], given["hash"])
        if entry_line(entry) == line:
            return entry
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an entry of an audit log") from error
    raise ValueError("not an entry in canonical JSON")


def act_of(entry: AuditEntry) -> dict[str, Any]:
    """What the entry tells."""
    return cast("dict[str, Any]", json.loads(entry.act))
