"""Judgements by people on statements over public data: places and labels, never the text.

A file is a JSON list of ``{"document", "chars": [start, end], "sha", "label"}``: the document as the corpus
names it, the characters of its stored text, the first letters of the SHA-256 of the statement that was read,
and what it was judged to be. A statement that reads otherwise now has another hash, and no label.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from evimed.errors import InputError

_SHA: Final = 12


def fingerprint(text: str) -> str:
    """By which a labelled statement is known again: letters of the SHA-256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_SHA]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by document and fingerprint of the statement."""

    of: Mapping[tuple[str, str], str]

    def find(self, document: str | None, text: str) -> str | None:
        """The label of a statement; ``None`` if nobody has read it."""
        return None if document is None else self.of.get((document, fingerprint(text)))


NO_LABELS: Final = Labels({})


def read_labels(path: Path | None) -> Labels:
    """The labels of a file, none if there is none.

    Raises
    ------
    InputError
        ``labels_unreadable``: it is not there, or not in the form of labels.
    """
    if path is None:
        return NO_LABELS
    try:
        raw = cast("list[dict[str, Any]]", json.loads(path.read_text(encoding="utf-8")))
        return Labels({(str(one["document"]), str(one["sha"])): str(one["label"]) for one in raw})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("labels_unreadable", path=path, reason=str(error)) from error
