"""The set ``recommendations``: every recommendation of 26 guidelines of guidelines_usgov, labelled by place.

The labels (``questions/recommendations.json``) hold files and characters, never text. A record is right if
it
stands where a label does; restatements that the labels mark as asides count neither way.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.ingest.parse import parse
from evimed.knowledge.describe import describe
from evimed.knowledge.recommendations.extract import extract
from evimed.records import Recommendation, Span

FOLDER: Final = "guidelines_usgov"
PRECISION: Final = 0.90
RECALL: Final = 0.85
_NO_POSITION = frozenset(("neutral", "insufficient"))


@dataclass(slots=True)
class _Count:
    found: int = 0
    labelled: int = 0
    right: int = 0
    direction: int = 0
    graded: int = 0
    strength: int = 0
    wrong: list[dict[str, object]] = field(default_factory=list[dict[str, object]])


class RecommendationsSuite:
    """Are the recommendations of guidelines found, and nothing else? Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Read the labelled guidelines and compare.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them.
        """
        del session
        begun = time.monotonic()
        documents = read_labels()
        counts = {"dev": _Count(), "test": _Count()}
        for number, labelled in enumerate(documents, start=1):
            path = data / FOLDER / labelled["file"]
            if not path.is_file():
                raise InputError("evaluation_data_missing", path=str(path))
            _compare(read(path), labelled, counts[labelled["half"]])
            on_progress(number, len(documents))
        return Report(
            suite="recommendations",
            data=str(data),
            measures=tuple(m for half, count in counts.items() for m in _measures(half, count)),
            settings={"documents": len(documents)},
            wrong=tuple(place for count in counts.values() for place in count.wrong),
            seconds=time.monotonic() - begun,
        )


def read_labels() -> Sequence[Mapping[str, Any]]:
    """The labelled documents."""
    folder = resources.files("evimed.govern.evaluate").joinpath("questions")
    documents: list[Mapping[str, Any]] = json.loads(folder.joinpath("recommendations.json").read_bytes())[
        "documents"
    ]
    return documents


def read(path: Path) -> list[Recommendation]:
    """What ingestion would read from a file."""
    parsed = parse(path.read_bytes(), path.name)
    told = describe(parsed)
    return extract(parsed, told.title or "", told.kind)


def _compare(found: Sequence[Recommendation], labelled: Mapping[str, Any], count: _Count) -> None:
    labels = labelled["recommendations"]
    met: set[int] = set()
    for one in found:
        place = max(range(len(labels)), key=lambda at: _shared(one.chars, labels[at]["chars"]), default=None)
        if place is None or not _shared(one.chars, labels[place]["chars"]):
            if not any(_shared(one.chars, aside) for aside in labelled["asides"]):
                count.found += 1
                count.wrong.append({"file": labelled["file"], "chars": list(one.chars), "what": "no label"})
            continue
        if place in met:
            continue  # a second statement of the same labelled recommendation
        met.add(place)
        count.found += 1
        _judge(one, labels[place], count)
    count.labelled += len(labels)
    count.right += len(met)
    for label in (label for at, label in enumerate(labels) if at not in met):
        count.wrong.append({"file": labelled["file"], "chars": label["chars"], "what": "missed"})


def _judge(one: Recommendation, label: Mapping[str, Any], count: _Count) -> None:
    same = one.direction == label["direction"] or {one.direction, label["direction"]} <= _NO_POSITION
    count.direction += same
    if label["strength"] is not None:
        count.graded += 1
        count.strength += one.strength is not None and bare_strength(label["strength"]) in bare_strength(
            one.strength.value
        )


def bare_strength(strength: str) -> str:
    """The value of a mark alone: "recommendation category: A, evidence type: 3" is A3."""
    return re.sub(r"[^a-z0-9]|recommendation|statement|category|evidence|type", "", strength.lower())


def _shared(one: Span, other: Sequence[int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _measures(half: str, count: _Count) -> Iterator[Measure]:
    goal = half == "test"  # dev was tuned on
    yield share(half, "precision", "en", count.right, count.found, at_least=PRECISION if goal else None)
    yield share(half, "recall", "en", count.right, count.labelled, at_least=RECALL if goal else None)
    yield share(half, "direction", "en", count.direction, count.right)
    yield share(half, "strength", "en", count.strength, count.graded)
