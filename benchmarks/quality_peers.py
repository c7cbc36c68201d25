"""Retrieval quality, speed and memory of the peers and of ours: ``python benchmarks/quality_peers.py``.

Exports the sets, gives every text its vector once, makes the peers' environments (a package index is needed
for that alone), runs each system on each set in a process of its own, and keeps one table a set. Runs of the
peers are kept under ``EVIMED_BENCH_CACHE`` and used again, ``--again`` measures them anew; ours always is.
The first run takes an hour of two idle cores, most of it Haystack's; later ones only our own time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from made.report import Cell, keep
from peers import environments, retrieval_environments
from peers.embedding_server import serving
from peers.exchange import text_of
from peers.retrieval_report import (
    COLUMNS,
    NOTES,
    TUNED,
    asked_to_choose,
    best,
    cells,
    development,
    figures,
    rows,
)
from peers.retrieval_systems import OURS, SYSTEMS, System
from quality.sets import DATA, SETS, RetrievalSet, export
from quality.vectors import Remembered

_LONGEST_S: Final = 2400.0
_SLAB: Final = 256


@cache
def loaded(set_name: str) -> RetrievalSet:
    """A set, read once."""
    return SETS[set_name]()


class Bench:
    """Where things are kept, and the embedder all systems share."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.sets = folder / "sets"
        self.runs = folder / "runs"
        self.vectors = folder / "vectors.db"
        self.embedder = Remembered(E5OnnxEmbedder(), self.vectors)

    def prepare(self, given: RetrievalSet) -> None:
        """Export a set and make the vectors it lacks."""
        export(given, self.sets / given.name)
        texts = [text_of(doc.title, doc.text) for doc in given.docs]
        for start in range(0, len(texts), _SLAB):
            self.embedder.embed_passages(texts[start : start + _SLAB])
        for query in given.queries:
            self.embedder.embed_query(query.text)

    def run(self, system: System, set_name: str, address: str, asked: int | None = None) -> dict[str, Any]:
        """Run a system on a set in its environment; what it cannot do comes back as ``error``.

        ``asked`` is the number of questions, the first ones; all when None.
        """
        out = self._out(system, set_name)
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            if system is OURS:
                self._run_ours(set_name, out)
            else:
                self._run_peer(system, set_name, out, address, asked or system.questions)
        except environments.PeerFailedError as error:
            out.write_text(json.dumps({"error": str(error)[-500:]}), encoding="utf-8")
        return json.loads(out.read_text(encoding="utf-8"))

    def kept(self, system: System, set_name: str, asked: int | None = None) -> dict[str, Any] | None:
        """An earlier run of at least ``asked`` questions (None: of all), or None."""
        out = self._out(system, set_name)
        if not out.exists():
            return None
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        wanted = asked or system.questions or len(loaded(set_name).queries)
        return found if len(found.get("run", range(wanted))) >= wanted else None

    def every(self, set_name: str) -> dict[str, dict[str, Any]]:
        """All runs there are on a set, short ones too, by name of the system."""
        kept = ((system.name, self.kept(system, set_name, 1)) for system in SYSTEMS)
        return {name: run for name, run in kept if run is not None}

    def _run_peer(self, system: System, set_name: str, out: Path, address: str, asked: int | None) -> None:
        with self._folder(system, set_name) as folder, TemporaryDirectory(prefix="evimed-peers-") as scratch:
            given = ["--vectors", str(self.vectors), "--stamp", self.embedder.stamp, "--endpoint", address]
            environments.run(
                retrieval_environments.environment(system.environment),
                environments.BENCHMARKS / "peers" / f"run_{system.environment}.py",
                [system.name, str(folder), str(out), *given, *(["--questions", str(asked)] if asked else [])],
                settings={"TMPDIR": scratch},
                timeout_s=_LONGEST_S,
            )

    def _run_ours(self, set_name: str, out: Path) -> None:
        command = [sys.executable, "-m", "peers.retrieval_ours", set_name, str(out), "--home", str(self.home)]
        done = subprocess.run(
            command, check=False, cwd=environments.BENCHMARKS, capture_output=True, text=True
        )
        if done.returncode:
            raise environments.PeerFailedError(done.stderr.strip())

    def _out(self, system: System, set_name: str) -> Path:
        return self.runs / set_name / f"{system.file}.json"

    @contextmanager
    def _folder(self, system: System, set_name: str) -> Generator[Path]:
        whole = self.sets / set_name
        if system.documents is None:
            yield whole
            return
        with TemporaryDirectory(prefix="evimed-peers-") as part:
            lines = (whole / "docs.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
            (Path(part) / "docs.jsonl").write_text("".join(lines[: system.documents]), encoding="utf-8")
            (Path(part) / "queries.jsonl").write_bytes((whole / "queries.jsonl").read_bytes())
            yield Path(part)


def measure(bench: Bench, set_name: str, only: str, again: bool) -> None:
    """The tuned systems on a set as far as needed to choose, every default, then the chosen in full."""
    systems = [
        system
        for system in SYSTEMS
        if system.name.startswith(only) and (not system.sets or set_name in system.sets)
    ]
    few = asked_to_choose(set_name)
    bench.prepare(loaded(set_name))
    with serving(bench.embedder) as address:

        def once(system: System, asked: int | None, anew: bool = False) -> None:
            if not anew and bench.kept(system, set_name, asked) is not None:
                return
            found = bench.run(system, set_name, address, asked)
            told = found.get("error", f"{found.get('index_s', 0):.1f} s to index")
            print(f"{set_name}: {system.name}: {told[:200]} (load {os.getloadavg()[0]:.1f})", flush=True)

        for system in sorted(systems, key=lambda one: not one.tuned):
            if not system.tuned or few != 0:
                once(system, few if system.tuned else None, again or system is OURS)
        for system in systems:
            if system.name in chosen_of(bench, set_name):
                once(system, None)


def chosen_of(bench: Bench, set_name: str) -> set[str]:
    """What is best of each peer on the development questions for a set."""
    sets = {name: loaded(name) for name in SETS}
    name, queries = development(sets[set_name], sets)
    runs = bench.every(name)
    return {found for environment in TUNED if (found := best(environment, runs, queries))}


def tell(bench: Bench, set_names: Sequence[str]) -> str:
    """Keep the tables and figures of all runs there are; gives the Markdown."""
    sets = {name: loaded(name) for name in SETS}
    runs = {name: bench.every(name) for name in SETS}
    tables: dict[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]] = {}
    shown: dict[str, dict[str, Any]] = {}
    tried: dict[str, dict[str, Any]] = {}
    for name in set_names:
        ours = runs[name].get(OURS.name, {}).get("run")
        tried[name] = {key: figures(sets[name], run, ours) for key, run in runs[name].items()}
        chosen = rows(sets[name], sets, runs)
        shown[name] = {row.label: tried[name][row.name] for row in chosen}
        size = f"{len(sets[name].docs):,} documents, {len(sets[name].queries)} questions"
        lines = [cells(row.label, name, tried[name][row.name]) for row in chosen]
        tables[f"{name}: {size}"] = (COLUMNS, lines)
    versions: dict[str, str] = {}
    for environment in retrieval_environments.REQUIREMENTS:
        versions |= retrieval_environments.versions(environment)
    title = "Retrieval quality beside the peers"
    return keep("quality", title, tables, {"sets": shown, "tried": tried}, versions, NOTES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--only", default="", help="systems whose name begins so; ours is evimed")
    parser.add_argument("--again", action="store_true", help="measure anew what has a run already")
    parser.add_argument("--no-run", action="store_true", help="only make the tables of the runs there are")
    chosen = parser.parse_args()
    if not DATA.is_dir():
        print(f"the data is not there: {DATA}")
        return
    bench = Bench(environments.cache())
    if not chosen.no_run:
        for set_name in chosen.sets:
            measure(bench, set_name, chosen.only, chosen.again)
    print(tell(bench, chosen.sets))


if __name__ == "__main__":
    main()
