"""Patterns of relations over a sentence whose entities are masked.

``{D0}`` drug or formula, ``{C1}`` condition, ``{P2}`` population, ``{Q3}`` quantity, ``{T4}`` test or procedure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_JOIN = r"(?:\s*(?:,\s*and|,\s*or|,|;|/|\band\b|\bor\b|\bplus\b|\bas well as\b|、|和|及|与|或|以及)\s*(?:[\w-]+ ){0,2}?)"


def _several(letter: str, name: str) -> str:
    return rf"(?P<{name}>\{{[{letter}]\d+\}}(?:{_JOIN}\{{[{letter}]\d+\}})*)"


_S = _several("D", "s")
_C = _several("C", "o")
_CP = _several("CP", "o")
_D2 = _several("D", "o")
_W = r"(?:[\w%.'’()/+-]+[ ,]+)"  # a word between
_PERSON = r"(?:patients?|wom[ae]n|m[ae]n|boys?|girls?|child(?:ren)?|infants?|neonates?|individuals?|cases?|adults?|subjects?)"
_GOT = (
    r"(?:(?:was |were |been |being )?(?:treated|managed|treatment|therapy) (?:initially )?(?:with|by|on)|receiv(?:ing|ed?)|taking|took|taken|given|on|who (?:had )?(?:received|took|been taking)|"
    r"exposed to|started on|using|injected with|(?:the )?(?:administration|infusion|use|initiation|ingestion|injection|intake|overdose|introduction|withdrawal|therapy|exposure) (?:of|to|with))"
)
_SUFFERED = (
    r"(?:develop(?:ed|ing|s|ment of)?|experienc(?:ed|ing)|present(?:ed|ing)? with|suffer(?:ed|ing) (?:from)?|show(?:ed|ing)|exhibited|manifested|"
    r"had|complained of|diagnosed with|admitted (?:with|for)|occurrence of|onset of|appearance of|report(?:ed)?|describe[ds]?)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pattern says: the groups ``s`` and ``o`` are the masks of subject and object."""

    name: str
    predicate: str
    pattern: re.Pattern[str]


def _rule(name: str, predicate: str, pattern: str) -> Rule:
    return Rule(name, predicate, re.compile(pattern, re.IGNORECASE))


_CAUSE = (
    r"(?:caus(?:es?|ed|ing)|induc(?:es?|ed|ing)|produc(?:es?|ed|ing)|leads? to|led to|leading to|results? in|resulted in|resulting in|precipitat(?:es?|ed|ing)|trigger(?:s|ed)?|"
    r"provok(?:es?|ed)|associated with|complicated by|followed by|cause of|responsible for|contribut\w+ to|implicated in|linked to|elicit(?:s|ed)?|aggravat(?:es?|ed)|exacerbat(?:es?|ed))"
)
_CAUSED = (
    r"(?:due to|caused by|induced by|secondary to|associated with|related to|attribut(?:ed|able) to|following|after|resulting from|resulted from|from|during|in association with|in response to|"
    r"complicating|complication of|side effects? of|adverse (?:effects?|reactions?|events?) (?:of|to)|consequence of|result of|reaction to|reactions to|on|with|by|to|and)"
)

