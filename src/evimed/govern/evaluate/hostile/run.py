"""Hostile files through the real parser processes, watched: outcome, time, memory, and whatever got out."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from evimed.errors import DocumentError
from evimed.govern.evaluate.hostile.bait import Bait
from evimed.govern.evaluate.hostile.generate import HostileFile
from evimed.ingest.worker import Job, ParserPool
from evimed.knowledge.prepare import prepare
from evimed.records import ParsedDocument
from evimed.settings import ParserLimits

LIMITS = ParserLimits(
    seconds=10, memory_mb=1024, file_bytes=256 << 20, archive_members=2_000, archive_bytes=128 << 20
)
_GRACE = 30.0  # seconds beyond the limit: ending a process and starting another on a busy machine
_BESIDE_HEAP_MB = 400  # code and maps of files, which the limit on data does not count
_SAYS_FAULT = frozenset(
    {"parser_failed"}
)  # an exception that no parser foresaw: quarantined, and to be mended


def read_whole(document: ParsedDocument, sha256: str) -> str:
    """What runs in the parser process: all that ingestion does; then the text, to look for the secret."""
    prepare(document, sha256)
    return document.text


@dataclass(slots=True)
class HostileOutcome:
    """What became of all of them."""

    files: int = 0
    documents: int = 0  # outcomes: members of archives are documents, too
    taken: int = 0
    codes: Counter[str] = field(default_factory=Counter[str])
    by_format: Counter[str] = field(default_factory=Counter[str])
    crashes: list[dict[str, object]] = field(default_factory=list[dict[str, object]])  # of the product
    faults: list[dict[str, object]] = field(default_factory=list[dict[str, object]])  # ours, quarantined
    parsers_ended: list[dict[str, object]] = field(default_factory=list[dict[str, object]])  # in a C library
    leaks: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    late: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    slowest: float = 0.0  # seconds of one file with all its members
    slow: list[dict[str, object]] = field(default_factory=list[dict[str, object]])  # over half of the limit
    memory_mb: float = 0.0

    def add(self, other: HostileOutcome) -> None:
        """Take in what became of further files."""
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            setattr(self, one.name, max(mine, theirs) if isinstance(mine, float) else mine + theirs)

    def to_json(self) -> dict[str, Any]:
        """Its fields, to be kept."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> HostileOutcome:
        """Of ``to_json``."""
        values = dict(kept)
        for name in ("codes", "by_format"):
            values[name] = Counter[str](values[name])
        return cls(**values)


def run_hostile(
    files: Iterable[HostileFile],
    bait: Bait,
    *,
    limits: ParserLimits = LIMITS,
    workers: int = 2,
    on_file: Callable[[int], None] = lambda done: None,  # noqa: ARG005
) -> HostileOutcome:
    """Read every file in a parser process, ``workers`` side by side, one file at a time in each."""
    found = HostileOutcome()
    lock = threading.Lock()
    coming = iter(files)

    def take() -> HostileFile | None:
        with lock:
            return next(coming, None)

    def work() -> None:
        with ParserPool(limits, workers=1, finish=read_whole) as pool:
            while (file := take()) is not None:
                result = _read(pool, file, bait)
                memory = _peak_of_children()
                with lock:
                    _note(found, file, result, limits, memory)
                    on_file(found.files)

    with ThreadPoolExecutor(workers, "evimed-hostile") as threads:
        for done in [threads.submit(work) for _ in range(workers)]:
            done.result()
    return found


@dataclass(frozen=True, slots=True)
class _Result:
    codes: tuple[tuple[str, str], ...]  # code and detail of each document; "" if it was taken in
    leaked: bool
    seconds: float
    crash: str | None = None


def _read(pool: ParserPool[str], file: HostileFile, bait: Bait) -> _Result:
    started = time.monotonic()
    codes: list[tuple[str, str]] = []
    leaked, crash = False, None
    try:
        for _, outcome in pool.map([Job(f"{file.number}/{file.name}", data=file.data, name=file.name)]):
            if isinstance(outcome, DocumentError):
                codes.append((outcome.code, str(outcome.values.get("detail", ""))))
                leaked = leaked or bait.secret in str(outcome)
                outcome.hint()
            else:
                codes.append(("", ""))
                leaked = leaked or bait.secret in outcome
    except Exception as error:
        crash = f"{type(error).__name__}: {error}"[:300]
    return _Result(tuple(codes), leaked, time.monotonic() - started, crash)


def _note(
    found: HostileOutcome, file: HostileFile, result: _Result, limits: ParserLimits, memory: float
) -> None:
    where: dict[str, object] = {"number": file.number, "family": file.family}
    found.files += 1
    found.by_format[Path(file.name).suffix[1:]] += 1
    found.documents += len(result.codes)
    found.taken += sum(code == "" for code, _ in result.codes)
    found.codes.update(code for code, _ in result.codes if code)
    if result.crash is not None:
        found.crashes.append({**where, "detail": result.crash})
    for code, detail in result.codes:
        if code in _SAYS_FAULT:
            found.faults.append({**where, "detail": detail})
        if code == "parser_crashed":
            found.parsers_ended.append({**where, "detail": detail})
    if result.leaked:
        found.leaks.append(where)
    slow = sum(code == "too_slow" for code, _ in result.codes)
    if result.seconds > (limits.seconds + _GRACE) * max(1, len(result.codes), slow):
        found.late.append({**where, "seconds": round(result.seconds, 1)})
    if result.seconds > limits.seconds / 2:
        found.slow.append({**where, "seconds": round(result.seconds, 1), "documents": len(result.codes)})
    found.slowest = max(found.slowest, result.seconds)
    found.memory_mb = max(found.memory_mb, memory)


def memory_held(found: HostileOutcome, limits: ParserLimits = LIMITS) -> bool:
    """Whether no parser process was ever larger than its limit allows."""
    return found.memory_mb <= limits.memory_mb + _BESIDE_HEAP_MB


def _peak_of_children() -> float:
    """The most memory, in MB, that a living parser process of this one has held."""
    return max((_peak(process) for process in _children()), default=0.0)


def _children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        try:
            yield from map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue


def _peak(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    held = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(held.split()[1]) / 1024


def processors() -> int:
    """How many files are read side by side."""
    return len(os.sched_getaffinity(0))
