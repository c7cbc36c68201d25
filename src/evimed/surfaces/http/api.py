"""``/api/v1``: questions, answers, search. Documents stand in ``api_documents.py``."""

from __future__ import annotations

import json
import time
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import chain
from typing import Annotated, Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from evimed.errors import NotFoundError
from evimed.json_forms import answer_json, hit_json
from evimed.records import AnswerEvent, AnswerFinished
from evimed.store.cases import Case
from evimed.store.history import AnswerCard
from evimed.surfaces.citations import find_citation, source_around
from evimed.surfaces.http import sse
from evimed.surfaces.http.identity import CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of

router = APIRouter(prefix="/api/v1", tags=["answers"])


@cache
def answer_schema() -> dict[str, Any]:
    """The schema of the answer record, as OpenAPI takes it."""
    raw = resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(raw)
    plain = {key: value for key, value in schema.items() if not key.startswith("$")}
    return cast(dict[str, Any], _inlined(plain, schema.get("$defs", {})))


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """A schema with its references replaced: OpenAPI would look for them in the whole document."""
    if isinstance(part, list):
        return [_inlined(one, definitions) for one in cast(list[Any], part)]
    if not isinstance(part, dict):
        return part
    found = cast(dict[str, Any], part)
    if "$ref" in found:
        return _inlined(definitions[str(found["$ref"]).rsplit("/", 1)[-1]], definitions)
    return {key: _inlined(value, definitions) for key, value in found.items()}


_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer record, evimed/answer/1; as events if asked for",
        "content": {
            "application/json": {"schema": answer_schema()},
            sse.MEDIA_TYPE: {"schema": {"type": "string"}},
        },
    }
}


class Question(BaseModel):
    """A question to a library."""

    question: str = Field(description="The question, in Chinese or English")
    after: str | None = Field(None, description="Id of the answer that this question follows")
    stream: bool = Field(False, description="Tell it as events; so does Accept: text/event-stream")


class SearchQuery(BaseModel):
    """A search in a library."""

    query: str
    limit: int = Field(10, ge=1, le=1000)


class Remark(BaseModel):
    """What a reader says of an answer."""

    kind: str = Field(description="helpful, wrong, incomplete, complaint or hand_off")
    statement: int | None = Field(None, ge=1, description="Which statement, from 1; none: the whole answer")
    words: str = Field("", max_length=4000)


class Step(BaseModel):
    """What a reviewer does with a case."""

    state: str = Field(description="taken, closed or open")
    words: str = Field("", max_length=4000)


@router.post("/libraries/{library}/ask", responses=_ANSWER, response_model=None)
def ask(
    library: str,
    body: Question,
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """Answer a question in cited, verified statements."""
    began = time.perf_counter()
    events = caller.session.ask_stream(body.question, library=library, after=body.after)
    first = next(events)  # what is wrong with the question is told with a status of its own
    if body.stream or sse.MEDIA_TYPE in accept:
        told = sse.events_of(events, first, language_of(request), desk.metrics)
        return StreamingResponse(told, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)
    last = next(one for one in _all(first, events) if isinstance(one, AnswerFinished))
    desk.metrics.answer(last.answer, time.perf_counter() - began, last.spent)
    return JSONResponse(answer_json(last.answer))


def _all(first: AnswerEvent, rest: Any) -> Any:
    return chain((first,), rest)


@router.post("/libraries/{library}/search", tags=["search"])
def search(library: str, body: SearchQuery, caller: WorkingCaller) -> dict[str, Any]:
    """Ranked passages with the parts of their scores."""
    hits = caller.session.search(body.query, library=library, limit=body.limit)
    results = [hit_json(hit, rank) for rank, hit in enumerate(hits, 1)]
    return {"query": body.query, "library": library, "results": results}


@router.get("/libraries/{library}/answers")
def list_answers(
    library: str,
    caller: CallerIn,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    before: datetime | None = None,
) -> dict[str, Any]:
    """The latest answers; go on with ``before`` = ``asked_at`` of the last."""
    cards = caller.session.answers(library=library, limit=limit, before=before)
    return {"answers": [_card(card) for card in cards]}


def _card(card: AnswerCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "question": card.question,
        "verdict": card.verdict,
        "statements": card.statements,
        "user": card.user,
        "asked_at": card.asked_at.isoformat(),
    }


@router.get("/answers/{answer_id}", responses=_ANSWER, response_model=None)
def show_answer(answer_id: str, caller: CallerIn) -> Response:
    """An answer as it was given."""
    return JSONResponse(caller.session.answer(answer_id))


@router.get("/answers/{answer_id}/book")
def show_book(answer_id: str, caller: CallerIn) -> dict[str, Any]:
    """How an answer came to be, ``evimed/book/1``."""
    book = caller.session.book(answer_id)
    if book is None:
        raise NotFoundError("book_not_kept", id=answer_id)
    return book


@router.get("/answers/{answer_id}/citations/{citation_id}")
def show_citation(answer_id: str, citation_id: str, caller: CallerIn) -> dict[str, Any]:
    """One citation with the text it stands in, marked, and the address of its page where there is one."""
    record = caller.session.answer(answer_id)
    shown = source_around(caller.session, record, find_citation(record, citation_id))
    page = shown["citation"]["locator"].get("page")
    path = (
        f"/api/v1/libraries/{quote(shown['library'], safe='')}/documents/{shown.pop('document')}/pages/{page}"
    )
    image = path if page is not None and shown.pop("has_pages", False) else None
    return {**shown, "page_image": image}


@router.get("/cases", tags=["cases"])
def list_cases(
    caller: CallerIn,
    library: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Complaints and questions handed to a person, with what was done; those not closed first."""
    found = caller.session.cases().list(library=library, limit=limit)
    return {"cases": [case_json(one) for one in found]}


@router.post("/cases/{case_id}/steps", status_code=201, tags=["cases"])
def step_case(case_id: str, body: Step, caller: CallerIn) -> dict[str, Any]:
    """Take a case, close it, open it again: for reviewers."""
    return case_json(caller.session.cases().step(case_id, body.state, body.words))


def case_json(one: Case) -> dict[str, Any]:
    """A case with its steps."""
    return {
        "id": one.id,
        "answer": one.answer_id,
        "library": one.library,
        "question": one.question,
        "kind": one.kind,
        "statement": one.statement,
        "words": one.words,
        "user": one.user,
        "at": one.at.isoformat(),
        "state": one.state,
        "steps": [
            {"state": step.state, "words": step.words, "user": step.user, "at": step.at.isoformat()}
            for step in one.steps
        ],
    }


@router.post("/answers/{answer_id}/feedback", status_code=201)
def give_feedback(answer_id: str, body: Remark, caller: CallerIn) -> dict[str, str]:
    """Say of an answer that it helped, is wrong or incomplete; complain; hand it to a person."""
    made = caller.session.give_feedback(answer_id, body.kind, statement=body.statement, words=body.words)
    return {"id": made}
