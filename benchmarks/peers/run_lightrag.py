# pyright: basic, reportMissingImports=false
# LightRAG stands only in its own environment.
"""LightRAG with a stub for the language model. See ``exchange.main`` for the arguments.

The stub is deterministic: it names the six heaviest words of a text by jieba's TF-IDF as entities, relates
each to the next, and takes the same words of a question as its key words. So the graph is poorer than a
language model's; what is fair to compare are its vector search (``naive``) and the time of either mode.
"""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import tempfile
from functools import partial
from itertools import pairwise

import jieba
import jieba.analyse
import numpy as np
from lightrag import LightRAG, QueryParam
from lightrag.utils import EmbeddingFunc, Tokenizer

from peers.exchange import DEPTH, Search, Task, Vectors, main

logging.disable(logging.WARNING)
jieba.setLogLevel(logging.WARNING)
_ENTITIES = 6
_GROUP, _FILES = 200, 50  # documents a file at least, files at most
_PATIENCE_S = 1800  # we embed on two cores: its 30 s would end in failed documents
_MARK = "\n=====\n"
_INPUT = re.compile(r"---Input Text---\s*```\n(.*?)\n```\s*---Output---", re.DOTALL)
_QUESTION = re.compile(r"User Query: (.*?)\n\n---Output---", re.DOTALL)


class CharacterTokens:
    """One token a character: the default, tiktoken, fetches its table from the network at first use."""

    def encode(self, content: str) -> list[int]:
        return [ord(character) for character in content]

    def decode(self, tokens: list[int]) -> str:
        return "".join(map(chr, tokens))


def heavy(text: str) -> list[str]:
    return jieba.analyse.extract_tags(text, topK=_ENTITIES)


async def stub(prompt: str, **_) -> str:
    """What a language model would answer, without one."""
    question = _QUESTION.search(prompt)
    if question:
        found = heavy(question.group(1))
        return json.dumps({"high_level_keywords": found, "low_level_keywords": found}, ensure_ascii=False)
    text = _INPUT.search(prompt)
    if text is None:
        return prompt[-200:]  # a summary of descriptions
    found = heavy(text.group(1))
    rows = [f"entity<|#|>{name}<|#|>Other<|#|>{name}" for name in found]
    rows += [f"relation<|#|>{a}<|#|>{b}<|#|>{a},{b}<|#|>{a} {b}" for a, b in pairwise(found)]
    return "\n".join([*rows, "<|COMPLETE|>"])


async def nothing(*_, **__) -> str:
    """A language model that finds no entities: the fastest LightRAG can be."""
    return "<|COMPLETE|>"


def embedding(vectors: Vectors) -> EmbeddingFunc:
    async def embed(texts: list[str], context: str = "document"):
        if context == "query":
            return np.stack([vectors.query(text) for text in texts])
        return vectors.passages(texts)

    return EmbeddingFunc(embedding_dim=384, max_token_size=8192, func=embed, supports_asymmetric=True)


def _plain(text: str) -> str:
    """A text without what LightRAG changes in it: white space, and what looks like HTML."""
    return "".join(html.unescape(text).split())


def build(task: Task, mode: str, model=stub, own_tokens: bool = True, group: int = 0) -> Search:
    """``group`` documents go in as one file, parted at a mark: its JSON files are written anew after each."""
    group = group or max(_GROUP, len(task.documents) // _FILES)
    loop = asyncio.new_event_loop()
    settings = {"tokenizer": Tokenizer("characters", CharacterTokens())} if own_tokens else {}
    rag = LightRAG(
        working_dir=tempfile.mkdtemp(prefix="lightrag-"),
        embedding_func=embedding(task.vectors),
        llm_model_func=model,
        entity_extract_max_gleaning=0,
        default_embedding_timeout=_PATIENCE_S,
        default_llm_timeout=_PATIENCE_S,
        chunk_token_size=4800,  # characters: 1,200 tokens, its default, are as many in English
        **settings,
    )
    loop.run_until_complete(rag.initialize_storages())
    texts = [_MARK.join(task.texts[start : start + group]) for start in range(0, len(task.texts), group)]
    names = [f"{number:06d}.txt" for number in range(len(texts))]
    loop.run_until_complete(
        rag.ainsert(texts, _MARK, split_by_character_only=True, ids=names, file_paths=names)
    )
    counts = loop.run_until_complete(rag.get_processing_status())
    if counts.get("processed") != len(texts):
        raise RuntimeError(f"{len(texts)} files given, taken in: {counts}")
    owners = {_plain(text): key for key, text in task.documents.items()}
    param = QueryParam(mode=mode, enable_rerank=False)

    def search(question: str) -> list[str]:
        found = loop.run_until_complete(rag.aquery_data(question, param))
        chunks = found.get("data", {}).get("chunks", [])
        return list(dict.fromkeys(owners[_plain(chunk["content"])] for chunk in chunks))[:DEPTH]

    return search


if __name__ == "__main__":
    main(
        {
            "lightrag naive": partial(build, mode="naive", model=nothing),
            "lightrag mix stub": partial(build, mode="mix"),
            "lightrag naive, a file each": partial(build, mode="naive", model=nothing, group=1),
            "lightrag as installed": partial(build, mode="naive", model=nothing, own_tokens=False),
        }
    )
