"""Canonical JSON: one text for one value, so that a hash of it means the value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

_LARGEST = 2**53 - 1  # beyond it JSON numbers are not the same number everywhere


def canonical(value: object) -> str:
    """``value`` in the form of RFC 8785, restricted to what needs no rule for numbers.

    Parameters
    ----------
    value
        ``None``, booleans, integers within ±(2^53 - 1), strings, and lists and mappings of those.

    Raises
    ------
    ValueError
        A float, a larger integer, a key that is no string, a lone surrogate, any other type.

    Notes
    -----
    Keys are sorted by UTF-16 code units, strings keep every character but quotation mark, backslash and
    control characters: what ``json.dumps`` writes without ``ensure_ascii``.

    References
    ----------
    RFC 8785, JSON Canonicalization Scheme, 2020.
    """
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError(f"integer beyond 2^53 - 1: {value}")
        return str(value)
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return "{" + ",".join(f"{canonical(key)}:{canonical(item)}" for key, item in _in_order(items)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical(item) for item in cast("Sequence[object]", value)) + "]"
    raise ValueError(f"no canonical JSON for {type(value).__name__}")


def _in_order(items: object) -> list[tuple[str, object]]:
    pairs = list(cast("Mapping[object, object]", items))
    for pair in pairs:
        key = cast("tuple[object, object]", pair)[0]
        if not isinstance(key, str):
            raise ValueError(f"a key that is no string: {key!r}")  # noqa: TRY004  -- one error for all
    known = cast("list[tuple[str, object]]", pairs)
    return sorted(known, key=lambda pair: pair[0].encode("utf-16-be"))


def is_canonical(text: str) -> bool:
    """Whether ``text`` is JSON in exactly this form."""
    try:
        value = json.loads(text, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
        if (
            text.isascii()
        ):  # then the order of keys is that of code points, and the library's C code is as good
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
        return canonical(value) == text
    except (ValueError, RecursionError):
        return False


def _refuse(text: str) -> object:
    raise ValueError(f"no canonical form here: {text}")


def _integer(text: str) -> int:
    value = int(text)
    if abs(value) > _LARGEST:
        raise ValueError(f"integer beyond 2^53 - 1: {text}")
    return value
