"""Arrays in the binary form PostgreSQL receives: made by numpy, read by the server without parsing digits.

The form is that of ``array_send`` in PostgreSQL's ``utils/adt/arrayfuncs.c``: one dimension, no nulls, each
element after its length in bytes, everything big endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_HEADER = struct.Struct(">iiIii")  # dimensions, has nulls, type of the elements, how many, first index
_LENGTH = struct.Struct(">i")
_INT = 23  # oids of built-in types never change
_SMALLINT = 21
_TEXT = 25
_INT_ELEMENT = np.dtype([("bytes", ">i4"), ("value", ">i4")])
_SMALLINT_ELEMENT = np.dtype([("bytes", ">i4"), ("value", ">i2")])


class IntArray(bytes):
    """A parameter of type ``int[]``."""

    __slots__ = ()


class SmallintArray(bytes):
    """A parameter of type ``smallint[]``."""

    __slots__ = ()


class TextArray(bytes):
    """A parameter of type ``text[]``."""

    __slots__ = ()


class AnyArray(bytes):
    """A parameter whose type the statement says; the elements' type is in the bytes."""

    __slots__ = ()


class _BinaryDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> Buffer:
        return obj


class _IntArrayDumper(_BinaryDumper):
    oid = 1007


class _SmallintArrayDumper(_BinaryDumper):
    oid = 1005


class _TextArrayDumper(_BinaryDumper):
    oid = 1009


psycopg.adapters.register_dumper(IntArray, _IntArrayDumper)
psycopg.adapters.register_dumper(SmallintArray, _SmallintArrayDumper)
psycopg.adapters.register_dumper(TextArray, _TextArrayDumper)
psycopg.adapters.register_dumper(AnyArray, _BinaryDumper)


def int_array(numbers: ArrayLike) -> IntArray:
    """Integers of 32 bits."""
    values = np.asarray(numbers, dtype=np.int64)
    elements = np.empty(values.size, _INT_ELEMENT)
    elements["bytes"] = 4
    elements["value"] = values
    return IntArray(header(_INT, values.size) + elements.tobytes())


def smallint_array(numbers: ArrayLike) -> SmallintArray:
    """Integers of 16 bits."""
    values = np.asarray(numbers, dtype=np.int64)
    elements = np.empty(values.size, _SMALLINT_ELEMENT)
    elements["bytes"] = 2
    elements["value"] = values
    return SmallintArray(header(_SMALLINT, values.size) + elements.tobytes())


def text_array(texts: Iterable[bytes]) -> TextArray:
    """Strings, encoded as UTF-8 already."""
    parts: list[bytes] = []
    for text in texts:
        parts.append(_LENGTH.pack(len(text)))
        parts.append(text)
    return TextArray(header(_TEXT, len(parts) // 2) + b"".join(parts))


def integers(array: IntArray | SmallintArray) -> NDArray[np.int64]:
    """The numbers of an array made here."""
    element = _INT_ELEMENT if isinstance(array, IntArray) else _SMALLINT_ELEMENT
    return np.frombuffer(array, element, offset=_HEADER.size if len(array) > 12 else len(array))[
        "value"
    ].astype(np.int64)


def header(element_type: int, count: int) -> bytes:
    """What stands before ``count`` elements; an empty array has no dimension."""
    if not count:
        return struct.pack(">iiI", 0, 0, element_type)
    return _HEADER.pack(1, 0, element_type, count, 1)
