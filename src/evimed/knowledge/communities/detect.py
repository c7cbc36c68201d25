"""Communities of a graph by the Leiden algorithm; pure.

Modularity with a fixed seed; the communities before are where it starts from, so that what did not change
stays as it was.

References
----------
Traag, Waltman, van Eck. From Louvain to Leiden: guaranteeing well-connected communities. Scientific
Reports 9:5233, 2019.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol, cast

from evimed.store.graph import Relation


class _Leiden(Protocol):
    """Quality of the best partition, and the community of each node."""

    def __call__(
        self,
        edges: Sequence[tuple[str, str, float]],
        *,
        starting_communities: Mapping[str, int] | None,
        resolution: float,
        use_modularity: bool,
        seed: int,
    ) -> tuple[float, dict[str, int]]: ...


def _leiden() -> _Leiden:
    """The extension, which has no types of its own; loaded when it is needed."""
    return cast("_Leiden", import_module("graspologic_native").leiden)


LEAST: Final = 3  # members; two are a relation
_SEED: Final = 1
_RESOLUTION: Final = 1.0


@dataclass(frozen=True, slots=True)
class Community:
    """Entities more tied to one another than to others, with the relations among them, best supported first.

    ``id`` is that of its relations and of the view: the same relations make the same community.
    """

    id: str
    digest: str
    weights: Mapping[str, float]  # of its members: assertions of their relations inside
    relations: tuple[Relation, ...]


def find_communities(
    relations: Sequence[Relation], view: str, before: Mapping[str, int] | None = None
) -> list[Community]:
    """The communities of a graph, the greatest first.

    Parameters
    ----------
    relations
        Its edges, with how many places support each.
    view
        Names whose view of the graph it is; part of the ids.
    before
        The community each entity was in, by any numbering; entities that are new are left out.
    """
    edges = [(one.subject, one.object, 1.0 + math.log(one.assertions)) for one in relations]
    edges = [edge for edge in edges if edge[0] != edge[1]]
    if not edges:
        return []
    nodes = {node for edge in edges for node in edge[:2]}
    start = _start(nodes, before) if before else None
    _, found = _leiden()(
        edges, starting_communities=start, resolution=_RESOLUTION, use_modularity=True, seed=_SEED
    )
    inside: dict[int, list[Relation]] = {}
    for one in relations:
        if one.subject != one.object and found[one.subject] == found[one.object]:
            inside.setdefault(found[one.subject], []).append(one)
    made = [_community(some, view) for some in inside.values()]
    return sorted(
        (one for one in made if len(one.weights) >= LEAST), key=lambda one: (-len(one.relations), one.id)
    )


def _start(nodes: set[str], before: Mapping[str, int]) -> dict[str, int]:
    """Where each node begins: in its community before, else alone."""
    known = sorted({before[node] for node in nodes if node in before})
    number = {old: new for new, old in enumerate(known)}
    start = {node: number[before[node]] for node in nodes if node in before}
    for node in sorted(nodes - set(start)):
        start[node] = len(number) + len(start)
    return start


def _community(relations: Sequence[Relation], view: str) -> Community:
    ordered = sorted(relations, key=lambda one: (-one.assertions, one.id))
    weights: dict[str, float] = {}
    for one in ordered:
        for end in (one.subject, one.object):
            weights[end] = weights.get(end, 0.0) + one.assertions
    told = "\n".join(sorted(f"{one.id} {one.assertions}" for one in ordered))
    digest = hashlib.sha256(told.encode()).hexdigest()[:20]
    id_ = "m" + hashlib.sha256(f"{view}\n{digest}".encode()).hexdigest()[:15]
    return Community(id_, digest, weights, tuple(ordered))
