"""Answers without a language model: facts quoted and unanswerable questions refused, by question set.

    python benchmarks/answering.py [--sets NAME…]

``sample``, ``reports_dev`` and ``reports_dev2`` are the development sets; ``reports_heldout`` was written
apart and ``reports_blind`` was frozen before it was first asked: these two are only measured. Writes
``results/answering.json`` and ``.md`` when all sets are asked.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from evimed.app import open_session
from evimed.govern.session import Session
from evimed.records import Answer
from evimed.samples import library_path, questions_path
from evimed.settings import Settings
from evimed.testing.questions import Report, evaluate, load_questions
from made.report import Cell, keep, table

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
DEV = DATA / "reports_dev/text"
# Short reports are asked among the long ones, so that there is something to mistake them for.
SETS = {
    "sample": ((library_path(),), questions_path()),
    "reports_dev": ((DEV,), DATA / "reports_dev/questions.json"),
    "reports_dev2": ((DEV, DATA / "reports_dev2/text"), DATA / "reports_dev2/questions.json"),
    "reports_blind": ((DEV, DATA / "reports_blind/text"), DATA / "reports_blind/questions.json"),
    "reports_heldout": ((DATA / "reports_heldout/text",), DATA / "reports_heldout/questions.json"),
}
COLUMNS = ("set", "fact quoted", "refused", "ms an answer, median")


def measured(session: Session, name: str) -> tuple[Report, float]:
    """Counts of one set, and the median time of an answer in milliseconds."""
    folders, questions = SETS[name]
    session.ingest([str(folder) for folder in folders], library=name)
    session.embed_pending(library=name)
    spent: list[float] = []

    def ask(text: str) -> Answer:
        started = time.perf_counter()
        answer = session.ask(text, library=name)
        spent.append((time.perf_counter() - started) * 1000)
        return answer

    return evaluate(ask, load_questions(questions)), statistics.median(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description="facts quoted and questions refused, by question set")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    arguments = parser.parse_args()
    rows: list[list[Cell]] = []
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as home, open_session(Settings(home=Path(home), workers=2)) as session:
        for name in arguments.sets:
            report, median = measured(session, name)
            rows.append(
                [
                    name,
                    f"{report.found}/{report.answerable}",
                    f"{report.refused}/{report.unanswerable}",
                    round(median),
                ]
            )
            figures[name] = {**asdict(report), "median_ms": round(median, 1)}
    if set(arguments.sets) == set(SETS):
        print(keep("answering", "Answers without a language model", {"By set": (COLUMNS, rows)}, figures))
    else:
        print(table(COLUMNS, rows))


if __name__ == "__main__":
    main()
