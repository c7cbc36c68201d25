"""Files that were sent, taken in one run after another by one thread of this process.

How far a run is stands in the database: any process tells it. What is being taken in when the server stops is
finished; runs that wait have failed, and say so.
"""

from __future__ import annotations

import queue
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from evimed.errors import EvimedError, InputError
from evimed.govern.uploads import Receiving, safe_path

if TYPE_CHECKING:
    from evimed.govern.session import IngestEvent, Session

_HEARTBEAT = 15.0  # seconds; a run that nobody was heard of for a minute was interrupted
_NOTE_EVERY = 0.3  # seconds


@dataclass(slots=True)
class Work:
    """A run in the hands of this process: files in a folder, or uploads still in the database."""

    session: Session
    library: str
    folder: Path
    run: str = ""
    uploads: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def receiving(self) -> Receiving:
        """The uploads of the person who sent it."""
        return self.session.receiving()


class Uploads:
    """Runs of one server process, taken in one after another."""

    def __init__(self, root: Path, on_done: Callable[[], None]) -> None:
        self._root = root
        self._on_done = on_done
        self._lock = threading.Lock()
        self._hands: dict[str, Work] = {}
        self._waiting: queue.Queue[Work | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def begin(self, library: str, session: Session) -> Work:
        """A folder of its own for files to come, readable by this user alone."""
        folder = self._root / secrets.token_hex(10)
        folder.mkdir(parents=True, mode=0o700)
        return Work(session, library, folder)

    def write(self, work: Work, name: str, content: BinaryIO) -> None:
        """Write one file."""
        target = work.folder / safe_path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as out:
                shutil.copyfileobj(content, out, 1 << 20)
        except FileExistsError as error:
            raise InputError("upload_name_twice", name=name[:100]) from error

    def drop(self, work: Work) -> None:
        """Forget files that were never submitted."""
        shutil.rmtree(work.folder, ignore_errors=True)

    def submit(self, work: Work, uploads: Sequence[str] = ()) -> Work:
        """Take the files, or whole uploads, in when those before them are in; they have a run from now on."""
        work.run, work.uploads = work.receiving.begin(work.library, uploads)
        with self._lock:
            self._hands[work.run] = work
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="evimed-uploads", daemon=True)
                self._thread.start()
                threading.Thread(target=self._beat, name="evimed-heartbeat", daemon=True).start()
        self._waiting.put(work)
        return work

    def stop(self) -> None:
        """Finish the run in hand, give up those that wait."""
        self._stopping.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(timeout=60)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            if self._stopping.is_set():
                self._end(work, EvimedError("server_stopping"))
            else:
                self._end(work, self._take_in(work))
            shutil.rmtree(work.folder, ignore_errors=True)
            with self._lock:
                self._hands.pop(work.run, None)
            work.ended.set()

    def _take_in(self, work: Work) -> EvimedError | None:
        receiving, numbers, noted = work.receiving, iter(range(1 << 30)), 0.0

        def on_event(event: IngestEvent) -> None:
            nonlocal noted
            if event.outcome is not None:
                receiving.tell(work.run, next(numbers), event.outcome)
            if event.outcome is not None or time.monotonic() - noted >= _NOTE_EVERY:
                receiving.note(work.run, done=event.done, total=event.total)
                noted = time.monotonic()

        try:
            receiving.note(work.run, state="reading")
            for upload, (name, size) in work.uploads.items():
                self._fetch(work, upload, name, size)
            folder = str(work.folder)
            work.session.ingest([folder], library=work.library, base=folder, on_event=on_event)
        except EvimedError as error:
            return error
        except Exception as error:  # a fault of ours: this run pays, the thread goes on
            return EvimedError("internal", kind=type(error).__name__, detail="")
        finally:
            self._on_done()
        return None

    def _fetch(self, work: Work, upload: str, name: str, size: int) -> None:
        target = work.folder / safe_path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as out:
                for piece in work.receiving.pieces(upload, size):
                    out.write(piece)
        except FileExistsError as error:
            raise InputError("upload_name_twice", name=name[:100]) from error

    def _end(self, work: Work, error: EvimedError | None) -> None:
        try:
            if error is None:
                work.receiving.note(work.run, state="done")
            else:
                work.receiving.note(work.run, state="failed", error=error)
        except EvimedError:  # no database: the run is told as interrupted when there is one again
            return

    def _beat(self) -> None:
        while not self._stopping.wait(_HEARTBEAT):
            with self._lock:
                hands = list(self._hands.values())
            for work in hands:
                try:
                    work.receiving.still_there([work.run])
                except EvimedError:
                    continue
