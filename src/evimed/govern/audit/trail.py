"""The audit log as a surface uses it: verified, shown, exported, in the tenant of who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from evimed.errors import InputError
from evimed.govern.audit.anchor import Anchor, Signer
from evimed.govern.audit.record import record
from evimed.govern.audit.verify import MOST_FINDINGS, Finding, Root, Verification, verify_entries
from evimed.records import Scope
from evimed.store.audit import (
    AuditEntry,
    AuditHead,
    altered_answers,
    read_entries,
    read_head,
    recent_entries,
)
from evimed.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """The log of one tenant."""

    database: Database
    scope: Scope

    def anchor(self, signer: Signer, finish: Callable[[Anchor], Anchor] = lambda anchor: anchor) -> Anchor:
        """Sign what the log is now, have ``finish`` complete it, and write down that this was done.

        Raises
        ------
        InputError
            ``audit_broken``: a log that is not whole is not vouched for.
        """
        verified = self.verify()
        if not verified.whole:
            raise InputError("audit_broken", findings=len(verified.findings))
        anchor = finish(signer.sign(self.scope.tenant, verified.entries, verified.root, verified.head))
        with self.database.transaction(self.scope) as tx:
            record(
                tx,
                action="audit.anchored",
                object=f"log:{anchor.size}",
                after=anchor.root,
                details={"key": anchor.key, "stamped": anchor.timestamp is not None},
            )
        return anchor

    def verify(self, anchors: Sequence[Root] = ()) -> Verification:
        """Read the whole log, with what is appended meanwhile, and compare stored answers with it.

        Answers that the Scope does not see, and those that are gone, are not compared.
        """
        with self.database.transaction(self.scope) as tx:
            end = _End(tx)
            verified = verify_entries(end.entries(), tenant=tx.tenant, head=lambda: end.head, anchors=anchors)
            altered = tuple(Finding("altered", seq) for seq in altered_answers(tx, MOST_FINDINGS))
        return replace(verified, findings=(verified.findings + altered)[:MOST_FINDINGS])

    def recent(self, count: int, action: str | None = None) -> list[AuditEntry]:
        """The newest entries, of one action or of all, oldest first."""
        with self.database.transaction(self.scope) as tx:
            return recent_entries(tx, count, action)

    def export(self, after: int = 0, through: int | None = None) -> Iterator[AuditEntry]:
        """The same as ``entries``, to be taken away: an act itself, which stands after what is exported."""
        with self.database.transaction(self.scope) as tx:
            head = read_head(tx)
            last = head.seq if head is not None else 0
            end = last if through is None else min(through, last)
            record(tx, action="audit.exported", object=f"log:{after}", details={"through": end})
        yield from self.entries(after, end)

    def entries(self, after: int = 0, through: int | None = None) -> Iterator[AuditEntry]:
        """Entries numbered above ``after``, up to ``through`` or to the end as it is when reading begins."""
        with self.database.transaction(self.scope) as tx:
            head = read_head(tx)
            last = head.seq if head is not None else 0
            end = last if through is None else min(through, last)
            for entry in read_entries(tx, after):
                if entry.seq > end:
                    return
                yield entry


class _End:
    """Reads to the end of a log that others append to: the end is asked for after the entries, not before."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.head: AuditHead | None = None

    def entries(self) -> Iterator[AuditEntry]:
        last: int | None = None
        while True:
            before = last
            for entry in read_entries(self._tx) if last is None else read_entries(self._tx, last):
                last = entry.seq
                yield entry
            known, self.head = self.head, read_head(self._tx)
            if self.head is None or self.head.seq <= (last or 0) or (known is not None and last == before):
                return
