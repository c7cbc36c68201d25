"""Lines of one column to paragraphs, list items and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from evimed.ingest.pdf.characters import cjk
from evimed.ingest.pdf.fragments import Fragment
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
_BOLD_NUMBER = re.compile(r"\d{1,2}\.?\s+[A-Z]")
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
_WIDEST_LEADING = 2.2  # font sizes between the baselines of a paragraph
ENDS = tuple("。！？.!?；;：:")
_LEADERS = re.compile(r"((\.\s?){4,}|…{2,}|·{4,})\s*[\divxl]+$")
_LEADS = frozenset(".…·")


@dataclass(slots=True)
class Run:
    """Lines of one column, or of one box in it, whose text reaches from ``left`` to ``right``."""

    lines: list[Line]
    left: float
    right: float


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


class Setting:
    """How the document is set: the size of its text, and how far lines of one paragraph stand apart.

    A page of headings and one-line paragraphs does not show the latter, so it is measured over all pages, as
    the closest usual step after a line that reaches the right edge of its column.
    """

    def __init__(self, body: float, runs: Iterable[Run]) -> None:
        self.body = body
        steps: dict[float, list[float]] = {}
        for run in runs:
            for above, below in pairwise(run.lines):
                step = (below.fragment.base - above.fragment.base) / below.fragment.size
                same = abs(above.fragment.size - below.fragment.size) < 0.08 * below.fragment.size
                if same and 0.8 < step < 3.0 and _full(above.fragment, run.left, run.right):
                    steps.setdefault(round(below.fragment.size), []).append(step)
        self._leading = {size: sorted(found)[len(found) // 10] for size, found in steps.items()}

    def leading(self, size: float) -> float:
        """The usual step between baselines, in font sizes, for letters of a size."""
        return self._leading.get(round(size), 1.25)


def drafts(run: Run, setting: Setting) -> list[Draft]:
    """The paragraphs of a run of lines."""
    found: list[Draft] = []
    for number, line in enumerate(run.lines):
        after = run.lines[number + 1] if number + 1 < len(run.lines) else None
        if found and not _breaks(found[-1], line, after, setting):
            found[-1].lines.append(line)
        else:
            found.append(Draft(_kind(line), [line], run.left, run.right))
    for draft in found:
        if is_caption(draft):
            draft.kind = "caption"
    return found


def leads_to_page(text: str) -> bool:
    """Whether dots lead to a page number: a line of a table of contents."""
    return not _LEADS.isdisjoint(text[:-1]) and text[-1:] not in ENDS and _LEADERS.search(text) is not None


def _kind(line: Line) -> BlockKind:
    marked = BULLET.match(line.text) or NUMBERED.match(line.text) or leads_to_page(line.text)
    return "list_item" if marked else "paragraph"


def _breaks(draft: Draft, line: Line, after: Line | None, setting: Setting) -> bool:
    """Whether a line begins something new."""
    last, here = draft.lines[-1].fragment, line.fragment
    em = here.size
    reach = (1.22 * setting.leading(em) + 0.08) * em
    if _full(last, draft.left, draft.right) and not last.text.endswith(ENDS):
        reach = max(reach, _WIDEST_LEADING * em)  # the sentence goes on, however far the lines stand apart
    if abs(last.size - em) > 0.08 * max(last.size, em) or not 0 < here.base - last.base <= reach:
        return True
    if _marked(draft, line) or _reweighted(last, here):
        return True
    if em > 1.14 * setting.body:
        return False  # lines of a large heading are as long as their maker liked
    if abs((last.x0 + last.x1) - (here.x0 + here.x1)) < 0.6 * em and last.x0 > draft.left + em:
        return _room(draft, line) > 0.25 * (draft.right - draft.left)  # centred
    return _indented(draft, line, after) or _ended(draft, line)


def _full(line: Fragment, left: float, right: float) -> bool:
    """Whether a line reaches the right edge of its column."""
    return line.x1 > right - (1.6 * line.size if cjk(line.text[-1]) else 0.12 * (right - left))


def _room(draft: Draft, line: Line) -> float:
    """What a centred line leaves of its column, less the next word."""
    last = draft.lines[-1].fragment
    return draft.right - draft.left - (last.x1 - last.x0) - _first_word(line)


def _marked(draft: Draft, line: Line) -> bool:
    """Whether a line starts with the mark of a section or an item, or ends one of a table of contents."""
    if SECTION.match(line.text) or BULLET.match(line.text) or leads_to_page(draft.lines[-1].text):
        return True
    if line.fragment.bold > 0.9 and _BOLD_NUMBER.match(line.text):
        return True
    if _CAPTION.match(line.text) and draft.lines[-1].text.endswith(ENDS) and not _told(line.text):
        return True
    return bool(NUMBERED.match(line.text)) and _starts_item(draft, line)


def _reweighted(last: Fragment, here: Fragment) -> bool:
    """Whether a bold line follows plain ones or the other way round; not a few bold words of a paragraph."""
    lighter = last.bold > 0.9 and here.bold < 0.05
    return lighter or (here.bold > 0.9 and last.bold < 0.5 and last.text.endswith(ENDS))


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
    if last.text.endswith(("-", "\u2010", "\u00ad")):
        return False
    room = draft.right - last.x1
    if cjk(line.text[0]):
        need = 2.2 * em if last.text.endswith(ENDS) else 3.5 * em
    else:
        need = _first_word(line) + 0.8 * em
    if last.text.endswith(ENDS):
        return room > need
    return room > max(need, 0.3 * (draft.right - draft.left))


def _first_word(line: Line) -> float:
    """The width of a line's first word."""
    word = line.text.split(" ", 1)[0]
    return len(word) / max(1, len(line.text)) * (line.fragment.x1 - line.fragment.x0)


def is_caption(draft: Draft) -> bool:
    """``Table 2. Doses``, ``表 1 给药方案``; not ``Table 2 shows the doses``."""
    match = _CAPTION.match(draft.text)
    if match is None or len(draft.lines) > 8:
        return False
    if not match["rest"] or match["rest"][0] in ".:：．|":
        return True
    return len(draft.lines) <= 3 and not _told(draft.text) and not draft.text.endswith("。")


def _told(text: str) -> bool:
    """Whether a text that begins like a caption is a sentence about the table or figure."""
    match = _CAPTION.match(text)
    return match is not None and _TOLD.match(match["rest"]) is not None
