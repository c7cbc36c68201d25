# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# matplotlib comes with the extra `bench` only.
"""Plots of the kept figures, as SVG: ``python benchmarks/plots.py [--results DIR] [--out DIR]``.

Reads ``results/*.json`` and writes ``docs/pictures/*.svg``; what is missing is passed over with a line saying
so. The same figures give the same bytes. Needs the extra ``bench`` (matplotlib).
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from math import log10
from pathlib import Path
from typing import Any, Final, cast

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "results"
PICTURES: Final = ROOT / "docs" / "pictures"
INK, MUTED, GRID = "#12344d", "#5d7486", "#dfe8ee"
OURS, SECOND, THIRD, OTHERS = "#0b7a6b", "#c7662e", "#4a6fa5", "#9fb0bd"
# DejaVu comes with matplotlib, so that every machine sets the same; readers fall back for Chinese.
FONTS: Final = ("DejaVu Sans", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif")
SIZES: Final = (10_000, 100_000, 1_000_000)
KINDS: Final = {"hybrid": OURS, "bm25": SECOND, "dense": THIRD}
GOALS_MS: Final = {"narrow": 15, "wide": 25}  # hybrid, p95, at 100,000 passages
MOST_BARS: Final = 8
_LABEL: Final = 0.065  # of an axis's height: what a label needs

Figures = Mapping[str, Any]
Plot = Callable[[Path], "Any | None"]


class MissingError(Exception):
    """No figures to plot; the text names the file."""


def read(results: Path, name: str) -> Figures:
    path = results / f"{name}.json"
    if not path.is_file():
        raise MissingError(f"no {path.name}")
    return cast("Figures", json.loads(path.read_text(encoding="utf-8"))["figures"])


def number(value: float) -> str:
    """1,000,000 as 1 M, 100,000 as 100 k."""
    for least, letter in ((1_000_000, " M"), (1_000, " k")):
        if value >= least:
            return f"{value / least:g}{letter}"
    return f"{value:g}"


def canvas(columns: int, width: float, height: float, title: str, **options: Any) -> tuple[Any, list[Any]]:
    """A figure with a heading and ``columns`` axes."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # only for those who plot
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
    figure = Figure(figsize=(width, height), layout=layout, facecolor="white")
    figure.suptitle(title, x=0.015, ha="left", fontsize=12, fontweight="bold", color=INK)
    axes: list[Any] = list(figure.subplots(1, columns, squeeze=False, **options)[0])
    for axis in axes:
        axis.set_facecolor("white")
        axis.spines[["top", "right"]].set_visible(False)
        axis.spines[["left", "bottom"]].set_color(OTHERS)
        axis.tick_params(colors=MUTED, labelcolor=INK, which="both")
        axis.grid(visible=True, color=GRID, linewidth=0.8)
        axis.set_axisbelow(True)
    return figure, axes


def plain_ticks(axis: Any, values: Sequence[float]) -> None:
    """Name some places of a logarithmic axis with numbers, and no others."""
    axis.set_ticks(list(values), labels=[number(value) for value in values])
    axis.set_minor_locator(_nothing())


def _nothing() -> Any:
    from matplotlib.ticker import NullLocator  # noqa: PLC0415

    return NullLocator()


def decades(values: Sequence[float], steps: Sequence[float] = (1, 2, 5)) -> list[float]:
    """Round numbers from below the least value to above the greatest."""
    every = [step * 10.0**power for power in range(-3, 8) for step in steps]
    low = max((one for one in every if one <= min(values)), default=every[0])
    high = min((one for one in every if one >= max(values)), default=every[-1])
    return [one for one in every if low <= one <= high]


