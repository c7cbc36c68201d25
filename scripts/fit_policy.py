# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
"""Fit the classifier that reads what a question is meant as: ``python scripts/fit_policy.py``.

Trained on the policy questions of ``tests/data/policy`` but the last blind set, and on questions of the
sample library and the development reports, which are all for a library. Classes weigh alike, however many
examples they have. Deterministic: full-batch gradient descent from zero.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.answer.sense import LIBRARY, SPREAD

ROOT = Path(__file__).resolve().parents[1]
SETS = ("dev", "blind", "blind2")
LIBRARY_SETS = ("src/evimed/samples/questions.json", "tests/data/reports_dev/questions.json")
OUT = ROOT / "src/evimed/answer/policies/sense.json"
DECAY, RATE, STEPS = 1e-2, 0.5, 600


def read_examples() -> list[tuple[str, str]]:
    """Meaning and question."""
    found: list[tuple[str, str]] = []
    for name in SETS:
        lines = (ROOT / f"tests/data/policy/{name}.tsv").read_text("utf-8").splitlines()
        found += [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and line[0] != "#"]
    for name in LIBRARY_SETS:
        held = json.loads((ROOT / name).read_text("utf-8"))
        found += [
            (LIBRARY, one["question"]) for one in (held if isinstance(held, list) else held["questions"])
        ]
    return found


def fit(vectors: np.ndarray, meanings: list[str], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Mean vector and weights ``(dimensions + 1, names)``."""
    mean = vectors.mean(axis=0)
    inputs = np.hstack([(vectors - mean) * SPREAD, np.ones((len(vectors), 1))])
    wanted = np.eye(len(names))[[names.index(one) for one in meanings]]
    weigh = (wanted * (len(meanings) / (len(names) * wanted.sum(axis=0)))).sum(axis=1, keepdims=True)
    weights = np.zeros((inputs.shape[1], len(names)))
    for _ in range(STEPS):
        scores = inputs @ weights
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = inputs.T @ ((shares - wanted) * weigh) / len(inputs) + DECAY * weights
        slope[-1] -= DECAY * weights[-1]
        weights -= RATE * slope
    return mean, weights


def main() -> None:
    """Write the weights."""
    examples = read_examples()
    embedder = E5OnnxEmbedder()
    vectors = np.array([embedder.embed_query(question) for _, question in examples])
    names = sorted({meaning for meaning, _ in examples})
    mean, weights = fit(vectors, [meaning for meaning, _ in examples], names)
    held = {
        "embedder": embedder.stamp,
        "meanings": names,
        "mean": [round(float(value), 5) for value in mean],
        "weights": [[round(float(value), 4) for value in row] for row in weights],
    }
    OUT.write_text(json.dumps(held, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(examples)} questions, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
