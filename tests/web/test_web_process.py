"""``evimed serve`` as a process of its own: begun, used, stopped in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from web_things import QUESTION

from evimed import samples
from evimed.surfaces.http.desk import Desk

PROGRAM = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()", "serve", "--port", "0"]


class Server:
    """The process and where it listens."""

    def __init__(self, home: Path) -> None:
        environment = {**os.environ, "EVIMED_HOME": str(home), "EVIMED_EMBEDDER": "none", "LANG": "C.UTF-8"}
        environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
        self.process = subprocess.Popen(PROGRAM, env=environment, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found is not None, line + self.process.stderr.read()
        self.address = found[0]
        for _ in range(600):
            try:
                if httpx2.get(f"{self.address}/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError("it never became ready")

    def stop(self, how: int) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def server(desk: Desk) -> Iterator[Server]:
    started = Server(desk.settings.home)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_is_finished(server: Server, desk: Desk, how: int) -> None:
    """An upload and an answer that are on their way when the server is told to stop."""
    got: dict[str, object] = {}
    begun = threading.Event()
    label = samples.library_path() / "zelvoris_prescribing_information_en.pdf"

    def upload() -> None:
        with label.open("rb") as content:
            begun.set()
            sent = httpx2.post(
                f"{server.address}/api/v1/libraries/stop{how}/documents?wait=true",
                files={"files": (label.name, content, "application/pdf")},
                timeout=60,
            )
        got["upload"] = sent.json()

    def ask() -> None:
        ask_for = {"question": QUESTION, "stream": True}
        path = f"{server.address}/api/v1/libraries/default/ask"
        with httpx2.stream("POST", path, json=ask_for, timeout=60) as told:
            begun.set()
            got["events"] = "".join(told.iter_text())

    for work in (upload, ask):
        begun.clear()
        thread = threading.Thread(target=work)
        thread.start()
        assert begun.wait(30)
        if work is upload:
            time.sleep(0.2)
            first = thread
    assert server.stop(how) in {0, 130}
    thread.join(60)
    first.join(60)
    assert got["upload"]["state"] == "done"  # type: ignore[index]
    events = str(got["events"])
    assert events.count("event: answer\n") == 1
    answer_id = re.findall(r'"id": "(a[0-9a-f]{20})"', events)[-1]
    session = desk.service.session(desk.service.people.owner_scope())
    assert session.answer(answer_id)["question"] == QUESTION
    kept = [card.id for card in session.answers(library="default")]
    assert kept.count(answer_id) == 1
    assert [one.source for one in session.documents(library=f"stop{how}")] == [label.name]


@pytest.mark.slow
def test_a_taken_port_is_told_at_once(server: Server, desk: Desk) -> None:
    port = server.address.rsplit(":", 1)[1]
    environment = {**os.environ, "EVIMED_HOME": str(desk.settings.home), "LANG": "C.UTF-8"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    command = [*PROGRAM[:-1], port]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 2
    assert port in told.stderr
    outside = [*PROGRAM, "--host", "0.0.0.0"]  # noqa: S104
    told = subprocess.run(outside, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 2
    assert "account" in told.stderr.lower()