RULES: Final = (
    _rule("induced", "causes", rf"{_S}[- ](?:induced|associated|related|provoked|mediated|triggered|dependent)\s+{_W}{{0,5}}?{_C}"),
    _rule("caused-by", "causes", rf"{_C}\s+{_W}{{0,3}}?{_CAUSED}\s+{_W}{{0,6}}?{_S}"),
    _rule("causes", "causes", rf"{_S}[\s,]+{_W}{{0,5}}?{_CAUSE}\s+{_W}{{0,6}}?{_C}"),
    _rule("developed-after", "causes", rf"{_SUFFERED}\s+{_W}{{0,5}}?{_C}.{{0,70}}?\b(?:after|following|while|during|when|from|upon|due to|with|on|secondary to)\s.{{0,50}}?{_S}"),
    _rule("in-patient-on", "causes", rf"{_C}.{{0,40}}?\b(?:in|of|among)\s.{{0,40}}?{_PERSON}\s.{{0,30}}?{_GOT}\s+{_W}{{0,5}}?{_S}"),
    _rule("after-developed", "causes", rf"(?:\b{_GOT}|after|following|during)\s+{_W}{{0,5}}?{_S}.{{0,80}}?{_SUFFERED}\s+{_W}{{0,5}}?{_C}"),
    _rule("on-suffered", "causes", rf"{_PERSON}\s.{{0,40}}?{_GOT}\s+{_W}{{0,5}}?{_S}.{{0,60}}?{_SUFFERED}\s+{_W}{{0,5}}?{_C}"),
    _rule("toxicity-of", "causes", rf"{_S}\s+{_C}"),
    _rule("zh-causes", "causes", rf"{_S}[^，。；{{}}]{{0,10}}(?:引起|导致|引发|诱发|造成|所致|发生|出现|可致)[^，。；{{}}]{{0,12}}{_C}"),
    _rule("zh-caused-by", "causes", rf"{_C}[^。；{{}}]{{0,6}}(?:由|因|系){_S}[^。；{{}}]{{0,4}}(?:引起|导致|所致)"),
    _rule("zh-caused", "causes", rf"{_S}(?:引起|导致|诱发|相关)(?:性)?的?{_C}"),
    _rule("zh-after", "causes", rf"(?:服用|使用|应用|口服|注射|静滴|接种|服){_S}[^。；{{}}]{{0,15}}(?:出现|发生|引起|产生)[^。；{{}}]{{0,10}}{_C}"),
    _rule("zh-adverse", "causes", rf"{_S}的?[^，。；{{}}]{{0,6}}(?:不良反应|副作用|毒副反应)[^，。；{{}}]{{0,6}}(?:包括|有|为|是|：)[^，。；{{}}]{{0,10}}{_C}"),
    _rule("treatment-with", "treats", rf"(?:treatment|management|therapy|control) of\s+{_W}{{0,4}}?{_C}\s+{_W}{{0,2}}?(?:with|by|using)\s+{_W}{{0,4}}?{_S}"),
    _rule("for-treatment", "treats", rf"{_S}\s+{_W}{{0,5}}?(?:for|in) (?:the )?(?:{_W}{{0,2}})?(?:treatment|management|therapy|relief|control|prevention|prophylaxis) of\s+{_W}{{0,5}}?{_C}"),
    _rule("used-for", "treats", rf"{_S}\s+{_W}{{0,4}}?(?:indicated (?:for|in)|used (?:for|to treat|in|to manage)|prescribed for|effective (?:in|for|against)|approved for|to treat|treats?|administered for|given for|started for|improve[sd]?|relieve[sd]?)\s+{_W}{{0,6}}?{_C}"),
    _rule("treated-with", "treats", rf"{_C}\s+{_W}{{0,5}}?(?:treated|managed|controlled|resolved|responded|improved) (?:successfully )?(?:with|by|to|using)\s+{_W}{{0,4}}?{_S}"),
    _rule("taking-for", "treats", rf"{_GOT}\s+{_W}{{0,4}}?{_S}\s+{_W}{{0,8}}?(?:for|to treat|because of)\s+{_W}{{0,4}}?{_C}"),
    _rule("therapy-for", "treats", rf"{_S}\s+(?:therapy|treatment|monotherapy|chemotherapy)?\s*for\s+{_W}{{0,3}}?{_C}"),
    _rule("zh-treats", "treats", rf"{_S}[^，。；{{}}]{{0,8}}(?:用于|适用于|治疗|主治|可治|治)[^，。；{{}}]{{0,14}}{_C}"),
    _rule("zh-treated", "treats", rf"{_C}[^。；{{}}]{{0,30}}?(?:宜|可与|急下之，宜|予|给予|选用|首选|推荐使用|应使用)[^，。；{{}}]{{0,4}}{_S}"),
    _rule("zh-masters", "treats", rf"{_C}[^。；{{}}]{{0,24}}?{_S}主之"),
    _rule("zh-added-for", "treats", rf"若?{_C}[^，。；{{}}]{{0,4}}，可?(?:酌)?加{_S}"),
    _rule("contraindicated", "contraindicated", rf"{_S}\s+{_W}{{0,6}}?(?:contraindicated|should not be (?:used|given|administered)|must not be used|not recommended|should be avoided)\s+{_W}{{0,6}}?{_CP}"),
    _rule("avoid", "contraindicated", rf"\b(?:avoid|do not (?:use|give|administer))\s+{_W}{{0,4}}?{_S}\s+{_W}{{0,3}}?(?:in|with|during)\s+{_W}{{0,6}}?{_CP}"),
    _rule("zh-forbidden", "contraindicated", rf"{_S}[^。；{{}}]{{0,10}}(?:禁用于|禁止用于|不得用于|忌用于|不宜用于)[^，。；{{}}]{{0,10}}{_CP}"),
    _rule("zh-forbids", "contraindicated", rf"{_CP}[^，。；{{}}]{{0,8}}(?:禁用|忌用|忌服|禁服|不宜使用|不得使用|避免使用)[^，。；{{}}]{{0,4}}{_S}"),
    _rule("interacts", "interacts", rf"{_S}\s+{_W}{{0,5}}?(?:interacts? with|interaction with|(?:increases?|decreases?|reduces?|inhibits?|enhances?|potentiates?|raises?|lowers?)\s+(?:the )?{_W}{{0,4}}?(?:concentrations?|levels?|exposure|effects?|clearance|AUC|activity|toxicity|metabolism)\s+of)\s+{_W}{{0,4}}?{_D2}"),
    _rule("together", "interacts", r"(?:co-?administration|concomitant (?:use|administration)|interactions?) (?:of|between)\s+(?:[\w-]+ ){0,3}?(?P<s>\{D\d+\})\s+(?:and|with)\s+(?:[\w-]+ ){0,3}?(?P<o>\{D\d+\})"),
    _rule("zh-together", "interacts", r"(?P<s>\{D\d+\})[^，。；{}]{0,3}(?:与|和|同)[^，。；{}]{0,4}(?P<o>\{D\d+\})[^，。；{}]{0,4}(?:合用|联用|同服|同用|联合使用|并用|相互作用)"),
    _rule("contains", "contains", rf"{_S}\s*(?:contains?|consists? of|composed of|comprises?|is made of)\s+{_W}{{0,4}}?{_D2}"),
    _rule("zh-contains", "contains", rf"{_S}\s*(?:由|含有?|包括|组成[:：]|药物组成[:：]|，即)\s*{_D2}"),
    _rule("dose", "dose", r"(?P<s>\{D\d+\})[\s,(（:：]*(?:[\w-]+ ){0,4}?(?P<o>\{Q\d+\})"),
    _rule("dose-of", "dose", r"(?P<o>\{Q\d+\})\s*(?:of |的)?(?:[\w-]+ ){0,2}?(?P<s>\{D\d+\})"),
)  # fmt: skip

