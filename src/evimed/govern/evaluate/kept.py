"""Outcomes of the parts of a long run, kept in a file as they come: a run that was cut short goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Outcome = dict[str, Any]


class KeptOutcomes:
    """Lines of JSON, ``{"part": KEY, "outcome": {…}}``; without a file nothing is kept.

    A line that was cut short by the end of the process is left out, and its part is done again.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, Outcome] = {}
        if path is None or not path.exists():
            return
        whole = [line for line in path.read_bytes().split(b"\n")[:-1] if line]
        for line in whole:
            kept = json.loads(line)
            self._known[kept["part"]] = kept["outcome"]
        path.write_bytes(b"".join(line + b"\n" for line in whole))

    def once(self, part: str, work: Callable[[], Outcome]) -> Outcome:
        """What is known of ``part``; else ``work`` is done, and its outcome kept."""
        if part not in self._known:
            self._known[part] = json.loads(json.dumps(work()))
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(
                        json.dumps({"part": part, "outcome": self._known[part]}, ensure_ascii=False) + "\n"
                    )
        return self._known[part]