def apart(places: Sequence[float], least: float) -> list[float]:
    """Heights for labels: as near their places as can be, at least ``least`` from one another."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    found = [0.0] * len(places)
    before = float("-inf")
    for index in order:
        found[index] = before = max(places[index], before + least)
    return found


def latency(results: Path) -> Any:
    """Search time against size: one panel a Scope, one line a kind of search."""
    found = {size: figures for size in SIZES if (figures := _maybe(results, f"search_scale_{size}"))}
    if not found:
        raise MissingError("no search_scale_*.json")
    scopes = list(dict.fromkeys(scope for figures in found.values() for scope in figures["latency_ms"]))
    figure, axes = canvas(len(scopes), 4.2 * len(scopes), 3.7, "Search time by size of library", sharey=True)
    every: list[float] = []
    panels: list[tuple[Any, list[tuple[float, float, str, str]]]] = []
    for axis, scope in zip(axes, scopes, strict=True):
        ends: list[tuple[float, float, str, str]] = []
        for kind, colour in KINDS.items():
            points = [
                (figures["passages"], figures["latency_ms"][scope][kind]["p95"])
                for figures in found.values()
                if kind in figures["latency_ms"].get(scope, {})
            ]
            if points:
                axis.plot(*zip(*points, strict=True), color=colour, marker="o", linewidth=2, markersize=5)
                every += [value for _, value in points]
                ends.append((*points[-1], kind, colour))
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.set_title(f"Scope: {scope} of the passages", fontsize=10, color=MUTED, loc="left")
        axis.set_xlabel("passages", color=INK)
        goal = next((value for word, value in GOALS_MS.items() if scope.startswith(word)), None)
        if goal is not None:
            axis.plot([100_000], [goal], marker="_", markersize=22, markeredgewidth=2, color=INK)
            axis.annotate(
                f"goal {goal} ms", (100_000, goal), (0, 8), textcoords="offset points", ha="center",
                fontsize=8, color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip
        panels.append((axis, ends))
    for axis, ends in panels:
        plain_ticks(axis.xaxis, [figures["passages"] for figures in found.values()])
        axis.margins(x=0.12)
        plain_ticks(axis.yaxis, decades(every))
        _named_ends(axis, ends)
    axes[0].set_ylabel("p95 of a search, ms", color=INK)
    return figure


def _named_ends(axis: Any, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Names beside the last point of each line, kept apart from one another on a logarithmic axis."""
    low, high = axis.get_ylim()
    heights = apart([log10(y) for _, y, _, _ in ends], _LABEL * log10(high / low))
    for (x, _, name, colour), height in zip(ends, heights, strict=True):
        label = {"bm25": "words (BM25)", "dense": "vectors", "hybrid": "both, fused"}[name]
        axis.annotate(
            label, (x, 10**height), (9, 0), textcoords="offset points", va="center", color=colour,
            fontsize=9, annotation_clip=False,
        )  # fmt: skip


def ingestion(results: Path) -> Any:
    """Time to take a library in, against its size."""
    figures = read(results, "ingestion")
    points = sorted((one["passages"], one["seconds"]) for one in figures.get("by_size", ()))
    if not points:
        raise MissingError("no by_size in ingestion.json")
    figure, (axis,) = canvas(1, 5.6, 3.7, "Time to take passages in")
    axis.plot(*zip(*points, strict=True), color=OURS, marker="o", linewidth=2, markersize=5)
    for size, seconds in points:
        axis.annotate(
            f"{size / seconds:,.0f} a second",
            (size, seconds),
            (8, -11),
            textcoords="offset points",
            fontsize=8,
            color=OURS,
        )
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.margins(x=0.2, y=0.12)
    plain_ticks(axis.xaxis, [size for size, _ in points])
    plain_ticks(axis.yaxis, decades([seconds for _, seconds in points]))
    axis.set_xlabel("passages", color=INK)
    axis.set_ylabel("seconds", color=INK)
    return figure


def pdf(results: Path) -> Any:
    """Pages a second against fidelity of the text: up and to the right is better."""
    parsers = [one for one in read(results, "pdf_peers")["parsers"] if one.get("rate_processor")]
    if not parsers:
        raise MissingError("no parsers in pdf_peers.json")
    figure, (axis,) = canvas(1, 7.2, 4.3, "Reading PDF: speed against fidelity")
    axis.set_yscale("log")
    rates = [one["rate_processor"] for one in parsers]
    plain_ticks(axis.yaxis, decades(rates))
    axis.set_ylim(min(rates) / 1.5, max(rates) * 1.5)
    least = _LABEL * log10(max(rates) / min(rates) * 2.25)
    for one, height in zip(parsers, apart([log10(rate) for rate in rates], least), strict=True):
        ours = one["peer"] == "evimed"
        colour = OURS if ours else MUTED
        x, y = 100 * one["text_fidelity"], one["rate_processor"]
        boxes = (one["mean"].get("boxes") or 0.0) > 0
        axis.plot(
            [x], [y], "o", markersize=10 if ours else 8, color=colour,
            markerfacecolor=colour if boxes else "white", markeredgewidth=1.6,
        )  # fmt: skip
        beside = (
            abs(log10(other["rate_processor"] / y)) < least and x < 100 * other["text_fidelity"] < x + 8
            for other in parsers
        )  # a marker where the name would stand
        right = x > 85 or any(beside)
        axis.annotate(
            one["peer"], (x, 10**height), (-10 if right else 10, 0), textcoords="offset points",
            va="center", ha="right" if right else "left", color=colour, fontsize=9,
            fontweight="bold" if ours else "normal",
        )  # fmt: skip
    axis.set_xlim(min(100 * one["text_fidelity"] for one in parsers) - 10, 103)
    axis.set_xlabel(
        "fidelity, %: mean of text recall, reading order, whole sentences, table cells, heads left out",
        color=INK,
        fontsize=9,
    )
    axis.set_ylabel("pages a second of processor time", color=INK)
    axis.text(
        0.0,
        1.01,
        "● tells where the words stand   ○ text only",
        transform=axis.transAxes,
        fontsize=8,
        color=MUTED,
    )
    return figure


