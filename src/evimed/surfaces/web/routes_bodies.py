"""The page of a body of evidence: several studies of one outcome on one worksheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from evimed.errors import InputError
from evimed.govern.appraisal import Asked
from evimed.surfaces.http.api_appraisal import signature
from evimed.surfaces.http.identity import Caller, CallerIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.web import appraisal_rows as rows
from evimed.surfaces.web import body_rows
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.rendering import fragment, library_of, link, page
from evimed.surfaces.web.routes_appraisal import Fields

router = APIRouter()


@router.get("/evidence/body")
def body_page(
    request: Request,
    caller: CallerIn,
    document: Annotated[list[str] | None, Query(max_length=200)] = None,
    outcome: Annotated[str, Query(max_length=1000)] = "",
) -> HTMLResponse:
    """Studies together: what counts of each, what each domain is given, what was decided."""
    asked = Asked(document or [], outcome, body_rows.choices_of(dict(request.query_params)))
    return _shown(request, caller, asked)


@router.post("/evidence/body", dependencies=[Depends(checked_form)])
def decide(request: Request, caller: WorkingCaller, fields: Fields) -> Response:
    """Keep what a person decided; what is wrong with it is told beside what was entered."""
    library, asked = library_of(request), _asked(fields)
    try:
        caller.session.appraisal().decide_body(
            asked, rows.steps_of(fields), library=library, by=signature(caller)
        )
    except InputError as error:
        if error.code.startswith("body_"):
            raise
        return _shown(request, caller, asked, entered=fields, refused=error)
    target = link("/evidence/body", library=library, outcome=asked.outcome).unescape()
    documents = "".join(f"&document={id_}" for id_ in asked.documents)
    return RedirectResponse(f"{target}{documents}#decision", status_code=303)


@router.post("/evidence/body/preview", dependencies=[Depends(checked_form)])
def preview(request: Request, caller: WorkingCaller, fields: Fields) -> HTMLResponse:
    """What the form as it stands would give; nothing is kept."""
    library, language = library_of(request), language_of(request)
    told = caller.session.appraisal().body(_asked(fields), library=library)
    return HTMLResponse(
        fragment("parts/weighed.html", language, weighed=rows.weighed(told, fields, language))
    )


def _asked(fields: Mapping[str, str]) -> Asked:
    documents = [id_ for id_ in fields.get("documents", "").split(",") if id_]
    return Asked(documents, fields.get("outcome", ""), body_rows.choices_of(fields))


def _shown(
    request: Request,
    caller: Caller,
    asked: Asked,
    *,
    entered: Mapping[str, str] | None = None,
    refused: InputError | None = None,
) -> HTMLResponse:
    library, language = library_of(request), language_of(request)
    told = caller.session.appraisal().body(asked, library=library)
    problem: dict[str, Any] | None = None
    if refused is not None:
        problem = {"message": refused.message(language), "hint": refused.hint(language)}
    return page(
        request,
        caller,
        "body.html",
        active="evidence",
        status=400 if refused is not None else 200,
        outcome=told["outcome"],
        sheet=body_rows.sheet_of_body(told, library, language, entered or {}),
        refused=problem,
        reviews="review" in caller.may,
        signed=signature(caller),
    )
