"""Our embedder behind ``/v1/embeddings`` on loopback, for texts that a peer makes itself (chunks, entities).

Two model names, ``e5-passage`` and ``e5-query``, because the model wants to know which a text is. Vectors are
kept in the file that all systems read.

    python -m peers.embedding_server FILE [--port N]      (in ``benchmarks/``)
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.ports import Embedder, Vectors
from quality.vectors import Remembered


def answer(embedder: Embedder, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request in OpenAI's form.

    Raises
    ------
    ValueError
        The model is neither ``e5-query`` nor ``e5-passage``, or the input is not a text or a list of texts.
    """
    given: Any = request.get("input")
    texts: list[str] = [given] if isinstance(given, str) else given
    if not texts or not all(type(text) is str for text in texts):
        raise ValueError("input: a text or a list of texts")
    model = request.get("model")
    if model == "e5-query":
        vectors: Vectors = np.stack([embedder.embed_query(text) for text in texts])
    elif model == "e5-passage":
        vectors = embedder.embed_passages(texts)
    else:
        raise ValueError(f"model: e5-query or e5-passage, not {model!r}")
    data = [{"object": "embedding", "index": at, "embedding": row.tolist()} for at, row in enumerate(vectors)]
    return {"object": "list", "model": model, "data": data}


@contextmanager
def serving(embedder: Embedder, port: int = 0) -> Generator[str]:
    """Serve until the block ends; yields the address, ``http://127.0.0.1:PORT/v1``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, told = 200, answer(embedder, json.loads(body))
            except (ValueError, AttributeError, TypeError) as error:
                status, told = 400, {"error": {"message": str(error)}}
            payload = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the peers' own output is read."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, help="where vectors are kept")
    parser.add_argument("--port", type=int, default=8765)
    chosen = parser.parse_args()
    with serving(Remembered(E5OnnxEmbedder(), chosen.file), chosen.port) as address:
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