def quality(results: Path) -> Any:
    """nDCG@10 of each system on each set, best first."""
    sets = cast("dict[str, dict[str, Any]]", read(results, "quality")["sets"])
    kept = {
        name: {system: one for system, one in systems.items() if "ndcg@10" in one}
        for name, systems in sets.items()
    }
    kept = {name: systems for name, systems in kept.items() if systems}
    if not kept:
        raise MissingError("no sets in quality.json")
    figure, axes = canvas(len(kept), 3.6 * len(kept) + 1.4, 3.9, "Retrieval quality: nDCG@10")
    for axis, (name, systems) in zip(axes, kept.items(), strict=True):
        best = sorted(systems, key=lambda system: -systems[system]["ndcg@10"])
        shown = [system for system in best if system in best[:MOST_BARS] or _is_ours(system)][::-1]
        values = [100 * systems[system]["ndcg@10"] for system in shown]
        colours = [OURS if _is_ours(system) else OTHERS for system in shown]
        axis.barh(range(len(shown)), values, color=colours, height=0.66)
        for place, (system, value) in enumerate(zip(shown, values, strict=True)):
            interval = systems[system].get("ndcg@10_interval")
            if interval:
                axis.plot([100 * edge for edge in interval], [place, place], color=INK, linewidth=1)
            axis.annotate(
                f"{value:.1f}", (0, place), (4, 0), textcoords="offset points", va="center", fontsize=8,
                color="white" if _is_ours(system) else INK,
            )  # fmt: skip
        axis.set_yticks(range(len(shown)), labels=shown, fontsize=8)
        axis.grid(visible=False, axis="y")
        axis.set_xlim(0, 100)
        axis.set_xlabel("nDCG@10, %", color=INK)
        axis.set_title(name, fontsize=10, color=MUTED, loc="left")
    return figure


def _is_ours(system: str) -> bool:
    return "evimed" in system.lower()


def _maybe(results: Path, name: str) -> Figures | None:
    try:
        return read(results, name)
    except MissingError:
        return None


PLOTS: Final[Mapping[str, Callable[[Path], Any]]] = {
    "bench_latency": latency,
    "bench_ingestion": ingestion,
    "bench_pdf": pdf,
    "bench_quality": quality,
}


def written(results: Path, out: Path) -> list[Path]:
    """Every plot there are figures for."""
    import matplotlib as mpl  # noqa: PLC0415

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # fonts we lack are for readers
    settings = {
        "svg.hashsalt": "evimed",
        "svg.fonttype": "none",
        "font.family": list(FONTS),
        "font.size": 9.5,
    }
    out.mkdir(parents=True, exist_ok=True)
    found: list[Path] = []
    for name, plot in PLOTS.items():
        with mpl.rc_context(cast("Any", settings)):
            try:
                figure = plot(results)
            except MissingError as missing:
                print(f"{name}: passed over, {missing}")
                continue
            path = out / f"{name}.svg"
            figure.savefig(path, metadata={"Date": None, "Creator": None})
        found.append(path)
        print(f"{name}: {path}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--out", type=Path, default=PICTURES)
    chosen = parser.parse_args()
    try:
        written(chosen.results, chosen.out)
    except ImportError:
        print("matplotlib is missing: pip install 'evimed[bench]'", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
