"""The suites by name. A suite is one class that runs over a folder of data and gives a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from evimed.errors import InputError
from evimed.govern.evaluate.numbers import NumbersSuite
from evimed.govern.evaluate.report import Report
from evimed.govern.session import Session

OnProgress = Callable[[int, int], None]


class Suite(Protocol):
    """What can be evaluated.

    ``needs_library``: it asks questions and gets a session with an empty library of its own; else ``session``
    is ``None``.
    """

    @property
    def needs_library(self) -> bool:
        """Whether it asks questions."""
        ...

    def run(self, data: Path, session: Session | None, on_progress: OnProgress) -> Report:
        """Measure over ``data``.

        Raises
        ------
        InputError
            The folder does not hold what the suite needs.
        """
        ...


SUITES: Mapping[str, Callable[[], Suite]] = {"numbers": NumbersSuite}


def find_suite(name: str) -> Suite:
    """The suite of that name.

    Raises
    ------
    InputError
        There is none.
    """
    if name not in SUITES:
        raise InputError("unknown_suite", name=name, valid=", ".join(SUITES))
    return SUITES[name]()
