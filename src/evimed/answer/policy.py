"""Questions that are not for a library: emergencies, thoughts of self-harm, a person's own diagnosis or dose.

A rule is a conjunction of word classes (``policies/words.toml``, ``base.toml``): a red flag alone is a
textbook question, with somebody it is happening to it is a call for help. ``profiles.toml`` says what a
profile does otherwise. What no words have foreseen is read by its meaning (``sense.py``). The rules err
towards help: a false alarm costs a click, a missed one may cost a life.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from evimed.answer.sense import LIBRARY, Sense
from evimed.catalogue import Language, text
from evimed.knowledge.tokens import fold
from evimed.records import Decision
from evimed.settings import Profile

Audience = Literal["professional", "public"]
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a question must hold, and must not hold, to be turned away in this way."""

    name: str
    verdict: Literal["refused", "escalated"]
    all: tuple[str, ...]
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Guard:
    """How sure a meaning must be, and the classes of words of which one must be there."""

    at_least: float
    library_at_most: float
    any: tuple[str, ...] = ()


_CERTAIN = 0.85  # no word for the asker is needed any more

# In the order in which they matter. Help is offered sooner than a question of the field is refused.
_GUARDS: Mapping[str, _Guard] = {
    "self_harm": _Guard(0.4, 0.35),
    "emergency": _Guard(0.4, 0.35, ("self", "near")),
    "own_diagnosis": _Guard(0.4, 0.3, ("self", "near")),
    "own_dose": _Guard(0.4, 0.3, ("self", "near")),
    "out_of_field": _Guard(0.5, 0.3),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a profile, in the order in which they are tried."""

    audience: Audience
    rules: tuple[Rule, ...]
    words: Mapping[str, re.Pattern[str]]
    sense: Sense | None = None

    def turn_away(self, question: str) -> Rule | None:
        """The first rule that ``question`` falls under, or None: then the library is asked.

        By its words; if they tell nothing, by what it is meant as, where that is known (``sense``).
        """
        folded = _GAP.sub(" ", fold(question)).replace("’", "'")
        told = next((rule for rule in self.rules if self._meets(rule, folded)), None)
        return told or self._sensed(question, folded)

    def _sensed(self, question: str, folded: str) -> Rule | None:
        if self.sense is None or self._holds("addressed", folded):
            return None
        shares = self.sense(question)
        for meaning, guard in _GUARDS.items():
            if shares[meaning] < guard.at_least or shares[LIBRARY] > guard.library_at_most:
                continue
            certain = shares[meaning] >= _CERTAIN
            if certain or not guard.any or any(self._holds(name, folded) for name in guard.any):
                return next((rule for rule in self.rules if rule.name == meaning), None)
        return None

    def _holds(self, name: str, folded: str) -> bool:
        return self.words[name].search(folded) is not None

    def _meets(self, rule: Rule, folded: str) -> bool:
        if not all(self._holds(name, folded) for name in rule.all):
            return False
        some = not rule.any or any(self._holds(name, folded) for name in rule.any)
        return some and not any(self._holds(name, folded) for name in rule.none)

    def words_for(self, rule: Rule, language: Language) -> tuple[Decision, Decision]:
        """Route and verdict of a question that ``rule`` turns away, each with its reason for the asker."""
        reason = text(f"policy.{rule.name}", language)
        pointer = text(f"policy.{rule.name}.{self.audience}", language)
        verdict = Decision(rule.verdict, f"{reason}{pointer}")
        return Decision("policy", text("route.policy", language)), verdict


@cache
def load_policy(profile: Profile) -> Policy:
    """The policy of ``profile``.

    Raises
    ------
    ValueError
        A rule names a class of words that is not there: a fault in the files, which ship with the code.
    """
    words = {name: re.compile("|".join(entry["match"])) for name, entry in _read("words").items()}
    profiles = _read("profiles")
    rules = tuple(_rule(entry) for entry in _read("base")["rule"])
    for rule in rules:
        if unknown := {*rule.all, *rule.any, *rule.none} - set(words):
            raise ValueError(f"rule {rule.name} names unknown classes {sorted(unknown)}")
    return Policy(cast("Audience", profiles[profile]["audience"]), rules, words)


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        entry["name"],
        entry["verdict"],
        tuple(entry["all"]),
        tuple(entry.get("any", ())),
        tuple(entry.get("none", ())),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("evimed.answer") / "policies" / f"{name}.toml").read_text("utf-8"))
