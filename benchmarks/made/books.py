"""Books of Chinese medicine and shorter texts, made of names of herbs and made words."""

from __future__ import annotations

import random
from pathlib import Path

from evimed.govern.evaluate.library import Paper
from evimed.knowledge import entities

_BOOKS = (90, 130, 200)  # chapters: 200 to 450 passages
_SHORT = (2, 5, 10, 20, 35)
_WORDS = 9_000
_CHARACTERS = 3_000
_FIRST = 0x4E00
_LENGTHS = (1, 1, 2, 2, 3)


def library(short: int = 120, books: int = 6, seed: int = 7) -> list[Paper]:
    """So many books, and ``short`` texts of 4 to 80 passages."""
    rng = random.Random(seed)  # noqa: S311  -- the same library each time
    names = _names()
    words = [
        "".join(
            chr(_FIRST + int(_CHARACTERS * rng.random() ** 1.5)) for _ in range(rng.choice((1, 1, 2, 2, 3)))
        )
        for _ in range(_WORDS)
    ]
    sizes = [rng.choice(_BOOKS) for _ in range(books)] + [rng.choice(_SHORT) for _ in range(short)]
    return [
        Paper(f"made/{number}", ".txt", _text(rng, words, names, size).encode())
        for number, size in enumerate(sizes)
    ]


def _names() -> list[str]:
    path = Path(entities.__file__).parent / "chinese_medicine.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [name for line in lines if line and line[0] not in "#[" for name in line.split()]


def _text(rng: random.Random, words: list[str], names: list[str], chapters: int) -> str:
    """Chapters of twelve sentences; words and names are drawn as words are: few often, most seldom."""
    lines: list[str] = []
    for chapter in range(chapters):
        lines.append(f"# 卷{chapter + 1}\n")
        for _ in range(12):
            parts: list[str] = []
            for _ in range(rng.randint(3, 6)):
                run = "".join(words[int(len(words) * rng.random() ** 3)] for _ in range(rng.randint(2, 4)))
                parts.append(run + (names[int(len(names) * rng.random() ** 2)] if rng.random() < 0.9 else ""))
            lines.append("，".join(parts) + "。")
        lines.append("")
    return "\n".join(lines)
