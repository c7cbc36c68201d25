"""Negation and uncertainty of what a sentence names, in both languages.

Triggers before or after a span reach it unless something ends their scope: a conjunction that turns, the end of
a clause (NegEx: Chapman et al., J Biomed Inform 34 (2001), 301–310). Phrases that only look like
a negation (无明显诱因, "not only") are taken away first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from evimed.store.graph import Certainty, Polarity

_Way = Literal["before", "after"]

_PSEUDO = re.compile(
    r"\bnot (?:only|just|merely|necessarily|to mention)\b|\bno (?:increase|change|doubt|difference|longer than)\b"
    r"|\bwithout (?:difficulty|delay)\b|\bgram[- ]negative\b|\bnot certain (?:if|whether)\b|\bwhether or not\b"
    r"|无明显诱因|无论|无不|不仅|不但|不只|不得不|无菌|无创|无线|无数|未来|未婚|未成年|无效|不适|不全|不足|不良|不安"
    r"|不畅|不利|不固|不通|不止|不振|不佳|不调|不眠|不寐|不宁|不化|不清|不稳|不齐|不孕|不育|不解|不愈|非常|非小细胞"
    r"|非甾体|非瓣膜|非霍奇金|非处方|非洛地平|是否"
)
_NEGATED: Final[dict[_Way, re.Pattern[str]]] = {
    "before": re.compile(
        r"\b(?:no(?: (?:evidence|signs?|history|symptoms?|cases?) of)?|not|without(?: (?:evidence|signs?) of)?"
        r"|den(?:y|ies|ied)|denying|absence of|absent|negative for|free of|free from|lacks?|lacking|never"
        r"|rul(?:ed|es?|ing) out|exclud(?:e|ed|es|ing)|neither|nor|failed to (?:show|reveal|demonstrate)|cannot"
        r"|rather than|instead of|resolution of)\b"
        r"|否认|未见|未发现|未出现|未发生|未曾|未有|未|没有|并无|无|不伴|不是|并非|非|不|排除|除外(?!患者)|避免|杜绝"
    ),
    "after": re.compile(
        r"\b(?:(?:was|were|is|are|been) (?:ruled out|excluded|absent|negative|denied|not (?:seen|found|observed"
        r"|present|detected|reported|noted))|did not (?:occur|develop|recur|appear)|unlikely|disappeared)\b"
        r"|阴性|已排除|被排除|未见|未发生|未出现|除外|消失"
    ),
}
_UNCERTAIN: Final[dict[_Way, re.Pattern[str]]] = {
    "before": re.compile(
        r"\b(?:may|might|could|can|possibl[ey]|probabl[ey]|suspect(?:ed|s)?|suggest(?:ive|s|ing|ed)?|likely"
        r"|presum(?:ed|ably)|potential(?:ly)?|appears?|seems?|question of|concern for|consider(?:ed)?|whether"
        r"|if|risk of|suspicion of|hypothesi[sz]ed?|cannot be excluded)\b"
        r"|可能|疑似|疑为|疑|考虑|或许|似|倾向于|不除外|不排除|不能排除|怀疑|推测|是否|如有|如果|若|一旦|如出现|假如"
    ),
    "after": re.compile(
        r"\b(?:(?:is|was|are|were) (?:possible|probable|suspected|considered|likely|uncertain|unclear)"
        r"|cannot be (?:excluded|ruled out)|remains? (?:unclear|possible))\b"
        r"|待排|待查|可能性大|可能|？|\?|不能排除|不除外|不详"
    ),
}
_BREAK = re.compile(
    r"\b(?:but|however|although|though|except|aside from|apart from|nevertheless|yet|still|which|who|because"
    r"|since|therefore|whereas|while|due to|caused by|secondary to)\b|[;:；：。]|\. |但|然而|却|而是|仅|只有|可见"
    r"|伴有|出现了|因为|由于|所以|除了"
)
_COMMA = re.compile(r"[，,]")
_NEAR: Final = 60  # characters of Latin text a trigger reaches
_NEAR_CHINESE: Final = 24
_CONTINUES = re.compile(r"[，,]\s*(?:or|and|nor|及|以及|也|亦|或|无|未)")


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether what is named is said to be so."""

    polarity: Polarity
    certainty: Certainty


PLAIN: Final = Standing("affirmed", "stated")


def standing(folded: str, start: int, end: int) -> Standing:
    """Polarity and certainty of the span in a folded sentence (``fold_places``)."""
    clear = _PSEUDO.sub(lambda match: "\x00" * len(match[0]), folded)
    negated = _reaches(clear, start, end, _NEGATED)
    uncertain = _reaches(clear, start, end, _UNCERTAIN)
    return Standing("negated" if negated else "affirmed", "uncertain" if uncertain else "stated")


def _reaches(text: str, start: int, end: int, triggers: dict[_Way, re.Pattern[str]]) -> bool:
    reach = _NEAR_CHINESE if start < len(text) and text[start] > "\u3000" else _NEAR
    low = max(0, start - reach)
    for match in triggers["before"].finditer(text, low, start):
        between = text[match.end() : start]
        wide = match[0] in {"否认", "denies", "denied", "deny"}  # a list of complaints, commas and all
        if not _BREAK.search(between) and (wide or not _turns(between)):
            return True
    for match in triggers["after"].finditer(text, end, min(len(text), end + reach // 2)):
        between = text[end : match.start()]
        if not _BREAK.search(between) and not _COMMA.search(between):
            return True
    return False


def _turns(between: str) -> bool:
    """Whether a comma ends the scope: one that no list continues."""
    commas = [match.start() for match in _COMMA.finditer(between)]
    return any(not _CONTINUES.match(between, at) and not _in_list(between, at) for at in commas)


def _in_list(between: str, at: int) -> bool:
    """In English "no fever, cough, or rash" commas part single items: few words between them."""
    if between[at] == "，":
        return False
    return all(len(item.split()) <= 3 for item in between.split(","))
