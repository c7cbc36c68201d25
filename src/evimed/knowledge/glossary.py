"""The field's own words in both languages, with their synonyms: ``glossary.tsv`` beside this module.

One concept a line: English forms and Chinese forms. A form met in a question leads to the other forms of its
concept, so that 病死率 meets 死亡率 and "how soon must it be reported" meets 时限.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from evimed.knowledge.tokens import fold, tokenise

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A form as it stands in a text, and the other forms of its concepts."""

    start: int
    end: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts by their forms; English forms by their stems, so that inflections meet."""

    chinese: dict[str, tuple[str, ...]]
    english: dict[tuple[str, ...], tuple[str, ...]]
    longest: int  # words of the longest English form
    begins: dict[str, tuple[str, ...]]  # Chinese forms by their first two characters

    def find(self, folded: str) -> list[Found]:
        """All forms in a folded text, longer ones before those inside them."""
        first_at: dict[str, int] = {}
        for at in range(len(folded) - 1):
            for form in self.begins.get(folded[at : at + 2], ()):
                if form not in first_at and folded.startswith(form, at):
                    first_at[form] = at
        found = [Found(at, at + len(form), self.chinese[form]) for form, at in first_at.items()]
        words = [(match.start(), match.end()) for match in re.finditer(r"[a-z0-9][a-z0-9'/-]*", folded)]
        for first in range(len(words)):
            for last in range(first, min(len(words), first + self.longest)):
                start, end = words[first][0], words[last][1]
                others = self.english.get(tuple(tokenise(folded[start:end])))
                if others:
                    found.append(Found(start, end, others))
        return sorted(found, key=lambda f: (f.start - f.end, f.start))


@cache
def load_glossary() -> Glossary:
    """Read ``glossary.tsv``; a form that stands in several concepts leads to all of them."""
    chinese: dict[str, dict[str, None]] = {}
    english: dict[tuple[str, ...], dict[str, None]] = {}
    raw = resources.files("evimed.knowledge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    for line in raw.splitlines():
        if not line or line.startswith("#"):
            continue
        left, _, right = line.partition("\t")
        forms = [
            fold(form.strip()) for form in (*left.split("; "), *re.split("[；;]", right)) if form.strip()
        ]
        for form in forms:
            others = {other: None for other in forms if other != form}
            if _HAN.search(form):
                if len(form) > 1:
                    chinese.setdefault(form, {}).update(others)
            elif key := tuple(tokenise(form)):
                english.setdefault(key, {}).update(others)
    begins: dict[str, list[str]] = {}
    for form in chinese:
        begins.setdefault(form[:2], []).append(form)
    return Glossary(
        {form: tuple(others) for form, others in chinese.items()},
        {key: tuple(others) for key, others in english.items()},
        max((len(key) for key in english), default=1),
        {start: tuple(forms) for start, forms in begins.items()},
    )
