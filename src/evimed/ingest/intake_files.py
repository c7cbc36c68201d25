"""Which files there are to take in: walks what the person gave, in a fixed order, and never leaves it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evimed.errors import DocumentError, InputError
from evimed.ingest.encoding import decode

_JUNK = re.compile(r"\.|~\$|(?:thumbs\.db|desktop\.ini|__MACOSX)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file to take in."""

    source: str  # the path as it was given, joined with the relative part, in POSIX form
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was met and is not taken in."""

    source: str
    error: DocumentError


def discover(paths: Sequence[str | Path]) -> Iterator[FoundFile | Refused]:
    """Find the files under ``paths``, sorted by name, each once.

    Hidden files and what programs leave behind are passed over in silence unless they are given by name. A
    symbolic link is followed if it stays inside the folder given, or, given itself, inside its own folder.

    Raises
    ------
    InputError
        ``no_such_path`` before anything is yielded; ``no_documents`` if a folder given holds no file at all.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise InputError("no_such_path", path=_source(path))
    seen: set[str] = set()  # real paths of what has been yielded
    for path in given:
        refusal = _bad_link(path, Path(os.path.realpath(path.parent))) if path.is_symlink() else None
        if refusal is not None:
            yield refusal
        elif path.is_dir():
            yield from _folder(path, seen)
        else:
            yield from _file(path, _source(path), seen)


def _folder(root: Path, seen: set[str]) -> Iterator[FoundFile | Refused]:
    inside = Path(os.path.realpath(root))
    found = False
    for item in _walk(root, inside, seen, {inside}):
        found = True
        yield item
    if not found and not seen:
        raise InputError("no_documents", path=_source(root))


def _walk(folder: Path, inside: Path, seen: set[str], walked: set[Path]) -> Iterator[FoundFile | Refused]:
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            names = sorted(path.name for path in current.iterdir())
        except OSError as error:
            yield Refused(_source(current), _unreadable(error))
            continue
        folders: list[Path] = []
        for name in names:
            path = current / name
            if _JUNK.match(name):
                continue
            if path.is_symlink():
                refusal = _bad_link(path, inside)
                if refusal is not None:
                    yield refusal
                    continue
            if path.is_dir():
                real = Path(os.path.realpath(path))
                if real not in walked:
                    walked.add(real)
                    folders.append(path)
            else:
                yield from _file(path, _source(path), seen)
        waiting += reversed(folders)


def _bad_link(path: Path, inside: Path) -> Refused | None:
    """Refusal of a link that leaves the folder, or leads nowhere."""
    target = Path(os.path.realpath(path))
    if target != inside and inside not in target.parents:
        return Refused(_source(path), DocumentError("symlink_outside", target=_source(target)))
    if not target.exists():
        return Refused(_source(path), DocumentError("unreadable", detail="broken symbolic link"))
    return None


def _file(path: Path, source: str, seen: set[str]) -> Iterator[FoundFile | Refused]:
    try:
        found = path.stat()
    except OSError as error:
        yield Refused(source, _unreadable(error))
        return
    if not stat.S_ISREG(found.st_mode):
        yield Refused(source, DocumentError("not_regular_file"))
    elif not os.access(path, os.R_OK):
        yield Refused(source, DocumentError("unreadable", detail=os.strerror(13)))
    elif (real := os.path.realpath(path)) not in seen:
        seen.add(real)
        yield FoundFile(source, path, found.st_size)


def _source(path: Path) -> str:
    """Posix form of a path as Unicode: old Chinese systems write names in GB18030, not UTF-8."""
    text = path.as_posix()
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return decode(os.fsencode(text))[0]
        except DocumentError:
            return os.fsencode(text).decode("utf-8", "replace")
    return text


def _unreadable(error: OSError) -> DocumentError:
    return DocumentError("unreadable", detail=error.strerror or str(error))
