"""The Naranjo scale: ten questions, a sum, a category.

References
----------
C. A. Naranjo et al.: A method for estimating the probability of adverse drug reactions. Clin Pharmacol Ther
1981;30:239.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from evimed.errors import InputError

Reply = Literal["yes", "no", "unknown"]
Category = Literal["definite", "probable", "possible", "doubtful"]
REPLIES: Final[tuple[Reply, ...]] = ("yes", "no", "unknown")

# Points for yes and for no; unknown counts 0.
POINTS: Final[Mapping[str, tuple[int, int]]] = {
    "q1": (1, 0),  # conclusive reports before
    "q2": (2, -1),  # after the drug was given
    "q3": (1, 0),  # better when it was stopped, or an antagonist given
    "q4": (2, -1),  # again when it was given again
    "q5": (-1, 2),  # other causes that could have done it
    "q6": (-1, 1),  # again on placebo
    "q7": (1, 0),  # in blood or other fluids at a toxic level
    "q8": (1, 0),  # worse with a higher dose, milder with a lower one
    "q9": (1, 0),  # a similar reaction to the same or a similar drug before
    "q10": (1, 0),  # confirmed by objective evidence
}


def score_of(replies: Mapping[str, Reply]) -> int:
    """The sum, -4 to 13; questions without a reply are unknown.

    Raises
    ------
    InputError
        ``form_question_unknown``, ``form_reply_invalid``.
    """
    for question, reply in replies.items():
        if question not in POINTS:
            raise InputError("form_question_unknown", question=question, valid=", ".join(POINTS))
        if reply not in REPLIES:
            raise InputError("form_reply_invalid", question=question, reply=reply, valid=", ".join(REPLIES))
    return sum(points_of(question, replies.get(question, "unknown")) for question in POINTS)


def points_of(question: str, reply: Reply) -> int:
    """Points of one reply."""
    yes, no = POINTS[question]
    return yes if reply == "yes" else no if reply == "no" else 0


def category_of(score: int) -> Category:
    """9 and more definite, 5 to 8 probable, 1 to 4 possible, 0 and less doubtful."""
    if score >= 9:
        return "definite"
    if score >= 5:
        return "probable"
    return "possible" if score >= 1 else "doubtful"
