"""Topics of invented guidelines in which every statement is marked, and how the statements compare.

A plain text of topics::

    === id | title | language
    --- A | body | title | date
    text with <a1>a statement</a1> and <a2>another</a2>
    --- B | body | title | date
    <b1>…</b1>
    === links
    a1 b1 agree
    a2 b3,b4 interval,age | A: every year; B: every two years

``agree``: one question, and one can follow both; ``near``: another question, or other people; each other
label names in what the two differ. Statements of two guidelines without a line have nothing to do with one
another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from evimed.errors import InputError
from evimed.knowledge.conflicts.meaning import ATTRIBUTES
from evimed.records import Span

AGREE: Final = "agree"
NEAR: Final = "near"
DIFFERENCES: Final = ATTRIBUTES  # in what the comparer is taught that two statements differ
_LABELS: Final = frozenset((AGREE, NEAR, *DIFFERENCES))
_MARK: Final = re.compile(r"<([a-z]\d+)>(.*?)</\1>", re.DOTALL)
_LEFT: Final = re.compile(r"</?[a-z]\d+>")


@dataclass(frozen=True, slots=True)
class MarkedGuideline:
    """``marks``: the characters of ``text`` at which each statement stands, by its name."""

    organization: str
    title: str
    date: str
    text: str
    marks: Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Link:
    """How two statements compare: ``agree``, ``near``, or in what they differ."""

    one: str
    other: str
    labels: frozenset[str]
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether following the one is not following the other."""
        return bool(self.labels & frozenset(DIFFERENCES))


@dataclass(slots=True)
class MarkedTopic:
    """One topic: what two or three bodies advise, and each pair of statements that has to do with another."""

    id: str
    title: str
    language: str
    guidelines: list[MarkedGuideline] = field(default_factory=list[MarkedGuideline])
    links: list[Link] = field(default_factory=list[Link])


def read_topics(path: Path) -> list[MarkedTopic]:
    """The topics of a file, or of all files below a folder.

    Raises
    ------
    InputError
        ``marked_topics_invalid``: with file, line and what is wrong.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    return [topic for file in files for topic in _read(file)]


def _read(path: Path) -> Iterator[MarkedTopic]:
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("=== ") and line != "=== links"]
    if not starts:
        raise _invalid(path, 0, "=== id | title | language")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _topic(path, start, lines[start:end])


def _topic(path: Path, start: int, lines: Sequence[str]) -> MarkedTopic:
    name, title, language = _fields(path, start, lines[0][4:], 3)
    topic = MarkedTopic(name, title, language)
    cut = next((at for at, line in enumerate(lines) if line == "=== links"), len(lines))
    heads = [at for at, line in enumerate(lines[:cut]) if line.startswith("--- ")]
    for head, end in zip(heads, [*heads[1:], cut], strict=True):
        letter, body, title, date = _fields(path, start + head, lines[head][4:], 4)
        raw = "\n".join(lines[head + 1 : end]).strip()
        topic.guidelines.append(_guideline(path, start + head, letter, (body, title, date), raw))
    names = {name for one in topic.guidelines for name in one.marks}
    for at, line in enumerate(lines[cut + 1 :], start=start + cut + 1):
        if line.strip() and not line.startswith("#"):
            topic.links += _links(path, at, line, names)
    return topic


def _fields(path: Path, line: int, text: str, count: int) -> list[str]:
    fields = [one.strip() for one in text.split("|")]
    if len(fields) != count:
        raise _invalid(path, line, f"{count} fields parted by |")
    return fields


def _guideline(path: Path, line: int, letter: str, head: tuple[str, str, str], raw: str) -> MarkedGuideline:
    text, at = "", 0
    marks: dict[str, Span] = {}
    for match in _MARK.finditer(raw):
        text += raw[at : match.start()]
        if match[1][0] != letter.lower() or match[1] in marks or _MARK.search(match[2]):
            raise _invalid(path, line, f"marks of guideline {letter}, each once and none within another")
        marks[match[1]] = (len(text), len(text) + len(match[2]))
        text += match[2]
        at = match.end()
    text += raw[at:]
    if _LEFT.search(text):
        raise _invalid(path, line, "marks that end as they begin: <a1>…</a1>")
    return MarkedGuideline(*head, text, marks)


def _links(path: Path, line: int, text: str, names: set[str]) -> Iterator[Link]:
    head, _, note = text.partition("|")
    parts = head.split()
    whole = len(parts) == len(("one", "other", "labels"))
    labels: frozenset[str] = frozenset(parts[2].split(",") if whole else [""])
    if not labels or not labels <= _LABELS or (len(labels) > 1 and labels & {AGREE, NEAR}):
        raise _invalid(path, line, f"two statements and labels of {', '.join(sorted(_LABELS))}")
    for one in parts[0].split(","):
        for other in parts[1].split(","):
            if one not in names or other not in names or one[0] == other[0]:
                raise _invalid(path, line, f"statements of two guidelines, not {one} and {other}")
            yield Link(one, other, labels, note.strip())


def _invalid(path: Path, line: int, expected: str) -> InputError:
    return InputError("marked_topics_invalid", path=str(path), line=line + 1, expected=expected)
