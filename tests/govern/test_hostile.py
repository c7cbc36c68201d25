"""Hostile files through real parser processes: nothing crashes, nothing gets out. A few of them here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from evimed.govern.evaluate.hostile.bait import Bait, lay_bait
from evimed.govern.evaluate.hostile.generate import FORMATS, HostileFile, hostile_files, seed_files
from evimed.govern.evaluate.hostile.run import memory_held, run_hostile

FEW = 120


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[Bait]:
    folder = tmp_path / "bait"
    folder.mkdir()
    with lay_bait(folder) as laid:
        yield laid


def test_a_few_of_every_family(bait: Bait) -> None:
    seed = secrets.randbelow(10**9)  # other ones each time; the seed stands in the failure
    found = run_hostile(hostile_files(seed, FEW, bait, seed_files()), bait)
    assert found.files == FEW
    assert (found.crashes, found.faults, found.leaks, found.late) == ([], [], [], []), seed
    assert (bait.written(), bait.calls) == ([], []), seed
    assert memory_held(found), (seed, found.memory_mb)
    assert found.taken
    assert set(found.by_format) >= {suffix[1:] for suffix in FORMATS}


def test_the_same_seed_gives_the_same_files(bait: Bait) -> None:
    seeds = seed_files()
    first = list(hostile_files(5, 30, bait, seeds))
    assert list(hostile_files(5, 30, bait, seeds)) == first
    assert list(hostile_files(6, 30, bait, seeds)) != first


def test_a_leak_and_a_fault_would_be_seen(bait: Bait) -> None:
    """The watchers work: a file that holds the secret itself counts as a leak."""
    told = HostileFile(0, "a.txt", "test", f"The secret is {bait.secret}.".encode())
    found = run_hostile([told], bait, workers=1)
    assert [one["number"] for one in found.leaks] == [0]
    bait.outside.write_text("x")
    assert bait.written() == ["written.txt"]
