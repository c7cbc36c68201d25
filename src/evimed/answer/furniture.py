"""Lines that stand in a document and say nothing: its own title again, and what many documents carry alike.

They hold the names of a question, often all of them, and nothing else. Parsers take away what repeats
within a document, not what repeats over a library.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from evimed.answer.rank import Ranked
from evimed.knowledge.tokens import fold
from evimed.records import Document, Sentence

_SHARED = 3  # documents with the very same line
_TITLE = 0.3  # of a line, taken up by the title of its document
_MOST = 0.5  # of a title, taken up by a line: less is a word that the title has too
_LONG = 8  # characters from which a title is no single word
_ENDS = (".", "。", "!", "！", "?", "？", ";", "；")


def without_furniture(ranked: Sequence[Ranked]) -> list[Ranked]:
    """``ranked`` without lines that are titles, or no sentences and alike in three documents or more.

    A sentence that many documents have is what they agree on; an item or a row belongs to its list or table.
    """
    documents: dict[str, set[str]] = defaultdict(set)
    for item in ranked:
        documents[_bare(item.candidate.sentence)].add(item.candidate.hit.document.id)
    return [
        item
        for item in ranked
        if not is_title(item.candidate.sentence, item.candidate.hit.document)
        and (_says(item.candidate.sentence) or len(documents[_bare(item.candidate.sentence)]) < _SHARED)
    ]


def is_title(sentence: Sentence, document: Document) -> bool:
    """Whether a line is the title of its document, with a number or a date beside it, and no sentence."""
    title, line = fold(document.title).strip(" .。"), _bare(sentence)
    if sentence.kind != "sentence" or len(title) < _LONG:
        return line == title
    if line in title:
        return len(line) >= _MOST * len(title)
    return title in line and len(title) >= _TITLE * len(line) and not _says(sentence)


def _says(sentence: Sentence) -> bool:
    return sentence.kind != "sentence" or sentence.text.rstrip().endswith(_ENDS)


def _bare(sentence: Sentence) -> str:
    return fold(sentence.text).strip(" .。")
