"""An embedder that remembers, so that every system is given the same vectors.

    python -m quality.vectors FOLDER      (in ``benchmarks/``) writes every set with the vectors of its texts

Beside ``docs.jsonl`` and ``queries.jsonl`` stand ``docs.npy`` and ``queries.npy``: float32, a unit row each.
A document is embedded as its title, a line break and its text.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.ports import Embedder, Vectors
from quality.sets import SETS, RetrievalSet, export

_BATCH = 64


class Remembered:
    """An ``Embedder`` over another one and a file of the vectors it has made."""

    def __init__(self, inner: Embedder, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._inner = inner
        self._rows = sqlite3.connect(file, check_same_thread=False)
        self._rows.execute(
            "create table if not exists vector (key blob primary key, value blob) without rowid"
        )
        self._lock = threading.Lock()

    @property
    def stamp(self) -> str:
        return self._inner.stamp

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        keys = [self._key("passage", text) for text in texts]
        found = {key: vector for key in set(keys) if (vector := self._get(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            made = self._inner.embed_passages(list(missing.values()))
            found.update(zip(missing, made, strict=True))
            self._put({key: found[key] for key in missing})
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> Vectors:
        key = self._key("query", text)
        vector = self._get(key)
        if vector is None:
            vector = self._inner.embed_query(text)
            self._put({key: vector})
        return vector

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.sha256(f"{self.stamp}\n{kind}\n{text}".encode()).digest()

    def _get(self, key: bytes) -> Vectors | None:
        with self._lock:
            row = self._rows.execute("select value from vector where key = ?", (key,)).fetchone()
        return np.frombuffer(row[0], dtype=np.float32) if row else None

    def _put(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, np.asarray(vector, dtype=np.float32).tobytes()) for key, vector in vectors.items()]
        with self._lock, self._rows:
            self._rows.executemany("insert or ignore into vector values (?, ?)", rows)


def export_vectors(retrieval_set: RetrievalSet, folder: Path, embedder: Embedder) -> None:
    """``docs.npy`` and ``queries.npy`` in the order of the lines of the set as exported."""
    texts = [f"{doc.title}\n{doc.text}".strip() for doc in retrieval_set.docs]
    parts = [embedder.embed_passages(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
    np.save(folder / "docs.npy", np.concatenate(parts))
    np.save(folder / "queries.npy", np.stack([embedder.embed_query(q.text) for q in retrieval_set.queries]))


def main(folder: Path) -> None:
    """Write every set with its vectors."""
    embedder = Remembered(E5OnnxEmbedder(), folder / "vectors.db")
    for name, load in SETS.items():
        loaded = load()
        export(loaded, folder / name)
        export_vectors(loaded, folder / name, embedder)
        print(f"{name}: {len(loaded.docs):,} documents, {len(loaded.queries):,} questions, {embedder.stamp}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
