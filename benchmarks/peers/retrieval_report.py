"""Tables and figures of retrieval runs: quality with intervals, time and memory, ours beside the peers'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from made.report import Cell
from peers.retrieval_systems import SYSTEMS
from quality.scores import Run, difference, score
from quality.sets import Query, RetrievalSet, half

Runs = Mapping[str, dict[str, Any]]  # by name of the system
COLUMNS: Final = (
    "system",
    "nDCG@10, points",
    "on the test half",
    "recall@10, points",
    "ours less it, nDCG@10",
    "index s / 1,000",
    "CPU ms / question",
    "query p50 ms",
    "query p95 ms",
    "memory MB",
)
TUNED: Final = {one.environment for one in SYSTEMS if one.tuned}
# Years of BioASQ: one is for choosing, by its first questions, the other for the test.
_CHOSEN_ON: Final = {"bioasq_9b": "bioasq_8b"}
_WHOLE: Final = ("bioasq_8b", "bioasq_9b")
CHOICE: Final = 50
NOTES: Final = (
    "Every system is given the same text of a document (title, then its words) and the same vectors "
    "(multilingual-e5-small); the time to make vectors is left out of every figure, the question's too.",
    "`words`: jieba's words and English stems put into the peer in place of its own tokeniser; `characters`: "
    "one token a Chinese character. Of all we tried with a peer, its defaults included, what is best on "
    "development questions is shown as its best (for BioASQ the first 50 of 8B, else the dev half).",
    "`lightrag mix stub`: the language model is a stub that names the six heaviest words of a text. Its "
    "quality says nothing about LightRAG with a language model; naive needs none.",
    "Points are hundredths; in brackets the 95 % interval (2,000 bootstrap samples of the questions). What "
    "nobody marked counts as wrong, for every system alike.",
    "CPU: processor time of the processes that answer, the figure to compare on a machine that others load.",
    "Memory is what stays resident in the processes that answer; ours is a database server and its client.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A system as a table shows it: ``name`` is the run's, ``label`` the reader's."""

    label: str
    name: str


def development(given: RetrievalSet, sets: Mapping[str, RetrievalSet]) -> tuple[str, list[Query]]:
    """The set and its questions on which variants are chosen for ``given``."""
    name = _CHOSEN_ON.get(given.name, given.name)
    queries = sets[name].queries
    if name in _WHOLE:
        return name, list(queries[:CHOICE])
    return name, [query for query in queries if half(query.id) == "dev"]


def asked_to_choose(set_name: str) -> int | None:
    """How many questions of a set a tuned system is asked; None: all; 0: another set chooses."""
    if set_name in _CHOSEN_ON:
        return 0
    return CHOICE if set_name in _WHOLE else None


def best(environment: str, runs: Runs, queries: Sequence[Query]) -> str | None:
    """Of all systems of one environment, tuned or not, the one with the highest nDCG@10 on ``queries``."""
    names = [one.name for one in SYSTEMS if one.environment == environment and one.documents is None]
    able = [name for name in names if "run" in runs.get(name, {})]
    return max(able, key=lambda name: score(runs[name]["run"], queries).ndcg.value, default=None)


def rows(given: RetrievalSet, sets: Mapping[str, RetrievalSet], runs: Mapping[str, Runs]) -> list[Row]:
    """Defaults and the best of each peer, then ours."""
    shown: list[Row] = []
    name, queries = development(given, sets)
    for environment in dict.fromkeys(system.environment for system in SYSTEMS):
        shown += [
            Row(one.name, one.name)
            for one in SYSTEMS
            if one.environment == environment and not one.tuned and one.documents is None
        ]
        chosen = best(environment, runs[name], queries)
        if chosen is not None and environment in TUNED:
            shown.append(
                Row(f"{environment}, best of all ({chosen.removeprefix(environment).strip()})", chosen)
            )
    return [row for row in shown if row.name in runs[given.name]]


def figures(given: RetrievalSet, run: dict[str, Any], ours: Run | None) -> dict[str, Any]:
    """What a program reads again of one run; only ``error`` of one that failed."""
    if "run" not in run:
        return {"error": run["error"]}
    queries = given.queries[: run.get("asked")]
    whole = score(run["run"], queries)
    test = score(run["run"], [query for query in queries if half(query.id) == "test"])
    short = {"asked_of": len(given.queries)} if len(queries) < len(given.queries) else {}
    found: dict[str, Any] = short | {
        "questions": whole.questions,
        "ndcg@10": whole.ndcg.value,
        "ndcg@10_interval": [whole.ndcg.low, whole.ndcg.high],
        "recall@10": whole.recall.value,
        "recall@10_interval": [whole.recall.low, whole.recall.high],
        "mrr": whole.mrr.value,
        "test_half": {
            "questions": test.questions,
            "ndcg@10": test.ndcg.value,
            "recall@10": test.recall.value,
        },
    }
    if ours is not None and run["run"] is not ours:
        gap = difference(ours, run["run"], queries)
        found["ours_less_it"] = [gap.value, gap.low, gap.high]
    times: list[float] = run.get("query_ms", [])
    if times:
        found |= {f"query_p{at}_ms": float(np.percentile(times, at)) for at in (50, 95)}
    others = ("index_s", "index_cpu_s", "query_cpu_ms", "resident_mb", "documents", "load")
    return found | {key: run[key] for key in others if key in run}


def cells(label: str, set_name: str, found: Mapping[str, Any]) -> list[Cell]:
    """A line of the table; a system that failed tells its error, one asked less than all how much."""
    if "error" in found:
        return [label, f"error: {found['error'][:160]}", *([None] * (len(COLUMNS) - 2))]
    if found.get("asked_of"):
        label += f", first {found['questions']} questions"
    gap = found.get("ours_less_it")
    per_1000 = found["index_s"] * 1000 / found["documents"] if "index_s" in found else None
    return [
        label,
        _interval(found["ndcg@10"], *found["ndcg@10_interval"]),
        None if set_name in _WHOLE else f"{100 * found['test_half']['ndcg@10']:.1f}",
        _interval(found["recall@10"], *found["recall@10_interval"]),
        _interval(*gap, sign="+") if gap else None,
        per_1000,
        found.get("query_cpu_ms"),
        found.get("query_p50_ms"),
        found.get("query_p95_ms"),
        round(found["resident_mb"]) if "resident_mb" in found else None,
    ]


def _interval(value: float, low: float, high: float, sign: str = "") -> str:
    return f"{100 * value:{sign}.1f} ({100 * low:{sign}.1f} to {100 * high:{sign}.1f})"
