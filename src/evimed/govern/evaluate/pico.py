"""Population, comparator, main outcome and funding of abstracts against phrases marked by reading.

``questions/pico.json``: sixty abstracts of PubMedQA by number, places only. ``pico_fresh.json``: 46 more.
``abstracts_zh.json``: twenty invented Chinese ones with their text, design, size, registration and funding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, Final

from evimed.govern.evaluate.asked import QUESTIONS_FOLDER
from evimed.govern.evaluate.report import Measure, share
from evimed.knowledge.grading.study import Study, read_study, registrations_in
from evimed.records import Part, Span

PARTS: Final = ("population", "comparator", "outcome", "funding")
_SHARED: Final = 0.5  # of the shorter of two phrases: they are the same
Counts = dict[tuple[str, str, str], list[int]]


def count_english(
    papers: Mapping[str, Any], text_of: Callable[[Mapping[str, Any]], str], counts: Counts
) -> Iterator[dict[str, object]]:
    """Judge the abstracts of PubMedQA; what is wrong."""
    for label in _read("pico.json"):
        paper = papers[label["pubmed"]]
        text = text_of(paper)
        study = read_study(text, paper["QUESTION"], "abstract")
        for part in PARTS:
            spans = [(start, end) for start, end in label.get(part, ())]
            yield from _count(label, part, _part(study, part), spans, "en", counts)


def count_fresh(
    papers: Mapping[str, Any], text_of: Callable[[Mapping[str, Any]], str], counts: Counts
) -> Iterator[dict[str, object]]:
    """Judge the later abstracts of PubMedQA, in a group of their own; what is wrong."""
    for raw in _read("pico_fresh.json"):
        label: dict[str, Any] = {**raw, "half": f"fresh-{raw['half']}", "id": raw["pubmed"]}
        paper = papers[label["pubmed"]]
        text = text_of(paper)
        study = read_study(text, paper["QUESTION"], "abstract")
        for part in ("comparator", "outcome"):
            spans = [(start, end) for start, end in label[part]]
            yield from _count(label, part, _part(study, part), spans, "en", counts)
        name = study.design.name if study is not None else None
        yield from _right(label, "design", name == label["design"], counts, "en")
        yield from _right(label, "design accepted", name in (label["design"], *label["also"]), counts, "en")
        size = study.size.number if study is not None and study.size is not None else None
        yield from _numbers(label, "size", {size} - {None}, set(label["sizes"]), counts, one=True)
        effects = {(one.value, one.low, one.high) for one in (study.effects if study is not None else ())}
        yield from _numbers(label, "effect", effects, {tuple(one) for one in label["effects"]}, counts)
        read = {one.text for one in registrations_in(text)}
        yield from _numbers(label, "registration", read, set(), counts)


def _numbers(
    label: Mapping[str, Any],
    name: str,
    found: Set[object],
    labelled: Set[object],
    counts: Counts,
    *,
    one: bool = False,
) -> Iterator[dict[str, object]]:
    """``one``: any of those labelled is all that can be found."""
    group = f"pico-{label['half']}"
    for value in sorted(found, key=str):
        _add(counts, (group, f"{name} right", "en"), value in labelled)
    if one and labelled:
        _add(counts, (group, f"{name} found", "en"), bool(found & labelled))
    elif not one:
        for value in sorted(labelled, key=str):
            _add(counts, (group, f"{name} found", "en"), value in found)
    if found - labelled or (not found & labelled if one and labelled else labelled - found and not one):
        told = sorted(map(str, found ^ labelled))
        yield {"id": label["id"], "half": label["half"], "what": name, "found": told}


def count_chinese(counts: Counts) -> Iterator[dict[str, object]]:
    """Judge the invented Chinese abstracts; what is wrong."""
    for label in _read("abstracts_zh.json"):
        text = label["text"]
        study = read_study(text, text[:40], "abstract")
        for part in PARTS:
            spans = [(text.index(words), text.index(words) + len(words)) for words in label[part]]
            yield from _count(label, part, _part(study, part), spans, "zh", counts)
        name = study.design.name if study is not None else None
        yield from _right(label, "design", name == label["design"], counts)
        yield from _right(label, "design accepted", name in (label["design"], *label["also"]), counts)
        size = study.size.number if study is not None and study.size is not None else None
        yield from _right(label, "size", size in label["sizes"] if label["sizes"] else size is None, counts)
        read = {one.text for one in registrations_in(text)}
        yield from _right(label, "registration", read == set(label["registrations"]), counts)


def pico_measures(counts: Counts) -> Iterator[Measure]:
    """All that was counted."""
    for (group, name, language), (right, total) in sorted(counts.items()):
        yield share(group, name, language, right, total)


def same_phrase(found: Span, labelled: Sequence[Span]) -> bool:
    """Whether half of the shorter of two phrases is shared with a labelled one."""
    return any(
        min(found[1], end) - max(found[0], start) >= _SHARED * min(found[1] - found[0], end - start)
        for start, end in labelled
    )


def _count(
    label: Mapping[str, Any],
    part: str,
    found: Part | None,
    spans: Sequence[Span],
    language: str,
    counts: Counts,
) -> Iterator[dict[str, object]]:
    """``found``: of the parts labelled, those found; ``right``: of those found, those labelled so."""
    group = f"pico-{label['half']}"
    right = found is not None and same_phrase(found.chars, spans)
    if spans:
        _add(counts, (group, f"{part} found", language), right)
    if found is not None:
        _add(counts, (group, f"{part} right", language), right)
    if (bool(spans) or found is not None) and not right:
        told = found.text if found is not None else None
        yield {"id": label.get("id", label.get("pubmed")), "half": label["half"], "what": part, "found": told}


def _right(
    label: Mapping[str, Any], name: str, right: bool, counts: Counts, language: str = "zh"
) -> Iterator[dict[str, object]]:
    _add(counts, (f"pico-{label['half']}", name, language), right)
    if not right:
        yield {"id": label["id"], "half": label["half"], "what": name}


def _add(counts: Counts, key: tuple[str, str, str], right: bool) -> None:
    count = counts.setdefault(key, [0, 0])
    count[0] += right
    count[1] += 1


def _part(study: Study | None, part: str) -> Part | None:
    found: Part | None = getattr(study, part) if study is not None else None
    return found


def _read(name: str) -> list[Mapping[str, Any]]:
    raw: list[Mapping[str, Any]] = json.loads((QUESTIONS_FOLDER / name).read_text(encoding="utf-8"))
    return raw
