"""The WHO-UMC system: a category by which criteria are met.

References
----------
Uppsala Monitoring Centre: The use of the WHO-UMC system for standardised case causality assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from evimed.errors import InputError

Category = Literal["certain", "probable", "possible", "unlikely", "conditional", "unassessable"]

# Each criterion with the replies it can have; unknown where nothing is told.
CRITERIA: Final[Mapping[str, tuple[str, ...]]] = {
    "timing": ("plausible", "improbable", "unknown"),
    "alternative": ("excluded", "unlikely", "possible", "plausible", "unknown"),
    "withdrawal": ("improved", "not_improved", "unclear", "unknown"),
    "event": ("definitive", "not_definitive", "unknown"),
    "rechallenge": ("recurred", "not_recurred", "not_necessary", "not_done", "unknown"),
    "information": ("sufficient", "awaited", "insufficient", "contradictory"),
}
_NO_OTHER: Final = frozenset(("excluded", "unlikely"))


def category_of(replies: Mapping[str, str]) -> Category:
    """The category that the criteria give, the surest first.

    A criterion without a reply is unknown; information is sufficient unless it is said to be otherwise. Where
    neither timing nor anything else is told, the case cannot be assessed.

    Raises
    ------
    InputError
        ``form_question_unknown``, ``form_reply_invalid``.
    """
    for question, reply in replies.items():
        if question not in CRITERIA:
            raise InputError("form_question_unknown", question=question, valid=", ".join(CRITERIA))
        if reply not in CRITERIA[question]:
            valid = ", ".join(CRITERIA[question])
            raise InputError("form_reply_invalid", question=question, reply=reply, valid=valid)
    information = replies.get("information", "sufficient")
    timing = replies.get("timing", "unknown")
    if information == "awaited":
        return "conditional"
    if information != "sufficient" or timing == "unknown":
        return "unassessable"
    return "unlikely" if timing == "improbable" else _plausible(replies)


def _plausible(replies: Mapping[str, str]) -> Category:
    """Of cases whose timing is plausible."""
    alternative = replies.get("alternative")
    if alternative not in _NO_OTHER or replies.get("withdrawal") != "improved":
        return "possible"
    sure = alternative == "excluded" and replies.get("event") == "definitive"
    again = replies.get("rechallenge") in ("recurred", "not_necessary")
    return "certain" if sure and again else "probable"
