"""The risk register: the twelve risks of NIST AI 600-1, what holds each, and the tests that show it.

References
----------
NIST AI 600-1, Artificial Intelligence Risk Management Framework: Generative AI Profile, July 2024, section 2.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from evimed.catalogue import Language, text


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: where NIST tells of it, the modules that hold it, the tests (``path::name``) that show it."""

    id: str
    section: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def title(self, language: Language) -> str:
        """What it is called."""
        return text(f"risk.{self.id}", language)

    def control(self, language: Language) -> str:
        """What holds it."""
        return text(f"risk.{self.id}.control", language)

    def rest(self, language: Language) -> str:
        """What is left to the people who run this."""
        return text(f"risk.{self.id}.open", language)


@cache
def register() -> tuple[Risk, ...]:
    """All twelve, in NIST's order."""
    file = resources.files(__name__.rpartition(".")[0]).joinpath("risks.toml")
    return tuple(
        Risk(one["id"], one["section"], tuple(one["modules"]), tuple(one["tests"]))
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["risk"]
    )
