# pyright: basic, reportMissingImports=false
# LlamaIndex stands only in its own environment.
"""LlamaIndex: vector index, BM25 retriever and their fusion. See ``exchange.main`` for the arguments."""

from __future__ import annotations

from functools import partial

import bm25s
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from peers.exchange import CANDIDATES, DEPTH, Search, Task, Vectors, main
from peers.words import words


class GivenEmbedding(BaseEmbedding):
    """An embedding over the vectors every system is given."""

    _vectors: Vectors = PrivateAttr()

    def __init__(self, vectors: Vectors) -> None:
        super().__init__(model_name="given")
        self._vectors = vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._vectors.passages(texts).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._vectors.query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class WordRetriever(BM25Retriever):
    """The BM25 retriever over jieba's words: its ``tokenizer`` argument is deprecated and does nothing."""

    def __init__(self, nodes, **settings) -> None:
        index = bm25s.BM25()
        texts = [node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes]
        index.index([words(text) for text in texts], show_progress=False)
        super().__init__(existing_bm25=index, **settings)
        self._nodes = nodes

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        places, scores = self.bm25.retrieve(
            [words(query_bundle.query_str)], k=self.similarity_top_k, show_progress=False
        )
        return [
            NodeWithScore(node=self._nodes[place], score=float(score))
            for place, score in zip(places[0], scores[0], strict=True)
            if score > 0
        ]


# The clause pattern of the splitter's documentation, with Chinese marks, and its sentence cutter replaced:
# the default one (nltk's punkt) knows no Chinese full stop.
def chinese_splitter() -> SentenceSplitter:
    def sentences(text: str) -> list[str]:
        parts = text.replace("。", "。\0").replace("；", "；\0").replace("？", "？\0").replace("！", "！\0")
        return [part for part in parts.split("\0") if part]

    return SentenceSplitter(
        chunk_size=512,
        chunk_overlap=50,
        secondary_chunking_regex="[^,.;。？！，；]+[,.;。？！，；]?",
        chunking_tokenizer_fn=sentences,
    )


_CHARACTER = r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+"


def characters(nodes, similarity_top_k: int) -> BM25Retriever:
    """The BM25 retriever with the pattern its ``token_pattern`` takes: one token a Chinese character."""
    return BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=similarity_top_k, token_pattern=_CHARACTER
    )


def build(task: Task, kind: str, tuned=None, **fusion) -> Search:
    """A retriever of one kind: ``bm25``, ``dense`` or ``hybrid``; ``fusion`` are settings of the fusion.

    ``tuned`` makes the BM25 retriever in place of the default.
    """
    Settings.llm = MockLLM()
    Settings.embed_model = GivenEmbedding(task.vectors)
    splitter = chinese_splitter() if tuned else SentenceSplitter()
    nodes = splitter.get_nodes_from_documents(
        [Document(id_=key, text=text) for key, text in task.documents.items()]
    )
    depth = CANDIDATES if tuned and kind == "hybrid" else DEPTH
    if kind != "dense":
        maker = tuned or BM25Retriever.from_defaults
        bm25 = maker(nodes=nodes, similarity_top_k=depth)
    if kind != "bm25":
        dense = VectorStoreIndex(nodes).as_retriever(similarity_top_k=depth)
    if kind == "hybrid":
        retriever = QueryFusionRetriever(
            [dense, bm25], num_queries=1, use_async=False, similarity_top_k=depth, **fusion
        )
    else:
        retriever = bm25 if kind == "bm25" else dense

    def search(question: str) -> list[str]:
        # bm25s fills up with documents that share no word: those are no answer.
        found = (hit for hit in retriever.retrieve(question) if kind != "bm25" or (hit.score or 0.0) > 0)
        return list(dict.fromkeys(hit.node.ref_doc_id for hit in found))[:DEPTH]

    return search


if __name__ == "__main__":
    wordy = partial(build, kind="hybrid", tuned=WordRetriever)
    lettered = partial(build, kind="hybrid", tuned=characters)
    main(
        {
            "llamaindex dense": partial(build, kind="dense"),
            "llamaindex bm25": partial(build, kind="bm25"),
            "llamaindex hybrid": partial(build, kind="hybrid", mode="reciprocal_rerank"),
            "llamaindex bm25 words": partial(build, kind="bm25", tuned=WordRetriever),
            "llamaindex hybrid words": partial(wordy, mode="reciprocal_rerank"),
            "llamaindex hybrid words relative": partial(
                wordy, mode="relative_score", retriever_weights=[0.5, 0.5]
            ),
            "llamaindex hybrid words relative 7:3": partial(
                wordy, mode="relative_score", retriever_weights=[0.7, 0.3]
            ),
            "llamaindex hybrid words distance": partial(wordy, mode="dist_based_score"),
            "llamaindex hybrid characters": partial(lettered, mode="reciprocal_rerank"),
            "llamaindex hybrid characters relative": partial(
                lettered, mode="relative_score", retriever_weights=[0.5, 0.5]
            ),
            "llamaindex hybrid characters relative 7:3": partial(
                lettered, mode="relative_score", retriever_weights=[0.7, 0.3]
            ),
        }
    )
