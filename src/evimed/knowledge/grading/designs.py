"""The design of a study, by its own words in Chinese or English.

Cues are looked for sentence by sentence; what a sentence says of other people's studies ("previous randomised
trials have shown") is passed over. The most telling cue wins; where only a review of records or a follow-up is told,
a comparison makes it a cohort, else it is a series of cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evimed.records import Span

Design = Literal[
    "systematic_review",
    "rct",
    "controlled",
    "cohort",
    "case_control",
    "cross_sectional",
    "diagnostic",
    "case_series",
    "case_report",
    "animal",
    "in_vitro",
    "model",
    "qualitative",
    "review",
]


@dataclass(frozen=True, slots=True)
class FoundDesign:
    """A design and the characters that tell it."""

    name: Design
    chars: Span


_SENTENCE: Final = re.compile(r"[^。！？\n]*?(?:[.!?](?=\s+[A-Z(\d\"“•]|\s*$)|[。！？；]|\n|$)", re.MULTILINE)
_OTHERS: Final = re.compile(
    r"\b(?:previous|prior|earlier|recent|other|several|most|few|many|published|existing|no|lack of|need for|future"
    r"|further|numerous|large) (?:[\w-]+[ ,]+){0,4}?(?:trials?|stud(?:y|ies)|meta-analys[ie]s|reviews?|reports?|evidence|data)\b"
    r"|\bhave (?:been )?(?:shown|demonstrated|reported|suggested|published)\b|\bhas (?:recently )?been (?:shown|reported|suggested)"
    r"|\b(?:are|is) needed\b|\bshould be (?:conducted|performed|confirmed)|\bwarrant"
    r"|既往(?:研究|报道)|以往|有研究|研究表明|尚需|有待|需要更多|进一步(?:研究|证实)",
    re.IGNORECASE,
)
_BACKGROUND: Final = re.compile(
    r"^\s*(?:BACKGROUND|INTRODUCTION|SUMMARY OF BACKGROUND DATA|CONTEXT|背景|引言)\b[^\n]{0,20}?[:：]?"
)

# Each with how telling it is. Those above 8 are told by the study of itself alone.
_CUES: Final[tuple[tuple[Design, float, str], ...]] = (
    ("systematic_review", 12, r"(?:systematic(?:ally)? (?:literature )?review|meta-analy\w+)(?! of variance)|(?:electronic )?databases? (?:were|was) searched|系统(?:评价|综述)|荟萃分析|meta\s*分析|Meta 分析"),
    ("animal", 11, r"\b(?:mice|mouse model|murine|rats?|guinea[- ]pigs?|rabbits?|pigs?|piglets?|porcine|canine|dogs?|ewes?|sheep|rodents?|monkeys?|macaques?|hamsters?|zebrafish|animal (?:study|model|experiment))\b|小鼠|大鼠|家兔|豚鼠|比格犬|食蟹猴|动物(?:实验|模型)"),
    ("in_vitro", 10, r"\bcadaver\w*|\b(?:human|cancer|tumou?r|epithelial|endothelial) cell lines?\b|\bin vitro\b|\bcell culture|\bex vivo\b|\bphantoms?\b|细胞(?:株|系|培养)|体外(?:实验|试验|研究)|离体|尸体标本"),
    ("rct", 10, r"\brandomi[sz]ed(?:[ ,-]+[\w-]+){0,5}[ ,-]+(?:trial|study|comparison|design)\b(?! \(RCT\) sample)|\b(?:were|was) (?:then )?(?:computer-)?randomi[sz]ed\b|\brandomly (?:assigned|allocated|divided|distributed|received)|\brandom (?:assignment|allocation)|\brandomi[sz]ation of \d|\b(?:women|men|patients|subjects|participants|persons|children|joints|adults) (?:\w+ ){0,3}randomi[sz]ed (?:to|into)|\brandomi[sz]ed,? (?:double|placebo|open|cross)|\brandomly dividing|\brandomi[sz]ed (?:(?:field|clinical|controlled) )?trial\b(?! \(RCT\) sample)|随机(?:化)?(?:、?(?:双盲|单盲|开放|安慰剂|平行|阳性))*(?:对照|分(?:为|成|组|配)|临床)|随机入组|(?:双盲|单盲|安慰剂)[^。]{0,8}对照"),
    ("case_report", 9, r"\bcase report\b|\bwe (?:report|present|describe) (?:a|an|the|one|here (?:a|an)) (?:[\w-]+ ){0,4}?(?:case|patient|man|woman|boy|girl)\b|\b(?:a|an|the case of an?) \d{1,3}[- ](?:year|month|day|week)s?[- ]old (?:[\w-]+ ){0,3}?(?:man|woman|boy|girl|male|female|patient|infant|child|neonate|lady|gentleman)\b|病例报告|报告(?:了)?\s*(?:1|一)\s*例|(?:1|一)\s*例(?:报告|报道|患者)|(?<!\d)(?:1|一)\s*例[^。]{2,24}(?:报告|报道)|个案报道|^\s*患(?:者|儿)[，,：]?\s*[男女][^。]{0,3}[，,]\s*\d+\s*(?:岁|个月|月龄|天)"),
    ("model", 9, r"\b(?:computer|monte carlo|mathematical) simulations?\b|\bsimulation study\b|(?<![A-Za-z])markov(?![A-Za-z])|\bdecision[- ](?:analy\w+|tree|model)|\bcost[- ]effectiveness (?:model|analysis)|\bmathematical model|马尔可夫|决策(?:树|分析)模型|药物经济学模型|数学模型"),
    ("qualitative", 8.5, r"\bdelphi\b|\bfocus groups?\b|\bqualitative (?:study|research|interview|analysis)|\bthematic analysis|\bgrounded theory|德尔菲|专家咨询|质性研究|焦点(?:小组|访谈)|半结构式?访谈"),
    ("controlled", 8.2, r"\b(?:were|was) (?:given|offered) either\b[^.]{3,90}\bor (?:no |sham |placebo)|\bno-?treatment (?:group|control)|\bnon-?randomi[sz]ed (?!observational)(?:[\w-]+ ){0,2}(?:trial|study|comparison|controlled)|\bquasi-?(?:experiment\w*|randomi[sz]ed)|\bbefore[- ]and[- ]after (?:study|trial|design)|\bbefore[- ]after\b|\bpre-?test[- ]post-?test|\bcontrolled before|\binterrupted time|\bdivided (?:them )?into (?:2|two|3|three) (?:treatment )?groups\b(?! (?:according|based|depending))|\ballocated to (?:either )?(?:a |the )?(?:training|treatment|intervention|control)|\((?:acting )?as controls\)|非随机(?:对照)?|(?:准|类)实验|自身前后对照|历史对照"),
    ("case_control", 8, r"\bcase[- ](?:control|referent|comparison)\b|\bcases and controls\b|\bserved as (?:the )?controls?\b|病例[-—]?对照"),
    ("diagnostic", 7.6, r"\bdiagnostic (?:accuracy|performance|test|tool|usefulness|value|utility|yield)\b|\breference standard\b|\bgold standard\b|\bsensitivity and specificity\b|\bto (?:evaluate|assess|determine) the accuracy\b|诊断(?:准确性|效能|价值|试验)|金标准|灵敏度|敏感度[^。]{0,6}特异度"),
    ("cross_sectional", 7.5, r"\bcross[- ]sectional\b|横断面|现况(?:调查|研究)"),
    ("cohort", 7.4, r"\b(?:retrospective|prospective|population[- ]based|observational|historical|matched|birth|inception|longitudinal|non randomized observational)[ ,]+(?:[\w-]+ ){0,2}?cohort\b|\bcohort study\b|\ba cohort of\b|\bmatched[- ]pair|\bwere matched\b|\bprospective(?:,| )+(?:\w+ )?(?:observational|follow-up|longitudinal)\b|\blongitudinal\b|队列"),
    ("cross_sectional", 5, r"\bsurvey(?:ed|s)?\b|\bquestionnaires?\b|\bprevalence\b|\bwere (?:asked|interviewed)\b|问卷|调查|患病率|流行率"),
    ("review", 4.5, r"\b(?:medline|pubmed|literature) search\b|\breview(?:ed)? (?:of )?the literature\b|\bnarrative review\b|\bthis (?:article|paper) reviews\b|综述|文献复习"),
    ("cohort", 4, r"\bfollow(?:ed)?[- ]?up\b|\bprospective(?:ly)?\b|\bregistry\b|\bcohort\b|\bSEER\b|随访|前瞻性"),
    ("case_series", 4.2, r"总结[^。]{0,40}(?:特点|特征|经验)|诊治经验|治疗经验"),
    ("case_series", 3.5, r"\bretrospective(?:ly)?\b|\b(?:medical|hospital|patient|clinical) (?:records?|charts?)\b|\bchart review|\bconsecutive (?:patients|cases)|\bcase series\b|\bwere reviewed\b|\bpatients (?:\w+ ){0,4}underwent\b|\bwe (?:reviewed|analy[sz]ed|identified|examined)\b|\bwere (?:treated|operated|followed)\b|回顾性|病例系列|病历资料|临床资料"),
)  # fmt: skip
_COMPILED: Final[tuple[tuple[Design, float, re.Pattern[str]], ...]] = tuple(
    (name, weight, re.compile(pattern, re.IGNORECASE)) for name, weight, pattern in _CUES
)
_NOT_RANDOMISED: Final = re.compile(
    r"\bnon-?\s?randomi|\brandomly (?:selected|sampled|chosen)|\brandom (?:sample|factor|effect)|participated in a randomi[sz]ed|post hoc|非随机|随机(?:抽|选)",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(
    r"\b(?:patients?|women|men|children|volunteers|participants|residents|adults|students|subjects|individuals|persons|people|workers|employees|cleaners|adolescents|drivers|caregivers|girls|boys|infants|newborns)\b|患者|受试者|志愿者|病人",
    re.IGNORECASE,
)
_COMPARED: Final = re.compile(
    r"\bcompar(?:ed|ing|ison)\b|\bversus\b|\bvs\.?\s|\b(?:odds|hazard|risk|rate) ratios?\b|\brelative risks?\b|\brisk factors?\b|\bpredict(?:or|ors|ive|s|ed)?\b"
    r"|\brelat(?:ions?|ed) (?:to|between|with)\b|\brelationships?\b|\bprognostic\b|\bmultivariate\b|\bmultivariable\b|\bregression\b|\bcontrol group\b|\bassociat(?:ed|ion)\b|\bcorrelat"
    r"|相比|比较|对照组|危险因素|预后因素|多因素|回归|相关",
    re.IGNORECASE,
)
_OVER_TIME: Final = re.compile(
    r"\b(?:survival|mortality|annual(?:ly)?|years? later|relapse|recurrence|subsequent|incidence|outcomes?|delivered)\b|生存|死亡率|复发|预后|发生率",
    re.IGNORECASE,
)
_BOTH_GROUPS: Final = re.compile(
    r"(?:patients?|cases|persons|subjects)\b[^.]{0,120}?\band\b[^.]{0,60}?\b(?:healthy|normal|unaffected)\b[^.]{0,30}\b(?:controls?|volunteers|donors|subjects|elderly|individuals|women|men)"
    r"|患者[^。]{0,40}(?:健康|正常)(?:对照|人|志愿者)",
    re.IGNORECASE,
)  # fmt: skip


def sentences_of(text: str) -> Iterator[Span]:
    """Sentences and headings of ``text`` by a simple rule: enough to tell what belongs together."""
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            yield match.span()


def design_of(text: str, title: str = "") -> FoundDesign | None:
    """The design that a study tells of itself; ``None`` where it tells none.

    Parameters
    ----------
    text
        The abstract, or the beginning of a paper, title included.
    title
        Its title: a design named there is the study's own.
    """
    found = list(_cues(text, title))
    if not found:
        return _by_what_it_does(text)
    best = max(found, key=lambda one: (one[1], -one[2][0]))
    name, weight, chars = best
    if name == "animal" and _of_people(text):
        rest = [one for one in found if one[0] != "animal"]
        if rest:
            name, weight, chars = max(rest, key=lambda one: (one[1], -one[2][0]))
    if name == "rct" and any(one[0] == "animal" for one in found) and not _of_people(text):
        name = "animal"
    if name == "case_series" and _COMPARED.search(text):
        name = "cohort"
    if (
        name in ("cross_sectional", "cohort", "case_series", "diagnostic")
        and weight < 7.5
        and _BOTH_GROUPS.search(text)
    ):
        name = "case_control"
    return FoundDesign(name, chars)


def _by_what_it_does(text: str) -> FoundDesign | None:
    """Where no word names a design: people compared over time are a cohort, at one time a cross section."""
    compared = _COMPARED.search(text)
    if compared is None or not _of_people(text):
        return None
    if _BOTH_GROUPS.search(text):
        return FoundDesign("case_control", compared.span())
    return FoundDesign("cohort" if _OVER_TIME.search(text) else "cross_sectional", compared.span())


def _of_people(text: str) -> bool:
    return len(_PEOPLE.findall(text)) > 1


def _cues(text: str, title: str) -> Iterator[tuple[Design, float, Span]]:
    spans = list(sentences_of(text))
    for start, end in spans:
        sentence = text[start:end]
        own = bool(title) and sentence.strip().startswith(title.strip()[:40])
        others = _OTHERS.search(sentence) is not None or _BACKGROUND.match(sentence) is not None
        for name, weight, pattern in _COMPILED:
            for match in pattern.finditer(sentence):
                if name == "rct" and _NOT_RANDOMISED.search(
                    sentence[max(0, match.start() - 40) : match.end() + 20]
                ):
                    continue
                if name == "systematic_review" and not own and not _does(sentence, match):
                    continue
                if others and not own:
                    continue
                yield name, weight, (start + match.start(), start + match.end())


def _does(sentence: str, match: re.Match[str]) -> bool:
    """Whether the sentence says that this is what was done here."""
    return bool(
        re.search(
            r"\b(?:we|was|were|this|our|included|performed|conducted|searched|combined|showed|demonstrated|using|of)\b|纳入|检索|进行|本",
            sentence,
            re.IGNORECASE,
        )
    ) and not re.search(
        r"\b(?:despite|although|according to|in a) (?:[\w-]+ ){0,3}$",
        sentence[: match.start()],
        re.IGNORECASE,
    )


def sections(text: str) -> Sequence[tuple[str, Span]]:
    """Labelled parts of an abstract (``METHODS: …``, 【方法】) with their characters; none where it has no labels."""
    marks = list(_LABEL.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [(mark[1].strip().lower(), (mark.end(), end)) for mark, end in zip(marks, ends, strict=True)]


_LABEL: Final = re.compile(
    r"(?:^|\n)\s*[【\[]?((?:BACKGROUND|OBJECTIVES?|AIMS?|PURPOSE|INTRODUCTION|(?:[A-Z]+(?:,? (?:AND )?|&|/)){0,4}"
    r"(?:METHODS?|METHODOLOGY|DESIGN|PATIENTS|SUBJECTS|PARTICIPANTS|SETTING|RESULTS|CONCLUSIONS?|FINDINGS|INTERVENTIONS?))"
    r"|背景|目的|方法|结果|结论|资料与方法|对象与方法)\s*[】\]]?\s*[:：]?"
)
