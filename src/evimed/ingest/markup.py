"""Web pages (HTML): what a reader reads, without scripts, menus and hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from evimed.catalogue import Language
from evimed.errors import DocumentError
from evimed.ingest import tables
from evimed.ingest.build import DocumentBuilder, Piece
from evimed.ingest.inline import superscript
from evimed.ingest.markup_head import page_language, page_published, page_title
from evimed.ingest.xml_tree import Element
from evimed.records import BlockKind, ParsedDocument

PARSER = "html/1"

_DROPPED = {
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "embed",
    "canvas", "button", "select", "textarea", "input", "audio", "video", "map", "rt", "rp", "del", "s",
    "strike", "title",
}  # fmt: skip
_BOILERPLATE = {"nav", "footer", "aside", "menu", "dialog"}
_BOILERPLATE_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "menu",
    "menubar",
    "dialog",
}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "hgroup", "blockquote", "address", "figure",
    "center", "form", "fieldset", "details", "summary", "body", "html", "ul", "ol", "dl", "dt", "dd", "li",
    "table", "pre", "hr", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "figcaption", "h1", "h2",
    "h3", "h4", "h5", "h6", "legend", "nav", "footer", "aside", "menu", "option",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]$")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BETWEEN_CJK = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*"
    r"(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])"
)
_MAX_DEPTH = 180


def parse(text: str) -> ParsedDocument:
    """Parse a web page that has been decoded."""
    root = _tree(text)
    language: Language | None = page_language(root)
    reader = _Reader()
    reader.flow(root)
    if not reader.wrote:  # a page that is all menu and footer: better that than nothing
        reader = _Reader(boilerplate=True)
        reader.flow(root)
    return reader.builder.finish(
        title=page_title(root) or reader.first_heading, language=language, published=page_published(root)
    )


def _tree(text: str) -> Element:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text).replace("\x00", "\ufffd"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise DocumentError("no_text") from error
    return root


@dataclass(slots=True)
class _Run:
    """Inline text that is being collected for one block."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])

    def add(self, text: str) -> None:
        self.lines[-1].append(text)

    def pieces(self) -> list[Piece]:
        joined = (" ".join(_BETWEEN_CJK.sub("", "".join(line)).split()) for line in self.lines)
        return [Piece(line) for line in joined if line]


