"""Coverage-guided fuzzing of every parser.

    python scripts/fuzz_parsers.py [FORMAT…] [--seconds N] [--out DIR]

Needs the extra ``fuzz`` (atheris, which is libFuzzer). Begins with the files of the sample library, keeps
what reaches new lines of our parsers, and mutates packages inside: a part of a DOCX, put back with a right
checksum. A find is an exception that no parser foresaw, or one that our own code raised by mistake and that
was only told as "damaged" (an index, a key, a type), or a document whose blocks do not lie in its text, or a
file that takes too long. Each is kept once, by where it was raised, with the file that does it. Exit code 1
if there are any.
"""

# ruff: noqa: PLC0415  # atheris is there for those who fuzz, and instruments what is imported under it

from __future__ import annotations

import argparse
import io
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import evimed.ingest
from evimed.records import ParsedDocument

FORMATS = ("pdf", "docx", "pptx", "xlsx", "html", "md", "txt", "csv", "eml", "zip")
PACKAGES = frozenset({"docx", "pptx", "xlsx", "zip"})
# Raised by our own code these are mistakes; libraries raise anything on damaged input.
MISTAKES = (LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, NameError, UnicodeError)
SLOWEST = 20  # seconds of the processor for one file
LARGEST = 1 << 18  # bytes of a file that is made


def main() -> int:
    """One process a format, one after the other; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=FORMATS, metavar="FORMAT")
    parser.add_argument("--seconds", type=int, default=60, help="of each format")
    parser.add_argument("--out", type=Path, help="keeps what was found, and the corpus that was reached")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        fuzz(given.child, given.out, given.seconds)
        return 0
    found = 0
    with tempfile.TemporaryDirectory(prefix="evimed-fuzz-") as folder:
        out = given.out or Path(folder)
        for name in given.formats:
            (out / name / "found").mkdir(parents=True, exist_ok=True)
            command = [
                sys.executable,
                __file__,
                "--child",
                name,
                "--seconds",
                str(given.seconds),
                "--out",
                str(out),
            ]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            last = [line for line in ended.stderr.splitlines() if " cov: " in line][-1:]
            finds = sorted((out / name / "found").glob("*.txt"))
            print(f"{name}: {' '.join(last).strip() or ended.stderr[-2000:]}; {len(finds)} found", flush=True)
            for find in finds:
                print(find.read_text(), flush=True)
            found += len(finds) + (not last)
    return int(found > 0)


def fuzz(name: str, out: Path, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["evimed.ingest"]):
        for module in sorted(Path(evimed.ingest.__file__).parent.rglob("*.py")):
            inner = module.relative_to(Path(evimed.ingest.__file__).parent).with_suffix("").parts
            if not inner[-1].startswith(("__init__", "worker", "engine", "confinement")):
                import_module(".".join(("evimed.ingest", *inner)))
    from evimed.govern.evaluate.hostile.generate import seed_files

    corpus = out / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seed_files().get(f".{name}", ())):
        (corpus / f"sample{number}").write_bytes(data)
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGVTALRM, _too_slow)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        made = (
            _inside(data, seed, lambda part: atheris.Mutate(part, len(part) + 64))
            if name in PACKAGES
            else None
        )
        return made if made is not None and len(made) <= most else atheris.Mutate(data, min(most, LARGEST))

    arguments = [sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=60",
                 "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={out / name}/"]  # fmt: skip

    def one(data: bytes) -> None:
        try_one(name, data, out / name / "found")

    atheris.Setup(arguments, one, custom_mutator=mutate)
    atheris.Fuzz()


def _inside(data: bytes, seed: int, change: Callable[[bytes], bytes]) -> bytes | None:
    """The package with one part changed; ``None`` if it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist()[:200]]
    except Exception:
        return None
    if not parts:
        return None
    at = seed % len(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, content) in enumerate(parts):
            package.writestr(name, change(content) if number == at and content else content)
    return made.getvalue()


def try_one(name: str, data: bytes, found: Path) -> None:
    """Read one file as ingestion does, and keep it if that goes wrong."""
    from evimed.errors import DocumentError
    from evimed.govern.evaluate.hostile.run import LIMITS
    from evimed.ingest import archive
    from evimed.ingest.parse import parse

    signal.setitimer(signal.ITIMER_VIRTUAL, SLOWEST)
    try:
        if name == "zip":
            for number, _ in enumerate(archive.entries(data, LIMITS)[:20]):
                archive.read(data, number, LIMITS)
            return
        document = parse(data, f"a.{name}", LIMITS)
        _check(document)
    except DocumentError as error:
        cause = error.__cause__
        if isinstance(cause, (*MISTAKES, RecursionError)) and _ours(cause.__traceback__):
            _keep(cause, data, found)
    except TooSlowError as error:
        _keep(error, data, found)
    except MemoryError:
        return
    except Exception as error:
        _keep(error, data, found)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _check(document: ParsedDocument) -> None:
    spans = [span for block in document.blocks for span in (*block.spans, *block.cells)]
    if any(not 0 <= start <= end <= len(document.text) for start, end in spans):
        raise AssertionError("a block outside of the text")


class TooSlowError(BaseException):
    """One file took longer than it may; no parser can take it for damage."""


def _too_slow(*_: object) -> None:
    raise TooSlowError


def _ours(trace: TracebackType | None) -> bool:
    """Whether the innermost frame is of our code."""
    frames = traceback.extract_tb(trace)
    return bool(frames) and f"{os.sep}evimed{os.sep}" in frames[-1].filename


def _keep(error: BaseException, data: bytes, found: Path) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    last = next((one for one in reversed(frames) if f"{os.sep}evimed{os.sep}" in one.filename), frames[-1])
    name = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
    if not (found / f"{name}.txt").exists():
        (found / f"{name}.bin").write_bytes(data)
        (found / f"{name}.txt").write_text(
            "".join(traceback.format_exception(error))[-3000:], encoding="utf-8"
        )


if __name__ == "__main__":
    sys.exit(main())
