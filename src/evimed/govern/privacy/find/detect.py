"""All recognisers over one text; what overlaps is settled by what is surest."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import replace

from evimed.govern.privacy.find.addresses import find_addresses
from evimed.govern.privacy.find.clean import clean
from evimed.govern.privacy.find.dates import find_dates
from evimed.govern.privacy.find.fields import find_columns, find_fields
from evimed.govern.privacy.find.findings import Finding
from evimed.govern.privacy.find.names import find_names
from evimed.govern.privacy.find.not_personal import NotPersonal
from evimed.govern.privacy.find.patterns import find_patterns

ENOUGH = 0.5  # score from which a finding is told
_WIDENS = 0.7  # score from which a wider finding is believed
_PUBLIC_OF_A_COMPANY = frozenset({"address", "phone", "name", "email", "account"})


def find(text: str, *, at_least: float = ENOUGH) -> list[Finding]:
    """Identifiers of persons in ``text``, in order, none overlapping another.

    Parameters
    ----------
    text
        Any length; offsets of findings count its code points.
    at_least
        The score below which nothing is told.

    Notes
    -----
    Of overlapping findings the surest says what stands there. One that holds it whole widens it, so that no
    part of an identifier stays visible: the area code beside a number, the town behind a street.
    """
    read = clean(text)
    outside = NotPersonal(read.text)
    found = [
        one
        for one in _all(read.text)
        if one.score >= at_least and one.end > one.start and not _excused(one, outside)
    ]
    settled = _settle(found)
    return [Finding(one.kind, *read.source(one.start, one.end), one.score, one.reason) for one in settled]


def _all(text: str) -> Iterator[Finding]:
    yield from find_patterns(text)
    yield from find_fields(text)
    yield from find_columns(text)
    yield from find_names(text)
    yield from find_addresses(text)
    yield from find_dates(text)


def _excused(one: Finding, outside: NotPersonal) -> bool:
    """Whether what looks like an identifier is public: an approval, a reference, a company's telephone."""
    if one.kind == "name" and outside.in_reference(one.start):
        return True
    if one.kind in _PUBLIC_OF_A_COMPANY and outside.of_organisation(one.start):
        return True
    return one.score < 0.97 and one.kind not in {"url_secret", "email"} and outside.holds(one.start, one.end)


def _settle(found: Iterable[Finding]) -> list[Finding]:
    kept: list[tuple[int, int, Finding]] = []
    for one in sorted(found, key=lambda one: (-one.score, one.start - one.end, one.start)):
        inside = [item for item in kept if item[0] < one.end and one.start < item[1]]
        if not inside:
            insort(kept, (one.start, one.end, one), key=lambda item: item[:2])
        elif one.start <= inside[0][0] and inside[-1][1] <= one.end and one.score >= _WIDENS:
            kept[:] = [item for item in kept if item not in inside]
            best = max((item[2] for item in inside), key=lambda found: found.score)
            insort(
                kept,
                (one.start, one.end, replace(best, start=one.start, end=one.end)),
                key=lambda item: item[:2],
            )
    return [one for _, _, one in kept]
