"""Lines of a terminology's file, and what every reader hands on. What is not UTF-8 or too big is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evimed.errors import InputError

MOST_BYTES: Final = 4 * 1024**3
MOST_CONCEPTS: Final = 2_000_000
MOST_FORMS: Final = 8_000_000
LONGEST_LINE: Final = 1_000_000  # characters
LONGEST_FORM: Final = 300  # characters; a longer name is a definition


@dataclass(slots=True)
class Draft:
    """A concept while it is read; ``parents`` and itself know their lines, for complaints."""

    code: str
    line: int
    path: Path
    type: str | None = None
    name: str = ""
    forms: dict[str, None] = field(default_factory=dict[str, None])
    parents: dict[str, int] = field(default_factory=dict[str, int])
    obsolete: bool = False
    links: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # codes by what links them

    def add(self, form: str) -> None:
        """One more name; empty and endless ones are left out."""
        told = " ".join(form.split())
        if told and len(told) <= LONGEST_FORM:
            self.forms.setdefault(told)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of a UTF-8 file, without their ends.

    Raises
    ------
    InputError
        ``terms_encoding``: a line is not UTF-8. ``terms_too_big``: the file or a line is.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError(
            "terms_too_big", path=str(path), what=f"{path.stat().st_size} B", limit=f"{MOST_BYTES} B"
        )
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if len(raw) > LONGEST_LINE:
                what, limit = f"{len(raw)} B ({number})", f"{LONGEST_LINE} B"
                raise InputError("terms_too_big", path=str(path), what=what, limit=limit)
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise InputError(
                    "terms_encoding", path=str(path), line=number, position=error.start + 1
                ) from error
            if "\x00" in line:
                raise InputError(
                    "terms_encoding", path=str(path), line=number, position=line.index("\x00") + 1
                )
            yield number, line.rstrip("\r\n")


def read_columns(path: Path, separator: str, least: int) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of a separated file; empty lines are passed over.

    Raises
    ------
    InputError
        ``terms_columns``: a row has fewer than ``least`` columns.
    """
    for number, line in read_lines(path):
        if not line.strip():
            continue
        row = line.split(separator)
        if len(row) < least:
            raise InputError("terms_columns", path=str(path), line=number, found=len(row), least=least)
        yield number, row


class Drafts:
    """The concepts of one terminology as they come; counts what is bounded."""

    def __init__(self) -> None:
        self.by_code: dict[str, Draft] = {}
        self.forms = 0

    def new(self, code: str, line: int, path: Path) -> Draft:
        """A concept that was not there yet.

        Raises
        ------
        InputError
            ``terms_duplicate``, ``terms_no_code``, ``terms_too_big``.
        """
        if not code:
            raise InputError("terms_no_code", path=str(path), line=line)
        if code in self.by_code:
            first = self.by_code[code].line
            raise InputError("terms_duplicate", path=str(path), line=line, code=code, first=first)
        return self.get(code, line, path)

    def get(self, code: str, line: int, path: Path) -> Draft:
        """The concept of that code, made where it is missing."""
        draft = self.by_code.get(code)
        if draft is None:
            if len(self.by_code) >= MOST_CONCEPTS:
                raise InputError(
                    "terms_too_big", path=str(path), what=f"> {MOST_CONCEPTS}", limit=MOST_CONCEPTS
                )
            draft = self.by_code[code] = Draft(code, line, path)
        return draft


Reader = Callable[[Path], Drafts]
Mapper = Mapping[str, str]


def first_match(pairs: Iterable[tuple[str, str]], words: str) -> str | None:
    """The type of the first pair whose word stands in ``words``."""
    return next((kind for word, kind in pairs if word in words), None)
