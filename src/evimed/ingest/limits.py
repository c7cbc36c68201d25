"""How much one document may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Limits of the parser; settings are mapped onto it."""

    seconds: float = 120  # wall clock, one document, parsing and what is run after it
    memory_mb: int = 2048  # of a parser process
    pages: int = 3000
    file_bytes: int = 200_000_000
    archive_members: int = 2000  # of an archive with all that is nested in it
    archive_bytes: int = 1_000_000_000  # unpacked, counted while reading
    archive_depth: int = 2  # a ZIP in a ZIP is 2
    archive_ratio: float = 200  # unpacked to packed size; members under a tenth of file_bytes pass
