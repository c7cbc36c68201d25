"""The set ``relations``: drugs and their adverse effects in the sentences of PHEE ``dev``.

A pair is what the annotators marked as drug and effect of one adverse event; read by rules and by the chain
(``knowledge/graph/adverse.py``), without a language model. ``drug`` and ``effect`` are the arguments by
themselves, as the paper counts them: right where the marked span is the annotators', whatever triggers the
event. Rules were written over sentences of ``train`` and the chain taught on them; nothing was tuned on
``dev``.

References
----------
Z. Sun et al.: PHEE: A dataset for pharmacovigilance event extraction from text. EMNLP 2022.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.entities import f1
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.entities.lexicon import bundled_lexicon
from evimed.knowledge.entities.recognise import Recogniser
from evimed.knowledge.graph.adverse import load_chain
from evimed.knowledge.graph.relations import extract_relations
from evimed.records import Span

FILE: Final = "phee/dev.json"
_Pair = tuple[Span, Span]


class RelationsSuite:
    """Are drugs and what they caused found together? Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Read the sentences and compare pairs.

        Raises
        ------
        InputError
            ``evaluation_data_missing``: the folder does not hold them.
        """
        del session
        begun = time.monotonic()
        path = data / FILE
        if not path.is_file():
            raise InputError("evaluation_data_missing", path=str(path))
        rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        counts = {name: [0, 0, 0, 0] for name in ("strict", "relaxed", "drug", "effect")}
        for number, row in enumerate(rows, start=1):
            gold, found = list(dict.fromkeys(_gold(row))), _read(row["context"])
            for name, same in (("strict", _same), ("relaxed", _near)):
                right = sum(any(same(one, other) for other in gold) for one in found)
                met = sum(any(same(one, other) for one in found) for other in gold)
                counts[name] = [
                    had + more
                    for had, more in zip(counts[name], (right, len(found), met, len(gold)), strict=True)
                ]
            for name, marked, spans in zip(
                ("drug", "effect"), _marked(row["context"]), _arguments(row), strict=True
            ):
                right = len(marked & spans)
                counts[name] = [
                    had + more
                    for had, more in zip(counts[name], (right, len(marked), right, len(spans)), strict=True)
                ]
            on_progress(number, len(rows))
        return Report(
            suite="relations",
            data=str(data),
            measures=tuple(_measures(counts)),
            settings={"sentences": len(rows)},
            seconds=time.monotonic() - begun,
        )


def _measures(counts: Mapping[str, list[int]]) -> Iterator[Measure]:
    for name, (right, found, met, gold) in counts.items():
        yield share(name, "precision", "en", right, found)
        yield share(name, "recall", "en", met, gold)
        yield f1(name, "en", {"right": right, "found": found, "met": met, "gold": gold})


def _gold(row: Mapping[str, Any]) -> Iterator[_Pair]:
    for annotation in row["annotations"]:
        for event in annotation["events"]:
            if event["event_type"] == "Adverse_event":
                drugs = _spans(event.get("Treatment", {}).get("Drug") or {})
                for effect in _spans(event.get("Effect", {})):
                    yield from ((drug, effect) for drug in drugs)


def _arguments(row: Mapping[str, Any]) -> tuple[set[Span], set[Span]]:
    events = [event for annotation in row["annotations"] for event in annotation["events"]]
    harms = [event for event in events if event["event_type"] == "Adverse_event"]
    drugs = {span for event in harms for span in _spans(event.get("Treatment", {}).get("Drug") or {})}
    return drugs, {span for event in harms for span in _spans(event.get("Effect", {}))}


def _spans(argument: Mapping[str, Any]) -> list[Span]:
    return [
        (start, start + len(text))
        for texts, starts in zip(argument.get("text", []), argument.get("start", []), strict=True)
        for text, start in zip(texts, starts, strict=True)
    ]


def _marked(text: str) -> tuple[set[Span], set[Span]]:
    mentions = Recogniser.of_document(bundled_lexicon(), text).recognise(text)
    marks = load_chain().mark(text, mentions)
    return set(marks.drugs), set(marks.effects)


def _read(text: str) -> list[_Pair]:
    mentions = Recogniser.of_document(bundled_lexicon(), text).recognise(text)
    return [
        ((one.subject.start, one.subject.end), (one.object.start, one.object.end))
        for one in extract_relations(text, mentions)
        if one.predicate == "causes" and one.polarity == "affirmed"
    ]


def _same(one: _Pair, other: _Pair) -> bool:
    return one == other


def _near(one: _Pair, other: _Pair) -> bool:
    return all(a[0] < b[1] and b[0] < a[1] for a, b in zip(one, other, strict=True))
