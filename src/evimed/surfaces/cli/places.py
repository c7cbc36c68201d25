"""How a source is named on a line: title, version, place. One form for answers and search results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evimed.catalogue import Language, text
from evimed.json_forms import CitedDocumentJson, LocatorJson

_SHOWN_HEADINGS = 2  # of a section path: the innermost find the place, the whole would fill the line


def source_words(
    document: CitedDocumentJson, locator: LocatorJson, language: Language, *, again: bool = False
) -> str:
    """As in ``Title · version 2023 · 2023-05-01 · p. 3 · 4.2 Dose · guidelines/bp.pdf``.

    Where the document was named just above (``again``), title and place are enough.
    """
    parts = [document["title"]]
    if document["version"] and not again:
        parts.append(text("cli.place.version", language, version=document["version"]))
    if document["published"] and not again:
        parts.append(document["published"])
    if document["superseded_by"]:
        parts.append(text("cli.place.superseded", language))
    parts += place_words(locator, language)
    if document["source"] != document["title"] and not again:
        parts.append(path_words(document["source"]))
    return " · ".join(parts)


def path_words(source: str) -> str:
    """A path as short as it can be from here: relative if it is below the working directory."""
    below = Path.cwd().as_posix().rstrip("/") + "/"
    return source.removeprefix(below)


def place_words(locator: LocatorJson, language: Language) -> list[str]:
    """Page, slide, section, cells; the characters where a format has none of them."""
    words: list[str] = []
    if "page" in locator:
        words.append(text("cli.place.page", language, page=locator["page"]))
    if "slide" in locator:
        words.append(text("cli.place.slide", language, slide=locator["slide"]))
    if locator.get("section"):
        words.append(" › ".join(locator.get("section", [])[-_SHOWN_HEADINGS:]))
    if "cell" in locator:
        words.append(f"{locator['cell']['sheet']}!{locator['cell']['range']}")
    if not words:
        start, end = locator["chars"]
        words.append(text("cli.place.chars", language, start=start, end=end))
    return words


def timing_words(timings: Mapping[str, float], language: Language) -> str:
    """As in ``retrieve 8 ms · compose 3 ms``."""
    return " · ".join(f"{_stage(stage, language)} {spent:.0f} ms" for stage, spent in timings.items())


def _stage(stage: str, language: Language) -> str:
    try:
        return text(f"cli.stage.{stage}", language)
    except KeyError:  # a stage of a later version, read back from a stored answer
        return stage
