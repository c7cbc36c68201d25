"""Lines that fit: text broken by display cells, where a Chinese character takes two.

Rich breaks at spaces only, folds a Chinese paragraph as if it were one long word, and knows nothing of the
marks that may not begin or end a line (避头尾). Both matter for text that is read as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

_WIDE = (
    "\u2e80-\u3029\u3030-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_WIDE_ONLY = re.compile(f"[{_WIDE}]")
_MAY_NOT_BEGIN = frozenset("，。、；：？！）》」』】〕”’％%,.;:?!)]}…—·～")
_MAY_NOT_END = frozenset("（《「『【〔“‘([{")

# Characters that would let a document steer the terminal or turn the reading order of a line around.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def wrap(text: str, width: int, first: str = "") -> list[str]:
    """Break ``text`` into lines of at most ``width`` cells.

    Parameters
    ----------
    text
        White space, line ends included, counts as one space.
    width
        Cells a line, prefix included.
    first
        Prefix of the first line; the others are indented as far.
    """
    indent = cell_len(first)
    room = max(width - indent, 2)
    lines = [""]
    used = 0
    for piece in _pieces(visible(text)):
        if piece == " ":
            # A space at the end of a full line is dropped with it: rstrip below.
            lines[-1], used = lines[-1] + " ", used + 1
            continue
        for part in [piece] if cell_len(piece) <= room else _chopped(piece, room):
            if used and used + cell_len(part) > room:
                lines.append("")
                used = 0
            lines[-1], used = lines[-1] + part, used + cell_len(part)
    return [((" " * indent if number else first) + line).rstrip() for number, line in enumerate(lines)]


def _chopped(piece: str, room: int) -> list[str]:
    """Parts of a word that no line holds; a path is broken at its joints if that leaves no short line."""
    parts: list[str] = []
    while cell_len(piece) > room:
        part = chop_cells(piece, room)[0]
        joint = max(part.rfind(mark) for mark in "/_-") + 1
        parts.append(part[:joint] if joint > len(part) // 2 else part)
        piece = piece[len(parts[-1]) :]
    return [*parts, piece]


def visible(text: str) -> str:
    """``text`` with control characters made harmless, one for one: a document may not steer the terminal."""
    return _CONTROL.sub(_shown, text)


def is_wide(character: str) -> bool:
    """Whether this is a Chinese character or mark: no blank belongs between two of them."""
    return bool(_WIDE_ONLY.fullmatch(character))


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word, or a Chinese character with its marks; a blank between words."""
    piece = ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token.isspace():
            if piece:
                yield piece
                yield " "
            piece = ""
        elif piece and (token[0] in _MAY_NOT_BEGIN or piece[-1] in _MAY_NOT_END):
            piece += token
        else:
            if piece:
                yield piece
            piece = token
    if piece:
        yield piece
