"""Folders as a page shows them: nested, opened along the way to the chosen one, lone ones told together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evimed.govern.filing import Folder

MOST_SHOWN = 200  # folders of one level; the rest is counted


@dataclass(slots=True)
class Node:
    """A folder with all below it; ``label`` may name several levels of which each holds only the next."""

    path: str
    label: str
    documents: int = 0  # in it and below it
    own: int = 0
    made: bool = False
    children: list[Node] = field(default_factory=list["Node"])
    open: bool = False
    current: bool = False
    hidden: int = 0  # children that are not shown


def folder_tree(folders: Iterable[Folder], chosen: str | None) -> Node:
    """The top, with what is shown below it; ``chosen`` is the path of a folder, ``None`` for all."""
    top = Node("", "")
    known = {"": top}
    for folder in folders:
        node = top
        for path in _ways(folder.path):
            if path not in known:
                known[path] = Node(path, _name(path))
                node.children.append(known[path])
            node = known[path]
        node.own, node.made = folder.documents, folder.made
    _count(top)
    for node in top.children:
        _join(node)
    _open(top, chosen)
    return top


def _ways(path: str) -> Iterator[str]:
    """``a``, ``a/b``, ``a/b/c``: a folder and those it lies in."""
    at = path.find("/", 1)
    while path and at > 0:
        yield path[:at]
        at = path.find("/", at + 1)
    if path:
        yield path


def _name(path: str) -> str:
    """The last part of a path; that of an archive without the mark that members stand behind."""
    named = path if path.rfind("/") == 0 else path.rsplit("/", 1)[-1]
    return named.removesuffix("!")


def _count(node: Node) -> int:
    node.documents = node.own + sum(_count(child) for child in node.children)
    return node.documents


def _join(node: Node) -> None:
    while len(node.children) == 1 and not node.own and not node.made:
        child = node.children[0]
        node.path, node.label = child.path, f"{node.label.rstrip('/')}/{child.label}"
        node.own, node.made, node.children = child.own, child.made, child.children
    for child in node.children:
        _join(child)


def _open(node: Node, chosen: str | None) -> None:
    node.current = node.path == chosen
    node.open = node.path == "" or (chosen is not None and f"{chosen}/".startswith(f"{node.path}/"))
    if not node.open:
        return
    for child in node.children:
        _open(child, chosen)
    shown = [child for place, child in enumerate(node.children) if place < MOST_SHOWN or child.open]
    node.hidden, node.children = len(node.children) - len(shown), shown


def crumbs(path: str) -> list[tuple[str, str]]:
    """The way to a folder: path and name of each level."""
    return [(way, _name(way)) for way in _ways(path)]
