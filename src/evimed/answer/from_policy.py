"""An answer that looks nothing up: the policy of the profile says that the question is not for a library."""

from __future__ import annotations

import secrets
import time
from typing import cast

from evimed.answer.label import label_of
from evimed.answer.policy import Policy
from evimed.catalogue import Language
from evimed.knowledge.tokens import language_of
from evimed.records import Answer


def answer_by_policy(policy: Policy, asked: str, library_version: int) -> Answer | None:
    """The refusal or escalation that ``policy`` has for ``asked``, or None: then it is for the library."""
    began = time.perf_counter()
    rule = policy.turn_away(asked)
    if rule is None:
        return None
    language = cast("Language", language_of(asked))
    route, verdict = policy.words_for(rule, language)
    id_ = "a" + secrets.token_hex(10)
    return Answer(
        id=id_,
        question=asked,
        language=language,
        route=route,
        verdict=verdict,
        statements=(),
        citations=(),
        label=label_of(language, id_),
        library_version=library_version,
        timings_ms={"policy": round((time.perf_counter() - began) * 1000, 2)},
    )
