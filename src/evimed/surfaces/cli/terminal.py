"""The terminal: UTF-8 whatever the locale says, lines that fit, colour only where it is seen."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

PLAIN_WIDTH = 80  # what a pipe or a file gets, so that two runs print the same
MAX_WIDTH = 100  # longer lines are hard to read, however wide the window
MIN_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output with the rich style it is shown in on a terminal."""

    text: str = ""
    style: str = ""


def speak_utf8() -> None:
    r"""Print UTF-8 under any locale: a hospital's ``LANG=C`` must not break Chinese.

    A lone surrogate (a file name that is not UTF-8) is printed as ``\udcff``: inside JSON, its escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def page_width() -> int:
    """How many cells a line of output may take."""
    if not sys.stdout.isatty():
        return PLAIN_WIDTH
    return max(MIN_WIDTH, min(MAX_WIDTH, shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns))


def show(lines: Iterable[Line]) -> None:
    """Print lines to standard output, with their styles if it is a terminal that wants them."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        sys.stdout.writelines(f"{line.text}\n" for line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False)
    for line in lines:
        console.print(Text(line.text, style=line.style), soft_wrap=True)


def show_json(value: object) -> None:
    """Print one JSON value; Chinese stays readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Say something to the person, beside the output: on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
