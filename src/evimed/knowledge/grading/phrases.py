"""Who was studied, against what, and what was measured first: phrases of an abstract, each with its characters.

Every phrase that could serve is a candidate; where it stands (methods before results), what its sentence does
with it (included, randomised, measured) and what it carries (a number, a condition) say which is the study's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.grading.designs import sentences_of
from evimed.knowledge.grading.outcomes import english_outcome
from evimed.knowledge.grading.sections import section_at
from evimed.knowledge.grading.sizes import FoundSize
from evimed.records import Part, Span

_PEOPLE: Final = (
    r"patients?|subjects?|women|men|children|participants?|individuals?|persons?|people|adults|infants|newborns|neonates|residents|volunteers|respondents?"
    r"|doctors|physicians|nurses|students|professionals|experts|girls|boys|males|females|adolescents|smokers|mothers|parturients|drivers|pedestrians|workers|carers|caregivers"
    r"|cases|listeners|recipients|survivors|parents|employees|veterans|athletes|couples|pregnancies|outpatients|inpatients|users|attendees|members"
    r"|rats|mice|rabbits|dogs|pigs|sheep|animals|cadavers|stones|specimens|samples|knees|eyes|teeth|hips|repairs|manuscripts|procedures|records"
)
_NOT_IN: Final = (
    r"(?!(?:in|of|for|among|to|with|were|was|is|are|has|have|had|that|which|this|these|those|our|we|it|study|studies|included|includes|include|enrolled|recruited|from|between|by|and|or"
    r"|on|at|as|into|than|whether|when|where|who|whose|not|all the|compared|using|examined|analyzed|analysed|evaluated|identified|reviewed|studied|tested|the study)\b)"
)
_COUNTED: Final = r"(?:(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?: of (?:the )?\d+)?|\b(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Thirteen|Fourteen|Fifteen|Sixteen|Seventeen|Eighteen|Nineteen|Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety)(?:[- ](?:hundred|one|two|three|four|five|six|seven|eight|nine))*(?: (?:and )?(?:hundred|thousand|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)(?:[- ]\w+)?)*)"
_ENGLISH: Final = re.compile(
    rf"(?<!\w)(?P<all>(?:all|consecutive|the)\s+)?(?:(?P<n>{_COUNTED})\s+)?(?:{_NOT_IN}[\w'’/+-]+,?\s+){{0,6}}?(?P<who>{_PEOPLE})\b(?!-)"
    r"(?P<more>\s(?:with|who|whose|aged|undergoing|receiving|treated|seen|referred|admitted|presenting|diagnosed|suffering|requiring|having|without|living|known|tested|operated|hospitali[sz]ed|in|from|at|of)\b"
    r"[^.;:\n()]{3,90}?(?=\s(?:were|was|had|is|are|participated|completed|could|may|to|and)\b|[.;:,(\n]|$))?",
    re.IGNORECASE,
)
_INCLUDED: Final = re.compile(
    r"\b(?:enrol\w*|includ\w+|randomi[sz]\w+|recruit\w*|studied|participa\w+|underwent|analy[sz]ed|identified|reviewed|assigned|divided|evaluated|examined|selected|consecutive|invited|observed"
    r"|subjects were|population|sample|obtained|collected|tested|allocated|performed|asked|followed|investigated|based on)\b|纳入|选取|入选|收治|抽取|收集|募集|招募|选择|入组|随机|抽样|报告",
    re.IGNORECASE,
)
_LEAST: Final = 1.0
_UNIT_ZH: Final = r"患者|病人|受试者|志愿者|孕产妇|孕妇|产妇|妇女|女性|男性|儿童|患儿|婴儿|新生儿|胎儿|老年人|成年人|居民|学生|职工|护士|医师|医务人员|照顾者|人群|者(?=\s?\d)|大鼠|小鼠|家兔|比格犬|细胞株\s?[\w-]*|病例"
_NUMBER_ZH: Final = r"\d{1,3}(?:[ ,，]\d{3})+|\d+"
_CHINESE: Final = (
    re.compile(rf"(?P<n>{_NUMBER_ZH})\s*(?:例|名|位|只)(?P<words>[^，。；：（）\d]{{0,30}}?(?:{_UNIT_ZH}))"),
    re.compile(rf"(?:[，。；：\s]|纳入|选取|入选|收治的?|抽取|收集|募集|招募|选择|分析|培养|将|以|对|的|于)(?P<words>[^，。；：\s]{{1,34}}?(?:{_UNIT_ZH}))\s*(?P<n>{_NUMBER_ZH})?(?:例|名|位|只)?"),
    re.compile(r"^(?P<words>患(?:者|儿)[，,]?[男女][，,]?\s*\d+\s*(?:岁|个月|月龄|天))(?P<n>(?!))?"),
)  # fmt: skip
_LEAD_ZH: Final = re.compile(
    r"^.*(?:纳入|选取|入选|收治的?|抽取|收集|募集|招募|选择|回顾性分析|分析|随机|培养|建档的|确诊的|行)(?=.{2})"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    chars: Span
    score: float


def population_of(text: str, size: FoundSize | None) -> Part | None:
    """Who took part; ``None`` where nobody is told."""
    found = [*(_chinese(text, size) if _is_chinese(text) else _english(text, size))]
    best = max(found, key=lambda one: (one.score, -one.chars[0]), default=None)
    if best is None or best.score < _LEAST:
        return None
    start, end = best.chars
    return Part(text[start:end], best.chars)


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text) > len(text) / 4


def _english(text: str, size: FoundSize | None) -> Iterator[_Candidate]:
    for start, end in sentences_of(text):
        included = _INCLUDED.search(text, start, end) is not None
        for match in _ENGLISH.finditer(text, start, end):
            chars = _trimmed(text, match.span())
            score = _place(text, chars[0], size, chars) + 1.5 * included
            score += 1.5 * (match["n"] is not None) + 1.0 * (match["more"] is not None)
            score += 0.5 * (len(text[slice(*chars)].split()) > 1) + 0.3 * (match["all"] is not None)
            score -= 2.0 * bool(re.search(r"\b(?:control|healthy|group|previous)", text[slice(*chars)]))
            score -= 1.5 * (match["who"].lower() in ("records", "samples", "procedures", "cases", "members"))
            yield _Candidate(chars, score)


def _chinese(text: str, size: FoundSize | None) -> Iterator[_Candidate]:
    for pattern in _CHINESE:
        for match in pattern.finditer(text):
            start, end = match.span() if match["n"] else match.span("words")
            words = text[start:end]
            lead = _LEAD_ZH.match(words)
            start += lead.end() if lead is not None else len(words) - len(words.lstrip("，。；： "))
            sentence = next((one for one in sentences_of(text) if one[0] <= start < one[1]), (start, end))
            score = _place(text, start, size, (start, end))
            score += 1.5 * bool(_INCLUDED.search(text, max(sentence[0], start - 40), end))
            score += 2.0 * (match["n"] is not None) - 2.0 * bool(re.search(r"对照组|两组|组患者|死亡", words))
            score += 1.0 * (end - start > 5)
            yield _Candidate((start, end), score)


def _place(text: str, at: int, size: FoundSize | None, chars: Span) -> float:
    """How well a place tells who was studied; where the study tells its size, it tells of whom."""
    score = {"aim": 0.6, "methods": 2.0, "results": 0.0, "after": -2.0}[section_at(text, at)]
    if size is not None and chars[0] < size.chars[1] and size.chars[0] < chars[1]:
        score += 2.0
    return score - 0.3 * at / max(len(text), 1)


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip(" ,"))
    return start, start + len(text[start : span[1]].rstrip(" ,"))


_STOP: Final = r"(?=[.;:()\n]|,? (?:between|in (?:the|a|an|both|all|our|two|patients|women|men)|at (?:baseline|\d|the)|during|after|before|among|within|by|using|from|of (?:the )?patients|were|was|with the|for (?:the )?(?:patients|each)|versus|vs|compared|and (?:to|we|whether|its))\b|$)"
# Told outright first, then what the aim or the methods say is looked at; of each kind the first.
_OUTCOMES: Final[tuple[tuple[str, str], ...]] = (
    ("any", r"主要(?:结局|终点|疗效|观察|研究|评价)?(?:指标|结局|终点|变量)(?:为|是|包括|：|:)\s*(?P<x>[^。；;\n]{2,80})"),
    ("any", r"(?:观察|结局|评价|检测)指标(?:为|是|包括|：|:)\s*(?P<x>[^。；;\n]{2,80})|结局为(?P<y>[^。；\n]{2,60})"),
    ("aim", r"(?:对|与)[^。；]{2,40}?(?P<x>[^，。；的对与]{2,20})的(?:影响|关系|关联|相关性)"),
    ("methods", r"(?:观察|比较|检测|测定|评价|评估|记录)(?:并记录|两组|各组|患者)?(?:治疗前后|术后|干预前后)?(?P<x>[^，。；\n]{2,40}?)(?:变化|水平|情况|及|、|，|。|；)"),
)  # fmt: skip
_COMPILED_OUTCOMES: Final = tuple((where, re.compile(pattern)) for where, pattern in _OUTCOMES)
_AGAINST_STOP: Final = r"(?=[.;:,()\n?]|\s(?:in (?:the|patients|terms|women|men|a)|on|for (?:the|patients)|during|after|before|with respect|regarding|using|were|was|is|and (?:to|the|evaluated|assessed|whether)|would|may|among|at|by|when|while|to (?:assess|determine|evaluate))\b|$)"
_AGAINST: Final[tuple[tuple[str, str], ...]] = (
    ("early", rf"\b(?P<x>(?:nebuli[sz]ed |oral |matching |inhaled )?placebo(?: \w+)?){_AGAINST_STOP}"),
    ("early", r"\b(?P<x>sham (?:\w+ ){0,2}?(?:group|procedure|surgery|treatment|acupuncture|stimulation|control|operation))"),
    ("early", rf"\bcontrol group (?:of |had |received |was given |was treated with |with |consisting of |comprising |consisted of )(?:the )?(?P<x>[^.;,()\n]{{2,80}}?){_AGAINST_STOP}"),
    ("early", r"\b(?P<x>(?:usual|standard|conventional|routine) (?:[\w-]+ )?(?:care|treatment|therapy|management|group))"),
    ("early", rf"\brandom\w* (?:[^.;\n]{{0,60}}?)(?:to|into|with|receiving|received) [^.;\n]{{3,100}}? or (?:to )?(?P<x>[^.;()\n]{{3,60}}?){_AGAINST_STOP}"),
    ("early", rf"\b(?:versus|vs\.?)\s+(?!\d)(?P<x>[^.;:,()\n]{{2,70}}?){_AGAINST_STOP}"),
    ("early", rf"\b(?:compared? (?:with|to|against)|in comparison (?:with|to)|rather than|relative to|instead of)\s+(?:that of |those of |those |the )?(?!\d|a t-|t-|chi|student|assess|determine|baseline|each|one another|data|previous|literature)(?P<x>[^.;:,()\n]{{3,80}}?){_AGAINST_STOP}"),
    ("early", rf"\bmatched (?:\w+ly )?(?:with|to) (?:a )?(?P<x>[^.;,()\n]{{3,70}}?){_AGAINST_STOP}"),
    ("early", r"\b(?P<x>(?:\d+ |[\w-]+ )?(?:healthy|normal|unaffected|age-matched|matched)(?: [\w-]+)? (?:controls?|volunteers|subjects|individuals))\b|\b(?P<y>[^.;,:()\n]{3,40}?) (?:served|were used|was used|used|were taken|taken|acted|were included|included) as (?:a |the )?(?:controls?|comparison|reference)\b"),
    ("early", rf"\bcompare (?:the [^.;\n]{{3,80}}? of )?(?:the )?[^.;,\n]{{3,60}}? (?:and|with|to) (?:the )?(?P<x>[^.;,()\n]{{3,60}}?){_AGAINST_STOP}"),
    ("early", r"\(n = \d+\) (?:or|and|versus) (?:the )?(?P<x>[^.;,()\n]{3,50}?) \("),
    ("any", r"\b(?P<x>(?:those|patients|women|men|subjects|participants|individuals|children|adults|the group|cases)(?: in whom| that| who)? (?:who (?:had not|did not|were not|refused|declined|remained|received (?:no|only))|without|refusing|declining|not (?:receiving|treated|referred|exposed|given|undergoing)|(?:un)?treated conservatively)[^.;,()\n]{0,50})"),
    ("any", r"\b(?P<x>(?:\d+ |(?!(?:and|the|both|versus|or|vs)\b)[\w-]+ )?(?:control|healthy|untreated|unexposed) (?:subjects|groups?|individuals|animals|patients|eyes|children|women|volunteers|specimens|tissues?))\b|\b(?P<y>(?:\d+ )?normal (?:[\w-]+ ){0,3}?(?:specimens|tissues?|subjects|individuals|samples|controls))\b"),
    ("any", rf"\breference (?:group|category|standard)\s*(?:was|were|:|=|being)?\s*(?P<x>[^.;,()\n]{{2,60}}?){_AGAINST_STOP}"),
    ("results", rf"\b(?:than|compared (?:with|to)) (?:in |that (?:of|seen in|in) |those (?:of|in) |for |among |with )?(?:the )?(?!\d|expected|previous|before|baseline|\$|half|one|usual|normal\b)(?P<x>[^.;:,()\n]{{0,40}}?\b(?:groups?|controls?|controlled|conservative\w*|placebo|standard|conventional|not (?:referred|treated|given))\b[^.;:,()\n]{{0,40}}?){_AGAINST_STOP}"),
    ("any", rf"\bwhereas the control group (?:had |received )?(?P<x>[^.;,()\n]{{2,60}}?){_AGAINST_STOP}"),
    ("any", r"对照组(?:\d+\s*例)?(?:给予|采用|接受|使用|服用|行|予|应用)(?P<x>[^，。；（\n]{2,40})"),
    ("any", r"(?P<x>安慰剂|假(?:手术|针刺|刺激)(?:组)?(?:\d+例)?)|以(?P<y>[^，。；]{2,24})(?:作)?为对照"),
    ("any", r"(?:分为|其中)[^。；]{0,60}?组[^。；，和与及]{0,12}[，、]?(?:和|与|及|，)(?P<x>[^，。；、（]{2,16}组(?:[（(]?\s?\d+\s*例[）)]?)?)"),
    ("any", r"匹配(?:同期)?(?P<x>[^，。；]{2,30}?(?:例|名|者))|以(?P<y>[^，。；]{2,20})为金标准"),
    ("any", r"(?:与|较)(?P<x>[^。；，\n]{2,20}?)(?:相比较?|比较)(?=[，。；])"),
)  # fmt: skip
_COMPILED_AGAINST: Final = tuple((where, re.compile(pattern, re.IGNORECASE)) for where, pattern in _AGAINST)


def outcome_of(text: str) -> Part | None:
    """The main outcome, or what was measured first; ``None`` where no words say so."""
    return _first_in(text, _COMPILED_OUTCOMES) if _is_chinese(text) else english_outcome(text)


def comparator_of(text: str) -> Part | None:
    """Against what; ``None`` where nothing is told."""
    return _first_in(text, _COMPILED_AGAINST)


def _first_in(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> Part | None:
    """Of the patterns in their order the first that stands where it may."""
    for where, pattern in patterns:
        for match in pattern.finditer(text):
            name = "x" if match.groupdict().get("x") else "y"
            section = section_at(text, match.start(name))
            if where in (section, "any") or (where == "early" and section in ("aim", "methods")):
                chars = _trimmed(text, match.span(name))
                return Part(text[slice(*chars)], chars)
    return None
