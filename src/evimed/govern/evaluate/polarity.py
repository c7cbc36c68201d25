"""Yes, no or maybe, read from the sentences that a library gives on a question: no model, no knowledge.

Counts of a few kinds of words (negations, findings of no difference, findings, doubts) in the sentences,
those that come first and share more words with the question counting more, go into a logistic regression. It
knows no more than that, and is reported beside the share of the commonest answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.tokens import tokenise

CUES: Final[Mapping[str, str]] = {
    "negated": r"\b(?:no|not|never|neither|nor|none|without|cannot|unable|absent|absence|unlikely|unaffected"
    r"|ineffective|lack(?:s|ed|ing)?|fail(?:s|ed|ure)?|rather than|independent(?:ly)? of)\b|n't\b",
    "no_finding": r"\bno (?:\w+ ){0,2}(?:differences?|associations?|effects?|evidence|correlations?|changes?"
    r"|benefits?|relationships?|impact)\b"
    r"|\bnot (?:\w+ ){0,2}(?:significant\w*|associated|differ\w*|effective|recommended|support\w*|related"
    r"|improve\w*|affect\w*|increase\w*|predict\w*|correlated)\b|\bsimilar\b|\bcomparable\b|\bP ?> ?0?\.\d",
    "finding": r"\b(?:significant(?:ly)?|effective|efficacy|improv\w+|associated|higher|lower|greater"
    r"|reduc\w+|increas\w+|demonstrat\w+|confirm\w+|benefi\w+|approved|successful\w*|predict\w*|support\w*|induc\w+)\b"
    r"|\bP ?[<=] ?0?\.0",
    "doubt": r"\b(?:unclear|unknown|controversial|inconclusive|conflicting|inconsistent|mixed|limited|further"
    r"|may|might|could|possib\w+|suggest\w*|however|although|but)\b",
}
_ASKED: Final[Mapping[str, str]] = {
    "asks_not": r"\b(?:no|not|without|never|un\w+ed|independent)\b|n't\b",
    "asks_all": r"\b(?:only|always|all|every|exclusively|same|any)\b",
    "asks_is": r"^(?:is|are|was|were)\b",
    "asks_can": r"^(?:can|could|may|might|should|will)\b",
}
FEATURES: Final = (
    *(f"{when}_{cue}" for when in ("first", "all") for cue in CUES),
    *_ASKED,
    "overlap",
    "told",
)
_CUES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in CUES.items()}
_QUESTION = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ASKED.items()}


def features(question: str, statements: Sequence[str]) -> tuple[float, ...]:
    """What is counted in the ``statements``, best first, on a ``question``: a number for each of FEATURES."""
    asked = frozenset(tokenise(question))
    shares = [len(asked & frozenset(tokenise(text))) / (len(asked) or 1) for text in statements]
    weights = [share / (1 + rank) for rank, share in enumerate(shares)]
    total = sum(weights) or 1.0
    marks = [{name: float(bool(cue.search(text))) for name, cue in _CUES.items()} for text in statements]
    first = marks[0] if marks else dict.fromkeys(_CUES, 0.0)
    pooled = {
        name: sum(weight * mark[name] for weight, mark in zip(weights, marks, strict=True)) / total
        for name in _CUES
    }
    of_question = [float(bool(pattern.search(question))) for pattern in _QUESTION.values()]
    return (*first.values(), *pooled.values(), *of_question, max(shares, default=0.0), float(bool(marks)))


@dataclass(frozen=True, slots=True)
class Reader:
    """A fitted multinomial logistic regression: for each answer a bias and a weight for each feature."""

    weights: Mapping[str, tuple[float, ...]]  # the bias first

    def read(self, question: str, statements: Sequence[str]) -> str:
        """The likeliest answer."""
        row = (1.0, *features(question, statements))
        scores = {
            answer: math.fsum(weight * value for weight, value in zip(weights, row, strict=True))
            for answer, weights in self.weights.items()
        }
        return max(scores, key=lambda answer: scores[answer])
