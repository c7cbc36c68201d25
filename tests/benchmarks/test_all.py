"""One command for every benchmark: order, failures, the time there is."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

every: Any = importlib.import_module("all")


def script(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(body, encoding="utf-8")


def test_goes_on_after_a_failure_and_tells_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script(tmp_path, "bad.py", "raise SystemExit(3)")
    script(tmp_path, "good.py", "import sys; print('figures of', sys.argv[1])")
    steps = (every.Step("bad.py", 1), every.Step("good.py", 1, ("ours",)))
    assert every.main([], steps, tmp_path) == 1
    out, err = capfd.readouterr()
    assert "figures of ours" in out
    assert err.strip().endswith("failed: bad.py")


def test_no_failure_is_no_error(tmp_path: Path) -> None:
    script(tmp_path, "good.py", "")
    assert every.main([], (every.Step("good.py", 1),), tmp_path) == 0


def test_plots_come_last(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script(tmp_path, "plots.py", "print('plotted')")
    script(tmp_path, "good.py", "print('measured')")
    every.main([], (every.Step("good.py", 1),), tmp_path)
    out = capfd.readouterr().out
    assert out.index("measured") < out.index("plotted")


def test_what_does_not_fit_is_passed_over_and_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script(tmp_path, "long.py", "raise SystemExit(1)")
    script(tmp_path, "short.py", "print('measured')")
    steps = (every.Step("long.py", 20), every.Step("short.py", 1))
    assert every.main(["--minutes", "5"], steps, tmp_path) == 0
    out = capfd.readouterr().out
    assert "passed over" in out
    assert "measured" in out


def test_a_step_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    lasting = tmp_path / "alive"
    child = f"import time; time.sleep(3); open({str(lasting)!r}, 'w').close()"
    script(
        tmp_path,
        "hangs.py",
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)",
    )
    outcome = every.run(every.Step("hangs.py", 1 / 180), tmp_path)  # ended after a second
    assert outcome.how == "too long"
    assert outcome.seconds < 30
    every.time.sleep(4)
    assert not lasting.exists()


def test_every_benchmark_is_in_the_list_or_left_out_for_a_reason() -> None:
    listed = {step.script for step in every.STEPS} | set(every.LEFT_OUT) | {every.PLOTS.script, "all.py"}
    assert {path.name for path in BENCHMARKS.glob("*.py")} == listed


def test_the_list_fits_in_half_an_hour() -> None:
    assert sum(step.minutes for step in (*every.STEPS, every.PLOTS)) <= every.MINUTES
