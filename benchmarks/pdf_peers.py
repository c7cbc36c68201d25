"""Our PDF parser beside others on the same pages: ``python benchmarks/pdf_peers.py [--quick] [--large]``.

Made PDFs whose truth is known (what was drawn, and where) give fidelity and speed; manuals from Debian
packages give speed, and those with an HTML of the same text the share of its sentences that come out whole.
Each peer runs in an environment of its own without a network. Writes ``results/pdf_peers.json`` and ``.md``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from made.report import Cell, keep
from peers import pdf_found
from peers.environments import Environment, PeerFailedError, cache, make, run
from peers.pdf_environments import OURS, PEERS, Peer
from peers.pdf_fidelity import MEASURES, fidelity, recall, sentences_found, tokens
from peers.pdf_pages import DATA, Made, Style, documents

RUNNER: Final = Path(__file__).resolve().parent / "peers" / "pdf_runner.py"
SEED: Final = 2  # parsers were mended on 1 and 11: never on this one
REPEATS: Final = 3
LEAST_RATE: Final = 20.0  # pages a second on the short documents, below which the long ones are passed over
EQUAL: Final = 0.02  # a measure no more than this below ours counts as equal
TEXT_MEASURES: Final = tuple(name for name in MEASURES if name != "boxes")
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass
class Measured:
    """What one peer reached; rates in pages a second."""

    peer: str
    version: str = ""
    boxes_around: str = ""
    disk_mb: float | None = None
    error: str | None = None
    mean: dict[str, float | None] = field(default_factory=dict[str, "float | None"])
    rate_processor: float | None = None  # short documents, one core, by processor time
    rate_clock: float | None = None
    rate_two_cores: float | None = None  # long documents, two processes, by the clock
    by_document: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    long: dict[str, float | str] = field(default_factory=dict[str, "float | str"])  # rate or error
    found: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    @property
    def text_fidelity(self) -> float:
        """Mean of the measures of text; a thing that a peer does not give counts as none of it."""
        return statistics.mean(self.mean.get(name) or 0.0 for name in TEXT_MEASURES)


@dataclass(frozen=True)
class Work:
    """The files of a run."""

    folder: Path
    short: list[tuple[Made, Path]]
    long: list[tuple[Made, Path]]
    found: list[tuple[pdf_found.Found, Path]]


def environment(peer: Peer) -> Environment:
    return (
        make(folder_name(peer), peer.requirements)
        if peer is not OURS
        else Environment("ours", Path(sys.prefix))
    )


def folder_name(peer: Peer) -> str:
    return f"pdf-{peer.package}"


def at_hand(peer: Peer, *, large: bool) -> bool:
    """Whether to measure it: what takes gigabytes only when asked for, or installed by an earlier run."""
    return large or not peer.large or (cache() / "venvs" / folder_name(peer) / "requirements.txt").exists()


def read(
    peer: Peer,
    files: Sequence[Path],
    folder: Path,
    *,
    core: int = 0,
    repeats: int = REPEATS,
    tell: bool = True,
) -> list[dict[str, Any]]:
    """What the peer's own process says of the files."""
    out = folder / f"{peer.mode}-{core}.json"
    arguments = [peer.mode, str(out), *map(str, files), "--core", str(core), "--repeats", str(repeats)]
    run(
        environment(peer),
        RUNNER,
        [*arguments, *(["--tell"] if tell else [])],
        settings=_ONE_THREAD,
        timeout_s=1800,
    )
    return cast("list[dict[str, Any]]", json.loads(out.read_text(encoding="utf-8"))["files"])


def measure(peer: Peer, work: Work) -> Measured:
    """Everything of one peer; its failure is its figure."""
    found = Measured(peer.name, boxes_around=peer.boxes)
    try:
        place = environment(peer)
        found.version = place.versions().get(peer.package, "")
        found.disk_mb = place.disk_mb() if peer is not OURS else None
        short(peer, work, found)
        if (found.rate_processor or 0.0) >= LEAST_RATE:
            long(peer, work, found)
            manuals(peer, work, found)
    except PeerFailedError as error:
        found.error = str(error).splitlines()[-1][:300]
    return found


