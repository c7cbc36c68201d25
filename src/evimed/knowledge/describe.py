"""What a document says of itself: title, language, kind, version, date, read where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from evimed.catalogue import Language
from evimed.knowledge.dates import date_in, published_in
from evimed.knowledge.describe_structure import kind_by_structure, opening_heading
from evimed.knowledge.titles import title_of, title_page
from evimed.knowledge.tokens import fold, language_of
from evimed.records import DocumentKind, ParsedDocument

_IN_TITLE = 2.0  # score of a kind that the title names
_OF_ITSELF = 1.0  # of one that the text calls itself: “this guideline”, 本办法
_HEAD = 3000  # characters of a document in which it names itself
_VERSION = re.compile(
    r"(?P<edition>第[一二三四五六七八九十\d]{1,3}版|(?:19|20)\d\d\s*(?:年)?(?:修订|修正|更新)?版"
    r"|(?:19|20)\d\d\s+(?:edition|update|revision))"
    r"|(?:版本号?|version|revision|rev\.?)\s*[:：]?\s*(?P<number>v?\d+(?:\.\d+){0,3})\b"
    r"|\b(?P<v>v\d+(?:\.\d+){1,3})\b",
    re.IGNORECASE,
)
_YEAR_IN_TITLE = re.compile(r"[(（\s](?P<year>(?:19|20)\d\d)\s*年?\s*(?:度|版)?\s*[)）]?")

_KINDS: tuple[tuple[DocumentKind, str, str], ...] = (
    # kind, cue in the title, cues in the text (two of them stand for one in the title)
    (
        "sop",
        r"标准操作规程|操作规程|作业指导|\bsops?\b|standard operating",
        r"标准操作规程|操作步骤|职责|standard operating procedure|responsibilit",
    ),
    (
        "leaflet",
        r"患者(?:须知|手册|教育|用药|版)|用药须知|宣教|leaflet|patient (?:information|guide|education)"
        r"|medication guide",
        r"请咨询您的|告诉您的医生|您的药|tell your doctor|talk to your doctor",
    ),
    (
        "label",
        r"说明书|prescribing information|package insert|药品标签",
        r"【适应症】|【用法用量】|【不良反应】|indications and usage|dosage and administration"
        r"|contraindications",
    ),
    (
        "faq",
        r"常见问题|问答|\bfaqs?\b|q&a|questions and answers",
        r"(?:^|\n)\s*(?:问|q\d*)\s*[:：.]|(?:^|\n)\s*(?:答|a\d*)\s*[:：.]",
    ),
    (
        "guideline",
        r"指南|共识|guidelines?|\bguidance\b|recommendations?|consensus",
        r"推荐等级|证据级别|推荐意见|class of recommendation|level of evidence|we recommend",
    ),
    (
        "regulation",
        r"(?:法|条例|办法|规定|细则|规范|公告|通知|解释|的决定)(?:[(（].*|$)|regulations?\b|\bact\b"
        r"|\bu\.?s\.?c\b|§ ?\d",
        r"第一条|第二条|第三条|§\s*\d|shall be",
    ),
    (
        "abstract",
        r"摘要|abstract",
        r"背景|目的.{0,200}方法.{0,400}结果|background.{0,600}methods.{0,900}results|conclusions?:",
    ),
    (
        "trial",
        r"临床试验|试验方案|clinical trial|randomi[sz]ed|protocol|phase [i1-4]",
        r"随机|双盲|安慰剂|randomi[sz]ed|placebo|primary endpoint|nct\d{6,}",
    ),
    ("memo", r"备忘录|通报|纪要|memo(?:randum)?\b", r"备忘录|收件人|memorandum"),
    (
        "report",
        r"报告|白皮书|蓝皮书|综述|report|white ?paper|review",
        r"研究显示|调查显示|资料来源|数据来源|执行摘要|executive summary",
    ),
)
_ITSELF: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    (
        "guideline",
        re.compile(
            r"\b(?:this|of the|the present) (?:\w+ ){0,3}"
            r"(?:guidelines?|guidance|(?:recommendation|consensus) statement)\b|本(?:指南|共识)"
        ),
    ),
    (
        "regulation",
        re.compile(
            r"本(?:法|条例|办法|规定|细则)(?=[所自的规由，])|\bthis (?:chapter|subchapter|title|act)\b"
        ),
    ),
    ("sop", re.compile(r"本(?:规程|sop)|\bthis (?:sop|procedure)\b")),
    ("leaflet", re.compile(r"本手册|\bthis leaflet\b")),
)
# What the title of a study may be about: its parts say what it is.
_OF_STUDIES: frozenset[DocumentKind] = frozenset(("guideline", "regulation", "trial", "report", "label"))
_BY_MIME: dict[str, DocumentKind] = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "dataset",
    "text/csv": "dataset",
    "text/tab-separated-values": "dataset",
    "message/rfc822": "email",
}


@dataclass(frozen=True, slots=True)
class Description:
    """What was read; ``None`` where the document does not say."""

    title: str | None
    language: Language
    kind: DocumentKind
    published: str | None
    version: str | None


def describe(parsed: ParsedDocument) -> Description:
    """Read the description of a document from its metadata and its first page."""
    title = title_of(parsed)
    head = parsed.text[:_HEAD]
    sample = parsed.text[:20_000]
    return Description(
        title=title,
        language=parsed.language or cast("Language", language_of(sample)),
        kind=parsed.kind or _kind(parsed, title or "", head),
        published=_published(parsed, head) or date_in(title or ""),
        version=_version(title or "", head),
    )


def _published(parsed: ParsedDocument, head: str) -> str | None:
    """As the file's metadata says, else as its title page does."""
    return date_in(parsed.published or "") or published_in(title_page(parsed), head)


def _kind(parsed: ParsedDocument, title: str, head: str) -> DocumentKind:
    if parsed.mime in _BY_MIME:
        return _BY_MIME[parsed.mime]
    folded_title, folded = fold(f"{title}\n{opening_heading(parsed)}"), fold(head)
    best: tuple[float, DocumentKind] = (0.9, "other")
    for kind, in_title, in_text in _KINDS:
        cues = min(3, len(set(re.findall(in_text, folded, re.DOTALL))))
        score = _IN_TITLE * bool(re.search(in_title, folded_title, re.MULTILINE)) + 0.5 * cues
        score += _OF_ITSELF * any(one == kind and named.search(folded) for one, named in _ITSELF)
        if score > best[0]:
            best = (score, kind)
    structure = kind_by_structure(parsed)
    if structure is None or (best[0] >= _IN_TITLE and not (structure.whole and best[1] in _OF_STUDIES)):
        return best[1]
    return structure.kind


def _version(title: str, head: str) -> str | None:
    for text in (title, head):
        if match := _VERSION.search(text):
            told = " ".join((match["edition"] or match["number"] or match["v"]).split())
            return re.sub(r" (?=[\u4e00-\u9fff])", "", told)
    if match := _YEAR_IN_TITLE.search(title + " "):
        return match["year"]
    return None
