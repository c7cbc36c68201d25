"""All user-facing words, Chinese and English: the ``.toml`` files beside this module, a file an area."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message: ``{"error.encrypted": {"zh": …, "en": …}}``."""
    found: dict[str, dict[str, str]] = {}
    for area in resources.files(__name__).iterdir():
        if area.name.endswith(".toml"):
            found |= tomllib.loads(area.read_text(encoding="utf-8"))
    return found


def text(key: str, language: Language, **values: object) -> str:
    """The message under ``key`` in ``language``, filled with ``values``.

    Raises
    ------
    KeyError
        If the catalogue has no such key: a programming error, which a test over all keys finds.
    """
    return messages()[key][language].format_map(values)
