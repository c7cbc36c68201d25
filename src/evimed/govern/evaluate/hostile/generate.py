"""Hostile files in any number, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath

from evimed.govern.evaluate.hostile.bait import Bait
from evimed.govern.evaluate.hostile.mutate import mutation_for
from evimed.govern.evaluate.hostile.traps import TRAPS

FORMATS = (".pdf", ".docx", ".pptx", ".xlsx", ".html", ".md", ".txt", ".csv", ".eml", ".zip")
_TRAPS_SHARE = 0.12
_OTHER_NAME = 0.05  # of the files bear the name of another format


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file, what family it is of, and the seed that makes it again."""

    number: int
    name: str
    family: str
    data: bytes


def seed_files(folder: Path | None = None) -> Mapping[str, Sequence[bytes]]:
    """Good files by suffix: the sample library, and what ``folder`` holds."""
    found: dict[str, list[bytes]] = {suffix: [] for suffix in FORMATS}
    for item in sorted(
        resources.files("evimed.samples").joinpath("library").iterdir(), key=lambda one: one.name
    ):
        suffix = PurePosixPath(item.name).suffix
        if suffix in found:
            found[suffix].append(item.read_bytes())
    for path in sorted(folder.rglob("*")) if folder is not None else ():
        if path.is_file() and path.suffix.lower() in found:
            found[path.suffix.lower()].append(path.read_bytes())
    return found


def hostile_files(
    seed: int, count: int, bait: Bait, seeds: Mapping[str, Sequence[bytes]], *, first: int = 0
) -> Iterator[HostileFile]:
    """``count`` files from number ``first`` on: every format alike, known attacks among them."""
    for number in range(first, first + count):
        rng = random.Random(f"{seed}:{number}")  # noqa: S311  -- each file can be made again by itself
        if rng.random() < _TRAPS_SHARE:
            trap = TRAPS[number % len(TRAPS)] if rng.random() < 0.5 else rng.choice(TRAPS)
            name, data = trap(rng, bait, seeds)
            yield HostileFile(number, name, trap.__name__, data)
            continue
        suffix = FORMATS[number % len(FORMATS)]
        data, others = rng.choice(seeds[suffix]), seeds[suffix]
        ways: list[str] = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            mutation = mutation_for(rng, suffix)
            ways.append(mutation.__name__)
            data = mutation(rng, data, others) or b"\x00"
        named = rng.choice(FORMATS) if rng.random() < _OTHER_NAME else suffix
        yield HostileFile(number, f"a{named}", f"{suffix[1:]}:{'+'.join(ways)}", data)
