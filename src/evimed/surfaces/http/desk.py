"""What a server holds while it runs: sessions, uploads, the worker that makes vectors, figures, limits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evimed.records import Scope
from evimed.settings import Settings
from evimed.surfaces.http.limits import RateLimiter
from evimed.surfaces.http.metrics import Metrics
from evimed.surfaces.http.pages_drawn import PageShelf
from evimed.surfaces.http.uploads import Uploads
from evimed.surfaces.http.vectors import VectorWorker

if TYPE_CHECKING:
    from evimed.govern.session import Session

SessionFor = Callable[[Scope], "Session"]


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: where to listen, under which names, how much one caller may ask."""

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()  # further host names the server answers to, beside those of loopback
    requests_a_minute: int = 1200  # of one caller, for what costs work
    upload_bytes: int = 512 << 20  # of one request
    vectors: bool = True  # make missing vectors in this process


@dataclass(slots=True)
class Desk:
    """The state of one server process, shared by its threads."""

    settings: Settings
    serving: Serving
    session_for: SessionFor
    metrics: Metrics
    limiter: RateLimiter
    uploads: Uploads
    vectors: VectorWorker
    pages: PageShelf
    stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Tell everything that runs to end soon, and wait for what must not be cut."""
        self.stopping.set()
        self.vectors.stop()
        self.uploads.stop()


@contextmanager
def open_desk(settings: Settings, serving: Serving, session_for: SessionFor) -> Generator[Desk]:
    """A desk over open sessions; its threads end with the block."""
    session = session_for(Scope.local())
    vectors = VectorWorker(session, enabled=serving.vectors)
    desk = Desk(
        settings,
        serving,
        session_for,
        Metrics(),
        RateLimiter(serving.requests_a_minute),
        Uploads(settings.home / "uploads", on_done=vectors.wake),
        vectors,
        PageShelf(),
    )
    vectors.start()
    try:
        yield desk
    finally:
        desk.stop()
