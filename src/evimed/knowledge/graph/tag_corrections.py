"""Tags as people have corrected them, and what a correction says of alike documents.

A correction belongs to one document and wins there. Elsewhere it is a vote: each document that was corrected
in a value votes, by how alike it is, for or against that value, and the votes decide where together they
weigh enough (weighted nearest neighbours). What is alike depends on what was corrected. Of a kind and a
jurisdiction the form tells (headings, labels, the folder), and a mistake is carried over only to documents
that were read to be the same; of a subject its words tell. A value is only taken away where the document's
own reading gave it, and only added where it did not; nothing a Scope may not read votes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evimed.knowledge.graph.tag_form import FORM
from evimed.knowledge.tokens import fold, is_stop, tokenise

Tags = Mapping[str, Sequence[str]]
Origin = Literal["read", "corrected", "learned"]

KINDS: Final = (
    "kind",
    "section",
    "population",
    "jurisdiction",
    "specialty",
    "drug",
    "disease",
    "design",
)
OF_FORM: Final = frozenset(("kind", "jurisdiction"))
# Below the first, a document says nothing of another; from the second on, net, votes decide.
_ALIKE: Final[Mapping[bool, float]] = {True: 0.15, False: 0.3}  # by form, by subject
_ENOUGH: Final[Mapping[bool, float]] = {True: 0.15, False: 0.45}
_FOLDER: Final = re.compile(r"[\\/]")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A document that was corrected: what tells of it, and the values added and removed, by kind."""

    id: str
    title: str
    source: str
    tags: Tags
    added: Tags
    removed: Tags


@dataclass(frozen=True, slots=True)
class Tag:
    """A value of a document, where it comes from, and the documents whose corrections taught it."""

    kind: str
    value: str
    origin: Origin
    of: tuple[str, ...] = ()


def effective_tags(
    title: str, source: str, tags: Tags, own: Corrected | None, others: Sequence[Corrected]
) -> list[Tag]:
    """The tags of a document: as read, corrected by people, and by what they corrected in alike ones."""
    teachers = [other for other in others if own is None or other.id != own.id]
    by_subject = _weighed((title, source, tags), teachers, likeness)
    by_form = _weighed((title, source, tags), teachers, form_likeness)
    found: list[Tag] = []
    for kind in KINDS:
        values: dict[str, Tag] = {value: Tag(kind, value, "read") for value in tags.get(kind, ())}
        formal = kind in OF_FORM
        alike = [
            (weight, other)
            for weight, other in (by_form if formal else by_subject)
            if weight >= _ALIKE[formal] and (not formal or _read_alike(kind, tags, other.tags))
        ]
        for value, weight, teaching in _votes(kind, alike):
            if weight >= _ENOUGH[formal] and value not in values:
                values[value] = Tag(kind, value, "learned", teaching)
            elif weight <= -_ENOUGH[formal]:
                values.pop(value, None)
        if own is not None:
            values |= {value: Tag(kind, value, "corrected") for value in own.added.get(kind, ())}
            values = {v: tag for v, tag in values.items() if v not in own.removed.get(kind, ())}
        found += values.values()
    return found


def _weighed(
    document: tuple[str, str, Tags],
    teachers: Sequence[Corrected],
    measure: Callable[[tuple[str, str, Tags], tuple[str, str, Tags]], float],
) -> list[tuple[float, Corrected]]:
    return [(measure(document, (one.title, one.source, one.tags)), one) for one in teachers]


def _read_alike(kind: str, tags: Tags, other: Tags) -> bool:
    """Whether two documents were read to have the same values: a correction is of a mistake."""
    return set(tags.get(kind, ())) == set(other.get(kind, ()))


def _votes(kind: str, alike: Sequence[tuple[float, Corrected]]) -> list[tuple[str, float, tuple[str, ...]]]:
    """Net weight of the votes on each value, and who voted for it."""
    votes: dict[str, tuple[float, tuple[str, ...]]] = {}
    for weight, other in alike:
        for sign, said in ((1.0, other.added), (-1.0, other.removed)):
            for value in said.get(kind, ()):
                total, teachers = votes.get(value, (0.0, ()))
                votes[value] = (total + sign * weight, (*teachers, other.id) if sign > 0 else teachers)
    return [(value, total, teachers) for value, (total, teachers) in votes.items()]


def form_likeness(one: tuple[str, str, Tags], other: tuple[str, str, Tags]) -> float:
    """How alike two documents are in form, 0 to 1: headings, labels, folder (Jaccard)."""
    a, b = _form(*one), _form(*other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _form(_title: str, source: str, tags: Tags) -> frozenset[str]:
    folder = _FOLDER.split(source)[:-1]
    return frozenset(tags.get(FORM, ())) | ({f"in:{folder[-1]}"} if folder else set[str]())


def likeness(one: tuple[str, str, Tags], other: tuple[str, str, Tags]) -> float:
    """How alike two documents are, 0 to 1: words of their titles, folder, tags as read (Jaccard)."""
    a, b = _features(*one), _features(*other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _features(title: str, source: str, tags: Tags) -> frozenset[str]:
    words = {f"title:{token}" for token in tokenise(title) if not is_stop(fold(token))}
    folder = _FOLDER.split(source)[:-1]
    told = {f"{kind}:{value}" for kind in KINDS if kind != "section" for value in tags.get(kind, ())}
    return frozenset(words | told | ({f"in:{folder[-1]}"} if folder else set()))
