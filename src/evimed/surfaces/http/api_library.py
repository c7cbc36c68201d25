"""``/api/v1``: folders, pages of a library, tags, and what came of a document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from evimed.errors import InputError
from evimed.govern.filing import MOST_MOVED, Moved
from evimed.govern.shelf import Wanted
from evimed.json_forms import cited_document_json, document_json
from evimed.surfaces.http.identity import CallerIn, DeskIn, WorkingCaller

router = APIRouter(prefix="/api/v1/libraries/{library}", tags=["documents"])

Path = Annotated[str, Field(max_length=1000, description="Names of folders, parted by /")]


class FolderPath(BaseModel):
    """A folder."""

    path: Path


class Renaming(FolderPath):
    """A folder and its new path."""

    to: Path


class Move(BaseModel):
    """Documents and the folder they are moved to, ``""`` for the top."""

    documents: list[str] = Field(min_length=1, max_length=MOST_MOVED)
    folder: Path


class Correction(BaseModel):
    """What a person says of a tag; ``reset`` takes such a correction back."""

    kind: str = Field(max_length=50)
    value: str = Field(max_length=1000)
    act: Literal["add", "remove", "reset"]


@router.get("/folders")
def list_folders(library: str, caller: CallerIn) -> dict[str, Any]:
    """The folders with the documents that lie in each itself; ``made`` ones stay when they are empty."""
    found = caller.session.filing().folders(library=library)
    return {
        "folders": [{"path": one.path, "documents": one.documents, "made": one.made} for one in found],
    }


@router.post("/folders", status_code=201)
def make_folder(library: str, body: FolderPath, caller: WorkingCaller) -> dict[str, Any]:
    """Make a folder; its path as it is kept. One that is there stays as it is."""
    return {"path": caller.session.filing().make(body.path, library=library)}


@router.delete("/folders")
def remove_folder(
    library: str, caller: WorkingCaller, path: Annotated[str, Query(max_length=1000)]
) -> dict[str, Any]:
    """Remove a folder that somebody made and nothing lies in."""
    caller.session.filing().remove(path, library=library)
    return {"path": path}


@router.post("/folders/rename")
def rename_folder(library: str, body: Renaming, caller: WorkingCaller) -> dict[str, Any]:
    """Give a folder another path; what lies in it moves along."""
    return moved_json(caller.session.filing().rename(body.path, body.to, library=library))


@router.post("/moves")
def move_documents(library: str, body: Move, caller: WorkingCaller) -> dict[str, Any]:
    """Move documents, with their other versions, to a folder. Permission rules follow the place."""
    return moved_json(caller.session.filing().move(body.documents, body.folder, library=library))


def moved_json(moved: Moved) -> dict[str, Any]:
    """What a move did."""
    return {"documents": moved.documents, "readers_changed": moved.readers_changed}


class ShelfQuery:
    """Which documents of a library an address asks for."""

    def __init__(
        self,
        folder: Annotated[str | None, Query(max_length=1000, description="All in it and below it")] = None,
        words: Annotated[str, Query(max_length=200, description="All in the title or the source")] = "",
        kind: Annotated[str, Query(max_length=50)] = "",
        state: Annotated[str, Query(pattern="^(|current|superseded)$")] = "",
        tag: Annotated[str, Query(max_length=300, description="KIND:VALUE")] = "",
        order: Annotated[str, Query(pattern="^(|newest)$", description="By title, or the newest first")] = "",
        skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> None:
        self.wanted = Wanted(folder, words.strip(), kind, state, tag_of(tag), order == "newest")
        self.tag, self.order, self.skip = tag, order, skip


@router.get("/shelf")
def show_shelf(
    library: str,
    caller: CallerIn,
    asked: Annotated[ShelfQuery, Depends()],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """A page of the documents that are asked for, with what each contributes."""
    page = caller.session.shelf().page(asked.wanted, library=library, want=limit, skip=asked.skip)
    rows = [
        {
            **document_json(one.document),
            "folder": one.folder,
            "added": one.at.isoformat(),
            "passages": page.uses[one.document.id].passages,
            "answers": page.uses[one.document.id].answers,
        }
        for one in page.rows
    ]
    return {"total": page.total, "skip": page.skip, "documents": rows}


def tag_of(words: str) -> tuple[str, str] | None:
    """``KIND:VALUE`` as a tag; nothing where no tag is asked for.

    Raises
    ------
    InputError
        ``tag_kind``: there is no kind in it.
    """
    kind, colon, value = words.partition(":")
    if not words:
        return None
    if not colon:
        raise InputError("tag_kind", kind=words[:50], valid="KIND:VALUE")
    return kind, value


@router.get("/documents/{document_id}/contribution")
def show_contribution(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """What came of a document, the latest answers that cite it, its versions, where it lies."""
    document = caller.session.document(document_id, library=library)
    told = caller.session.shelf().contribution(document.id, library=library)
    parts = told.parts
    return {
        "document": document.id,
        "folder": told.folder,
        "places": dict(told.places),
        "passages": parts.passages,
        "mentions": parts.mentions,
        "assertions": parts.assertions,
        "recommendations": parts.recommendations,
        "conflicts": parts.conflicts,
        "answers": parts.answers,
        "cited_by": [
            {"id": one.id, "question": one.question, "verdict": one.verdict} for one in told.answers
        ],
        "versions": [
            {**cited_document_json(one), "superseded_by": told.replaced.get(one.id)} for one in told.versions
        ],
    }


@router.get("/documents/{document_id}/tags")
def show_tags(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """What a document is about, and where each tag comes from: read, corrected, learned from alike ones."""
    document = caller.session.document(document_id, library=library)
    found = caller.session.graph().tagged(document.id, library=library)
    return {
        "document": document.id,
        "tags": [
            {"kind": one.kind, "value": one.value, "origin": one.origin, "of": list(one.of)} for one in found
        ],
    }


@router.post("/documents/{document_id}/tags")
def correct_tag(library: str, document_id: str, body: Correction, caller: WorkingCaller) -> dict[str, Any]:
    """Add a value, take one away, or take such a correction back; the tags as they are then."""
    document = caller.session.document(document_id, library=library)
    caller.session.graph().correct_tag(document.id, body.kind, body.value, act=body.act, library=library)
    return show_tags(library, document.id, caller)


@router.get("/documents/{document_id}/readers")
def show_readers(library: str, document_id: str, caller: CallerIn, desk: DeskIn) -> dict[str, Any]:
    """Who reads a document (its whole id) besides the owner, and by which rules; for who makes rules.

    One of each set in ``one_of_each``, and none of ``denied``; without a set, nobody.
    """
    told = desk.service.people.permissions.readers(caller.scope, library, document_id)
    return {
        "document": told.document_id,
        "places": list(told.places),
        "one_of_each": [list(clause) for clause in told.clauses],
        "denied": list(told.denied),
        "rules": [
            {"id": one.id, "place": one.place, "path": one.path, "effect": one.effect, "subject": one.subject}
            for one in told.rules
        ],
    }
