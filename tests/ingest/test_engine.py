"""What every engine must do: one outcome for each document, whatever becomes of it. Run against both."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import worker_finishes
from ingest_files import TEXT, every_format

from evimed.errors import DocumentError, InputError
from evimed.ingest.engine import ENGINES, Engine, open_engine
from evimed.ingest.worker_process import Job
from evimed.settings import ParserLimits, Settings

Found = dict[str, object]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(engine: Engine[Any], jobs: list[Job]) -> Found:
    found: Found = {}
    for job, outcome in engine.map(jobs):
        assert job.source not in found, "one outcome for each"
        found[job.source] = outcome.code if isinstance(outcome, DocumentError) else outcome
    return found


@pytest.fixture(
    params=["pool", pytest.param("ray", marks=pytest.mark.slow)],
)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Engine[Any]]]:
    """Opens the engine under test with limits and a ``finish``."""
    if request.param == "ray":
        request.getfixturevalue("ray_cluster")
    entered: list[Any] = []

    def open_it(finish: Callable[..., Any], limits: ParserLimits | None = None) -> Engine[Any]:
        settings = Settings(home=tmp_path, workers=2, limits=limits or ParserLimits())
        context = open_engine(request.param, settings, finish)
        engine = context.__enter__()
        entered.append(context)
        return engine

    yield open_it
    for context in entered:
        context.__exit__(None, None, None)


def test_every_format_from_files_and_from_bytes(opened, tmp_path):
    jobs: list[Job] = []
    formats = every_format()  # which hold the time they were made at
    for number, (name, data) in enumerate(formats.items()):
        (tmp_path / name).write_bytes(data)
        jobs.append(Job(name, tmp_path / name) if number % 2 else Job(name, data=data))
    found = read(opened(worker_finishes.measure), jobs)
    assert set(found) == {*formats, "a.eml!/附件.txt"}
    for name, data in formats.items():
        assert found[name][1] == hashlib.sha256(data).hexdigest()  # type: ignore[index]


def test_members_of_archives(opened, tmp_path):
    inner = zipped({"deep.txt": TEXT.encode(), "bad.png": b"\x89PNG...."})
    (tmp_path / "a.zip").write_bytes(zipped({"one.txt": TEXT.encode(), "b.zip": inner}))
    jobs = [Job("a.zip", tmp_path / "a.zip"), Job("c.zip", data=inner), Job("d.zip", data=b"PK\x03\x04no")]
    found = read(opened(worker_finishes.measure), jobs)
    digest = (len(TEXT), hashlib.sha256(TEXT.encode()).hexdigest())
    assert found == {
        "a.zip!/one.txt": digest, "a.zip!/b.zip!/deep.txt": digest, "c.zip!/deep.txt": digest,
        "a.zip!/b.zip!/bad.png": "unsupported_format", "c.zip!/bad.png": "unsupported_format",
        "d.zip": "damaged",
    }  # fmt: skip


def test_one_bad_document_never_stops_the_others(opened, tmp_path):
    words = ["good", "sleep", "fine", "eat", "well", "crash", "exit", "raise", "last"]
    jobs = [Job(word, data=f"{word} x".encode(), name="a.txt") for word in words]
    jobs += [Job("gone", tmp_path / "gone"), Job("big", data=b"x y" * 2_000)]
    limits = ParserLimits(seconds=3, memory_mb=400, file_bytes=5_000)
    found = read(opened(worker_finishes.misbehave, limits), jobs)
    assert found == {
        "good": "good", "fine": "fine", "well": "well", "last": "last", "sleep": "too_slow",
        "eat": "too_much_memory", "crash": "parser_crashed", "exit": "parser_crashed",
        "raise": "parser_failed", "gone": "unreadable", "big": "too_large",
    }  # fmt: skip


def test_documents_are_read_side_by_side_and_no_more_are_taken_than_there_is_room_for(opened):
    engine = opened(worker_finishes.reader)
    taken, readers = 0, set[object]()

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for number in range(60):
            taken += 1
            yield Job(f"{number}.txt", data=TEXT.encode())

    for done, (_, outcome) in enumerate(engine.map(jobs()), start=1):
        readers.add(outcome)
        assert taken <= done + 5
    assert len(readers) == 2


def test_leaving_early_leaves_an_engine_that_works(opened):
    engine = opened(worker_finishes.misbehave)
    for _ in engine.map([Job("a", data=b"good x"), Job("b", data=b"sleep x"), Job("c", data=b"good x")]):
        break
    assert read(engine, [Job("d", data=b"again x")]) == {"d": "again"}


def test_engines_that_cannot_be_used(monkeypatch, tmp_path):
    settings = Settings(home=tmp_path)
    assert set(ENGINES) == {"pool", "ray"}
    with pytest.raises(InputError) as unknown:
        open_engine("spark", settings, worker_finishes.measure)
    assert unknown.value.code == "unknown_engine"
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError) as missing:
        open_engine("ray", settings, worker_finishes.measure)
    assert missing.value.code == "ray_missing"
    assert 'pip install "evimed[ray]"' in missing.value.hint("en")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