def short(peer: Peer, work: Work, found: Measured) -> None:
    """Fidelity, and speed on one core."""
    told = read(peer, [path for _, path in work.short], work.folder)
    pages = processor = clock = 0.0
    for (made, _), one in zip(work.short, told, strict=True):
        name = made.style.name
        if "error" in one:
            found.by_document[name] = {"error": one["error"]}
            found.error = found.error or one["error"]
            continue
        count = len(made.truth.sizes)
        used, taken = statistics.median(one["processor"]), statistics.median(one["clock"])
        pages, processor, clock = pages + count, processor + used, clock + taken
        found.by_document[name] = asdict(fidelity(made.truth, one)) | {
            "pages": count,
            "pages_per_s": count / used,
        }
    if not pages:
        return
    found.error = found.error and f"{found.error} (some documents)"
    found.rate_processor, found.rate_clock = pages / processor, pages / clock
    for name in (*MEASURES, "box_area"):
        values = [one[name] for one in found.by_document.values() if one.get(name) is not None]
        found.mean[name] = statistics.mean(values) if values else None


def long(peer: Peer, work: Work, found: Measured) -> None:
    """Long documents: on one core, then the same in two processes on two cores."""
    files = [path for _, path in work.long]
    if not files:
        return
    pages = [len(made.truth.sizes) for made, _ in work.long]
    alone = read(peer, files, work.folder, repeats=1, tell=False)
    for (made, _), count, one in zip(work.long, pages, alone, strict=True):
        found.long[made.style.name] = one.get("error") or count / one["processor"][0]
    if any("error" in one for one in alone):
        return

    def on(core: int) -> list[dict[str, Any]]:
        return read(peer, files, work.folder, core=core, repeats=1, tell=False)

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(on, (0, 1)))
    found.rate_two_cores = sum(sum(pages) / sum(one["clock"][0] for one in told) for told in both)


def manuals(peer: Peer, work: Work, found: Measured) -> None:
    """Real documents: speed, and the sentences of their HTML."""
    if not work.found:
        return
    told = read(peer, [path for _, path in work.found], work.folder, repeats=1)
    for (manual, path), one in zip(work.found, told, strict=True):
        if "error" in one:
            found.found[manual.name] = {"error": one["error"]}
            continue
        pages = page_count(path)
        figures: dict[str, Any] = {"pages": pages, "pages_per_s": pages / one["processor"][0]}
        if wanted := pdf_found.sentences(manual):
            given = tokens(one["text"])
            order, whole = sentences_found(wanted, given)
            figures |= {
                "sentences": len(wanted),
                "recall": recall(wanted, given),
                "order": order,
                "whole": whole,
            }
        found.found[manual.name] = figures


def page_count(path: Path) -> int:
    import pypdfium2  # noqa: PLC0415  # only where manuals were found

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def prepared(folder: Path, *, quick: bool) -> Work:
    """The documents, written to files."""

    def wanted(style: Style) -> bool:
        return not (quick and style.speed_only)

    work = Work(folder, [], [], [])
    for number, made in enumerate(documents(SEED, wanted)):
        path = folder / f"{number:02d}.pdf"
        path.write_bytes(made.data)
        (work.long if made.style.speed_only else work.short).append((made, path))
    for manual in () if quick else pdf_found.FOUND:
        if (path := pdf_found.fetched(manual)) is not None:
            work.found.append((manual, path))
    return work


def verdict(measured: Sequence[Measured]) -> str:
    """Our speed against the fastest of equal fidelity, in words."""
    ours = next((one for one in measured if one.peer == OURS.name), None)
    others = [one for one in measured if one is not ours and one.rate_processor]
    if ours is None or ours.rate_processor is None or not others:
        return "No comparison: we or all others were left out."
    equal = [one for one in others if all(_no_worse(one, ours, name) for name in TEXT_MEASURES)]
    rate = ours.rate_processor
    if equal:
        best = max(equal, key=lambda one: one.rate_processor or 0.0)
        times = rate / (best.rate_processor or 1)
        return f"Fastest of equal text fidelity: {best.peer}; we are {times:.1f} times as fast."
    near = max(others, key=lambda one: one.text_fidelity)
    fast = max(others, key=lambda one: one.rate_processor or 0.0)
    return (
        f"No peer reaches our text fidelity ({ours.text_fidelity:.3f}) within {EQUAL}. Nearest: {near.peer} "
        f"with {near.text_fidelity:.3f}; we are {rate / (near.rate_processor or 1):.1f} times as fast. "
        f"Fastest: {fast.peer} with {fast.text_fidelity:.3f}; we run at "
        f"{rate / (fast.rate_processor or 1):.2f} of its speed."
    )


def _no_worse(one: Measured, ours: Measured, name: str) -> bool:
    return (one.mean.get(name) or 0.0) >= (ours.mean.get(name) or 0.0) - EQUAL


