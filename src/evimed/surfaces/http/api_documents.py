"""``/api/v1``: libraries and their documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from evimed.catalogue import Language
from evimed.errors import EvimedError, InputError
from evimed.govern.evidence import Advice
from evimed.json_forms import (
    cited_document_json,
    conflict_report_json,
    deletion_json,
    document_json,
    error_json,
    outcome_json,
)
from evimed.store.documents import Quarantined
from evimed.store.uploads import UploadRun
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.uploads import Uploads, Work

router = APIRouter(prefix="/api/v1", tags=["documents"])

_LONGEST_WAIT = 600.0  # seconds
_TAKEN: dict[int | str, dict[str, Any]] = {200: {"description": "All are in, where that was waited for"}}
_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "The page"}}
_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {}}, "description": "The text"}}


@router.get("/libraries")
def list_libraries(caller: CallerIn) -> dict[str, Any]:
    """The libraries, and how far the work on each has come."""
    session = caller.session
    libraries = [
        {
            "name": one.library,
            "documents": one.documents,
            "passages": one.passages,
            "quarantined": one.quarantined,
            "vectors": one.vectors.get(session.embedder or "", 0),
        }
        for one in session.progress()
    ]
    return {"libraries": libraries, "embedder": session.embedder}


@router.get("/libraries/{library}/documents")
def list_documents(library: str, caller: CallerIn) -> dict[str, Any]:
    """All documents of a library, superseded versions too."""
    return {"documents": [document_json(one) for one in caller.session.documents(library=library)]}


@router.post("/libraries/{library}/documents", status_code=202, responses=_TAKEN)
def upload(
    library: str,
    files: Annotated[list[UploadFile], File(description="Documents or ZIP archives")],
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    wait: Annotated[bool, Query(description="Answer when all are in")] = False,
) -> Response:
    """Take documents in. They are read one after another: follow the run that is answered."""
    work = receive(desk.uploads, files, library, caller)
    if wait and not work.ended.wait(_LONGEST_WAIT):
        wait = False
    run = caller.session.receiving().run(work.run)
    body = run_json(run, language_of(request))
    return JSONResponse(
        body, status_code=200 if wait else 202, headers={"Location": f"/api/v1/runs/{run.id}"}
    )


def receive(uploads: Uploads, files: list[UploadFile], library: str, caller: Caller) -> Work:
    """Write what was sent and hand it to the thread that takes it in."""
    if not files:
        raise InputError("upload_empty")
    work = uploads.begin(library, caller.session)
    try:
        for file in files:
            uploads.write(work, file.filename or "", file.file)
        return uploads.submit(work)
    except EvimedError:
        uploads.drop(work)
        raise


@router.get("/runs/{run_id}")
def show_run(run_id: str, request: Request, caller: CallerIn) -> dict[str, Any]:
    """How far an upload is, and what became of its files."""
    return run_json(caller.session.receiving().run(run_id), language_of(request))


def run_json(run: UploadRun, language: Language) -> dict[str, Any]:
    """A run as JSON; the words of its errors are in ``language``."""
    return {
        "id": run.id,
        "library": run.library,
        "state": run.state,
        "done": run.done,
        "total": run.total,
        "outcomes": [outcome_json(outcome, language) for outcome in run.outcomes],
        "error": error_json(run.error, language) if run.error is not None else None,
    }


@router.get("/libraries/{library}/quarantine")
def list_quarantine(library: str, request: Request, caller: CallerIn) -> dict[str, Any]:
    """What could not be taken in, why, and what to do."""
    language = language_of(request)
    return {
        "quarantine": [quarantine_json(one, language) for one in caller.session.quarantined(library=library)]
    }


def quarantine_json(one: Quarantined, language: Language) -> dict[str, Any]:
    """A file that was set aside."""
    return {
        "source": one.source,
        "sha256": one.sha256,
        "error": error_json(EvimedError(one.code, **one.details), language),
        "at": one.at.isoformat(),
    }


@router.get("/libraries/{library}/conflicts")
def list_conflicts(
    library: str, request: Request, caller: CallerIn, topic: Annotated[str | None, Query()] = None
) -> dict[str, Any]:
    """Recommendations that disagree, both sides of which may be read; those on a topic, or all."""
    found = caller.session.conflicts(library=library, language=language_of(request), topic=topic)
    return {"library": library, "topic": topic, "conflicts": [conflict_report_json(one) for one in found]}


@router.get("/libraries/{library}/recommendations")
def list_recommendations(
    library: str,
    caller: CallerIn,
    about: Annotated[str, Query(max_length=200, description="Only those that hold all these words")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """What the documents recommend, with grade, population and place; the newest documents first."""
    found = caller.session.evidence().recommendations(library=library, about=about)
    return {
        "library": library,
        "total": len(found),
        "recommendations": [advice_json(one) for one in found[:limit]],
    }


def advice_json(one: Advice) -> dict[str, Any]:
    """A recommendation with its document."""
    advised = one.recommendation
    grade = advised.strength
    return {
        "text": advised.text,
        "body": one.body,
        "direction": advised.direction,
        "grade": {"scheme": grade.scheme, "value": grade.value} if grade is not None else None,
        "population": advised.population.text if advised.population is not None else None,
        "section": list(advised.section),
        "chars": list(advised.chars),
        "document": cited_document_json(one.document),
    }


@router.get("/libraries/{library}/documents/{document_id}")
def show_document(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """A document, by its id or the beginning of it."""
    return {"document": document_json(caller.session.document(document_id, library=library))}


@router.get(
    "/libraries/{library}/documents/{document_id}/text", responses=_TEXT, response_class=PlainTextResponse
)
def show_text(
    library: str,
    document_id: str,
    caller: CallerIn,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> PlainTextResponse:
    """The very text that locators count in, or the characters ``[start, end)`` of it."""
    document = caller.session.document(document_id, library=library)
    text = caller.session.document_text(document.id, library=library)
    return PlainTextResponse(text[start:end])


@router.get(
    "/libraries/{library}/documents/{document_id}/pages/{page}", responses=_PAGE, response_class=Response
)
def show_page(
    library: str,
    document_id: str,
    page: int,
    caller: CallerIn,
    desk: DeskIn,
    width: Annotated[int, Query(description="Pixels, 200–2000")] = 1200,
) -> Response:
    """A page as it was printed, as PNG. Boxes count in its points, which the headers tell."""
    session = caller.session
    document = session.document(document_id, library=library)  # the right to see it, before the shelf
    key = (caller.scope.tenant, library, document.id, page, width)
    drawn = desk.pages.picture(
        key, lambda: session.page_image(document.id, page, library=library, pixels=width)
    )
    headers = {
        "X-Page-Width": f"{drawn.width:g}",
        "X-Page-Height": f"{drawn.height:g}",
        "Cache-Control": "private, no-cache",
    }
    return Response(drawn.png, media_type="image/png", headers=headers)


@router.delete("/libraries/{library}/documents/{document_id}")
def delete_document(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """Delete a document and all that came from it, in one transaction."""
    document = caller.session.document(document_id, library=library)
    return deletion_json(caller.session.delete(document.id, library=library))
