"""Fictional sample documents and questions shipped with Evimed (循证).

`library/` holds documents in nine formats, in Chinese and English; `questions.json`
holds questions about them with the answers a correct statement must contain. See
README.md in this folder for the list and the intended disagreements.
"""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def library_path() -> Path:
    """Return the folder of the sample documents."""
    return _HERE / "library"


def questions_path() -> Path:
    """Return the JSON file of the sample questions."""
    return _HERE / "questions.json"
