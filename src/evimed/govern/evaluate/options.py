"""What a person may say about a run of a suite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Options:
    """``most``: questions (of each kind, as the suite says) instead of the suite's own number.

    ``model``: name of the chat model that the session has, if it has one. ``answers``: a file that keeps each
    reply of a model as a line of JSON, so that a run that was cut short goes on where it was, and what was
    written is checked anew without the model. ``labels``: a
    file of judgements by people (``labels.py``).
    """

    most: int | None = None
    model: str | None = None
    answers: Path | None = None
    labels: Path | None = None


DEFAULT: Final = Options()
