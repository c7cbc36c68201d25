"""Prompt templates: ``prompts/<name>.<language>[.<variant>].v<version>.toml``.

A template has four elements: the instruction, the context (what is given), the input (what is asked) and the
form of the output; a few-shot template has examples besides. A file is never changed once it was used: a new
wording is a new version, so that an answer's record says for ever what its model was told.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from evimed.catalogue import Language

Name = Literal["answer", "repair", "judge", "standing"]
ELEMENTS: Final = ("instruction", "examples", "context", "input", "output")
_FIELD = re.compile(r"\{\{([a-z]+)\}\}")
_CURRENT: Final = 1  # version in use


@dataclass(frozen=True, slots=True)
class Template:
    """One prompt file. ``id`` is its name without ending, ``sha256`` that of its bytes."""

    id: str
    sha256: str
    instruction: str
    context: str
    input: str
    output: str
    examples: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """What the template has to be filled with."""
        return frozenset(_FIELD.findall("\n".join(getattr(self, element) for element in ELEMENTS)))

    def render(self, values: Mapping[str, str]) -> tuple[str, str]:
        """System and user text. Values go in as they are: a field inside a value is not filled again.

        Raises
        ------
        KeyError
            A field without a value: a programming error, which a test over all templates finds.
        """

        def filled(text: str) -> str:
            return _FIELD.sub(lambda match: values[match[1]], text).strip()

        system = "\n\n".join(filled(part) for part in (self.instruction, self.examples) if part)
        # The form of the output stands last: what a model read last it keeps to best.
        user = "\n\n".join(filled(part) for part in (self.context, self.input, self.output))
        return system, user


@cache
def load_template(name: Name, language: Language, variant: str = "") -> Template:
    """The template in use for a purpose, a language and, for ``answer``, a variant."""
    id_ = ".".join(part for part in (name, language, variant, f"v{_CURRENT}") if part)
    raw = resources.files(__name__.rpartition(".")[0]).joinpath("prompts", f"{id_}.toml").read_bytes()
    table = tomllib.loads(raw.decode("utf-8"))
    elements = {element: str(table.get(element, "")) for element in ELEMENTS}
    return Template(id_, hashlib.sha256(raw).hexdigest(), **elements)
