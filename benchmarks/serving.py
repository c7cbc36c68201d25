"""Many people ask one server at once: how long the full answer takes, and whether any fails.

``python benchmarks/serving.py --people 50 --seconds 600`` starts ``evimed serve`` with as many processes as
there are cores over the sample library in a home of its own (or measures ``--address``): first one person
with new questions, then with the same again, then all. Each asks, reads the answer for ``--pause`` seconds
(half to one and a half of it, evenly), asks again. With ``--pause 1`` nobody reads: that measures how many
answers a second there are.

``--passages 100000 --data ../shared/data`` puts the sample library into a made one of that size (``made/``)
and asks the same questions: most have an answer, and all have as much to search. With ``--people 1`` it is
the time of an answer. ``--home DIR`` keeps the library for the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evimed import samples
from made.corpus import LIBRARY, Corpus
from made.words import Words

QUESTIONS: list[str] = [
    str(one["question"]) for one in json.loads(samples.questions_path().read_text("utf-8"))
]
PROGRAM = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()"]


def ask(address: str, library: str, question: str) -> tuple[float, str]:
    """Milliseconds to the full answer, and its verdict."""
    body = json.dumps({"question": question}).encode()
    path = f"{address}/api/v1/libraries/{library}/ask"
    request = urllib.request.Request(path, body, {"Content-Type": "application/json"})  # noqa: S310
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
        verdict = str(json.load(reply)["verdict"]["name"])
    return 1000 * (time.perf_counter() - began), verdict


def measure(
    address: str, library: str, questions: Sequence[str], people: int, seconds: float, pause: float
) -> tuple[list[tuple[float, str]], int]:
    """What each answer took in ms and its verdict, and how many failed."""
    spent: list[tuple[float, str]] = []
    failed: list[str] = []
    end = time.monotonic() + seconds

    def person(number: int) -> None:
        turn, chance = number * 7, random.Random(number)  # noqa: S311
        time.sleep(pause * number / max(people, 1))
        while time.monotonic() < end:
            try:
                spent.append(ask(address, library, questions[turn % len(questions)]))
            except (urllib.error.URLError, OSError) as error:
                failed.append(str(error))
            turn += 1
            time.sleep(pause * chance.uniform(0.5, 1.5))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent, len(failed)


def tell(name: str, spent: list[tuple[float, str]], failed: int, seconds: float) -> float:
    """Print one line; the 95th percentile in ms."""
    ordered = sorted(taken for taken, _ in spent)
    refused = sum(verdict == "insufficient" for _, verdict in spent)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    sys.stdout.write(
        f"{name}: {len(spent)} replies ({len(spent) / seconds:.1f} a second), {refused} of them refusals, "
        f"{failed} failed, p50 {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms, "
        f"longest {ordered[-1]:.0f} ms\n"
    )
    sys.stdout.flush()
    return p95


@contextmanager
def served(home: Path, workers: int) -> Generator[str]:
    """``evimed serve`` over a home; its address."""
    command = [*PROGRAM, "serve", "--port", "0", "--rate", "0", "--workers", str(workers)]
    environment = {**os.environ, "EVIMED_HOME": str(home)}
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"http://[\d.]+:\d+", server.stderr.readline())
        assert found is not None
        yield found[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def take_samples(home: Path, library: str) -> None:
    """The sample library, with its vectors."""
    environment = {**os.environ, "EVIMED_HOME": str(home)}
    ingest = [*PROGRAM, "ingest", str(samples.library_path()), "--library", library]
    subprocess.run(ingest, env=environment, check=True, stdout=subprocess.DEVNULL)


def make_library(home: Path, passages: int, data: Path | None) -> None:
    """A made library whose vectors pass for the embedder's."""
    from evimed.adapters.embed_e5 import E5OnnxEmbedder  # noqa: PLC0415
    from evimed.settings import Settings  # noqa: PLC0415
    from evimed.store.database import Database  # noqa: PLC0415
    from made.loading import load  # noqa: PLC0415

    corpus = Words(passages, data=data) if data is not None else Corpus(passages)
    with Database.open(Settings(home=home)) as database:
        steps = load(database, corpus, E5OnnxEmbedder().stamp)
    sys.stdout.write("loaded: " + ", ".join(f"{name} {taken:.0f}" for name, taken in steps.items()) + "\n")


def both(address: str, library: str, questions: Sequence[str], given: argparse.Namespace) -> None:
    """One person, who asks what nobody asked before and then the same again; then all of them."""
    for question in questions[:10]:
        ask(address, library, question)
    sys.stdout.write(f"load {Path('/proc/loadavg').read_text('ascii').split()[0]}\n")
    began = time.perf_counter()
    first = [ask(address, library, question) for question in questions[10:]]
    tell("one person, new questions", first, 0, time.perf_counter() - began)
    # Each process has memories of its own: of words, of questions.
    for question in questions * given.workers:
        ask(address, library, question)
    alone = min(given.seconds, 60)
    one = tell("one person", *measure(address, library, questions, 1, alone, 0.1), alone)
    if given.people < 2:
        return
    found = measure(address, library, questions, given.people, given.seconds, given.pause)
    many = tell(f"{given.people} people, {given.pause:g} s to read", *found, given.seconds)
    sys.stdout.write(f"p95 of {given.people} people is {many / one:.1f} x that of one\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--passages", type=int, help="a made library of this size")
    parser.add_argument("--data", type=Path, help="its words from the files there (../shared/data)")
    parser.add_argument("--home", type=Path, help="keep the library there and use it again")
    parser.add_argument("--address")
    parser.add_argument("--library", default="default")
    given = parser.parse_args()
    if given.address:
        both(given.address, given.library, QUESTIONS, given)
        return
    with tempfile.TemporaryDirectory(prefix="evb-") as made:
        home, library = given.home or Path(made), "default"
        if given.passages:
            make_library(home, given.passages, given.data)
            library = LIBRARY
        take_samples(home, library)
        with served(home, given.workers) as address:
            both(address, library, QUESTIONS, given)


if __name__ == "__main__":
    main()
