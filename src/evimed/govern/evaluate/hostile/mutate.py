"""Broken copies of good files: of their bytes, of the parts inside a package, of the streams inside a PDF."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

_TOKENS = (
    b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"-1", b"0", b"4294967296", b"99999999999999999999", b"1e999",
    b"NaN", b"<", b">", b"]]>", b"<!--", b"<![CDATA[", b"<?xml version='1.1'?>", b"&#0;", b"&#xD800;", b"&a;", b"%s",
    b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xe2\x80\xae", b"\xf4\x90\x80\x80", b"../../../etc/passwd", b"\r", b"\n\n\n",
    b"endstream", b"endobj", b"obj", b"<<", b">>", b"stream\n", b"xref", b"trailer", b"/Kids", b"/Length", b"R ",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"--", b"boundary", b"=?utf-8?B?", b"Content-Type: ", b"|---|", b'"',
    b"\t", b",", b"<w:p>", b"</w:tbl>", b"<table>", b"rowspan='100000'", b"colspan='-5'", b"A1:XFD1048576", b"s=\"9999\"",
)  # fmt: skip
_LARGEST = 2 << 20
_NUMBER = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def _place(rng: random.Random, data: bytes) -> int:
    return rng.randrange(len(data) + 1)


def truncate(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Only a beginning, or only an end."""
    at = _place(rng, data)
    return data[:at] if rng.random() < 0.7 else data[at:]


def flip(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Some bits the other way."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 2, 8, 64, 512))):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def overwrite(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Words of a format where they do not belong."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 3, 12))):
        token = rng.choice(_TOKENS)
        at = rng.randrange(len(made))
        made[at : at + (len(token) if rng.random() < 0.5 else 0)] = token
    return bytes(made)


def cut_out(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Without a piece of the middle."""
    start, end = sorted((_place(rng, data), _place(rng, data)))
    return data[:start] + data[end:]


def repeat(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A piece of it over and over."""
    start = _place(rng, data)
    piece = data[start : start + rng.choice((1, 7, 60, 900))]
    times = min(rng.choice((2, 30, 1000)), _LARGEST // max(1, len(piece)))
    return data[:start] + piece * times + data[start:]


def splice(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The beginning of one file and the end of another."""
    other = rng.choice(others)
    return data[: _place(rng, data)] + other[_place(rng, other) :]


def renumber(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Numbers that are too large, too small, or another one of the file: sizes, offsets, references."""
    found = [match.span() for match in _NUMBER.finditer(data)]
    if not found:
        return flip(rng, data, others)
    made = data
    for start, end in sorted(rng.sample(found, min(len(found), rng.choice((1, 4, 20)))), reverse=True):
        first, last = rng.choice(found)
        new = rng.choice((b"0", b"-1", b"1", b"65536", b"2147483648", b"9" * 30, data[first:last]))
        made = made[:start] + new + made[end:]
    return made


OF_BYTES: tuple[Mutation, ...] = (truncate, flip, overwrite, cut_out, repeat, splice, renumber)


def in_package(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A ZIP whose parts are broken and whose checksums are right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist() if not info.is_dir()]
    except Exception:  # broken by a mutation before: zipfile raises nearly anything
        return flip(rng, data, others)
    if not parts:
        return flip(rng, data, others)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(parts))
        name, content = parts[at]
        match rng.randrange(8):
            case 0:
                parts.pop(at)
            case 1:
                parts.append((name, rng.choice(parts)[1]))
            case 2:
                parts[at] = (rng.choice(parts)[0], content)
            case _:
                mutated = (
                    rng.choice(OF_BYTES)(rng, content, [other for _, other in parts]) if content else b"\x00"
                )
                parts[at] = (name, mutated[:_LARGEST])
        if not parts:
            break
    return package_of(parts)


def in_streams(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A PDF whose compressed streams are broken inside and can still be unpacked."""

    def change(match: re.Match[bytes]) -> bytes:
        if rng.random() > 0.4:
            return match[0]
        try:
            plain = zlib.decompress(match[1])
        except zlib.error:
            return match[0]
        mutated = rng.choice(OF_BYTES)(rng, plain, others)[:_LARGEST] if plain else b"q"
        return b"stream\n" + zlib.compress(mutated) + b"\nendstream"

    return _STREAM.sub(change, data)


def package_of(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of ``parts``; names may be anything."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # two parts of one name are wanted
        for name, content in parts:
            package.writestr(
                zipfile.ZipInfo(name or "x", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return made.getvalue()


def mutation_for(rng: random.Random, suffix: str) -> Mutation:
    """A way to break a file of this kind: inside its container more often than around it."""
    if suffix in {".docx", ".pptx", ".xlsx", ".zip"} and rng.random() < 0.75:
        return in_package
    if suffix == ".pdf" and rng.random() < 0.4:
        return in_streams
    return rng.choice(OF_BYTES)
