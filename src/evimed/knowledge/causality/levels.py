"""The level of a drug in blood against the therapeutic range that the text gives beside it."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"\d+(?:\.\d+)?"
_LEVEL: Final = re.compile(
    rf"(?:(?:血药|血清|血浆|血|谷|峰|药物)浓度|\b(?:level|concentration)s?\b)[^\d。;；]{{0,40}}(?P<level>{_NUMBER})",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    rf"(?:治疗(?:窗|范围|浓度)|有效(?:血药)?浓度|参考(?:值|范围)|\b(?:therapeutic|target|reference) (?:range|window|level)s?)"
    rf"[^\d。;；]{{0,20}}(?P<low>{_NUMBER})\s*(?:[-–—~～]|至|to)\s*(?P<high>{_NUMBER})",
    re.IGNORECASE,
)  # fmt: skip


def is_toxic(sentence: str) -> bool | None:
    """Whether the level is above the range; ``None`` where either is not told."""
    level, told = _LEVEL.search(sentence), _RANGE.search(sentence)
    if level is not None and told is None:
        told = _BESIDE.match(sentence, level.end())
    if level is None or told is None or level.start("level") in range(*told.span()):
        return None
    return float(level["level"]) > float(told["high"])


_BESIDE: Final = re.compile(
    rf"\s*[\w/μµ]{{0,10}}\s*[（(][^（()）\d]{{0,30}}(?P<low>{_NUMBER})\s*(?:[-–—~～]|至|to)\s*(?P<high>{_NUMBER})[^（()）]{{0,12}}[)）]"
)
