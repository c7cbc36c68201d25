"""Server-sent events: an answer told as it is made.

Events are ``began``, ``statement``, ``withdrawn`` (forget the statements so far), ``answer`` (the whole
record; always the last of a good stream) and ``error`` (a problem; always the last of a bad one). A stream
that ends without ``answer`` or ``error`` was cut.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator
from itertools import chain

from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.json_forms import event_json
from evimed.records import AnswerEvent, AnswerFinished
from evimed.surfaces.http.metrics import Metrics
from evimed.surfaces.http.problems import problem_json

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, data: str) -> str:
    """One event; ``data`` may have several lines."""
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n"


def begun(pieces: Iterator[str]) -> Iterator[str]:
    """The same pieces, the first made already: what is wrong is raised here, while a status can tell it."""
    first = next(pieces, "")
    return chain((first,), pieces)


def events_of(
    events: Generator[AnswerEvent], first: AnswerEvent, language: Language, metrics: Metrics
) -> Iterator[str]:
    """The events of one answer on the wire, ``first`` included."""
    began = time.perf_counter()
    try:
        yield _told(first)
        for one in events:
            if isinstance(one, AnswerFinished):
                metrics.answer(one.answer, time.perf_counter() - began, one.spent)
            yield _told(one)
    except EvimedError as error:
        yield event("error", _dumped(problem_json(error, language)))
    except Exception as error:  # the status line is sent: the stream itself must say it
        fault = EvimedError("internal", kind=type(error).__name__, detail="")
        yield event("error", _dumped(problem_json(fault, language)))
        raise
    finally:
        events.close()  # a reader who left: what was told is kept, a model that writes is stopped


def _told(one: AnswerEvent) -> str:
    told = event_json(one)
    name = str(told.pop("event"))
    return event(name, _dumped(told["answer"] if name == "answer" else told))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
