"""A queue before questions: as many are worked on at once as there are cores; the others wait their turn.

Answering without a language model is computing. Fifty answers begun at once share the cores and the
interpreter, and all of them are late; one after another the first are early and the last no later. A model
that writes is waited for, not computed: where one is configured nothing is held back.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

_ASKS = ("/ask", "/ask/stream", "/chat/completions")
_LONGEST = 10.0  # seconds: a reader who takes nothing must not keep others from asking


def is_question(method: str, path: str) -> bool:
    """Whether a request asks a library."""
    return method == "POST" and path.endswith(_ASKS)


def turns_for(workers: int) -> int:
    """How many questions one of ``workers`` processes works on at once; one of two waits for the database."""
    return max(2, -(-len(os.sched_getaffinity(0)) // workers))


class Admission:
    """Turns of one process, given in the order of arrival; each is for one request, its response included."""

    def __init__(self, at_once: int) -> None:
        self._turns = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self, *, wanted: bool) -> AsyncGenerator[None]:
        """Wait for a turn, if one is wanted; it ends with the block, or after ten seconds."""
        if not wanted:
            yield
            return
        await self._turns.acquire()
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._turns.release()

        late = asyncio.get_running_loop().call_later(_LONGEST, give_back)
        try:
            yield
        finally:
            late.cancel()
            give_back()
