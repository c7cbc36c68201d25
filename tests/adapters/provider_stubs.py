"""Anthropic, Google and Mistral on loopback, each speaking its own protocol, streamed and whole.

Written after the public references of the three: Messages API (2023-06-01), generateContent (v1beta),
chat completions of Mistral. One text, one fault a request, as the OpenAI-compatible stub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PIECE = 7  # characters that come at once
IN, OUT = 11, 7  # tokens


@dataclass
class ProviderStub:
    """What a server saw, what it says, and what it does wrong first."""

    provider: str
    url: str = ""
    text: str = '{"colours": ["red", "blue"]}'
    statuses: list[int] = field(default_factory=list)  # refusals, before it answers
    cuts: int = 0  # streams that break off in the middle, before it answers
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class ProviderHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: ProviderStub

    def do_POST(self) -> None:
        stub = self.stub
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stub.requests.append({"path": self.path, **body})
        stub.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            if stub.statuses:
                self.whole(stub.statuses.pop(0), REFUSALS[stub.provider])
                return
            tool = tool_of(stub.provider, body)
            if body.get("stream") or "stream" in self.path:
                events = EVENTS[stub.provider](stub.text, tool)
                cut = stub.cuts > 0
                stub.cuts -= cut
                self.events(events[: len(events) // 2] if cut else events, whole=not cut)
            else:
                self.whole(200, WHOLE[stub.provider](stub.text, tool))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def whole(self, status: int, answer: object) -> None:
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def events(self, events: list[bytes], *, whole: bool) -> None:
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


def tool_of(provider: str, body: dict[str, Any]) -> str | None:
    """Name of the tool the request offers, as each protocol names it."""
    tools = body.get("tools") or []
    if not tools:
        return None
    if provider == "google":
        return tools[0]["functionDeclarations"][0]["name"]
    return tools[0]["name"] if provider == "anthropic" else tools[0]["function"]["name"]


def pieces(text: str) -> list[str]:
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def event(data: object, name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data)}\n\n".encode()


def anthropic_message(content: list[dict[str, Any]], reason: str | None) -> dict[str, Any]:
    usage = {"input_tokens": IN, "output_tokens": OUT}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "stub"}
    return {**head, "content": content, "stop_reason": reason, "stop_sequence": None, "usage": usage}


def anthropic_whole(text: str, tool: str | None) -> dict[str, Any]:
    if tool:
        use = {"type": "tool_use", "id": "tu_1", "name": tool, "input": json.loads(text)}
        return anthropic_message([use], "tool_use")
    return anthropic_message([{"type": "text", "text": text}], "end_turn")


def anthropic_events(text: str, tool: str | None) -> list[bytes]:
    block = (
        {"type": "tool_use", "id": "tu_1", "name": tool, "input": {}}
        if tool
        else {"type": "text", "text": ""}
    )
    kind, name = ("input_json_delta", "partial_json") if tool else ("text_delta", "text")
    told: list[dict[str, Any]] = [
        {"type": "message_start", "message": anthropic_message([], None)},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": kind, name: part}}
            for part in pieces(text)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "tool_use" if tool else "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": OUT},
        },
        {"type": "message_stop"},
    ]
    return [event(one, one["type"]) for one in told]


def google_part(text: str, tool: str | None) -> dict[str, Any]:
    return {"functionCall": {"name": tool, "args": json.loads(text)}} if tool else {"text": text}


def google_answer(part: dict[str, Any], reason: str | None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": [part]}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    usage = {"promptTokenCount": IN, "candidatesTokenCount": OUT, "totalTokenCount": IN + OUT}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "stub", "responseId": "r-1"}


def google_whole(text: str, tool: str | None) -> dict[str, Any]:
    return google_answer(google_part(text, tool), "STOP")


def google_events(text: str, tool: str | None) -> list[bytes]:
    if tool:
        return [event(google_answer(google_part(text, tool), "STOP"))]
    parts = pieces(text)
    return [
        event(google_answer({"text": part}, "STOP" if number == len(parts) else None))
        for number, part in enumerate(parts, 1)
    ]


def mistral_head(kind: str) -> dict[str, Any]:
    return {"id": "cmpl-1", "object": kind, "created": 1, "model": "stub"}


MISTRAL_USAGE = {"prompt_tokens": IN, "completion_tokens": OUT, "total_tokens": IN + OUT}


def mistral_call(text: str, tool: str) -> dict[str, Any]:
    return {"id": "callabcde", "type": "function", "index": 0, "function": {"name": tool, "arguments": text}}


def mistral_whole(text: str, tool: str | None) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": "" if tool else text}
    if tool:
        message["tool_calls"] = [mistral_call(text, tool)]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if tool else "stop"}
    return {**mistral_head("chat.completion"), "choices": [choice], "usage": MISTRAL_USAGE}


def mistral_events(text: str, tool: str | None) -> list[bytes]:
    def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {**mistral_head("chat.completion.chunk"), "choices": [choice]}

    told = [chunk({"role": "assistant", "content": ""})]
    if tool:
        told.append(chunk({"content": "", "tool_calls": [mistral_call(text, tool)]}, "tool_calls"))
    else:
        told += [chunk({"content": part}) for part in pieces(text)]
        told.append(chunk({"content": ""}, "stop"))
    told[-1]["usage"] = MISTRAL_USAGE
    return [*(event(one) for one in told), b"data: [DONE]\n\n"]


WHOLE = {"anthropic": anthropic_whole, "google": google_whole, "mistral": mistral_whole}
EVENTS = {"anthropic": anthropic_events, "google": google_events, "mistral": mistral_events}
REFUSALS: dict[str, object] = {
    "anthropic": {"type": "error", "error": {"type": "overloaded_error", "message": "stub says no"}},
    "google": {"error": {"code": 429, "message": "stub says no", "status": "RESOURCE_EXHAUSTED"}},
    "mistral": {"object": "error", "message": "stub says no", "type": "rate_limited", "code": "1300"},
}


@contextmanager
def running_provider(provider: str) -> Iterator[ProviderStub]:
    stub = ProviderStub(provider)
    handler = type("Handler", (ProviderHandler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
