"""The fuzzer of the parsers: it tells mistakes of ours from damage, and finds nothing in a short run."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evimed.govern.evaluate.hostile.generate import seed_files
from evimed.ingest import plaintext

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "fuzz_parsers.py"
sys.path.insert(0, str(SCRIPT.parent))
fuzz: Any = importlib.import_module("fuzz_parsers")


def test_good_and_damaged_files_are_no_find(tmp_path: Path) -> None:
    for suffix, files in seed_files().items():
        for data in files[:1]:
            fuzz.try_one(suffix[1:], data, tmp_path)
            fuzz.try_one(suffix[1:], data[: len(data) // 2], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_of_ours_that_is_told_as_damage_is_a_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = compile("def mistaken(lines): return [][1]", str(Path(plaintext.__file__)), "exec")
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102  -- a frame that is of our code, as a traceback tells it
    monkeypatch.setattr(plaintext, "_full_width", made["mistaken"])
    for _ in range(2):
        fuzz.try_one("txt", b"The dose is 10 mg daily.", tmp_path)
    assert len(list(tmp_path.glob("*.bin"))) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.FORMATS)
def test_a_short_run_finds_nothing(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    ended = subprocess.run(
        [sys.executable, str(SCRIPT), name, "--seconds", "20", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
