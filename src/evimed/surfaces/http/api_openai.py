"""The OpenAI-compatible surface: ``/v1/models``, ``/v1/chat/completions``, ``/v1/embeddings``.

A library is a model: ``evimed`` is the default library, ``evimed/NAME`` another. The last user message is the
question. If an assistant message before it names an answer (every completion ends with its id), the question
follows that answer. Citations stand in the text as [1], listed below it, and in ``annotations``.
"""

from __future__ import annotations

import base64
import json
import re
import struct
import time
from collections.abc import Generator, Iterator
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from evimed.catalogue import Language
from evimed.errors import EvimedError, InputError, NotFoundError
from evimed.json_forms import AnswerJson, answer_json
from evimed.records import AnswerBegan, AnswerEvent, AnswerFinished, Spent
from evimed.surfaces.http import sse
from evimed.surfaces.http.identity import CallerIn, DeskIn, WorkingCaller
from evimed.surfaces.http.language import language_of
from evimed.surfaces.http.metrics import Metrics
from evimed.surfaces.http.problems import problem_json
from evimed.surfaces.told import Told, answer_told

router = APIRouter(prefix="/v1", tags=["openai"])

_MODEL = "evimed"
_ANSWER_ID = re.compile(r"\ba[0-9a-f]{20}\b")
_MOST_INPUTS = 256
_LONGEST_INPUT = 8000  # characters


class Message(BaseModel):
    """One message of a conversation; content may come in parts."""

    role: str
    content: str | list[dict[str, Any]] | None = None


class Completion(BaseModel):
    """A request for a completion. Sampling parameters are accepted and have no effect: nothing is sampled."""

    model: str = _MODEL
    messages: list[Message] = Field(min_length=1, max_length=1000)
    stream: bool = False


class Embedding(BaseModel):
    """A request for embeddings; ``input_type`` is an addition of ours."""

    input: str | list[str]
    model: str | None = None
    encoding_format: Literal["float", "base64"] = "float"
    input_type: Literal["query", "passage"] = "passage"


@router.get("/models")
def list_models(caller: CallerIn) -> dict[str, Any]:
    """The libraries as models."""
    names = [_MODEL, *(f"{_MODEL}/{name}" for name in caller.session.libraries())]
    models = [{"id": name, "object": "model", "created": 0, "owned_by": "evimed"} for name in names]
    return {"object": "list", "data": models}


@router.post("/chat/completions", response_model=None)
def complete(body: Completion, request: Request, caller: WorkingCaller, desk: DeskIn) -> Response:
    """Answer the last user message from a library."""
    library = _library(body.model, desk.settings.library)
    question, after = _question(body.messages)
    began = time.perf_counter()
    events = caller.session.ask_stream(question, library=library, after=after)
    first = next(events)
    if body.stream:
        chunks = _chunks(first, events, body.model, language_of(request), desk.metrics)
        return StreamingResponse(chunks, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)
    last = next(one for one in (first, *events) if isinstance(one, AnswerFinished))
    desk.metrics.answer(last.answer, time.perf_counter() - began, last.spent)
    record = answer_json(last.answer)
    told = answer_told(record, _link(record))
    message: dict[str, Any] = {
        "role": "assistant",
        "content": told.text,
        "refusal": None,
        "annotations": _annotations(told),
    }
    return JSONResponse(
        {
            "id": f"chatcmpl-{record['id']}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": body.model,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": _usage(last.spent),
            "evimed": record,
        }
    )


def _usage(spent: Spent | None) -> dict[str, int]:
    """Tokens of the models behind an answer; 0 where none was asked or the endpoint did not say."""
    given, made = (spent.input_tokens or 0, spent.output_tokens or 0) if spent is not None else (0, 0)
    return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}


def _chunks(
    first: AnswerEvent, events: Generator[AnswerEvent], model: str, language: Language, metrics: Metrics
) -> Iterator[str]:
    """The whole text comes when it is verified whole: numbers of citations hold from the first character."""
    began = time.perf_counter()
    identity = first.id if isinstance(first, AnswerBegan) else ""
    head = {
        "id": f"chatcmpl-{identity}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": model,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
        return f"data: {json.dumps({**head, 'choices': choices, **more}, ensure_ascii=False)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    try:
        for one in events:
            if isinstance(one, AnswerFinished):
                metrics.answer(one.answer, time.perf_counter() - began, one.spent)
                record = answer_json(one.answer)
                told = answer_told(record, _link(record))
                for part in told.parts:
                    yield chunk({"content": part})
                yield chunk({"annotations": _annotations(told)})
                yield chunk({}, "stop", evimed=record)
        yield "data: [DONE]\n\n"
    except EvimedError as error:
        problem = problem_json(error, language)
        wrong = {"error": {"message": problem["title"], "type": problem["type"], "code": error.code}}
        yield f"data: {json.dumps(wrong, ensure_ascii=False)}\n\n"
    finally:
        events.close()


def _annotations(told: Told) -> list[dict[str, Any]]:
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start,
                "end_index": mark.end,
                "title": mark.title,
                "url": mark.url,
            },
        }
        for mark in told.marks
    ]


def _link(record: AnswerJson) -> str:
    return f"/answers/{record['id']}/citations/"


def _library(model: str, default: str) -> str:
    name, _, library = model.partition("/")
    if name != _MODEL:
        raise NotFoundError("model_not_served", model=model[:100], valid=f"{_MODEL}, {_MODEL}/LIBRARY")
    return library or default


def _question(messages: list[Message]) -> tuple[str, str | None]:
    asked = [number for number, message in enumerate(messages) if message.role == "user"]
    if not asked:
        raise InputError("empty_question")
    before = [_text(message) for message in messages[: asked[-1]] if message.role == "assistant"]
    found = _ANSWER_ID.findall(before[-1]) if before else []
    return _text(messages[asked[-1]]), found[-1] if found else None


def _text(message: Message) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(str(part.get("text", "")) for part in message.content if part.get("type") == "text")


@router.post("/embeddings")
def embed(body: Embedding, caller: WorkingCaller) -> dict[str, Any]:
    """Vectors by the embedder of this server; ``model`` is ignored, the answer names the one used."""
    texts = [body.input] if isinstance(body.input, str) else body.input
    if not texts or len(texts) > _MOST_INPUTS or any(not t or len(t) > _LONGEST_INPUT for t in texts):
        raise InputError("embedding_input_invalid", inputs=_MOST_INPUTS, characters=_LONGEST_INPUT)
    made = caller.session.embed(texts, as_queries=body.input_type == "query")
    if made is None:
        raise InputError("no_embedder")
    data = [
        {"object": "embedding", "index": number, "embedding": _encoded(vector, body.encoding_format)}
        for number, vector in enumerate(made.vectors)
    ]
    usage = {"prompt_tokens": 0, "total_tokens": 0}
    return {"object": "list", "data": data, "model": made.stamp, "usage": usage}


def _encoded(vector: list[float], form: str) -> list[float] | str:
    if form == "float":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")
