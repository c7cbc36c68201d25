"""Groups of accounts and of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evimed.errors import InputError
from evimed.govern.access.accounts import check_admins, holder_of
from evimed.govern.access.authority import Authority
from evimed.govern.access.labels import relabel_library
from evimed.govern.access.names import check_name, find_group, new_id
from evimed.govern.access.roles import require
from evimed.records import Scope
from evimed.store.people import (
    GroupRow,
    delete_group,
    delete_member,
    list_groups,
    lock_people,
    put_group,
    put_member,
    role_holders,
)
from evimed.store.permissions import forget_subject, lock_rules


class Groups:
    """The groups of one tenant."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def add(self, by: Scope, name: str) -> str:
        """A new group; its id.

        Raises
        ------
        InputError
            ``name_invalid``, ``name_taken``.
        """
        require(by, "manage")
        folded, id_ = check_name(name), new_id("g")
        with self._authority.changing(by.user) as tx:
            if not put_group(tx, id_, folded):
                raise InputError("name_taken", name=folded)
            self._authority.note(tx, "group.added", f"group:{id_}")
        return id_

    def list(self, by: Scope) -> list[GroupRow]:
        """All groups with their direct members, by id."""
        require(by, "manage")
        with self._authority.transaction() as tx:
            return list_groups(tx)

    def remove(self, by: Scope, name: str) -> None:
        """Forget a group and the rules about it; its members stay.

        Raises
        ------
        InputError
            ``last_admin``.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            lock_rules(tx)
            lock_people(tx)
            group = find_group(tx, name)
            admins = role_holders(tx, "admin")
            delete_group(tx, group.id)
            check_admins(tx, admins)
            self._authority.note(tx, "group.removed", f"group:{group.id}")
            libraries = forget_subject(tx, f"group:{group.id}")
            for library in libraries:
                relabel_library(tx, library)
        self._authority.renew(*libraries)

    def put(self, by: Scope, group: str, member: str) -> None:
        """Put an account, or a group by ``group:NAME``, into a group.

        Raises
        ------
        InputError
            ``group_cycle``: the group would be in itself.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            into, who = find_group(tx, group), holder_of(tx, member)
            path = _path(list_groups(tx), who, f"group:{into.id}")
            if path:
                raise InputError("group_cycle", group=into.name, member=member, path=" ⊃ ".join(path))
            put_member(tx, into.id, who)
            self._authority.note(tx, "group.member_put", f"group:{into.id}", member=who)

    def take(self, by: Scope, group: str, member: str) -> None:
        """Take an account or a group out of a group; it acts on the next request.

        Raises
        ------
        InputError
            ``member_not_in``, ``last_admin``.
        """
        require(by, "manage")
        with self._authority.changing(by.user) as tx:
            lock_people(tx)
            admins = role_holders(tx, "admin")
            out_of, who = find_group(tx, group), holder_of(tx, member)
            if not delete_member(tx, out_of.id, who):
                raise InputError("member_not_in", group=out_of.name, member=member)
            check_admins(tx, admins)
            self._authority.note(tx, "group.member_taken", f"group:{out_of.id}", member=who)


def _path(groups: Sequence[GroupRow], top: str, wanted: str) -> list[str]:
    """Names from ``top`` down to ``wanted``, if that is the same group or in it at any depth."""
    names: Mapping[str, str] = {f"group:{group.id}": group.name for group in groups}
    members: Mapping[str, Sequence[str]] = {f"group:{group.id}": group.members for group in groups}
    came: dict[str, str | None] = {top: None}
    waiting = [top]
    while waiting:
        at = waiting.pop()
        if at == wanted:
            path: list[str] = []
            step: str | None = at
            while step is not None:
                path.append(names.get(step, step))
                step = came[step]
            return path[::-1]
        for inner in members.get(at, ()):
            if inner not in came:
                came[inner] = at
                waiting.append(inner)
    return []
