"""Population, intervention, comparator and outcome of one statement, by the grammar of advice.

No syntax tree: the phrases that part a statement ("in patients with …", "rather than …", "to reduce …", "…
者")
are few and regular in both languages. What they leave is the intervention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evimed.records import Span

_PEOPLE = (
    r"adults?|woman|man|child|adolescents?|children|infants?|newborns?|women|men|males?|females?"
    r"|persons?|people"
    r"|patients?|individuals?|population|pregnancies|veterans|members|mothers|"
    r"candidates|outpatients|inpatients|users|smokers|survivors|elderly|singletons?|gestations"
)
_LONG_LEADING = re.compile(
    r"^(?:for|in|among|following|after|if|when|once|during)\b(?P<who>[^;.]{2,420}?),"
    r"(?= (?:the (?:\w+ ){1,4}?(?:recommends?|suggests?)|we|clinicians?|physicians?|providers?"
    r"|practitioners?|there is)\b)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:for|in|among|following|after|if|when|once"
    r"|during)\b(?P<who>[^,;.]{2,240}?(?:, (?:who|whose|with|without|and|or|aged?|including|in"
    r" whom|such)\b[^,;.]{2,80}?(?=,))?)(?:,|(?= (?:the [\w ]{2,30}?"
    r" (?:recommends?|suggests?)|we)\b))",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"^(?:with(?! regard| respect)|without|where|whenever"
    r"|unless)\b(?P<who>[^,;.]{2,160}(?:\.\d[^,;.]{0,80}){0,3}),",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"^(?P<who>(?:(?!of )[\w'<>≥≤-]+ ){{0,4}}?(?:{_PEOPLE})\b[^.;]{{0,260}}?)(?= (?:should|must|may"
    rf"|can|could"
    rf"|might|need)\b)",
    re.IGNORECASE,
)
_INNER = re.compile(
    rf"\b(?:in|for|to|among|of)(?P<who> (?:(?!(?:in|for|to|among|of|with|at) )[\w'<>≥≤/-]+"
    rf" ){{0,7}}?(?:{_PEOPLE})\b(?:[^.;(]"
    rf"|\([^)]*\)){{0,200}}?)(?=$|[.;(]|, regardless|, with \w+ \d|, in particular|,? to (?:reduce"
    rf"|prevent|improve|lower|decrease"
    rf"|slow|achieve"
    rf"|protect|avoid|enhance|increase)\b| (?:should|must|rather than|instead of)\b"
    r"| (?:is|are) (?:not )?(?:recommended|suggested|advised|indicated)\b)",
    re.IGNORECASE,
)
# A clause of its own tells what is done, not for whom: "For esophagitis a drug is given for 4 weeks".
_IS_SAID = re.compile(
    r"^(?!.*\b(?:who|whom|whose|that|which|if|when|where|once|risk)\b).*\b(?:is|are|should|may|must|will)\b",
    re.IGNORECASE,
)
_SETTING = re.compile(r"(?:for|in|among|following|after|during|with|without)\b", re.IGNORECASE)
_WITH = re.compile(
    r"\b(?:who|with|aged?|without|presenting|undergoing|receiving|at (?:high|increased|average|low) risk)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:in order )?to (?:reduce|prevent|improve|lower|decrease|slow|protect|enhance|increase"
    r"|promote|relieve|minimi[sz]e|delay)\b(?P<what>[^.;]{2,160})|\bfor the (?:primary |secondary"
    r" )?prevention of (?P<prevented>[^.;,]{2,90})|以(?P<zh>(?:降低|减少|预防|改善|延缓"
    r"|提高)[^，。；]{2,40})",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:rather than|instead of|over|in preference to|compared (?:with|to)|as (?:an )?alternatives?"
    r" (?:or adjuncts? )?to|as opposed to) (?P<what>[^.;,(]{2,90})|(?:而非|而不是"
    r"|优于)(?P<zh>[^，。；]{1,30})",
    re.IGNORECASE,
)
_CHINESE_PEOPLE = re.compile(
    r"(?:^|[，；：。])(?P<who>[^，；：。]{0,30}?(?:患者|病人|人群|孕妇|儿童|成人|妇女|老年人|受试者"
    r"|者(?![会])"
    r"|(?:\d+\s*岁(?:及?以[上下])?)))(?=[，：]|[^，。；]{0,6}(?:应|宜|首选|推荐|建议|不|可|启动|每"
    r"|避免|需|从|收缩压|舒张压|诊室))"
)
_LEAD_IN = re.compile(
    r"^(?:(?:recommendation|statement)s? ?\d*[a-z]?\s*[:.]?\s*)?(?:\d+(?:\.\d+)*[a-z]?\.?\s+)?"
    r"(?:[A-Z][^.:;,]{2,60}:\s+(?=(?:in|for|among|if|when|after)\b))?",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:the |this |we |it is )?(?:[\w/'()&,.-]+ ){0,9}?(?:strongly )?(?:recommends?|suggests?"
    r"|concludes?|advises?)\b(?: (?:strongly )?against)?(?: that)?"
    r"|\b(?:should|must)(?: not)?(?: be)?\b|\b(?:is|are) (?:not )?(?:recommended|indicated|preferred"
    r"|suggested)\b|\b(?:may|can|could|might) be (?:considered|offered|used)\b"
    r"|(?:there is |current evidence is |the evidence is )?(?:insufficient|inconclusive) (?:evidence"
    r" )?to (?:recommend|assess|support)[^.]{0,40}?(?:for or against|harms of|benefits of)?"
    r"|不?(?:推荐|建议)|应(?:当|该)?|不?宜",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Ranges in the statement; ``None`` where it does not say."""

    population: Span | None
    intervention: Span
    comparator: Span | None
    outcome: Span | None


