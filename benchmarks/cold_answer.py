"""Start to first answer, as whole processes: ``python benchmarks/cold_answer.py [--passages N] [--runs N]``.

A library is made in a home of its own and asked with ``evimed ask``: with its database server stopped (cold),
with the server running (warm), and once without the dictionary cache, as the first question of a new home is
asked. Prints a Markdown table, then the same figures as JSON. Exit code 1 if a median is above three seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from evimed.settings import Settings
from evimed.store.database import Database

COMMAND: Final = str(Path(sys.executable).with_name("evimed"))
QUESTIONS: Final = (
    "What is the trough concentration of drug 17 in cohort 3?",
    "第 5 组药物 23 的推荐剂量是多少？",
)
LIMIT_SECONDS: Final = 3.0
PASSAGES_A_DOCUMENT: Final = 20


def english(drug: int, cohort: int) -> str:
    return (
        f"In cohort {cohort} the trough concentration of drug {drug} was {drug * 7 + cohort} ng/mL, "
        f"measured in {20 + cohort} patients at week {cohort + 1}. Two patients stopped early because of "
        "a rash, which resolved without treatment in both. No other adverse reaction was reported by the "
        "investigators, and no laboratory value left the normal range during the follow-up of a year. "
        "Blood pressure, heart rate, liver enzymes and creatinine were recorded at each of the visits, and a "
        "committee that did not know the assignment judged every event. " * 2
    )


def chinese(drug: int, cohort: int) -> str:
    return (
        f"第 {cohort} 组药物 {drug} 的推荐剂量为每次 {drug + cohort} mg，每日一次，与晚餐同服。"
        "肾功能不全患者应减量，并在用药期间监测肌酐清除率。出现皮疹时应停药并就诊，多数患者停药后自行恢复。"
        "本品与强效 CYP3A4 抑制剂合用时血药浓度升高，应避免合用，确需合用时应密切观察出血征象。"
        "老年患者无需按年龄调整剂量，但应考虑其肾功能、体重和合并用药。妊娠期和哺乳期妇女禁用。"
        "漏服时应在当日尽快补服，次日按原剂量服用，不得在同一日内加倍。贮藏于 25 ℃ 以下，避光，密封。" * 2
    )


def write_library(folder: Path, passages: int) -> None:
    """Documents in both languages, a section a passage."""
    for drug in range(-(-passages // PASSAGES_A_DOCUMENT)):
        tell = chinese if drug % 2 else english
        parts = [
            f"{cohort + 1}. Cohort {cohort}\n\n{tell(drug, cohort)}\n"
            for cohort in range(PASSAGES_A_DOCUMENT)
        ]
        (folder / f"drug-{drug:03}.txt").write_text(f"Drug {drug}: cohorts\n\n" + "\n".join(parts), "utf-8")


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ask(home: Path, question: str) -> None:
    done = subprocess.run(
        [COMMAND, "ask", question, "--json", "--home", str(home)], capture_output=True, check=False
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr.decode() or done.stdout.decode())


def measure(home: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each run, by the state things are in before it."""
    figures: dict[str, list[float]] = {"first of a home": [], "cold": [], "warm": []}
    questions = [QUESTIONS[number % len(QUESTIONS)] for number in range(runs)]
    shutil.rmtree(home / "cache", ignore_errors=True)
    figures["first of a home"].append(timed(lambda: ask(home, QUESTIONS[0])))
    for question in questions:
        figures["cold"].append(timed(lambda question=question: ask(home, question)))
    with Database.open(Settings(home=home)):  # held open: the server stays
        for question in questions:
            figures["warm"].append(timed(lambda question=question: ask(home, question)))
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=6)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evimed-bench-", dir="/tmp") as name:
        folder, home = Path(name) / "library", Path(name) / "home"
        folder.mkdir()
        write_library(folder, chosen.passages)
        made = subprocess.run(
            [COMMAND, "ingest", str(folder), "--json", "--home", str(home)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        totals = json.loads(made.stdout)
        figures = measure(home, chosen.runs)
    medians = {state: statistics.median(seconds) for state, seconds in figures.items()}
    passages = totals["totals"]["passages"]
    print("| start to first answer, whole process | passages | median s | slowest s |")
    print("|---|---|---|---|")
    for state, seconds in figures.items():
        print(f"| {state} | {passages} | {medians[state]:.2f} | {max(seconds):.2f} |")
    load = os.getloadavg()[0]
    machine = {"processors": os.cpu_count(), "load": round(load, 1), "python": platform.python_version()}
    told = {state: [round(one, 3) for one in seconds] for state, seconds in figures.items()}
    print(
        json.dumps({"passages": passages, "vectors": totals["vectors"]["made"], "seconds": told, **machine})
    )
    return 1 if max(medians["cold"], medians["warm"]) > LIMIT_SECONDS else 0


if __name__ == "__main__":
    raise SystemExit(main())
