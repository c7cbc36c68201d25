"""Sentences as JSON, the form in which a passage row keeps them: only what differs from the default."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evimed.records import Box, CellRange, Locator, Sentence, Span


def encode(sentences: Sequence[Sentence], section: tuple[str, ...]) -> str:
    """JSON text of sentences; a locator's section is left out where it is that of the passage."""
    return json.dumps([_encode(sentence, section) for sentence in sentences], ensure_ascii=False)


def decode(value: Sequence[dict[str, Any]], section: tuple[str, ...]) -> tuple[Sentence, ...]:
    """The sentences that ``encode`` was given, from its parsed JSON and the same section."""
    return tuple(_decode(item, section) for item in value)


def _encode(sentence: Sentence, section: tuple[str, ...]) -> dict[str, object]:
    at = sentence.locator
    out: dict[str, object] = {"text": sentence.text, "chars": at.chars}
    if at.page is not None:
        out["page"] = at.page
    if at.box is not None:
        out["box"] = at.box
    if at.section != section:
        out["section"] = at.section
    if at.cell is not None:
        out["cell"] = (at.cell.sheet, at.cell.range)
    if at.slide is not None:
        out["slide"] = at.slide
    if sentence.kind != "sentence":
        out["kind"] = sentence.kind
    if sentence.header is not None:
        out["header"] = sentence.header
    return out


def _decode(item: dict[str, Any], section: tuple[str, ...]) -> Sentence:
    box = item.get("box")
    cell = item.get("cell")
    locator = Locator(
        chars=_span(item["chars"]),
        page=item.get("page"),
        box=_box(box) if box is not None else None,
        section=tuple(item["section"]) if "section" in item else section,
        cell=CellRange(*cell) if cell is not None else None,
        slide=item.get("slide"),
    )
    header = item.get("header")
    return Sentence(
        item["text"], locator, item.get("kind", "sentence"), _span(header) if header is not None else None
    )


def _span(value: Sequence[int]) -> Span:
    start, end = value
    return start, end


def _box(value: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, value)
    return left, top, right, bottom
