"""Pages of documents: the library, uploads, one document, what was set aside."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from evimed import samples
from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.records import Document, Span
from evimed.store.documents import Quarantined
from evimed.surfaces.http.api_documents import receive, run_json
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.present import tongue
from evimed.surfaces.web.rendering import fragment, library_of, page
from evimed.surfaces.web.sources import sheet_of

router = APIRouter()

_A_SCREEN = 3000  # characters of a document shown at once
_SAMPLE = "vishutan_label_zh.pdf"
_TRIES: dict[Language, tuple[str, ...]] = {
    "zh": (
        "非瓣膜性房颤患者 eGFR 为 30～44 时，替诺沙班的推荐剂量是多少？",
        "替诺沙班漏服一次怎么办？",
        "膝关节置换术后用替诺沙班预防血栓要用多少天？",
    ),
    "en": (
        "What should be done when a dose of ZELVORIS is missed?",
        "What is the ZELVORIS dose to reduce the risk of recurrence?",
        "替诺沙班漏服一次怎么办？",
    ),
}


def questions_to_try(caller: Caller, library: str, language: Language) -> tuple[str, ...]:
    """Questions that the sample library answers, where it is in."""
    documents = caller.session.documents(library=library) if "read" in caller.may else []
    there = any(one.source.rsplit("/", 1)[-1] == _SAMPLE for one in documents)
    return _TRIES[language] if there else ()


@router.get("/library")
def library_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """What the library holds, what came of uploads, what was set aside."""
    library = library_of(request)
    session = caller.session
    uses = session.document_uses(library=library)
    documents = session.documents(library=library)
    holds = next((one for one in session.progress() if one.library == library), None)
    return page(
        request,
        caller,
        "library.html",
        active="library",
        documents=[_row(one, uses.get(one.id)) for one in documents],
        titles={one.id: one.title for one in documents},
        quarantine=[_set_aside(one, language_of(request)) for one in session.quarantined(library=library)],
        runs=[run_json(run, language_of(request)) for run in session.receiving().recent(library)],
        holds=holds,
        vectors=holds.vectors.get(session.embedder or "", 0) if holds is not None else 0,
        embedder=session.embedder,
        tongue=tongue,
    )


def _row(one: Document, use: Any) -> dict[str, Any]:
    return {
        "document": one,
        "passages": use.passages if use is not None else 0,
        "answers": use.answers if use is not None else 0,
        "added": f"{use.ingested_at:%Y-%m-%d}" if use is not None else "",
    }


def _set_aside(one: Quarantined, language: Language) -> dict[str, Any]:
    error = EvimedError(one.code, **one.details)
    return {
        "source": one.source,
        "reason": error.message(language),
        "hint": error.hint(language),
        "at": f"{one.at:%Y-%m-%d}",
    }


@router.post("/library/documents", dependencies=[Depends(checked_form)])
def upload(
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    files: Annotated[list[UploadFile], File()],
) -> Response:
    """Documents from the page; without a script, back to the library."""
    run = receive(desk.uploads, files, library_of(request), caller).run
    if request.headers.get("X-Requested-With") == "evimed":
        return JSONResponse({"run": run}, status_code=202)
    return RedirectResponse("/library", status_code=303)


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
    """A document, a screen or a page at a time."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    marks: tuple[Span, ...] = ()
    if marked:
        first, _, last = marked.partition("-")
        marks = ((int(first), int(last)),)
    around = (min(start, document.characters), min(start + _A_SCREEN, document.characters))
    view = caller.session.view(document.id, library=library, around=around, marks=marks)
    sheet = sheet_of(caller, desk, library, document.id, number or 1, None) if view.has_pages else None
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
        labels=caller.session.graph().tags(document.id, library=library) or {},
        tongue=tongue,
    )
