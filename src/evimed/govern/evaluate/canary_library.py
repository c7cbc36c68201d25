"""The libraries that canaries live in: tenants that hold the same open documents and different closed ones.

In each, the group ``board`` reads what is closed; ``ann`` is in it, ``bob`` is not. The closed documents say
of the same drugs, diseases and guidelines what the open ones say, and more: so they would move ranks, counts,
the graph and the conflicts, if anything of them could be felt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evimed.govern.access.people import People
from evimed.govern.session import Models, Session
from evimed.settings import Settings
from evimed.store.database import Database

LIBRARY: Final = "default"
PEOPLE: Final = ("ann", "bob")
_OPEN: Final = (
    "{name} leaflet\n\nThe dose of {name} in adults is {dose} mg once daily. Take it with water.\n\n"
    "{name} 说明书\n\n成人推荐剂量为 {dose} mg，每日一次。不良反应：头痛、恶心。\n"
)
_CLOSED: Final = (
    "{name} board minutes\n\nThe dose of {name} in adults will be raised to {secret}1 mg twice daily. "
    "Batch {secret}2 of {name} was recalled because of {secret}3 headaches.\n\n"
    "{name} 会议纪要\n\n{name} 成人剂量将改为 {secret}4 mg；不良反应：{secret}5。由 {secret}6 决定。\n"
)
_OPEN_GUIDE: Final = (
    "Clinical practice guideline: type 2 diabetes\n\nRecommendations\n\n"
    "We recommend metformin for adults with type 2 diabetes (strong recommendation, high certainty of "
    "evidence).\n\n"
    "Metformin is used to treat type 2 diabetes. Metformin may cause nausea.\n"
)
_CLOSED_GUIDE: Final = (
    "Clinical practice guideline: management of diabetes, draft {secret}7\n\nRecommendations\n\n"
    "We recommend against metformin for adults with type 2 diabetes (strong recommendation, high certainty "
    "of evidence of {secret}8).\n\n"
    "Metformin causes lactic acidosis in {secret}9 patients. Warfarin interacts with metformin ({secret}9).\n"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at work: a Scope compiled anew for each question, as a request has it."""

    people: People
    name: str
    settings: Settings

    def session(self) -> Session:
        """What a surface gives them."""
        scope = self.people.scope_as(self.people.owner_scope(), self.name)
        return Session(self.people.authority.database, scope, self.settings, Models())


def plant(
    database: Database,
    settings: Settings,
    folder: Path,
    tenant: str,
    names: Sequence[str],
    secret: str | None,
) -> dict[str, Reader]:
    """One tenant with its people, rules, documents and graph; without a ``secret``, what is open alone."""
    for number, name in enumerate(names):
        _write(folder / "open" / f"{name}.txt", _OPEN.format(name=name, dose=number + 10))
        if secret is not None:
            _write(folder / "closed" / f"{secret}-{name}.txt", _CLOSED.format(name=name, secret=secret))
    _write(folder / "open" / "guide.txt", _OPEN_GUIDE)
    if secret is not None:
        _write(folder / "closed" / f"{secret}-guide.txt", _CLOSED_GUIDE.format(secret=secret))
        _write(folder / "closed" / f"{secret}-broken.pdf", "%PDF-1.7 nothing")
    people = People(database, tenant)
    owner = people.owner_scope()
    for name in PEOPLE:
        people.accounts.add(owner, name, roles=["reader"])
    people.groups.add(owner, "board")
    people.groups.put(owner, "board", "ann")
    people.permissions.permit(owner, LIBRARY, "everyone")
    people.permissions.permit(owner, LIBRARY, "group:board", effect="only", path=str(folder / "closed"))
    own = Session(database, people.owner_scope(), settings, Models())
    own.ingest([str(folder)], library=LIBRARY)
    own.graph().build(library=LIBRARY)
    return {name: Reader(people, name, settings) for name in PEOPLE}


def swap(readers: Mapping[str, Reader], folder: Path) -> None:
    """Who could read no longer may, and the other way round."""
    people = readers["ann"].people
    owner = people.owner_scope()
    people.groups.take(owner, "board", "ann")
    people.groups.put(owner, "board", "bob")
    # A rule more, so that documents are labelled anew as well.
    people.permissions.permit(owner, LIBRARY, "user:ann", effect="deny", path=str(folder / "closed"))


def hidden(reader: Reader, folder: Path) -> list[dict[str, str]]:
    """What the other may not know of: ids, and places."""
    closed = str(folder / "closed")
    documents = [
        document
        for document in reader.session().documents(library=LIBRARY)
        if document.source.startswith(closed)
    ]
    graph = reader.session().graph()
    edges = graph.neighbourhood("metformin", library=LIBRARY).edges
    # What an open document says of it as well is no secret.
    relations = sorted(
        edge.relation.id
        for edge in edges
        if any(citation.document.source.startswith(closed) for _, citation in edge.evidence)
    )
    return [
        {
            "id": document.id,
            "source": document.source,
            "answer": "a" * 21,
            "relation": relations[number % len(relations)] if relations else "r",
        }
        for number, document in enumerate(documents)
    ]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
