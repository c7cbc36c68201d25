"""Real processes: stopped and killed in the middle of an answer, and several over one database."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from web_things import QUESTION

from evimed.surfaces.http.desk import Desk

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, "-c", "from evimed.surfaces.cli import main; main()", "serve", "--port", "0"]
ASK = "/api/v1/libraries/default/ask"


class SlowModel(BaseHTTPRequestHandler):
    """A chat endpoint that begins to speak and then waits until it is let go on."""

    protocol_version = "HTTP/1.1"
    asked = threading.Event()
    released = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        said: list[object] = [
            {
                **head,
                "choices": [{"index": 0, "delta": {"role": "assistant", "content": '{"statements": ['}}],
            },
            {**head, "choices": [{"index": 0, "delta": {"content": "]}"}, "finish_reason": "stop"}]},
        ]
        for number, one in enumerate(said):
            if number:
                SlowModel.asked.set()
                SlowModel.released.wait(60)
            self.piece(b"data: " + json.dumps(one).encode() + b"\n\n")
        self.piece(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def piece(self, raw: bytes) -> None:
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(raw), raw))
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def slow_model() -> Iterator[str]:
    SlowModel.asked.clear()
    SlowModel.released.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowModel)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    SlowModel.released.set()
    server.shutdown()


@contextmanager
def serving(home: Path, *options: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = {
        **os.environ,
        "EVIMED_HOME": str(home),
        "EVIMED_EMBEDDER": "none",
        "LANG": "C.UTF-8",
        **more,
    }
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    process = subprocess.Popen([*PROGRAM, *options], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found is not None, line
        for _ in range(600):
            try:
                if httpx2.get(f"{found[0]}/readyz").status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def listen(address: str, told: dict[str, str]) -> None:
    """Read an answer's events until the stream ends, whatever ends it."""
    told["events"] = ""
    try:
        with httpx2.stream(
            "POST", address + ASK, json={"question": QUESTION, "stream": True}, timeout=90
        ) as sent:
            for some in sent.iter_text():
                told["events"] += some
    except httpx2.TransportError as error:
        told["cut"] = type(error).__name__


def count(desk: Desk, question: str = QUESTION) -> int:
    session = desk.service.session(desk.service.people.owner_scope())
    return sum(card.question == question for card in session.answers(library="default", limit=1000))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_an_answer_that_is_being_written_is_neither_lost_nor_doubled(
    desk: Desk, slow_model: str, how: int
) -> None:
    before, told = count(desk), dict[str, str]()
    with serving(desk.settings.home, EVIMED_MODEL_WRITE=f"openai:m@{slow_model}") as (process, address):
        thread = threading.Thread(target=listen, args=(address, told))
        thread.start()
        assert SlowModel.asked.wait(60)
        process.send_signal(how)
        if how == signal.SIGTERM:
            time.sleep(1)
        SlowModel.released.set()
        assert process.wait(60) in {0, 130, -signal.SIGTERM, -signal.SIGKILL}
        thread.join(60)
    assert not thread.is_alive()
    began = re.findall(r"event: began\ndata: (.*)", told["events"])
    assert len(began) == 1
    answers = told["events"].count("event: answer\n")
    if how == signal.SIGTERM:
        assert (answers, count(desk)) == (1, before + 1)
    else:  # the stream ends without an answer: the reader knows that it was cut, and nothing half is kept
        assert (answers, count(desk)) == (0, before)
        assert "event: error\n" not in told["events"]
    with serving(desk.settings.home) as (_, address):
        again = httpx2.post(address + ASK, json={"question": QUESTION}, timeout=60).json()
    assert again["verdict"]["name"] == "answered"
    assert count(desk) == before + answers + 1


def test_two_servers_share_one_database(desk: Desk) -> None:
    home = desk.settings.home
    with serving(home) as (first, one), serving(home, "--workers", "2") as (_, other):
        text = "落叶松片的有效期为 18 个月。"
        sent = httpx2.post(
            f"{one}/api/v1/libraries/default/documents?wait=true",
            files={"files": ("larch.txt", text.encode())},
            timeout=60,
        ).json()
        assert httpx2.get(f"{other}/api/v1/runs/{sent['id']}").json() == sent
        asked = httpx2.post(other + ASK, json={"question": "落叶松片的有效期是多长？"}, timeout=60).json()
        assert sent["outcomes"][0]["document_id"] in [cite["document"]["id"] for cite in asked["citations"]]

        def ask(number: int) -> str:
            where = (one, other)[number % 2]
            return httpx2.post(where + ASK, json={"question": QUESTION}, timeout=60).json()["id"]

        before = count(desk)
        with ThreadPoolExecutor(8) as people:
            ids = list(people.map(ask, range(24)))
        assert (len(set(ids)), count(desk)) == (24, before + 24)
        checked = httpx2.get(f"{one}/api/v1/audit/verification").json()
        assert checked["whole"]
        told = httpx2.get(f"{other}/metrics").text
        answered = sum(float(n) for n in re.findall(r"evimed_answers_total\{[^}]*\} ([\d.]+)", told))
        assert answered == 13
        first.send_signal(signal.SIGTERM)
        first.wait(60)
        assert httpx2.get(f"{other}/api/v1/answers/{ids[0]}").status_code == 200
        httpx2.delete(f"{other}/api/v1/libraries/default/documents/{sent['outcomes'][0]['document_id']}")
