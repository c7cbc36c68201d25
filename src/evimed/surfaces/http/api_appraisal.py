"""``/api/v1``: what evidence is worth: studies, worksheets, forms of causality, versions of laws."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from evimed.govern.appraisal import MOST_REASON, Asked, Form, Wanted, read_effect
from evimed.knowledge.grading.worksheet import DOMAINS, Step
from evimed.surfaces.http.identity import Caller, CallerIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.study_csv import studies_csv

router = APIRouter(prefix="/api/v1/libraries/{library}", tags=["appraisal"])

CSV = "text/csv; charset=utf-8"
_STUDIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "evimed/studies/1; or a table, if asked for",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


class GradeStep(BaseModel):
    """By how much the certainty moves in one domain, and why."""

    domain: str = Field(description=", ".join(DOMAINS))
    by: int = Field(ge=-2, le=2)
    reason: str = Field(max_length=MOST_REASON)


class Decision(BaseModel):
    """What a person decides of the certainty; no steps: that it stays where it starts."""

    steps: list[GradeStep] = Field(max_length=len(DOMAINS))


class BodyDecision(Decision):
    """What a person decides of several studies together."""

    documents: list[str] = Field(max_length=100, description="Studies, by id")
    outcome: str = Field("", max_length=1000, description="What is judged")
    effects: dict[str, int] = Field(
        default_factory=dict,
        max_length=100,
        description="Which effect of a document counts: 1, 2, …; 0: none; −1: the first, its groups turned",
    )


class BodyQuery(BaseModel):
    """Which studies together, for which outcome."""

    document: list[str] = Field(default_factory=list, max_length=100, description="Studies, by id")
    outcome: str = Field("", max_length=1000, description="Its words choose the effect of each study")
    effect: list[str] = Field(
        default_factory=list, max_length=100, description="DOCUMENT=N: which effect of a document counts"
    )


class Replies(BaseModel):
    """Replies that a person sets, by question; an empty one takes it back."""

    replies: dict[str, str] = Field(max_length=20)


class StudyQuery(BaseModel):
    """Which studies, and in which form."""

    about: str = Field("", max_length=200, description="Only those that hold all these words")
    design: str | None = Field(None, max_length=50, description="Only this design")
    document: list[str] = Field(default_factory=list, max_length=1000, description="Only these, by id")
    limit: int = Field(1000, ge=1, le=1000)
    skip: int = Field(0, ge=0, le=10**9)
    format: Literal["json", "csv"] = "json"


@router.get("/studies", responses=_STUDIES, response_model=None)
def list_studies(
    library: str, request: Request, caller: CallerIn, query: Annotated[StudyQuery, Query()]
) -> Response:
    """Studies side by side: design, size, population, comparator, outcome, effect, each with its place."""
    wanted = Wanted(query.about, query.design, query.document, query.limit, query.skip)
    told = caller.session.appraisal().studies(wanted, library=library)
    if query.format == "json":
        return JSONResponse(told)
    headers = {"Content-Disposition": 'attachment; filename="evimed-studies.csv"'}
    return Response(studies_csv(told, language_of(request)), media_type=CSV, headers=headers)


@router.get("/versions")
def list_versions(library: str, caller: CallerIn) -> dict[str, Any]:
    """The laws of a library, which version of each holds, and what overtook which."""
    return caller.session.appraisal().versions(library=library)


@router.get("/documents/{document_id}/versions")
def show_articles(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """What became of each article of a superseded law; of one that holds, since the version before."""
    found = caller.session.document(document_id, library=library)
    return caller.session.appraisal().articles(found, library=library)


@router.get("/documents/{document_id}/grade")
def show_grade(library: str, document_id: str, caller: CallerIn) -> dict[str, Any]:
    """The worksheet of a study: what it says, its Oxford levels, where GRADE starts, what may move it."""
    found = caller.session.document(document_id, library=library)
    return caller.session.appraisal().grade(found, library=library)


@router.post("/documents/{document_id}/grade", status_code=201)
def decide_grade(library: str, document_id: str, body: Decision, caller: WorkingCaller) -> dict[str, Any]:
    """Keep what a person decided of the certainty, with the reasons: for reviewers."""
    found = caller.session.document(document_id, library=library)
    steps = [Step(step.domain, step.by, step.reason) for step in body.steps]  # pyright: ignore[reportArgumentType]  -- checked with the rest
    return caller.session.appraisal().decide_grade(found, steps, library=library, by=signature(caller))


@router.get("/bodies")
def show_body(library: str, caller: CallerIn, query: Annotated[BodyQuery, Query()]) -> dict[str, Any]:
    """The worksheet of several studies of one outcome: what each domain is given, study by study."""
    effects = dict(read_effect(one) for one in query.effect)
    asked = Asked(query.document, query.outcome, effects)
    return caller.session.appraisal().body(asked, library=library)


@router.post("/bodies", status_code=201)
def decide_body(library: str, body: BodyDecision, caller: WorkingCaller) -> dict[str, Any]:
    """Keep what a person decided of the certainty of several studies together: for reviewers."""
    asked = Asked(body.documents, body.outcome, body.effects)
    steps = [Step(step.domain, step.by, step.reason) for step in body.steps]  # pyright: ignore[reportArgumentType]  -- checked with the rest
    return caller.session.appraisal().decide_body(asked, steps, library=library, by=signature(caller))


@router.get("/documents/{document_id}/causality/{form}")
def show_form(library: str, document_id: str, form: Form, caller: CallerIn) -> dict[str, Any]:
    """A form of causality filled from a document; replies set by a person stand in their place."""
    found = caller.session.document(document_id, library=library)
    return caller.session.appraisal().causality(form, found, library=library)


@router.post("/documents/{document_id}/causality/{form}", status_code=201)
def decide_form(
    library: str, document_id: str, form: Form, body: Replies, caller: WorkingCaller
) -> dict[str, Any]:
    """Keep replies that a person set: for reviewers."""
    found = caller.session.document(document_id, library=library)
    appraisal = caller.session.appraisal()
    return appraisal.decide_causality(form, found, body.replies, library=library, by=signature(caller))


def signature(caller: Caller) -> str:
    """The name that a decision is kept under: nobody decides in the name of another."""
    return caller.name or caller.scope.user
