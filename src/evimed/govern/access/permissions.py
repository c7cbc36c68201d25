"""Permission rules: made, withdrawn, listed, explained. Each change labels the library's documents anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, get_args

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.authority import Authority
from evimed.govern.access.labels import relabel_library, rule_of
from evimed.govern.access.names import find_group, find_person, fold
from evimed.govern.access.roles import check_purpose, check_role, require
from evimed.govern.access.rules import (
    EVERYONE,
    Effect,
    PlaceKind,
    Rule,
    may_read,
    readers_of,
    subjects_for,
)
from evimed.records import Scope
from evimed.store.database import Transaction
from evimed.store.people import known, list_accounts, list_groups, role_holders
from evimed.store.permissions import (
    RuleRow,
    delete_rule,
    list_rules,
    lock_rules,
    placed_documents,
    put_rule,
)

EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as a person reads it: subjects by name."""

    id: int
    library: str
    place: PlaceKind
    path: str
    effect: Effect
    subject: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether somebody may read a document, and by which rules."""

    account: str
    document_id: str
    permitted: bool
    places: tuple[str, ...]
    known_by: tuple[str, ...]  # the subjects that rules know the person by, by name
    deciding: tuple[RuleView, ...]  # the rules about this person that cover the document


@dataclass(frozen=True, slots=True)
class ReadersView:
    """Who reads a document besides the owner: one of each set of ``clauses``, none of ``denied``; by name.

    ``rules`` are those that cover it, the innermost first; no clause at all means nobody.
    """

    document_id: str
    places: tuple[str, ...]
    clauses: tuple[tuple[str, ...], ...]
    denied: tuple[str, ...]
    rules: tuple[RuleView, ...]


class Permissions:
    """The rules of a tenant's libraries."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def permit(
        self,
        by: Scope,
        library: str,
        subject: str,
        *,
        effect: str = "allow",
        path: str = "",
        document: str = "",
        purpose: str | None = None,
    ) -> tuple[int, int]:
        """Make a rule and let it act; its id, and how many documents changed their class by moving.

        ``subject`` is ``everyone``, ``user:NAME``, ``group:NAME`` or ``role:NAME``. ``path`` is a folder or
        file as it was given to ingest, ``document`` a whole id; neither: the library.

        Raises
        ------
        InputError, NotFoundError
            The rule cannot be understood, there is nobody of that name, nobody holds that role, or there is
            such a rule.
        NotPermittedError
            ``by`` may not make rules.
        """
        require(by, "permit")
        place, where = _place(path, document)
        authority = self._authority
        with authority.changing(by.user) as tx:
            lock_rules(tx)
            known_as = self._subject(tx, subject, purpose)
            row = RuleRow(0, library, place, where, _effect(effect), known_as, authority.now(), by.user)
            id_ = put_rule(tx, row)
            if id_ is None:
                raise InputError("rule_exists", subject=subject, effect=effect, library=library)
            moved = relabel_library(tx, library)
            authority.note(
                tx,
                "rule.made",
                f"rule:{id_}",
                library=library,
                effect=effect,
                subject=known_as,
                place=place,
                moved=str(moved),
            )
        self._authority.renew(library)
        return id_, moved

    def withdraw(self, by: Scope, rule: int) -> int:
        """Remove a rule and let that act; how many documents moved.

        Raises
        ------
        NotFoundError
            ``rule_not_found``.
        """
        require(by, "permit")
        with self._authority.changing(by.user) as tx:
            lock_rules(tx)
            library = delete_rule(tx, rule)
            if library is None:
                raise NotFoundError("rule_not_found", rule=rule)
            moved = relabel_library(tx, library)
            self._authority.note(tx, "rule.withdrawn", f"rule:{rule}", library=library, moved=str(moved))
        self._authority.renew(library)
        return moved

    def rules(self, by: Scope, library: str | None = None) -> list[RuleView]:
        """The rules, of one library or of all, with subjects by name."""
        require(by, "permit")
        with self._authority.transaction() as tx:
            return _views(tx, list_rules(tx, library))

    def explain(
        self, by: Scope, account: str, library: str, document: str, purpose: str = "use"
    ) -> Explanation:
        """Whether an account may read a document (id, or a place it was given at), and by which rules."""
        require(by, "permit")
        with self._authority.transaction() as tx:
            person = find_person(tx, account)
            found = [
                one
                for one in placed_documents(tx, library)
                if one.document_id == document or document in one.places
            ]
            if not found:
                raise NotFoundError("document_not_found", id=document, library=library)
            known_now = known(tx, person.id)
            names = [*known_now.names, *(f"role:{role}" for role in known_now.roles)]
            subjects = subjects_for(names, check_purpose(purpose))
            rows = list_rules(tx, library)
            rules = [rule_of(row) for row in rows]
            one = found[0]
            covering = [
                row
                for row, rule in zip(rows, rules, strict=True)
                if rule.subject in subjects
                and any(rule.covers(one.document_id, source) for source in one.places)
            ]
            closing = [
                row
                for row, rule in zip(rows, rules, strict=True)
                if _closes(rule, one.places, one.document_id)
            ]
            told = {row.id: row for row in (*covering, *closing)}
            return Explanation(
                person.name,
                one.document_id,
                may_read(rules, one.document_id, one.places, subjects) and not person.disabled,
                one.places,
                tuple(sorted(_named(tx, [EVERYONE, *names]))),
                tuple(_views(tx, sorted(told.values(), key=lambda row: rule_of(row).depth, reverse=True))),
            )

    def readers(self, by: Scope, library: str, document_id: str) -> ReadersView:
        """Who reads a document (its whole id), and the rules that make it so.

        Raises
        ------
        NotFoundError
            ``document_not_found``.
        """
        require(by, "permit")
        with self._authority.transaction() as tx:
            found = placed_documents(tx, library, [document_id])
            if not found:
                raise NotFoundError("document_not_found", id=document_id, library=library)
            one, rows = found[0], list_rules(tx, library)
            told = readers_of([rule_of(row) for row in rows], one.document_id, one.places)
            covering = [
                row
                for row in rows
                if any(rule_of(row).covers(one.document_id, place) for place in one.places)
            ]
            return ReadersView(
                one.document_id,
                one.places,
                tuple(tuple(sorted(_named(tx, clause))) for clause in told.clauses if clause),
                tuple(sorted(_named(tx, told.denied))),
                tuple(_views(tx, sorted(covering, key=lambda row: rule_of(row).depth, reverse=True))),
            )

    def _subject(self, tx: Transaction, subject: str, purpose: str | None) -> str:
        kind, _, name = subject.partition(":")
        if subject == EVERYONE:
            known_as = EVERYONE
        elif kind == "user" and name:
            known_as = f"user:{find_person(tx, name).id}"
        elif kind == "group" and name:
            known_as = f"group:{find_group(tx, name).id}"
        elif kind == "role" and name:
            role = check_role(fold(name))
            if not role_holders(tx, role):
                raise InputError("role_held_by_nobody", role=role)
            known_as = f"role:{role}"
        else:
            raise InputError("subject_unknown", subject=subject)
        return known_as if purpose is None else f"{known_as}@{check_purpose(purpose)}"