def tables(measured: Sequence[Measured]) -> dict[str, tuple[list[str], list[list[Cell]]]]:
    heads = [
        "text recall",
        "reading order",
        "sentences whole",
        "table cells",
        "heads left out",
        "words in a box",
    ]
    first: list[list[Cell]] = []
    for one in measured:
        if one.rate_processor is None:
            continue
        shares: list[Cell] = [_share(one.mean.get(name)) for name in MEASURES]
        around = (
            f"{one.boxes_around}, {(one.mean['box_area'] or 0) * 100:.2g} % of the page"
            if one.boxes_around
            else "none"
        )
        first.append([one.peer, *shares, around, one.rate_processor, one.rate_clock, one.rate_two_cores])
    found: dict[str, tuple[list[str], list[list[Cell]]]] = {
        "Made documents: means over documents; pages/s of one process on one core (short documents), and of "
        "two processes on two cores (long documents, by the clock)": (
            ["parser", *heads, "boxes around", "pages/s, processor", "pages/s, clock", "pages/s, 2 cores"],
            first,
        )
    }
    for caption, part in (
        ("Long documents, pages/s of processor time", "long"),
        (
            "Manuals from Debian packages: pages/s of processor time; sentences of the HTML that are whole",
            "found",
        ),
    ):
        if rows := _by_name(measured, part):
            found[caption] = rows
    return found


def _by_name(measured: Sequence[Measured], part: str) -> tuple[list[str], list[list[Cell]]] | None:
    names = list(dict.fromkeys(name for one in measured for name in getattr(one, part)))
    rows: list[list[Cell]] = []
    for one in measured:
        figures: dict[str, Any] = getattr(one, part)
        if figures:
            rows.append([one.peer, *(_told(figures.get(name)) for name in names)])
    return (["parser", *names], rows) if rows else None


def _told(figure: Any) -> Cell:
    if not isinstance(figure, dict):
        return cast("Cell", figure)
    parts = cast("dict[str, Any]", figure)
    if "error" in parts:
        return f"error: {parts['error']}"
    rate = f"{parts['pages_per_s']:.3g}"
    return f"{rate}; {parts['whole'] * 100:.1f} %" if "whole" in parts else rate


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value * 100:.1f} %"


def notes(measured: Sequence[Measured], work: Work, absent: Sequence[Peer]) -> list[str]:
    found = [verdict(measured)]
    found += [f"{one.peer}: {one.error}" for one in measured if one.error]
    found += [
        f"{one.peer}: long documents and manuals passed over at {one.rate_processor:.1f} pages/s."
        for one in measured
        if one.rate_processor is not None and one.rate_processor < LEAST_RATE
    ]
    found += [f"{peer.name}: not installed, it takes gigabytes (--large)." for peer in absent]
    if not work.found:
        found.append("Manuals: none (quick run, or no apt to fetch them).")
    if not DATA.is_dir():
        found.append("Text from the sample library: the shared data is not there.")
    pages = sum(len(made.truth.sizes) for made, _ in work.short)
    found.append(
        f"{len(work.short)} short documents, {pages} pages, seed {SEED}; medians of {REPEATS} readings, "
        "one of long documents. Faults found in our parser were mended on other seeds."
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short documents only")
    parser.add_argument(
        "--peers", nargs="*", default=[], metavar="WORD", help="only those whose name has a word"
    )
    parser.add_argument(
        "--large", action="store_true", help="install peers of several gigabytes too (docling)"
    )
    chosen = parser.parse_args()
    words: list[str] = chosen.peers
    peers = [peer for peer in PEERS if not words or any(word in peer.name for word in words)]
    absent = [peer for peer in peers if not at_hand(peer, large=chosen.large)]
    peers = [peer for peer in peers if peer not in absent]
    with tempfile.TemporaryDirectory(prefix="evimed-pdf-peers-") as place:
        work = prepared(Path(place), quick=chosen.quick)
        measured: list[Measured] = []
        for peer in peers:
            print(f"… {peer.name}", file=sys.stderr, flush=True)
            measured.append(measure(peer, work))
    figures = {
        "parsers": [asdict(one) | {"text_fidelity": one.text_fidelity} for one in measured],
        "seed": SEED,
        "quick": chosen.quick,
    }
    versions = {one.peer: one.version for one in measured if one.version}
    print(
        keep(
            "pdf_peers",
            "PDF: speed and fidelity",
            tables(measured),
            figures,
            versions,
            notes(measured, work, absent),
        )
    )


if __name__ == "__main__":
    main()
