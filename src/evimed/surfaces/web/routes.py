"""Pages of questions and answers: ask, an answer, its sources, what readers say of it."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Annotated, Any, TypedDict, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from evimed.catalogue import Language
from evimed.errors import EvimedError, NotFoundError
from evimed.json_forms import AnswerJson, CitationJson, StatementJson, answer_json, event_json
from evimed.records import (
    AnswerBegan,
    AnswerEvent,
    StatementSaid,
    StatementsWithdrawn,
)
from evimed.store.cases import Case
from evimed.surfaces.citations import find_citation
from evimed.surfaces.http import sse
from evimed.surfaces.http.identity import Caller, CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import COOKIE as LANGUAGE_COOKIE
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.metrics import Metrics
from evimed.surfaces.told import answer_told
from evimed.surfaces.web import (
    routes_admin,
    routes_appraisal,
    routes_bodies,
    routes_documents,
    routes_evaluations,
    routes_evidence,
    routes_graph,
    routes_library,
    routes_office,
    routes_people,
)
from evimed.surfaces.web.forms import checked_form, choose, safe_next
from evimed.surfaces.web.present import citation_of, statement_of, tongue, turn_of
from evimed.surfaces.web.rendering import (
    LIBRARY_COOKIE,
    THEME_COOKIE,
    THEMES,
    fragment,
    library_of,
    page,
    plain_page,
)
from evimed.surfaces.web.sources import source_of

router = APIRouter(include_in_schema=False)
router.include_router(routes_appraisal.router)
router.include_router(routes_bodies.router)
router.include_router(routes_library.router)
router.include_router(routes_documents.router)
router.include_router(routes_graph.router)
router.include_router(routes_evidence.router)
router.include_router(routes_admin.router)
router.include_router(routes_evaluations.router)
router.include_router(routes_office.router)
router.include_router(routes_people.router)

_LONGEST_THREAD = 12  # answers shown above the last


@router.get("/")
def ask_page(request: Request, caller: CallerIn) -> Response:
    """Where questions are asked; the first time, what to do first."""
    if "ask" not in caller.may and "inspect" in caller.may:
        return RedirectResponse("/admin", status_code=303)  # an administrator reads nothing by that
    return _conversation(request, caller, [])


@router.post("/ask", dependencies=[Depends(checked_form)])
def ask_form(
    request: Request,
    caller: WorkingCaller,
    question: Annotated[str, Form()],
    after: Annotated[str, Form()] = "",
) -> Response:
    """A question without a script: the answer is a page of its own."""
    library = library_of(request)
    answer = caller.session.ask(question, library=library, after=after or None)
    return RedirectResponse(f"/answers/{answer.id}", status_code=303)


@router.post("/ask/stream", dependencies=[Depends(checked_form)])
def ask_stream(
    request: Request,
    caller: WorkingCaller,
    desk: DeskIn,
    question: Annotated[str, Form()],
    after: Annotated[str, Form()] = "",
) -> Response:
    """A question from the page: its answer in rendered pieces, each as soon as it is verified."""
    language = language_of(request)
    events = caller.session.ask_stream(question, library=library_of(request), after=after or None)
    pieces = _pieces(events, language, desk.metrics)
    first = next(pieces)  # what is wrong with the question is told with a status of its own

    def told() -> Iterator[str]:
        yield first
        yield from pieces

    return StreamingResponse(told(), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)


def _pieces(events: Generator[AnswerEvent], language: Language, metrics: Metrics) -> Iterator[str]:
    answer_id, said = "", 0
    started = time.perf_counter()
    begun = False
    try:
        for one in events:
            begun = True
            if isinstance(one, AnswerBegan):
                answer_id = one.id
                html = fragment("parts/began.html", language, label=one.label.text, notices=one.notices)
                yield _piece("began", id=answer_id, html=html)
            elif isinstance(one, StatementSaid):
                said += 1
                yield _piece("statement", html=_said(one, said, answer_id, language))
            elif isinstance(one, StatementsWithdrawn):
                said = 0
                yield _piece("withdrawn")
            else:
                metrics.answer(one.answer, time.perf_counter() - started, one.spent)
                yield _piece("answer", id=one.answer.id, html=_turn(answer_json(one.answer), language))
    except EvimedError as error:
        if not begun:
            raise
        yield _piece("error", html=fragment("parts/error.html", language, error=error))
    finally:
        events.close()


def _said(one: StatementSaid, number: int, answer_id: str, language: Language) -> str:
    """A statement before its answer is whole: its sources can be opened a moment later."""
    told = cast(_Said, event_json(one))
    cites = [
        citation_of(cited, place, answer_id, language) for place, cited in enumerate(told["citations"], 1)
    ]
    shown = statement_of(told["statement"], cites, number)
    return fragment("parts/statement.html", language, one=shown, pending=True)


class _Said(TypedDict):
    statement: StatementJson
    citations: list[CitationJson]


def _turn(record: AnswerJson, language: Language) -> str:
    return fragment("parts/turn.html", language, turn=turn_of(record, language))


def _piece(name: str, **data: object) -> str:
    return sse.event(name, json.dumps(data, ensure_ascii=False))


def problem_page(request: Request, problem: dict[str, Any]) -> Response:
    """What went wrong and what to do, for a person. Says nothing of the library: nobody may be signed in."""
    if problem["status"] == 401 and request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': here})}", status_code=303)
    return plain_page(request, "problem.html", status=problem["status"], problem=problem)


def _cases(caller: Caller, answers: list[str]) -> Mapping[str, Sequence[Case]]:
    return caller.session.cases().of_answers(answers) if "ask" in caller.may else {}


@router.get("/answers/{answer_id}")
def answer_page(answer_id: str, request: Request, caller: CallerIn) -> HTMLResponse:
    """An answer, below those that it follows; alone where a script asks for it."""
    if request.headers.get("HX-Request") == "true":
        record = cast(AnswerJson, cast(object, caller.session.answer(answer_id)))
        return HTMLResponse(_turn(record, language_of(request)))
    return _conversation(request, caller, _thread(caller, answer_id))


def _thread(caller: Caller, answer_id: str) -> list[AnswerJson]:
    """An answer and those before it, oldest first."""
    found: list[AnswerJson] = []
    wanted: str | None = answer_id
    while wanted is not None and len(found) < _LONGEST_THREAD:
        try:
            record = cast(AnswerJson, cast(object, caller.session.answer(wanted)))
        except NotFoundError:
            if not found:
                raise
            break  # an answer goes with a document it cites; what follows it may stay
        found.append(record)
        standing = (caller.session.book(record["id"]) or {}).get("standing")
        wanted = standing["after"] if standing is not None else None
    return found[::-1]


def _conversation(request: Request, caller: Caller, records: list[AnswerJson]) -> HTMLResponse:
    language = language_of(request)
    library = library_of(request)
    holds = next((one for one in caller.session.progress() if one.library == library), None)
    cases = _cases(caller, [record["id"] for record in records])
    return page(
        request,
        caller,
        "ask.html",
        active="ask",
        turns=[turn_of(record, language, cases.get(record["id"], ())) for record in records],
        after=records[-1]["id"] if records else "",
        empty=holds is None or holds.documents == 0,
        documents=holds.documents if holds is not None else 0,
        may=caller.may,
        tries=routes_library.questions_to_try(caller, library, language),
        tongue=tongue,
    )


@router.get("/answers/{answer_id}/citations/{citation_id}")
def citation_page(
    answer_id: str, citation_id: str, request: Request, caller: CallerIn, desk: DeskIn
) -> HTMLResponse:
    """What a citation quotes, where it stands: beside the answer, or as a page of its own."""
    record = caller.session.answer(answer_id)
    citation = find_citation(record, citation_id)
    library = caller.session.library_of_answer(record["id"]) or ""
    language = language_of(request)
    number = [one["id"] for one in record["citations"]].index(citation["id"]) + 1
    shown = source_of(caller, desk, library, citation)
    context: dict[str, Any] = {
        "cite": citation_of(cast(CitationJson, cast(object, citation)), number, record["id"], language),
        "source": shown,
        "answer_id": record["id"],
        "library": library,
    }
    if request.headers.get("HX-Request") == "true":
        return HTMLResponse(fragment("parts/source.html", language, **context))
    context.pop("library")
    return page(request, caller, "source.html", active="ask", source_library=library, **context)


@router.get("/answers/{answer_id}/export.md")
def export(answer_id: str, caller: CallerIn) -> PlainTextResponse:
    """The answer as Markdown, with sources and label."""
    record = cast(AnswerJson, cast(object, caller.session.export_answer(answer_id)))
    told = f"# {record['question']}\n\n{answer_told(record).text}"
    headers = {"Content-Disposition": f'attachment; filename="evimed-{record["id"]}.md"'}
    return PlainTextResponse(told, media_type="text/markdown; charset=utf-8", headers=headers)


@router.post("/answers/{answer_id}/feedback", dependencies=[Depends(checked_form)])
def feedback(
    answer_id: str,
    request: Request,
    caller: WorkingCaller,
    kind: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
) -> Response:
    """What a reader says of an answer."""
    caller.session.give_feedback(answer_id, kind, words=words)
    if request.headers.get("HX-Request") == "true":
        record = cast(AnswerJson, cast(object, caller.session.answer(answer_id)))
        cases = _cases(caller, [record["id"]]).get(record["id"], ())
        turn = turn_of(record, language_of(request), cases)
        return HTMLResponse(fragment("parts/thanks.html", language_of(request), kind=kind, turn=turn))
    return RedirectResponse(f"/answers/{answer_id}", status_code=303)


@router.post("/choose", dependencies=[Depends(checked_form)])
def choose_appearance(
    request: Request,
    next: Annotated[str, Form()] = "/",
    lang: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    library: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """The reader's language, theme or library, kept in a cookie."""
    response = RedirectResponse(safe_next(next), status_code=303)
    if lang in {"zh", "en"}:
        choose(response, request, LANGUAGE_COOKIE, lang)
    if theme in THEMES:
        choose(response, request, THEME_COOKIE, theme)
    if library and library.isprintable() and len(library) <= 200:
        choose(response, request, LIBRARY_COOKIE, library)
    return response
