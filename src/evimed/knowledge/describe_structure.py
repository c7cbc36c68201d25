"""The kind of a document by how it is built: the headings of an abstract, of a paper, of a drug label.

A study on guidelines is no guideline: what its parts are says more than a word of its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.tokens import fold
from evimed.records import DocumentKind, ParsedDocument

_LONGEST_ABSTRACT: Final = 6000  # characters
_LONGEST_LABEL: Final = 45  # of the heading of a part
_LONGEST_LINE: Final = 120
_HEADINGS: Final = 200  # of a document that are looked at

# The parts of a study, by their headings (NLM's categories of structured abstracts).
_STUDY: Final[tuple[tuple[str, str], ...]] = (
    ("aim", r"(?:\w+ )?(?:background|objectives?|aims?|purpose|introduction|context|rationale|hypothes[ie]s|goals?|question|importance|summary of background data)(?: (?:and|&|of|/) [\w ]{3,30})?|unlabelled|背景|目的|引言|前言"),
    ("methods", r"(?:[\w ,&/]{0,30} )?(?:methods?|methodology|design|materials?|patients|participants|subjects|settings?|interventions?|measurements?|data sources?|study selection|data extraction|population|samples?|procedures?)(?: (?:and|&|of|/) [\w ]{3,30})?|(?:资料与|对象与|材料与|研究)?方法|资料|对象"),
    ("results", r"(?:(?:main|principal|key|major|\w+ and|\w+ and main) )?(?:results?|findings|data synthesis|observations)(?: (?:and|&) [\w ]{3,30})?|(?:研究)?结果"),
    ("end", r"conclusions?(?: (?:and|&) [\w ]{3,30})?|discussion|interpretation|comment|limitations|(?:研究)?结论|讨论"),
    ("references", r"references|bibliography|literature cited|参考文献"),
)  # fmt: skip
_COMPILED_STUDY: Final = tuple((role, re.compile(rf"(?:\d[\d.]* )?(?:{words})")) for role, words in _STUDY)
# Labels in the running text: “METHODS: We …” where a line begins, “方法 采用…” where a sentence does.
_RUNNING: Final = re.compile(r"(?:^|\n)[【\[]?(?P<en>[A-Z][A-Za-z,&/ ]{2,44})[】\]]?\s?[:：]\s")
_RUNNING_ZH: Final = re.compile(
    r"(?:^|[。\n])\s?[【\[]?(?P<zh>背景|目的|引言|(?:资料与|对象与|材料与|研究)?方法|(?:研究)?结果|(?:研究)?结论)[】\]]?(?:\s?[:：]\s?|\s+|(?<=】))(?=\S)"
)

# Official headings of labels: FDA (21 CFR 201.57), EU summaries (QRD template), China's (药品说明书规范细则).
_LABEL: Final[tuple[tuple[str, str], ...]] = (
    ("indications", r"(?:therapeutic )?indications(?: and usage)?|适应症|功能主治|适应症/功能主治"),
    ("dosage", r"dosage and administration|posology and method of administration|用法用量"),
    ("contraindications", r"contraindications|禁忌(?:症)?"),
    ("warnings", r"(?:boxed warnings?|warnings?(?: and precautions)?|special warnings and precautions for use|precautions)|注意事项|警示语|警告"),
    ("reactions", r"adverse reactions|undesirable effects|不良反应"),
    ("interactions", r"drug interactions|interaction with other medicinal products[\w ]*|药物相互作用"),
    ("populations", r"use in specific populations|fertility, pregnancy and lactation|孕妇及哺乳期妇女用药|儿童用药|老年用药"),
    ("overdose", r"overdos(?:age|e)|药物过量"),
    ("description", r"description|qualitative and quantitative composition|成份|成分|性状|drug name and class|药品名称"),
    ("pharmacology", r"clinical pharmacology|pharmacological properties|药理(?:毒理|作用)?|药代动力学"),
    ("supply", r"how supplied(?:/storage and handling)?|pharmaceutical particulars|规格|贮藏|包装|有效期"),
)  # fmt: skip
_COMPILED_LABEL: Final = tuple((role, re.compile(rf"(?:\d[\d.]* )?(?:{words})")) for role, words in _LABEL)
_LEAST_LABEL: Final = 4  # official headings that make a label
_MAIN: Final[frozenset[str]] = frozenset(("indications", "dosage"))


@dataclass(frozen=True, slots=True)
class Structure:
    """A kind that headings tell; ``whole``: with all that it must have, so that no word of a title tells otherwise."""

    kind: DocumentKind
    whole: bool


def kind_by_structure(parsed: ParsedDocument) -> Structure | None:
    """The kind that the parts of a document tell; ``None`` where they tell none."""
    heads = list(_headings(parsed))
    if _is_label(heads):
        return Structure("label", whole=False)
    short = len(parsed.text) < _LONGEST_ABSTRACT
    roles = _study_roles([*heads, *_running(parsed.text)] if short else heads)
    if short:
        return Structure("abstract", whole=len(roles) > 2) if "results" in roles and len(roles) > 1 else None
    paper = {"methods", "results"} <= roles and roles & {"end", "references"}
    return Structure("article", whole=False) if paper else None


def opening_heading(parsed: ParsedDocument) -> str:
    """What the document opens with, if that is a heading or stands like one, however long; else empty."""
    if not parsed.blocks:
        return ""
    first = parsed.blocks[0]
    words = _words(parsed, first.spans)
    is_line = first.kind == "paragraph" and len(words) <= _LONGEST_LINE and words[-1:] not in (".", "。")
    return words if first.kind in ("title", "heading") or is_line else ""


def _words(parsed: ParsedDocument, spans: tuple[tuple[int, int], ...]) -> str:
    return " ".join(" ".join(parsed.text[start:end] for start, end in spans).split())


def _headings(parsed: ParsedDocument) -> Iterator[str]:
    """Headings, folded, without the marks around them; and short paragraphs that stand like one."""
    found = 0
    for block in parsed.blocks:
        words = _words(parsed, block.spans)
        if block.kind in ("title", "heading") or (
            block.kind == "paragraph" and len(words) <= _LONGEST_LABEL and words[-1:] not in (".", "。")
        ):
            yield fold(words).strip(" 【】[]：:#*")
            found += 1
            if found == _HEADINGS:
                return


def _running(text: str) -> Iterator[str]:
    for pattern in (_RUNNING, _RUNNING_ZH):
        for match in pattern.finditer(text):
            yield fold(match[1]).strip()


def _study_roles(heads: list[str]) -> set[str]:
    """The parts of a study among headings."""
    return {role for head in heads for role, pattern in _COMPILED_STUDY if pattern.fullmatch(head)}


def _is_label(heads: list[str]) -> bool:
    """Whether the headings are those of a label: its main ones and others, most of them official."""
    found = [
        next((role for role, pattern in _COMPILED_LABEL if pattern.fullmatch(head)), None) for head in heads
    ]
    roles = {role for role in found if role is not None}
    return len(roles) >= _LEAST_LABEL and bool(roles >= _MAIN)
