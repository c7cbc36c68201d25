"""Pages on what evidence is worth: worksheets, forms of causality, studies side by side, versions of laws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from evimed.catalogue import Language, text
from evimed.errors import InputError, NotFoundError
from evimed.govern.appraisal import FORMS, SET_FORMS, Form, Wanted
from evimed.json_forms import CitationJson, cited_document_json, locator_json
from evimed.knowledge.grading.study import DESIGNS
from evimed.records import Document
from evimed.surfaces.http.api_appraisal import CSV, signature
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.study_csv import form_csv, studies_csv
from evimed.surfaces.web import appraisal_rows as rows
from evimed.surfaces.web.forms import checked_form
from evimed.surfaces.web.present import citation_of, tongue
from evimed.surfaces.web.rendering import fragment, library_of, link, page
from evimed.surfaces.web.sources import source_of

router = APIRouter()

_A_PAGE = 50  # studies
_CASES = ("case_report", "case_series")
About = Annotated[str, Query(max_length=200)]


async def fields_of(request: Request) -> dict[str, str]:
    """What a form holds: its fields have the names of domains or questions."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(fields_of)]


@router.get("/documents/{document_id}/places/{start}-{end}")
def place_page(
    document_id: str,
    start: Annotated[int, Path(ge=0, le=10**9)],
    end: Annotated[int, Path(ge=0, le=10**9)],
    request: Request,
    caller: CallerIn,
    desk: DeskIn,
) -> Response:
    """A range of a document where it stands: beside what cites it, or in the document itself."""
    library, language = library_of(request), language_of(request)
    if request.headers.get("HX-Request") != "true":
        target = link(
            f"/documents/{document_id}", library=library, start=max(0, start - 600), mark=f"{start}-{end}"
        )
        return RedirectResponse(target.unescape(), status_code=303)
    found = caller.session.cite(document_id, library=library, chars=(start, end))
    cited: CitationJson = {
        "id": found.id,
        "document": cited_document_json(found.document),
        "locator": locator_json(found.locator),
        "quote": found.quote,
    }
    shown = source_of(caller, desk, library, cast(dict[str, Any], cast(object, cited)))
    cite = citation_of(cited, 1, "", language) | {"number": "¶"}
    return HTMLResponse(fragment("parts/source.html", language, cite=cite, source=shown, library=library))


@router.get("/documents/{document_id}/appraise")
def appraise_page(
    document_id: str,
    request: Request,
    caller: CallerIn,
    form: Annotated[str, Query(pattern="^(grade|naranjo|who-umc|hill|claims)?$")] = "",
) -> HTMLResponse:
    """What a document is worth, by one of the worksheets: a case by Naranjo, all else by GRADE."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    if not form:
        found = caller.session.appraisal().studies(Wanted(documents=(document.id,)), library=library)[
            "studies"
        ]
        form = "naranjo" if found and found[0]["design"]["name"] in _CASES else "grade"
    return _appraise(request, caller, document, form)


def _appraise(
    request: Request,
    caller: Caller,
    document: Document,
    form: str,
    *,
    entered: Mapping[str, str] | None = None,
    refused: InputError | None = None,
) -> HTMLResponse:
    library, language = library_of(request), language_of(request)
    context: dict[str, Any] = {"sheet": None, "missing": None, "refused": None}
    if refused is not None:
        context["refused"] = {"message": refused.message(language), "hint": refused.hint(language)}
    appraisal = caller.session.appraisal()
    try:
        if form == "grade":
            told = appraisal.grade(document, library=library)
            context["sheet"] = rows.sheet_of_grade(told, library, language, entered or {})
        else:
            told = appraisal.causality(cast(Form, form), document, library=library)
            context["sheet"] = _sheet(told, library, language, entered or {})
    except NotFoundError as error:
        if error.code != "no_study":
            raise
        context["missing"] = {
            "message": error.message(language),
            "hint": text("appraisal.no_study", language),
        }
    return page(
        request,
        caller,
        "appraise.html",
        active="evidence",
        status=400 if refused is not None else 200,
        document=document,
        form=form,
        forms=("grade", *FORMS),
        settable=form in SET_FORMS,
        reviews="review" in caller.may,
        signed=signature(caller),
        doc_library=library,
        tongue=tongue,
        **context,
    )


def _sheet(told: dict[str, Any], library: str, language: Language, entered: Mapping[str, str]) -> Any:
    def place(one: Mapping[str, Any]) -> dict[str, Any]:
        return rows.place_of(one["quote"], one["chars"], told["document"], library)

    if told["form"] == "hill":
        return [
            {
                "title": text(f"cli.causality.hill.{one['viewpoint']}", language),
                "help": text(f"appraisal.hill.{one['viewpoint']}", language),
                "place": place(one) if one["quote"] else None,
            }
            for one in told["viewpoints"]
        ]
    if told["form"] == "claims":
        return [
            {
                "kind": one["kind"] if one["carried"] is not False else "uncarried",
                "title": text(
                    f"cli.causality.claim.{one['kind'] if one['carried'] is not False else 'uncarried'}",
                    language,
                ),
                "hedged": one["hedged"],
                "denied": one["denied"],
                "place": place(one),
            }
            for one in told["claims"]
        ]
    return rows.sheet_of_form(told, library, language, entered)


@router.post("/documents/{document_id}/appraise/{form}", dependencies=[Depends(checked_form)])
def decide(document_id: str, form: str, request: Request, caller: WorkingCaller, fields: Fields) -> Response:
    """Keep what a person decided; what is wrong with it is told beside what was entered."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    appraisal, by = caller.session.appraisal(), signature(caller)
    kind = None if form == "grade" else _form_of(form)
    try:
        if kind is None:
            appraisal.decide_grade(document, rows.steps_of(fields), library=library, by=by)
        else:
            replies = rows.changed(appraisal.causality(kind, document, library=library), fields)
            if replies:
                appraisal.decide_causality(kind, document, replies, library=library, by=by)
    except InputError as error:
        return _appraise(request, caller, document, form, entered=fields, refused=error)
    target = link(f"/documents/{document.id}/appraise", library=library, form=form)
    return RedirectResponse(f"{target.unescape()}#decision", status_code=303)


