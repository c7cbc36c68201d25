"""The main outcome of an English abstract: told outright, else what it asks about, measures and comes back to.

Every phrase that stands where an outcome stands (what is affected, predicted, associated, compared, measured, whose
rate is given) is a candidate. An abstract repeats its main outcome: of the candidates that one is taken whose words
come again in the title, in the aim and methods, and among the results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from evimed.knowledge.grading.designs import sentences_of
from evimed.knowledge.grading.sections import section_at
from evimed.knowledge.tokens import tokenise
from evimed.records import Part, Span

_WHO: Final = (
    r"patients?|subjects?|women|men|children|participants?|individuals?|persons?|people|adults|adolescents|infants|newborns|neonates"
    r"|residents|volunteers|girls|boys|pregnanc(?:y|ies)|families|caregivers|smokers|students|rats|mice|groups?|cases"
)
# Where an outcome ends: those who have it, when and how it was looked at.
_STOP: Final = (
    r"(?=\s*(?:[.;:?\n]|,\s|\s?--|$)"
    rf"|,? (?:between|among|amongst|within|during|after|before|following|by|using|through|versus|vs|compared|over|when|while|whether|where|which|that|who|whose|than|as|via|throughout|under|without|if|because|since|until|but|such)\b"
    r"|,? (?:in|of|for|from|at|on|with) (?:the |a |an |our |all |this |these |those |both |each |older |young(?:er)? |elderly |early |adult |pediatric |two |three |a large |\d)?"
    rf"(?:[\w-]+ ){{0,3}}?(?:{_WHO})\b"
    r"| (?:at|in) (?:the |a |an )?(?:baseline|follow|\d|hospital setting|developing|multicent|different|terms)"
    r"| (?:was|were|is|are|has|have|had|can|could|may|might|will|would|should|did|does|do)\b| and (?:to|we|whether|its|if|their|the (?:role|effect|impact)|which|was|were|then|compared)\b)"
)
_SLOT: Final = (
    r"(?:the |their |its |a |an |any |future |subsequent |actual )*(?P<x>[^\s.;:?\n,][^.;:?\n]{2,110}?)"
)
_ACTS: Final = (
    r"affect|influenc|increas|reduc|decreas|improv|predict|prevent|chang|alter|induc|caus|modif|impact|worsen|enhanc|promot|impair|facilitat|delay|accelerat|shorten|prolong"
    r"|detect|recogni[sz]|identif|diagnos|determin|protect|explain|mediat|modulat|lower|rais|augment|attenuat|elevat|limit|minimi[sz]|shape|compromis|suppress|inhibit|stimulat|trigger|restor|relat|confer"
)
_ACTING: Final = rf"(?:(?:{_ACTS})(?:e|es|s|d|ed|ing|y|ies|ied|ting|ted|t)?|lead(?:s|ing)? to|result(?:s|ing)? in|contribut(?:e|es|ing) to|associated with|related to|linked to|correlated? with|dependent on)"
_TOLD: Final = r"(?:co-?)?(?:primary|main|principal|key|chief) (?:efficacy |safety |clinical |study |study's )?(?:outcome|end ?-?point|variable)s?(?: (?:measures?|variables?|parameters?|of interest))?"
# Each with what it is worth by itself; ``told`` needs nothing else.
_FORMS: Final[tuple[tuple[str, float, str], ...]] = (
    ("told", 9.0, rf"\b(?:the |our )?{_TOLD},?\s*(?:was|were|:|is|are|included?|of|being|consisted of|comprised)\s*(?:assessed |measured |defined )?(?:as |by )?{_SLOT}{_STOP}"),
    ("told", 9.0, rf"(?:^|\n)(?:MAIN |PRIMARY )?OUTCOMES?(?: (?:AND|MEASURES?|MEASURED|VARIABLES?)){{0,3}}\s*:\s*{_SLOT}{_STOP}"),
    ("told", 8.5, rf"\b(?P<x>[A-Za-z][^.;:?\n]{{3,110}}?) (?:was|were) (?:chosen as |defined as |taken as |considered |used as |set as )?(?:the |our )?{_TOLD}\b"),
    ("told", 8.5, rf"(?P<x>[^.;:?,\n(]{{4,140}}?) \((?:the )?{_TOLD}\)"),
    ("told", 8.0, rf"\b(?:(?:clinical |study |treatment |measured |measurement )?(?:outcomes?|end ?points?|dependent variables?|outcome variables?|measurement outcomes?))(?: measures?| variables?| studied| assessed| of interest| evaluated)?(?: after [^.;:,\n]{{3,30}}?| at [^.;:,\n]{{3,30}}?)?,?\s*(?:was|were|included?|are|is|:)\s*(?::|\(i+\)|\(1\)|: \(i\))?\s*(?!(?:then|determined|collected|compared|analy|assessed|recorded|obtained|evaluated|measured|reviewed|not|similar|better|worse|also|significant|good|poor|favou?rable|available|observed|found|no|more|less)){_SLOT}{_STOP}"),
    ("told", 6.5, rf"\b(?:outcomes?|results?),? (?:as )?(?:assessed|measured|defined|evaluated|determined) (?:by|as|using|in terms of) {_SLOT}{_STOP}"),
    ("asked", 3.2, rf"\b(?:does|do|did|can|could|will|would|should|may|might|whether|if|that|is|are|to)\b[^.?;:\n]{{2,120}}?\b{_ACTING}\s+{_SLOT}{_STOP}"),
    ("asked", 3.2, rf"\b(?:risk factors?|predictors?|predictive factors?|prognostic factors?|determinants?|markers?|indicators?|correlates?|causes?|predictive|prognostic value|forerunner|contributors?) (?:for|of|to|in the development of) {_SLOT}{_STOP}"),
    ("asked", 3.2, rf"\b(?:effects?|impacts?|influences?|role|benefits?|efficacy|effectiveness|value|usefulness|consequences?) of [^.;?:\n]{{2,140}}? (?:up)?on {_SLOT}{_STOP}"),
    ("asked", 2.6, rf"\b(?:effects?|role|benefits?|efficacy|effectiveness|value|usefulness|accuracy|ability) of [^.;?:\n]{{2,140}}? (?:in|for|at|to) (?:the )?(?:{_ACTS}|treat|assess|evaluat|manag)\w* {_SLOT}{_STOP}"),
    ("asked", 2.9, rf"\b(?:associations?|relation(?:ship)?s?|correlations?|links?|interactions?) (?:between|of|among) [^.;?:\n]{{3,120}}? (?:and|with|to) {_SLOT}{_STOP}"),
    ("asked", 2.7, rf"\b(?:associat\w+|correlat\w+|relat(?:ed|ion\w*)|link(?:ed)?|independent(?:ly)? predict\w*|predictive) (?:with|to|of) {_SLOT}{_STOP}"),
    ("asked", 2.6, rf"\b(?P<x>(?:prevalence|incidence|rates?|risks?|frequency|occurrence|likelihood|odds|probability|severity|presence|development|levels?|quality) of (?!the (?:study|data|patients))[^.;:?\n]{{2,90}}?){_STOP}"),
    ("asked", 2.4, rf"\bto (?:determine|assess|evaluate|investigate|examine|measure|estimate|study|explore|analy[sz]e|quantify|describe|test|compare|identify)(?: and \w+)? (?!whether|if|how)(?:the |changes? in |differences? in |trends? in |longitudinal patterns in )*{_SLOT}{_STOP}"),
    ("asked", 2.4, rf"\b(?:assess(?:es)?|assessed|evaluated|investigated|examined|studied|estimated|determined|measured|quantified|compared) (?!whether|if|how|by|using|with|in|to|for|at)(?:the |changes? in |differences? in )*{_SLOT}{_STOP}"),
    ("asked", 2.4, rf"\b(?:in terms of|with (?:respect|regard) to|compared (?:for|on)|scored? for|analy[sz]ed for|tested for|examined for|assessed for|reviewed for|investigated for|evaluated for|defined as|regarding) {_SLOT}{_STOP}"),
    ("asked", 2.6, r"(?:^|[.:;] |, |\n|and )(?:The )?(?P<x>[A-Za-z][^.;:?\n]{3,110}?) (?:was|were) (?:\w+ly )?(?:assessed|measured|recorded|evaluated|determined|calculated|monitored|examined|quantified|analy[sz]ed|compared|documented|estimated)\b"),
    ("asked", 2.2, rf"\b(?:differences?|changes?|improvements?|increases?|decreases?|reductions?|declines?|increasing|changing) in {_SLOT}{_STOP}"),
    ("asked", 2.0, r"\b(?:is|are) (?P<x>[^.;:?\n]{4,60}?) (?:increas|decreas|chang|improv|declin|affected|influenced|modified|modulated|altered)\w*"),
    ("asked", 1.8, rf"\b(?:logistic|cox|linear|proportional hazards?) [^.;:?\n]{{3,60}}? (?:for|of|to (?:predict|identify|assess)) {_SLOT}{_STOP}"),
    ("asked", 1.6, rf"\bwas (?:significantly |independently |strongly |positively |not |inversely )*(?:associated with|related to|a predictor of|predictive of) {_SLOT}{_STOP}"),
)  # fmt: skip
_COMPILED: Final = tuple((kind, worth, re.compile(pattern, re.IGNORECASE)) for kind, worth, pattern in _FORMS)
_NO_OUTCOME: Final = re.compile(
    rf"(?:(?:of|in|to|by|from|for|at|on|with|and|or|than)\s|(?:different|all|both|these|this|our|it|we|they|data|records?|charts?|medical|the (?:study|data|results|aim|purpose)|results|study|paper|aims?|purpose|differences?|changes?|factors?|variables?|characteristics|methods?|groups?|relationship|association|effects?|impact|influence|role|other|others|each|one|two|three|hypothes[ie]s|statistical|whether|multivari|univari|regression|logistic|demographic|baseline|age|sex|gender)\b"
    rf"|(?:[\w-]+ ){{0,3}}(?:{_WHO}|records|charts|samples|specimens|questionnaires?|stud(?:y|ies)|interviews?|trials?|analys[ei]s|models?|tests?|regression)(?:$|\s(?:with|who|whose|aged|undergoing|treated|receiving)\b))",
    re.IGNORECASE,
)
_LEAST: Final = 4.5
_SAME: Final = 0.6  # of the words of a phrase that another has: they tell of one thing
_WORTH: Final = {"title": 0.6, "aim": 0.4, "methods": 0.6, "results": -1.0, "after": -9.0}


@dataclass(frozen=True)
class _Abstract:
    """An abstract by its parts, each as the words it has."""

    text: str

    @cached_property
    def parts(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for start, end in sentences_of(self.text):
            found.setdefault(self.part_at(start), set()).update(tokenise(self.text[start:end]))
        return found

    @cached_property
    def title_end(self) -> int:
        end = self.text.find("\n")
        return end if 0 < end < 300 else 0

    def part_at(self, at: int) -> str:
        return "title" if at < self.title_end else section_at(self.text, at)

    def share(self, words: set[str], part: str) -> float:
        return len(words & self.parts.get(part, set())) / len(words)


def english_outcome(text: str) -> Part | None:
    """The main outcome; ``None`` where nothing stands out.

    Parameters
    ----------
    text
        Of the abstract, its title on the first line.
    """
    abstract = _Abstract(text)
    found = list(_scored(abstract))
    best = max(found, key=lambda one: (one[0], -one[1][0]), default=None)
    if best is None or best[0] < _LEAST:
        return None
    chars = _measured(abstract, best[1], found)
    return Part(text[slice(*chars)], chars)


def _closed(words: str) -> int:
    """How far a phrase goes: not past a bracket that was opened before it, nor into one that it leaves open."""
    depth = 0
    for at, letter in enumerate(words):
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            words = words[:at]
            break
    if depth > 0:
        words = words[: max(words.rfind("("), words.rfind("["))]
    return len(words.rstrip(" ,(-"))


def _measured(abstract: _Abstract, chars: Span, found: Sequence[tuple[float, Span]]) -> Span:
    """Where the methods tell of the same as it was measured, that is the place; else the one there was."""
    if abstract.part_at(chars[0]) == "methods":
        return chars
    own = set(tokenise(abstract.text[slice(*chars)]))
    same = [
        (score, other)
        for score, other in found
        if score >= _LEAST - 1
        and abstract.part_at(other[0]) == "methods"
        and len(own & set(tokenise(abstract.text[slice(*other)]))) >= _SAME * len(own)
    ]
    return max(same, key=lambda one: (one[0], -one[1][0]))[1] if same else chars


def _scored(abstract: _Abstract) -> Iterator[tuple[float, Span]]:
    text = abstract.text
    for kind, worth, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span("x")
            end = start + _closed(text[start:end])
            words = text[start:end]
            own = set(tokenise(words))
            if not own or _NO_OUTCOME.match(words):
                continue
            part = abstract.part_at(start)
            if part == "after":
                continue
            score = worth + _WORTH[part]
            if kind == "asked":
                score += 1.6 * abstract.share(own, "results") if part != "results" else 0.0
                score += 1.2 * abstract.share(own, "title") if part != "title" else 0.8
                early = max(abstract.share(own, "aim"), abstract.share(own, "methods"))
                score += 0.6 * early if part in ("title", "results") else 0.3 * early
                score -= 0.06 * max(0, len(words.split()) - 6)
            yield score - 0.2 * start / len(text), (start, end)
