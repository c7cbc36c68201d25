# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Strict inference gives up on numpy expressions that update an array in a loop.
"""Fit the constants of sentence selection on the development questions and write ``answer/weights.py``.

    python scripts/fit_selection.py            # fits, reports cross-validated figures, writes
    python scripts/fit_selection.py --check    # the same without writing

Development data: the sample library and ``tests/data/reports_dev``. The held-out reports are never read here.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.answer.from_passages import retrieve
from evimed.answer.rank import Linear, rank
from evimed.answer.select import FEATURES, measure
from evimed.answer.sufficiency import SUFFICIENCY_FEATURES, sufficiency_features
from evimed.answer.weights import RANK
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import load_bridge
from evimed.records import Scope
from evimed.samples import library_path, questions_path
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.questions import holds_answer, load_questions

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "tests/data/reports_dev"
SETS = {
    "sample": (library_path(), [questions_path()]),
    "reports": (REPORTS / "text", [REPORTS / "questions.json", REPORTS / "questions_more.json"]),
}
FOLDS = 6
# Share of answerable questions that may be refused, by whether the wanted thing can be told by its form (a
# price, a name, a date) or not (a number among numbers): there a refusal is a guess.
FALSE_REFUSAL = {True: 0.18, False: 0.015}
Matrix = NDArray[np.float64]
FREE = ("distinct", "same_language")
PINNED = [at for at, name in enumerate(SUFFICIENCY_FEATURES) if name not in FREE]


@dataclass
class Item:
    """One question with its candidates' features and which candidates hold the answer."""

    name: str
    answerable: bool
    rows: Matrix
    right: NDArray[np.bool_]
    sufficiency: Matrix


def collect(home: Path) -> list[Item]:
    settings = Settings(home=home, workers=2)
    embedder, bridge = E5OnnxEmbedder(), load_bridge(home / "cache")
    items: list[Item] = []
    with Database.open(settings) as database:
        session = Session(database, Scope.local(), settings, Models(embedder, lambda: bridge))
        for name, (folder, questions) in SETS.items():
            session.ingest([str(folder)], library=name)
            session.embed_pending(library=name)
            for question in [q for path in questions for q in load_questions(path)]:
                with database.transaction(Scope.local()) as tx:
                    asked, found = retrieve(tx, name, question.text, embedder, bridge)
                candidates = measure(asked, found.hits, found.sentences)
                right = [question.answerable and holds_answer(question, c.sentence.text) for c in candidates]
                ranked = rank(candidates, RANK)
                values, _ = sufficiency_features(asked, ranked, embedder)
                items.append(
                    Item(
                        name,
                        question.answerable,
                        np.array([c.features for c in candidates], dtype=np.float64).reshape(
                            -1, len(FEATURES)
                        ),
                        np.array(right, dtype=bool),
                        np.array(values, dtype=np.float64),
                    )
                )
    return items


def fit_rank(items: list[Item], *, penalty: float = 0.02, steps: int = 600, rate: float = 0.3) -> Linear:
    """Conditional logit by gradient ascent; items without a right candidate say nothing."""
    pooled = np.concatenate([item.rows for item in items if len(item.rows)])
    mean, deviation = pooled.mean(0), pooled.std(0) + 1e-3
    chosen = [((item.rows - mean) / deviation, item.right) for item in items if item.right.any()]
    weights = np.zeros(pooled.shape[1])
    for _ in range(steps):
        gradient = -penalty * weights * len(chosen)
        for rows, right in chosen:
            logits = rows @ weights
            odds = np.exp(logits - logits.max())
            share = odds / odds.sum()
            wanted = share * right
            gradient += rows.T @ (wanted / wanted.sum() - share)
        weights += rate * gradient / len(chosen)
    return linear(mean, deviation, weights)


