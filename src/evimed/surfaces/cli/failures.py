"""What went wrong, told in one line, and what to do in another. No traceback unless asked for."""

from __future__ import annotations

import itertools
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from evimed.catalogue import Language
from evimed.errors import EvimedError, InputError
from evimed.json_forms import error_json
from evimed.surfaces.cli import terminal

INTERRUPTED = 130  # what a shell expects of a process stopped by Ctrl-C


def told(error: EvimedError, language: Language, *, as_json: bool) -> int:
    """Tell ``error`` and return the exit code."""
    if os.environ.get("EVIMED_DEBUG") == "1":
        traceback.print_exception(error, file=sys.stderr)
    if as_json:
        terminal.show_json({"error": error_json(error, language)})
    else:
        terminal.note(error.message(language))
        terminal.note(error.hint(language))
    return error.exit_code


def of_usage(fault: typer.TyperException, arguments: Sequence[str], commands: Sequence[str]) -> InputError:
    """The parser's complaint as an error of ours; the hint names the help of the command that was meant."""
    pairs = [" ".join(pair) for pair in itertools.pairwise(arguments)]
    command = next((words for words in (*pairs, *arguments) if words in commands), None)
    error = InputError(
        "usage",
        detail=" ".join(fault.format_message().split()),
        help=f"evimed {command} --help" if command else "evimed --help",
    )
    error.__cause__ = fault
    return error


def of_fault(fault: Exception) -> EvimedError:
    """A fault of ours that nobody foresaw."""
    error = EvimedError("internal", kind=type(fault).__name__, detail=" ".join(str(fault).split())[:300])
    error.__cause__ = fault
    return error


def interrupted() -> EvimedError:
    """Ctrl-C."""
    return EvimedError("interrupted")
