"""Many people ask one server at once: how long the full answer takes, and whether any fails.

``python benchmarks/serving.py --people 50``: starts ``evimed serve`` over the sample library in a
home of its own (or measures ``--address``), first with one person, then with all. Each person asks, reads the
answer, thinks for a second, asks again.
"""

from __future__ import annotations

import argparse
import json
import os
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
from pathlib import Path

from evimed import samples

QUESTIONS = [one["question"] for one in json.loads(samples.questions_path().read_text("utf-8"))]


def ask(address: str, library: str, question: str) -> float:
    body = json.dumps({"question": question}).encode()
    path = f"{address}/api/v1/libraries/{library}/ask"
    request = urllib.request.Request(path, body, {"Content-Type": "application/json"})  # noqa: S310
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
        json.load(reply)
    return 1000 * (time.perf_counter() - began)


def measure(address: str, library: str, people: int, seconds: float, pause: float) -> tuple[list[float], int]:
    spent: list[float] = []
    failed: list[str] = []
    end = time.monotonic() + seconds

    def person(number: int) -> None:
        turn = number * 7
        time.sleep(pause * number / max(people, 1))
        while time.monotonic() < end:
            try:
                spent.append(ask(address, library, QUESTIONS[turn % len(QUESTIONS)]))
            except (urllib.error.URLError, OSError) as error:
                failed.append(str(error))
            turn += 1
            time.sleep(pause)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent, len(failed)


def tell(name: str, spent: list[float], failed: int) -> None:
    ordered = sorted(spent)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    p50 = statistics.median(ordered)
    sys.stdout.write(f"{name}: {len(spent)} answers, {failed} failed, p50 {p50:.0f} ms, p95 {p95:.0f} ms\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--address")
    parser.add_argument("--library", default="default")
    given = parser.parse_args()
    if given.address:
        both(given.address, given)
        return
    with tempfile.TemporaryDirectory(prefix="evb-") as home:
        environment = {**os.environ, "EVIMED_HOME": home}
        program = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()"]
        ingest = [*program, "ingest", str(samples.library_path())]
        subprocess.run(ingest, env=environment, check=True, stdout=subprocess.DEVNULL)
        serve = [*program, "serve", "--port", "0", "--rate", "0"]
        server = subprocess.Popen(serve, env=environment, stderr=subprocess.PIPE, text=True)
        assert server.stderr is not None
        found = re.search(r"http://[\d.]+:\d+", server.stderr.readline())
        assert found is not None
        try:
            both(found[0], given)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def both(address: str, given: argparse.Namespace) -> None:
    for question in QUESTIONS[:5]:
        ask(address, given.library, question)
    sys.stdout.write(f"load {Path('/proc/loadavg').read_text('ascii').split()[0]}\n")
    tell("one person", *measure(address, given.library, 1, min(given.seconds, 20), 0.1))
    tell(f"{given.people} people", *measure(address, given.library, given.people, given.seconds, given.pause))


if __name__ == "__main__":
    main()
