"""Questions that are not for a library: emergencies, thoughts of self-harm, a person's own diagnosis or dose.

A rule is a conjunction of word classes (``policies/words.toml``, ``base.toml``): a red flag alone is a
textbook question, with somebody it is happening to it is a call for help. ``profiles.toml`` says what a
profile does otherwise. The rules err towards help: a false alarm costs a click, a missed one may cost a life.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

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
class Policy:
    """The rules of a profile, in the order in which they are tried."""

    audience: Audience
    rules: tuple[Rule, ...]
    words: Mapping[str, re.Pattern[str]]

    def turn_away(self, question: str) -> Rule | None:
        """The first rule that ``question`` falls under, or None: then the library is asked."""
        folded = _GAP.sub(" ", fold(question)).replace("’", "'")
        return next((rule for rule in self.rules if self._meets(rule, folded)), None)

    def _meets(self, rule: Rule, folded: str) -> bool:
        def holds(name: str) -> bool:
            return self.words[name].search(folded) is not None

        if not all(holds(name) for name in rule.all):
            return False
        return (not rule.any or any(holds(name) for name in rule.any)) and not any(map(holds, rule.none))

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
