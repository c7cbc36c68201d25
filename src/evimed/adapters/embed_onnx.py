"""Writes ONNX models byte by byte: running one needs ``onnxruntime`` but not the ``onnx`` package (31 MB).

Only what :mod:`evimed.adapters.embed_e5_graph` uses: nodes, float and integer attributes, inline constants.
Field numbers are those of ``onnx.proto3``; ONNX Runtime reads the result back in the tests.

References
----------
ONNX IR, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3; Protocol Buffers encoding,
https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from numpy.typing import NDArray

CONTRIB: Final = "com.microsoft"
FLOAT: Final = 1
INT32: Final = 6

Attribute = int | float | Sequence[int]
Axes = Sequence[int | str]

_IR_VERSION: Final = 9
_OPSETS: Final = {"": 20, CONTRIB: 1}
_TYPES: Final = {"float32": FLOAT, "uint8": 2, "int8": 3, "int32": INT32, "int64": 7}


class Graph:
    """A network under construction: every call appends, names are handed back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._count = 0

    def constant(self, value: NDArray[Any]) -> str:
        """Store an array in the model and return its name."""
        name = self._name("c")
        dims = b"".join(_varint(1, size) for size in value.shape)
        tensor = dims + _varint(2, _TYPES[value.dtype.name]) + _text(8, name) + _bytes(9, value.tobytes())
        self._parts.append(_bytes(5, tensor))
        return name

    def node(self, op: str, *inputs: str, domain: str = "", **attributes: Attribute) -> str:
        """Append an operator with one output and return that output's name; an absent input is ``""``."""
        return self.nodes(op, *inputs, outputs=1, domain=domain, **attributes)[0]

    def nodes(
        self, op: str, *inputs: str, outputs: int, domain: str = "", **attributes: Attribute
    ) -> list[str]:
        """As :meth:`node`, for an operator with several outputs."""
        names = [self._name("v") for _ in range(outputs)]
        body = [_text(1, name) for name in inputs]
        body += [_text(2, name) for name in names]
        body += [_text(4, op)]
        body += [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
        body += [_text(7, domain)] if domain else []
        self._parts.append(_bytes(1, b"".join(body)))
        return names

    def model(self, inputs: Mapping[str, tuple[int, Axes]], outputs: Mapping[str, tuple[int, Axes]]) -> bytes:
        """The finished ``ModelProto``; inputs and outputs map a name to (element type, axes)."""
        graph = [*self._parts, _text(2, "evimed")]
        graph += [_bytes(11, _value_info(name, *kind)) for name, kind in inputs.items()]
        graph += [_bytes(12, _value_info(name, *kind)) for name, kind in outputs.items()]
        opsets = [_bytes(8, _text(1, domain) + _varint(2, version)) for domain, version in _OPSETS.items()]
        return b"".join([_varint(1, _IR_VERSION), _bytes(7, b"".join(graph)), *opsets])

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _tag(2, 5) + struct.pack("<f", value) + _varint(20, 1)
    if isinstance(value, int):
        return _text(1, name) + _varint(3, value) + _varint(20, 2)
    return _text(1, name) + b"".join(_varint(8, one) for one in value) + _varint(20, 7)


def _value_info(name: str, element: int, axes: Axes) -> bytes:
    dims = [_text(2, axis) if isinstance(axis, str) else _varint(1, axis) for axis in axes]
    shape = b"".join(_bytes(1, dim) for dim in dims)
    return _text(1, name) + _bytes(2, _bytes(1, _varint(1, element) + _bytes(2, shape)))


def _tag(field: int, wire: int) -> bytes:
    return _number(field << 3 | wire)


def _number(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers go as their 64-bit complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varint(field: int, value: int) -> bytes:
    return _tag(field, 0) + _number(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _tag(field, 2) + _number(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
