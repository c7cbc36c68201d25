"""Files inside files: members of a ZIP, attachments of an e-mail.

Nothing is ever unpacked to disk. Sizes are counted while reading, not believed from the archive's directory.
A member that is unsafe is refused by itself; the others go on.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest import email_message
from evimed.ingest.detect import detect
from evimed.ingest.encoding import decode
from evimed.settings import ParserLimits

_UTF8_NAME = 0x800  # general purpose flag: the member's name is UTF-8
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside a file: read it with ``read(data, index)`` unless ``error`` says why not."""

    index: int
    name: str
    size: int = 0  # unpacked bytes, as counted
    error: DocumentError | None = None


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP that is not an Office document."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and detect(data, "").format == "zip"


def entries(data: bytes, limits: ParserLimits) -> list[Entry]:
    """The documents inside a ZIP or an e-mail, in their order, names made unique.

    Every member is read through once, to count what it unpacks to.

    Raises
    ------
    DocumentLimitError
        ``archive_too_many`` or ``archive_too_large``: the whole archive is refused.
    DocumentError
        ``damaged``, or ``empty_archive`` if it holds nothing to read.
    """
    if not data.startswith(b"PK"):
        found = [
            Entry(index, name, len(content))
            for index, (name, content) in enumerate(email_message.attachments(data))
        ]
        return _unique(found[: limits.archive_members])
    with _open(data) as archive:
        infos = _files(archive)
        if len(infos) > limits.archive_members:
            raise DocumentLimitError("archive_too_many", members=len(infos), limit=limits.archive_members)
        found: list[Entry] = []
        total = 0
        for index, info in enumerate(infos):
            name = member_name(info)
            if _JUNK.search(name):
                continue
            entry = _inspect(archive, info, index, name, limits)
            total += entry.size
            if total > limits.archive_bytes:
                raise DocumentLimitError("archive_too_large", limit=limits.archive_bytes)
            found.append(entry)
    if not found:
        raise DocumentError("empty_archive")
    return _unique(found)


def read(data: bytes, index: int, limits: ParserLimits) -> bytes:
    """The bytes of one entry."""
    if not data.startswith(b"PK"):
        return email_message.attachments(data)[index][1]
    with _open(data) as archive:
        info = _files(archive)[index]
        return b"".join(_chunks(archive, info, limits))


def walk(
    data: bytes, source: str, limits: ParserLimits, depth: int = 1
) -> Iterator[tuple[str, bytes | DocumentError]]:
    """All documents inside ``data`` with their sources (``a.zip!/b/c.txt``), nested archives included.

    An e-mail is yielded itself by the caller; here come its attachments.
    """
    if depth > limits.archive_depth:
        yield source, DocumentLimitError("archive_too_deep", limit=limits.archive_depth)
        return
    try:
        found = entries(data, limits)
    except DocumentError as error:
        yield source, error
        return
    for entry in found:
        inner = f"{source}!/{entry.name}"
        try:
            content = entry.error or read(data, entry.index, limits)
            nested = isinstance(content, bytes) and is_archive(content)
        except DocumentError as error:
            yield inner, error
            continue
        if nested and isinstance(content, bytes):
            yield from walk(content, inner, limits, depth + 1)
        else:
            yield inner, content


def check_package(data: bytes, limits: ParserLimits) -> None:
    """Refuse an Office file that would unpack beyond the limits.

    The declared sizes are enough here: zipfile never yields more than is declared.
    """
    with _open(data) as package:
        infos = package.infolist()
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise DocumentError("encrypted")
    total = sum(info.file_size for info in infos)
    if total > limits.archive_bytes or _bomb(total, len(data), limits):
        raise DocumentLimitError("archive_too_large", limit=limits.archive_bytes)


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name; names written by Chinese Windows are GB18030 without a flag saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return decode(raw)[0]
    except DocumentError:
        return info.filename


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError("damaged", detail=str(error)) from error


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Members that are no folders; ``ZipInfo.is_dir`` fails on a member without a name."""
    return [info for info in archive.infolist() if not info.filename.endswith("/")]


def _inspect(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, index: int, name: str, limits: ParserLimits
) -> Entry:
    reason = _unsafe(name, info)
    if reason is not None:
        return Entry(index, name, error=DocumentError("unsafe_archive", member=name, reason=reason))
    if info.flag_bits & _ENCRYPTED:
        return Entry(index, name, error=DocumentError("encrypted"))
    size = 0
    try:
        for chunk in _chunks(archive, info, limits):
            size += len(chunk)
    except DocumentError as error:
        return Entry(index, name, size, error)
    return Entry(index, name, size)


def _unsafe(name: str, info: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "symlink"
    if "\\" in name or "\x00" in info.orig_filename:
        return "backslash"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "absolute"
    parts = PurePosixPath(name).parts
    return "traversal" if not parts or ".." in parts else None


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: ParserLimits) -> Iterator[bytes]:
    size = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                _check_size(size, info, limits)
                yield chunk
    except DocumentError:
        raise
    except Exception as error:  # zlib.error, BadZipFile, EOFError, RuntimeError, struct.error …
        raise DocumentError("damaged", detail=f"{type(error).__name__}: {error}"[:200]) from error


def _check_size(size: int, info: zipfile.ZipInfo, limits: ParserLimits) -> None:
    if size > limits.file_bytes or _bomb(size, info.compress_size, limits):
        raise DocumentLimitError("archive_too_large", limit=limits.file_bytes)


def _bomb(unpacked: int, packed: int, limits: ParserLimits) -> bool:
    return unpacked > limits.file_bytes / 10 and unpacked > limits.archive_ratio * max(1, packed)


def _unique(found: list[Entry]) -> list[Entry]:
    """A second ``a.txt`` becomes ``a (2).txt``: a source names one document."""
    seen: set[str] = set()
    times: dict[str, int] = {}  # thousands may have one name: none is counted from 1 again
    out: list[Entry] = []
    for entry in found:
        name = entry.name
        while name in seen:
            times[entry.name] = times.get(entry.name, 1) + 1
            folder, slash, last = entry.name.rpartition("/")
            stem, dot, suffix = last.rpartition(".")
            stem, suffix = (stem, dot + suffix) if stem else (last, "")
            name = f"{folder}{slash}{stem} ({times[entry.name]}){suffix}"
        seen.add(name)
        out.append(Entry(entry.index, name, entry.size, entry.error))
    return out
