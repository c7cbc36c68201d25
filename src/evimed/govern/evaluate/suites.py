"""The suites by name. A suite is one class that runs over a folder of data and gives a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from evimed.errors import InputError
from evimed.govern.evaluate.adversary import AdversarySuite
from evimed.govern.evaluate.bioasq import BioasqSuite
from evimed.govern.evaluate.cases import CasesSuite
from evimed.govern.evaluate.claims import ClaimsSuite
from evimed.govern.evaluate.conflicts import ConflictsSuite
from evimed.govern.evaluate.entities import EntitiesSuite
from evimed.govern.evaluate.grades import GradesSuite
from evimed.govern.evaluate.multihop import MultihopSuite
from evimed.govern.evaluate.numbers import PER_KIND, NumbersSuite
from evimed.govern.evaluate.options import DEFAULT, Options
from evimed.govern.evaluate.privacy import PrivacySuite
from evimed.govern.evaluate.pubmedqa import PubmedqaSuite
from evimed.govern.evaluate.recommendations import RecommendationsSuite
from evimed.govern.evaluate.refusal import RefusalSuite
from evimed.govern.evaluate.relations import RelationsSuite
from evimed.govern.evaluate.report import Report
from evimed.govern.evaluate.safety import SafetySuite
from evimed.govern.evaluate.studies import StudiesSuite
from evimed.govern.evaluate.support import SupportSuite
from evimed.govern.evaluate.tags import TagsSuite
from evimed.govern.evaluate.versions import VersionsSuite
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


SUITES: Mapping[str, Callable[[Options], Suite]] = {
    "adversary": AdversarySuite,
    "bioasq": BioasqSuite,
    "relations": lambda options: RelationsSuite(),  # noqa: ARG005  -- it has no options
    "entities": lambda options: EntitiesSuite(options=options),
    "cases": lambda options: CasesSuite(),  # noqa: ARG005  -- it has no options
    "claims": lambda options: ClaimsSuite(),  # noqa: ARG005  -- it has no options
    "conflicts": lambda options: ConflictsSuite(),  # noqa: ARG005  -- it has no options
    "grades": lambda options: GradesSuite(),  # noqa: ARG005  -- it has no options
    "multihop": MultihopSuite,
    "numbers": lambda options: NumbersSuite(per_kind=options.most or PER_KIND),
    "privacy": lambda options: PrivacySuite(),  # noqa: ARG005  -- it has no options
    "pubmedqa": PubmedqaSuite,
    "recommendations": lambda options: RecommendationsSuite(),  # noqa: ARG005  -- it has no options
    "refusal": RefusalSuite,
    "support": SupportSuite,
    "safety": SafetySuite,
    "studies": lambda options: StudiesSuite(),  # noqa: ARG005  -- it has no options
    "tags": lambda options: TagsSuite(),  # noqa: ARG005  -- it has no options
    "versions": lambda options: VersionsSuite(),  # noqa: ARG005  -- it has no options
}

WITHOUT_DATA = frozenset({"cases", "safety"})  # they make what they need


def find_suite(name: str, options: Options = DEFAULT) -> Suite:
    """The suite of that name, as ``options`` want it.

    Raises
    ------
    InputError
        There is none.
    """
    if name not in SUITES:
        raise InputError("unknown_suite", name=name, valid=", ".join(SUITES))
    return SUITES[name](options)
