"""Plots: the same bytes for the same figures, and nothing where figures are missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="plots need the extra bench")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import plots


def keep(folder: Path, name: str, figures: dict[str, Any]) -> None:
    (folder / f"{name}.json").write_text(json.dumps({"figures": figures}), encoding="utf-8")


def latency(passages: int, scale: float) -> dict[str, Any]:
    kinds = {"bm25": {"p95": 6 * scale}, "dense": {"p95": scale}, "hybrid": {"p95": 7 * scale}}
    return {"passages": passages, "latency_ms": {"narrow 1 %": kinds, "wide 90 %": kinds}}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    keep(folder, "search_scale_10000", latency(10_000, 1.0))
    keep(folder, "search_scale_100000", latency(100_000, 2.0))
    keep(
        folder,
        "ingestion",
        {"by_size": [{"passages": 1000, "seconds": 1.0}, {"passages": 9000, "seconds": 8}]},
    )
    parser = {"peer": "evimed", "rate_processor": 90.0, "text_fidelity": 0.9, "mean": {"boxes": 1.0}}
    keep(folder, "pdf_peers", {"parsers": [parser, parser | {"peer": "甲", "rate_processor": 30.0}]})
    keep(folder, "quality", {"sets": {"law": {"evimed": {"ndcg@10": 0.8}, "other": {"ndcg@10": 0.7}}}})
    return folder


def test_every_plot_is_drawn_with_its_text_as_text(results: Path, tmp_path: Path) -> None:
    found = plots.written(results, tmp_path / "out")
    assert [path.stem for path in found] == list(plots.PLOTS)
    told = {path.stem: path.read_text(encoding="utf-8") for path in found}
    assert "p95 of a search, ms" in told["bench_latency"]
    assert "1,125 a second" in told["bench_ingestion"]
    assert "甲" in told["bench_pdf"]
    assert "80.0" in told["bench_quality"]


def test_the_same_figures_give_the_same_bytes(results: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in plots.written(results, tmp_path / "one")]
    assert [path.read_bytes() for path in plots.written(results, tmp_path / "two")] == first


def test_what_is_missing_is_passed_over(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (results / "quality.json").unlink()
    keep(results, "ingestion", {"rates": {}})
    found = plots.written(results, tmp_path / "out")
    assert [path.stem for path in found] == ["bench_latency", "bench_pdf"]
    out = capsys.readouterr().out
    assert "bench_quality: passed over, no quality.json" in out
    assert "bench_ingestion: passed over, no by_size in ingestion.json" in out


def test_labels_keep_their_distance() -> None:
    assert plots.apart([1.0, 1.05, 3.0], 0.2) == [1.0, 1.2, 3.0]
    assert plots.apart([3.0, 1.0], 0.2) == [3.0, 1.0]
