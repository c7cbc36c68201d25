"""``evimed delete``: a document and all that came from it, in one transaction."""

from __future__ import annotations

from evimed.json_forms import deletion_json
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, document_of, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap


def delete(invocation: Invocation, document: str, library: str | None) -> int:
    """Delete the document and say, kind by kind, what went with it."""
    wanted = utf8(document, "DOCUMENT")
    with open_library(invocation, library) as (session, where):
        deletion = session.delete(document_of(session, wanted, where).id, library=where)
    if invocation.as_json:
        terminal.show_json(deletion_json(deletion))
        return 0
    words = invocation.say(
        "delete.done",
        title=deletion.title,
        passages=deletion.passages,
        vectors=deletion.vectors,
        answers=deletion.answers,
    )
    terminal.show(Line(line) for line in wrap(words, terminal.page_width()))
    return 0
