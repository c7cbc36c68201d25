"""Processes that do the same work, watched by the one that began them: one that dies is begun anew."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

Work = Callable[[int, Callable[[], None]], int]  # a worker's number and how it says that it is ready
_MOST_DEATHS = 5  # within _WITHIN: then it is no accident
_WITHIN = 60.0  # seconds
_WATCH = 0.2  # seconds between two looks


class _Told:
    """The signal that was given to the first process."""

    def __init__(self) -> None:
        self.stop = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True


def supervise(count: int, work: Work, ready: Callable[[], None]) -> int:
    """Run ``work`` in ``count`` processes until SIGTERM or SIGINT, then let them finish; the exit code.

    The first begins alone; when it is ready, ``ready`` is called and the others begin. If it ends before, it
    has failed: its code is returned. One that dies later is replaced, at most five times a minute.
    """
    told = _Told()
    before = {one: signal.signal(one, told) for one in (signal.SIGTERM, signal.SIGINT)}
    reading, writing = os.pipe()
    alive = {_begin(0, work, writing): 0}
    deaths: list[float] = []
    opened = False
    code = 0
    try:
        while alive and not told.stop:
            if not opened and select.select([reading], [], [], _WATCH)[0]:
                opened = True
                alive |= {_begin(number, work, writing): number for number in range(1, count)}
                ready()
            elif opened:
                time.sleep(_WATCH)
            for number, ended in _ended(alive):
                now = time.monotonic()
                deaths = [at for at in deaths if now - at < _WITHIN] + [now]
                if not opened or len(deaths) > _MOST_DEATHS:
                    code, told.stop = ended or 3, True
                elif not told.stop:
                    alive[_begin(number, work, writing)] = number
    finally:
        for process in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
        while alive:
            _ended(alive)
            time.sleep(0.02)
        for one, handler in before.items():
            signal.signal(one, handler)
        os.close(reading)
        os.close(writing)
    return code


def _begin(number: int, work: Work, writing: int) -> int:
    """A new process; it never comes back from here."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    code = 3
    try:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.default_int_handler)
        code = work(number, lambda: _say(writing))
    except KeyboardInterrupt:
        code = 0
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _say(writing: int) -> None:
    os.write(writing, b".")


def _ended(alive: dict[int, int]) -> list[tuple[int, int]]:
    """Number and exit code of those that have ended; they are alive no longer."""
    found: list[tuple[int, int]] = []
    for process in list(alive):
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            found.append((alive.pop(process), code if code >= 0 else 3))
    return found
