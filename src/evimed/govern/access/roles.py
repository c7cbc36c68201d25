"""Roles and what each may do; purposes of use.

Roles say what a person may *do*; permission rules (``rules.py``) say which documents that person may *read*.
Who manages accounts reads nothing by that: the duties are apart, and one person may hold several roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeGuard, get_args

from evimed.errors import InputError, NotPermittedError
from evimed.records import Scope, Verb

Role = Literal["reader", "author", "reviewer", "steward", "compliance", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)

_READS: Final[frozenset[Verb]] = frozenset({"read", "ask"})

_TABLE: Final[dict[Role, frozenset[Verb]]] = {
    "reader": _READS,
    "author": _READS.union(("ingest",)),
    "reviewer": _READS.union(("review", "oversee")),
    "steward": _READS.union(("ingest", "delete")),
    "compliance": _READS.union(("oversee", "audit", "privacy")),
    "admin": frozenset(("manage", "permit", "configure", "inspect")),
}
ROLE_VERBS: Final[Mapping[Role, frozenset[Verb]]] = MappingProxyType(_TABLE)

Purpose = Literal["use", "care", "research", "safety", "regulatory", "quality", "training"]
"""Why documents are read, as the person or the token's issuer declares it; ``use``: not said."""
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)


def is_role(name: str) -> TypeGuard[Role]:
    """Whether there is such a role."""
    return name in ROLES


def check_role(name: str) -> Role:
    """The role of that name.

    Raises
    ------
    InputError
        ``role_unknown``.
    """
    if not is_role(name):
        raise InputError("role_unknown", role=name, valid=", ".join(ROLES))
    return name


def check_purpose(name: str) -> Purpose:
    """The purpose of that name.

    Raises
    ------
    InputError
        ``purpose_unknown``.
    """
    for purpose in PURPOSES:
        if purpose == name:
            return purpose
    raise InputError("purpose_unknown", purpose=name, valid=", ".join(PURPOSES))


def check_verbs(names: Iterable[str]) -> frozenset[Verb]:
    """The verbs of these names.

    Raises
    ------
    InputError
        ``verb_unknown``: one is none, or there are none.
    """
    wanted = list(names)
    known = frozenset[Verb]([verb for verb in VERBS if verb in wanted])
    unknown = sorted(set(wanted) - set(known))
    if unknown or not known:
        raise InputError("verb_unknown", verb=", ".join(unknown) or "–", valid=", ".join(VERBS))
    return known


def verbs_of(roles: Iterable[str]) -> frozenset[Verb]:
    """What a holder of these roles may do."""
    held = [ROLE_VERBS[role] for role in roles if is_role(role)]
    return frozenset[Verb]([verb for verb in VERBS if any(verb in verbs for verbs in held)])


def require(scope: Scope, verb: Verb) -> None:
    """Go on only if the holder of ``scope`` may do that.

    Raises
    ------
    NotPermittedError
        ``verb_not_permitted``, naming the roles that may.
    """
    if verb not in scope.verbs:
        roles = ", ".join(role for role in ROLES if verb in ROLE_VERBS[role])
        raise NotPermittedError("verb_not_permitted", user=scope.user, verb=verb, roles=roles)
