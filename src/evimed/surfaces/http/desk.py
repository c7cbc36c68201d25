"""What a server holds while it runs: sessions, uploads, the worker that makes vectors, figures, limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evimed.chat_settings import model_for
from evimed.errors import EvimedError
from evimed.settings import Settings
from evimed.surfaces.http.limits import RateLimiter
from evimed.surfaces.http.metrics import Metrics
from evimed.surfaces.http.pages_drawn import PageShelf
from evimed.surfaces.http.serving import Serving
from evimed.surfaces.http.uploads import Uploads
from evimed.surfaces.http.vectors import VectorWorker

if TYPE_CHECKING:
    from evimed.app import Service

_REMEMBERED = 2.0  # seconds: how long an installation may go on as its owner's after its first account


@dataclass(slots=True)
class Desk:
    """The state of one server process, shared by its threads."""

    service: Service
    serving: Serving
    metrics: Metrics
    limiter: RateLimiter
    uploads: Uploads
    vectors: VectorWorker
    pages: PageShelf
    stopping: threading.Event = field(default_factory=threading.Event)
    _accounts: tuple[bool, float] = (False, -_REMEMBERED)
    _writes: tuple[bool, float] = (False, -_REMEMBERED)

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""
        return self.service.settings

    def has_accounts(self) -> bool:
        """Whether people sign in: some account can be used. Once there was one, there is."""
        known, at = self._accounts
        now = time.monotonic()
        if not known and now - at >= _REMEMBERED:
            people = self.service.people
            known = people.oidc_configured or people.counts()[0] > 0
            self._accounts = known, now
        return known

    def writes(self) -> bool:
        """Whether a language model writes answers, as is configured now."""
        known, at = self._writes
        if time.monotonic() - at >= _REMEMBERED:
            settings = self.settings
            try:
                known = model_for(settings.home, "write", settings.chat.write) is not None
            except EvimedError:
                known = True  # the question will tell what is wrong with it
            self._writes = known, time.monotonic()
        return known

    def stop(self) -> None:
        """Tell everything that runs to end soon, and wait for what must not be cut."""
        self.stopping.set()
        self.vectors.stop()
        self.uploads.stop()


@contextmanager
def open_desk(service: Service, serving: Serving) -> Generator[Desk]:
    """A desk over an open installation; its threads end with the block."""
    vectors = VectorWorker(
        lambda: service.session(service.people.owner_scope()), enabled=serving.vectors, looks=serving.looks
    )
    desk = Desk(
        service,
        serving,
        Metrics(),
        RateLimiter(serving.requests_a_minute),
        Uploads(service.settings.home / "uploads", on_done=vectors.wake),
        vectors,
        PageShelf(),
    )
    vectors.start()
    try:
        yield desk
    finally:
        desk.stop()
