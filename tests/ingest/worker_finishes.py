"""What the worker tests run after the parse: a module of its own, so that worker processes can import it."""

from __future__ import annotations

import os
import signal
import time

from evimed.records import ParsedDocument

_HELD: list[bytearray] = []


def measure(document: ParsedDocument, sha256: str) -> tuple[int, str]:
    return len(document.text), sha256


def reader(document: ParsedDocument, sha256: str) -> int:
    """The process that reads, after long enough for another to begin."""
    time.sleep(0.02)
    return os.getpid()


def misbehave(document: ParsedDocument, sha256: str) -> object:
    """Do what the document's first word says."""
    match document.text.split()[0]:
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "eat":
            kept = []
            while True:
                kept.append(bytearray(10_000_000))
        case "hoard":
            _HELD.append(bytearray(250_000_000))
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(3)
        case "raise":
            raise KeyError("fault")
        case "lambda":
            return lambda: None
        case _:
            pass
    return document.text.split()[0]
