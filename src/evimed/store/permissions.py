"""Permission rules, the classes they come to, and the documents that carry them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from evimed.store.database import Transaction

ACCESS = "access"
"""The purpose under which accounts, rules and classes can be read and written, and nothing else can."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A permission rule as it is kept."""

    id: int
    library: str
    place: str
    path: str
    effect: str
    subject: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Who reads the documents of a permission class."""

    acl: int
    library: str
    clauses: frozenset[frozenset[str]]
    denied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document, its class, and the places it was given at."""

    document_id: str
    acl: int
    places: tuple[str, ...]


@contextmanager
def for_access(tx: Transaction) -> Generator[None]:
    """Within, this transaction may read and write what access is made of."""
    tx.run("purpose_set", purpose=ACCESS)
    yield
    tx.run("purpose_set", purpose=tx.scope.purpose)


def ensure_tenant(tx: Transaction) -> None:
    """Make the tenant where it is missing."""
    tx.run("tenant_ensure")


def hold_rules(tx: Transaction) -> int:
    """Keep the rules as they are until the transaction ends; how often they have changed (0: there are none).

    Who writes rows that carry a permission class holds the rules first: else they could change in between,
    and the rows would keep a class that should have left them.
    """
    return int((tx.run("rules_hold").fetchone() or (0,))[0])


def lock_rules(tx: Transaction) -> None:
    """Change rules alone: nobody holds them until the transaction ends."""
    tx.run("rules_lock")


def rules_changed(tx: Transaction) -> int:
    """Count a change of rules or classes; how many there have been."""
    return int((tx.run("rules_changed").fetchone() or (0,))[0])


def list_rules(tx: Transaction, library: str | None = None) -> list[RuleRow]:
    """The rules, of one library or of all."""
    return [RuleRow(*row) for row in tx.run("rule_list", library=library).fetchall()]


def put_rule(tx: Transaction, rule: RuleRow) -> int | None:
    """Keep a rule (its id is not looked at); its id, or None if it is there already."""
    row = tx.run(
        "rule_put",
        library=rule.library,
        place=rule.place,
        path=rule.path,
        effect=rule.effect,
        subject=rule.subject,
        at=rule.made_at,
        by=rule.made_by,
    ).fetchone()
    return None if row is None else int(row[0])


def delete_rule(tx: Transaction, rule: int) -> str | None:
    """Remove a rule; its library, or None if there is none of that id."""
    row = tx.run("rule_delete", rule=rule).fetchone()
    return None if row is None else str(row[0])


def forget_subject(tx: Transaction, subject: str) -> list[str]:
    """Remove the rules about a subject; the libraries they were for."""
    return sorted({library for (library,) in tx.run("rule_forget_subject", subject=subject).fetchall()})


def list_classes(tx: Transaction) -> list[ClassRow]:
    """All permission classes but class 0, which only the owner holds."""
    return [
        ClassRow(acl, library, frozenset(frozenset(clause) for clause in clauses), frozenset(denied))
        for acl, library, clauses, denied in tx.run("class_list").fetchall()
    ]


def put_class(tx: Transaction, library: str, clauses: Iterable[Iterable[str]], denied: Iterable[str]) -> int:
    """A new permission class; its number."""
    row = tx.run("class_put", library=library, clauses=_clauses(clauses), denied=sorted(denied)).fetchone()
    return int((row or (0,))[0])


def change_class(tx: Transaction, acl: int, clauses: Iterable[Iterable[str]], denied: Iterable[str]) -> None:
    """Give a class other readers, and so all documents that carry it."""
    tx.run("class_change", acl=acl, clauses=_clauses(clauses), denied=sorted(denied))


def placed_documents(tx: Transaction, library: str, ids: Sequence[str] | None = None) -> list[Placed]:
    """Documents with classes and places, all of the library or those of ``ids``; whatever the Scope sees."""
    rows = tx.run("document_places", library=library, ids=None if ids is None else list(ids)).fetchall()
    return [Placed(id_, acl, tuple(places)) for id_, acl, places in rows]


def placed_quarantine(tx: Transaction, library: str) -> list[tuple[str, int, str]]:
    """Sources of what could not be taken in, with classes and places; whatever the Scope sees."""
    return list(tx.run("quarantine_places", library=library).fetchall())


def placed_folders(tx: Transaction, library: str) -> list[tuple[str, int]]:
    """Folders that people made, with their classes; whatever the Scope sees."""
    return list(tx.run("folder_places", library=library).fetchall())


def relabel_folders(tx: Transaction, library: str, paths: Sequence[str], acl: int) -> int:
    """Give folders another class; how many did not have it yet."""
    row = tx.run("folder_relabel", library=library, paths=list(paths), acl=acl).fetchone()
    return int((row or (0,))[0])


def filed_places(tx: Transaction, library: str) -> dict[str, str]:
    """Where the sources lie that are filed elsewhere than they were given; all of them for access."""
    return dict(tx.run("filing_list", library=library).fetchall())


def documents_given(tx: Transaction, library: str, sources: Sequence[str]) -> list[str]:
    """Ids of the documents that were or are given at ``sources``; for access, whatever the Scope sees."""
    return [id_ for (id_,) in tx.run("filing_documents", library=library, sources=list(sources)).fetchall()]


def relabel_documents(tx: Transaction, library: str, ids: Sequence[str], acl: int) -> int:
    """Give documents and all that came from them another class; how many did not have it yet.

    Their passages leave the segments, and are searched one by one until ``segments.renew`` takes them in.
    """
    return int((tx.run("document_relabel", library=library, ids=list(ids), acl=acl).fetchone() or (0,))[0])


def relabel_quarantine(tx: Transaction, library: str, sources: Sequence[str], acl: int) -> int:
    """Give places whose documents could not be taken in another class; how many did not have it yet."""
    row = tx.run("quarantine_relabel", library=library, sources=list(sources), acl=acl).fetchone()
    return int((row or (0,))[0])


def exists_unseen(tx: Transaction, library: str, id_or_source: str) -> bool:
    """Whether a document of this id or at this place is there, seen or not."""
    return bool((tx.run("document_unseen", library=library, id=id_or_source).fetchone() or (False,))[0])


def classes_present(tx: Transaction, library: str) -> list[int]:
    """The classes that the Scope holds and that the library has passages of."""
    return list((tx.run("classes_present", library=library).fetchone() or ([],))[0])


def widen(tx: Transaction, classes: Iterable[int]) -> None:
    """Let this transaction see these classes too: its holder may, and they are newer than its Scope."""
    tx.run("scope_classes", classes=",".join(map(str, sorted({*tx.scope.classes, *classes}))))


def _clauses(clauses: Iterable[Iterable[str]]) -> str:
    return json.dumps(sorted(sorted(clause) for clause in clauses))
