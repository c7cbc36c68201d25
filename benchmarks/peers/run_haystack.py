# pyright: basic, reportMissingImports=false
# Haystack stands only in its own environment.
"""Haystack: in-memory store, BM25, embedding and hybrid pipelines. Arguments: ``exchange.main``."""

from __future__ import annotations

from functools import partial

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from peers.exchange import CANDIDATES, DEPTH, Search, Task, main
from peers.words import words


class WordStore(InMemoryDocumentStore):
    """The store with jieba and stems instead of its pattern: it takes a pattern, but no tokeniser."""

    def _tokenize_bm25(self, text: str) -> list[str]:
        return words(text)


@component
class TextEmbedder:
    """A text embedder over the vectors every system is given."""

    def __init__(self, vectors) -> None:
        self._vectors = vectors

    @component.output_types(embedding=list[float])
    def run(self, text: str):
        return {"embedding": self._vectors.query(text).tolist()}


def build(task: Task, kind: str, store=InMemoryDocumentStore, algorithm: str = "BM25L", **join) -> Search:
    """A pipeline of one kind: ``bm25``, ``dense`` or ``hybrid``; ``join`` are settings of the joiner."""
    kept = store(bm25_algorithm=algorithm)
    vectors = [None] * len(task.documents) if kind == "bm25" else task.vectors.passages(task.texts).tolist()
    kept.write_documents(
        [
            Document(id=key, content=text, embedding=vector)
            for (key, text), vector in zip(task.documents.items(), vectors, strict=True)
        ]
    )
    depth = CANDIDATES if "top_k" in join else DEPTH
    pipeline = Pipeline()
    if kind != "dense":
        pipeline.add_component("bm25", InMemoryBM25Retriever(kept, top_k=depth))
    if kind != "bm25":
        pipeline.add_component("embedder", TextEmbedder(task.vectors))
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(kept, top_k=depth))
        pipeline.connect("embedder.embedding", "dense.query_embedding")
    if kind == "hybrid":
        pipeline.add_component("joiner", DocumentJoiner(**join))
        pipeline.connect("bm25", "joiner")
        pipeline.connect("dense", "joiner")
    last = "joiner" if kind == "hybrid" else kind

    def search(question: str) -> list[str]:
        asked = {"bm25": {"query": question}, "embedder": {"text": question}}
        inputs = {key: value for key, value in asked.items() if key in pipeline.graph.nodes}
        return [found.id for found in pipeline.run(inputs)[last]["documents"]]

    return search


RECIPROCAL = "reciprocal_rank_fusion"
if __name__ == "__main__":
    wordy = partial(build, store=WordStore)
    main(
        {
            "haystack bm25": partial(build, kind="bm25"),
            "haystack dense": partial(build, kind="dense"),
            "haystack hybrid": partial(build, kind="hybrid", join_mode=RECIPROCAL),
            "haystack bm25 words": partial(wordy, kind="bm25"),
            "haystack hybrid words": partial(wordy, kind="hybrid", join_mode=RECIPROCAL, top_k=DEPTH),
            "haystack hybrid words plus": partial(
                wordy, kind="hybrid", algorithm="BM25Plus", join_mode=RECIPROCAL, top_k=DEPTH
            ),
            "haystack hybrid words 3:7": partial(
                wordy, kind="hybrid", join_mode=RECIPROCAL, top_k=DEPTH, weights=[0.3, 0.7]
            ),
            "haystack hybrid deep": partial(build, kind="hybrid", join_mode=RECIPROCAL, top_k=DEPTH),
            "haystack hybrid deep 3:7": partial(
                build, kind="hybrid", join_mode=RECIPROCAL, top_k=DEPTH, weights=[0.3, 0.7]
            ),
            "haystack hybrid words spread": partial(
                wordy, kind="hybrid", join_mode="distribution_based_rank_fusion", top_k=DEPTH
            ),
        }
    )
