"""What a suite measured: shares and other numbers with their intervals and goals, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from evimed.govern.evaluate.intervals import wilson

SCHEMA = "evimed/evaluation/1"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a report.

    ``group`` gathers measures that are read together (a table, a plot); ``name`` says what was counted;
    ``at_least`` or ``at_most`` is what is asked of ``value``.
    """

    group: str
    name: str
    language: str  # zh, en, or "all"
    value: float
    interval: tuple[float, float]
    right: int | None = None
    total: int | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; ``None`` if there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def to_json(self) -> dict[str, object]:
        """In the form of the report."""
        out: dict[str, object] = {
            "group": self.group,
            "name": self.name,
            "language": self.language,
            "value": round(self.value, 5),
            "interval": [round(edge, 5) for edge in self.interval],
        }
        if self.total is not None:
            out |= {"right": self.right, "total": self.total}
        if self.met is not None:
            out["goal"] = (
                {"at_least": self.at_least} if self.at_least is not None else {"at_most": self.at_most}
            )
            out["met"] = self.met
        return out


def share(
    group: str,
    name: str,
    language: str,
    right: int,
    total: int,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Measure:
    """A share with its Wilson interval."""
    value = right / total if total else 0.0
    return Measure(group, name, language, value, wilson(right, total), right, total, at_least, at_most)


@dataclass(frozen=True, slots=True)
class Report:
    """One run of a suite. ``wrong`` names what went wrong, by place in the data, never by its text."""

    suite: str
    data: str
    measures: tuple[Measure, ...]
    settings: dict[str, str | int] = field(default_factory=dict[str, str | int])
    wrong: tuple[dict[str, object], ...] = ()
    seconds: float = 0.0

    @property
    def met(self) -> bool:
        """Whether every goal is met."""
        return all(measure.met is not False for measure in self.measures)

    def to_json(self) -> dict[str, object]:
        """The report as ``evimed eval --json`` prints it."""
        return {
            "schema": SCHEMA,
            "suite": self.suite,
            "data": self.data,
            "settings": self.settings,
            "met": self.met,
            "measures": [measure.to_json() for measure in self.measures],
            "wrong": list(self.wrong),
            "seconds": round(self.seconds, 1),
        }
