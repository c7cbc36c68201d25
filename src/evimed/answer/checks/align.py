"""Which words of the evidence a statement's words are: the path through the evidence that jumps least.

Viterbi search over the places where each word may stand; a step costs the logarithm of its length, and more
where it goes backwards or leaves the clause or sentence. A statement that follows its source costs almost
nothing; one that says of a thing what the source says of another pays for the jumps back and forth. Costs of
the best path up to and from each place are kept, so that trying another place for one word takes one step.

References
----------
Viterbi 1967, IEEE Trans. Inf. Theory 13:260; as a path through word positions: Vogel, Ney & Tillmann 1996,
COLING, HMM-based word alignment.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from evimed.answer.checks.source import Place, Source

_MOST = 10  # places tried for one word
_BACK = 0.6
_CLAUSE = 0.8
_SENTENCE = 1.6
_OUTSIDE = 4.0  # a word that only the context has
_FAR = 4_000  # characters; further counts as this far


@dataclass(frozen=True, slots=True)
class Path:
    """The chosen place of each word (``None``: none) and what the path costs."""

    places: tuple[Place | None, ...]
    cost: float


@lru_cache(maxsize=8)
def _logarithms(width: float) -> tuple[float, ...]:
    return tuple(math.log2(1.0 + length / width) for length in range(_FAR + 1))


class Alignment:
    """The cheapest choice of one place for each word; words without a place are stepped over.

    ``mirrored``: the statement is expected to tell its source backwards (active and passive).
    """

    def __init__(
        self, candidates: Sequence[Sequence[Place]], source: Source, *, mirrored: bool = False
    ) -> None:
        self._source = source
        self._mirrored = mirrored
        self._logarithms = _logarithms(source.width)
        self._size = len(candidates)
        self._indices = [at for at, places in enumerate(candidates) if places]
        self._layers = [self._layer(candidates[at]) for at in self._indices]
        self._number = {at: number for number, at in enumerate(self._indices)}
        self._up = self._forward()
        self._down = self._backward()

    def path(self) -> Path:
        """The cheapest path."""
        chosen: list[Place | None] = [None] * self._size
        if not self._layers:
            return Path(tuple(chosen), 0.0)
        at = min(range(len(self._up[-1])), key=self._up[-1].__getitem__)
        total = self._up[-1][at]
        for number in range(len(self._layers) - 1, -1, -1):
            place = self._layers[number][at]
            chosen[self._indices[number]] = place
            if number:
                before = self._up[number - 1]
                layer = self._layers[number - 1]
                at = min(range(len(layer)), key=lambda k: before[k] + self._step(layer[k], place))
        return Path(tuple(chosen), total)

    def with_places(self, at: int, places: Sequence[Place]) -> tuple[float, Place]:
        """Cost of the best path on which word ``at`` stands at one of ``places``, and which."""
        number = self._number[at]
        return min(((self._through(number, place), place) for place in places), key=lambda pair: pair[0])

    def exchanged(self, one: int, other: int) -> float:
        """Cost of the best path on which two words stand at each other's places."""
        first, second = sorted((self._number[one], self._number[other]))
        layers = list(self._layers[first : second + 1])
        layers[0], layers[-1] = layers[-1], layers[0]
        costs = [
            min((up + self._step(b, p) for up, b in self._pairs(first - 1)), default=0.0) + self._fee(p)
            for p in layers[0]
        ]
        for before, here in pairwise(layers):
            costs = [
                min(cost + self._step(b, p) for cost, b in zip(costs, before, strict=True)) + self._fee(p)
                for p in here
            ]
        return min(cost + self._after(second, p) for cost, p in zip(costs, layers[-1], strict=True))

    def _layer(self, places: Sequence[Place]) -> list[Place]:
        return list(places)[:_MOST]

    def _fee(self, place: Place) -> float:
        return _OUTSIDE if place.start >= self._source.quoted else 0.0

    def _pairs(self, number: int) -> list[tuple[float, Place]]:
        return list(zip(self._up[number], self._layers[number], strict=True)) if number >= 0 else []

    def _after(self, number: int, place: Place) -> float:
        """Cost from ``place`` in layer ``number`` to the end."""
        if number + 1 == len(self._layers):
            return 0.0
        below = zip(self._down[number + 1], self._layers[number + 1], strict=True)
        return min(self._step(place, p) + self._fee(p) + down for down, p in below)

    def _through(self, number: int, place: Place) -> float:
        before = min((up + self._step(b, place) for up, b in self._pairs(number - 1)), default=0.0)
        return before + self._fee(place) + self._after(number, place)

    def _forward(self) -> list[list[float]]:
        """Cost of the best path up to and with each place."""
        tables: list[list[float]] = []
        for number, layer in enumerate(self._layers):
            if number == 0:
                tables.append([self._fee(place) for place in layer])
                continue
            before = list(zip(tables[-1], self._layers[number - 1], strict=True))
            step = self._step
            tables.append([min([c + step(b, p) for c, b in before]) + self._fee(p) for p in layer])
        return tables

    def _backward(self) -> list[list[float]]:
        """Cost of the best path from each place on, its own fee left out."""
        tables: list[list[float]] = [[] for _ in self._layers]
        for number in range(len(self._layers) - 1, -1, -1):
            if number + 1 == len(self._layers):
                tables[number] = [0.0] * len(self._layers[number])
                continue
            after = [
                (down + self._fee(p), p)
                for down, p in zip(tables[number + 1], self._layers[number + 1], strict=True)
            ]
            step = self._step
            tables[number] = [min([c + step(p, a) for c, a in after]) for p in self._layers[number]]
        return tables

    def _step(self, one: Place, other: Place) -> float:
        if self._mirrored:
            one, other = other, one
        gap = other.start - one.end
        if gap >= 0:
            cost = self._logarithms[gap if gap < _FAR else _FAR]
        else:
            back = max(0, one.start - other.end + (one.end - one.start))
            cost = self._logarithms[min(back, _FAR)] + _BACK
        if one.clause != other.clause:
            return cost + (_CLAUSE if one.sentence == other.sentence else _CLAUSE + _SENTENCE)
        return cost


def align(candidates: Sequence[Sequence[Place]], source: Source, *, mirrored: bool = False) -> Path:
    """The cheapest path."""
    return Alignment(candidates, source, mirrored=mirrored).path()
