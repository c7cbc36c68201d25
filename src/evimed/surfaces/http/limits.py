"""Rate limits: a token bucket for each caller."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_CALLERS = 10_000  # remembered; whoever was longest away is forgotten first


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """Each caller may do ``a_minute`` things a minute, a sixth of them at once.

    Parameters
    ----------
    a_minute
        0: no limit.
    clock
        Seconds that only go forward.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = a_minute / 60
        self._most = max(1.0, a_minute / 6)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_for(self, caller: str) -> float:
        """Take one turn: 0.0 if the caller may go on, else the seconds after which to come again."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(caller, _Bucket(self._most, now))
            self._buckets.move_to_end(caller)
            while len(self._buckets) > _MOST_CALLERS:
                self._buckets.popitem(last=False)
            bucket.tokens = min(self._most, bucket.tokens + (now - bucket.at) * self._rate)
            bucket.at = now
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0.0
            return (1 - bucket.tokens) / self._rate
