"""The set ``entities``: 410 sentences in both languages, labelled by place; how many mentions are found."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.entities.lexicon import Lexicon, bundled_lexicon
from evimed.knowledge.entities.recognise import Recogniser

TYPES: Final = ("drug", "condition", "formula")
_ITEMS: Final = (".json", ".jsonl")  # files of many documents: abbreviations are those of the sentence


class EntitiesSuite:
    """Are drugs, conditions and formulas found where they stand? Needs no library."""

    needs_library = False

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon  # None: the bundled words

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Recognise the labelled sentences and compare: same type, and the same or an overlapping span.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them, or holds others.
        """
        del session
        begun = time.monotonic()
        documents = read_labels()
        counts: Counter[tuple[str, ...]] = Counter()
        wrong: list[dict[str, object]] = []
        for number, labelled in enumerate(documents, start=1):
            wrong += _compare(labelled, _text(labelled, data), counts, self._lexicon or bundled_lexicon())
            on_progress(number, len(documents))
        return Report(
            suite="entities",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings={"sentences": sum(len(one["sentences"]) for one in documents)},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def read_labels() -> Sequence[Mapping[str, Any]]:
    """The labelled documents."""
    folder = resources.files("evimed.govern.evaluate").joinpath("questions")
    documents: list[Mapping[str, Any]] = json.loads(folder.joinpath("entities.json").read_bytes())[
        "documents"
    ]
    return documents


def _text(labelled: Mapping[str, Any], data: Path) -> str:
    ours = resources.files("evimed.samples").joinpath("library")
    folder: Traversable | Path = ours if labelled["where"] == "samples" else data
    file = folder.joinpath(labelled["file"])
    if not file.is_file():
        raise InputError("evaluation_data_missing", path=str(file))
    raw = file.read_bytes()
    if hashlib.sha256(raw).hexdigest() != labelled["sha256"]:
        raise InputError("evaluation_data_missing", path=str(file))
    return raw.decode("utf-8")


def _compare(
    labelled: Mapping[str, Any], text: str, counts: Counter[tuple[str, ...]], lexicon: Lexicon
) -> Iterator[dict[str, object]]:
    whole = not labelled["file"].endswith(_ITEMS)
    shared = Recogniser.of_document(lexicon, text) if whole else None
    for sentence in labelled["sentences"]:
        start, end = sentence["chars"]
        words = text[start:end]
        recogniser = shared or Recogniser.of_document(lexicon, words)
        found = [
            (one.start + start, one.end + start, one.type)
            for one in recogniser.recognise(words)
            if one.type in TYPES
        ]
        gold = [(first, last, kind) for first, last, kind in sentence["mentions"]]
        half, language = sentence["half"], sentence["language"]
        for match, same in (("exact", _same), ("overlap", _overlap)):
            key = half, language, match
            counts[*key, "found"] += len(found)
            counts[*key, "gold"] += len(gold)
            counts[*key, "right"] += sum(any(same(one, other) for other in gold) for one in found)
            counts[*key, "met"] += sum(any(same(one, other) for one in found) for other in gold)
        for what, ones, others in (("spurious", found, gold), ("missed", gold, found)):
            for one in ones:
                if not any(_same(one, other) for other in others):
                    yield {
                        "file": labelled["file"],
                        "chars": list(one[:2]),
                        "type": one[2],
                        "what": what,
                        "half": half,
                    }


def _same(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one == other


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[2] == other[2] and one[0] < other[1] and other[0] < one[1]


def _measures(counts: Counter[tuple[str, ...]]) -> Iterator[Measure]:
    for half in ("dev", "test"):
        for language in ("en", "zh"):
            for match in ("exact", "overlap"):
                n = {what: counts[half, language, match, what] for what in ("found", "gold", "right", "met")}
                group = f"{half}_{match}"
                yield share(group, "precision", language, n["right"], n["found"])
                yield share(group, "recall", language, n["met"], n["gold"])
                yield f1(group, language, n)


def f1(group: str, language: str, n: Mapping[str, int]) -> Measure:
    """The harmonic mean of precision and recall, from counts."""
    precision = n["right"] / n["found"] if n["found"] else 0.0
    recall = n["met"] / n["gold"] if n["gold"] else 0.0
    value = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Measure(group, "f1", language, value, (value, value))
