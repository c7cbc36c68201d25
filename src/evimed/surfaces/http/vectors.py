"""The worker that makes missing vectors, then reads documents for the graph, while the server runs."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from evimed.errors import EvimedError

if TYPE_CHECKING:
    from evimed.govern.session import IngestEvent, Session

_LOOK_EVERY = 60.0  # seconds: another process may have taken documents in
_log = logging.getLogger("evimed.vectors")


class _StoppingError(Exception):
    """The server stops: batches made so far are kept."""


class VectorWorker:
    """One thread that gives every passage its vector and every document its part of the graph."""

    def __init__(self, session: Callable[[], Session], *, enabled: bool = True, looks: bool = True) -> None:
        self._session = session  # a new one each time: what the owner reads changes with the rules
        self._enabled = enabled
        self._looks = looks
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="evimed-vectors", daemon=True)

    def start(self) -> None:
        """Begin: what the first question needs, then the vectors, if there is an embedder."""
        if self._enabled:
            if self._looks:
                self._wanted.set()
            self._thread.start()

    def wake(self) -> None:
        """Look soon: documents have come in."""
        self._wanted.set()

    def stop(self) -> None:
        """End after the batch that is being made."""
        self._stopping.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(timeout=15)

    def _work(self) -> None:
        with contextlib.suppress(EvimedError):  # the first question will say it
            self._session().warm()
        while not self._stopping.is_set():
            self._wanted.wait(_LOOK_EVERY if self._looks else None)
            self._wanted.clear()
            if self._stopping.is_set():
                return
            with contextlib.suppress(_StoppingError):
                self._make_all()

    def _make_all(self) -> None:
        try:
            session = self._session()
            for library in session.libraries():
                if session.embedder is not None:
                    session.embed_pending(library=library, on_event=self._on_event)
                session.graph().build(library=library, on_progress=self._on_progress)
        except EvimedError as error:  # said once a minute at most; words still find everything
            _log.warning("vectors: %s", error.message())

    def _on_progress(self, _done: int, _total: int) -> None:
        self._go_on()

    def _on_event(self, _event: IngestEvent) -> None:
        self._go_on()

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise _StoppingError
