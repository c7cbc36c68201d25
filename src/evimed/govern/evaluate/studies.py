"""The set ``studies``: what abstracts say of their design, size and registration, against labels by reading.

132 abstracts of PubMedQA and the registration numbers of 19 papers, frozen before any rule
(``questions/studies.json``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from evimed.errors import InputError
from evimed.govern.evaluate.asked import QUESTIONS_FOLDER, pubmed_id
from evimed.govern.evaluate.pico import Counts, count_chinese, count_english, count_fresh, pico_measures
from evimed.govern.evaluate.report import Measure, Report, share
from evimed.govern.session import Session
from evimed.knowledge.grading.designs import design_of
from evimed.knowledge.grading.sizes import size_of
from evimed.knowledge.grading.study import registrations_in

FILE: Final = Path("pubmedqa") / "pqal_dev500.json"
_Counts = dict[tuple[str, str], list[int]]


class StudiesSuite:
    """Are design, size and registration read from abstracts? Needs no library."""

    needs_library = False

    def run(self, data: Path, session: Session | None, on_progress: Callable[[int, int], None]) -> Report:
        """Read the abstracts and compare.

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
        papers: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        labels = read_labels()
        counts: _Counts = {}
        wrong: list[dict[str, object]] = []
        for number, label in enumerate(labels["abstracts"], start=1):
            for name, right in judge(label, papers[label["pubmed"]]):
                count = counts.setdefault((label["half"], name), [0, 0])
                count[0] += right
                count[1] += 1
                if not right:
                    wrong.append({"pubmed": label["pubmed"], "what": name, "half": label["half"]})
            on_progress(number, len(labels["abstracts"]))
        parts: Counts = {}
        wrong += [*count_english(papers, abstract_text, parts), *count_chinese(parts)]
        wrong += count_fresh(papers, abstract_text, parts)
        measures = [*_measures(counts), *_registrations(labels, papers, data), *pico_measures(parts)]
        return Report(
            suite="studies",
            data=str(data),
            measures=tuple(measures),
            settings={"abstracts": len(labels["abstracts"])},
            wrong=tuple(wrong),
            seconds=time.monotonic() - begun,
        )


def read_labels() -> Mapping[str, Any]:
    """The labelled abstracts and registration numbers."""
    labels: Mapping[str, Any] = json.loads((QUESTIONS_FOLDER / "studies.json").read_text(encoding="utf-8"))
    return labels


def abstract_text(paper: Mapping[str, Any]) -> str:
    """The abstract as PubMed prints it: title, then each part under its label."""
    parts = (f"{label}: {text}" for label, text in zip(paper["LABELS"], paper["CONTEXTS"], strict=True))
    return "\n".join((paper["QUESTION"], *parts))


def judge(label: Mapping[str, Any], paper: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Whether design and size are as labelled; ``accepted`` counts what a reader could as well call it."""
    text = abstract_text(paper)
    design = design_of(text, paper["QUESTION"])
    name = design.name if design is not None else None
    yield "design", name == label["design"]
    yield "design accepted", name == label["design"] or name in label["also"]
    if label["sizes"] is not None:
        size = size_of(text)
        number = size.number if size is not None else None
        yield "size", number in label["sizes"] if label["sizes"] else number is None


def _measures(counts: _Counts) -> Iterator[Measure]:
    for half in ("dev", "test"):
        for name in ("design", "design accepted", "size"):
            right, total = counts.get((half, name), (0, 0))
            yield share(half, name, "en", right, total)


def _registrations(labels: Mapping[str, Any], papers: Mapping[str, Any], data: Path) -> Sequence[Measure]:
    """Precision and recall of registration numbers, over the labelled papers and abstracts without one."""
    texts: dict[str, list[str]] = {}
    for path in sorted(data.glob("bioasq_golden/*.json")):
        for question in json.loads(path.read_text(encoding="utf-8"))["questions"]:
            for snippet in question.get("snippets", ()):
                id_ = pubmed_id(snippet["document"]).rpartition("/")[2]
                texts.setdefault(id_, []).append(snippet["text"])
    gold: dict[str, Sequence[str]] = {label["pubmed"]: () for label in labels["abstracts"]}
    gold |= labels["registrations"]
    right = found = wanted = 0
    for id_, numbers in gold.items():
        text = "\n".join(texts.get(id_, ())) + (abstract_text(papers[id_]) if id_ in papers else "")
        read = {part.text for part in registrations_in(text)}
        right += len(read & set(numbers))
        found += len(read)
        wanted += len(numbers)
    return (
        share("registration", "precision", "en", right, found),
        share("registration", "recall", "en", right, wanted),
    )
