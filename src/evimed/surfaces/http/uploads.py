"""Documents sent by HTTP: written to a folder of their own, taken in by one thread, followed by their run.

What is being taken in when the server stops is finished or not there; files that wait are dropped with their
run, and their sender, who polls, is told.
"""

from __future__ import annotations

import queue
import re
import secrets
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Literal

from evimed.errors import EvimedError, InputError, NotFoundError
from evimed.records import IngestOutcome

if TYPE_CHECKING:
    from evimed.govern.session import IngestEvent, Session

State = Literal["waiting", "reading", "done", "failed"]

_MOST_RUNS = 200  # remembered
_LONGEST_NAME = 200  # bytes of one part of a path: file systems hold 255
_MOST_PARTS = 8
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Run:
    """Files sent together, and how far they are; ``owner`` alone may follow it."""

    id: str
    library: str
    owner: tuple[str, str]  # tenant and person
    folder: Path
    state: State = "waiting"
    done: int = 0
    total: int = 0
    outcomes: list[IngestOutcome] = field(default_factory=list[IngestOutcome])
    error: EvimedError | None = None
    began: float = field(default_factory=time.time)
    ended: threading.Event = field(default_factory=threading.Event)


def safe_path(name: str) -> PurePosixPath:
    """The name a sender gave a file, as a path that cannot leave the folder it is written to.

    Raises
    ------
    InputError
        ``upload_name_invalid``.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    bad = (
        not parts
        or len(parts) > _MOST_PARTS
        or ".." in parts
        or _UNSAFE.search(name) is not None
        or re.match(r"[A-Za-z]:", parts[0]) is not None
        or any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
    )
    if bad:
        raise InputError("upload_name_invalid", name=_UNSAFE.sub("�", name)[:100])
    return PurePosixPath(*parts)


class Uploads:
    """Runs of one server process, taken in one after another."""

    def __init__(self, root: Path, on_done: Callable[[], None]) -> None:
        self._root = root
        self._on_done = on_done
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._waiting: queue.Queue[tuple[Run, Session] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def begin(self, library: str, owner: tuple[str, str]) -> Run:
        """A new run with an empty folder of its own, readable by this user alone."""
        run_id = f"r{secrets.token_hex(10)}"
        folder = self._root / run_id
        folder.mkdir(parents=True, mode=0o700)
        return Run(run_id, library, owner, folder)

    def write(self, run: Run, name: str, content: BinaryIO) -> None:
        """Write one file of a run."""
        target = run.folder / safe_path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
        except FileExistsError as error:
            raise InputError("upload_name_twice", name=name[:100]) from error

    def drop(self, run: Run) -> None:
        """Forget a run that was never submitted, with its files."""
        shutil.rmtree(run.folder, ignore_errors=True)

    def submit(self, run: Run, session: Session) -> None:
        """Take a run's files in when those before it are in."""
        with self._lock:
            self._runs[run.id] = run
            while len(self._runs) > _MOST_RUNS:
                self._runs.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="evimed-uploads", daemon=True)
                self._thread.start()
        self._waiting.put((run, session))

    def find(self, run_id: str, owner: tuple[str, str]) -> Run:
        """A run by its id, for the person who began it.

        Raises
        ------
        NotFoundError
            ``run_not_found``: there is none, or it is somebody else's.
        """
        with self._lock:
            run = self._runs.get(run_id)
        if run is None or run.owner != owner:
            raise NotFoundError("run_not_found", id=run_id)
        return run

    def recent(self, library: str, owner: tuple[str, str]) -> list[Run]:
        """The runs of one person into a library, latest first."""
        with self._lock:
            return [
                run for run in reversed(self._runs.values()) if run.library == library and run.owner == owner
            ]

    def stop(self) -> None:
        """Finish the run in hand, drop those that wait."""
        self._stopping = True
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(timeout=60)

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            run, session = item
            if self._stopping:
                run.error = EvimedError("server_stopping")
                run.state = "failed"
            else:
                self._take_in(run, session)
            shutil.rmtree(run.folder, ignore_errors=True)
            run.ended.set()

    def _take_in(self, run: Run, session: Session) -> None:
        def on_event(event: IngestEvent) -> None:
            run.done, run.total = event.done, event.total
            if event.outcome is not None:
                run.outcomes.append(event.outcome)

        run.state = "reading"
        try:
            session.ingest([str(run.folder)], library=run.library, base=str(run.folder), on_event=on_event)
            run.state = "done"
        except EvimedError as error:
            run.error, run.state = error, "failed"
        except Exception as error:  # a fault of ours: this run pays, the thread goes on
            run.error, run.state = EvimedError("internal", kind=type(error).__name__, detail=""), "failed"
        self._on_done()
