"""Fit the weights of the measures of retrieval on the development questions; writes ``retrieve/weights.py``.

    python -m quality.fit HOME [--check]      (in ``benchmarks/``)

Coordinate ascent on nDCG@10 itself (Metzler and Croft, Linear feature-based models for information retrieval,
Information Retrieval 10, 2007), over BioASQ 8B and the ``dev`` halves of the laws and the classics, each set
with the weight given below. BioASQ 9B and the ``test`` halves are not read.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.retrieve import weights as weights_module
from evimed.retrieve.measure import MEASURES, Rows, combine
from evimed.retrieve.weights import WEIGHTS
from quality.ours import Workbench, workbench
from quality.scores import DEPTH
from quality.sets import SETS, half

# 400 questions of one kind must not drown 46 and 48 of others.
SET_WEIGHTS: Final = {"bioasq_8b": 1.0, "law": 0.5, "tcm": 0.5}
# No set here has the field's own synonyms, which product libraries do.
LEAST: Final = {"other_words": 0.1}
STEPS: Final = (0.2, 0.1, 0.05)


@dataclass(frozen=True)
class Item:
    """One question: measures of its candidates, the grade and the document of each, the best sum of gains."""

    language: str
    rows: Rows
    grades: NDArray[np.float64]
    documents: NDArray[np.int64]
    ideal: float


def collect(bench: Workbench) -> dict[str, list[Item]]:
    """The development questions of every set."""
    items: dict[str, list[Item]] = {}
    for name in SET_WEIGHTS:
        for query, found, documents in bench.measured(SETS[name]()):
            if name != "bioasq_8b" and half(query.id) == "test":
                continue
            numbers = {doc: number for number, doc in enumerate(dict.fromkeys(documents))}
            best = sorted(query.gold.values(), reverse=True)[:DEPTH]
            items.setdefault(name, []).append(
                Item(
                    query.language,
                    found.rows,
                    np.array([query.gold.get(doc, 0) for doc in documents], dtype=np.float64),
                    np.array([numbers[doc] for doc in documents], dtype=np.int64),
                    sum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, start=1)),
                )
            )
    return items


def quality(items: Sequence[Item], weights: Mapping[str, float]) -> float:
    """Mean nDCG@10 over documents, each at its best passage."""
    total = 0.0
    for item in items:
        seen: set[int] = set()
        for at in np.argsort(-combine(item.rows, weights), kind="stable"):
            document = int(item.documents[at])
            if document in seen:
                continue
            seen.add(document)
            total += float(item.grades[at]) / math.log2(len(seen) + 1) / item.ideal
            if len(seen) == DEPTH:
                break
    return total / max(1, len(items))


def objective(items: Mapping[str, Sequence[Item]], weights: Mapping[str, float]) -> float:
    return sum(SET_WEIGHTS[name] * quality(some, weights) for name, some in items.items())


def ascend(items: Mapping[str, Sequence[Item]], start: Mapping[str, float]) -> dict[str, float]:
    """Weights, never below the least, that no single step improves."""
    best, weights = objective(items, start), dict(start)
    for step in STEPS:
        improved = True
        while improved:
            improved = False
            for name in MEASURES:
                for change in (step, -step):
                    least = LEAST.get(name, 0.0)
                    tried = {**weights, name: round(max(least, weights[name] + change), 3)}
                    value = objective(items, tried)
                    if value > best + 1e-5:
                        best, weights, improved = value, tried, True
                        break
    return weights


def write(weights: Mapping[str, float]) -> None:
    lines = "".join(f'    "{name}": {weights[name]:g},\n' for name in MEASURES)
    Path(weights_module.__file__).write_text(
        '"""Fitted weights of the measures, written by ``python -m quality.fit`` in ``benchmarks/``."""\n\n'
        f"from __future__ import annotations\n\nWEIGHTS = {{\n{lines}}}\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="fit the weights of retrieval on the development questions")
    parser.add_argument("home", type=Path, help="where the libraries are kept")
    parser.add_argument("--check", action="store_true", help="report only")
    arguments = parser.parse_args()
    with workbench(arguments.home) as bench:
        items = collect(bench)
    fitted = ascend(items, WEIGHTS)
    for told, weights in (("before", WEIGHTS), ("fitted", fitted)):
        figures = ", ".join(f"{name} {100 * quality(some, weights):.1f}" for name, some in items.items())
        english = [i for name in ("law", "tcm") for i in items[name] if i.language == "en"]
        print(f"{told}: {figures}; across languages {100 * quality(english, weights):.1f} of {len(english)}")
        print("  " + ", ".join(f"{name} {weight:g}" for name, weight in weights.items()))
    if not arguments.check:
        write(fitted)


if __name__ == "__main__":
    main()
