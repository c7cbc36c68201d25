"""Effects with their intervals as an abstract prints them: ``HR 0.71 (95% CI 0.55–0.92)``, ``OR, 1.4; CI, 1.1-1.8``.

A measure that is named once may head a list: "odds ratios (95% CI) were 1.9 (1.2-3.0) for cough, 1.4 (1.1-1.8) for
wheeze". An effect lies in its interval; what does not was misread and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.grading.designs import sentences_of
from evimed.records import Span

_RATIO: Final = (
    r"(?:adjusted |a|unadjusted |pooled |crude |relative |multivaria(?:te|ble)[- ]adjusted )?(?:hazards? ratio|odds ratio|risk ratio|relative risk|relative hazard|rate ratio|incidence rate ratio|prevalence ratio"
    r"|HR|OR|RR|IRR|PR|SIR|SMR|风险比|优势比|比值比|相对危险度|危险比)"
)
_DIFFERENCE: Final = (
    r"(?:(?:weighted |standardi[sz]ed |adjusted |pooled )?mean differences?|risk differences?|MD|SMD|WMD|均数差|率差|(?:regression |interaction |beta )?coefficients?|(?<!\w)β"
    r"|(?:increase|decrease|reduction|decline|difference|change|improvement|rise|gain|loss)(?= (?:of|was|is|in [^.;,()\d]{2,40} (?:of|was))\s))"
)
_MEASURE: Final = re.compile(
    rf"(?<![A-Za-z])(?:(?P<ratio>{_RATIO})s?|(?P<difference>{_DIFFERENCE}))(?![A-Za-z])", re.IGNORECASE
)
_NUMBER: Final = r"(?:(?<![\d.)])[-−–]\s?)?\d+(?:[.·]\d+)?"
_TO: Final = r"\s*(?:to|-|–|—|−|,|;|~|～|至|and)\s*"
_LEVEL: Final = r"(?:(?:with )?(?:an? )?(?:\d{2}(?:\.\d)?\s*%\s*)?(?:CIs?|confidence intervals?|confidence limits|可信区间|置信区间)(?:\s*[(（\[]CIs?[)）\]])?(?:\s+of\s+[A-Za-z]{2,3})?)"
_UNIT: Final = r"(?:\s*(?:±|\+/-)\s*\d+(?:\.\d+)?)?(?:\s*(?:%|mm\s?Hg|[a-zμµ]{1,12}(?:/[\w.]+){0,2}|[A-Z][A-Za-z.]{0,8}|[a-z]+\s[\w./]{1,12})){0,6}?"
# After the measure: the value, then its interval, named as one or in brackets.
_NAMED: Final = re.compile(
    rf"(?P<value>{_NUMBER}){_UNIT}\s*[,;:，；]?\s*[(（\[]?\s*(?:[Pp]\s*[<=>]\s*0?\.\d+[,;]?\s*)?{_LEVEL}[\s=:,：，of\[(]{{0,6}}(?P<low>{_NUMBER})\s*(?:%|[a-zA-Zμ]{{1,6}})?{_TO}(?P<high>{_NUMBER})"
)
_BARE: Final = re.compile(
    rf"(?P<value>{_NUMBER})\s*[(（\[]\s*(?P<low>{_NUMBER})(?:\s*(?:to|-|–|—|−|~|～|至)\s*|;\s?|, )(?P<high>{_NUMBER})\s*(?=[)）\];,])"
)
_FAR: Final = 90  # characters from a measure to its value
_HEADED: Final = re.compile(rf"{_LEVEL}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect with its interval: ``measure`` as printed, 95 % unless the text says otherwise."""

    measure: str
    value: float
    low: float
    high: float
    chars: Span


def read_effects(text: str) -> Iterator[Effect]:
    """Effects with their intervals, in the order of the text."""
    for start, end in _sentences(text):
        sentence = text[start:end]
        measures = _measures(sentence)
        if not measures:
            continue
        headed = _HEADED.search(sentence) is not None
        found = {match.start("value"): match for match in _NAMED.finditer(sentence)}
        if headed or any(match["ratio"] for match in measures):
            for match in _BARE.finditer(sentence):
                found.setdefault(match.start("value"), match)
        before = 0  # where the last value ended: a list goes on from there
        for at in sorted(found):
            match = found[at]
            measure = next((one for one in reversed(measures) if one.end() <= at), None)
            if measure is None or at - max(measure.end(), before) > _FAR:
                continue
            if match.re is _BARE and not (measure["ratio"] and (headed or at - measure.end() < 12)):
                continue
            effect = _effect(match, measure, start, first=measure.end() >= before)
            if effect is not None:
                before = match.end()
                yield effect


def _measures(sentence: str) -> list[re.Match[str]]:
    """Measures that are named; an abbreviation in brackets after its name is none of its own."""
    found: list[re.Match[str]] = []
    for match in _MEASURE.finditer(sentence):
        if not found or sentence[found[-1].end() : match.start()].strip() not in ("(", "[", "（"):
            found.append(match)
    return found


def _effect(match: re.Match[str], measure: re.Match[str], start: int, *, first: bool) -> Effect | None:
    value, low, high = (_float(match[name]) for name in ("value", "low", "high"))
    if not low <= value <= high or low == high or (measure["ratio"] and low < 0):
        return None
    begin = measure.start() if first else match.start()
    return Effect(measure[0], value, low, high, (start + begin, start + match.end()))


def _sentences(text: str) -> Iterator[Span]:
    """Sentences; a semicolon of a list parts none of them."""
    last: Span | None = None
    for start, end in sentences_of(text):
        if last is not None and text[last[1] - 1 : last[1]] in "；;":
            last = (last[0], end)
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _float(words: str) -> float:
    return float(re.sub(r"\s", "", words).replace("·", ".").replace("−", "-").replace("–", "-"))