class _Reader:
    """Walks the tree and writes blocks."""

    def __init__(self, *, boilerplate: bool = False) -> None:
        self.builder = DocumentBuilder("text/html", PARSER)
        self.wrote = False
        self.first_heading: str | None = None
        self._keep_boilerplate = boilerplate
        self._run = _Run()
        self._kind: BlockKind = "paragraph"
        self._prefix = ""  # number of the list item whose text comes next

    def flow(self, node: Element, depth: int = 0) -> None:
        """Write an element's content: blocks as they come, inline text between them as paragraphs."""
        self._run.add(node.text or "")
        for child in node:
            self._child(child, depth + 1)
            self._run.add(child.tail or "")
        if depth == 0:
            self._flush()

    def _child(self, node: Element, depth: int) -> None:
        tag = str(node.tag).lower()
        if self._is_left_out(node, tag):
            return
        if depth > _MAX_DEPTH:
            self._run.add(" " + "".join(_inner_text(node)) + " ")
        elif tag == "br":
            self._run.lines.append([])
        elif tag in ("sup", "sub"):
            content = "".join(_inner_text(node))
            self._run.add(superscript(content) if tag == "sup" else content)
        elif tag not in _BLOCKS and not _has_heading_role(node):
            self.flow(node, depth)
        else:
            self._flush()
            self._block(node, tag, depth)
            self._flush()

    def _block(self, node: Element, tag: str, depth: int) -> None:
        if _HEADING.match(tag) or _has_heading_role(node):
            level = int(tag[1]) if _HEADING.match(tag) else int(node.get("aria-level") or 2)
            pieces = _pieces(node)
            if pieces:
                self.first_heading = self.first_heading or " ".join(piece.text for piece in pieces)
                self.builder.heading(pieces, level)
                self.wrote = True
        elif tag in ("ul", "ol", "menu"):
            self._list(node, depth)
        elif tag == "li":
            self._with_kind("list_item", node, depth)
        elif tag == "dl":
            self._definitions(node, depth)
        elif tag == "table":
            self._table(node, depth)
        elif tag in ("caption", "figcaption"):
            self._with_kind("caption", node, depth)
        elif tag == "pre":
            lines = "".join(_inner_text(node)).split("\n")
            self._write("paragraph", [Piece(line) for line in lines if line.strip()])
        else:
            self.flow(node, depth)

    def _with_kind(self, kind: BlockKind, node: Element, depth: int) -> None:
        before, self._kind = self._kind, kind
        self.flow(node, depth)
        self._flush()
        self._kind = before

    def _list(self, node: Element, depth: int) -> None:
        number = _integer(node.get("start"), 1)
        for item in node:
            if item.tag != "li":
                self._child(item, depth + 1)
                continue
            if self._is_left_out(item, "li"):
                continue
            if node.tag == "ol":
                number = _integer(item.get("value"), number)
                self._prefix = f"{number}. "
                number += 1
            self._with_kind("list_item", item, depth + 1)
            self._prefix = ""

    def _definitions(self, node: Element, depth: int) -> None:
        term = ""
        for item in node.iter("dt", "dd"):
            if item.tag == "dt":
                term = " ".join(piece.text for piece in _pieces(item))
            elif any(child.tag in _BLOCKS and child.tag != "p" for child in item.iterdescendants()):
                self._write("paragraph", [Piece(term)])
                self.flow(item, depth + 1)
                self._flush()
                term = ""
            else:
                pieces = _pieces(item)
                if term and pieces:
                    pieces[0] = Piece(f"{term}: {pieces[0].text}")
                self._write("list_item", pieces)

    def _table(self, node: Element, depth: int) -> None:
        rows = [row for row in _rows(node) if not self._is_left_out(row, "tr")]
        cells = [[cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)] for row in rows]
        layout = (
            node.get("role") in ("presentation", "none")
            or next(node.iterdescendants("table"), None) is not None
        )
        if layout or max(map(len, cells), default=0) < 2:
            self.flow(node, depth)
            return
        for caption in node.iterchildren("caption"):
            self._write("caption", _pieces(caption))
        grid = tables.lay_out([[_cell(cell, len(rows) - at) for cell in row] for at, row in enumerate(cells)])
        marked = 0
        for row, found in zip(rows, cells, strict=True):
            parent = row.getparent()
            in_head = parent is not None and parent.tag == "thead"
            if not in_head and not (found and all(cell.tag == "th" for cell in found)):
                break
            marked += 1
        headers = marked if 0 < marked < len(rows) else 0 if marked else tables.header_rows(grid)
        tables.write_table(self.builder, grid, headers)
        self.wrote = True

    def _is_left_out(self, node: Element, tag: str) -> bool:
        if tag in _DROPPED or _is_hidden(node):
            return True
        if self._keep_boilerplate:
            return False
        if tag in _BOILERPLATE or (node.get("role") or "").lower() in _BOILERPLATE_ROLES:
            return True
        if tag == "header":  # of the page, unless it carries the page's heading
            return (
                next(node.iter("h1", "h2", "h3"), None) is None
                and next(node.iterancestors("article", "main"), None) is None
            )
        return False

    def _flush(self) -> None:
        pieces = self._run.pieces()
        self._run = _Run()
        if pieces and self._prefix:
            pieces[0] = Piece(self._prefix + pieces[0].text)
            self._prefix = ""
        self._write(self._kind, pieces)

    def _write(self, kind: BlockKind, pieces: list[Piece]) -> None:
        if pieces:
            self.builder.block(kind, pieces)
            self.wrote = True


def _rows(table: Element) -> Iterator[Element]:
    for node in table:
        if node.tag == "tr":
            yield node
        elif node.tag in ("thead", "tbody", "tfoot"):
            yield from node.iterchildren("tr")


def _cell(node: Element, rows_left: int) -> tables.Cell:
    text = " ".join(piece.text for piece in _pieces(node))
    down = _integer(node.get("rowspan"), 1)
    return tables.Cell(
        text, max(1, _integer(node.get("colspan"), 1)), rows_left if down == 0 else max(1, down)
    )


def _pieces(node: Element) -> list[Piece]:
    run = _Run()
    for text in _inner_text(node):
        if text == "\n\n":
            run.lines.append([])
        else:
            run.add(text)
    return run.pieces()


def _inner_text(node: Element) -> Iterator[str]:
    """Yield the text under an element without recursion; blocks and breaks are parted by an empty line."""
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        tag = inner.tag.lower()
        if event == "start":
            if inner is not node and _is_dropped_inside(inner, node):
                continue
            if tag == "br" or (tag in _BLOCKS and inner is not node):
                yield "\n\n"
            text = inner.text or ""
            yield superscript(text) if tag == "sup" else text
        elif inner is not node:
            if tag in _BLOCKS:
                yield "\n\n"
            parent = inner.getparent()
            if parent is node or parent is None or not _is_dropped_inside(parent, node):
                yield inner.tail or ""


def _is_dropped_inside(node: Element, root: Element) -> bool:
    current: Element | None = node
    while current is not None and current is not root:
        if current.tag in _DROPPED or _is_hidden(current):
            return True
        current = current.getparent()
    return False


def _is_hidden(node: Element) -> bool:
    if node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    style = node.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _has_heading_role(node: Element) -> bool:
    return node.get("role") == "heading" and (node.get("aria-level") or "2").isdigit()


def _integer(text: str | None, default: int) -> int:
    found = (text or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < 8 else default
