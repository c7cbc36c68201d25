"""Drugs and what they caused in an English sentence, read by a small sequence model.

Rules over masked entities miss what no terminology and no word form tells. A linear chain over the words of
the sentence marks which are a drug that caused something, which are what it caused, and which are what it was
given for. Its weights were learnt from sentences (``scripts/fit_adverse.py``); it holds numbers only.

References
----------
J. Lafferty, A. McCallum, F. Pereira. Conditional random fields. ICML 2001.
Z. Sun et al. PHEE: A dataset for pharmacovigilance event extraction from text. EMNLP 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.knowledge.entities.recognise import Mention
from evimed.knowledge.graph.adverse_words import features, words_of
from evimed.records import Span

LABELS: Final = ("O", "B-drug", "I-drug", "B-effect", "I-effect", "B-treated", "I-treated")
FILE: Final = "adverse.npz"
_NEVER: Final = -1e4
_LONGEST: Final = 120  # words: longer is a list or a broken table


@dataclass(frozen=True, slots=True)
class Marked:
    """What a sentence marks, as spans of its characters."""

    drugs: tuple[Span, ...]
    effects: tuple[Span, ...]
    treated: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A linear-chain model.

    ``keys``: hashed features, ascending; ``weights``: shape ``(keys + 1, labels)``, the last row zero;
    ``steps``: shape ``(labels + 1, labels)``, from each label to the next, the last row from the beginning.
    """

    keys: NDArray[np.int64]
    weights: NDArray[np.float64]
    steps: NDArray[np.float64]

    def mark(self, text: str, mentions: Sequence[Mention]) -> Marked:
        """The most probable marks of a sentence (Viterbi)."""
        words = words_of(text)
        if not words or len(words) > _LONGEST:
            return Marked((), (), ())
        return marked(words, best_labels(self.emissions(features(text, words, mentions)), self.steps))

    def emissions(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float64]:
        """Shape ``(words, labels)``."""
        return np.array([self.weights[self._places(row)].sum(axis=0) for row in rows])

    def _places(self, row: Sequence[int]) -> NDArray[np.int64]:
        wanted = np.asarray(row, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, len(self.keys))


def allowed() -> NDArray[np.float64]:
    """Shape of ``steps``: nothing, or as good as impossible where a mark would go on that has not begun."""
    rules = np.zeros((len(LABELS) + 1, len(LABELS)))
    for before in range(len(LABELS) + 1):
        for after, label in enumerate(LABELS):
            if label[0] == "I" and (before == len(LABELS) or LABELS[before][2:] != label[2:]):
                rules[before, after] = _NEVER
    return rules


def best_labels(emissions: NDArray[np.float64], steps: NDArray[np.float64]) -> list[int]:
    """The best sequence of labels."""
    count = len(LABELS)
    score = emissions[0] + steps[count]
    back: list[NDArray[np.int64]] = []
    for emission in emissions[1:]:
        ways = score[:, None] + steps[:count]
        best = ways.argmax(axis=0)
        back.append(best)
        score = emission + ways[best, np.arange(count)]
    labels = [int(score.argmax())]
    for best in reversed(back):
        labels.append(int(best[labels[-1]]))
    return labels[::-1]


def marked(words: Sequence[Span], labels: Sequence[int]) -> Marked:
    """Labels as spans."""
    spans: dict[str, list[Span]] = {"drug": [], "effect": [], "treated": []}
    for (start, end), label in zip(words, labels, strict=True):
        name = LABELS[label]
        if name[0] == "B":
            spans[name[2:]].append((start, end))
        elif name[0] == "I":
            spans[name[2:]][-1] = (spans[name[2:]][-1][0], end)
    return Marked(tuple(spans["drug"]), tuple(spans["effect"]), tuple(spans["treated"]))


@cache
def load_chain() -> Chain:
    """The model that comes with Evimed."""
    with (
        resources.as_file(resources.files(__name__.rpartition(".")[0]) / FILE) as path,
        np.load(path) as file,
    ):
        keys = file["keys"].astype(np.int64)
        weights = file["weights"].astype(np.float64) * float(file["scale"])
        return Chain(
            keys, np.vstack([weights, np.zeros(len(LABELS))]), file["steps"].astype(np.float64) + allowed()
        )
