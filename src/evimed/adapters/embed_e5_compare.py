"""Reads statements of guidelines for comparison: what question each answers, which way, and how two compare.

The encoder is the bundled multilingual-e5-small with low-rank corrections of its upper six layers, taught so
that statements on one clinical question lie near one another. On its token states stand small networks that
align the words of two statements and compare them, several of them averaged (``compare_e5.npz``, made by
``scripts/fit_comparer.py``). A statement is read once, however many others it is compared with.

References
----------
Reimers and Gurevych (2019), Sentence-BERT, EMNLP; Hu et al. (2022), LoRA: Low-Rank Adaptation of Large
Language Models, ICLR; Parikh et al. (2016), A Decomposable Attention Model, EMNLP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from evimed.adapters.embed_e5_graph import Precision, encoder_model
from evimed.adapters.embed_e5_reader import Corrected
from evimed.adapters.embed_e5_session import open_model
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import Bytes, E5Weights, Floats, Vocabulary, unpack
from evimed.ports import Compared, ReadStatement, Statement

# Tokens of each part at most.
_HEADING, _TEXT = 12, 60
_CLASSES: Final = 4
_LOW: Final = np.float32(-1e4)

Learnt = Mapping[str, Floats]


class StatementComparer:
    """The encoder and the networks on top. Safe in several threads.

    Parameters
    ----------
    weights
        The bundled weights, of which ``words`` are the packed token embeddings and ``positions`` the sums of
        the position and type embeddings, shape ``(positions, hidden)``.
    learnt
        What :func:`read_learnt` gives.
    """

    def __init__(
        self,
        weights: E5Weights,
        words: Bytes,
        positions: Floats,
        tokenizer: UnigramTokenizer,
        precision: Precision,
        learnt: Learnt,
    ) -> None:
        encoder = encoder_model(Corrected(weights, part_of(learnt, "e.")), precision, pooled=False)
        self._session = open_model(encoder)
        self._nets = [part_of(learnt, f"{at}.") for at in range(int(learnt["nets"]))]
        self._mean, self._centre = learnt["mean"], learnt["centre"]
        self._words, self._positions, self._tokenizer = words, positions, tokenizer
        self._vocabulary = weights.vocabulary

    def read(self, statements: Sequence[Statement], threads: int) -> list[ReadStatement]:
        """Each statement read by itself: 8 ms and core."""
        if threads < 2 or len(statements) < 2:
            return [self._read(one) for one in statements]
        with ThreadPoolExecutor(min(threads, len(statements)), "compare") as pool:
            return list(pool.map(self._read, statements))

    def compare(self, pairs: Sequence[tuple[ReadStatement, ReadStatement]]) -> list[Compared]:
        """How each two compare: about a millisecond a pair."""
        return [self._compare(one, other) for one, other in pairs]

    def _read(self, one: Statement) -> ReadStatement:
        row = statement_tokens(self._tokenizer, self._vocabulary, one.heading, one.text)
        x = unpack(self._words[np.array([row])]) + self._positions[: len(row)]
        states = self._session.run(None, {"x": x, "mask": np.ones((1, len(row)), np.int32)})[0][0]
        vector = states.mean(axis=0)
        vector = vector / np.linalg.norm(vector) - self._centre  # all statements lie in one narrow cone
        centred = states - self._mean
        ways = np.mean([_way(net, centred) for net in self._nets], axis=0)
        return ReadStatement(
            vector / np.linalg.norm(vector), centred.astype(np.float16), tuple(map(float, ways))
        )

    def _compare(self, one: ReadStatement, other: ReadStatement) -> Compared:
        first, second = one.tokens.astype(np.float32), other.tokens.astype(np.float32)
        scores = np.mean([_pair(net, first, second) for net in self._nets], axis=0)
        return Compared(tuple(map(float, scores[:_CLASSES])), tuple(map(float, scores[_CLASSES:])))


def statement_tokens(
    tokenizer: UnigramTokenizer, vocabulary: Vocabulary, heading: str, text: str
) -> list[int]:
    """``begin heading end text end``; each part cut to its length."""
    head = tokenizer.encode("passage: " + heading)[:_HEADING]
    return [vocabulary.begin, *head, vocabulary.end, *tokenizer.encode(text)[:_TEXT], vocabulary.end]


def _way(net: Learnt, x: Floats) -> Floats:
    """Shares of the ways a statement may go, from several weighted means over its tokens."""
    heads = _softmax(_linear(net, "wa", x), 0)
    told = np.tanh((heads.T @ _linear(net, "wp", x)).ravel())
    return _softmax(_linear(net, "wo", told), 0)


def _pair(net: Learnt, first: Floats, second: Floats) -> Floats:
    """Logits of the classes and the attributes of one network."""
    ours, theirs = _query(net, first), _query(net, second)
    alike = ours @ theirs.T * np.exp(net["t"])
    one, other = _linear(net, "proj", first), _linear(net, "proj", second)
    # Of each word, what in the other statement stands for it.
    a = _weighed(net, one, _softmax(alike, 1) @ other)
    b = _weighed(net, other, _softmax(alike.T, 1) @ one)
    mean_a, mean_b, most_a, most_b = a.mean(axis=0), b.mean(axis=0), a.max(axis=0), b.max(axis=0)
    way_a, way_b = _way(net, first), _way(net, second)
    told = np.concatenate(
        [
            mean_a + mean_b,
            np.abs(mean_a - mean_b),
            most_a + most_b,
            np.maximum(most_a, most_b),
            way_a + way_b,
            np.abs(way_a - way_b),
            way_a * way_b,
        ]
    )
    return _linear(net, "out.3", _gelu(_linear(net, "out.0", told)))


def _query(net: Learnt, x: Floats) -> Floats:
    weight = net["att.weight"]
    query = x + (x @ weight.T) @ weight
    return query / np.maximum(np.linalg.norm(query, axis=1, keepdims=True), np.float32(1e-12))


def _weighed(net: Learnt, own: Floats, met: Floats) -> Floats:
    return _gelu(_linear(net, "cmp.0", np.concatenate([own, met, np.abs(own - met), own * met], axis=1)))


def _linear(net: Learnt, name: str, x: Floats) -> Floats:
    return x @ net[f"{name}.weight"].T + net[f"{name}.bias"]


def _softmax(x: Floats, axis: int) -> Floats:
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _gelu(x: Floats) -> Floats:
    """By the error function (Abramowitz and Stegun 7.1.26, within 2e-7)."""
    z = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = np.sign(x) * (1 - series * np.exp(-z * z))
    return np.asarray(x * (1 + error) / 2, np.float32)


def read_learnt(path: Path | None = None) -> dict[str, Floats]:
    """What was learnt, by name, as float32: most of it is kept in 8 bits with scales.

    ``path``: another file than the bundled one, while the comparer is being taught.
    """
    with (path or files("evimed.adapters") / "compare_e5.npz").open("rb") as file:
        held = np.load(file, allow_pickle=False)
        return {
            name: held[name].astype(np.float32)
            * (held[f"{name}.scale"].astype(np.float32) if f"{name}.scale" in held.files else np.float32(1))
            for name in held.files
            if not name.endswith(".scale")
        }


def part_of(learnt: Learnt, begin: str) -> dict[str, Floats]:
    """What begins with ``begin``, without it."""
    return {name.removeprefix(begin): value for name, value in learnt.items() if name.startswith(begin)}
