"""The retrieval systems measured beside ours: a peer's defaults, and the best it was brought to.

A name says what is inside: ``words`` are jieba's and stems, ``hybrid`` is words and vectors joined,
``deep`` from 50 of each, ``3:7`` their weights. A peer's systems that are ``tuned`` do not stand in tables by
themselves: of all of a peer's, the one that does best on development questions is shown as its best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class System:
    """``environment`` as in ``retrieval_environments``, or ``ours``; its runner knows ``name``."""

    name: str
    environment: str
    tuned: bool = False
    questions: int | None = None  # only the first: where the answer is known after a few
    documents: int | None = None
    sets: tuple[str, ...] = ()  # where it runs; everywhere when empty

    @property
    def file(self) -> str:
        """Name of its run file, without ending."""
        return "-".join(self.name.replace(":", " ").replace(",", "").split())


OURS: Final = System("evimed", "ours")
SYSTEMS: Final = (
    System("dense", "baselines"),
    System("bm25s", "baselines"),
    System("bm25s words", "baselines"),
    System("rank_bm25", "baselines"),
    System("rank_bm25 words", "baselines"),
    System("llamaindex dense", "llamaindex"),
    System("llamaindex bm25", "llamaindex"),
    System("llamaindex hybrid", "llamaindex"),
    System("llamaindex bm25 words", "llamaindex", tuned=True),
    System("llamaindex hybrid words", "llamaindex", tuned=True),
    System("llamaindex hybrid words relative", "llamaindex", tuned=True),
    System("llamaindex hybrid words relative 7:3", "llamaindex", tuned=True),
    System("llamaindex hybrid words distance", "llamaindex", tuned=True),
    System("llamaindex hybrid characters", "llamaindex", tuned=True),
    System("llamaindex hybrid characters relative", "llamaindex", tuned=True),
    System("llamaindex hybrid characters relative 7:3", "llamaindex", tuned=True),
    System("haystack bm25", "haystack"),
    System("haystack dense", "haystack"),
    System("haystack hybrid", "haystack"),
    System("haystack bm25 words", "haystack", tuned=True),
    System("haystack hybrid deep", "haystack", tuned=True),
    System("haystack hybrid deep 3:7", "haystack", tuned=True),
    System("haystack hybrid words", "haystack", tuned=True),
    System("haystack hybrid words 3:7", "haystack", tuned=True),
    System("haystack hybrid words plus", "haystack", tuned=True),
    System("haystack hybrid words spread", "haystack", tuned=True),
    System("lightrag naive", "lightrag"),
    # It embeds a dozen names and relations a document: an hour for BioASQ, to measure a stub.
    System("lightrag mix stub", "lightrag", sets=("law", "tcm")),
    # One file a document costs minutes a thousand, and the network is asked for at once: a part tells both.
    System("lightrag naive, a file each", "lightrag", questions=20, documents=300),
    System("lightrag as installed", "lightrag", questions=20, documents=300),
    OURS,
)
