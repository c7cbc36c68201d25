"""An OpenAI-compatible ``/v1/embeddings`` on loopback with scripted faults, one a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from evimed.testing.embedders import HashEmbedder

Items = list[dict[str, Any]]
Fault = Callable[["StubHandler", Items], None]


@dataclass
class Stub:
    """What the server saw, and the faults it still has to commit."""

    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class StubHandler(BaseHTTPRequestHandler):
    stub: Stub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.stub.lock:
            self.stub.requests.append({"path": self.path, **body})
            self.stub.headers.append(dict(self.headers))
            fault = self.stub.faults.pop(0) if self.stub.faults else None
        vectors = HashEmbedder().embed_passages(body["input"])
        # Not of length 1, and from the last to the first: both are the client's to mend.
        items = [{"index": at, "embedding": (3 * one).tolist()} for at, one in enumerate(vectors)][::-1]
        if fault:
            fault(self, items)
        else:
            self.reply(200, {"data": items})

    def reply(self, status: int, answer: object, **headers: str) -> None:
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def running_stub() -> Iterator[Stub]:
    stub = Stub()
    handler = type("Handler", (StubHandler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, **headers: str) -> Fault:
    return lambda handler, _: handler.reply(code, {"error": "stub says no"}, **headers)


def answer(change: Callable[[Items], object]) -> Fault:
    return lambda handler, items: handler.reply(200, change(items))


def hang_up(handler: StubHandler, _: Items) -> None:
    handler.close_connection = True


def cut_short(handler: StubHandler, _: Items) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"data": [')
    handler.close_connection = True


def with_embedding(items: Items, embedding: Sequence[Any]) -> dict[str, Items]:
    return {"data": [{**items[0], "embedding": embedding}, *items[1:]]}
