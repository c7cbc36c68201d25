"""Where the shapes of a slide stand, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from evimed.ingest.xml_tree import Element

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}pic", f"{P}cxnSp")
_MC_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in the slide's units."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with its placeholder's type ("" for none) and its place."""

    node: Element
    placeholder: str
    frame: Frame


def shapes(slide: Element, layouts: Sequence[Element]) -> list[Shape]:
    """List the shapes of a slide; placeholders without a place take it from the layout or the master."""
    inherited: dict[tuple[str, str], Frame] = {}
    for layout in layouts:
        for node in layout.iter(f"{P}sp"):
            frame = _frame(node)
            if frame is not None:
                kind, index = _placeholder(node) or ("", "")
                inherited.setdefault((kind, index), frame)
                inherited.setdefault((kind, ""), frame)
    tree = slide.find(f"{P}cSld/{P}spTree")
    return [] if tree is None else list(_walk(tree, inherited, lambda frame: frame))


def in_reading_order(items: Sequence[Shape]) -> list[Shape]:
    """Sort shapes as they are read: bands from top to bottom, in a band columns from left to right."""
    if len(items) < 2:
        return list(items)
    for edges in (_vertical, _horizontal):
        groups = _cut(items, edges)
        if len(groups) > 1:
            return [item for group in groups for item in in_reading_order(group)]
    return sorted(items, key=lambda item: (item.frame.top, item.frame.left))


def _vertical(frame: Frame) -> tuple[float, float]:
    return frame.top, frame.bottom


def _horizontal(frame: Frame) -> tuple[float, float]:
    return frame.left, frame.right


def _cut(items: Sequence[Shape], edges: Callable[[Frame], tuple[float, float]]) -> list[list[Shape]]:
    """Cut where no shape crosses; boxes that touch by a tenth of their size count as apart."""
    groups: list[list[Shape]] = []
    reach = float("-inf")
    for item in sorted(items, key=lambda item: edges(item.frame)):
        start, end = edges(item.frame)
        if not groups or start + 0.1 * (end - start) >= reach:
            groups.append([])
        groups[-1].append(item)
        reach = max(reach, end)
    return groups


def _walk(
    parent: Element, inherited: dict[tuple[str, str], Frame], place: Callable[[Frame], Frame]
) -> Iterator[Shape]:
    for node in parent:
        if node.tag == f"{P}grpSp":
            yield from _walk(node, inherited, _in_group(node, place))
        elif node.tag == _MC:
            choice = node.find(_MC_CHOICE)
            if choice is not None:
                yield from _walk(choice, inherited, place)
        elif node.tag in _SHAPES:
            kind, index = _placeholder(node) or ("", "")
            frame = _frame(node)
            if frame is not None:
                yield Shape(node, kind, place(frame))
            else:
                found = inherited.get((kind, index)) or inherited.get((kind, "")) if kind else None
                yield Shape(node, kind, found or Frame())


def _in_group(group: Element, place: Callable[[Frame], Frame]) -> Callable[[Frame], Frame]:
    """A group has a coordinate system of its own."""
    transform = group.find(f"{P}grpSpPr/{A}xfrm")
    if transform is None:
        return place
    outer, inner = _rectangle(transform, "off", "ext"), _rectangle(transform, "chOff", "chExt")
    if outer is None or inner is None:
        return place
    across = (outer.right - outer.left) / ((inner.right - inner.left) or 1)
    down = (outer.bottom - outer.top) / ((inner.bottom - inner.top) or 1)

    def moved(frame: Frame) -> Frame:
        return place(
            replace(
                frame,
                left=outer.left + (frame.left - inner.left) * across,
                right=outer.left + (frame.right - inner.left) * across,
                top=outer.top + (frame.top - inner.top) * down,
                bottom=outer.top + (frame.bottom - inner.top) * down,
            )
        )

    return moved


def _placeholder(node: Element) -> tuple[str, str] | None:
    """Type and index of a placeholder; the type is "body" where none is written."""
    found = next(node.iter(f"{P}ph"), None)
    return None if found is None else (found.get("type") or "body", found.get("idx") or "")


def _frame(node: Element) -> Frame | None:
    transform = next((child for tag in (f"{A}xfrm", f"{P}xfrm") for child in node.iter(tag)), None)
    return None if transform is None else _rectangle(transform, "off", "ext")


def _rectangle(transform: Element, corner: str, size: str) -> Frame | None:
    offset, extent = transform.find(f"{A}{corner}"), transform.find(f"{A}{size}")
    if offset is None or extent is None:
        return None
    try:
        left, top = float(offset.get("x") or 0), float(offset.get("y") or 0)
        return Frame(left, top, left + float(extent.get("cx") or 0), top + float(extent.get("cy") or 0))
    except ValueError:
        return None
