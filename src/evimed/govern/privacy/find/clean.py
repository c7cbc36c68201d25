"""The text as recognisers read it: full-width forms made narrow, invisible characters left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"), " ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_SIGNS: dict[int, int | str] = {**_NARROW, **_BLANKS, **_DASHES, ord("﹕"): ":", ord("•"): "·", ord("‧"): "·"}
# Labels that forms stretch to one width: 姓　名.
_STRETCHED = re.compile("(?<=[姓电地住手邮签医性年]) {1,8}(?=[名话址机箱师别龄](?: *:))")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Clean:
    """``text[i]`` stands at ``offsets[i]`` of the original; ``None``: at ``i``."""

    text: str
    offsets: tuple[int, ...] | None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Span in the original of a span (not empty) of ``text``."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def clean(text: str) -> Clean:
    """Read ``text``: full-width digits are digits, and zero-width signs inside a number part nothing."""
    narrow = text.translate(_SIGNS)
    left_out = {
        place
        for form in (_INVISIBLE, _STRETCHED)
        for match in form.finditer(narrow)
        for place in range(*match.span())
    }
    if not left_out:
        return Clean(narrow, None)
    offsets = tuple(place for place in range(len(text)) if place not in left_out)
    return Clean("".join(narrow[place] for place in offsets), offsets)
