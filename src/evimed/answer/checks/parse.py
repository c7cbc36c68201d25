"""A text taken apart for checking: quantities, dates, operators and content words, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from evimed.answer.checks.dates import Date, find_dates
from evimed.answer.checks.normal import Normal, normalise
from evimed.answer.checks.operators import Operator, find_operators
from evimed.answer.checks.quantities import Quantity, find_quantities
from evimed.answer.checks.terms import Term, chinese_tokens, find_terms


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text and what stands in it; all places are offsets in ``normal``."""

    normal: Normal
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    operators: tuple[Operator, ...]
    terms: tuple[Term, ...]

    def words(self, start: int, end: int) -> str:
        """The words of a place, as they are written."""
        return self.normal.text[start:end]


@lru_cache(maxsize=4_096)
def parse(text: str, names: tuple[str, ...] = ()) -> Parsed:
    """Take ``text`` apart (kept: evidence is read again for each statement that cites it).

    ``names``: Chinese names that stand in it as one word, longest first.
    """
    normal = normalise(text)
    dates = find_dates(normal.lower)
    quantities = find_quantities(normal.lower, dates)
    said = [(item.start, item.end) for item in (*quantities, *dates)]
    tokens = chinese_tokens(normal, names)
    operators = find_operators(normal, tokens, said)
    masked = said + [(operator.start, operator.end) for operator in operators]
    terms = find_terms(normal, tokens, masked)
    return Parsed(normal, tuple(quantities), tuple(dates), tuple(operators), tuple(terms))
