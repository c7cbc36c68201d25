"""Names that people and groups go by, and the ids behind them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Final

from evimed.errors import InputError, NotFoundError
from evimed.store.database import Transaction
from evimed.store.people import Credentials, GroupRow, find_account, list_groups

_LONGEST: Final = 100
_NAME: Final = re.compile(rf"[^\s:/]{{1,{_LONGEST}}}")
_ID: Final = re.compile(r"[ugt][0-9a-f]{20}")
_TAKEN: Final = frozenset({"owner", "evimed", "everyone", "-"})


def fold(name: str) -> str:
    """One spelling of a name: compatibility forms and case do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold())


def check_name(name: str) -> str:
    """The folded name of a new account or group.

    Raises
    ------
    InputError
        ``name_invalid``: empty, too long, with spaces or characters that do not print, or ours.
    """
    folded = fold(name)
    if not _NAME.fullmatch(folded) or not folded.isprintable() or _ID.fullmatch(folded) or folded in _TAKEN:
        raise InputError("name_invalid", name=name[:_LONGEST], longest=_LONGEST)
    return folded


def new_id(letter: str) -> str:
    """A random id, ``u…`` of an account, ``g…`` of a group, ``t…`` of a token."""
    return letter + secrets.token_hex(10)


def find_person(tx: Transaction, name: str) -> Credentials:
    """The account of that name or id.

    Raises
    ------
    NotFoundError
        ``account_not_found``.
    """
    found = find_account(tx, fold(name))
    if found is None:
        raise NotFoundError("account_not_found", name=name)
    return found


def find_group(tx: Transaction, name: str) -> GroupRow:
    """The group of that name or id.

    Raises
    ------
    NotFoundError
        ``group_not_found``.
    """
    wanted = fold(name)
    for group in list_groups(tx):
        if wanted in {group.name, group.id}:
            return group
    raise NotFoundError("group_not_found", name=name)
