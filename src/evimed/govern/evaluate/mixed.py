"""One library of everything, the sample among laws, guidelines, labels and abstracts, and its questions.

Drawn by hashes, so that it is the same wherever the data is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import chain, zip_longest
from pathlib import Path
from typing import Final, TypeVar

from evimed.catalogue import LANGUAGES
from evimed.govern.evaluate.asked import Asked, bioasq_questions, law_questions, sample_questions
from evimed.govern.evaluate.library import Paper, abstracts, files

_GUIDELINES: Final = 30
_BIOASQ: Final = 120  # questions whose abstracts are in
PER_LANGUAGE: Final = 100
T = TypeVar("T", Asked, Paper)


def mixed_papers(folder: Path) -> list[Paper]:
    """Its documents but the sample library.

    Raises
    ------
    InputError
        The folder does not hold them.
    """
    known = abstracts(folder)
    pubmed = dict.fromkeys(id_ for question in _bioasq(folder) for id_ in question.gold)
    return [
        *files(folder, "law"),
        *drawn(files(folder, "guideline"))[:_GUIDELINES],
        *files(folder, "label"),
        *(known[id_] for id_ in pubmed if id_ in known),
    ]


def mixed_questions(folder: Path, per_language: int = PER_LANGUAGE) -> list[Asked]:
    """Answerable questions, Chinese and English in turn, as many of each."""
    every = [*(q for q in sample_questions() if q.gold), *law_questions(), *_bioasq(folder)]
    # English questions over Chinese laws are left out: their answers would only be Chinese sentences.
    own = [q for q in every if q.origin != "law" or q.language == "zh"]
    turns = [drawn(q for q in own if q.language == language)[:per_language] for language in LANGUAGES]
    return [question for question in chain.from_iterable(zip_longest(*turns)) if question is not None]


def _bioasq(folder: Path) -> list[Asked]:
    return drawn(bioasq_questions(folder))[:_BIOASQ]


def drawn(items: Iterable[T]) -> list[T]:
    """In an order that a hash of each id gives: any beginning of it is a sample."""
    return sorted(items, key=lambda item: hashlib.sha256(f"mixed/{item.id}".encode()).digest())
