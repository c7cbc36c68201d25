"""Quality of our retrieval: nDCG@10, recall@10 and MRR on four sets, beside its own parts.

    python benchmarks/quality_ours.py [--home DIR] [--runs DIR] [--sets NAME ...]

Sets, scores and the questions are those of ``benchmarks/quality``, which the peers are measured with too.
With ``--home`` the libraries and their vectors are kept for the next time; ``--runs`` writes the rankings.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from made.report import Cell, keep
from quality.ours import OURS, RRF, Runs, workbench
from quality.scores import Mean, difference, score
from quality.sets import DATA, SETS, Query, half

COLUMNS = ("set", "questions", "system", "nDCG@10", "recall@10", "MRR")
NOTES = (
    "In points, with 95 % bootstrap intervals. BM25, e5 and their fusion are the product's own candidates, so"
    " they differ from ours by the measuring and weighing alone.",
    "Weights were fitted on BioASQ 8B and the dev halves; BioASQ 9B and the test halves were read for this"
    " table only.",
    "Gold of a BioASQ question are its own snippets. Of 897 questions, 155 share an article with one of their"
    " five nearest questions: snippets that answer them are counted as wrong for every system.",
)


def parts(name: str, queries: tuple[Query, ...]) -> Iterator[tuple[str, list[Query]]]:
    """The questions of a set by their use: development or test."""
    if name.startswith("bioasq"):
        yield f"{name} ({'dev' if name == 'bioasq_8b' else 'test'})", list(queries)
        return
    for use in ("dev", "test"):
        yield f"{name} ({use})", [query for query in queries if half(query.id) == use]


def rows(told: str, queries: list[Query], runs: Runs) -> Iterator[tuple[list[Cell], dict[str, Any]]]:
    for system, found in runs.found.items():
        scores = score(found, queries)
        means = {"ndcg": scores.ndcg, "recall": scores.recall, "mrr": scores.mrr}
        yield (
            [told, len(queries), system, *map(str, means.values())],
            {"set": told, "system": system, **{key: figures(mean) for key, mean in means.items()}},
        )


def figures(mean: Mean) -> dict[str, float]:
    return {key: round(getattr(mean, key), 4) for key in ("value", "low", "high")}


def measure(home: Path, names: list[str], out: Path | None) -> str:
    table: list[list[Cell]] = []
    gains: list[list[Cell]] = []
    record: dict[str, Any] = {"scores": [], "milliseconds": {}}
    with workbench(home) as bench:
        for name in names:
            loaded = SETS[name]()
            runs = bench.runs(loaded)
            record["milliseconds"][name] = round(statistics.median(runs.milliseconds), 1)
            for told, queries in parts(name, loaded.queries):
                for cells, scores in rows(told, queries, runs):
                    table.append(cells)
                    record["scores"].append(scores)
                gain = difference(runs.found[OURS], runs.found[RRF], queries)
                gains.append([told, len(queries), str(gain)])
            if out is not None:
                for system, found in runs.found.items():
                    path = out / name / f"{system.replace(' ', '_').replace(',', '')}.json"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    tables = {
        "Quality": (COLUMNS, table),
        "Ours less the reciprocal rank fusion, nDCG@10": (("set", "questions", "points"), gains),
    }
    return keep("quality_ours", "Quality of retrieval: ours", tables, record, notes=NOTES)


def main() -> None:
    parser = argparse.ArgumentParser(description="nDCG@10, recall@10 and MRR of our retrieval")
    parser.add_argument("--home", type=Path, help="keep libraries and vectors here")
    parser.add_argument("--runs", type=Path, help="write the rankings here, one JSON a set and system")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"the data is not there: {DATA}")
        return
    if arguments.home is not None:
        print(measure(arguments.home, arguments.sets, arguments.runs))
        return
    with tempfile.TemporaryDirectory() as home:
        print(measure(Path(home), arguments.sets, arguments.runs))


if __name__ == "__main__":
    main()