def parts_of(text: str) -> Parts:
    """Take a statement apart."""
    start = (_LEAD_IN.match(text) or re.match("", text)).end()  # type: ignore[union-attr]
    population = _population(text, start)
    comparator, outcome = _group(_COMPARATOR, text, start), _group(_OUTCOME, text, start)
    taken = [span for span in (population, comparator, outcome) if span is not None]
    return Parts(population, _intervention(text, start, taken), comparator, outcome)


def _population(text: str, start: int) -> Span | None:
    rest = text[start:]
    for pattern in (_LONG_LEADING, _LEADING, _STATE, _SUBJECT):
        match = pattern.match(rest)
        if match is not None and _SETTING.match(rest) and _IS_SAID.search(match["who"]):
            continue
        if match is not None and (
            pattern is not _LEADING
            or re.search(
                _PEOPLE + r"|\b\w*(?:itis|osis|emia|pain|disorder|disease|syndrome|infection|failure|cancer"
                r"|hypertension|diabetes|asthma)\b",
                match["who"],
                re.IGNORECASE,
            )
        ):
            return start + match.start("who"), start + match.end("who")
    chinese = _CHINESE_PEOPLE.search(rest)
    if chinese is not None and chinese["who"]:
        return start + chinese.start("who"), start + chinese.end("who")
    found = list(_INNER.finditer(rest))
    best = next((match for match in found if _WITH.search(match["who"])), found[0] if found else None)
    return (start + best.start("who") + 1, start + best.end("who")) if best is not None else None


def _group(pattern: re.Pattern[str], text: str, start: int) -> Span | None:
    match = pattern.search(text, start)
    if match is None:
        return None
    name = next(name for name, value in match.groupdict().items() if value)
    return match.span(name)


def _intervention(text: str, start: int, taken: list[Span]) -> Span:
    """The longest run that is neither advice nor one of the other parts."""
    blocked = sorted([*taken, *(match.span() for match in _ADVICE.finditer(text, start))])
    runs: list[Span] = []
    at = start
    for begin, end in [*blocked, (len(text), len(text))]:
        if begin > at:
            runs.append((at, begin))
        at = max(at, end)
    runs = [
        (
            a + len(text[a:b]) - len(text[a:b].lstrip(" ,;:.，；：。")),
            a + len(text[a:b].rstrip(" ,;:.，；：。")),
        )
        for a, b in runs
    ]
    return max(
        (run for run in runs if run[1] > run[0]), key=lambda run: run[1] - run[0], default=(start, len(text))
    )