SECTIONS: Final = (
    ("causes", re.compile(r"adverse (?:reactions?|events?|effects?)|side effects?|不良反应|副作用", re.IGNORECASE)),
    ("treats", re.compile(r"(?<!contra)indications?\b|\buses\b|适应症|适应证|功能主治|功效", re.IGNORECASE)),
    ("contraindicated", re.compile(r"contraindications?|禁忌", re.IGNORECASE)),
    ("interacts", re.compile(r"(?:drug )?interactions?|相互作用", re.IGNORECASE)),
)  # fmt: skip

_BODY = (
    r"[Tt]he (?:(?:guideline|expert|writing|consensus|advisory) )?"
    r"(?:[Ww]ork(?:ing)? [Gg]roup|[Tt]ask [Ff]orce|[Pp]anel|[Cc]ommittee)"
    r"|(?:[A-Z][A-Za-z.]*|/)(?: (?:[A-Z][A-Za-z]*|of|for|on|and|the|to)){0,9} (?:Task Force|Work Group|Panel|Committee"
    r"|Society|Association|College|Academy|Institute|Agency|Administration|Organi[sz]ation|Federation|Council)"
    r"|[A-Z][a-z]+ for (?:[A-Z][a-z]+ )+and [A-Z][a-z]+(?= )|(?:The )?[A-Z]{2,}(?:/[A-Z][A-Za-z]+)?"
)
RECOMMENDS: Final = re.compile(
    rf"(?<![\w/])(?P<body>{_BODY})(?:\s*\([^()]{{1,20}}\))?(?:\s+(?:\w+ly|also|now|further|again|does|do|not|has|have))*"
    r"\s+(?P<verb>recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?)(?P<against>(?: against)?)\b"
    r"|(?P<body_zh>[\u4e00-\u9fff]{2,20}(?:学会|协会|委员会|工作组|指南))[^。{}]{0,10}?(?P<verb_zh>推荐|建议)(?P<against_zh>(?:不|勿|避免)?)"
)
QUANTITY: Final = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)?(?:\s?[-–~～至]\s?\d+(?:\.\d+)?)?\s?(?:mg|g|mcg|µg|μg|ug|IU|U|units?|mL|ml|mmol|毫克|克|微克|国际单位)"
    r"(?:/(?:kg|day|d|m2|m²|h|dose|次|日))*(?![A-Za-z0-9])(?:\s?(?:once|twice|three times|four times) (?:a day|daily|weekly)| (?:daily|b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?d\.?))?"
    r"|[一二三四五六七八九十半]{1,3}(?:两|钱|升|斤|枚|合)"
)
STATED_TIME: Final = re.compile(
    r"\b(?:in|since|from|by|until) (?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?(?:19|20)\d\d\b"
    r"|(?:19|20)\d\d\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?|\b(?:19|20)\d\d-\d\d-\d\d\b"
)
