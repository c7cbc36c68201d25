"""Boxes of report forms that ask what Naranjo asks: the Chinese form for individual reactions, CIOMS I.

“停药或减量后，反应是否消失或减轻？ ■是 □否 □不明”, “Did reaction abate after stopping drug? Yes”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from evimed.records import Span

_FIELDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("q3", re.compile(r"停药或减量后[，,、]?\s*(?:不良)?反应是否消失或(?:者)?减轻|(?:re)?action abate after stopping(?: the)? drug", re.IGNORECASE)),
    ("q4", re.compile(r"再次使用(?:可疑|怀疑)?药品后是否再次出现同样(?:的)?反应|reaction reappear after re-?introduction", re.IGNORECASE)),
)  # fmt: skip
_MARKED: Final = re.compile(
    r"(?:[■☑☒✓✔√●]|\[\s*[xX√]\s*\])\s*(?P<after>是|否|不明|未停药|未再使用|yes|no|n/?a)"
    r"|(?P<before>是|否|不明|未停药|未再使用|yes|no|n/?a)\s*(?:[☑☒✓✔√]|\(\s*[xX√]\s*\)|（√）)",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"^[\s?？:：\-|]*(?P<said>是|否|不明|未停药|未再使用|yes|no|n/?a)", re.IGNORECASE)
_LONG: Final = 60  # characters in which the boxes of a question stand
_MEANS: Final[Mapping[str, str]] = {"是": "yes", "yes": "yes", "否": "no", "no": "no"}


def boxes_of(text: str) -> Iterator[tuple[str, str, Span]]:
    """Question of Naranjo, what is marked (``yes``, ``no`` or the box's own word), and where."""
    for question, pattern in _FIELDS:
        for match in pattern.finditer(text):
            rest = text[match.end() : match.end() + _LONG].split("\n", 1)[0]
            said = _said(rest)
            if said is not None:
                yield question, _MEANS.get(said, said), (match.start(), match.end() + len(rest))
                break


def without_boxes(text: str) -> str:
    """``text`` with blanks in the place of the questions of a form: they say nothing of what happened."""
    for _, _, (start, end) in list(boxes_of(text)):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _said(rest: str) -> str | None:
    if (marked := _MARKED.search(rest)) is not None:
        return (marked["after"] or marked["before"]).lower()
    plain = _PLAIN.match(rest)
    return plain["said"].lower() if plain is not None and "□" not in rest else None
