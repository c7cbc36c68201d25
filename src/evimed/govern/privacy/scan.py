"""Files searched for personal data without taking them in: nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evimed.errors import EvimedError
from evimed.govern.privacy.find import Finding, find
from evimed.ingest.engine import open_engine
from evimed.ingest.intake_files import FoundFile, Refused, discover
from evimed.ingest.worker_process import Job
from evimed.records import ParsedDocument
from evimed.settings import Settings

# What is found alone says who somebody is; the rest does so together with other things.
_DIRECT = frozenset({
    "name", "id_card", "phone", "bank_card", "medical_record", "insurance", "passport", "travel_permit",
    "email", "ssn", "nhs", "iban", "account", "licence", "address",
})  # fmt: skip
_HIGH = 10  # direct identifiers from which a document is a register of persons


@dataclass(frozen=True, slots=True)
class Risk:
    """What a text holds of personal data, by kind, and how grave that is."""

    counts: dict[str, int]
    level: str  # none, low, medium, high
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file: its risk, or why it could not be read."""

    source: str
    risk: Risk | None = None
    error: EvimedError | None = None


def risk_of(text: str) -> Risk:
    """The risk report of a text.

    ``high``: a name together with another direct identifier, or ten direct identifiers; ``medium``: any
    direct identifier; ``low``: only what points at a person together with others (a date of birth, a plate).
    """
    findings = tuple(find(text))
    counts = dict(sorted(Counter(one.kind for one in findings).items()))
    direct = sum(count for kind, count in counts.items() if kind in _DIRECT)
    if not findings:
        level = "none"
    elif not direct:
        level = "low"
    else:
        level = "high" if ("name" in counts and direct > counts["name"]) or direct >= _HIGH else "medium"
    return Risk(counts, level, findings)


def scan(
    paths: Sequence[str], settings: Settings, on_file: Callable[[int, int], None] | None = None
) -> Iterator[Scanned]:
    """Search every file under ``paths``.

    Raises
    ------
    InputError
        A path does not exist, or a folder holds no document.
    """
    found = list(discover(paths))
    yield from (Scanned(item.source, error=item.error) for item in found if isinstance(item, Refused))
    files = [item for item in found if isinstance(item, FoundFile)]
    with open_engine("pool", settings, _finish) as engine:
        jobs = (Job(source=file.source, path=file.path, name=file.path.name) for file in files)
        for number, (job, outcome) in enumerate(engine.map(jobs), start=1):
            if on_file is not None:
                on_file(number, max(number, len(files)))
            if isinstance(outcome, EvimedError):
                yield Scanned(job.source, error=outcome)
            else:
                yield Scanned(job.source, outcome)


def _finish(parsed: ParsedDocument, sha256: str) -> Risk:
    """Runs where the document was parsed: its text does not leave that process."""
    del sha256
    return risk_of(parsed.text)
