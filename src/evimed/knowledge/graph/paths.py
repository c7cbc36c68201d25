"""The shortest paths between two entities, read from both ends.

Paths are told by their length, then by how well their edges are supported, from the first on. What both
ends touch is read first. What lies between is then read only between those two sets, from the smaller;
where both are large, for the best first edges alone, then for more, until there are enough: nothing behind
them could come before. So an entity in thousands of relations, which ties everything to everything, costs
little: paths through it are many, and few of them are read (bidirectional search: Pohl 1971).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from evimed.store.database import Transaction
from evimed.store.graph import Relation, relations_across, relations_around

Path = list[Relation]
_Beside = dict[str, list[Relation]]

_MOST_READ: Final = 50_000  # relations, for one question: bounds the work where nothing is found
_FEW: Final = 64  # entities: what lies between so few and others is read at once
_FIRST_BATCH: Final = 16  # first edges; each batch has four times as many as the one before


def shortest_paths(
    tx: Transaction, library: str, start: str, end: str, *, hops: int, most: int
) -> list[Path]:
    """Simple paths of at most ``hops`` (1 to 4) edges, the shortest first, at most ``most``; ids as ends."""
    if start == end:
        return []
    search = _Search(tx, library, start, end)
    lengths = (search.direct, search.by_one, search.by_two, search.by_three)[:hops]
    return list(islice((path for length in lengths for path in length()), most))


class _Search:
    """What has been read around the two ends; each method yields the paths of one length, best first."""

    def __init__(self, tx: Transaction, library: str, start: str, end: str) -> None:
        self._tx, self._library = tx, library
        self._ends = frozenset({start, end})
        self._start, self._end = start, end
        self._left = _MOST_READ
        self._first = self._around([start])
        self._last = _beside(self._around([end]), end)

    def direct(self) -> Iterator[Path]:
        """One edge."""
        for first in self._first:
            if _other(first, self._start) == self._end:
                yield [first]

    def by_one(self) -> Iterator[Path]:
        """Two edges."""
        for first in self._inner_first():
            for last in self._last.get(_other(first, self._start), ()):
                yield [first, last]

    def by_two(self) -> Iterator[Path]:
        """Three edges."""
        beyond = self._last.keys() - self._ends
        for batch in self._batches(len(beyond)):
            near = {_other(first, self._start) for first in batch}
            middle = _from(near, self._across(near, beyond))
            for first in batch:
                at = _other(first, self._start)
                for second in middle.get(at, ()):
                    to = _other(second, at)
                    if to != at and to not in self._ends:
                        for last in self._last.get(to, ()):
                            yield [first, second, last]

    def by_three(self) -> Iterator[Path]:
        """Four edges: the third are read from the end where that touches little, else from the second."""
        beyond = self._last.keys() - self._ends
        from_end: _Beside | None = None
        if len(beyond) <= _FEW:
            edges = self._around(sorted(beyond))
            from_end = _from({end for edge in edges for end in (edge.subject, edge.object)}, edges)
        for batch in self._batches(None if from_end is None else len(from_end)):
            near = {_other(first, self._start) for first in batch}
            if from_end is None:
                second = _from(near, self._around(sorted(near)))
                reached = {_other(edge, at) for at in near for edge in second.get(at, ())} - self._ends
                third = _from(reached, self._across(reached, beyond))
            else:
                second, third = _from(near, self._across(near, from_end.keys())), from_end
            yield from self._joined(batch, second, third)

    def _joined(self, batch: Sequence[Relation], second: _Beside, third: _Beside) -> Iterator[Path]:
        for first in batch:
            at = _other(first, self._start)
            for edge in second.get(at, ()):
                middle = _other(edge, at)
                if middle == at or middle in self._ends:
                    continue
                for following in third.get(middle, ()):
                    to = _other(following, middle)
                    if to not in self._ends and to not in {at, middle}:
                        for last in self._last.get(to, ()):
                            yield [first, edge, following, last]

    def _inner_first(self) -> Iterator[Relation]:
        return (first for first in self._first if _other(first, self._start) not in self._ends)

    def _batches(self, beyond: int | None) -> Iterator[list[Relation]]:
        """First edges, best first; all at once where they, or what they have to reach, are few."""
        edges = list(self._inner_first())
        few = beyond is not None and min(len({_other(e, self._start) for e in edges}), beyond) <= _FEW
        at, size = 0, len(edges) if few else _FIRST_BATCH
        while at < len(edges) and self._left > 0:
            yield edges[at : at + size]
            at, size = at + size, 4 * size

    def _around(self, ids: Sequence[str]) -> list[Relation]:
        return self._counted(relations_around(self._tx, self._library, ids, max(self._left, 0)))

    def _across(self, some: Collection[str], others: Collection[str]) -> list[Relation]:
        """Relations between the two sets, read from the smaller."""
        if not some or not others:
            return []
        if len(some) > len(others):
            some, others = others, some
        return self._counted(
            relations_across(self._tx, self._library, sorted(some), sorted(others), max(self._left, 0))
        )

    def _counted(self, read: list[Relation]) -> list[Relation]:
        self._left -= len(read)
        return read


def _other(edge: Relation, at: str) -> str:
    """The other end; the same where an edge leads back."""
    return edge.object if edge.subject == at else edge.subject


def _beside(edges: Sequence[Relation], end: str) -> _Beside:
    """Edges of ``end`` by where they lead."""
    beside: _Beside = {}
    for edge in edges:
        beside.setdefault(_other(edge, end), []).append(edge)
    return beside


def _from(starts: Collection[str], edges: Sequence[Relation]) -> _Beside:
    """Edges by the end, or ends, that are among ``starts``."""
    beside: _Beside = {}
    for edge in edges:
        for at in {edge.subject, edge.object}:
            if at in starts:
                beside.setdefault(at, []).append(edge)
    return beside
