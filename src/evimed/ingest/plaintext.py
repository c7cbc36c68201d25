"""Plain text and Markdown: the stored text is the file's own text, untouched; blocks point into it.

Sentences that hard line ends, blank lines, page numbers or running heads cut apart are put together again as
one block with several spans. The rules read the form of lines (see ``lines``), never particular words of a
subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evimed.ingest.lines import CJK, Kind, Line, classify, ends_sentence, split_lines
from evimed.records import Block, BlockKind, ParsedDocument, Span

PARSER = "plaintext/1"

_MARKUP = re.compile(
    r"\*\*|__(?=\S)|(?<=\S)__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`+|<!--.*?-->|!\[[^\]]*\]\([^)\s]*\)"
    r"|</?(?:b|i|u|em|strong|sup|sub|br|p|div|span|font|a)\b[^<>]*>"
    r"|\[(?=[^\]\[]{1,200}\]\([^)\s]{1,300}\))|\]\((?:https?:|#|/|\./)[^)\s]{0,300}\)",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    "[，。、；：！？）】」』”’,.;:)\\]%％的了和与及或而且并等至为是在于对由被将从以其之者也a-z]"
)
_UNFINISHED = re.compile(
    r"(?:[，、,：:（(《“‘—\-/]|[的和与及或在于对由被将从以为是至约达]|\b(?:and|or|of|the|to|in|for|with"
    r"|by|a|an|than|from|that|which))$"
)


@dataclass(slots=True)
class _Open:
    """The block that is being put together."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list[Line])
    indent: int = 0


def parse(text: str, *, markdown: bool = False) -> ParsedDocument:
    """Blocks of a decoded text.

    Parameters
    ----------
    text
        The decoded characters of the file; they become the stored text as they are.
    markdown
        Whether the file says it is Markdown (only the recorded type differs: exported plain text is full of
        Markdown left-overs and Markdown files of hard line ends, so both are read alike).
    """
    lines = split_lines(text)
    classify(lines)
    blocks = _Assembler(text, lines).run()
    return ParsedDocument(
        text=text,
        blocks=tuple(blocks),
        mime="text/markdown" if markdown else "text/plain",
        parser=PARSER,
    )


