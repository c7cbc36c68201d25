"""A study as its text tells it: design, size, people, comparison, outcome, effect, registration, money, retraction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.grading.designs import Design, FoundDesign, design_of
from evimed.knowledge.grading.effects import Effect, read_effects
from evimed.knowledge.grading.phrases import comparator_of, outcome_of, population_of
from evimed.knowledge.grading.sizes import FoundSize, size_of
from evimed.records import DocumentKind, Part

_HEAD: Final = 12_000  # characters of a paper in which it says what it is
KINDS: Final[frozenset[DocumentKind]] = frozenset(("abstract", "trial", "article", "report", "other"))
_MAYBE: Final[frozenset[DocumentKind]] = frozenset(
    ("report", "other")
)  # a case report, or one on a whole field
_LONGEST: Final = 20_000  # characters of one of those that may be a study

_REGISTRATION: Final = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{8}|ChiCTR(?:-[A-Z]{2,5})?-?\d{8,10}|ACTRN\s?\d{14}|EudraCT\s*(?:number|no\.?)?:?\s*\d{4}-\d{6}-\d{2}"
    r"|UMIN\d{9}|CTRI/\d{4}/\d{2,3}/\d{6}|DRKS\d{8}|(?:NTR|NL)-?\s?\d{3,5}(?=[^\w]|$)|JPRN-\w+|PACTR\d{15,16}|IRCT\d{8,14}N\d{1,2}"
    r"|CTR20\d{6}|CRD4\d{10}|KCT\d{7}|TCTR\d{11}|RBR-\w{6,8}|PROSPERO\s*(?:CRD)?\s?\d{8,12})"
)
_FUNDING: Final = re.compile(
    r"(?:[^.\n。]{0,80}\b(?:funded|supported|sponsored|financed) by\b[^\n。]{3,160}?(?:\.(?=\s|$)|$)|(?:Funding|Sponsor|Role of the funding source)\s*[:：]\s*[^\n]{3,200}|(?:基金项目|资助|基金)\s*[:：][^\n。]{2,120}|[^。\n]{0,30}由[^。\n]{2,40}(?:资助|赞助)[^。\n]{0,20})",
    re.MULTILINE,
)
_INDUSTRY: Final = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|pharma\w*|laboratories|biotech|corporation|company)\b|制药|药业|公司|药厂",
    re.IGNORECASE,
)
_RETRACTED: Final = re.compile(
    r"^\W{0,4}(?:RETRACTED(?: ARTICLE)?\b|Retraction(?: note)?[:：])[^\n]{0,120}|\bthis article has been (?:retracted|withdrawn)[^\n.]{0,80}|[【(（]?(?:本文|该文)?已(?:被)?撤(?:稿|回)[^\n。]{0,40}",
    re.IGNORECASE | re.MULTILINE,
)
_SAMPLED: Final = re.compile(
    r"\brandom(?:ly)? (?:sampl|select|drawn)\w*|\bcensus\b|随机抽样|分层抽样|整群抽样", re.IGNORECASE
)
_INCEPTION: Final = re.compile(
    r"\binception cohort|\bnewly diagnosed|\bfirst[- ]ever\b|新诊断|初诊", re.IGNORECASE
)


_NO_TRIALS: Final = re.compile(
    r"\b(?:observational|cohort|case[- ]control|cross[- ]sectional|non-?randomi[sz]ed|nonrandomi[sz]ed) (?:[\w-]+ )?(?:stud(?:y|ies)|data|evidence)\b"
    r"|观察性研究|队列研究|病例对照研究|横断面研究",
    re.IGNORECASE,
)
_TRIALS: Final = re.compile(
    r"(?<!non-)(?<!non)\brandomi[sz]ed\b|\bRCTs?\b|\bclinical trials?\b|随机", re.IGNORECASE
)
_N_OF_1: Final = re.compile(r"\bn-?of-?(?:1|one) (?:trials?|stud)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Study:
    """What a study says of itself, each with its characters in the stored text; ``None``: it does not say."""

    design: FoundDesign
    size: FoundSize | None
    population: Part | None
    comparator: Part | None
    outcome: Part | None
    effects: tuple[Effect, ...]
    registrations: tuple[Part, ...]
    funding: Part | None
    industry: bool  # the funding names a company
    retracted: Part | None
    random_sample: bool = False  # of a population, by its own words
    inception: bool = False  # a cohort followed from the onset
    observational: bool = False  # a review of studies without randomisation
    n_of_1: bool = False  # trials in single patients


def read_study(text: str, title: str, kind: DocumentKind) -> Study | None:
    """The study that a document reports; ``None`` if it is none, or tells no design.

    Parameters
    ----------
    text
        As stored.
    title
        Of the document.
    kind
        Of the document: labels, guidelines, laws and long reports on a field report no study of their own.
    """
    if kind not in KINDS or (kind in _MAYBE and len(text) > _LONGEST):
        return None
    head = text[:_HEAD]
    design = design_of(head, title)
    if design is None:
        return None
    size = size_of(head) if design.name not in ("systematic_review", "review", "model") else None
    funding = _first(_FUNDING, text)
    return Study(
        design=design,
        size=size,
        population=population_of(head, size_of(head)),
        comparator=comparator_of(head),
        outcome=outcome_of(head),
        effects=tuple(read_effects(head)),
        registrations=registrations_in(text),
        funding=funding,
        industry=funding is not None and _INDUSTRY.search(funding.text) is not None,
        retracted=_first(_RETRACTED, head[:3000]),
        random_sample=_SAMPLED.search(head) is not None,
        inception=_INCEPTION.search(head) is not None,
        observational=design.name == "systematic_review" and _reviews_no_trials(head),
        n_of_1=_N_OF_1.search(head) is not None,
    )


def _reviews_no_trials(text: str) -> bool:
    """Whether a review names studies without randomisation as what it took in, and no randomised ones."""
    return _NO_TRIALS.search(text) is not None and _TRIALS.search(text) is None


def registrations_in(text: str) -> tuple[Part, ...]:
    """Registration numbers, each once, as printed without blanks."""
    found: dict[str, Part] = {}
    for match in _REGISTRATION.finditer(text):
        number = re.sub(r"\s", "", match[0])
        found.setdefault(number, Part(number, match.span()))
    return tuple(found.values())


def _first(pattern: re.Pattern[str], text: str) -> Part | None:
    """The first match: its first named group, else the whole."""
    match = pattern.search(text)
    if match is None:
        return None
    name = next((name for name, words in match.groupdict().items() if words), None)
    start, end = match.span(name) if name is not None else match.span()
    words = text[start:end].strip()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Part(words, (start, start + len(words)))


DESIGNS: Final[tuple[Design, ...]] = (
    "systematic_review", "rct", "controlled", "cohort", "case_control", "cross_sectional", "diagnostic", "case_series",
    "case_report", "animal", "in_vitro", "model", "qualitative", "review",
)  # fmt: skip
