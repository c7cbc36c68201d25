"""The title of a document where its file does not tell it: the first line that names the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evimed.records import Block, ParsedDocument

_LONGEST = 200  # characters kept
_GOES_ON = (".", "。", "；", "，", ";", ",")
_LINE, _HEADED = 150, 400  # characters of a title at most: of any line, of one that the layout says is one
_TITLE_PAGE = 1500  # characters at most
_LINES = 12  # in which a document names itself
_PLAIN = frozenset({"text/plain", "text/markdown"})

# What programs call a document that nobody has named.
_UNNAMED = re.compile(
    r"untitled|microsoft (?:word|powerpoint|excel)|powerpoint presentation"
    r"|(?:document|presentation|sheet|slide) ?\d*$"
    r"|无标题.{0,6}$|新建.{0,20}(?:文档|文稿|工作表)|(?:工作表|演示文稿|文档) ?\d*$",
    re.IGNORECASE,
)
# Notices that stand on a page without being its title: secrecy, status, samples.
_NOTICE = re.compile(
    r"fictional sample for evimed(?:\s*/\s*循证虚构示例)?"
    r"|(?:strictly |company |private and )?confidential(?:\s*[-–—:/].{0,40})?"
    r"|(?:for )?internal (?:use|document|material)(?: only)?"
    r"|(?:do not|not for) (?:copy|distribut|circulat)\w*.{0,40}"
    r"|draft(?: v?[\d.]+)?|embargoed.{0,40}|prescription only|rx only"
    r"|(?:循证)?虚构示例.{0,20}|内部(?:资料|文件|使用|材料|参考).{0,16}|(?:机密|秘密|绝密|保密|密级)[^，。]{0,12}"
    r"|仅供.{0,24}|(?:请勿|严禁|不得)(?:外传|复制|传播|转发).{0,12}|征求意见稿|送审稿|草案|样例|处方药",
    re.IGNORECASE,
)
_BRACKETS = " \t\u3000【】[]()（）〔〕<>*#_-–—=|·•"
_BRACKETED = re.compile(r"[【\[(（〔].{0,60}[】\])）〕]|<!--.*")
# Names of the parts of any document.
_PART = re.compile(
    r"(?:background|abstract|summary|introduction|objectives?|aims?|methods|results|conclusions?|contents"
    r"|table of contents|highlights|keywords"
    r"|前言|引言|序言?|摘\s*要|内容提要|执行摘要|目\s*录|背景|目的|方法|结果|结论|总\s*则"
    r"|第\s*[一二三四五六七八九十百\d]+\s*[章节条部分篇][\s\u3000:：].*|[一二三四五六七八九十]+、.*"
    r"|\d{1,2}(?:\.\d+)*[.、]?\s+.*|第?\s*\d+\s*页?)$",
    re.IGNORECASE,
)
# Lines of a title page that say something of the document: a number, a date, who wrote it.
_PARTICULAR = re.compile(
    r"(?:编号|文号|版本号?|日期|[\u4e00-\u9fff]{2}日期|作者|单位|来源|适用范围|收件人|发件人|主题词?|登记号|doi|version|date|from|to|by|author"
    r"|document no|issn|isbn|draft|layout|tags)\s*(?:\.|[:：])",
    re.IGNORECASE,
)
_DATE_ALONE = re.compile(
    r"[\d〇零一二三四五六七八九十年月日\s./-]{4,}|(?:\d{1,2} )?[A-Z][a-z]{2,8},? (?:\d{1,2}, )?\d{4}"
)
_BODY = re.compile(
    r".{1,26}(?:研究院|研究所|研究中心|评价中心|中心|委员会|管理局|药监局|监督局|公司|医院|学会|协会|协作会|大学|学院|出版社|编委会|课题组"
    r"|工作组|协作组|研究组|investigators|committee|institute|university|society|inc\.?|ltd\.?)\s*(?:编著?|著|发布|主编)?",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:的|与|和|及|、|《[^》]*|（[^）]*|\([^)]*|\b(?:of|the|and|for|in|on|with|to|a|an|by)|[:：])$",
    re.IGNORECASE,
)


def title_of(parsed: ParsedDocument) -> str | None:
    """What the file gives as its title, if that names it; else the first line that does; else nothing."""
    told = _clean(parsed.title or "")
    if told and not (_is_notice(told) or _UNNAMED.match(told) or _PART.match(told)):
        return told[:_LONGEST]
    bodies: list[str] = []
    for line, is_title in _candidates(parsed):
        words = _clean(line)
        if not _names(words, _HEADED if is_title else _LINE) or (
            not is_title and words.endswith((".", "。", "；", "，", ";", ","))
        ):
            continue
        if _BODY.fullmatch(words) and not is_title:
            bodies.append(words)  # who publishes comes before or after the title
            continue
        return words[:_LONGEST]
    return bodies[0] if bodies else None


def title_page(parsed: ParsedDocument) -> str:
    """The text before the first part that has a name of its own: abstract, contents, chapter."""
    end = min(len(parsed.text), _TITLE_PAGE)
    for block in parsed.blocks[: 2 * _LINES]:
        if block.kind == "heading" and block.spans and _PART.match(_clean(_whole(parsed.text, block))):
            end = min(end, block.spans[0][0])
            break
    return parsed.text[:end]


def _clean(line: str) -> str:
    """One line without the notices that stand before or after its words."""
    words = " ".join(line.lstrip("#>*_ \t").split()).rstrip("*_ ")
    for part in re.split(r"[\s\u3000]*[|｜][\s\u3000]*|\u3000+|\s{2,}", words):
        if _is_notice(part):
            words = words.replace(part, "")
    found = _NOTICE.search(words)
    if found and found.end() == len(words) and found.start() > 8 and words[found.start() - 1] in _BRACKETS:
        words = words[: found.start()]
    words = words.strip(" \u3000|｜")
    return (
        words[:-1]
        if words.endswith(".") and words.count(".") == 1 and words[:1].isupper() and len(words) > 60
        else words
    )


def _is_notice(words: str) -> bool:
    return bool(_NOTICE.fullmatch(words.strip(_BRACKETS)) or _BRACKETED.fullmatch(words.strip()))


def _names(words: str, longest: int = _LINE) -> bool:
    """Whether these words can be the name of a document."""
    return (
        4 <= len(words) <= longest
        and not _is_notice(words)
        and not _UNNAMED.match(words)
        and not _PART.match(words)
        and not _PARTICULAR.match(words)
        and not _DATE_ALONE.fullmatch(words)
        and any(letter.isalpha() for letter in words)
    )


def _candidates(parsed: ParsedDocument) -> Iterator[tuple[str, bool]]:
    """Lines that may be the title, the likeliest first; whether the layout says that one is."""
    first = parsed.blocks[:_LINES]
    heads = [block for block in first if block.kind == "title"] + [
        block for block in first if block.kind == "heading" and block.level == 1
    ]
    sheet = parsed.mime.endswith("spreadsheetml.sheet")  # whose headings are the names of its sheets
    if not sheet:
        for block in heads:
            yield _whole(parsed.text, block), True
    if parsed.mime in _PLAIN:
        # The lines as they stand: a title repeated on every page counts as a running head and is in no block.
        yield from ((line, False) for line in _joined(parsed.text[:3000].splitlines()[: 3 * _LINES]))
    else:
        kinds = _TEXT - {"heading"} if sheet else _TEXT
        lines = [
            parsed.text[start:end] for block in first if block.kind in kinds for start, end in block.spans
        ]
        yield from ((line, False) for line in _joined(lines))
    if sheet:
        for block in heads:
            yield _whole(parsed.text, block), True


_TEXT = frozenset({"paragraph", "heading", "title", "caption"})


def _whole(text: str, block: Block) -> str:
    return " ".join(text[start:end].strip() for start, end in block.spans)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines; one that ends in an open bracket or a word that binds goes on in the next."""
    held = ""
    for line in lines:
        words = line.strip()
        if held:
            words = held + ("" if held[-1] > "\u2e80" else " ") + words
            held = ""
        elif _OPEN.search(words) and len(words) > 8 and not _PARTICULAR.match(words):
            held = words
            continue
        if words:
            yield words
    if held:
        yield held
