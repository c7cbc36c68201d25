"""The sections of an abstract, by their headings: aim, methods, results, what comes after."""

from __future__ import annotations

import re
from typing import Final

_SECTIONS: Final = (
    ("methods", re.compile(r"(?:^|\n)[A-Z ,&/]*(?:METHOD|PATIENT|PARTICIPANT|SUBJECT|DESIGN|SETTING|MATERIAL|SAMPLE|POPULATION|DATA SOURCE|INTERVENTION)[A-Z ,&/]*:|(?:^|[。\n】\]\s])(?:资料与|对象与|材料与)?方法(?=[\s:：】\]])")),
    ("results", re.compile(r"(?:^|\n)[A-Z ,&/]*(?:RESULT|FINDING)[A-Z ,&/]*:|(?:^|[。\n】\]\s])结果(?=[\s:：】\]])")),
    ("after", re.compile(r"(?:^|\n)[A-Z ,&/]*(?:CONCLUSION|DISCUSSION|INTERPRETATION)[A-Z ,&/]*:|(?:^|[。\n】\]\s])结论(?=[\s:：】\]])")),
)  # fmt: skip


def section_at(text: str, at: int) -> str:
    """In which section a character stands: ``aim``, ``methods``, ``results`` or ``after``."""
    name, begin = "aim", -1
    for section, pattern in _SECTIONS:
        for match in pattern.finditer(text):
            if begin < match.start() <= at:
                name, begin = section, match.start()
    return name
