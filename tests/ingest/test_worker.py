"""Parser processes: limits, crashes, clean ends."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import worker_finishes
from ingest_files import TEXT, every_format

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest.worker import Job, ParserPool
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

QUICK = ParserLimits(seconds=4, memory_mb=400)


def children() -> set[str]:
    """Process ids of the worker processes of this process, zombies included."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(path.read_text().split())


def test_every_format_and_what_is_known_of_the_bytes() -> None:
    jobs = [Job(name, data=data) for name, data in every_format().items()]
    with ParserPool(workers=2) as pool:
        found = {job.source: (job, outcome) for job, outcome in pool.map(iter(jobs))}
    assert set(found) == {*every_format(), "a.eml!/附件.txt"}
    for job, outcome in found.values():
        assert isinstance(outcome, ParsedDocument), job
    job = found["a.csv"][0]
    assert (job.size, job.sha256) == (
        len(every_format()["a.csv"]),
        hashlib.sha256(every_format()["a.csv"]).hexdigest(),
    )


def test_finish_runs_in_the_worker() -> None:
    with ParserPool(workers=1, finish=worker_finishes.measure) as pool:
        ((_, outcome),) = pool.map([Job("a.txt", data=TEXT.encode())])
    assert outcome == (len(TEXT), hashlib.sha256(TEXT.encode()).hexdigest())


def test_one_bad_document_never_stops_the_others() -> None:
    words = ["good", "sleep", "fine", "spin", "eat", "well", "crash", "exit", "raise", "lambda", "last"]
    before = children()
    with ParserPool(QUICK, workers=2, finish=worker_finishes.misbehave) as pool:
        found = {
            job.source: outcome
            for job, outcome in pool.map(Job(word, data=f"{word} x".encode(), name="a.txt") for word in words)
        }
    codes = {
        source: outcome.code if isinstance(outcome, DocumentError) else outcome
        for source, outcome in found.items()
    }
    assert codes == {
        "good": "good", "fine": "fine", "well": "well", "last": "last", "sleep": "too_slow",
        "spin": "too_slow",
        "eat": "too_much_memory", "crash": "parser_crashed", "exit": "parser_crashed",
        "raise": "parser_failed",
        "lambda": "parser_failed",
    }  # fmt: skip
    assert isinstance(found["sleep"], DocumentLimitError)
    assert children() == before


def test_no_more_jobs_are_taken_than_workers_are_idle() -> None:
    taken = 0

    def jobs():
        nonlocal taken
        for number in range(50):
            taken += 1
            yield Job(f"{number}.txt", data=TEXT.encode())

    with ParserPool(workers=2) as pool:
        for done, _ in enumerate(pool.map(jobs()), start=1):
            assert taken <= done + 4
    assert taken == 50


def test_a_slow_caller_is_not_charged_to_the_documents() -> None:
    with ParserPool(ParserLimits(seconds=1), workers=2) as pool:
        for _, outcome in pool.map(Job(f"{number}", data=TEXT.encode() * 3000) for number in range(4)):
            time.sleep(0.7)
            assert isinstance(outcome, ParsedDocument)


def test_leaving_early_ends_the_workers_and_the_pool_works_on() -> None:
    before = children()
    with ParserPool(QUICK, workers=2, finish=worker_finishes.misbehave) as pool:
        for _ in pool.map(Job(word, data=f"{word} x".encode()) for word in ("good", "sleep", "sleep")):
            break
        again = [outcome for _, outcome in pool.map([Job("x", data=b"again x")])]
    assert again == ["again"]
    assert children() == before


def test_worker_killed_while_idle() -> None:
    with ParserPool(workers=1) as pool:
        before = children()
        assert len(list(pool.map([Job("a.txt", data=b"one dose")]))) == 1
        for pid in children() - before:
            os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.2)
        assert isinstance(next(iter(pool.map([Job("b.txt", data=b"two doses")])))[1], ParsedDocument)


def test_file_that_cannot_be_read(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 2000)
    jobs = [
        Job("gone", tmp_path / "gone"),
        Job("pipe", tmp_path / "pipe"),
        Job("dir", tmp_path),
        Job("big", big),
    ]
    with ParserPool(ParserLimits(file_bytes=1000), workers=1) as pool:
        codes = {
            job.source: outcome.code for job, outcome in pool.map(jobs) if isinstance(outcome, DocumentError)
        }
    assert codes == {
        "gone": "unreadable",
        "pipe": "not_regular_file",
        "dir": "unreadable",
        "big": "too_large",
    }


def test_finish_that_cannot_be_imported() -> None:
    script = (
        "from evimed.ingest.worker import *\n"
        "def finish(d, s): return 1\n"
        "with ParserPool(finish=finish, workers=1) as pool: list(pool.map([Job('a', data=b'x y')]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert "finish importable" in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(how: signal.Signals) -> None:
    script = (
        "import os, worker_finishes\n"
        "from evimed.settings import ParserLimits\n"
        "from evimed.ingest.worker import Job, ParserPool\n"
        "words = [b'go x', b'sleep x', b'sleep x']\n"
        "limits = ParserLimits(seconds=1 if os.environ['HOW'] == '9' else 30)\n"
        "with ParserPool(limits, workers=2, finish=worker_finishes.misbehave) as pool:\n"
        "    for job, _ in pool.map(Job(str(n), data=w) for n, w in enumerate(words)):\n"
        "        pids = open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read()\n"
        "        print(pids, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOW": str(int(how))}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pids = parent.stdout.readline().split()
        assert len(pids) == 2
        time.sleep(0.3)
        parent.send_signal(how)
        parent.wait(60)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.1)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_worker_that_holds_much_memory_is_replaced_after_its_document() -> None:
    with ParserPool(QUICK, workers=1, finish=worker_finishes.misbehave) as pool:
        jobs = [Job("1", data=b"hoard x"), Job("2", data=b"good x"), Job("3", data=b"good x")]
        pids = [children() for _, outcome in pool.map(jobs) if outcome in {"hoard", "good"}]
    assert len(pids) == 3
    assert pids[1] == pids[2]
