"""Accuracy and macro-F1 of answers chosen from a few, with the commonest answer beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evimed.govern.evaluate.intervals import bootstrap
from evimed.govern.evaluate.report import Measure, share


@dataclass(frozen=True, slots=True)
class Choice:
    """One question: what was chosen, what is right, and whether anything was said to choose from."""

    question: str
    chosen: str
    right: str
    told: bool


def macro_f1(choices: Sequence[Choice]) -> float:
    """Mean of the F1 of each right answer that occurs."""
    answers = sorted({choice.right for choice in choices})
    return sum(_f1(choices, answer) for answer in answers) / len(answers) if answers else 0.0


def _f1(choices: Sequence[Choice], answer: str) -> float:
    hit = sum(choice.chosen == choice.right == answer for choice in choices)
    named = sum(choice.chosen == answer for choice in choices)
    meant = sum(choice.right == answer for choice in choices)
    return 2 * hit / (named + meant) if named + meant else 0.0


def measure_choices(choices: Sequence[Choice], group: str, commonest: str) -> Iterator[Measure]:
    """Accuracy, macro-F1, the same where something was said, and of always saying ``commonest``."""
    if not choices:
        return
    always = [Choice(c.question, commonest, c.right, c.told) for c in choices]
    told = [choice for choice in choices if choice.told]
    for name, some in (("accuracy", choices), ("accuracy_told", told), ("commonest", always)):
        yield share(group, name, "en", sum(c.chosen == c.right for c in some), len(some))
    for name, some in (("macro_f1", choices), ("commonest_f1", always)):
        yield mean_measure(group, name, [float(n) for n in range(len(some))], _over(some))


def _over(choices: Sequence[Choice]) -> Callable[[Sequence[float]], float]:
    return lambda drawn: macro_f1([choices[int(number)] for number in drawn])


def mean_measure(
    group: str, name: str, values: Sequence[float], statistic: Callable[[Sequence[float]], float]
) -> Measure:
    """A statistic of ``values`` with its bootstrap interval."""
    return Measure(group, name, "en", statistic(values), bootstrap(values, statistic, rounds=500))


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def commonest(answers: Sequence[str]) -> str:
    """The answer that occurs most."""
    return Counter(answers).most_common(1)[0][0] if answers else ""
