"""Whether a sentence claims a cause, or only that things go together, and whether its design carries that.

Causal verbs and nouns against words of association and of time, in Chinese and English. A cause that is denied or
hedged ("may cause", "did not reduce") is a causal claim all the same; how certain it is, is told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from evimed.knowledge.grading.designs import Design
from evimed.records import Span

Claim = Literal["causal", "association", "none"]

_CAUSAL: Final = re.compile(
    r"\b(?:caus(?:e|es|ed|ing|ation|ative)|induc(?:e|es|ed|ing)|-?induced|due to|leads? to|led to|leading to|results? in|resulted in|resulting (?:in|from)|provok\w+"
    r"|trigger(?:s|ed|ing)?|precipitat(?:e|es|ed|ing)|elicit\w*|produc(?:e|es|ed)|contribut(?:e|es|ed|ing) to|contributes?|responsible for|attribut(?:ed|able) to|because of|secondary to|owing to"
    r"|(?:side|adverse) effects?|complications? of|toxicity|in response to|reaction to|(?:anaphylaxis|hypersensitivity) (?:from|to|reaction)"
    r"|(?:may|might|can|could|does|did|do|would|not|significantly|will|to)? ?(?:reduce|increase|improve|prevent|decrease|lower|worsen|alter|impair|enhance|affect|influence|protect|suppress|inhibit|aggravate|alleviate|delay|shorten|prolong)s?"
    r"|(?:has|have|had) (?:an?|no) (?:significant )?(?:effect|influence|impact) on|(?:significant )?(?:effect|influence|impact) on|effective in (?:reducing|preventing)|(?:reduced|increased|improved|prevented|decreased|lowered|worsened) the)\b"
    r"|导致|引起|造成|诱发|诱导|致使|促使|所致|归因于|使[^，。]{0,12}(?:升高|降低|增加|减少|延长|缩短)|(?:可|能|会|显著|明显|不能|未能)(?:显著|明显|有效)?(?:降低|减少|升高|增加|改善|预防|延缓|缩短|延长|抑制)|副作用|不良反应|并发症",
    re.IGNORECASE,
)
_ASSOCIATION: Final = re.compile(
    r"\b(?:associat(?:ed|ion|ions|es)|-?associated|correlat(?:ed|es|ion|ions)|link(?:ed|s)? (?:to|with|between)|related to|-related|relationship|predict(?:s|ed|or|ors|ive)?|risk factors?"
    r"|odds ratio|hazard ratio|relative risk|more (?:likely|common|frequent)|less (?:likely|common|frequent)|higher (?:risk|rate|incidence|in)|lower (?:risk|rate|incidence|in)|connected with|risk of)\b"
    r"|\b(?:after|following|during|upon|within \w+ (?:days?|weeks?|months?) of|on)\b(?: \w+){0,6}? (?:treatment|therapy|administration|infusion|ingestion|initiation|discontinuation|withdrawal|institution|commencement|starting|being started|use|using|exposure|receiving|chemotherapy|injection|dos\w+|steroids|\w+mab|\w+(?:in|il|ol|ide|ine|one|ate|pine|cin))\b"
    r"|\b(?:treated with|receiving|complained of|developed)\b[^.]{0,80}\b(?:after|following|during|complained|developed)\b|\bdeveloped\b[^.]{0,80}\b(?:with|after|following)\b|\bresolved\b|\bremitted\b"
    r"|相关|关联|危险因素|预测因素|风险(?:较|更|增加|升高)|(?:服用|使用|给予|应用|注射|停用|用药|停药|治疗)[^。，]{0,20}后|期间(?:出现|发生)",
    re.IGNORECASE,
)
# A causal word that is none here: the name of a thing, an aim, a comparison of what is.
_NOT_CAUSAL: Final = re.compile(
    r"\b(?:aim(?:ed)?|objective|purpose|in order|designed|used|need(?:ed)?|required?) (?:\w+ )?to\b[^.]{0,30}$|\bthe (?:cause|side effects?|adverse effects?) (?:of|is|was) (?:unknown|unclear)",
    re.IGNORECASE,
)
_HEDGED: Final = re.compile(
    r"\b(?:may|might|could|can|possibl[ey]|probabl[ey]|suggest\w*|appears?|seems?|likely|potential(?:ly)?)\b|可能|或许|提示|疑似|似乎",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:not|no|neither|without|failed to|unlikely)\b[^.]{0,40}$|(?:不|未|没有|无)[^，。]{0,8}$",
    re.IGNORECASE,
)
# Designs in which groups were alike but for what is claimed.
_CARRIES: Final[frozenset[Design]] = frozenset(("rct", "systematic_review"))


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """What a sentence claims.

    ``hedged``: it says so with caution; ``denied``: that it is not so; ``carried``: whether the design carries a causal
    claim, ``None`` where the design is not known or nothing causal is claimed.
    """

    kind: Claim
    chars: Span | None
    hedged: bool = False
    denied: bool = False
    carried: bool | None = None


def claim_of(sentence: str, design: Design | None = None) -> FoundClaim:
    """What ``sentence`` claims, and whether a study of ``design`` carries it."""
    causal = next(
        (match for match in _CAUSAL.finditer(sentence) if not _NOT_CAUSAL.search(sentence[: match.end()])),
        None,
    )
    if causal is not None:
        return FoundClaim(
            "causal",
            causal.span(),
            hedged=_HEDGED.search(sentence) is not None,
            denied=_DENIED.search(sentence[: causal.end()]) is not None,
            carried=design in _CARRIES if design is not None else None,
        )
    found = _ASSOCIATION.search(sentence)
    if found is not None:
        return FoundClaim("association", found.span(), hedged=_HEDGED.search(sentence) is not None)
    return FoundClaim("none", None)
