"""The set ``conflicts``: differences between guidelines that were described, and what the library finds.

The experts' prose of nine topics was written down as points before anything was tuned
(``questions/conflict_points.json``); a folder may hold topics of its own with their points instead
(``syntheses_invented.json``, ``points_invented.json``), in the same form, each topic with its half: ``dev``,
``blind`` (its figures alone are looked at) or ``opened`` (blind until it was tuned on). Each topic becomes a
library of its own; a conflict found there tells a point if its kind fits and its quotations hold the words of
the point. What only one body speaks of (``coverage``) is no conflict: such points are told by ``evimed
conflicts --one-sided`` and counted apart.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.records import FoundConflict

FILE: Final = Path("ngc_guideline_syntheses") / "syntheses_dev9.json"
INVENTED: Final = Path("syntheses_invented.json")
INVENTED_POINTS: Final = Path("points_invented.json")
FOUND: Final = 0.60  # of the points
PRECISION: Final = 0.75
_KINDS: Final = {"age": ("threshold", "population"), "position": ("direction",), "choice": ("direction",)}


@dataclass(slots=True)
class _Count:
    points: int = 0
    told: int = 0  # by a conflict
    either: int = 0  # by a conflict or, where one body alone speaks of it, by what is one-sided
    disputes: int = 0  # points that are no mere coverage
    disputes_told: int = 0
    found: int = 0
    right: int = 0
    listed: int = 0  # one-sided
    listed_right: int = 0
    quiet: int = 0  # topics without a difference
    alarms: int = 0  # of those, topics with a finding
    wrong: list[dict[str, object]] = field(default_factory=list[dict[str, object]])


class ConflictsSuite:
    """Are the differences found that experts saw, and no others."""

    needs_library = True

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Take in each topic's guidelines and compare what is found with the points.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder holds no topics.
        """
        invented = (data / INVENTED).is_file()
        path = data / (INVENTED if invented else FILE)
        if session is None or not path.is_file():
            raise InputError("evaluation_data_missing", path=str(path))
        begun = time.monotonic()
        topics: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        points = json.loads((data / INVENTED_POINTS).read_bytes()) if invented else read_points()
        counts: dict[str, _Count] = {}
        for number, topic in enumerate(topics, start=1):
            count = counts.setdefault(topic["half"] if invented else "points", _Count())
            found, one_sided = _conflicts(session, topic)
            own = [point for point in points["points"] if point["topic"] == topic["id"]]
            quiet = topic["id"] in points["topics_without_difference"]
            _compare(topic["id"], found, one_sided, own, count, quiet=quiet)
            on_progress(number, len(topics))
        return Report(
            suite="conflicts",
            data=str(data),
            measures=tuple(m for half, count in sorted(counts.items()) for m in _measures(half, count)),
            settings={"topics": len(topics)},
            wrong=tuple(wrong for half, count in counts.items() if half != "blind" for wrong in count.wrong),
            seconds=time.monotonic() - begun,
        )


def read_points() -> Mapping[str, Any]:
    """The points and the topics without any."""
    folder = resources.files("evimed.govern.evaluate").joinpath("questions")
    points: Mapping[str, Any] = json.loads(folder.joinpath("conflict_points.json").read_bytes())
    return points


def guideline_text(guideline: Mapping[str, Any]) -> str:
    """A guideline of the syntheses as the Markdown that guidelines_usgov has."""
    return (
        f"# {guideline['title']}\n\n- developer: {guideline['organization']}\n- date_released:"
        f" {guideline['date']}\n\n"
        f"## Major Recommendations\n\n{guideline['major_recommendations']}\n"
    )


def _conflicts(session: Session, topic: Mapping[str, Any]) -> tuple[list[FoundConflict], list[FoundConflict]]:
    library = f"conflicts-{topic['id']}"[:60]
    with tempfile.TemporaryDirectory(prefix="evimed-eval-") as folder:
        for number, guideline in enumerate(topic["guidelines"]):
            name = f"{Path(guideline['ngc_file']).stem or number}.md"
            (Path(folder) / name).write_text(guideline_text(guideline), encoding="utf-8")
        session.ingest([folder], library=library)
    return (
        session.conflicts(library=library, language="en"),
        session.conflicts(library=library, language="en", one_sided=True),
    )


def _compare(
    topic: str,
    found: Sequence[FoundConflict],
    one_sided: Sequence[FoundConflict],
    points: Sequence[Mapping[str, Any]],
    count: _Count,
    *,
    quiet: bool,
) -> None:
    told = [[tells(conflict, point) for point in points] for conflict in found]
    alone = [[tells(listed, point) for point in points] for listed in one_sided]
    count.found += len(found)
    count.right += sum(any(row) for row in told)
    count.listed += len(one_sided)
    count.listed_right += sum(any(row) for row in alone)
    count.quiet += quiet
    count.alarms += quiet and bool(found)
    for at, conflict in enumerate(found):
        if not any(told[at]):
            places = [list(citation.locator.chars) for citation in conflict.citations]
            count.wrong.append(
                {"topic": topic, "what": "no point", "kind": conflict.attribute, "chars": places}
            )
    for at, point in enumerate(points):
        if point["told"] != "difference":
            continue
        met = any(row[at] for row in told)
        dispute = "coverage" not in point["kinds"]
        count.points += 1
        count.told += met
        count.either += met or any(row[at] for row in alone)
        count.disputes += dispute
        count.disputes_told += dispute and met
        if not met:
            count.wrong.append({"topic": topic, "what": "missed", "point": point["attribute"]})


def tells(conflict: FoundConflict, point: Mapping[str, Any]) -> bool:
    """Whether a conflict tells a point: its kind fits, and the point's words stand in its quotations."""
    kinds = {conflict.conflict.kind, conflict.attribute, *_KINDS.get(conflict.attribute, ())}
    if not kinds & set(point["kinds"]):
        return False
    quotes = [citation.quote.lower() for citation in conflict.citations]
    first, *others = point["words"]
    return all(any(word in quote for word in first) for quote in quotes) and all(
        any(word in quote for word in group for quote in quotes) for group in others
    )


def _measures(half: str, count: _Count) -> Iterator[Measure]:
    yield share(half, "all", "all", count.told, count.points, at_least=FOUND)
    yield share(half, "disputes", "all", count.disputes_told, count.disputes)
    yield share(half, "either", "all", count.either, count.points)
    yield share(half, "precision", "all", count.right, count.found, at_least=PRECISION)
    yield share(half, "alarms", "all", count.alarms, count.quiet, at_most=0.0)
    yield share(half, "one_sided", "all", count.listed_right, count.listed)
