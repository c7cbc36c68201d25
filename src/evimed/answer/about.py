"""Passages of documents that speak of what the question names.

A question about Zelvoris is not answered by the label of Vishutan, however like the words are: a document
that never holds a name the question writes, nor another name of the same thing, is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evimed.answer.words import Word
from evimed.knowledge.tokens import fold, term, tokenise
from evimed.records import Hit
from evimed.store.database import Transaction
from evimed.store.passages import documents_holding

# Names that stand beside each other so are asked about each for itself: "A and B", A与B.
_MARKS = re.compile(r"[\W_]")
_BESIDE = re.compile(
    r"\s*(?:和|与|及|或|跟|同|、|/|,|，|\band\b|\bor\b|\bvs\.?|\bversus\b|\bthan\b|\bto\b)\s*"
)


def about(
    tx: Transaction, library: str, question: str, words: Sequence[Word], hits: Sequence[Hit]
) -> list[Hit]:
    """The ``hits`` whose documents hold every name of the question, or one of its other names.

    Of names beside each other (``A and B``) one is enough. A name that no document among the hits holds
    excludes nothing: it may be written otherwise here.
    """
    left = list(hits)
    for group in _groups(fold(question), [word for word in words if word.proper]):
        documents = list(dict.fromkeys(hit.document.id for hit in left))
        if len(documents) < 2:
            break
        holding = documents_holding(tx, library, documents, _forms(group)) | _called_so(group, left)
        if holding:
            left = [hit for hit in left if hit.document.id in holding]
    return left


def _called_so(group: Sequence[Word], hits: Sequence[Hit]) -> set[str]:
    """Documents whose file is called so: ``pine_bp_site03.csv`` is about PINE-BP, though no cell says it."""
    names = [bare for word in group for form in (word.text, *word.foreign) if len(bare := _bare(form)) > 3]
    return {
        hit.document.id for hit in hits if any(name in _bare(fold(hit.document.source)) for name in names)
    }


def _bare(name: str) -> str:
    return _MARKS.sub("", name)


def _groups(question: str, names: Iterable[Word]) -> list[list[Word]]:
    found = ((question.find(word.text), word) for word in names if word.text in question)
    placed = sorted(found, key=lambda pair: pair[0])  # two may begin at one place: "HER2" in "HER2-positive"
    groups: list[list[Word]] = []
    end = -1
    for at, word in placed:
        if groups and _BESIDE.fullmatch(question[end:at]):
            groups[-1].append(word)
        else:
            groups.append([word])
        end = at + len(word.text)
    return groups


def _forms(group: Sequence[Word]) -> list[list[int]]:
    """The terms of each way to write one of the names."""
    forms = [tokenise(form) for word in group for form in (word.text, *word.foreign)]
    return [sorted({term(token) for token in tokens}) for tokens in forms if tokens]
