"""The viewpoints of Bradford Hill: a checklist, never a score.

References
----------
A. B. Hill: The environment and disease: association or causation? Proc R Soc Med 1965;58:295.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from evimed.knowledge.grading.study import Study
from evimed.knowledge.grading.worksheet import large_effect
from evimed.records import Span

Viewpoint = Literal[
    "strength", "consistency", "specificity", "temporality", "gradient", "plausibility", "coherence", "experiment", "analogy"
]  # fmt: skip
VIEWPOINTS: Final[tuple[Viewpoint, ...]] = (
    "strength", "consistency", "specificity", "temporality", "gradient", "plausibility", "coherence", "experiment",
    "analogy",
)  # fmt: skip
_WORDS: Final[tuple[tuple[Viewpoint, str], ...]] = (
    ("consistency", r"\b(?:consistent with (?:previous|other|earlier)|confirm(?:s|ed)? (?:previous|earlier)|in (?:agreement|line) with (?:previous|other)|replicat\w+)|与既往(?:研究|报道)一致"),
    ("specificity", r"\bspecific(?:ally)? (?:to|for|associated)\b|特异性地"),
    ("temporality", r"\b(?:prospective\w*|follow(?:ed)?[- ]?up|longitudinal|incident|subsequent(?:ly)?|preced\w+)\b|前瞻|随访|队列"),
    ("gradient", r"\b(?:dose[- ](?:response|dependent)|p for trend|biological gradient)\b|剂量(?:反应|效应|依赖)|趋势检验"),
    ("plausibility", r"\b(?:mechanism\w*|pathway|biologically plausible|receptor|pathophysiolog\w+)\b|机制|通路|受体"),
    ("coherence", r"\bcoheren\w+|\bconsistent with (?:the )?(?:known|natural history|biology)"),
    ("experiment", r"\brandomi[sz]ed\b|\brechallenge\b|随机(?:对照|分组)|再激发"),
    ("analogy", r"\b(?:similar|same) (?:drugs?|agents?|class|compounds?|effects?)\b|\bclass effect\b|同类药物|类效应"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """A viewpoint of which the text tells something, and its words: for a person to weigh."""

    viewpoint: Viewpoint
    chars: Span


def checklist(text: str, study: Study | None) -> list[Seen]:
    """What the text tells to each viewpoint, at most one place each, in Hill's order."""
    found = {one.viewpoint: one for one in reversed(list(_seen(text, study)))}
    return [found[name] for name in VIEWPOINTS if name in found]


def _seen(text: str, study: Study | None) -> Iterator[Seen]:
    if study is not None:
        for effect in study.effects:
            if large_effect(effect):
                yield Seen("strength", effect.chars)
        if study.design.name == "rct":
            yield Seen("experiment", study.design.chars)
        if study.design.name == "cohort":
            yield Seen("temporality", study.design.chars)
    for name, pattern in _WORDS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Seen(name, match.span())
