"""``evimed conflicts``: recommendations that disagree, side by side, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from evimed.catalogue import text
from evimed.json_forms import ConflictReportJson, conflict_report_json
from evimed.records import FoundConflict
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.places import source_words
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

_BESIDE = 60  # cells from which two columns can be read
_BETWEEN = " │ "


def conflicts(
    invocation: Invocation, topic: str | None, library: str | None, *, one_sided: bool = False
) -> int:
    """List the conflicts of a library. None is a result like any other: exit code 0.

    ``one_sided``: instead, what only one of two guidelines on one subject addresses.
    """
    wanted = utf8(topic, "--topic") if topic is not None else None
    with open_library(invocation, library) as (session, where):
        found = session.conflicts(
            library=where, language=invocation.language, topic=wanted, one_sided=one_sided
        )
    reports = [conflict_report_json(one) for one in found]
    if invocation.as_json:
        terminal.show_json({"library": where, "topic": wanted, "conflicts": reports})
    elif reports:
        terminal.show(_lines(invocation, reports, terminal.page_width()))
        total = "conflicts.one_sided" if one_sided else "conflicts.total"
        words = invocation.say(total, count=len(reports))
        terminal.show([Line(), *(Line(line, "dim") for line in wrap(words, terminal.page_width()))])
    else:
        terminal.show([Line(invocation.say("conflicts.nothing", library=where))])
    return 0


def conflict_lines(invocation: Invocation, found: Sequence[FoundConflict], width: int) -> list[Line]:
    """Conflicts as ``evimed conflicts`` shows them."""
    return list(_lines(invocation, [conflict_report_json(one) for one in found], width))


def _lines(invocation: Invocation, reports: Sequence[ConflictReportJson], width: int) -> Iterator[Line]:
    language = invocation.language
    for number, report in enumerate(reports, 1):
        if number > 1:
            yield Line()
        first = f"{number}. "
        kind = text(f"cli.conflict.{report['kind']}", language)
        title = f"{report['topic']} · {kind}"
        yield from (Line(line, "bold yellow") for line in wrap(title, width, first))
        yield from (Line(line) for line in wrap(report["explanation"], width, " " * len(first)))
        columns = [list(_side(invocation, report, at)) for at in range(len(report["positions"]))]
        yield from _beside(columns, width, " " * len(first))


def _side(invocation: Invocation, report: ConflictReportJson, at: int) -> Iterator[tuple[str, str]]:
    """Paragraphs of one position with their styles: the sentence, then where it stands."""
    citations = {citation["id"]: citation for citation in report["citations"]}
    position = report["positions"][at]
    yield text("cli.answer.quote", invocation.language, quote=position["text"]), ""
    for key in position["citations"]:
        citation = citations[key]
        words = source_words(citation["document"], citation["locator"], invocation.language)
        yield f"[{key.removeprefix('c')}] {words}", "dim"


def _beside(columns: Sequence[Sequence[tuple[str, str]]], width: int, indent: str) -> Iterator[Line]:
    """Two columns where the page is wide enough, else one after the other."""
    if width < _BESIDE or len(columns) != 2:
        for column in columns:
            for words, style in column:
                yield from (Line(line, style) for line in wrap(words, width, indent + "- " * (style == "")))
        return
    room = (width - len(indent) - len(_BETWEEN)) // 2
    for left, right in zip_longest(*columns, fillvalue=("", "")):
        pair = [wrap(words, room) if words else [] for words, _ in (left, right)]
        for one, other in zip_longest(*pair, fillvalue=""):
            yield Line(f"{indent}{one}{' ' * (room - cell_len(one))}{_BETWEEN}{other}".rstrip(), left[1])
