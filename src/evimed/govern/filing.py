"""Folders as a surface uses them, inside one Scope: made, renamed, removed; documents moved between them.

A document keeps the source it was given at; where it is filed is its place, and permission rules name places
(``docs/decisions/0028-filing.md``). So a move can change who reads: only who may make rules does that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evimed.errors import InputError, NotFoundError, NotPermittedError
from evimed.govern.access.authority import Authority
from evimed.govern.access.labels import Labels, relabel_library, rule_of
from evimed.govern.access.roles import require
from evimed.govern.access.rules import Rule, readers_of, within
from evimed.govern.audit.keys import DigestKey
from evimed.govern.audit.record import record
from evimed.govern.privacy.office import PrivacyOffice
from evimed.records import Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import ensure_library, find_document
from evimed.store.filing import (
    drop_folders,
    folder_counts,
    list_folders,
    placed_sources,
    put_filing,
    put_folder,
    sources_below,
    sources_of,
)
from evimed.store.permissions import (
    Placed,
    documents_given,
    for_access,
    hold_rules,
    list_rules,
    lock_rules,
    placed_documents,
)

MOST_MOVED = 1000  # documents at a time
_MOST_PARTS = 16
_LONGEST_PART = 200  # bytes, as in a file system
_LONGEST = 1000  # characters; the table holds the same
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with the documents that lie in it itself; ``made`` by a person, it stays when it is empty."""

    path: str
    documents: int
    made: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """How many documents were moved, and how many of them others read now than before."""

    documents: int
    readers_changed: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """The folders of a tenant's libraries."""

    database: Database
    scope: Scope
    privacy: PrivacyOffice
    key: DigestKey

    def folders(self, *, library: str) -> list[Folder]:
        """The folders that documents lie in and those that people made, by path; ``""`` is the top."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            counts, made = folder_counts(tx, library), set(list_folders(tx, library))
        return [Folder(path, counts.get(path, 0), path in made) for path in sorted({*counts, *made})]

    def make(self, path: str, *, library: str) -> str:
        """Make a folder; its path as it is kept. One that is there stays as it is.

        Raises
        ------
        InputError
            ``folder_invalid``.
        DocumentError
            ``place_not_permitted``: who makes it may not read what lies there.
        """
        require(self.scope, "ingest")
        with self.database.transaction(self.scope) as tx:
            ensure_library(tx, library)
            folder = self._folder(tx, library, path)
            if put_folder(tx, library, folder, Labels(library).of(tx, "", folder)):
                record(tx, action="folder.made", object=self._object(tx, folder), library=library)
        return folder

    def remove(self, path: str, *, library: str) -> None:
        """Remove a folder that people made and nothing lies in.

        Raises
        ------
        InputError, NotFoundError
            ``folder_not_empty``; ``folder_not_found``.
        """
        require(self.scope, "ingest")
        path = self._existing(path, library)
        with self.database.transaction(self.scope) as tx:
            inside = len(sources_below(tx, library, path))
            if inside:
                raise InputError("folder_not_empty", folder=path, documents=inside)
            if not drop_folders(tx, library, path):
                raise NotFoundError("folder_not_found", folder=path[:200], library=library)
            record(tx, action="folder.removed", object=self._object(tx, path), library=library)

    def move(self, ids: Sequence[str], folder: str, *, library: str) -> Moved:
        """File documents (whole ids) in a folder, with the other versions given at the same sources.

        Raises
        ------
        InputError, NotFoundError
            ``folder_invalid``, ``move_count``, ``place_ruled``; ``document_not_found``.
        NotPermittedError
            ``move_changes_readers``, ``move_out_of_sight``.
        """
        require(self.scope, "ingest")
        require(self.scope, "delete")
        if not 1 <= len(ids) <= MOST_MOVED:
            raise InputError("move_count", count=len(ids), valid=f"1–{MOST_MOVED}")
        strange = next((one for one in ids if not one.isprintable()), None)
        if strange is not None:
            raise NotFoundError("document_not_found", id=ascii(strange)[:100], library=library)
        with self.database.transaction(self.scope) as tx:
            lock_rules(tx)
            into = self._folder(tx, library, folder) if folder.strip("/ ") else ""
            found = [find_document(tx, library, one).id for one in ids]
            moved = self._file(tx, library, dict.fromkeys(sources_of(tx, library, found), into))
            for one in found:
                record(
                    tx,
                    action="document.moved",
                    object=f"document:{one}",
                    after=self.key.digest(tx.tenant, into),
                    library=library,
                    details={"readers_changed": bool(moved.readers_changed)},
                )
        self._renew(library, moved)
        return moved

    def rename(self, path: str, new: str, *, library: str) -> Moved:
        """Give a folder another path: all that lies in it and below it moves along.

        Raises
        ------
        InputError, NotFoundError
            ``folder_invalid``, ``place_ruled``; ``folder_not_found``.
        NotPermittedError
            ``move_changes_readers``, ``move_out_of_sight``.
        """
        require(self.scope, "ingest")
        require(self.scope, "delete")
        path = self._existing(path, library)
        with self.database.transaction(self.scope) as tx:
            lock_rules(tx)
            into = self._folder(tx, library, new)
            if within(into, path):
                raise InputError("folder_invalid", folder=new[:200])
            self._refuse_ruled(self._rules(tx, library), path, below=True)
            inside, made = sources_below(tx, library, path), drop_folders(tx, library, path)
            if not inside and not made:
                raise NotFoundError("folder_not_found", folder=path[:200], library=library)
            moved = self._file(
                tx, library, {source: into + where[len(path) :] for source, where in inside.items()}
            )
            for one in made:
                there = into + one[len(path) :]
                put_folder(tx, library, there, Labels(library).of(tx, "", there))
            record(
                tx,
                action="folder.renamed",
                object=self._object(tx, path),
                after=self.key.digest(tx.tenant, into),
                library=library,
                details={"documents": moved.documents, "readers_changed": moved.readers_changed},
            )
        self._renew(library, moved)
        return moved

    def _file(self, tx: Transaction, library: str, folders: Mapping[str, str]) -> Moved:
        """File sources; who reads what lies there follows, if it may. The rules are locked."""
        rules = self._rules(tx, library)
        for _, place in placed_sources(tx, library, list(folders)).values():
            self._refuse_ruled(rules, place, below=False)
        given, before = self._placed(tx, library, list(folders))
        put_filing(tx, library, folders)
        if not hold_rules(tx):
            return Moved(len(given))
        changed = 0
        after = {one.document_id: one for one in self._placed(tx, library, list(folders))[1]}
        for one in before:
            readers = readers_of(rules, one.document_id, after[one.document_id].places)
            if readers == readers_of(rules, one.document_id, one.places):
                continue
            changed += 1
            if "permit" not in self.scope.verbs:
                raise NotPermittedError("move_changes_readers", user=self.scope.user)
            if not readers.admit(self.scope.subjects):
                raise NotPermittedError("move_out_of_sight", user=self.scope.user)
        with for_access(tx):
            relabel_library(tx, library)
        return Moved(len(given), changed)

    def _placed(
        self, tx: Transaction, library: str, sources: Sequence[str]
    ) -> tuple[list[str], list[Placed]]:
        with for_access(tx):
            given = documents_given(tx, library, sources)
            return given, placed_documents(tx, library, given)

    def _rules(self, tx: Transaction, library: str) -> list[Rule]:
        with for_access(tx):
            return [rule_of(row) for row in list_rules(tx, library)]

    def _refuse_ruled(self, rules: Sequence[Rule], path: str, *, below: bool) -> None:
        """What a rule names stays where the rule means it: else the rule would silently mean nothing."""
        for rule in rules:
            if rule.place == "path" and (rule.path == path or (below and within(rule.path, path))):
                raise InputError("place_ruled", place=path[:200])

    def _renew(self, library: str, moved: Moved) -> None:
        if moved.readers_changed:
            Authority(self.database, self.scope.tenant).renew(library)

    def _existing(self, path: str, library: str) -> str:
        """The path of a folder that may be there; what no folder is called is none."""
        if not path or len(path) > _LONGEST or re.search(r"[\x00\ud800-\udfff]", path):
            raise NotFoundError("folder_not_found", folder=ascii(path)[:200], library=library)
        return path

    def _folder(self, tx: Transaction, library: str, path: str) -> str:
        """A path as it is kept: without slashes at its ends, masked where the library masks places."""
        parts = [part.strip() for part in path.strip().rstrip("/").removeprefix("/").split("/")]
        bad = (
            not 0 < len(path) <= _LONGEST
            or len(parts) > _MOST_PARTS
            or _UNSAFE.search(path) is not None
            or any(
                part in {"", ".", ".."} or len(part.encode("utf-8", "replace")) > _LONGEST_PART
                for part in parts
            )
        )
        if bad:
            raise InputError("folder_invalid", folder=_UNSAFE.sub("�", path)[:200])
        rooted = "/" if path.strip().startswith("/") else ""
        return self.privacy.place(tx, library, rooted + "/".join(parts))

    def _object(self, tx: Transaction, path: str) -> str:
        return f"folder:{self.key.digest(tx.tenant, path)}"
