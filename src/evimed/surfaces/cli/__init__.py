"""The command line: ``evimed``. Parsing here; each command's work in the module of its name."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from evimed.errors import EvimedError
from evimed.surfaces.cli import failures, terminal
from evimed.surfaces.cli.invocation import speech
from evimed.surfaces.cli.program import COMMANDS, Task, parse

__all__ = ["COMMANDS", "main", "run"]


def main() -> NoReturn:
    """Entry point of the ``evimed`` command."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code: 0 done, 1 the answer is no, 2 usage, 3 failed."""
    terminal.speak_utf8()
    language = speech(arguments, os.environ)
    as_json = "--json" in arguments
    try:
        try:
            task = parse(arguments, language)
            code = task.carry_out() if isinstance(task, Task) else task
            sys.stdout.flush()
        except typer.TyperException as fault:
            error = failures.of_usage(fault, arguments, COMMANDS)
            code = failures.told(error, language, as_json=as_json)
        except EvimedError as error:
            code = failures.told(error, language, as_json=as_json)
        except KeyboardInterrupt:
            failures.told(failures.interrupted(), language, as_json=as_json)
            code = failures.INTERRUPTED
        except BrokenPipeError:
            raise
        except Exception as fault:  # the last guard: a person never sees a traceback unasked
            code = failures.told(failures.of_fault(fault), language, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _terminate(*_: object) -> NoReturn:
    """End as after Ctrl-C, so that the database is let go of properly."""
    raise KeyboardInterrupt
