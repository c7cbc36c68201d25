"""What the worker tests run after the parse: a module of its own, so that worker processes can import it."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

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


def escape(document: ParsedDocument, sha256: str) -> str:
    """Try what the document's first line says, with what follows it; what came of it."""
    verb, _, target = document.text.strip().partition(" ")
    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: Path(target).read_bytes(),
        "write": lambda: Path(target).write_bytes(b"x"),
        "append": lambda: os.open(target, os.O_APPEND | os.O_WRONLY),
        "create": lambda: os.open(target, os.O_RDONLY | os.O_CREAT),
        "unnamed": lambda: os.open(target, os.O_TMPFILE | os.O_RDWR),
        "remove": lambda: Path(target).unlink(),
        "rename": lambda: Path(target).rename(f"{target}.moved"),
        "folder": lambda: Path(target).mkdir(),
        "link": lambda: Path(f"{target}.link").symlink_to(target),
        "mode": lambda: Path(target).chmod(0o777),
        "cut": lambda: os.truncate(target, 0),
        "network": lambda: socket.create_connection(("127.0.0.1", int(target)), 2),
        "local": lambda: socket.socket(socket.AF_UNIX),
        "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "program": lambda: subprocess.run(["true"], check=False),
        "fork": os.fork,
        "parent": lambda: os.kill(os.getppid(), 0),
        "thread": lambda: threading.Thread(target=len, args=("",)).start(),
        "descriptor": lambda: os.write(int(target), b"x"),
        "library": lambda: __import__("lxml.etree"),
    }  # fmt: skip
    try:
        attempts[verb]()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"
