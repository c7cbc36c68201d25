"""A model's reply as it comes: its text so far, piece by piece, until it is whole or nobody wants it."""

from __future__ import annotations

from collections.abc import Generator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final, TypeVar

from evimed.ports import ChatModel, ChatReply, ChatRequest

_T = TypeVar("_T")
_LOOK_S: Final = 0.1  # how long a stop may go unnoticed


class StoppedError(Exception):
    """Whoever asked does not want to wait any longer."""


def follow(model: ChatModel, request: ChatRequest, stop: Event) -> Generator[str, None, ChatReply]:
    """The whole text so far whenever more has come; the reply at the end.

    The model works on a thread of its own. Once ``stop`` is set this generator ends at once; the request does
    at its next piece of text, or at its own time limit.

    Raises
    ------
    StoppedError
        ``stop`` was set.
    EvimedError
        What the model raised.
    """
    come: SimpleQueue[str | ChatReply | BaseException] = SimpleQueue()
    gone = Event()

    def on_text(text: str) -> None:
        if stop.is_set() or gone.is_set():
            raise StoppedError
        come.put(text)

    def work() -> None:
        try:
            come.put(model.reply(request, on_text))
        except BaseException as error:
            come.put(error)  # raised where it is waited for

    if stop.is_set():
        raise StoppedError
    Thread(target=work, name="evimed-reply", daemon=True).start()
    try:
        while True:
            if stop.is_set():
                raise StoppedError
            try:
                piece = come.get(timeout=_LOOK_S)
            except Empty:
                continue
            except KeyboardInterrupt:
                # Ctrl-C ends the writing, not the answer: what was said so far is kept.
                stop.set()
                continue
            if isinstance(piece, BaseException):
                raise piece
            if isinstance(piece, ChatReply):
                return piece
            yield piece
    finally:
        gone.set()


def outcome_of(steps: Generator[Any, None, _T]) -> _T:
    """What ``steps`` come to, for whom the way there does not matter."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