def fit_sufficiency(
    items: list[Item], *, penalty: float = 0.02, steps: int = 3000, rate: float = 0.5
) -> tuple[Linear, float]:
    """Logistic regression on questions: answerable or not? Both classes weigh the same.

    More evidence never speaks against an answer, so all weights but those of ``FREE`` stay positive.
    """
    rows: Matrix = np.stack([item.sufficiency for item in items])
    yes: Matrix = np.array([item.answerable for item in items], dtype=np.float64)
    mean, deviation = rows.mean(0), rows.std(0) + 1e-3
    scaled = (rows - mean) / deviation
    balance: Matrix = yes * (0.5 / float(yes.sum())) + (1 - yes) * (0.5 / float((1 - yes).sum()))
    weights: Matrix = np.zeros(rows.shape[1], dtype=np.float64)
    bias = 0.0
    for _ in range(steps):
        error = balance * (yes - logistic(scaled @ weights + bias))
        weights += rate * (scaled.T @ error - penalty * weights)
        weights[PINNED] = np.maximum(weights[PINNED], 0.0)
        bias += rate * float(error.sum())
    return linear(mean, deviation, weights), float(bias)


def logistic(logits: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-logits))


def linear(mean: Matrix, deviation: Matrix, weights: Matrix) -> Linear:
    return Linear(*(tuple(round(float(v), 4) for v in vector) for vector in (mean, deviation, weights)))


def scores(model: Linear, items: list[Item]) -> Matrix:
    return model.score(np.stack([item.sufficiency for item in items]))


def cross_validate(items: list[Item]) -> None:
    order = list(range(len(items)))
    random.Random(1).shuffle(order)
    top: dict[int, list[bool]] = {}
    sure: dict[int, float] = {}
    for fold in (order[start::FOLDS] for start in range(FOLDS)):
        held_out = set(fold)
        training = [items[i] for i in order if i not in held_out]
        model = fit_rank(training)
        judge, _ = fit_sufficiency(training)
        for i in fold:
            sure[i] = float(scores(judge, [items[i]])[0])
            if items[i].answerable:
                best = np.argsort(-model.score(items[i].rows))
                top[i] = [bool(items[i].right[best[:k]].any()) for k in (1, 3, 5)]
    for name in SETS:
        mine = [i for i in order if items[i].name == name]
        found = [top[i] for i in mine if i in top]
        print(f"{name}: {len(found)} answerable, top 1/3/5: {np.sum(found, axis=0)}")
        yes = np.array([sure[i] for i in mine if items[i].answerable])
        no = np.array([sure[i] for i in mine if not items[i].answerable])
        area = float(np.mean([[(a > b) + 0.5 * (a == b) for b in no] for a in yes]))
        for share in (0.02, 0.05, 0.1):
            refused = float(np.mean(no < np.quantile(yes, share)))
            print(f"  AUC {area:.3f}; at {share:.0%} false refusals {refused:.0%} of {len(no)} refused")


def write(rank_model: Linear, judge: Linear, biases: dict[bool, float]) -> None:
    def told(name: str, model: Linear) -> str:
        fields = "\n".join(f"    {key}={getattr(model, key)}," for key in ("mean", "deviation", "weights"))
        return f"{name} = Linear(\n{fields}\n)  # fmt: skip\n"

    path = ROOT / "src/evimed/answer/weights.py"
    path.write_text(
        '"""Fitted constants of sentence selection, written by ``scripts/fit_selection.py``."""\n\n'
        "from __future__ import annotations\n\nfrom evimed.answer.rank import Linear\n\n"
        f"{told('RANK', rank_model)}{told('SUFFICIENCY', judge)}"
        f"SUFFICIENCY_BIAS = {{True: {biases[True]:.4f}, False: {biases[False]:.4f}}}\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="report only")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        items = collect(Path(home))
    cross_validate(items)
    rank_model = fit_rank(items)
    judge, _ = fit_sufficiency(items)
    at = SUFFICIENCY_FEATURES.index("distinct")
    yes = [item for item in items if item.answerable]
    biases = {
        distinct: -float(
            np.quantile(scores(judge, [i for i in yes if bool(i.sufficiency[at]) is distinct]), share)
        )
        for distinct, share in FALSE_REFUSAL.items()
    }
    for names, model in ((FEATURES, rank_model), (SUFFICIENCY_FEATURES, judge)):
        print(", ".join(f"{name} {weight:+.2f}" for name, weight in zip(names, model.weights, strict=True)))
    if not arguments.check:
        write(rank_model, judge, biases)


if __name__ == "__main__":
    main()
