# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""Fit what tells a sentence that advises: ``python scripts/fit_advises.py TOPICS DATA [FOLDS OUT]``.

``TOPICS``: marked topics (``govern/evaluate/marked_topics.py``); ``DATA``: the folder that holds
``guidelines_usgov``, of which the labels of the suite ``recommendations`` are read (its half ``dev``).
``FOLDS``: topics that are kept out and measured on ("0,1"); without it all are learnt from, and what
is shipped is written. Deterministic: averaged gradient steps from zero.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evimed.govern.evaluate.conflicts import guideline_text
from evimed.govern.evaluate.marked_topics import read_topics
from evimed.govern.evaluate.recommendations import read_labels
from evimed.ingest.parse import parse
from evimed.knowledge.recommendations.advises import SIZE, features_of
from evimed.knowledge.recommendations.sentences import sentences_of
from evimed.knowledge.recommendations.units import units_of
from evimed.records import ParsedDocument, Span
from fit_comparer import LETTERS, fold_of, heading_of, read_ways

OUT = Path(__file__).resolve().parents[1] / "src/evimed/knowledge/recommendations/advises.npz"
DECAY, RATE, EPOCHS = 2e-5, 0.25, 30
REAL = 4.0  # weight of a sentence of real guidelines that only explain at length
TEST = 99  # stands for the fold of the labels that are never learnt from
Example = tuple[list[int], bool, int, str, float]  # features, advises, fold, text, weight


def sentences(parsed: ParsedDocument, after: int) -> Iterator[tuple[str, str, Span]]:
    """Each sentence of the units with its heading and its place in the stored text."""
    for unit in units_of(parsed):
        for start, end in sentences_of(unit.text):
            place = unit.reading.source(start, end)
            if place[0] >= after:
                yield unit.text[start:end], unit.heading, place


def overlaps(one: Span, other: Span) -> bool:
    """Whether half of ``one`` lies within ``other``."""
    return min(one[1], other[1]) - max(one[0], other[0]) > 0.5 * (one[1] - one[0])


def examples(topics: Path, data: Path) -> Iterator[Example]:
    for topic in read_topics(topics):
        for guide in topic.guidelines:
            words = guideline_text(
                {
                    "title": guide.title,
                    "organization": guide.organization,
                    "date": guide.date,
                    "major_recommendations": guide.text,
                }
            )
            parsed = parse(words.encode(), "guide.md")
            begin = parsed.text.find(guide.text[:40])
            marks = [(begin + a, begin + b) for a, b in guide.marks.values()]
            for text, heading, place in sentences(parsed, begin):
                yes = any(overlaps(place, mark) for mark in marks)
                yield list(set(features_of(text, heading))), yes, fold_of(topic.id), text, 1.0
    for labelled in read_labels():
        path = data / "guidelines_usgov" / labelled["file"]
        parsed = parse(path.read_bytes(), path.name)
        marks = [tuple(one["chars"]) for one in labelled["recommendations"]]
        asides = [tuple(one) for one in labelled["asides"]]
        for text, heading, place in sentences(parsed, 0):
            yes = any(overlaps(place, mark) for mark in marks)
            if yes or not any(overlaps(place, mark) for mark in asides):
                half = TEST if labelled["half"] == "test" else -1
                yield list(set(features_of(text, heading))), yes, half, text, REAL


def fit(known: list[Example], epochs: int = EPOCHS) -> np.ndarray:
    """Weights and, last, the bias; averaged over the last half of the steps."""
    weights = np.zeros(SIZE + 1)
    squares = np.full(SIZE + 1, 1e-4)
    total, count = np.zeros(SIZE + 1), 0
    chance = np.random.default_rng(0)
    for epoch in range(epochs):
        for at in chance.permutation(len(known)):
            places, yes, _, _, weight = known[at]
            score = weights[places].sum() + weights[SIZE]
            slope = (1 / (1 + np.exp(-np.clip(score, -30, 30))) - yes) * weight
            places = [*places, SIZE]
            step = slope + DECAY * len(known) / 100 * weights[places]
            squares[places] += step**2
            weights[places] -= RATE * step / np.sqrt(squares[places])
        if epoch >= epochs // 2:
            total += weights
            count += 1
    return total / count


def fit_ways(topics: Path, out: set[int]) -> np.ndarray:
    """Weights of each way against the others, shape ``(5, SIZE + 1)``; the folds ``out`` are kept out."""
    letters = read_ways(topics / "ways")
    told = [
        (
            list(set(features_of(words, heading_of(guide.text, start)))),
            letters[topic.id, mark],
            topic.id,
            words,
        )
        for topic in read_topics(topics)
        for guide in topic.guidelines
        for mark, (start, end) in guide.marks.items()
        for words in [guide.text[start:end]]
    ]
    known = [one for one in told if fold_of(one[2]) not in out]
    fitted = [fit([(p, way == one, 1, words, 1.0) for p, way, _, words in known], 12) for one in LETTERS]
    asked = [one for one in told if fold_of(one[2]) in out]
    if not asked:
        return np.array(fitted)
    scores = np.array([[weights[p].sum() + weights[SIZE] for weights in fitted] for p, *_ in asked])
    right = np.mean(
        [LETTERS[at] == way for at, (_, way, *_) in zip(scores.argmax(axis=1), asked, strict=True)]
    )
    print(f"ways, topics kept out: {right:.3f} right of {len(asked)}")
    return np.array(fitted)


def report(weights: np.ndarray, asked: list[Example], name: str) -> None:
    scores = np.array([weights[one[0]].sum() + weights[SIZE] for one in asked])
    gold = np.array([one[1] for one in asked])
    for least in (-1.0, 0.0, 1.0, 2.0):
        told = scores > least
        right = (told & gold).sum()
        precision, recall = right / max(1, told.sum()), right / gold.sum()
        print(
            f"{name} > {least}: precision {precision:.3f} recall {recall:.3f} of {gold.sum()} in {len(gold)}"
        )


def main() -> None:
    topics, data, *rest = sys.argv[1:]
    out = {int(one) for one in rest[0].split(",")} if rest else set[int]()
    held = list(examples(Path(topics), Path(data)))
    known = [one for one in held if one[2] not in out | {TEST}]
    weights = fit(known)
    if out:
        report(weights, [one for one in held if one[2] in out], "topics kept out")
    report(weights, [one for one in held if one[2] == TEST], "real, test half")
    ways = fit_ways(Path(topics), out)
    np.savez_compressed(
        Path(rest[1]) if rest else OUT, weights=weights.astype(np.float16), ways=ways.astype(np.float16)
    )


if __name__ == "__main__":
    main()
