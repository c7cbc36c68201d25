"""What passes between this project and a peer in another environment: documents in, a ranking and times out.

Runs in the peers' environments, so it needs only the standard library and numpy. Every system is given the
same text of a document, its title and its words on separate lines, and the same vectors.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import hashlib
import json
import os
import sqlite3
import time
import traceback
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Search = Callable[[str], "list[str]"]
DEPTH: Final = 10
CANDIDATES: Final = 50  # of each ranking that a tuned hybrid joins
_WARM: Final = 5  # questions asked before the clock runs
_BATCH: Final = 64


@dataclass
class Vectors:
    """Vectors by text, from the file that ``quality.vectors.Remembered`` writes; misses go to the endpoint.

    Attributes
    ----------
    waited_s
        Time spent at the endpoint: it is taken off the index time, which every system pays alike.
    """

    file: Path
    stamp: str
    endpoint: str = ""
    waited_s: float = 0.0
    missed: int = 0
    _kept: dict[bytes, NDArray[np.float32]] = field(default_factory=dict[bytes, NDArray[np.float32]])

    def load(self, kind: str, texts: Sequence[str]) -> None:
        """Read what the file holds of ``texts`` into memory; ``kind`` is ``passage`` or ``query``."""
        with sqlite3.connect(self.file) as rows:
            for key in {self._key(kind, text) for text in texts}:
                row = rows.execute("select value from vector where key = ?", (key,)).fetchone()
                if row:
                    self._kept[key] = np.frombuffer(row[0], dtype=np.float32)

    def forget(self, kind: str, texts: Sequence[str]) -> None:
        """Let go of vectors that a system has its own copy of, so that its memory is its own."""
        for text in texts:
            self._kept.pop(self._key(kind, text), None)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of stored texts, shape ``(len(texts), dimensions)``."""
        return self._of("passage", texts)

    def query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape ``(dimensions,)``."""
        return self._of("query", [text])[0]

    def _of(self, kind: str, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [self._key(kind, text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        for start in range(0, len(missing), _BATCH):
            batch = dict(list(missing.items())[start : start + _BATCH])
            self._kept |= dict(zip(batch, self._ask(kind, list(batch.values())), strict=True))
        return np.stack([self._kept[key] for key in keys])

    def _ask(self, kind: str, texts: list[str]) -> list[NDArray[np.float32]]:
        began = time.perf_counter()
        body = json.dumps({"model": f"e5-{kind}", "input": texts}).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            self.endpoint + "/embeddings", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            items: list[dict[str, Any]] = json.load(answer)["data"]
        self.waited_s += time.perf_counter() - began
        self.missed += len(texts)
        return [np.array(item["embedding"], np.float32) for item in items]

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.sha256(f"{self.stamp}\n{kind}\n{text}".encode()).digest()


@dataclass(frozen=True)
class Task:
    """What a system is given: texts by document id, in the order of the file, and vectors."""

    documents: Mapping[str, str]
    vectors: Vectors
    folder: Path

    @property
    def ids(self) -> list[str]:
        return list(self.documents)

    @property
    def texts(self) -> list[str]:
        return list(self.documents.values())


def text_of(title: str, text: str) -> str:
    """The text every system is given of a document."""
    return f"{title}\n{text}" if title else text


def read(folder: Path, vectors: Vectors) -> tuple[Task, dict[str, str]]:
    """The task in ``folder`` and its questions by id."""
    documents = {row["id"]: text_of(row["title"], row["text"]) for row in _rows(folder / "docs.jsonl")}
    questions = {row["id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    vectors.load("passage", list(documents.values()))
    vectors.load("query", list(questions.values()))
    return Task(documents, vectors, folder), questions


def main(systems: Mapping[str, Callable[[Task], Search]]) -> None:
    """Command line of a runner: index, ask every question, write one JSON file.

    A system that fails is written down with its error; the exit code stays 0.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=systems)
    parser.add_argument("folder", type=Path, help="docs.jsonl and queries.jsonl")
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--stamp", required=True)
    parser.add_argument("--endpoint", default="", help="for texts that the file of vectors lacks")
    parser.add_argument("--questions", type=int, help="only the first of them")
    chosen = parser.parse_args()
    task, questions = read(chosen.folder, Vectors(chosen.vectors, chosen.stamp, chosen.endpoint))
    if chosen.questions:
        questions = dict(list(questions.items())[: chosen.questions])
    try:
        report = measure(systems[chosen.system], task, questions)
    except Exception as error:  # what a peer cannot do is a result
        lines = traceback.format_exc().splitlines()[-12:]
        report = {"error": f"{type(error).__name__}: {error}"[:500], "trace": lines}
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    # Some peers leave threads or event loops that would keep the process.
    os._exit(0)


def measure(build: Callable[[Task], Search], task: Task, questions: Mapping[str, str]) -> dict[str, Any]:
    """Index time (embedding apart), time of each question in ms, resident memory and the run.

    Processor time stands beside the clock's: on a busy machine it is the steadier figure.
    """
    before = resident_mb()
    began, used = time.perf_counter(), time.process_time()
    search = build(task)
    index_s = time.perf_counter() - began - task.vectors.waited_s
    index_cpu_s = time.process_time() - used
    missed, waited_s = task.vectors.missed, task.vectors.waited_s
    for question in list(questions.values())[:_WARM]:
        search(question)
    task.vectors.forget("passage", task.texts)
    _give_back()
    run: dict[str, list[str]] = {}
    times: list[float] = []
    used = time.process_time()
    for key, question in questions.items():
        waited = task.vectors.waited_s
        began = time.perf_counter()
        run[key] = search(question)
        times.append((time.perf_counter() - began - (task.vectors.waited_s - waited)) * 1000)
    return {
        "run": run,
        "asked": len(questions),
        "documents": len(task.documents),
        "index_s": index_s,
        "index_cpu_s": index_cpu_s,
        "embedded_besides": missed,
        "embedding_s": waited_s,
        "query_ms": times,
        "query_cpu_ms": (time.process_time() - used) * 1000 / max(1, len(questions)),
        "resident_mb": resident_mb(),
        "resident_before_mb": before,
        "load": os.getloadavg()[0],
    }


def _give_back() -> None:
    """Hand freed memory back to the system (glibc), so that what stays resident is in use."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def resident_mb() -> float:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
