"""``evimed ask``: a question in, a cited answer out."""

from __future__ import annotations

import sys

from evimed.errors import InputError
from evimed.json_forms import answer_json
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.answers import SAYS_NO, answer_lines
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.live import watch

_MOST_BYTES_READ = 1_000_000  # of standard input: far above any question, far below what would hurt


def ask(invocation: Invocation, question: str, library: str | None, *, after: str | None = None) -> int:
    """Answer ``question`` (``-``: read it from standard input); 1 if the answer is that there is none.

    ``after`` is the answer that it follows.
    """
    asked = _from_standard_input() if question == "-" else utf8(question, "QUESTION")
    with open_library(invocation, library) as (session, where):
        answer = watch(session.ask_stream(asked, library=where, after=after))
    record = answer_json(answer)
    if invocation.as_json:
        terminal.show_json(record)
    else:
        terminal.show(answer_lines(record, terminal.page_width()))
    return 1 if record["verdict"]["name"] in SAYS_NO else 0


def _from_standard_input() -> str:
    raw = sys.stdin.buffer.read(_MOST_BYTES_READ)
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", what="QUESTION", position=error.start + 1) from error
