"""How long things are kept, and the purge that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from evimed.errors import InputError
from evimed.govern.audit.record import record
from evimed.govern.privacy.office import PrivacyOffice
from evimed.store.database import Transaction
from evimed.store.documents import delete_document
from evimed.store.privacy import (
    KEPT,
    Kept,
    documents_lapsed,
    expired_documents,
    get_policy,
    list_retention,
    purge_answers,
    purge_quarantine,
    set_retention,
)

# 互联网诊疗监管细则: what was said to patients is kept for three years, records for fifteen (G32).
_CARE: Final = "care"  # the purpose of such a library
_LEAST_DAYS_OF_CARE: Final[dict[Kept, int]] = {"answers": 3 * 366, "documents": 15 * 366}
# A public service must be able to show what it said: 标识办法 art. 9, logs of at least six months.
_LEAST_DAYS: dict[tuple[str, Kept], int] = {("public-cn", "answers"): 183}


@dataclass(frozen=True, slots=True)
class Purged:
    """What was over its time; ``done`` says whether it is gone."""

    documents: tuple[tuple[str, str], ...]  # library, id
    answers: int
    set_aside: int
    done: bool


def keep(office: PrivacyOffice, library: str, what: str, days: int) -> None:
    """Set how many days a library keeps documents, answers or the list of files set aside.

    Raises
    ------
    InputError
        ``retention_what``; ``retention_days``: less than one day; ``retention_too_short``: less than the
        profile must keep.
    """
    kind: Kept | None = next((one for one in KEPT if one == what), None)
    if kind is None:
        raise InputError("retention_what", what=what, valid=" | ".join(KEPT))
    if not 1 <= days <= 100 * 366:
        raise InputError("retention_days", days=days, valid="1 … 36600")
    with office.database.transaction(office.scope) as tx:
        least = _least(tx, office.profile, library, kind)
        if days < least:
            raise InputError("retention_too_short", days=days, least=least, profile=office.profile)
        set_retention(tx, library, kind, days)
        record(
            tx,
            action="privacy.retention_set",
            object=f"retention:{kind}",
            library=library,
            details={"days": days},
        )


def _least(tx: Transaction, profile: str, library: str, kind: Kept) -> int:
    """The days that a library must keep something at least."""
    of_care = _LEAST_DAYS_OF_CARE.get(kind, 1) if get_policy(tx, library).purpose == _CARE else 1
    return max(1, of_care, _LEAST_DAYS.get((profile, kind), 1))


def purge(office: PrivacyOffice, *, dry_run: bool = False) -> Purged:
    """Delete what is over its time, and documents whose subjects' consent has ended; in one transaction.

    ``dry_run`` tells what would go and leaves all as it was.
    """
    with office.database.transaction(office.scope) as tx:
        gone = documents_lapsed(tx)
        answers = set_aside = 0
        for library, what, set_days in list_retention(tx):
            days = max(set_days, _least(tx, office.profile, library, what))  # the purpose may have come later
            match what:
                case "documents":
                    gone += [(library, document) for document in expired_documents(tx, library, days)]
                case "answers":
                    answers += purge_answers(tx, library, days)
                case "quarantine":
                    set_aside += purge_quarantine(tx, library, days)
        documents = tuple(dict.fromkeys(gone))
        for library, document in documents:
            answers += delete_document(tx, library, document).answers
        if dry_run:
            tx.connection.rollback()
        elif documents or answers or set_aside:
            record(
                tx,
                action="privacy.purged",
                object="purge:all",
                details={
                    "documents": [document for _, document in documents],
                    "answers": answers,
                    "set_aside": set_aside,
                },
            )
    return Purged(documents, answers, set_aside, not dry_run)
