"""Letter case and compatibility forms folded one character for one, so that places stay what they are."""

from __future__ import annotations

import unicodedata


class _Folded(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        compatible = unicodedata.normalize("NFKC", character)
        plain = compatible if len(compatible) == 1 else character
        lower = plain.lower()
        folded = lower if len(lower) == 1 else plain
        self[code] = " " if folded.isspace() else folded
        return self[code]


_TABLE = _Folded()


def fold_places(text: str) -> str:
    """``text`` folded, of the same length; every white space is a space."""
    return text.translate(_TABLE)
