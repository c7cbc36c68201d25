# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""Candidates of marked topics as the product makes them, with what their marks say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.govern.evaluate.conflicts import guideline_text
from evimed.govern.evaluate.marked_topics import AGREE, DIFFERENCES, MarkedGuideline, read_topics
from evimed.ingest.parse import parse
from evimed.knowledge.conflicts.attribute import seen
from evimed.knowledge.conflicts.compare import differences
from evimed.knowledge.conflicts.decide import read_all
from evimed.knowledge.conflicts.meaning import candidates, features_of
from evimed.knowledge.conflicts.views import Guide, View, guide_of, read_together, weights_of
from evimed.knowledge.describe import describe
from evimed.knowledge.entities.abbreviations import find_abbreviations
from evimed.knowledge.recommendations.extract import statements
from evimed.records import Document
from fit_comparer import fold_of


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate as the weighings see it, and what its marks say."""

    told: dict[str, float]
    seen: dict[str, float]  # for the attributes
    same: bool  # of one question
    labels: frozenset[str]  # in what they differ
    topic: str


def candidates_of(topics: Path, hold: int, comparer: Path) -> Iterator[Row]:
    """Of the topics of one fold, by a comparer that was not taught them."""
    embedder = E5OnnxEmbedder(comparer=comparer)
    for topic in read_topics(topics):
        if fold_of(topic.id) != hold:
            continue
        links = {frozenset((link.one, link.other)): link for link in topic.links}
        guides = [
            (marked, *held)
            for at, marked in enumerate(topic.guidelines)
            if (held := guide_from(marked, f"{topic.id}{at}")) is not None
        ]
        for (marked, guide, begin), (other, second, start) in itertools.combinations(guides, 2):
            ours, theirs = read_together(guide, second)
            read = read_all(ours, embedder, {}), read_all(theirs, embedder, {})
            by_words = differences(ours, theirs, weights_of((ours, theirs)))
            for one in candidates(ours, theirs, read, embedder, by_words):
                places = marks_of(marked, begin, one.one), marks_of(other, start, one.other)
                met = [links[pair] for pair in map(frozenset, itertools.product(*places)) if pair in links]
                labels = frozenset(label for link in met for label in link.labels)
                differs = labels & frozenset(DIFFERENCES)
                yield Row(features_of(one), seen(one), bool(differs) or AGREE in labels, differs, topic.id)


def guide_from(marked: MarkedGuideline, name: str) -> tuple[Guide, int] | None:
    """A guideline as ingestion reads it, and where its text begins in the stored one."""
    words = guideline_text(
        {
            "title": marked.title,
            "organization": marked.organization,
            "date": marked.date,
            "major_recommendations": marked.text,
        }
    )
    parsed = parse(words.encode(), "guide.md")
    told = describe(parsed)
    records = statements(parsed, told.title or "", told.kind)
    if not records:
        return None
    document = Document(name, "topics", told.title or "", name, told.kind, "en", "", 0, parsed.mime, "")
    guide = guide_of(document, records[0].body, records, find_abbreviations(parsed.text))
    return guide, parsed.text.find(marked.text[:40])


def marks_of(marked: MarkedGuideline, begin: int, view: View) -> list[str]:
    """The marks that a statement covers by half, or that cover it."""
    first, last = view.record.chars
    return [
        name
        for name, (start, end) in marked.marks.items()
        if min(last, end + begin) - max(first, start + begin) > min(last - first, end - start) / 2
    ]
