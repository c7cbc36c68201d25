"""The form of a document: what tells its kind apart from its subject.

Two labels of different drugs share headings and labels of parts (``Warnings``, ``【用法用量】``, ``第三条``),
not words; a label and a guideline on one drug share words, not headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from evimed.knowledge.entities.folding import fold_places

FORM: Final = "_form"  # among the tags of a reading; never shown
_MOST_HEADINGS: Final = 24
_MOST_LABELS: Final = 16
_LINES: Final = 400  # of the beginning
_LONGEST: Final = 40  # characters of a label
_LABEL: Final = re.compile(
    r"[\s>*#\-]*(?:【([^】\n]{1,20})】|([A-Z][A-Za-z][A-Za-z /&()-]{1,38}|[\u4e00-\u9fff]{2,10})\s*[:：])"
)
_NUMBERED: Final = re.compile(
    r"\s*[\"“]?(第)[一二三四五六七八九十百\d]+([条章节])|\s*(\()(?:[a-z]|\d{1,2})\)|\s*(§)\s*\d"
)
_NUMBER: Final = re.compile(r"^第[一二三四五六七八九十百\d]+[章节条]\s*|^(?:[a-z]{1,2} )+(?=[a-z]{3})")
_NOT_LETTER: Final = re.compile(r"[\W\d_]+")
_WORD: Final = re.compile(r"[A-Za-z]+|[\u4e00-\u9fff]+")


def form_of(title: str, text: str, headings: Iterable[str]) -> list[str]:
    """Features of the form: headings, labels that begin lines, how parts are numbered, ends of the title."""
    own = _plain(title)
    heads = dict.fromkeys(f"heading:{name}" for one in headings if (name := _plain(one)) and name != own)
    labels: dict[str, None] = {}
    for line in text.splitlines()[:_LINES]:
        if (label := _LABEL.match(line)) is not None and len(labels) < _MOST_LABELS:
            labels.setdefault(f"label:{_plain(label[1] or label[2])[:_LONGEST]}")
        if (numbered := _NUMBERED.match(line)) is not None:
            labels.setdefault("numbered:" + "".join(part for part in numbered.groups() if part))
    return [*list(heads)[:_MOST_HEADINGS], *labels, *_ends(title)]


def _ends(title: str) -> list[str]:
    """How a title begins and ends, and whether it is Chinese: …条例, "21 U.S.C. …"."""
    words = _WORD.findall(title)
    if not words:
        return []
    chinese = words[0][0] > "z", words[-1][0] > "z"
    first = words[0][:2] if chinese[0] else " ".join(words[:2]).lower()
    last = words[-1][-2:] if chinese[1] else words[-1].lower()
    return [f"opens:{first}", f"ends:{last}", "language:zh" if any(chinese) else "language:en"]


def _plain(words: str) -> str:
    return _NUMBER.sub("", " ".join(_NOT_LETTER.sub(" ", fold_places(words)).split()))
