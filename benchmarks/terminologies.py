"""Free terminologies: ``python benchmarks/terminologies.py [--data DIR]``.

Each, and all together: seconds to load it into the store, what a process needs for its words (seconds,
resident MB more than without), to replace and to remove it, and with ``--data`` what it does to the
recognition of the labelled sentences (F1, same span; the half for development). Every row has processes and a
home of its own.
Prints a Markdown table. Needs ``pip install 'evimed[terminologies]'``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evimed import app
from evimed.govern.evaluate import entities
from evimed.govern.graph import Graph
from evimed.knowledge.entities.lexicon import bundled_lexicon
from evimed.knowledge.graph.read import lexicon_of
from evimed.knowledge.terms.packaged import PACKAGES
from evimed.settings import Settings

HALF = "dev_exact"


def resident_mb() -> float:
    """Memory this process holds now."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def load(graph: Graph, names: list[str]) -> tuple[float, int]:
    begun = time.perf_counter()
    forms = sum(graph.add_terms(name).forms for name in names)
    return time.perf_counter() - begun, forms


def measure(home: Path, names: list[str], data: Path | None, *, words_only: bool) -> dict[str, object]:
    """One row; ``words_only``: of a home that holds them already, so that loading leaves no memory."""
    settings = Settings(home=home, embedder="none")
    told: dict[str, object] = {}
    with app.open_session(settings) as session:
        graph = session.graph()
        if not words_only:
            told["load"], told["forms"] = load(graph, names)
            return told
        bundled_lexicon()
        before = resident_mb()
        begun = time.perf_counter()
        with graph.database.transaction(graph.scope) as tx:
            lexicon = lexicon_of(tx)
        told["words"], told["mb"] = time.perf_counter() - begun, resident_mb() - before
        if data is not None:
            suite = entities.EntitiesSuite(lexicon)
            report = suite.run(data, None, lambda _done, _total: None)
            told |= {
                f"f1_{one.language}": one.value
                for one in report.measures
                if (one.group, one.name) == (HALF, "f1")
            }
        told["replace"], _ = load(graph, names)
        begun = time.perf_counter()
        for name in names:
            graph.remove_terms(name)
        told["remove"] = time.perf_counter() - begun
    return told


def row(names: list[str], data: Path | None) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as home:
        told: dict[str, object] = {}
        for part in ("--load", "--words"):
            command = [sys.executable, __file__, part, home, *(["--data", str(data)] if data else []), *names]
            done = subprocess.run(command, capture_output=True, check=True)
            told |= json.loads(done.stdout)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--load", type=Path)
    parser.add_argument("--words", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    if given.load or given.words:
        home = given.load or given.words
        print(json.dumps(measure(home, given.names, given.data, words_only=bool(given.words))))
        return
    print(
        "| terminology | names | load s | words of a process s, MB | replace s | remove s | F1 dev en / zh |"
    )
    print("|---|---|---|---|---|---|---|")
    for names in ([], *([name] for name in PACKAGES), list(PACKAGES)):
        told = row(names, given.data)
        scores = f"{told['f1_en']:.1%} / {told['f1_zh']:.1%}" if given.data else ""
        print(
            f"| {', '.join(names) or 'bundled alone'} | {told['forms']} | {told['load']:.1f} "
            f"| {told['words']:.1f}, {told['mb']:.0f} | {told['replace']:.1f} | {told['remove']:.2f} "
            f"| {scores} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
