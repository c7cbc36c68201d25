"""Lines of one column to paragraphs, list items and captions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evimed.ingest.pdf.characters import cjk
from evimed.ingest.pdf.lines import Line
from evimed.records import BlockKind

BULLET = re.compile(r"([•●▪■◆❖➢○◦‣∙·✓☑▶►□◻❑]\s*|[–—\-*]\s+)\S")
NUMBERED = re.compile(
    r"([(（]\d{1,3}[)）]|\d{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳]|[(（][a-zA-Z]{1,4}[)）]|[a-z][)）]|[a-h]\.\s"
    r"|[(（][一二三四五六七八九十]{1,3}[)）])\s*\S"
)
SECTION = re.compile(
    r"【[^】]{1,20}】|第[一二三四五六七八九十百零〇\d]{1,6}[章节篇条]|[一二三四五六七八九十]{1,3}、"
    r"|\d{1,2}(\.\d{1,2}){1,4}[.．]?\s*(?=[A-Z\u4e00-\u9fff])"
)
_CAPTION = re.compile(
    r"(table|figure|fig\.|scheme|box|附?表|附?图)\s*"
    r"([A-Z]{0,2}\d{1,3}([.\-–—]\d{1,3})?[a-zA-Z]?|[一二三四五六七八九十]{1,3}|[IVX]{1,5}\b)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TOLD = re.compile(
    r"(shows?|presents?|lists?|summari[sz]es?|gives?|provides?|displays?|illustrates?|depicts?|describes?|and|to|in|for|is|"
    r"are|was|were|has|below|above|also|contains?|reports?|details?|outlines?|indicates?|demonstrates?|compares?|"
    r"[,;)）]|(所示|显示|列出|中|为|可见|可知|给出|总结|说明|和|与|、|，|及|的|示))",
    re.IGNORECASE,
)
TERMINAL = tuple("。！？；：.!?;:…”’）)】")
ENDS = tuple("。！？.!?；;：:")
LEADERS = re.compile(r"((\.\s?){4,}|…{2,}|·{4,})\s*[\divxl]+$")


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines, column by column."""

    kind: BlockKind
    lines: list[Line]
    left: float = 0.0  # edges of the column of its first line
    right: float = 0.0
    more: list[Draft] = field(default_factory=list["Draft"])  # where it goes on: next column, next page

    @property
    def size(self) -> float:
        """Font size of its first line."""
        return self.lines[0].fragment.size

    @property
    def text(self) -> str:
        """Its lines with spaces between them: to look at, not to store."""
        return " ".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.fragment.bold > 0.9 for line in self.lines)


def drafts(lines: list[Line], left: float, right: float) -> list[Draft]:
    """The paragraphs of a stretch of one column whose text reaches from ``left`` to ``right``."""
    leading = _leading(lines)
    found: list[Draft] = []
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else None
        if found and not _breaks(found[-1], line, after, leading):
            found[-1].lines.append(line)
        else:
            found.append(Draft(_kind(line), [line], left, right))
    for draft in found:
        if is_caption(draft):
            draft.kind = "caption"
    return found


def _kind(line: Line) -> BlockKind:
    marked = BULLET.match(line.text) or NUMBERED.match(line.text) or LEADERS.search(line.text)
    return "list_item" if marked else "paragraph"


def _leading(lines: list[Line]) -> float:
    """The usual distance between baselines, in font sizes."""
    steps = [
        (b.fragment.base - a.fragment.base) / b.fragment.size
        for a, b in zip(lines, lines[1:], strict=False)
        if abs(a.fragment.size - b.fragment.size) < 0.08 * b.fragment.size
    ]
    usual = sorted(step for step in steps if 0.8 < step < 2.6)
    return usual[int(0.3 * (len(usual) - 1))] if len(usual) > 3 else min([1.25, *usual])


def _breaks(draft: Draft, line: Line, after: Line | None, leading: float) -> bool:
    """Whether a line begins something new."""
    last, here = draft.lines[-1].fragment, line.fragment
    em = here.size
    if abs(last.size - em) > 0.08 * max(last.size, em):
        return True
    if not 0 < here.base - last.base <= (1.22 * leading + 0.08) * em:
        return True
    if SECTION.match(line.text) or BULLET.match(line.text) or LEADERS.search(last.text):
        return True
    if NUMBERED.match(line.text) and _starts_item(draft, line):
        return True
    if (last.bold > 0.9 and here.bold < 0.05) or (here.bold > 0.9 and last.bold < 0.5 and last.text.endswith(ENDS)):
        return True
    centred = abs((last.x0 + last.x1) - (here.x0 + here.x1)) < 0.6 * em and last.x0 > draft.left + em
    if centred:
        return False
    return _indented(draft, line, after) or _ended(draft, line)


def _starts_item(draft: Draft, line: Line) -> bool:
    """A number at the start of a line begins an item unless the sentence before runs into it."""
    first, here = draft.lines[0].fragment, line.fragment
    if draft.kind == "list_item":
        return here.x0 <= first.x0 + 0.6 * here.size or draft.lines[-1].text.endswith(ENDS)
    return draft.lines[-1].text.endswith((*ENDS, "，", ",")) or here.x0 > first.x0 + 0.8 * here.size


def _indented(draft: Draft, line: Line, after: Line | None) -> bool:
    """Whether the line's left edge begins a paragraph."""
    here, last, em = line.fragment, draft.lines[-1].fragment, line.fragment.size
    step = here.x0 - last.x0
    if len(draft.lines) == 1:
        if step < 0.8 * em or draft.kind == "list_item":
            # Back to the left of a first-line indent; a list item's text hangs to the right of its mark.
            return step < -6.0 * em or (draft.kind == "list_item" and step < -0.8 * em)
        hanging = after is not None and abs(after.fragment.x0 - here.x0) < 0.5 * em
        return not (hanging and last.x1 > draft.right - 3 * em and after is not None and _close(line, after))
    return abs(step) > 0.8 * em


def _close(line: Line, after: Line) -> bool:
    return 0 < after.fragment.base - line.fragment.base < 1.8 * line.fragment.size


def _ended(draft: Draft, line: Line) -> bool:
    """Whether the line above is so short that the next word would have stood on it."""
    last, em = draft.lines[-1].fragment, line.fragment.size
    room = draft.right - last.x1
    word = line.text.split(" ", 1)[0]
    if cjk(line.text[0]):
        need = 2.2 * em if last.text.endswith(ENDS) else 3.5 * em
    else:
        share = len(word) / max(1, len(line.text))
        need = share * (line.fragment.x1 - line.fragment.x0) + 0.8 * em
    if last.text.endswith(ENDS):
        return room > need
    return room > max(need, 0.3 * (draft.right - draft.left))


def is_caption(draft: Draft) -> bool:
    """``Table 2. Doses``, ``表 1 给药方案``; not ``Table 2 shows the doses``."""
    match = _CAPTION.match(draft.text)
    if match is None or len(draft.lines) > 8:
        return False
    rest = match["rest"]
    if not rest or rest[0] in ".:：．|":
        return len(draft.lines) <= 8
    return len(draft.lines) <= 3 and not _TOLD.match(rest) and not draft.text.endswith("。")
