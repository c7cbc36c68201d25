"""Turns for questions, and processes that are watched."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from evimed.surfaces.http.admission import Admission, is_question, turns_for


def test_questions_take_turns_in_the_order_they_came() -> None:
    began: list[int] = []
    most = running = 0

    async def ask(admission: Admission, number: int) -> None:
        nonlocal most, running
        async with admission.turn(wanted=True):
            began.append(number)
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    async def all_ask() -> None:
        admission = Admission(2)
        await asyncio.gather(*(ask(admission, number) for number in range(20)))

    asyncio.run(all_ask())
    assert began == list(range(20))
    assert most == 2


def test_what_is_no_question_does_not_wait() -> None:
    async def look() -> None:
        admission = Admission(1)
        async with admission.turn(wanted=True), admission.turn(wanted=False):
            pass

    asyncio.run(asyncio.wait_for(look(), 5))
    assert is_question("POST", "/api/v1/libraries/x/ask")
    assert not is_question("GET", "/ask")
    assert turns_for(64) >= 2


WATCHED = """
    import os, signal, sys, time
    from evimed.surfaces.cli.workers import supervise

    def work(number, ready):
        if {fails}:
            return 2
        ready()
        sys.stdout.write(f"{{number}} {{os.getpid()}}\\n")
        sys.stdout.flush()
        while True:
            time.sleep(60)

    sys.exit(supervise(2, work, lambda: sys.stderr.write("open\\n")))
"""


def watched(*, fails: bool) -> subprocess.Popen[str]:
    code = textwrap.dedent(WATCHED.format(fails=fails))
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_worker_that_dies_is_replaced_and_all_end_together() -> None:
    process = watched(fails=False)
    try:
        assert process.stdout is not None
        told = dict(process.stdout.readline().split() for _ in range(2))
        assert set(told) == {"0", "1"}
        os.kill(int(told["1"]), signal.SIGKILL)
        number, again = process.stdout.readline().split()
        assert (number, again != told["1"]) == ("1", True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        for pid in (told["0"], again):
            with pytest.raises(ProcessLookupError):
                os.kill(int(pid), 0)
    finally:
        process.kill()


def test_a_first_worker_that_fails_ends_it_with_its_code() -> None:
    process = watched(fails=True)
    assert process.wait(30) == 2
    assert process.stderr is not None
    assert "open" not in process.stderr.read()
