"""What the retrieval peers are made of; versions are pinned, so that two days compare the same programs."""

from __future__ import annotations

from typing import Final

from peers.environments import Environment, make

_CHINESE: Final = ("jieba==0.42.1", "PyStemmer>=2.2,<4")  # LlamaIndex holds PyStemmer below 3
REQUIREMENTS: Final[dict[str, tuple[str, ...]]] = {
    "baselines": ("bm25s==0.3.16", "rank-bm25==0.2.2", "numpy<3", *_CHINESE),
    "haystack": ("haystack-ai==3.4.0", *_CHINESE),
    "llamaindex": ("llama-index-core==0.14.25", "llama-index-retrievers-bm25==0.8.0", *_CHINESE),
    "lightrag": ("lightrag-hku==1.5.7", *_CHINESE),
}
# The distributions whose versions stand beside the figures.
NAMED: Final[dict[str, tuple[str, ...]]] = {
    "baselines": ("bm25s", "rank-bm25"),
    "haystack": ("haystack-ai",),
    "llamaindex": ("llama-index-core", "llama-index-retrievers-bm25"),
    "lightrag": ("lightrag-hku",),
}


def environment(name: str) -> Environment:
    """The environment of one peer, made when it is missing.

    Raises
    ------
    PeerFailedError
        Its packages could not be installed.
    """
    return make(f"retrieval-{name}", REQUIREMENTS[name])


def versions(name: str) -> dict[str, str]:
    """Versions of the distributions that matter, by name, as they are pinned."""
    pinned = dict(one.split("==") for one in REQUIREMENTS[name] if "==" in one)
    return {key: pinned[key] for key in NAMED[name]}
