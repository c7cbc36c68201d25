"""``evimed demo``: the sample library taken in, and one question in each language answered from it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from evimed.json_forms import answer_json
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.answers import answer_lines
from evimed.surfaces.cli.conflicts import conflict_lines
from evimed.surfaces.cli.ingest import make_vectors, table, take_in
from evimed.surfaces.cli.invocation import Invocation, open_library
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

HOME = Path("~/.evimed-demo")  # apart from ~/.evimed: sample documents never mix with somebody's own
QUESTIONS = (
    "非瓣膜性房颤患者 eGFR 为 30～44 时，替诺沙班的推荐剂量是多少？",
    "What should be done when a dose of ZELVORIS is missed?",
)


def demo(invocation: Invocation) -> int:
    """Run the demonstration; quick the second time, since unchanged documents are not read again."""
    from evimed import samples

    width = terminal.page_width()
    home = HOME.expanduser()
    with open_library(invocation, None, default_home=home) as (session, where):
        terminal.note(invocation.say("demo.ingesting"))
        outcomes = take_in(invocation, session, [str(samples.library_path())], where)
        terminal.show(table(invocation, outcomes, width))
        make_vectors(invocation, session, where)
        for question in QUESTIONS:
            asked = [Line(line, "bold cyan") for line in wrap(question, width, "? ")]
            terminal.show([Line(), *asked, Line()])
            terminal.show(answer_lines(answer_json(session.ask(question, library=where)), width))
        found = session.conflicts(library=where, language=invocation.language)[:1]
        if found:
            asked = [Line(line, "bold cyan") for line in wrap(invocation.say("demo.conflict"), width, "? ")]
            terminal.show([Line(), *asked, Line(), *conflict_lines(invocation, found, width)])
    owner = wrap(invocation.say("demo.owner"), width)
    terminal.show([Line(), *(Line(line, "dim") for line in owner)])
    # Not wrapped: these lines are there to be copied.
    terminal.show([Line(), *(Line(words) for words in _next_steps(invocation).splitlines())])
    return 0


def _next_steps(invocation: Invocation) -> str:
    """Commands to type next: this program as this shell finds it, and the home of the demonstration."""
    home = invocation.home or os.environ.get("EVIMED_HOME")
    program = "evimed" if shutil.which("evimed") else os.path.relpath(sys.argv[0])
    return invocation.say("demo.next", program=program, home=shlex.quote(str(home)) if home else HOME)
