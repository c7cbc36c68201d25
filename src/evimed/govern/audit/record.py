"""One act, written in the transaction of the act: both happen or neither does.

There is no room for what people wrote: ids, hashes, counts and codes only, which this module checks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evimed.govern.audit.canonical import canonical
from evimed.store.audit import append_act
from evimed.store.database import Transaction

Detail = str | int | bool | None | Sequence[str]

_ACTION = re.compile(r"[a-z]+(\.[a-z_]+)+")
_OBJECT = re.compile(r"[a-z_]+:[A-Za-z0-9._@:/+-]{0,200}")
_CODE = re.compile(r"[A-Za-z0-9._@:/+=,-]{0,200}")  # no blank and no letter of a text: a name, not a sentence
_HASH = re.compile(r"[0-9a-f]{16,128}")
_LONGEST_NAME = 200
_MOST_ITEMS = 1_000


def record(  # noqa: PLR0913  -- one argument a field of the entry
    tx: Transaction,
    *,
    action: str,
    object: str,
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    library: str | None = None,
    corpus: int | None = None,
    model: str | None = None,
    prompts: Sequence[str] = (),
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Write an act into the audit log when ``tx`` is committed, or not at all.

    Parameters
    ----------
    tx
        The transaction of the act; its Scope names tenant, actor and purpose.
    action
        What was done: ``area.verb`` in lower case, such as ``document.deleted``.
    object
        What it was done to: ``kind:id``, such as ``document:d3f0…``.
    before, after
        Hashes of the object's state, hexadecimal.
    reason
        A code, never prose.
    library, corpus
        Library, and its version at that moment.
    model, prompts
        Which model took part, and the hashes of the prompts it was given.
    details
        Counts, ids, hashes and codes by name.

    Raises
    ------
    ValueError
        Something is not an id, a hash, a count or a code: prose has no place here.
    """
    act = {
        "action": _matching(_ACTION, action, "action"),
        "actor": _named(tx.scope.user, "actor"),
        "purpose": _named(tx.scope.purpose, "purpose"),
        "object": _matching(_OBJECT, object, "object"),
        "before": before and _matching(_HASH, before, "before"),
        "after": after and _matching(_HASH, after, "after"),
        "reason": reason and _matching(_CODE, reason, "reason"),
        "library": library and _named(library, "library"),
        "corpus": corpus,
        "model": model and _matching(_CODE, model, "model"),
        "prompts": [_matching(_HASH, one, "prompts") for one in prompts] or None,
        "details": {name: _detail(name, value) for name, value in (details or {}).items()} or None,
    }
    append_act(tx, canonical({name: value for name, value in act.items() if value is not None}))


def _matching(pattern: re.Pattern[str], value: str, name: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"audit: {name} is no id, hash or code ({len(value)} characters)")
    return value


def _named(value: str, name: str) -> str:
    """Names of accounts and libraries may be in any script."""
    if not value or len(value) > _LONGEST_NAME or not value.isprintable():
        raise ValueError(f"audit: {name} is no name ({len(value)} characters)")
    return value


def _detail(name: str, value: Detail) -> Detail:
    _matching(_CODE, name, "a detail's name")
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return _matching(_CODE, value, name)
    return [_matching(_CODE, one, name) for one in list(value)[:_MOST_ITEMS]]
