"""Answers without a language model: facts quoted and unanswerable questions refused, on three question sets.

    python benchmarks/answering.py [--json FILE]

``sample`` and ``reports_dev`` are the development sets; ``reports_heldout`` was written apart and is only
measured.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from evimed.app import open_session
from evimed.records import Answer
from evimed.samples import library_path, questions_path
from evimed.settings import Settings
from evimed.testing.questions import evaluate, load_questions

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
SETS = {
    "sample": (library_path(), questions_path()),
    "reports_dev": (DATA / "reports_dev/text", DATA / "reports_dev/questions.json"),
    "reports_heldout": (DATA / "reports_heldout/text", DATA / "reports_heldout/questions.json"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="facts quoted and questions refused, by question set")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    arguments = parser.parse_args()
    results: dict[str, object] = {}
    print("| set | fact quoted | refused | ms an answer, median |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home, open_session(Settings(home=Path(home), workers=2)) as session:
        for name in arguments.sets:
            folder, questions = SETS[name]
            session.ingest([str(folder)], library=name)
            session.embed_pending(library=name)
            spent: list[float] = []

            def ask(text: str, library: str = name, spent: list[float] = spent) -> Answer:
                started = time.perf_counter()
                answer = session.ask(text, library=library)
                spent.append((time.perf_counter() - started) * 1000)
                return answer

            report = evaluate(ask, load_questions(questions))
            median = statistics.median(spent)
            facts = f"{report.found}/{report.answerable}"
            print(f"| {name} | {facts} | {report.refused}/{report.unanswerable} | {median:.0f} |")
            results[name] = {**asdict(report), "median_ms": round(median, 1)}
    if arguments.json:
        arguments.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
