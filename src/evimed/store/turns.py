"""Who gets the next connection: whoever has waited longest."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A semaphore that is fair: with ``threading.Semaphore`` busy readers starve a writer for seconds."""

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._places = places
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Take a place, in the order of asking; false if none came free in time."""
        with self._lock:
            if self._places:
                self._places -= 1
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._lock:
            if turn.is_set():  # it came after all
                return True
            self._waiting.remove(turn)
            return False

    def give(self) -> None:
        """Hand the place to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._places += 1
