"""``evimed status``: what each library holds, how far runs and vectors are, what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.store.progress import LibraryProgress

_INDENT = "  "


def status(invocation: Invocation, library: str | None) -> int:
    """Report on all libraries, or on one; 0 also where there is none yet."""
    with open_library(invocation, library) as (session, named):
        found = session.progress()
        current = session.embedder
    chosen = [one for one in found if library is None or one.library == named]
    if invocation.as_json:
        terminal.show_json({"embedder": current, "libraries": [_form(one, current) for one in chosen]})
        return 0
    width = terminal.page_width()
    if not chosen:
        terminal.show([Line(invocation.say("status.none"))])
    for one in chosen:
        terminal.show(_lines(invocation, one, current, width))
    return 0


def _made(progress: LibraryProgress, current: str | None) -> dict[str, int]:
    """Vectors by embedder; the one in use stands first, with nothing made yet too."""
    return ({current: 0} if current else {}) | dict(progress.vectors)


def _form(progress: LibraryProgress, current: str | None) -> dict[str, object]:
    return {
        "library": progress.library,
        "documents": progress.documents,
        "passages": progress.passages,
        "quarantined": progress.quarantined,
        "runs": [
            {"engine": run.engine, "done": run.done, "total": run.total, "alive": run.alive}
            for run in progress.runs
        ],
        "vectors": [
            {"embedder": stamp, "done": done, "total": progress.passages, "current": stamp == current}
            for stamp, done in _made(progress, current).items()
        ],
    }


def _lines(
    invocation: Invocation, progress: LibraryProgress, current: str | None, width: int
) -> Iterator[Line]:
    words = invocation.say(
        "status.library",
        library=progress.library,
        documents=progress.documents,
        passages=progress.passages,
        quarantined=progress.quarantined,
    )
    yield from (Line(line, "bold") for line in wrap(words, width))
    for run in progress.runs:
        key = "status.run" if run.alive else "status.interrupted"
        share = 100 * run.done // max(run.total, 1)
        told = invocation.say(key, engine=run.engine, done=run.done, total=run.total, share=share)
        yield from (Line(line, "" if run.alive else "yellow") for line in wrap(told, width, _INDENT))
    for stamp, done in _made(progress, current).items():
        share = 100 * done // progress.passages if progress.passages else 100
        key = "status.vectors" if stamp == current else "status.former_vectors"
        told = invocation.say(key, embedder=stamp, done=done, total=progress.passages, share=share)
        yield from (Line(line) for line in wrap(told, width, _INDENT))
    if current and progress.vectors.get(current, 0) < progress.passages:
        later = invocation.say("ingest.later", options=invocation.options(progress.library))
        yield from (Line(line, "yellow") for line in wrap(later, width, _INDENT))
