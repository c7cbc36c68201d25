"""``evimed folder``: folders of a library, and what lies in them."""

from __future__ import annotations

from evimed.govern.filing import Moved
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, document_of, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap


def show(invocation: Invocation, library: str | None) -> int:
    """The folders with the documents in each; 1 if there are none."""
    with open_library(invocation, library) as (session, where):
        found = session.filing().folders(library=where)
    if invocation.as_json:
        rows = [{"path": one.path, "documents": one.documents, "made": one.made} for one in found]
        terminal.show_json({"folders": rows})
    else:
        _tell(*(f"{one.documents:>7}  {one.path or invocation.say('folder.top')}" for one in found))
    return 0 if found else 1


def make(invocation: Invocation, path: str, library: str | None) -> int:
    """Make a folder, and tell its path."""
    with open_library(invocation, library) as (session, where):
        made = session.filing().make(utf8(path, "FOLDER"), library=where)
    if invocation.as_json:
        terminal.show_json({"path": made})
    else:
        _tell(made)
    return 0


def rename(invocation: Invocation, path: str, to: str, library: str | None) -> int:
    """Give a folder another path; what lies in it moves along."""
    with open_library(invocation, library) as (session, where):
        moved = session.filing().rename(utf8(path, "FOLDER"), utf8(to, "TO"), library=where)
    return _moved(invocation, moved)


def remove(invocation: Invocation, path: str, library: str | None) -> int:
    """Remove a folder that somebody made and nothing lies in."""
    with open_library(invocation, library) as (session, where):
        session.filing().remove(utf8(path, "FOLDER"), library=where)
    if invocation.as_json:
        terminal.show_json({"path": path})
    else:
        _tell(path)
    return 0


def move(invocation: Invocation, document: str, path: str, library: str | None) -> int:
    """Move a document, with its other versions, to a folder."""
    with open_library(invocation, library) as (session, where):
        found = document_of(session, utf8(document, "DOCUMENT"), where)
        moved = session.filing().move([found.id], utf8(path, "FOLDER"), library=where)
    return _moved(invocation, moved)


def _moved(invocation: Invocation, moved: Moved) -> int:
    if invocation.as_json:
        terminal.show_json({"documents": moved.documents, "readers_changed": moved.readers_changed})
        return 0
    _tell(invocation.say("folder.moved", count=moved.documents, changed=moved.readers_changed))
    return 0


def _tell(*told: str) -> None:
    for words in told:
        terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
