"""Terms that a document defines: what a law calls 特殊化妆品 is said once, and meant wherever it stands.

Read from the form of the sentence: "X是指…", "…为X", "…（以下简称X）", "X means …", "… (hereafter X)".
"""

from __future__ import annotations

import re
from typing import Final

_HAN: Final = r"[\u4e00-\u9fff]"
_FORMS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:所称|[，。；、）)\s条]|^)[“\"]?(?P<term>{_HAN}{{2,12}}?)[”\"]?，?(?:是特?指|系指|，指)",
        rf"(?:以下简称|以下统称|统称为?|称为|合称)[“\"]?(?P<term>{_HAN}{{2,14}})[”\"]?[)）。；，]",
        rf"(?P<head>{_HAN}{{2}})(?:属于|均?为|，是)(?P<term>{_HAN}{{1,8}}(?P=head))(?:[。；，]|$)",
        rf"^(?P<term>第?[一二三四五六七八九十甲乙丙丁]{{1,2}}[类级]{_HAN}{{0,6}}?)(?:是|[：:])",
        rf"(?:[，。；\s条]|^)(?P<term>{_HAN}{{4,8}})是(?:一旦|具有|含有|以){_HAN}",
        r"(?:the term )?[“\"](?P<term>[A-Za-z][A-Za-z -]{2,40})[”\"] (?:means|refers to|is defined as)",
        r"\((?:hereafter|hereinafter)(?: referred to as)?,? [“\"]?(?P<term>[A-Za-z][A-Za-z -]{2,40}?)[”\"]?\)",
    )
)
_BEGINS: Final = re.compile(
    r"^(?:.{0,8}所称的?|本(?:法|条例|办法|规定|解释)|国家对|前款|该|其他?|以及|或者?)"
)


def defined_terms(sentence: str) -> list[str]:
    """The terms that ``sentence`` defines, each once, in their order."""
    found: dict[str, None] = {}
    for form in _FORMS:
        for match in form.finditer(sentence):
            term = _BEGINS.sub("", match["term"])
            if len(term) >= 2:
                found.setdefault(term)
    return list(found)


_DRUG_HEAD: Final = "药|药物|疫苗|抑制剂|拮抗剂|激动剂|阻滞剂|抗体|制剂|注射液|片剂|胶囊"
_NAMED_DRUG: Final = (
    # X是一种口服抗凝药; X（通用名…）为…抑制剂
    re.compile(
        rf"(?:^|[，。；：、\s“《\n])(?P<name>{_HAN}{{2,8}}?)[®™]?(?:[（(][^（）()\n]{{2,40}}[）)])?"
        rf"(?:是一种|属于?|为一种|是)[^，。；\n]{{0,14}}(?:{_DRUG_HEAD})(?=[，。；、\n]|$)"
    ),
    re.compile(
        r"\b(?P<name>[A-Z][A-Za-z]{4,})[®™]?(?: \([^()\n]{2,40}\))? is an? (?:[A-Za-z-]+ ){0,6}"
        r"(?:inhibitor|antagonist|agonist|drug|medicine|antibody|vaccine|anticoagulant|antibiotic|blocker|diuretic)\b"
    ),
)
_MARKED: Final = re.compile(
    rf"(?P<name>(?<!{_HAN}){_HAN}{{2,6}}|\b[A-Z][A-Za-z-]{{3,}})[®™]\s*[（(](?P<other>[^()（）\n]{{2,40}})[)）]"
)
_POINTS: Final = re.compile(
    r"^(?:本|该|此|这|其|它|上述|以上|所|每|什么)|^(?:This|That|These|There|Which|Each)$"
)


def defined_drugs(text: str) -> dict[str, str]:
    """Names that a document itself says are drugs, with what they are another name of, or nothing.

    ``维舒坦是一种口服抗凝药`` gives the name alone; ``Zelvoris® (orvexaban)`` the name and what stands in
    the bracket.
    """
    found: dict[str, str] = {}
    for match in _MARKED.finditer(text):
        found.setdefault(match["name"], match["other"].strip())
    for form in _NAMED_DRUG:
        for match in form.finditer(text):
            if not _POINTS.match(match["name"]):
                found.setdefault(match["name"], "")
    return found