def _closes(rule: Rule, places: Iterable[str], document_id: str) -> bool:
    return rule.effect == "only" and any(rule.covers(document_id, source) for source in places)


def _effect(name: str) -> Effect:
    for effect in EFFECTS:
        if effect == name:
            return effect
    raise InputError("effect_unknown", effect=name, valid=", ".join(EFFECTS))


def _place(path: str, document: str) -> tuple[PlaceKind, str]:
    if path and document:
        raise InputError("place_ambiguous", path=path, document=document)
    if document:
        return "document", document
    trimmed = path.rstrip("/")
    if path and not trimmed:
        trimmed = "/"
    return ("path", trimmed) if trimmed else ("library", "")


def _views(tx: Transaction, rows: Iterable[RuleRow]) -> list[RuleView]:
    given = list(rows)
    subjects = _named(tx, [row.subject for row in given])
    return [
        RuleView(
            row.id,
            row.library,
            rule_of(row).place,
            row.path,
            rule_of(row).effect,
            subject,
            row.made_at.isoformat(timespec="seconds"),
            row.made_by,
        )
        for row, subject in zip(given, subjects, strict=True)
    ]


def _named(tx: Transaction, subjects: Iterable[str]) -> list[str]:
    """Subjects with the names that people know them by in place of ids."""
    names = {f"user:{one.id}": f"user:{one.name}" for one in list_accounts(tx)}
    names |= {f"group:{one.id}": f"group:{one.name}" for one in list_groups(tx)}
    parts = [subject.partition("@") for subject in subjects]
    return [f"{names.get(name, name)}{at}{purpose}" for name, at, purpose in parts]
