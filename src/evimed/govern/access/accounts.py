"""Accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable

from evimed.errors import InputError
from evimed.govern.access.authority import Authority
from evimed.govern.access.credentials import Passwords, check_password
from evimed.govern.access.labels import relabel_library
from evimed.govern.access.names import check_name, find_group, find_person, fold, new_id
from evimed.govern.access.roles import check_role, require
from evimed.records import Scope
from evimed.settings import OidcProvider
from evimed.store.database import Transaction
from evimed.store.people import (
    AccountRow,
    delete_role,
    end_sessions,
    find_identity,
    link_identity,
    list_accounts,
    lock_people,
    put_account,
    put_role,
    retire_account,
    role_holders,
    set_disabled,
    set_password,
)
from evimed.store.permissions import forget_subject, lock_rules

KINDS = ("person", "service")


class Accounts:
    """The accounts of one tenant."""

    def __init__(self, authority: Authority, passwords: Passwords, oidc: OidcProvider | None = None) -> None:
        self._authority = authority
        self._passwords = passwords
        self._oidc = oidc

    def add(
        self,
        by: Scope,
        name: str,
        *,
        kind: str = "person",
        password: str | None = None,
        roles: Iterable[str] = (),
    ) -> str:
        """A new account; its id. Without a password it signs in by OIDC, or acts by tokens.

        Raises
        ------
        InputError
            ``name_invalid``, ``name_taken``, ``password_weak``, ``role_unknown``, ``account_kind``.
        NotPermittedError
            ``by`` may not manage accounts.
        """
        require(by, "manage")
        folded = check_name(name)
        if kind not in KINDS:
            raise InputError("account_kind", kind=kind, valid=", ".join(KINDS))
        wanted = [check_role(fold(role)) for role in roles]
        if kind == "service" and password is not None:
            raise InputError("service_password", name=folded)
        encoded = None if password is None else self._passwords.encode(check_password(password, folded))
        id_ = new_id("u")
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            made = put_account(tx, id_, folded, name.strip(), kind, self._authority.now(), password=encoded)
            if not made:
                raise InputError("name_taken", name=folded)
            for role in wanted:
                put_role(tx, role, f"user:{id_}")
            self._authority.note(tx, "account.added", f"account:{id_}", kind=kind, roles=",".join(wanted))
        return id_

    def list(self, by: Scope) -> list[AccountRow]:
        """All accounts with their roles and groups, those through groups too."""
        require(by, "manage")
        with self._authority.transaction() as tx:
            return list_accounts(tx)

    def set_password(self, by: Scope, name: str, password: str) -> None:
        """Another password; all sessions of the account end, and what blocked it is forgotten.

        People set their own, and managers anybody's.
        """
        if by.user != fold(name):
            require(by, "manage")
        folded = fold(name)
        encoded = self._passwords.encode(check_password(password, folded))
        with self._authority.changing(by.user) as tx:
            person = find_person(tx, folded)
            set_password(tx, person.id, encoded)
            end_sessions(tx, person.id, self._authority.now())
            self._authority.note(tx, "account.password_set", f"account:{person.id}")

    def link(self, by: Scope, name: str, subject: str) -> None:
        """Let an account sign in by the OpenID provider, where it is known as ``subject``.

        Raises
        ------
        InputError
            ``oidc_not_configured``, ``oidc_linked``: it is somebody there, or somebody else is that.
        """
        require(by, "manage")
        if self._oidc is None:
            raise InputError("oidc_not_configured")
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            person = find_person(tx, name)
            taken = find_identity(tx, self._oidc.issuer, subject)
            if taken is not None or not link_identity(tx, person.id, self._oidc.issuer, subject):
                raise InputError("oidc_linked", name=person.name, subject=subject[:100])
            self._authority.note(tx, "account.linked", f"account:{person.id}")

    def disable(self, by: Scope, name: str, *, disabled: bool = True) -> None:
        """Let an account be used no longer, or again; it acts on the next request.

        Raises
        ------
        InputError
            ``last_admin``.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            person = find_person(tx, name)
            admins = role_holders(tx, "admin")
            set_disabled(tx, person.id, disabled)
            check_admins(tx, admins)
            if disabled:
                end_sessions(tx, person.id, self._authority.now())
            action = "account.disabled" if disabled else "account.enabled"
            self._authority.note(tx, action, f"account:{person.id}")

    def remove(self, by: Scope, name: str) -> None:
        """Take all from an account that opens anything: password, tokens, groups, roles, rules about it.

        Its name stays taken: what it did is told by that name.

        Raises
        ------
        InputError
            ``last_admin``.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            lock_rules(tx)
            lock_people(tx)
            person = find_person(tx, name)
            admins = role_holders(tx, "admin")
            retire_account(tx, person.id, self._authority.now())
            check_admins(tx, admins)
            self._authority.note(tx, "account.removed", f"account:{person.id}")
            libraries = forget_subject(tx, f"user:{person.id}")
            for library in libraries:
                relabel_library(tx, library)
        self._authority.renew(*libraries)

    def grant(self, by: Scope, role: str, holder: str) -> None:
        """Give a role to an account, or to a group by ``group:NAME``; nothing happens if it holds it."""
        self._change_role(by, role, holder, give=True)

    def revoke(self, by: Scope, role: str, holder: str) -> None:
        """Take a role from an account or a group.

        Raises
        ------
        InputError
            ``role_not_held``, ``last_admin``.
        """
        self._change_role(by, role, holder, give=False)

    def _change_role(self, by: Scope, role: str, holder: str, *, give: bool) -> None:
        require(by, "manage")
        wanted = check_role(fold(role))
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            admins = role_holders(tx, "admin")
            who = holder_of(tx, holder)
            if give:
                put_role(tx, wanted, who)
            elif not delete_role(tx, wanted, who):
                raise InputError("role_not_held", role=wanted, holder=holder)
            check_admins(tx, admins)
            action = "role.granted" if give else "role.revoked"
            self._authority.note(tx, action, f"role:{wanted}", holder=who)


def holder_of(tx: Transaction, holder: str) -> str:
    """``group:ID`` for ``group:NAME``, ``user:ID`` for a name or ``user:NAME``."""
    kind, _, name = holder.partition(":")
    if kind == "group" and name:
        return f"group:{find_group(tx, name).id}"
    return f"user:{find_person(tx, name if kind == 'user' and name else holder).id}"


def check_admins(tx: Transaction, before: list[str]) -> None:
    """There is an admin after a change if there was one before.

    Raises
    ------
    InputError
        ``last_admin``: nobody who can sign in would hold the role any more.
    """
    if before and not role_holders(tx, "admin"):
        raise InputError("last_admin")
