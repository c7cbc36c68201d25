"""Policies on personal data, the consent ledger, whom documents are about, how long things are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from evimed.store.database import Transaction
from evimed.store.documents import ensure_library

Mode = Literal["open", "mask", "block", "consent"]
MODES: tuple[Mode, ...] = get_args(Mode)
Kept = Literal["documents", "answers", "quarantine"]
KEPT: tuple[Kept, ...] = get_args(Kept)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a library does with documents that hold personal data; ``purpose`` is what consent must be to."""

    mode: Mode = "open"
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One entry of the ledger: given or withdrawn, on what basis, and where the evidence lies."""

    seq: int
    subject: str
    purpose: str
    given: bool
    basis: str
    evidence: str
    until: str | None
    at: str
    by: str


def get_policy(tx: Transaction, library: str) -> Policy:
    """The policy of a library; ``open`` where none was set."""
    row = tx.run("privacy_policy_get", library=library).fetchone()
    return Policy() if row is None else Policy(cast("Mode", row[0]), str(row[1]))


def set_policy(tx: Transaction, library: str, policy: Policy) -> None:
    """Set the policy of a library, which is made where it is missing."""
    ensure_library(tx, library)
    tx.run(
        "privacy_policy_put", library=library, mode=policy.mode, purpose=policy.purpose, user=tx.scope.user
    )


def list_policies(tx: Transaction) -> list[tuple[str, Policy, str, str]]:
    """Library, policy, when it was set and by whom, for those that were set."""
    return [
        (str(library), Policy(mode, purpose), str(at), str(by))
        for library, mode, purpose, at, by in tx.run("privacy_policy_list").fetchall()
    ]


def add_consent(
    tx: Transaction,
    subject: str,
    purpose: str,
    *,
    given: bool,
    basis: str,
    evidence: str,
    until: str | None = None,
) -> None:
    """Add an entry to the consent ledger."""
    tx.run(
        "consent_add",
        subject=subject,
        purpose=purpose,
        given=given,
        basis=basis,
        evidence=evidence,
        until=until,
        user=tx.scope.user,
    )


def list_consent(tx: Transaction, subject: str | None = None) -> list[ConsentEntry]:
    """The ledger, oldest first, of one subject or of all."""
    return [ConsentEntry(*row) for row in tx.run("consent_list", subject=subject).fetchall()]


def consented(tx: Transaction, subjects: Collection[str], purpose: str) -> set[str]:
    """Which of the subjects consent to the purpose today."""
    rows = tx.run("consent_holders", subjects=sorted(subjects), purpose=purpose).fetchall()
    return {str(subject) for (subject,) in rows}


def add_subjects(tx: Transaction, library: str, document_id: str, subjects: Collection[str]) -> None:
    """Note whom a document is about."""
    tx.run("subject_add", library=library, document=document_id, subjects=sorted(subjects))


def documents_about(tx: Transaction, subject: str, purpose: str) -> list[tuple[str, str]]:
    """Library and id of the documents that came in on a subject's consent to a purpose."""
    return tx.run("subject_documents", subject=subject, purpose=purpose).fetchall()


def documents_lapsed(tx: Transaction) -> list[tuple[str, str]]:
    """Library and id of documents whose subjects' consent has ended by itself."""
    return tx.run("subject_lapsed").fetchall()


def set_retention(tx: Transaction, library: str, what: Kept, days: int) -> None:
    """Set how many days a library keeps something."""
    ensure_library(tx, library)
    tx.run("retention_put", library=library, what=what, days=days, user=tx.scope.user)


def list_retention(tx: Transaction) -> list[tuple[str, Kept, int]]:
    """Library, what, and days it is kept."""
    return tx.run("retention_list").fetchall()


def expired_documents(tx: Transaction, library: str, days: int) -> list[str]:
    """Ids of documents that came in more than ``days`` days ago."""
    rows = tx.run("retention_documents", library=library, days=days).fetchall()
    return [str(document) for (document,) in rows]


def purge_answers(tx: Transaction, library: str, days: int) -> int:
    """Delete answers older than ``days`` days; how many."""
    row = tx.run("retention_answers", library=library, days=days).fetchone()
    return int(row[0]) if row is not None else 0


def purge_quarantine(tx: Transaction, library: str, days: int) -> int:
    """Forget files set aside more than ``days`` days ago; how many."""
    return tx.run("retention_quarantine", library=library, days=days).rowcount


def put_assessment(tx: Transaction, sha256: str, title: str, approved_by: str) -> None:
    """Keep that an impact assessment was approved."""
    tx.run("assessment_put", sha256=sha256, title=title, approved_by=approved_by)


def current_assessment(tx: Transaction) -> Sequence[str] | None:
    """Hash, title, approver and time of the newest assessment of the last three years."""
    return tx.run("assessment_current").fetchone()
