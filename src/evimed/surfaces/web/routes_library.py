"""Pages of a library: its documents by folder and filter, uploads, what was set aside."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from evimed import samples
from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.govern.shelf import Listed, ShelfPage, Wanted
from evimed.store.documents import Quarantined
from evimed.surfaces.http.api_documents import receive, run_json
from evimed.surfaces.http.api_library import ShelfQuery
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.folder_tree import crumbs, folder_tree
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.present import tag_words, tongue
from evimed.surfaces.web.rendering import fragment, library_of, link, page

router = APIRouter()

_ROWS = 50
_MOST_SET_ASIDE = 100
_MOST_CHOICES = 500  # folders that a field offers
_SAMPLE = "vishutan_label_zh.pdf"
_TRIES: dict[Language, tuple[str, ...]] = {
    "zh": (
        "非瓣膜性房颤患者 eGFR 为 30～44 时，替诺沙班的推荐剂量是多少？",
        "替诺沙班漏服一次怎么办？",
        "替诺沙班在髋关节或膝关节置换术后的推荐疗程是多久？",
    ),
    "en": (
        "What should be done when a dose of ZELVORIS is missed?",
        "What is the ZELVORIS dose to reduce the risk of recurrence?",
        "替诺沙班漏服一次怎么办？",
    ),
}


def questions_to_try(caller: Caller, library: str, language: Language) -> tuple[str, ...]:
    """Questions that the sample library answers, where it is in."""
    there = "read" in caller.may and caller.session.shelf().holds_source(_SAMPLE, library=library)
    return _TRIES[language] if there else ()


class Asked(ShelfQuery):
    """What the address of a library page asks for."""

    @property
    def narrowed(self) -> bool:
        """Whether anything but a folder is asked for."""
        return replace(self.wanted, folder=None, newest=False) != Wanted()

    def link(self, library: str, **other: object) -> str:
        """The address of the same page, with something other."""
        asked = self.wanted
        given: dict[str, object] = {
            "folder": asked.folder,
            "words": asked.words or None,
            "kind": asked.kind or None,
            "state": asked.state or None,
            "tag": self.tag or None,
            "order": self.order or None,
        }
        return link("/library", library=library, **(given | other))


@router.get("/library")
def library_page(
    request: Request,
    caller: CallerIn,
    asked: Annotated[Asked, Depends()],
    moved: Annotated[int | None, Query(ge=0)] = None,
    changed: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """What the library holds, what came of uploads, what was set aside."""
    library, language = library_of(request), language_of(request)
    session = caller.session
    found = session.shelf().page(asked.wanted, library=library, want=_ROWS, skip=asked.skip)
    folders = session.filing().folders(library=library)
    aside = session.quarantined(library=library)
    holds = next((one for one in session.progress() if one.library == library), None)
    return page(
        request,
        caller,
        "library.html",
        active="library",
        asked=asked,
        wanted=asked.wanted,
        link_to=partial(asked.link, library),
        rows=[_row(one, found) for one in found.rows],
        total=found.total,
        pager=_pager(found, asked, library),
        tree=folder_tree(folders, asked.wanted.folder),
        crumbs=crumbs(asked.wanted.folder or ""),
        here_is=next((one for one in folders if one.path == asked.wanted.folder), None),
        choices=[one.path for one in folders if one.path][:_MOST_CHOICES],
        kinds=session.shelf().kinds(library=library),
        quarantine=[_set_aside(one, language) for one in aside[:_MOST_SET_ASIDE]],
        set_aside=len(aside),
        runs=[run_json(run, language) for run in session.receiving().recent(library)],
        holds=holds,
        vectors=holds.vectors.get(session.embedder or "", 0) if holds is not None else 0,
        embedder=session.embedder,
        may=caller.may,
        told={"moved": moved, "changed": changed},
        tag_words=tag_words,
        tongue=tongue,
    )


def _row(one: Listed, found: ShelfPage) -> dict[str, Any]:
    use = found.uses.get(one.document.id)
    return {
        "document": one.document,
        "folder": one.folder,
        "file": one.document.source.rsplit("/", 1)[-1],
        "passages": use.passages if use is not None else 0,
        "answers": use.answers if use is not None else 0,
        "added": f"{one.at:%Y-%m-%d}",
    }


def _pager(found: ShelfPage, asked: Asked, library: str) -> dict[str, Any]:
    """Which rows are shown, and the addresses of those before and after."""
    last = found.skip + len(found.rows)
    return {
        "first": found.skip + 1,
        "last": last,
        "before": asked.link(library, skip=max(0, found.skip - _ROWS)) if found.skip else None,
        "after": asked.link(library, skip=last) if last < found.total else None,
    }


def _set_aside(one: Quarantined, language: Language) -> dict[str, Any]:
    error = EvimedError(one.code, **one.details)
    return {
        "source": one.source,
        "reason": error.message(language),
        "hint": error.hint(language),
        "at": f"{one.at:%Y-%m-%d}",
    }


@router.get("/library/tags")
def tags_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """The tags that most documents have, each leading to those documents."""
    library = library_of(request)
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for kind, value, count in caller.session.shelf().common_tags(library=library):
        by_kind.setdefault(kind, []).append((value, count))
    return page(
        request, caller, "tags.html", active="library", by_kind=by_kind, tag_words=tag_words, tongue=tongue
    )


@router.post("/library/folders", dependencies=[Depends(checked_form)])
def change_folder(
    request: Request,
    caller: WorkingCaller,
    act: Annotated[str, Form(pattern="^(make|rename|remove)$")],
    path: Annotated[str, Form(max_length=1000)] = "",
    to: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """A folder made in another (``path``), renamed, or removed."""
    library, filing = library_of(request), caller.session.filing()
    if act == "make":
        made = filing.make(f"{path.rstrip('/')}/{to}" if path else to, library=library)
        return _to_library(library, folder=made)
    if act == "rename":
        moved = filing.rename(path, to, library=library)
        return _to_library(
            library, folder=to.strip().rstrip("/"), moved=moved.documents, changed=moved.readers_changed
        )
    filing.remove(path, library=library)
    return _to_library(library, folder=path.rpartition("/")[0] or None)


@router.post("/library/move", dependencies=[Depends(checked_form)])
def move(
    request: Request,
    caller: WorkingCaller,
    folder: Annotated[str, Form(max_length=1000)] = "",
    document: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form(pattern="^(d[0-9a-f]{5,63})?$")] = "",
) -> Response:
    """Documents moved to another folder; ``back``: the one whose page this was done on."""
    library = library_of(request)
    moved = caller.session.filing().move(document or [], folder, library=library)
    if back:
        return RedirectResponse(link(f"/documents/{back}", library=library).unescape(), status_code=303)
    return _to_library(
        library, folder=folder.strip().rstrip("/"), moved=moved.documents, changed=moved.readers_changed
    )


def _to_library(library: str, **query: object) -> Response:
    return RedirectResponse(link("/library", library=library, **query).unescape(), status_code=303)


@router.post("/library/documents", dependencies=[Depends(checked_form)])
def upload(
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    files: Annotated[list[UploadFile], File()],
    folder: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Documents from the page, into a folder; without a script, back to the library."""
    for file in files:
        file.filename = "/".join(part for part in (folder.strip("/ "), file.filename or "") if part)
    run = receive(desk.uploads, files, library_of(request), caller).run
    if request.headers.get("X-Requested-With") == "evimed":
        return JSONResponse({"run": run}, status_code=202)
    return RedirectResponse(f"/library/runs/{run}", status_code=303)


@router.post("/library/samples", dependencies=[Depends(checked_form)])
def take_samples(request: Request, caller: WorkingCaller, desk: DeskIn) -> Response:
    """The sample library, for a first look."""
    work = desk.uploads.begin(library_of(request), caller.session)
    for path in sorted(samples.library_path().iterdir()):
        if path.is_file():
            with path.open("rb") as content:
                desk.uploads.write(work, path.name, content)
    run = desk.uploads.submit(work).run
    return RedirectResponse(f"/library/runs/{run}", status_code=303)


@router.get("/library/runs/{run_id}")
def run_page(run_id: str, request: Request, caller: CallerIn) -> HTMLResponse:
    """How far an upload is."""
    language = language_of(request)
    run = run_json(caller.session.receiving().run(run_id), language)
    if request.headers.get("HX-Request") == "true":
        return HTMLResponse(fragment("parts/run.html", language, run=run))
    return page(request, caller, "run.html", active="library", run=run)


@router.post("/library/documents/{document_id}/delete", dependencies=[Depends(checked_form)])
def delete(document_id: str, request: Request, caller: WorkingCaller) -> Response:
    """Delete a document and all that came from it."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    caller.session.delete(document.id, library=library)
    return RedirectResponse("/library", status_code=303)