class _Assembler:
    """Puts lines together into blocks, keeping the section path as headings go by."""

    def __init__(self, text: str, lines: list[Line]) -> None:
        self._text = text
        self._lines = lines
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []
        self._open: _Open | None = None
        self._full = _full_width(lines)
        self._blanks_break = _blanks_break_sentences(lines)

    def run(self) -> list[Block]:
        gap = 0  # blank lines since the last line of text; page marks do not count
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            if line.kind is Kind.BLANK:
                gap += 1
            elif line.kind is Kind.ROW:
                self._close()
                index = self._table(index)
                gap = 0
                continue
            elif line.kind not in (Kind.PAGE, Kind.SKIP):
                self._line(line, gap)
                gap = 0
            index += 1
        self._close()
        return self._blocks

    def _line(self, line: Line, gap: int) -> None:
        if line.kind is Kind.HEADING and self._open and self._unfinished_before(line):
            # "… 2023 年市场规模约为\n3.2 亿元": the number belongs to the sentence, it is no heading.
            line.kind = Kind.TEXT
            line.body = line.start
        if line.kind is Kind.HEADING:
            self._close()
            self._heading(line)
        elif line.kind is Kind.ITEM and not (self._open and self._interrupts()):
            self._start("list_item", line)
        elif line.kind is Kind.CAPTION:
            self._start("caption", line)
        elif line.kind is Kind.ARTICLE and not (self._open and self._interrupts()):
            self._start("paragraph", line)
        elif self._open and self._goes_on(self._open, line, gap):
            self._open.lines.append(line)
        else:
            self._start("paragraph", line)

    def _interrupts(self) -> bool:
        r"""A mark of an item or article inside a sentence is part of it (依照\n第三条规定)."""
        before = self._open.lines[-1] if self._open else None
        return (
            before is not None
            and bool(_UNFINISHED.search(before.shown))
            and not before.shown.endswith((":", "："))
        )

    def _unfinished_before(self, line: Line) -> bool:
        before = self._open.lines[-1] if self._open else None
        if before is None or ends_sentence(before.shown) or line.shown.startswith("#"):
            return False
        return (
            before.width >= 0.6 * self._full
            and bool(_UNFINISHED.search(before.shown))
            and not before.shown.endswith((":", "："))
        )

    def _goes_on(self, block: _Open, line: Line, gap: int) -> bool:  # noqa: PLR0911  # one return a rule
        """Whether ``line`` continues the open block.

        A sentence in the middle goes on over line ends, blank lines and page marks; a finished one goes on to
        the next line only within the same paragraph.
        """
        before = block.lines[-1]
        first = len(block.lines) == 1
        if re.search(r"\d[.,]?$", before.shown) and re.match(r"\d", line.shown) and block.kind != "caption":
            return True  # a number cut by the line end: 31.|8%
        if ends_sentence(before.shown):
            return (
                gap == 0
                and block.kind == "paragraph"
                and before.width >= 0.8 * self._full
                and line.indent <= before.indent
            )
        if before.shown.endswith((":", "：")):
            return gap == 0
        if _UNFINISHED.search(before.shown) or _CONTINUES.match(line.shown):
            return True
        if gap and not self._blanks_break:
            return False
        chinese = re.search(f"[{CJK}]$", before.shown) or re.match(f"[{CJK}]", line.shown)
        if not chinese:
            return gap == 0 and block.kind != "caption"
        if block.kind == "caption":
            return gap == 0 and before.width >= 0.9 * self._full
        if before.width >= 0.75 * self._full:
            return True
        # A short line without an end: the tail of a running sentence goes on, a lone label does not.
        return not first or bool(re.search("[，；,;。]", before.shown)) or before.width >= 0.55 * self._full

    def _start(self, kind: BlockKind, line: Line) -> None:
        self._close()
        self._open = _Open(kind, [line], line.indent)

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        spans = tuple(span for line in block.lines for span in self._spans(line))
        if spans:
            self._blocks.append(Block(block.kind, spans, section=self._section()))

    def _heading(self, line: Line) -> None:
        spans = tuple(self._spans(line))
        if not spans:
            return
        while self._headings and self._headings[-1][0] >= line.level:
            self._headings.pop()
        self._blocks.append(Block("heading", spans, section=self._section(), level=line.level))
        title = "".join(self._text[start:end] for start, end in spans)
        title = re.sub(f"(?<=[{CJK}])(?<![章节条编篇分]) (?=[{CJK}])", "", " ".join(title.split()))
        self._headings.append((line.level, title))

    def _section(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._headings)

    def _spans(self, line: Line) -> list[Span]:
        """The characters of a line without inline mark-up."""
        spans: list[Span] = []
        position = line.body
        for match in _MARKUP.finditer(self._text, line.body, line.end):
            spans.append((position, match.start()))
            position = match.end()
        spans.append((position, line.end))
        return [(start, end) for start, end in spans if self._text[start:end].strip()]

    def _table(self, index: int) -> int:
        """Rows of one table: neighbouring lines of cells, page marks and one blank line between allowed."""
        rows: list[Line] = []
        ruled = False
        blanks = 0
        while index < len(self._lines):
            line = self._lines[index]
            if line.kind is Kind.ROW:
                rows.append(line)
                blanks = 0
            elif line.kind is Kind.SKIP and "-" in line.shown:
                ruled = ruled or len(rows) == 1
            elif line.kind is Kind.BLANK:
                blanks += 1
            elif line.kind is not Kind.PAGE:
                break
            if blanks > 1:
                break
            index += 1
        header: int | None = None
        for number, line in enumerate(rows):
            cells = self._cells(line)
            if not any(end > start for start, end in cells):
                continue
            is_header = number == 0 and len(rows) > 1 and (ruled or self._names_columns(cells))
            self._blocks.append(
                Block(
                    kind="table_header" if is_header else "table_row",
                    spans=((line.start, line.end),),
                    section=self._section(),
                    cells=tuple(cells),
                    header=header,
                )
            )
            if is_header:
                header = len(self._blocks) - 1
        return index

    def _names_columns(self, cells: list[Span]) -> bool:
        """A first row without numbers names the columns."""
        return not any(re.search(r"\d{2,}|\d[.%]", self._text[start:end]) for start, end in cells)

    def _cells(self, line: Line) -> list[Span]:
        separator = "|" if self._text.count("|", line.start, line.end) >= 2 else "\t"
        start = line.start + (self._text[line.start] == "|" and separator == "|")
        end = line.end - (self._text[line.end - 1] == "|" and separator == "|" and line.end - 1 > start)
        cells: list[Span] = []
        for part in re.finditer(
            f"[^{re.escape(separator)}]*(?:{re.escape(separator)}|$)", self._text[start:end]
        ):
            raw = part.group().rstrip(separator)
            if part.start() == end - start and cells:
                break
            inner = raw.strip(" \t*_`\u3000")
            at = start + part.start() + (raw.find(inner) if inner else 0)
            cells.append((at, at + len(inner)))
        return cells


def _full_width(lines: list[Line]) -> float:
    """Width at which this document breaks its lines (90th percentile of lines that end no sentence)."""
    widths = sorted(line.width for line in lines if line.kind is Kind.TEXT and not ends_sentence(line.shown))
    if len(widths) < 5:
        widths = sorted(line.width for line in lines if line.kind is Kind.TEXT)
    return float(widths[int(len(widths) * 0.9)]) if widths else 80.0


def _blanks_break_sentences(lines: list[Line]) -> bool:
    """Whether this export put blank lines inside sentences: more than one blank in eight follows an open one.

    Page marks count as blanks: a sentence that runs over a page says nothing about the other blank lines.
    """
    before: Line | None = None
    gap = False
    broken = whole = 0
    for line in lines:
        if line.kind is Kind.BLANK:
            gap = True
        elif line.kind is Kind.TEXT:
            if gap and before is not None and before.kind is Kind.TEXT:
                is_open = not ends_sentence(before.shown) and not before.shown.endswith((":", "："))
                broken += is_open
                whole += not is_open
            before, gap = line, False
        elif line.kind is not Kind.PAGE:
            before, gap = line, False
    return broken * 8 > broken + whole
