"""A recommendation as it is compared: concepts of what is done, for whom, and its numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from evimed.knowledge.concepts import features, nested_features
from evimed.knowledge.recommendations.directions import direction_of
from evimed.knowledge.recommendations.quantities import ages_in, intervals_in, quantities_in
from evimed.records import Document, Measured, Recommendation

_ITEM = re.compile(r",|;|/|\band/or\b|\bor\b|\band\b|、|；|，|或|和|及|与", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:as|for|with|in|to|by|on|if|at|when|that|which|is associated|than|instead|using)\b|[;.；。]"
    r"|用于|以(?=降|减|预|改)",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\b(?:for|of|against|to (?:treat|prevent|detect|diagnose|manage))\b([^;.,]{2,120}?)(?=\b(?:for|in"
    r"|to|as|with|by|if|at|when|outside|without|among|during)\b|[;.,]|$)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:concurrent|concomitant|simultaneous|combined|combination|together)|联合|合用|同时", re.IGNORECASE
)
_FIRST = re.compile(
    r"first[- ]line|\binitial(?:ly)? |\bfirst (?:drug|choice|agent)|首选|一线|初始", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:history of|previous|prior|earlier|past|recurrent)\b|病史|既往|曾|复发", re.IGNORECASE
)
_ASPECT = re.compile(
    r"^\W*(?:the )?(?:extent|timing|choice|type|number|duration|selection|decision|sequence|order"
    r"|method|cost)s? (?:of|to)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[≥≤<>＜＞]?\s*\b\d+(?:\.\d+)?\b")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(])|(?<=[。！？；])")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_ADVICE = re.compile(
    r"\b(?:the |this )?(?:[\w/'-]+ ){0,5}?(?:(?:strongly )?recommends?|suggests?|concludes?)\b(?:"
    r" (?:strongly )?against)?(?: that)?"
    r"|\b(?:is|was|are) unable to recommend|\bcannot (?:recommend|suggest)|\b(?:for or against)\b"
    r"|\bthere is (?:insufficient|inconclusive) evidence to (?:recommend|support)"
    r"|\b(?:current )?evidence is insufficient to (?:assess|recommend|support)|\b(?:the )?balance of"
    r" (?:the )?benefits and harms of|\bclinicians?\b|\bproviders?\b|\bphysicians?\b"
    r"|\bpractitioners?\b",
    re.IGNORECASE,
)
# Words that advice uses of anything: they say neither what is done nor for whom.
_GENERAL_PHRASES = (
    "general population",
    "older adults",
    "older patients",
    "elderly",
    "average risk",
    "high risk",
)
_GENERAL_WORDS = """
use used using routine routinely consider considered considering offer offered offering provide provided
providing
perform performed treat treatment therapy therapies intervention management manage care patient patients
adult adults
person persons people individual individuals clinician provider recommend recommended suggest should include
including
included initial initiate initiated initiating start starting begin beginning appropriate based benefit harm
risk
evidence base decision part group work option discuss discussion additional addition add adding also prior
without
within following specific general population those given current available clinical improve increase reduce
effective
assess assessment evaluate evaluation undergo receive receiving prescribe prescribing prescribed choose
choice
time first second therapeutic one two three more less most least year years month months week weeks day days
age aged
men women woman man older younger goal target level high low history presence absence determine guideline
evaluated
symptomatic contraindication contraindications contraindicated alternative alternatives adjunct rather
approach
approaches combination statement all other any either both although among see factor factors set example
method
condition conditions result possible status presenting sign signs symptom symptoms suspected suspicion
guidelines
recommendation recommendations pharmacologic pharmacological drug drugs medication medications agent agents
below above regardless aged office clinic outpatient home measured 诊室 家庭 opportunity continue continued
continuing decision individual
strategy
clinically indicated high-risk decrease support ensure related regular regularly least diagnosis diagnostic
患者 治疗 推荐 建议 使用 应用 进行 首选 考虑 起始 启动 药物 采用 可以 应当 以上 以下 者 常规 目标 水平 类别
"""


# Kinds of care: in a title they do not tell what it is about.
_CARE_WORDS = """
screening prevention preventive primary care services task force final statement counseling behavioral
behavior
interventions management treatment diagnosis guideline clinical practice recommendation therapy children
adolescents
adults women men pregnancy pregnant asymptomatic risk evaluation testing guidance update society american
college
chronic acute disease diseases illness disorder disorders syndrome academy association report version veteran
defense department united states evidence-based expert consensus
指南 管理 诊疗 诊断 治疗 筛查 预防 共识 专家 中国 版 年版 老年 成人 儿童 学会 协会
"""


# Kinds of care that one body may advise on apart, though the disease is the same.
_KINDS_OF_CARE = {
    "screening": r"\bscreen(?:ing|ed)?\b|\bearly detection\b|筛查|早期发现",
    "counselling": r"\bcounsel+ing\b|\bbehaviou?ral\b|\blifestyle\b|咨询|行为干预|生活方式",
    "treatment": r"\btreatment\b|\btherapy\b|\bmanagement\b|\bsurg\w+|治疗|管理|诊疗|手术",
    "diagnosis": r"\bdiagnos\w+|诊断|诊疗",
    "medication": r"\bmedications?\b|\bpharmaco\w+|\bchemoprevention\b|用药|药物",
    "supplements": r"\bsupplement\w*|补充剂",
    "vaccination": r"\bvaccin\w+|\bimmuni[sz]ation\b|接种|疫苗",
    "rehabilitation": r"\brehabilitat\w+|康复",
}


def kinds_of_care(title: str) -> frozenset[str]:
    """The kinds of care that a title names."""
    return frozenset(kind for kind, words in _KINDS_OF_CARE.items() if re.search(words, title, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class View:
    """What comparison needs of one recommendation."""

    record: Recommendation
    subject: frozenset[str]  # what is done, with the words of the heading
    items: tuple[frozenset[str], ...]  # the alternatives it names: drugs of a list, each apart
    target: frozenset[str]  # what it is done for, as said first: "screening for …", "treatment of …"
    people: frozenset[str]
    ages: tuple[Measured, ...]
    intervals: tuple[Measured, ...]
    amounts: tuple[tuple[frozenset[str], Measured], ...]  # thresholds and targets, with their names
    counts: tuple[tuple[frozenset[str], Measured], ...]  # how many earlier events, each kind apart
    earlier: frozenset[str]  # the people, if it is something of their past that tells them
    first: bool  # about what to begin with
    aspect: bool  # about the extent, the timing, the choice of something, not whether it is done


@dataclass(frozen=True, slots=True)
class Guide:
    """The recommendations of one document, with what tells its topic."""

    document: Document
    body: str
    views: tuple[View, ...]
    title: frozenset[str]
    topic: frozenset[str]  # of its title and of much that it says
    care: frozenset[str] = frozenset()  # kinds of care that its title names: screening, counselling


@cache  # not at import: the concepts take a third of a second
def general() -> frozenset[str]:
    """Features of the words that any advice uses."""
    return (
        frozenset(feature for phrase in _GENERAL_PHRASES[:4] for feature in features(phrase))
        | frozenset(stem for word in _GENERAL_WORDS.split() for stem in features(word))
        | frozenset(features(_GENERAL_WORDS))
    )


@cache
def _care() -> frozenset[str]:
    """Features of the words that titles of guidelines use."""
    phrases = ("primary care", "task force", "clinical practice guideline", "older adults", "老年人")
    return frozenset(f for words in (*_CARE_WORDS.split(), *phrases) for f in features(words))


def guide_of(
    document: Document, body: str, records: Sequence[Recommendation], abbreviations: Mapping[str, str]
) -> Guide:
    """Views of the recommendations of ``document``, its abbreviations written out."""
    views = tuple(view_of(one, abbreviations) for one in records)
    counts = Counter(feature for view in views for feature in view.subject | view.people)
    often = {feature for feature, n in counts.items() if n >= max(2, 0.3 * len(views))}
    # A list item that was taken for the title tells nothing; the outermost heading does.
    own = document.title if not document.title.startswith(("-", "*")) else ""
    name = " ".join((own, *(records[0].section[:1] if records else ())))
    title = frozenset(nested_features(_NUMBER.sub(" ", name), abbreviations)) - general() - _care()
    return Guide(document, body, views, title, title | often, kinds_of_care(name))


def view_of(record: Recommendation, abbreviations: Mapping[str, str]) -> View:
    """Take a recommendation apart into concepts."""
    told = _told(record)
    people = _unmeasured(record.population.text if record.population is not None else "")
    items = tuple(
        item
        for piece in _split(_object(told, abbreviations))
        if (item := frozenset(features(piece, abbreviations)) - general())
    )
    return View(
        record=record,
        subject=frozenset(features(told, abbreviations)) - general(),
        items=items,
        target=next(
            (
                found
                for piece in _TARGET.findall(told)
                if (found := frozenset(features(piece, abbreviations)) - general())
            ),
            frozenset[str](),
        ),
        people=frozenset(features(people, abbreviations)) - general(),
        ages=tuple(n for n in record.numbers if n.kind == "age"),
        intervals=tuple(n for n in record.numbers if n.kind == "interval"),
        amounts=tuple(
            (frozenset(features(n.name, abbreviations)) - general(), n)
            for n in record.numbers
            if n.kind in ("threshold", "target")
        ),
        counts=tuple(
            (frozenset(features(event, abbreviations)) - general(), n)
            for n in record.numbers
            if n.kind == "count"
            for event in _split(n.name)
        ),
        earlier=frozenset(features(people, abbreviations)) - general()
        if _EARLIER.search(people)
        else frozenset[str](),
        first=_FIRST.search(core_of(record)) is not None,
        aspect=_ASPECT.search(told) is not None,
    )


def _split(phrase: str) -> list[str]:
    """Items of a list; things advised on only together are one."""
    return [phrase] if _TOGETHER.search(phrase) else _ITEM.split(phrase)


def _object(told: str, abbreviations: Mapping[str, str]) -> str:
    """The first phrase with any concept: what is offered, before what for, with whom and how."""
    phrases = _CLAUSE.split(_BRACKETED.sub(" ", told))
    return next((one for one in phrases if frozenset(features(one, abbreviations)) - general()), told)


def phrase_of(view: View, topic: frozenset[str], abbreviations: Mapping[str, str]) -> str:
    """The words of a recommendation that tell ``topic``: one of its items, else what it advises."""
    told = _told(view.record)
    for piece in _split(_object(told, abbreviations)):
        if topic & frozenset(features(piece, abbreviations)):
            return " ".join(piece.split()).strip(" ,;:.，；：。（(")
    part = view.record.intervention
    return part.text if part is not None else view.record.text


def core_of(record: Recommendation) -> str:
    """The first sentence that advises: those after it explain or make exceptions."""
    sentences = _SENTENCE.split(record.text)
    return next((one for one in sentences if direction_of(one) is not None), sentences[0])


def _told(record: Recommendation) -> str:
    """What is done: the core without population, outcome, comparator, numbers and words of advice."""
    text = core_of(record)
    for part in (record.population, record.outcome, record.comparator):
        if part is not None:
            text = text.replace(part.text.strip(), " ; ", 1)
    return _ADVICE.sub(" ", _unmeasured(text))


def _unmeasured(text: str) -> str:
    """Without its ages, intervals, quantities and other numbers."""
    for one in (*ages_in(text), *intervals_in(text), *quantities_in(text)):
        start, end = one.at
        text = text[:start] + " " * (end - start) + text[end:]
    return _NUMBER.sub(" ", text)


def weights_of(guides: Iterable[Guide]) -> dict[str, float]:
    """How much each feature tells: the fewer recommendations have it, the more (idf)."""
    sets = [view.subject | view.people for guide in guides for view in guide.views]
    counts = Counter(feature for one in sets for feature in one)
    return {feature: math.log(1 + len(sets) / n) for feature, n in counts.items()}
