"""What every part of access stands on: its transactions, its clock, its log, compiled scopes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import VERBS, verbs_of
from evimed.govern.access.rules import Readers, subjects_for
from evimed.govern.audit.record import record
from evimed.records import OWNER, Scope, Verb
from evimed.store.database import Database, Transaction
from evimed.store.people import Known, counts, known
from evimed.store.permissions import ACCESS, ensure_tenant, hold_rules, list_classes
from evimed.store.segments import renew

_LOG = logging.getLogger("evimed.access")
_MOST_REMEMBERED = 4096  # sets of subjects, and refusals
_TOLD_EVERY = timedelta(minutes=1)

Clock = Callable[[], datetime]
Classes = tuple[tuple[int, Readers], ...]


def utc_now() -> datetime:
    """The time of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Account:
    """Who signed in, or whose token it is."""

    id: str
    name: str


@dataclass(slots=True)
class _Compiled:
    """The classes as of one version of the rules, and who was found to hold which."""

    version: int
    classes: Classes
    held: dict[frozenset[str], frozenset[int]] = field(default_factory=dict[frozenset[str], frozenset[int]])


class Authority:
    """Access to one tenant's accounts, rules and classes; threads may share it."""

    def __init__(self, database: Database, tenant: str, clock: Clock = utc_now) -> None:
        self.database = database
        self.tenant = tenant
        self.now = clock
        self._own = Scope(tenant, "evimed", frozenset(), purpose=ACCESS)
        self._compiled: _Compiled | None = None
        self._told: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """A transaction in which accounts, rules and classes are, and no document is."""
        with self.database.transaction(self._own) as tx:
            yield tx

    @contextmanager
    def changing(self, by: str) -> Generator[Transaction]:
        """The same, for changes that ``by`` makes: there is a tenant to keep them in.

        A change that cannot be, such as a group in itself, is told to the log as what was refused.
        """
        try:
            with self.database.transaction(replace(self._own, user=by)) as tx:
                ensure_tenant(tx)
                yield tx
        except (InputError, NotFoundError) as error:
            self.refused("change.refused", by, error.code, object_=f"change:{error.code}")
            raise

    def owner(self) -> Scope:
        """The owner of the installation: every class there is, every verb."""
        with self.transaction() as tx:
            compiled = self._classes(tx, hold_rules(tx))
        classes = frozenset(acl for acl, _ in compiled.classes) | {0}
        return Scope(self.tenant, OWNER, classes, verbs=frozenset(VERBS), subjects=frozenset({OWNER}))

    def compile(
        self, tx: Transaction, account: Account, purpose: str, verbs: frozenset[Verb] | None = None
    ) -> Scope:
        """What an account may read and do now, for ``purpose``; no more than ``verbs`` of a token."""
        found: Known = known(tx, account.id)
        names = [*found.names, *(f"role:{role}" for role in found.roles)]
        subjects = subjects_for(names, purpose)
        may = verbs_of(found.roles)
        return Scope(
            self.tenant,
            account.name,
            self.classes_for(tx, subjects, found.version),
            purpose=purpose,
            verbs=may if verbs is None else may & verbs,
            subjects=subjects,
        )

    def classes_for(self, tx: Transaction, subjects: frozenset[str], version: int) -> frozenset[int]:
        """The classes that somebody known by ``subjects`` reads."""
        compiled = self._classes(tx, version)
        held = compiled.held.get(subjects)
        if held is None:
            held = frozenset(acl for acl, readers in compiled.classes if readers.admit(subjects))
            if len(compiled.held) >= _MOST_REMEMBERED:
                compiled.held.clear()
            compiled.held[subjects] = held
        return held

    def renew(self, *libraries: str) -> None:
        """Let searches score all at once again what has left its segments by another class."""
        owner = self.owner()
        for library in libraries:
            while True:
                with self.database.transaction(owner) as tx:
                    if not renew(tx, library, least=1):
                        break

    def note(
        self,
        tx: Transaction,
        action: str,
        object_: str,
        *,
        library: str | None = None,
        reason: str | None = None,
        **about: str,
    ) -> None:
        """Write what was done into the audit log, in its transaction, and tell the log of the program."""
        record(tx, action=action, object=object_, library=library, reason=reason, details=about)
        _LOG.info("%s %s by %r in %s %s", action, object_, tx.scope.user, self.tenant, about)

    def refused(self, action: str, who: str, reason: str, *, object_: str | None = None) -> None:
        """Tell what was refused; into the audit log where ``object_`` is known, once a minute and reason.

        A storm fills neither the chain nor what waits for it.
        """
        _LOG.warning("%s refused (%s) for %r in %s", action, reason, who, self.tenant)
        if object_ is None:
            return
        with self._lock:
            now, last = self.now(), self._told.get((object_, reason))
            if last is not None and last <= now < last + _TOLD_EVERY:
                return
            if len(self._told) >= _MOST_REMEMBERED:
                self._told.clear()
            self._told[object_, reason] = now
        with self.changing(who) as tx:
            record(tx, action=action, object=object_, reason=reason)

    def _classes(self, tx: Transaction, version: int) -> _Compiled:
        """As of now: ``version`` was read in the same transaction, before the classes are."""
        compiled = self._compiled
        if compiled is None or compiled.version != version:
            rows = list_classes(tx)
            compiled = _Compiled(version, tuple((row.acl, Readers(row.clauses, row.denied)) for row in rows))
            with self._lock:
                self._compiled = compiled
        return compiled


def owner_scope(database: Database, tenant: str) -> Scope:
    """The owner of the installation, who reads and may do everything."""
    return Authority(database, tenant).owner()


def access_counts(database: Database, tenant: str) -> dict[str, int]:
    """How many accounts there are, how many of them can be used, and how many permission rules."""
    with Authority(database, tenant).transaction() as tx:
        accounts, usable, rules = counts(tx)
    return {"accounts": accounts, "usable": usable, "rules": rules}
