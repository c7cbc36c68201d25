"""Reads a question and a sentence together: does the one answer the other.

A cross-encoder over the bundled multilingual-e5-small: its first layers as they are, the next with low-rank
corrections of their matrices (``read_e5.npz``, made by ``scripts/fit_reader.py``), the last left out, and a
small network over the first token and the mean of all. The corrections are added to the bundled weights in
memory at first use; nothing else is stored.

References
----------
Hu et al. (2022), LoRA: Low-Rank Adaptation of Large Language Models, ICLR; Nogueira and Cho (2019), Passage
Re-ranking with BERT, https://arxiv.org/abs/1901.04085.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

import numpy as np

from evimed.adapters.embed_e5_graph import Precision, encoder_model
from evimed.adapters.embed_e5_session import OnnxSession, open_model
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import Bytes, E5Weights, Floats, Shape, Vocabulary, unpack
from evimed.ports import Shown, Vectors

# Tokens of each part at most: the whole is read in about 10 ms on one core.
MOST: Final = 112
_QUESTION, _SENTENCE, _HEADING, _BEFORE = 36, 72, 16, 16
_LEAST_HEADING = 4
_MARKS = 6


@dataclass(frozen=True, slots=True)
class Corrected:
    """The bundled weights with low-rank corrections: ``W + up @ down`` and ``b + shift``."""

    base: E5Weights
    learnt: Mapping[str, Floats]

    @property
    def shape(self) -> Shape:
        """As many layers as are read; the others are not needed."""
        return replace(self.base.shape, layers=int(self.learnt["layers"]))

    def floats(self, name: str) -> Floats:
        """A float32 tensor, flat."""
        shift = self.learnt.get(f"{name}.shift")
        return self.base.floats(name) if shift is None else self.base.floats(name) + shift

    def matrix(self, name: str, inputs: int) -> Floats:
        """A matrix as float32, shape ``(outputs, inputs)``."""
        matrix = self.base.matrix(name, inputs)
        up, down = self.learnt.get(f"{name}.up"), self.learnt.get(f"{name}.down")
        return matrix if up is None or down is None else np.asarray(matrix + up @ down, np.float32)


class CrossReader:
    """How far sentences answer a question, by the corrected network. Safe in several threads.

    Parameters
    ----------
    weights
        The bundled weights, of which ``words`` are the packed token embeddings and ``positions`` the sums of
        the position and type embeddings, shape ``(positions, hidden)``.
    """

    def __init__(
        self,
        weights: E5Weights,
        words: Bytes,
        positions: Floats,
        tokenizer: UnigramTokenizer,
        precision: Precision,
    ) -> None:
        self._learnt = read_learnt()
        model = encoder_model(Corrected(weights, self._learnt), precision, pooled=False)
        self._session: OnnxSession = open_model(model)
        self._words, self._positions, self._tokenizer = words, positions, tokenizer
        self._vocabulary = weights.vocabulary

    def read(self, question: str, shown: Sequence[Shown], threads: int) -> Vectors:
        """A logit for each sentence, shape ``(len(shown),)``."""
        rows = [pair_tokens(self._tokenizer, self._vocabulary, question, one) for one in shown]
        if threads < 2 or len(rows) < 2:
            return np.array([self._score(row) for row in rows], np.float32)
        # The calling thread reads too: of two sentences one is handed on.
        with ThreadPoolExecutor(min(threads, len(rows)) - 1, "read") as pool:
            later = pool.map(self._score, rows[1:])
            return np.array([self._score(rows[0]), *later], np.float32)

    def _score(self, row: list[int]) -> float:
        x = unpack(self._words[np.array([row])]) + self._positions[: len(row)]
        states = self._session.run(None, {"x": x, "mask": np.ones((1, len(row)), np.int32)})[0][0]
        told = np.concatenate([states[0], states.mean(axis=0)])
        inner = np.tanh(self._learnt["h.w"] @ told + self._learnt["h.b"])
        return float(self._learnt["o.w"] @ inner + self._learnt["o.b"])


def pair_tokens(
    tokenizer: UnigramTokenizer, vocabulary: Vocabulary, question: str, shown: Shown
) -> list[int]:
    """``begin question end end heading end before end sentence end``; each part cut to its length."""
    encode, end = tokenizer.encode, vocabulary.end
    asked = encode("query: " + question)[:_QUESTION]
    sentence = encode(shown.sentence)[:_SENTENCE]
    room = MOST - len(asked) - len(sentence) - _MARKS
    heading = encode("passage: " + shown.heading)[: min(_HEADING, max(_LEAST_HEADING, room))]
    room -= len(heading)
    before = encode(shown.before)[-min(room, _BEFORE) :] if shown.before and room > _LEAST_HEADING else []
    return [vocabulary.begin, *asked, end, end, *heading, end, *before, end, *sentence, end]


def read_learnt() -> dict[str, Floats]:
    """What was learnt, by the names of the bundled tensors: factors, shifts, and the network on top."""
    with (files("evimed.adapters") / "read_e5.npz").open("rb") as file:
        held = np.load(file, allow_pickle=False)
        return {name: held[name].astype(np.float32) for name in held.files}
