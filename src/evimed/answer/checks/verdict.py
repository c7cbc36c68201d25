"""What a check is given and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Check = Literal[
    "key", "quote", "number", "unit", "comparator", "range", "date", "negation", "modality", "condition",
    "drug", "dose_form", "population", "comparator_arm", "direction", "coverage", "language",
]  # fmt: skip
CHECKS: tuple[Check, ...] = get_args(Check)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence as a statement cites it.

    ``quote`` holds the verbatim words the statement rests on; ``context`` the passage they stand in, with its
    headings and the header of its table; ``title`` the name of the document.
    """

    key: str
    quote: str
    context: str
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement: the words of the statement, and those of the source (empty: it has none)."""

    check: Check
    said: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement says only what its evidence says.

    ``coverage`` is the share of the statement's content words that the evidence accounts for, 0 to 1.
    """

    supported: bool
    findings: tuple[Finding, ...]
    coverage: float
