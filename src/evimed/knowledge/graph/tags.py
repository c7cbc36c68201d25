"""Tags of a document: what drugs, diseases and populations it is about, its design, whose rules it tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from evimed.knowledge.entities.recognise import Mention

_MOST: Final = 8
_KINDS: Final = {"drug": "drug", "formula": "drug", "condition": "disease", "population": "population"}
_DESIGNS: Final = (
    ("meta-analysis", r"meta-?analys[ei]s|荟萃分析|Meta\s?分析"),
    ("systematic review", r"systematic review|系统评价|系统综述"),
    ("randomised trial", r"randomi[sz]ed (?:controlled |clinical )?(?:trial|study)|randomly (?:assigned|allocated)|随机(?:双盲|对照|分组|分配)"),
    ("cohort", r"cohort study|prospective cohort|retrospective cohort|队列研究"),
    ("case-control", r"case[- ]control|病例对照"),
    ("cross-sectional", r"cross-sectional|横断面"),
    ("case report", r"case report|we report (?:a|the|two|three) (?:case|patient)|病例报告|个案报道"),
)  # fmt: skip
_JURISDICTIONS: Final = (
    ("CN", r"NMPA|CFDA|国家药监局|国家药品监督管理局|中华人民共和国|国务院|国家卫生健康委|省药品监督"),
    ("US", r"\bFDA\b|U\.S\. Food and Drug|\bCFR\b|USPSTF|\bVA/DoD\b|United States"),
    ("EU", r"\bEMA\b|European Medicines Agency|European Union|欧盟|欧洲药品管理局"),
    ("INT", r"\bICH\b|World Health Organization|\bWHO\b|世界卫生组织"),
)
_LEAST: Final = 2  # times a document speaks of what it is about


def document_tags(
    title: str, text: str, mentions: Iterable[Mention], titled: Sequence[Mention]
) -> dict[str, list[str]]:
    """Tags by their kind, the most spoken of first; what the title names always."""
    counts: Counter[tuple[str, str]] = Counter()
    for mention in mentions:
        kind = _KINDS.get(mention.type)
        if kind is not None and mention.polarity == "affirmed":
            counts[kind, mention.name] += 1
    tags: dict[str, list[str]] = {kind: [] for kind in ("drug", "disease", "population")}
    for mention in titled:
        kind = _KINDS.get(mention.type)
        if kind is not None and mention.name not in tags[kind]:
            tags[kind].append(mention.name)
    for (kind, name), count in counts.most_common():
        if count >= _LEAST and len(tags[kind]) < _MOST and name not in tags[kind]:
            tags[kind].append(name)
    begin = f"{title}\n{text[:20_000]}"
    tags["design"] = [name for name, words in _DESIGNS if re.search(words, begin, re.IGNORECASE)][:2]
    found = Counter({name: len(re.findall(words, begin)) for name, words in _JURISDICTIONS})
    tags["jurisdiction"] = [name for name, count in found.most_common(2) if count]
    return tags
