"""Permission classes: the number that a document and all that comes from it carry for its readers.

A class belongs to one library and stands for one set of readers. When rules change, a class whose documents
all get the same new readers keeps its number and its rows: only what it means changes. Where its documents
part, the greater part keeps it, and the others move.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from evimed.errors import DocumentError, NotPermittedError
from evimed.govern.access.rules import NOBODY, Effect, PlaceKind, Readers, Rule, readers_of
from evimed.store.database import Transaction
from evimed.store.permissions import (
    RuleRow,
    change_class,
    exists_unseen,
    filed_places,
    for_access,
    hold_rules,
    list_classes,
    list_rules,
    placed_documents,
    placed_folders,
    placed_quarantine,
    put_class,
    relabel_documents,
    relabel_folders,
    relabel_quarantine,
    rules_changed,
    widen,
)

UNRULED = 0
"""The class that no rule opens: only the owner reads it. It never means anything else."""


def rule_of(row: RuleRow) -> Rule:
    """A kept rule as the semantics know it."""
    return Rule(row.library, cast("PlaceKind", row.place), row.path, cast("Effect", row.effect), row.subject)


class Labels:
    """Which class a document gets on its way into a library, and again when it is given at another place.

    One for a run of ingestion: rules are read again only after they changed.
    """

    def __init__(self, library: str) -> None:
        self._library = library
        self._version = -1
        self._rules: list[Rule] = []
        self._classes: dict[int, Readers] = {}
        self._filed: dict[str, str] = {}  # places of sources that are filed elsewhere than they are given
        self._newer: set[int] = set()

    def admit(self, tx: Transaction) -> None:
        """Let a transaction of this run see the classes that are newer than its Scope."""
        if self._newer:
            widen(tx, self._newer)

    def of(self, tx: Transaction, document_id: str, source: str) -> int:
        """The class for a document that comes in at ``source``, or where that is filed; holds the rules.

        Raises
        ------
        DocumentError
            ``place_not_permitted``: who brings it may not read what lies there.
        """
        if not self._refresh(tx):
            return UNRULED
        readers = readers_of(self._rules, document_id, [self._filed.get(source, source)])
        if not readers.admit(tx.scope.subjects):
            raise DocumentError("place_not_permitted", source=source, library=self._library)
        acl = self._class_for(tx, readers)
        if acl not in tx.scope.classes and acl not in self._newer:
            self._newer.add(acl)
            self.admit(tx)
        return acl

    def placed(self, tx: Transaction, document_ids: Sequence[str]) -> None:
        """Documents are given at more places, or fewer, than before: label them anew."""
        if not self._refresh(tx):
            return
        with for_access(tx):
            documents = placed_documents(tx, self._library, document_ids)
        for document in documents:
            readers = readers_of(self._rules, document.document_id, document.places)
            if self._classes.get(document.acl, NOBODY) != readers:
                acl = self._class_for(tx, readers)
                with for_access(tx):
                    relabel_documents(tx, self._library, [document.document_id], acl)

    def _refresh(self, tx: Transaction) -> bool:
        """Know the rules as they are, and hold them; whether there ever were any."""
        version = hold_rules(tx)
        if version and version != self._version:
            with for_access(tx):
                self._rules = [rule_of(row) for row in list_rules(tx, self._library)]
                self._classes = _classes(tx, self._library)
                self._filed = filed_places(tx, self._library)
            self._version = version
        return version > 0

    def _class_for(self, tx: Transaction, readers: Readers) -> int:
        if readers == NOBODY:
            return UNRULED
        for acl, others in self._classes.items():
            if others == readers:
                return acl
        with for_access(tx):
            acl = put_class(tx, self._library, readers.clauses, readers.denied)
            rules_changed(tx)
        self._version = -1  # if this transaction is rolled back, so is the class
        return acl


def relabel_library(tx: Transaction, library: str) -> int:
    """Label all documents of a library by the rules as they are now; how many moved.

    ``tx`` is for access, and holds the rules alone (``lock_rules``).
    """
    rules = [rule_of(row) for row in list_rules(tx, library)]
    classes = _classes(tx, library)
    wanted: dict[int, dict[Readers, list[str]]] = defaultdict(lambda: defaultdict(list))
    for document in placed_documents(tx, library):
        readers = readers_of(rules, document.document_id, document.places)
        wanted[document.acl][readers].append(document.document_id)
    _redefine(tx, classes, {acl: {who: len(ids) for who, ids in by.items()} for acl, by in wanted.items()})
    moved = 0
    for acl, by_readers in wanted.items():
        for readers, ids in by_readers.items():
            if classes.get(acl, NOBODY) != readers:
                moved += relabel_documents(tx, library, ids, _ensure(tx, library, classes, readers))
    for path in ("", *{rule.path for rule in rules if rule.place == "path"}):
        # What comes in at these places finds its class there.
        _ensure(tx, library, classes, readers_of(rules, "", [path]))
    for source, acl, lies in placed_quarantine(tx, library):
        readers = readers_of(rules, "", [lies])
        if classes.get(acl, NOBODY) != readers:
            relabel_quarantine(tx, library, [source], _ensure(tx, library, classes, readers))
    for path, acl in placed_folders(tx, library):
        readers = readers_of(rules, "", [path])
        if classes.get(acl, NOBODY) != readers:
            relabel_folders(tx, library, [path], _ensure(tx, library, classes, readers))
    rules_changed(tx)
    return moved


def _redefine(
    tx: Transaction, classes: dict[int, Readers], wanted: Mapping[int, Mapping[Readers, int]]
) -> None:
    """Give each class the readers that most of its documents are to have."""
    for acl, counts in wanted.items():
        readers = Counter(counts).most_common(1)[0][0]
        if acl != UNRULED and classes.get(acl) != readers:
            change_class(tx, acl, readers.clauses, readers.denied)
            classes[acl] = readers


def _ensure(tx: Transaction, library: str, classes: dict[int, Readers], readers: Readers) -> int:
    """The class of these readers, made where there is none."""
    if readers == NOBODY:
        return UNRULED
    for acl, others in classes.items():
        if others == readers:
            return acl
    acl = put_class(tx, library, readers.clauses, readers.denied)
    classes[acl] = readers
    return acl


def _classes(tx: Transaction, library: str) -> dict[int, Readers]:
    return {row.acl: Readers(row.clauses, row.denied) for row in list_classes(tx) if row.library == library}


def tell_restricted(tx: Transaction, library: str, id_or_source: str) -> None:
    """Tell "you may not" from "there is none", where the settings say that it may be told.

    Raises
    ------
    NotPermittedError
        ``document_restricted``: it is there, and this Scope does not see it.
    """
    with for_access(tx):
        there = exists_unseen(tx, library, id_or_source)
    if there:
        raise NotPermittedError("document_restricted", id=id_or_source, library=library)
