"""What a transaction has read is not read again: a question searches more than once for much the same.

The memory of a transaction ends with it, and is emptied by whatever writes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar, cast

from evimed.store.database import Transaction

_T = TypeVar("_T")
_K = TypeVar("_K", bound=Hashable)


def once(tx: Transaction, key: tuple[object, ...], ask: Callable[[], _T]) -> _T:
    """What ``ask`` gives, asked the first time only; ``key`` names it with all that it depends on."""
    if key not in tx.memory:
        found = ask()
        tx.memory[key] = found
    return cast(_T, tx.memory[key])


def each_once(
    tx: Transaction,
    key: tuple[object, ...],
    wanted: Sequence[_K],
    ask: Callable[[Sequence[_K]], Mapping[_K, _T]],
) -> dict[_K, _T]:
    """What ``ask`` gives for each of ``wanted``, asked only for those it was not asked for before."""
    known = cast("dict[_K, _T | None]", tx.memory.setdefault(key, {}))
    missing = [one for one in dict.fromkeys(wanted) if one not in known]
    if missing:
        found = ask(missing)
        known.update((one, found.get(one)) for one in missing)
    return {one: value for one in wanted if (value := known[one]) is not None}