@router.post("/documents/{document_id}/appraise/{form}/preview", dependencies=[Depends(checked_form)])
def preview(
    document_id: str, form: str, request: Request, caller: WorkingCaller, fields: Fields
) -> HTMLResponse:
    """What a form as it stands would give; nothing is kept."""
    library, language = library_of(request), language_of(request)
    document = caller.session.document(document_id, library=library)
    appraisal = caller.session.appraisal()
    if form == "grade":
        weighed = rows.weighed(appraisal.grade(document, library=library), fields, language)
        return HTMLResponse(fragment("parts/weighed.html", language, weighed=weighed))
    result = rows.rescored(appraisal.causality(_form_of(form), document, library=library), fields, language)
    return HTMLResponse(fragment("parts/result.html", language, result=result))


@router.get("/documents/{document_id}/appraise/{form}.csv")
def export_form(document_id: str, form: str, request: Request, caller: CallerIn) -> Response:
    """A form of causality as a table, as it stands."""
    library = library_of(request)
    document = caller.session.document(document_id, library=library)
    told = caller.session.appraisal().causality(_form_of(form), document, library=library)
    headers = {"Content-Disposition": f'attachment; filename="evimed-{form}-{document.id}.csv"'}
    return Response(form_csv(told, language_of(request)), media_type=CSV, headers=headers)


def _form_of(name: str) -> Form:
    for one in SET_FORMS:
        if one == name:
            return one
    raise InputError("form_has_no_replies", form=name[:50], valid=", ".join(SET_FORMS))


@router.get("/evidence/studies")
def studies_page(
    request: Request,
    caller: CallerIn,
    about: About = "",
    design: Annotated[str, Query(max_length=50)] = "",
    document: Annotated[list[str] | None, Query(max_length=200)] = None,
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> HTMLResponse:
    """Studies side by side: each cell opens its place."""
    library, language = library_of(request), language_of(request)
    wanted = Wanted(about, design or None, document or (), _A_PAGE, skip)
    told = caller.session.appraisal().studies(wanted, library=library)
    return page(
        request,
        caller,
        "studies.html",
        active="evidence",
        about=about,
        design=design,
        chosen=document or [],
        designs=[(one, text(f"grading.design.{one}", language)) for one in DESIGNS],
        rows=rows.studies_rows(told, library, language),
        total=told["total"],
        skip=skip,
        a_page=_A_PAGE,
        tongue=tongue,
    )


@router.get("/evidence/studies.csv")
def studies_file(
    request: Request,
    caller: CallerIn,
    about: About = "",
    design: Annotated[str, Query(max_length=50)] = "",
    document: Annotated[list[str] | None, Query(max_length=200)] = None,
) -> Response:
    """The same studies as a table for a spreadsheet."""
    wanted = Wanted(about, design or None, document or ())
    told = caller.session.appraisal().studies(wanted, library=library_of(request))
    headers = {"Content-Disposition": 'attachment; filename="evimed-studies.csv"'}
    return Response(studies_csv(told, language_of(request)), media_type=CSV, headers=headers)


@router.get("/evidence/laws")
def laws_page(request: Request, caller: CallerIn) -> HTMLResponse:
    """The laws of a library: which version of each holds, and what overtook the others."""
    library, language = library_of(request), language_of(request)
    told = caller.session.appraisal().versions(library=library)
    return page(
        request,
        caller,
        "laws.html",
        active="evidence",
        families=rows.laws_rows(told, library, language),
        tongue=tongue,
    )


@router.get("/documents/{document_id}/versions")
def articles_page(document_id: str, request: Request, caller: CallerIn) -> HTMLResponse:
    """What became of each article of a law."""
    library, language = library_of(request), language_of(request)
    document = caller.session.document(document_id, library=library)
    told = caller.session.appraisal().articles(document, library=library)
    return page(
        request,
        caller,
        "articles.html",
        active="evidence",
        old=told["from"],
        new=told["to"],
        articles=rows.articles_rows(told, library, language),
        same=sum(one["change"] == "unchanged" and not one["renumbered"] for one in told["articles"]),
        tongue=tongue,
    )
