"""The set ``privacy``: are identifiers found, and is what is found one? Names are counted apart.

An identifier counts as found when every letter and digit of it is covered; a finding counts as right when it
touches an identifier. Data: ``heldout.jsonl`` of the folder, else every ``.jsonl`` in it, one item a line:
``{"language", "text", "spans": [[start, end, kind], …]}``.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evimed.errors import InputError
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.privacy.find import Finding, find
from evimed.govern.session import Session

FOUND = 0.98  # of the identifiers that are no names
RIGHT = 0.95  # of the findings that are no names
_HELD_OUT = "heldout.jsonl"


@dataclass(frozen=True, slots=True)
class Item:
    """A text, and where identifiers stand in it."""

    id: str
    language: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class _Counts:
    there: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    found: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    told: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    right: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])


class PrivacySuite:
    """Recall and precision of the recognisers on a labelled set. Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Search every text of the set and compare."""
        del session
        begun = time.monotonic()
        items = read_items(data)
        counts = _Counts()
        wrong: list[dict[str, object]] = []
        for number, item in enumerate(items, start=1):
            wrong += _compare(item, find(item.text), counts)
            on_progress(number, len(items))
        return Report(
            suite="privacy",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings={"items": len(items)},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def read_items(data: Path) -> list[Item]:
    """The labelled texts of a folder, or of one file.

    Raises
    ------
    InputError
        ``evaluation_data_missing``: there are none, or a line is not what it should be.
    """
    files = [data] if data.is_file() else [data / _HELD_OUT] if (data / _HELD_OUT).exists() else []
    files = files or sorted(data.glob("*.jsonl"))
    try:
        items = [
            _item(json.loads(line), f"{path.stem}-{number}")
            for path in files
            for number, line in enumerate(path.read_text("utf-8").splitlines())
            if line.strip()
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("evaluation_data_missing", path=data) from error
    if not items:
        raise InputError("evaluation_data_missing", path=data)
    return items


def _item(raw: dict[str, object], otherwise: str) -> Item:
    spans = raw["spans"]
    if not isinstance(spans, list):
        raise TypeError(otherwise)
    return Item(
        str(raw.get("id", otherwise)),
        str(raw["language"]),
        str(raw["text"]),
        tuple((int(start), int(end), str(kind)) for start, end, kind in spans),  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    )


def _compare(item: Item, findings: Sequence[Finding], counts: _Counts) -> Iterator[dict[str, object]]:
    covered = {place for one in findings for place in range(one.start, one.end)}
    for start, end, kind in item.spans:
        key = (kind, item.language)
        counts.there[key] += 1
        if all(place in covered for place in range(start, end) if item.text[place].isalnum()):
            counts.found[key] += 1
        else:
            yield {"item": item.id, "kind": kind, "chars": [start, end], "fault": "missed"}
    for one in findings:
        key = (one.kind, item.language)
        counts.told[key] += 1
        if any(one.start < end and start < one.end for start, end, _ in item.spans):
            counts.right[key] += 1
        else:
            yield {"item": item.id, "kind": one.kind, "chars": [one.start, one.end], "fault": "none_there"}


def _measures(counts: _Counts) -> Iterator[Measure]:
    for group, right, total, goal in (
        ("found", counts.found, counts.there, FOUND),
        ("right", counts.right, counts.told, RIGHT),
    ):
        for language in sorted({key[1] for key in total}):
            keys = sorted(key for key in total if key[1] == language)
            others = [key for key in keys if key[0] != "name"]
            for key in keys:
                yield share(group, key[0], language, right[key], total[key])
            if others:
                found, asked = sum(right[key] for key in others), sum(total[key] for key in others)
                yield share(group, "all", language, found, asked, at_least=goal)
