"""All checks of one statement against its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from evimed.answer.checks.attribution import check_attribution, check_roles
from evimed.answer.checks.comparison import check_compared
from evimed.answer.checks.coverage import (
    check_ages,
    check_population,
    check_presence,
    check_slots,
    share_covered,
)
from evimed.answer.checks.limits import check_conditions
from evimed.answer.checks.match import match
from evimed.answer.checks.names import names_of_title
from evimed.answer.checks.normal import normalise
from evimed.answer.checks.operator_checks import check_only, check_operators
from evimed.answer.checks.parse import Parsed, parse
from evimed.answer.checks.quoting import squeeze, stands_in, whole_sentences
from evimed.answer.checks.saying import check_fragment, is_bare, is_nothing
from evimed.answer.checks.source import Source
from evimed.answer.checks.subjects import check_copula, check_grounded, check_hedged, check_subject
from evimed.answer.checks.verdict import Evidence, Finding, Verdict
from evimed.catalogue import Language
from evimed.knowledge.bridge import EMPTY, Bridge


def _copied(said: Parsed, evidence: Sequence[Evidence]) -> list[Finding]:
    """A sentence of the passage, or its title, word for word, under the quotation of another."""
    letters = squeeze(said.normal)
    quoted = squeeze(normalise("\n".join(item.quote for item in evidence)))
    around = (part for item in evidence for part in (item.context, item.title))
    elsewhere = any(letters in squeeze(normalise(part)) for part in around)
    return [Finding("quote", said.normal.text, "")] if elsewhere and letters not in quoted else []


def check_statement(
    text: str, evidence: Sequence[Evidence], *, language: Language, bridge: Bridge = EMPTY
) -> Verdict:
    """Whether ``text`` says only what ``evidence`` says; every disagreement is a finding.

    Parameters
    ----------
    text
        One statement, without its citation marks.
    evidence
        What it cites. A quote is read with the whole sentences it stands in: a "not" before it counts.
    language
        Language of the statement.
    bridge
        Dictionary between the languages, for evidence in the other one.
    """
    del language  # told by the letters themselves: names of the other language stand in either
    if not evidence:
        return Verdict(supported=False, findings=(Finding("key", text, ""),), coverage=0.0)
    findings = [Finding("quote", item.quote, "") for item in evidence if not stands_in(item)]
    names = names_of_title(text, dict.fromkeys(item.title for item in evidence))
    said = parse(text, names)
    if not said.normal.text:
        return Verdict(supported=False, findings=(Finding("coverage", "", ""),), coverage=0.0)
    whole = [whole_sentences(item) for item in evidence]
    # A source may hold what was cut off in the middle ("A dose-depend"): quoted well, it says nothing.
    copied = any(squeeze(said.normal) == squeeze(normalise(item.quote)) for item in evidence)
    if is_nothing(said) or (copied and is_bare(said, [item.title for item in evidence])):
        findings.append(Finding("coverage", text, ""))
    if not findings and any(squeeze(said.normal) == squeeze(normalise(item.quote)) for item in whole):
        return Verdict(supported=True, findings=(), coverage=1.0)
    matched = match(said, Source(whole, names), bridge)
    findings += _copied(said, whole)
    findings += check_presence(matched)
    findings += check_slots(matched)
    findings += check_operators(matched)
    findings += check_conditions(matched)
    findings += check_only(matched)
    findings += check_fragment(matched)
    findings += check_subject(matched)
    findings += check_grounded(matched)
    findings += check_hedged(matched)
    findings += check_copula(matched)
    findings += check_population(matched)
    findings += check_ages(matched)
    findings += check_roles(matched)
    findings += check_attribution(matched)
    findings += check_compared(matched)
    unique = tuple(dict.fromkeys(findings))
    return Verdict(supported=not unique, findings=unique, coverage=share_covered(matched))
