"""Tags of a document: what it is and is about, read from its words; people correct them (``tag_corrections``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evimed.knowledge.entities.recognise import Mention
from evimed.knowledge.grading.designs import Design, design_of
from evimed.knowledge.graph.tag_form import FORM, form_of

_MOST: Final = 8
_KINDS: Final = {"drug": "drug", "formula": "drug", "condition": "disease", "population": "population"}
_DESIGNS: Final[Mapping[Design, str]] = {
    "systematic_review": "systematic review",
    "rct": "randomised trial",
    "controlled": "controlled trial",
    "cohort": "cohort",
    "case_control": "case-control",
    "cross_sectional": "cross-sectional",
    "case_report": "case report",
}
# What is not itself a study has no design, whatever studies it speaks of.
_NO_STUDY: Final = frozenset(("label", "leaflet", "guideline", "regulation", "sop", "faq", "memo"))
_JURISDICTIONS: Final = (
    ("CN", r"NMPA|CFDA|国家药监局|国家药品监督管理局|中华人民共和国|国务院|国家卫生健康委|省药品监督"),
    ("US", r"\bFDA\b|U\.S\. Food and Drug|\bCFR\b|USPSTF|\bVA/DoD\b|United States|\bU\.S\.C\b"),
    ("EU", r"\bEMA\b|European Medicines Agency|European Union|欧盟|欧洲药品管理局"),
    ("INT", r"\bICH\b|World Health Organization|\bWHO\b|世界卫生组织"),
)
# A field of medicine by the words of its diseases and its title.
_SPECIALTIES: Final = (
    (
        "cardiology",
        r"heart|cardi|coronary|angina|arrhythm|atrial|hypertens|blood pressure|心|冠状|高血压|房颤",
    ),
    ("endocrinology", r"diabet|thyroid|insulin|obes|endocrin|糖尿病|甲状腺|内分泌|肥胖"),
    ("nephrology", r"kidney|renal|nephr|dialysis|肾"),
    ("neurology", r"stroke|epilep|migraine|parkinson|neuro|dementia|concussion|卒中|癫痫|偏头痛|神经|痴呆"),
    ("psychiatry", r"depress|anxiety|psychi|schizo|posttraumatic|substance use|suicid|抑郁|焦虑|精神"),
    ("oncology", r"cancer|tumou?r|carcinoma|lymphoma|leuk|melanoma|myeloma|癌|肿瘤|白血病|淋巴瘤"),
    ("respiratory medicine", r"asthma|copd|pulmonary|pneumon|bronch|respirat|哮喘|肺|支气管"),
    ("gastroenterology", r"gastr|hepat|liver|bowel|colitis|celiac|crohn|胃|肝|肠"),
    ("infectious diseases", r"infect|hiv|tubercul|viral|vaccin|malaria|syphilis|感染|病毒|结核|疫苗|传染"),
    ("obstetrics and gynaecology", r"pregnan|obstet|gyn[ae]|preeclampsia|contracept|breastfeed|妊娠|妇科|孕"),
    ("paediatrics", r"child|infant|neonat|adolescen|p[ae]+diatric|儿童|婴|新生儿|小儿"),
    ("rheumatology", r"arthrit|lupus|rheumat|gout|关节炎|狼疮|痛风"),
    ("haematology", r"an[ae]+mia|thrombo|hemophilia|haemophilia|anticoag|bleeding|贫血|血栓|血友病|抗凝"),
    ("dermatology", r"skin|dermat|psoria|eczema|皮肤|湿疹|银屑"),
    ("ophthalmology", r"glaucoma|vision|retin|ophthalm|青光眼|视|眼科"),
    ("Chinese medicine", r"traditional chinese|中医|中药|方剂|本草|汤头|伤寒论|金匮"),
)
_SECTIONS: Final = 8
_BESIDE: Final = 4  # another place counts if it is named a fourth as often
_LEAST: Final = 2  # times a document speaks of what it is about


def document_tags(
    title: str,
    text: str,
    mentions: Iterable[Mention],
    titled: Sequence[Mention],
    kind: str = "",
    sections: Iterable[Sequence[str]] = (),
) -> dict[str, list[str]]:
    """Tags by their kind, the most spoken of first; what the title names always; and the document's form.

    ``sections``: the headings above each passage, the outermost first.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for mention in mentions:
        about = _KINDS.get(mention.type)
        if about is not None and mention.polarity == "affirmed":
            counts[about, mention.name] += 1
    tags: dict[str, list[str]] = {about: [] for about in ("drug", "disease", "population")}
    for mention in titled:
        about = _KINDS.get(mention.type)
        if about is not None and mention.name not in tags[about]:
            tags[about].append(mention.name)
    for (about, name), count in counts.most_common():
        if count >= _LEAST and len(tags[about]) < _MOST and name not in tags[about]:
            tags[about].append(name)
    begin = f"{title}\n{text[:20_000]}"
    design = None if kind in _NO_STUDY else design_of(begin, title)
    tags["design"] = [] if design is None else [_DESIGNS.get(design.name, design.name.replace("_", " "))]
    found = Counter({name: len(re.findall(words, begin)) for name, words in _JURISDICTIONS})
    most = max(found.values())
    tags["jurisdiction"] = [name for name, count in found.most_common(2) if count and _BESIDE * count >= most]
    tags["kind"] = [kind] if kind else []
    paths = list(dict.fromkeys(tuple(path) for path in sections))
    tags["section"] = [name for name in dict.fromkeys(path[0] for path in paths) if name != title][:_SECTIONS]
    tags[FORM] = form_of(title, text, (name for path in paths for name in path))
    tags["specialty"] = _specialties(title, tags["disease"])
    return tags


def _specialties(title: str, diseases: Sequence[str]) -> list[str]:
    """Fields whose words the title or most of the diseases have; the title counts as three."""
    votes = Counter(
        {
            name: 3 * bool(re.search(words, title, re.IGNORECASE))
            + sum(bool(re.search(words, disease, re.IGNORECASE)) for disease in diseases)
            for name, words in _SPECIALTIES
        }
    )
    best = max(votes.values(), default=0)
    return [name for name, count in votes.most_common(3) if count >= 2 and 2 * count >= best]
