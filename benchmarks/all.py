"""Every measurement that fits in half an hour, one by one, then the plots: ``python benchmarks/all.py``.

Says what it runs and how long that took, goes on when one fails, and ends with exit code 1 and the list of
those that did. One that would not fit in the time left is passed over and named. Peers' environments are made
by the first run and kept; making them takes longer than the half hour allows for.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
MINUTES: Final = 30.0
_GRACE: Final = 3.0  # times what a step is expected to take, before it is ended


@dataclass(frozen=True, slots=True)
class Step:
    """A benchmark with its arguments, and the minutes it takes on two idle cores."""

    script: str
    minutes: float
    arguments: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return " ".join((self.script, *self.arguments))


STEPS: Final = (
    Step("cold_answer.py", 1),
    Step("answering.py", 2),
    Step("ingestion.py", 2),
    Step("search_scale.py", 2, ("--passages", "10000")),
    Step("search_scale.py", 6, ("--passages", "100000")),
    Step("embedding.py", 3),
    Step("pdf_peers.py", 5),
    Step("quality_ours.py", 3),
    Step("verification.py", 0.5),
    Step("quality_peers.py", 5),
)
PLOTS: Final = Step("plots.py", 0.5)
# Longer than all the rest together: run by hand.
LEFT_OUT: Final = {
    "peers_scale.py": "100,000 passages in each peer",
    "audit_cost.py": "two minutes that would not fit; what it costs changes with the log only",
    "graph_queries.py": "half a minute that would not fit",
    "terminologies.py": "needs an extra, and a home of its own for each row",
    "deletion.py": "three minutes that would not fit; most of them make the library",
    "access.py": "four libraries asked by turns take minutes that would not fit",
    "first_paint.py": "a browser is needed, which a machine for the rest need not have",
    "library_page.py": "ten thousand documents are put in first",
    "serving.py": "fifty people at once want the machine to themselves",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: ``done``, ``failed``, ``too long`` or ``passed over``."""

    step: Step
    how: str
    seconds: float = 0.0


def run(step: Step, folder: Path) -> Outcome:
    """One step in a process of its own; what it prints is shown as it comes."""
    print(f"== {step.words} (about {step.minutes:g} min)", flush=True)
    command = [sys.executable, str(folder / step.script), *step.arguments]
    began = time.monotonic()
    # A session of its own: what the step started ends with it.
    with subprocess.Popen(command, start_new_session=True) as process:
        try:
            how = "failed" if process.wait(_GRACE * 60 * step.minutes) else "done"
        except subprocess.TimeoutExpired:
            how = "too long"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    seconds = time.monotonic() - began
    print(f"== {step.words}: {how}, {seconds:.0f} s\n", flush=True)
    return Outcome(step, how, seconds)


def run_all(steps: Sequence[Step], folder: Path, minutes: float) -> list[Outcome]:
    """The steps in order, as long as the next is expected to fit."""
    began = time.monotonic()
    found: list[Outcome] = []
    for step in steps:
        left = minutes - (time.monotonic() - began) / 60
        found.append(run(step, folder) if step.minutes <= left else Outcome(step, "passed over"))
    return found


def main(arguments: Sequence[str] | None = None, steps: Sequence[Step] = STEPS, folder: Path = HERE) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="time for all; default %(default)s")
    chosen = parser.parse_args(arguments)
    found = run_all(steps, folder, chosen.minutes)
    if (folder / PLOTS.script).exists():
        found.append(run(PLOTS, folder))
    for outcome in found:
        print(f"{outcome.how:>12}  {outcome.seconds:6.0f} s  {outcome.step.words}")
    for script, reason in LEFT_OUT.items():
        print(f"{'by hand':>12}  {'':8}  {script}: {reason}")
    bad = [outcome for outcome in found if outcome.how in {"failed", "too long"}]
    if bad:
        print(f"failed: {', '.join(outcome.step.words for outcome in bad)}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
