"""The page of a document: its text or pages, its tags, what came of it, where it lies and who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from evimed.govern.access.permissions import ReadersView
from evimed.knowledge.graph.tag_corrections import KINDS, Tag
from evimed.records import Document, Span
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.web.folder_tree import crumbs
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.present import TONES, tag_words, tongue
from evimed.surfaces.web.rendering import library_of, link, page
from evimed.surfaces.web.sources import sheet_of

router = APIRouter()

_A_SCREEN = 3000  # characters of a document shown at once
_MOST_CHOICES = 500  # folders that a field offers


@router.get("/documents/{document_id}")
def document_page(
    document_id: str,
    request: Request,
    caller: CallerIn,
    desk: DeskIn,
    start: Annotated[int, Query(ge=0)] = 0,
    number: Annotated[int | None, Query(alias="page", ge=1)] = None,
    marked: Annotated[str, Query(alias="mark", pattern=r"^(\d{1,9}-\d{1,9})?$")] = "",
) -> HTMLResponse:
    """A document, a screen or a page at a time, with what is known of it."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    marks: tuple[Span, ...] = ()
    if marked:
        first, _, last = marked.partition("-")
        marks = ((int(first), int(last)),)
    around = (min(start, document.characters), min(start + _A_SCREEN, document.characters))
    view = caller.session.view(document.id, library=library, around=around, marks=marks)
    sheet = sheet_of(caller, desk, library, document.id, number or 1, None) if view.has_pages else None
    told = caller.session.shelf().contribution(document.id, library=library)
    return page(
        request,
        caller,
        "document.html",
        active="library",
        document=document,
        view=view,
        sheet=sheet if number is not None else None,
        before=max(0, start - _A_SCREEN) if view.excerpt.before else None,
        after=start + _A_SCREEN if view.excerpt.after else None,
        doc_library=library,
        tags=_by_kind(caller.session.graph().tagged(document.id, library=library)),
        tag_kinds=KINDS,
        told=told,
        versions=[_version(one, document, told.replaced) for one in told.versions],
        replaced_by=told.replaced.get(document.id),
        places=sorted({place for source, place in told.places.items() if place != source}),
        crumbs=crumbs(told.folder),
        choices=_folders(caller, library),
        readers=_readers(caller, desk.service.people.permissions.readers(caller.scope, library, document.id))
        if "permit" in caller.may
        else None,
        may=caller.may,
        tones=TONES,
        tag_words=tag_words,
        tongue=tongue,
    )


def _by_kind(tags: list[Tag]) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = {}
    for one in tags:
        found.setdefault(one.kind, []).append(one)
    return found


def _version(one: Document, shown: Document, replaced: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "version": one.version,
        "published": one.published,
        "current": one.id not in replaced,
        "here": one.id == shown.id,
    }


def _folders(caller: Caller, library: str) -> list[str]:
    if not {"ingest", "delete"} <= caller.may:
        return []
    return [one.path for one in caller.session.filing().folders(library=library) if one.path][:_MOST_CHOICES]


def _readers(caller: Caller, told: ReadersView) -> dict[str, Any]:
    """Who reads it, as words are made from: subjects split into what they are, their name, a purpose."""
    return {
        "accounts": caller.name is not None,
        "clauses": [[_subject(one) for one in clause] for clause in told.clauses],
        "denied": [_subject(one) for one in told.denied],
        "rules": [
            {"place": one.place, "path": one.path, "effect": one.effect, "who": _subject(one.subject)}
            for one in told.rules
        ],
    }


def _subject(words: str) -> dict[str, str]:
    known, _, purpose = words.partition("@")
    kind, _, name = known.partition(":")
    return {"kind": kind, "name": name, "purpose": purpose}


@router.post("/documents/{document_id}/tags", dependencies=[Depends(checked_form)])
def correct_tag(
    document_id: str,
    request: Request,
    caller: WorkingCaller,
    kind: Annotated[str, Form(max_length=50)],
    value: Annotated[str, Form(max_length=1000)],
    act: Annotated[Literal["add", "remove", "reset"], Form()],
) -> Response:
    """A tag added, taken away, or such a correction taken back."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    caller.session.graph().correct_tag(document.id, kind, value, act=act, library=library)
    address = link(f"/documents/{document.id}", library=library).unescape()
    return RedirectResponse(f"{address}#tags", status_code=303)
