"""A library of any size from real words: passages of given files, and mixtures of two of them.

How often words occur, and together, is not what ``corpus`` makes up. The files are those of
``../shared/data``; a mixture takes every other token of a passage and of one some way off.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evimed.ingest import plaintext
from evimed.knowledge.passages import make_passages
from evimed.knowledge.prepare import indexed_text
from evimed.knowledge.tokens import term, tokenise
from made.corpus import PER_DOCUMENT, Corpus

_FOLDERS: Final = ("guidelines_usgov", "cn_health_law", "us_fdca_21usc", "tcm_classics", "druglabels_wikidoc")
_LONGEST_QUESTION: Final = 40  # characters of a Chinese sentence taken for a question


@dataclass(frozen=True)
class Words(Corpus):
    """``passages`` passages out of the files under ``data``."""

    data: Path = field(default_factory=Path)

    @cached_property
    def _read(self) -> tuple[list[str], list[NDArray[np.int64]]]:
        """All tokens, most frequent first, and each real passage as their ranks."""
        tokenised = [tokenise(text) for text in _texts(self.data)]
        tokenised = [tokens for tokens in tokenised if len(tokens) > 5]
        ordered = [token for token, _ in Counter(t for tokens in tokenised for t in tokens).most_common()]
        rank = {token: at for at, token in enumerate(ordered)}
        return ordered, [np.array([rank[t] for t in tokens], dtype=np.int64) for tokens in tokenised]

    @cached_property
    def words(self) -> list[str]:
        return self._read[0]

    @cached_property
    def terms(self) -> NDArray[np.int64]:
        return np.array([term(word) for word in self.words], dtype=np.int64)

    def ranks(self, document: int) -> list[NDArray[np.int64]]:
        first = document * PER_DOCUMENT
        return [self._passage_ranks(at) for at in range(first, min(first + PER_DOCUMENT, self.passages))]

    def _passage_ranks(self, at: int) -> NDArray[np.int64]:
        real = self._read[1]
        turn, place = divmod(at, len(real))
        if turn == 0:
            return real[place]
        other = real[(place + 7 * turn) % len(real)]
        return np.concatenate([real[place][turn % 2 :: 2], other[::2]])

    def questions(self, count: int) -> list[str]:
        """Questions of BioASQ and beginnings of Chinese passages, in turn."""
        found: list[str] = [
            str(question["body"])
            for path in sorted((self.data / "bioasq_golden").glob("*.json"))
            for question in json.loads(path.read_text(encoding="utf-8"))["questions"]
        ]
        chinese = [
            text.split("\n")[-1][:_LONGEST_QUESTION]
            for text in _texts(self.data, _FOLDERS[1:2])
            if len(text) > _LONGEST_QUESTION
        ]
        rng = np.random.default_rng((self.seed, 6))
        english: list[int] = rng.permutation(len(found)).tolist()
        others: list[int] = rng.permutation(len(chinese)).tolist()
        pairs = zip(english, others, strict=False)
        return [question for a, b in pairs for question in (found[a], chinese[b])][:count]

    def query_ranks(self, count: int, words: tuple[int, int] = (4, 11)) -> list[list[int]]:
        rank = {word: at for at, word in enumerate(self.words)}
        known = [
            sorted({rank[token] for token in tokenise(question) if token in rank})
            for question in self.questions(4 * count)
        ]
        if words[0] > 10:  # many words: several questions in one
            return [
                sorted({word for ranks in known[at : at + 6] for word in ranks})[: words[0]]
                for at in range(count)
            ]
        return [ranks for ranks in known if ranks][:count]


def _texts(data: Path, folders: tuple[str, ...] = _FOLDERS) -> list[str]:
    """The indexed text of each passage, in the order of the files."""
    texts: list[str] = []
    for folder in folders:
        for path in sorted((data / folder).rglob("*")):
            if path.suffix not in {".md", ".txt"} or path.name in {"SOURCE.txt", "README.md"}:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            parsed = plaintext.parse(text, markdown=path.suffix == ".md")
            texts += [indexed_text(passage, path.stem) for passage in make_passages(parsed, "0" * 12)]
    return texts
