"""Lines of a plain text: where they stand, how wide they are, what kind of line each one is.

Text exported from PDFs carries page numbers, running heads, tables of contents and left-over Markdown
between the lines of its sentences. Each line is classified here from its own form and from the whole
document; nothing is removed from the stored text, only left out of the blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_SPACE = re.compile(f"(?<=[{CJK}，。、：；（）])[ \u3000](?=[{CJK}，。、：；（）])")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]"
)


_SENTENCE_WIDTH = 24  # columns from which an open line is part of a sentence, not a label


class Kind(Enum):
    """What a line is in the layout of the document."""

    BLANK = auto()
    PAGE = auto()  # page number, running head, form feed
    SKIP = auto()  # table of contents, images, comments, rules
    HEADING = auto()
    ITEM = auto()
    ARTICLE = auto()  # 第三条 …: starts a paragraph of its own
    ROW = auto()  # cells parted by | or tabs
    CAPTION = auto()
    TEXT = auto()


@dataclass(slots=True)
class Line:
    """One line: ``[start, end)`` without its line break and outer white space."""

    start: int
    end: int
    indent: int
    shown: str  # reading form for classification: spaces between Chinese characters taken out
    kind: Kind = Kind.TEXT
    level: int = 0  # of a heading
    body: int = 0  # where the text of a heading or item begins (after ##, -, >)

    @property
    def width(self) -> int:
        """Columns the line takes, wide characters counting two."""
        return len(self.shown) + len(_WIDE.findall(self.shown))


_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")


def split_lines(text: str) -> list[Line]:
    """All lines of ``text`` with their offsets; a form feed ends a line and counts as a page mark."""
    lines: list[Line] = []
    position = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        raw = text[position:end]
        stripped = raw.strip(" \t\u3000\xa0\ufeff")
        lead = raw.find(stripped) if stripped else 0
        start = position + lead
        shown = _CJK_SPACE.sub("", stripped)
        lines.append(Line(start, start + len(stripped), lead, shown, body=start))
        if match and match.group() == "\f":
            lines.append(Line(match.start(), match.start(), 0, "", Kind.PAGE, body=match.start()))
        position = match.end() if match else end
    return lines


_PAGE_FORMS = re.compile(
    r"(?:[-—–·~～]{1,2} ?\d{1,4} ?[-—–·~～]{1,2}|第 ?\d{1,4} ?页(?:[ ，,/]*共 ?\d{1,4} ?页)?"
    r"|(?:page|p\.) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} ?/ ?\d{1,4}|\[?page ?\d{1,4}\]?)",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(r"\d{1,4}")
_TOC = re.compile(r".*?(?:\.{4,}|(?:\. ){4,}|…{2,}|·{4,}|_{4,})\s*(?:\d{1,4}|[ivxlc]+)?")
_RULE = re.compile(r"(?:[-*_=─━—~#+ ]{3,}|\|?[\s:|+-]*-{2,}[\s:|+-]*\|?|`{3,}.*)")
_IMAGE = re.compile(r"(?:!\[[^\]]*\]\([^)]*\)|<!--.*?-->|<(?:br|hr|img)\b[^>]*>)+", re.IGNORECASE)
_HASHES = re.compile(r"(#{1,6})[ \t\u3000]*(?=\S)")
_BULLET = re.compile(
    r"(?:[*+–—][ \t\u3000]+(?=\S)|-[ \t\u3000]*(?=[^\s\d-])|[•●▪◦■□◆◇►➢✓‣○·][ \t\u3000]*(?=\S)"
    r"|(?:\d{1,2}|[a-zA-Z])[.)](?=[ \t])[ \t]+"
    r"|\d{1,2}[、．)）](?=\D)[ \t]*"
    r"|[(（](?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,3})[)）][ \t]*|[①-⑳][ \t]*)"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}条(?:之[一二三四五六七八九十])?")
_CAPTION = re.compile(
    r"(?:(?:图表|图|表|附图|附表|专栏|Figure|Fig\.?|Table|Box) ?(?:[A-Za-z]?\d+"
    r"|[一二三四五六七八九十]+)(?:[-.–—]\d+)*(?:[ :：.、\u3000]|$)"
    r"|(?:资料来源|数据来源|来源|图源|注释?|备注|说明|Source|Sources|Notes?) ?[:：])"
)
_CHAPTER = re.compile(
    r"(?:第 ?[一二三四五六七八九十百\d]{1,4} ?(?:章|篇|编|部分|部|讲|卷)|附录"
    r" ?[A-Z一二三四五六七八九十\d]?(?=[ :：]|$)|(?:chapter|part|appendix|annex) [\dA-Z]+\b)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"第 ?[一二三四五六七八九十百\d]{1,4} ?节")
_DECIMAL = re.compile(
    r"(\d{1,2}(?:[.．]\d{1,2}){0,4})[.．、]?(?=[ \t\u3000]"
    r"|[^\d.．%％‰\s,，:：/年月日个家项种例万亿倍元天次名位岁])"
)
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_BRACKETED = re.compile(r"【[^】]{1,30}】$|〔[^〕]{1,30}〕$")
_FRONT = re.compile(
    r"(?:摘 *要|前 *言|引 *言|序 *言|绪 *论|导 *[读语言]|概 *述|背 *景|目 *的|方 *法|结 *果|结 *论|讨"
    r" *论|总 *则|附 *则|目 *录|结 *语|致 *谢|参考文献|附 *录|执行摘要|核心观点"
    r"|核心发现|主要发现|编写说明|关键词|abstract|introduction|background|objectives?|methods?|results?"
    r"|discussion|conclusions?"
    r"|references|summary|executive summary|contents|acknowledge?ments?|appendix|purpose|scope"
    r"|definitions|procedures?|responsibilities)[:：]?$",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?:[a-z0-9)\]%”\"']{2}|[A-Z]{2})\.[)\]”\"']*$")
_TERMINAL = re.compile(r"[。！？!?；;…][”’」』）)\]】\"']*$")
_CLAUSE = re.compile(r"[，,；;。！？!?]")


def ends_sentence(shown: str) -> bool:
    """Whether a line ends where a sentence ends."""
    if _TERMINAL.search(shown):
        return True
    # A full stop after a word of two letters or more, a digit or a bracket; not after "e.g." or an initial.
    return bool(_FULL_STOP.search(shown)) and not shown.endswith(("et al.", "vs.", "Fig.", "No."))


def classify(lines: list[Line]) -> None:
    """Give every line its kind, in place."""
    for line in lines:
        if line.kind is not Kind.PAGE:
            line.kind = _kind_of(line)
    _number_pages(lines)
    _running_heads(lines)


def _kind_of(line: Line) -> Kind:  # noqa: PLR0911  # one return a kind
    shown = line.shown
    if not shown:
        return Kind.BLANK
    if _PAGE_FORMS.fullmatch(shown):
        return Kind.PAGE
    if _IMAGE.fullmatch(shown) or _RULE.fullmatch(shown) or _TOC.fullmatch(shown):
        return Kind.SKIP
    if shown.count("|") >= 2 or shown.count("\t") >= 2:
        return Kind.ROW
    if match := _HASHES.match(shown):
        line.level = len(match.group(1))
        # "## **第二章** 产业现状": the hashes and blanks are not part of the title.
        line.body = line.start + match.end()
        return Kind.HEADING
    shown = shown.strip("*_ ") or shown
    if level := heading_level(shown):
        line.level = level
        return Kind.HEADING
    if _CAPTION.match(shown) and len(shown) <= 120:
        return Kind.CAPTION
    if _ARTICLE.match(shown):
        return Kind.ARTICLE
    if match := _BULLET.match(line.shown):
        if line.shown[0] in "-*+•●▪◦■□◆◇►➢✓‣○·–—":
            line.body = line.start + match.end()
        return Kind.ITEM
    return Kind.TEXT


def heading_level(shown: str) -> int:  # noqa: PLR0911  # one return a form
    """Depth of a numbered or named heading, 0 if the line reads like text.

    A heading is short, has no clause punctuation and does not end a sentence: "3.2 市场规模" is one,
    "3.2 亿元的投资主要来自医院，" is not.
    """
    limit = 80 if shown.isascii() else 40
    if (
        len(shown) > limit
        or ends_sentence(shown)
        or _CLAUSE.search(shown)
        or shown.endswith((":", "：", "、", "和", "与", "的", "及"))
    ):
        return 0
    if _FRONT.match(shown) or _CHAPTER.match(shown):
        return 1
    if _SECTION.match(shown):
        return 2
    if match := _DECIMAL.match(shown):
        rest = shown[match.end() :].strip()
        if len(rest) >= 2 and not rest[0].islower() and (not rest.isascii() or rest[0].isupper()):
            return 1 + len(re.findall(r"[.．]", match.group(1)))
        return 0
    if _CHINESE_NUMBER.match(shown):
        return 2
    if _BRACKETED.match(shown):
        return 2
    return 0


def _number_pages(lines: list[Line]) -> None:
    """Lines that hold only a number are page numbers where they rise through the document.

    One chain of numbers, each a little greater than the one before, of at least three links; a column of a
    table does not rise like that over the whole text.
    """
    bare = [index for index, line in enumerate(lines) if _NUMBER_ONLY.fullmatch(line.shown)]
    marked = [index for index, line in enumerate(lines) if line.kind is Kind.PAGE and line.shown]
    told = [
        (index, int(number.group()))
        for index in sorted({*bare, *marked})
        if (number := re.search(r"\d+", lines[index].shown))
    ]
    best: list[list[int]] = []
    for here, (index, value) in enumerate(told):
        chain = [index]
        for before in range(max(0, here - 40), here):
            step = value - told[before][1]
            if 1 <= step <= 4 and index - told[before][0] >= 3 and len(best[before]) + 1 > len(chain):
                chain = [*best[before], index]
        best.append(chain)
    longest = max(best, key=len) if best else []
    if len(longest) >= 3:
        for index in longest:
            lines[index].kind = Kind.PAGE
    for index in bare:
        if _interrupts_sentence(lines, index):
            lines[index].kind = Kind.PAGE


def _interrupts_sentence(lines: list[Line], index: int) -> bool:
    """Whether a lone number between blank lines stands in running text: inside a sentence or between two."""
    if not 0 < index < len(lines) - 1:
        return False
    if lines[index - 1].kind is not Kind.BLANK or lines[index + 1].kind is not Kind.BLANK:
        return False
    before = next((line for line in reversed(lines[:index]) if line.kind is not Kind.BLANK), None)
    after = next((line for line in lines[index + 1 :] if line.kind is not Kind.BLANK), None)
    if before is None or before.kind is not Kind.TEXT:
        return False
    if ends_sentence(before.shown):
        return after is None or (after.kind is Kind.TEXT and after.width >= _SENTENCE_WIDTH)
    return before.width >= _SENTENCE_WIDTH


def _running_heads(lines: list[Line]) -> None:
    """Short lines that come again and again beside page numbers, or inside sentences, are furniture."""
    full = [line for line in lines if line.kind not in (Kind.BLANK,)]
    key = {id(line): re.sub(r"\d+", "#", line.shown) for line in full}
    counts = Counter(
        key[id(line)] for line in full if line.kind in (Kind.TEXT, Kind.HEADING) and len(line.shown) <= 60
    )
    places: Counter[str] = Counter()
    for position, line in enumerate(full):
        name = key[id(line)]
        if counts[name] < 3 or ends_sentence(line.shown):
            continue
        around = full[max(0, position - 2) : position] + full[position + 1 : position + 3]
        before = full[position - 1] if position else None
        interrupts = bool(
            before is not None
            and before.kind is Kind.TEXT
            and before.shown
            and not ends_sentence(before.shown)
            and counts[key[id(before)]] < 3
        )
        if any(other.kind is Kind.PAGE for other in around) or interrupts:
            places[name] += 1
    heads = {name for name, count in counts.items() if count >= 3 and places[name] * 2 >= count}
    for line in full:
        if line.kind in (Kind.TEXT, Kind.HEADING) and key[id(line)] in heads:
            line.kind = Kind.PAGE
