"""An OpenAI-compatible ``/v1/chat/completions`` on loopback with scripted faults, one a request."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

Fault = Callable[["ChatHandler", dict[str, Any]], None]


@dataclass
class ChatStub:
    """What the server saw, what it says, and the faults it still has to commit."""

    url: str = ""
    text: str = '{"colours": ["red", "blue"]}'
    texts: list[str] = field(default_factory=list)  # said one after the other, before ``text``
    usage: object = field(
        default_factory=lambda: {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    )
    finish: str | None = "stop"
    faults: list[Fault] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: Event = field(default_factory=Event)  # ends what hangs
    lock: Lock = field(default_factory=Lock)


class ChatHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: ChatStub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.stub.lock:
            self.stub.requests.append({"path": self.path, **body})
            self.stub.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = self.stub.faults.pop(0) if self.stub.faults else None
            said = self.stub.texts.pop(0) if self.stub.texts else self.stub.text
        self.said = said
        try:
            if fault:
                fault(self, body)
            else:
                self.speak(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def speak(self, body: dict[str, Any]) -> None:
        """Answer as a server that has nothing wrong with it."""
        message: dict[str, Any] = {"role": "assistant", "content": self.said}
        if body.get("tools"):
            call = {"name": body["tools"][0]["function"]["name"], "arguments": self.said}
            message = {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call-1", "type": "function", "function": call}],
            }
        if body.get("stream"):
            self.stream(chunks(message, self.stub.finish, self.stub.usage))
        else:
            self.reply(200, completion(message, self.stub.finish, self.stub.usage))

    def reply(self, status: int, answer: object, **headers: str) -> None:
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def stream(self, events: Iterable[bytes], *, whole: bool = True) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            self.wfile.flush()
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def completion(message: dict[str, Any], finish: str | None, usage: object) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": finish}
    head = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "stub"}
    return {**head, "choices": [choice], "usage": usage}


def chunks(message: dict[str, Any], finish: str | None, usage: object) -> list[bytes]:
    """The message in pieces of seven characters, then the reason, the usage and the end."""
    head = {"id": "c-1", "object": "chat.completion.chunk", "created": 1, "model": "stub"}

    def event(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    events = [event({"role": "assistant", "content": ""})]
    if message["content"] is not None:
        text = message["content"]
        events += [event({"content": text[at : at + 7]}) for at in range(0, len(text), 7)]
    for call in message.get("tool_calls", []):
        function = call["function"]
        first = {**call, "index": 0, "function": {"name": function["name"], "arguments": ""}}
        events.append(event({"tool_calls": [first]}))
        words = function["arguments"]
        events += [
            event({"tool_calls": [{"index": 0, "function": {"arguments": words[at : at + 7]}}]})
            for at in range(0, len(words), 7)
        ]
    if finish is not None:
        events.append(event({}, finish))
    events.append({**head, "choices": [], "usage": usage})
    return [b"data: " + json.dumps(one).encode() + b"\n\n" for one in events] + [b"data: [DONE]\n\n"]


@contextmanager
def running_chat_stub() -> Iterator[ChatStub]:
    stub = ChatStub()
    handler = type("Handler", (ChatHandler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def status(code: int, message: str = "stub says no", **headers: str) -> Fault:
    return lambda handler, _: handler.reply(code, {"error": {"message": message}}, **headers)


def answer(raw: object) -> Fault:
    return lambda handler, _: handler.reply(200, raw)


def hang_up(handler: ChatHandler, _: dict[str, Any]) -> None:
    handler.close_connection = True


def silent(handler: ChatHandler, _: dict[str, Any]) -> None:
    handler.stub.released.wait(30)
    handler.close_connection = True


def cut(handler: ChatHandler, body: dict[str, Any]) -> None:
    """Half of the answer, then the connection closes."""
    message = {"content": handler.said}
    if body.get("stream"):
        events = chunks(message, None, None)
        handler.stream(events[: len(events) // 2], whole=False)
        return
    raw = json.dumps(completion(message, "stop", None)).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw[: len(raw) // 2])
    handler.close_connection = True


def cut_after(pieces: int) -> Fault:
    """A stream of so many pieces of seven characters, then the connection closes."""
    return lambda handler, _: handler.stream(
        chunks({"content": handler.said}, None, None)[: pieces + 1], whole=False
    )


def ended_early(handler: ChatHandler, _: dict[str, Any]) -> None:
    """A stream that ends in good order, but in the middle of the answer."""
    handler.stream(chunks({"content": handler.said}, None, None)[:4])


def drip(handler: ChatHandler, _: dict[str, Any]) -> None:
    """A byte now and then: never silent, never done."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while not handler.stub.released.is_set():
        handler.wfile.write(b"1\r\n:\r\n")
        handler.wfile.flush()
        time.sleep(0.02)


def calls(name: str) -> Fault:
    call = {"id": "c", "type": "function", "function": {"name": name, "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}

    def fault(handler: ChatHandler, body: dict[str, Any]) -> None:
        usage = handler.stub.usage
        if body.get("stream"):
            handler.stream(chunks(message, "tool_calls", usage))
        else:
            handler.reply(200, completion(message, "tool_calls", usage))

    return fault
