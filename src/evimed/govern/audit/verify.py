"""Is the log as it was written? Reads it once and names every place where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evimed.govern.audit.canonical import is_canonical
from evimed.govern.audit.chain import GENESIS, entry_hash
from evimed.govern.audit.merkle import GrowingTree
from evimed.store.audit import AuditEntry, AuditHead

Kind = Literal[
    "edited",  # an entry is not what its hash was taken over
    "missing",  # numbers are left out
    "reordered",  # an entry does not stand where its number says
    "unlinked",  # an entry does not follow the one before it
    "foreign",  # an entry of another tenant
    "truncated",  # the log ends before it ended once
    "beyond",  # the log goes on after its end
    "forked",  # another log than the one that was anchored
    "altered",  # a stored answer is not what it was when it was given
    "anchor_invalid",  # an anchor that this installation did not sign
]
MOST_FINDINGS = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and at which number."""

    kind: Kind
    seq: int


@dataclass(frozen=True, slots=True)
class Root:
    """What the log was once: its first ``size`` entries had this root (hexadecimal)."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the log brought.

    ``clock_back`` are numbers of entries whose time is before that of the entry before: the clock was set
    back. It is told, and no fault: the order is that of the numbers.
    """

    entries: int
    last: int
    root: str
    head: str
    findings: tuple[Finding, ...]
    clock_back: tuple[int, ...] = ()
    anchors: int = 0  # how many roots it was compared with

    @property
    def whole(self) -> bool:
        """Whether the log is as it was written."""
        return not self.findings


class _Reader:
    """The state between one entry and the next."""

    def __init__(self, tenant: str | None) -> None:
        self.tenant = tenant
        self.tree = GrowingTree()
        self.findings: list[Finding] = []
        self.clock_back: list[int] = []
        self.last = 0
        self.hash = GENESIS
        self.time = ""

    def find(self, kind: Kind, seq: int) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(kind, seq))

    def read(self, entry: AuditEntry) -> None:
        if self.tenant is None:
            self.tenant = entry.tenant
        if entry.tenant != self.tenant:
            self.find("foreign", entry.seq)
        if entry.seq <= self.last:
            self.find("reordered", entry.seq)
        elif entry.seq > self.last + 1:
            self.find("missing", self.last + 1)
        if entry_hash(entry) != entry.hash or not is_canonical(entry.act):
            self.find("edited", entry.seq)
        if entry.prev != self.hash:
            self.find("unlinked", entry.seq)
        if entry.time < self.time:
            self.clock_back.append(entry.seq)
        self.tree.append(_bytes(entry.hash))
        self.last, self.hash, self.time = entry.seq, entry.hash, entry.time


def verify_entries(
    entries: Iterable[AuditEntry],
    *,
    tenant: str | None = None,
    head: Callable[[], AuditHead | None] = lambda: None,
    anchors: Sequence[Root] = (),
) -> Verification:
    """Read a log from its first entry to its last.

    Parameters
    ----------
    entries
        All of them, in the order of their numbers.
    tenant
        Whose log it is; by default that of the first entry.
    head
        Where the database says that it ends; asked when all entries are read.
    anchors
        Roots that were kept outside. Only they can find a log that was cut off or written anew as a whole,
        hashes, links and end included.

    Returns
    -------
    Verification
        At most ``MOST_FINDINGS`` findings: after the first the log is not to be trusted anyway.
    """
    reader = _Reader(tenant)
    waiting = sorted(anchors, key=lambda anchor: anchor.size)
    compared = 0

    def compare() -> None:
        nonlocal compared
        while compared < len(waiting) and waiting[compared].size <= reader.tree.size:
            if reader.tree.root().hex() != waiting[compared].root:
                reader.find("forked", waiting[compared].size)
            compared += 1

    compare()
    for entry in entries:
        reader.read(entry)
        compare()
    for anchor in waiting[compared:]:
        reader.find("truncated", anchor.size)
    end = head()
    if end is not None and end.seq > reader.last:
        reader.find("truncated", end.seq)
    elif end is not None and (end.seq, end.hash) != (reader.last, reader.hash):
        reader.find("beyond", reader.last)
    return Verification(
        entries=reader.tree.size,
        last=reader.last,
        root=reader.tree.root().hex(),
        head=reader.hash,
        findings=tuple(reader.findings),
        clock_back=tuple(reader.clock_back),
        anchors=len(waiting),
    )


def _bytes(hexadecimal: str) -> bytes:
    """The bytes of a hash; of something else, bytes that no tree over hashes holds."""
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return hexadecimal.encode()
