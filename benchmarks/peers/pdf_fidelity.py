"""How much of what is on the pages a parser gives back, and where it says it stands.

Letters are compared after NFKC, in lower case, white space and punctuation left out: Latin words whole,
Chinese character by character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from peers.pdf_typesetter import Truth, Word

_TOKEN: Final = re.compile(r"[a-z0-9\u0370-\u03ff]+|[\u3400-\u9fff]")
_FLOWING: Final = frozenset({"heading", "paragraph", "item"})
_EDGE: Final = 6  # tokens by which a sentence is recognised when it is not whole
_NEAR: Final = 2.0  # points a word's middle may stand outside its box
MEASURES: Final = ("recall", "order", "whole", "cells", "furniture", "boxes")


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Shares from 0 to 1; None where the document has none of the thing.

    ``recall``: words (Chinese: pairs of characters) of the text found in the output, each as often as it
    stands there. ``order``: longest run of sentences in the right order, of all sentences (of the flowing
    text: notes and tables may stand anywhere). ``whole``: sentences that stand in the output without a word
    put in, left out or parted. ``cells``: cells of tables found in a row that begins with their row's name.
    ``furniture``: running heads and feet left out. ``boxes``: words whose text has a box around their middle.
    ``box_area``: median of those boxes, as a share of the page.
    """

    recall: float
    order: float
    whole: float
    cells: float | None
    furniture: float | None
    boxes: float
    box_area: float | None


def tokens(text: str) -> list[str]:
    """Words and Chinese characters of a text."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower().replace("\u00ad", ""))


def fidelity(truth: Truth, told: Mapping[str, Any]) -> Fidelity:
    """Compare what a peer gives with what was drawn."""
    given = tokens(told["text"])
    for table in told["tables"]:
        # A cell told only in a table of its own, apart from the text, is told all the same.
        if not _within(table, told["text"]):
            given += [token for row in table for cell in row for token in tokens(cell)]
    flowing = [s for unit in truth.units if unit.kind in _FLOWING for s in unit.sentences]
    order, whole = sentences_found(flowing, given)
    boxes, area = boxed(truth, told)
    return Fidelity(
        recall=recall([unit.text for unit in truth.units], given),
        order=order,
        whole=whole,
        cells=cells(truth.tables, told["tables"]) if truth.tables else None,
        furniture=left_out(truth.furniture, given) if truth.furniture else None,
        boxes=boxes,
        box_area=area,
    )


def _within(table: Sequence[Sequence[str]], text: str) -> bool:
    return all(cell.strip() in text for row in table for cell in row)


def _counted(found: Sequence[str]) -> Counter[str]:
    """Latin words, and pairs of Chinese characters that follow one another."""
    count = Counter(word for word in found if word < "\u3400")
    count.update(a + b for a, b in pairwise(found) if a >= "\u3400" and b >= "\u3400")
    return count


def recall(texts: Iterable[str], given: Sequence[str]) -> float:
    wanted: Counter[str] = Counter()
    for text in texts:
        wanted.update(_counted(tokens(text)))
    return (wanted & _counted(given)).total() / max(1, wanted.total())


def sentences_found(sentences: Sequence[str], given: Sequence[str]) -> tuple[float, float]:
    """Share of sentences in the right order, and share of sentences that are whole."""
    text = f" {' '.join(given)} "
    places: list[int] = []
    whole = 0
    for sentence in sentences:
        wanted = tokens(sentence)
        found = _all(text, wanted)
        whole += bool(found)
        found = found or _all(text, wanted[:_EDGE]) or _all(text, wanted[-_EDGE:])
        places += reversed(found)  # falling, so that a rise takes one of them at most
    total = max(1, len(sentences))
    return longest_rise(places) / total, whole / total


def _all(text: str, wanted: Sequence[str]) -> list[int]:
    """Every place of some words in a row (a short heading may stand in several)."""
    needle = f" {' '.join(wanted)} "
    found = [text.find(needle)]
    while found[-1] >= 0:
        found.append(text.find(needle, found[-1] + 1))
    return found[:-1]


def longest_rise(places: Sequence[int]) -> int:
    """Length of the longest subsequence that rises."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def cells(wanted: Sequence[Sequence[Sequence[str]]], given: Sequence[Sequence[Sequence[str]]]) -> float:
    """Share of cells: a header's in one row, a body's in a row that begins with the name of theirs."""
    rows = [[" ".join(tokens(cell)) for cell in row] for table in given for row in table]
    found = total = 0
    for table in wanted:
        for number, row in enumerate(table):
            plain = [" ".join(tokens(cell)) for cell in row]
            best = 0
            for candidate in rows:
                if number == 0 or (candidate and candidate[0] == plain[0]):
                    best = max(best, sum(cell in candidate for cell in plain))
            found += best
            total += len(plain)
    return found / max(1, total)


def left_out(furniture: Sequence[str], given: Sequence[str]) -> float:
    """Share of heads and feet that the output does not repeat."""
    text = f" {' '.join(given)} "
    drawn = Counter(" ".join(tokens(line)) for line in furniture)
    kept = sum(min(times, text.count(f" {line} ")) for line, times in drawn.items())
    return 1.0 - kept / len(furniture)


def boxed(truth: Truth, told: Mapping[str, Any]) -> tuple[float, float | None]:
    """Share of words with a box around their middle, and the median size of the smallest such box."""
    by_page: dict[int, list[tuple[list[float], str]]] = {}
    items: list[tuple[int, list[float], str]] = told["items"]
    for page, box, text in items:
        if 1 <= page <= len(truth.sizes):
            by_page.setdefault(page, []).append(
                (_placed(box, truth.sizes[page - 1], up=told["up"]), _plain(text))
            )
    areas: list[float] = []
    for page, size in enumerate(truth.sizes, start=1):
        boxes = by_page.get(page, [])
        words = [word for word in truth.words if word.page == page and _plain(word.text)]
        areas += _found(words, boxes, size[0] * size[1])
    total = sum(bool(_plain(word.text)) for word in truth.words)
    return len(areas) / max(1, total), float(np.median(areas)) if areas else None


def _found(words: Sequence[Word], items: Sequence[tuple[list[float], str]], page: float) -> list[float]:
    """For each word that is found the share of the page its smallest box takes."""
    if not items:
        return []
    edges = np.array([box for box, _ in items], dtype=np.float64)
    sizes = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1]) / page
    areas: list[float] = []
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        around = (edges[:, 0] - _NEAR <= x) & (x <= edges[:, 2] + _NEAR)
        around &= (edges[:, 1] - _NEAR <= y) & (y <= edges[:, 3] + _NEAR)
        plain = _plain(word.text)
        matching = [
            at for at in np.nonzero(around)[0].tolist() if plain in items[at][1] or items[at][1] in plain
        ]
        if matching:
            areas.append(float(sizes[matching].min()))
    return areas


def _placed(box: Sequence[float], size: tuple[float, float], *, up: bool) -> list[float]:
    x0, y0, x1, y1 = box
    if up:
        y0, y1 = size[1] - y1, size[1] - y0
    return [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]


def _plain(text: str) -> str:
    return "".join(tokens(text))
