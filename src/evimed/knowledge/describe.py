"""What a document says of itself: title, language, kind, version, date, read where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from evimed.catalogue import Language
from evimed.knowledge.reading import read
from evimed.knowledge.tokens import fold, language_of
from evimed.records import Block, DocumentKind, ParsedDocument

_HEAD = 3000  # characters of a document in which it names itself
_BAD_TITLE = re.compile(r"^(?:untitled|microsoft word|document\d*|slide \d+|powerpoint|presentation\d*|无标题|新建|工作表|sheet\d*|目\s*录|contents)", re.IGNORECASE)
_MARK = re.compile(r"^(?:[【\[(（].{0,60}[】\])）]|<!--.*|[-=*#_\s]*|第?\s*\d+\s*页?)$")
_FULL_DATE = re.compile(r"((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?(?!\d)")
_ENGLISH_DATE = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_CUE = re.compile(
    r"发布|公布|印发|颁布|通过|修订|修改|核准|生效|施行|实施|出版|日期|定稿|批准|更新|version|effective|published|publication|revised|revision|updated|issued|date|approved",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?P<edition>第[一二三四五六七八九十\d]{1,3}版|(?:19|20)\d\d\s*(?:年)?(?:修订|修正|更新)?版|(?:19|20)\d\d\s+(?:edition|update|revision))"
    r"|(?:版本号?|version|revision|rev\.?)\s*[:：]?\s*(?P<number>v?\d+(?:\.\d+){0,3})\b|\b(?P<v>v\d+(?:\.\d+){1,3})\b",
    re.IGNORECASE,
)
_YEAR_IN_TITLE = re.compile(r"[(（\s](?P<year>(?:19|20)\d\d)\s*年?\s*(?:度|版)?\s*[)）]?")

_KINDS: tuple[tuple[DocumentKind, str, str], ...] = (
    # kind, cue in the title, cues in the text (two of them stand for one in the title)
    ("sop", r"标准操作规程|操作规程|作业指导|\bsops?\b|standard operating", r"标准操作规程|操作步骤|职责|standard operating procedure|responsibilit"),
    ("leaflet", r"患者|用药须知|宣教|须知|patient|leaflet", r"请咨询您的|告诉您的医生|您的药|tell your doctor|talk to your doctor"),
    ("label", r"说明书|prescribing information|package insert|药品标签", r"【适应症】|【用法用量】|【不良反应】|indications and usage|dosage and administration|contraindications"),
    ("faq", r"常见问题|问答|\bfaqs?\b|q&a|questions and answers", r"(?:^|\n)\s*(?:问|q\d*)\s*[:：.]|(?:^|\n)\s*(?:答|a\d*)\s*[:：.]"),
    ("guideline", r"指南|共识|guidelines?|recommendations?|consensus", r"推荐等级|证据级别|推荐意见|class of recommendation|level of evidence|we recommend"),
    ("regulation", r"(?:法|条例|办法|规定|细则|规范|公告|通知|解释)(?:[(（].*|$)|regulations?\b|\bact\b|u\.?s\.?c", r"第一条|第二条|第三条|§\s*\d|shall be"),
    ("abstract", r"摘要|abstract", r"背景|目的.{0,200}方法.{0,400}结果|background.{0,600}methods.{0,900}results|conclusions?:"),
    ("trial", r"临床试验|试验方案|clinical trial|randomi[sz]ed|protocol|phase [i1-4]", r"随机|双盲|安慰剂|randomi[sz]ed|placebo|primary endpoint|nct\d{6,}"),
    ("memo", r"备忘录|通报|纪要|memo(?:randum)?\b", r"备忘录|收件人|memorandum"),
    ("report", r"报告|白皮书|蓝皮书|综述|report|white ?paper|review", r"研究显示|调查显示|资料来源|数据来源|执行摘要|executive summary"),
)  # fmt: skip
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
    title = _title(parsed)
    head = parsed.text[:_HEAD]
    sample = parsed.text[:20_000]
    return Description(
        title=title,
        language=parsed.language or cast("Language", language_of(sample)),
        kind=parsed.kind or _kind(parsed, title or "", head),
        published=_sane_date(parsed.published) or _published(head) or _date_in(title or ""),
        version=_version(title or "", head),
    )


def _title(parsed: ParsedDocument) -> str | None:
    if parsed.title and _is_title(parsed.title):
        return " ".join(parsed.title.split())[:200]
    for line in _first_lines(parsed):
        if _is_title(line):
            return line[:200]
    return None


def _is_title(text: str) -> bool:
    text = text.strip()
    return 4 <= len(text) <= 150 and not _BAD_TITLE.match(text) and not _MARK.match(text) and not text.endswith(("。", "；", "，", ";", ","))


def _first_lines(parsed: ParsedDocument) -> Iterable[str]:
    """Titles first, then the lines of the first blocks as they stand (a span is a line)."""
    first = parsed.blocks[:12]
    ordered: list[Block] = [b for b in first if b.kind == "title"] + [b for b in first if b.kind == "heading" and b.level == 1][:1]
    if ordered and parsed.blocks and (ordered[0].kind == "title" or ordered[0] in first[:3]):
        yield read(parsed.text, ordered[0].spans).text
    for block in first:
        if block.kind in ("paragraph", "heading", "title"):
            for span in block.spans:
                yield read(parsed.text, [span]).text


def _kind(parsed: ParsedDocument, title: str, head: str) -> DocumentKind:
    if parsed.mime in _BY_MIME:
        return _BY_MIME[parsed.mime]
    folded_title, folded = fold(title), fold(head)
    best: tuple[float, DocumentKind] = (0.9, "other")
    for kind, in_title, in_text in _KINDS:
        score = 2.0 * bool(re.search(in_title, folded_title)) + 0.5 * min(3, len(set(re.findall(in_text, folded, re.DOTALL))))
        if score > best[0]:
            best = (score, kind)
    return best[1]


def _published(head: str) -> str | None:
    """The last full date that a cue of publication or revision stands beside, else one alone on its line."""
    dated: list[str] = []
    for line in head.splitlines():
        found = _date_in(line)
        if found and (_DATE_CUE.search(line) or len(line.strip()) <= 20):
            dated.append(found)
    return max(dated, default=None)


def _date_in(text: str) -> str | None:
    if match := _FULL_DATE.search(text):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if (match := _ENGLISH_DATE.search(text)) and (match["d1"] or match["d2"]):
        return _iso(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, int(match["d1"] or match["d2"]))
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if 1 <= month <= 12 and 1 <= day <= 31 and not (month == 2 and day > 29) and not (month in (4, 6, 9, 11) and day > 30):
        return f"{year:04d}-{month:02d}-{day:02d}"
    return None


def _sane_date(text: str | None) -> str | None:
    return _date_in(text) if text else None


def _version(title: str, head: str) -> str | None:
    for text in (title, head):
        if match := _VERSION.search(text):
            return " ".join((match["edition"] or match["number"] or match["v"]).split())
    if match := _YEAR_IN_TITLE.search(title + " "):
        return match["year"]
    return None
