"""A document that never speaks of what the question names does not answer it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database

LABELS = {
    "velorin_label.md": "# VELORIN (dastuxaban) tablets\n\n## Dose\n\n"
    "| Surgery | Dose | Duration |\n|---|---|---|\n"
    "| Hip replacement | 5 mg twice daily | 35 days |\n| Knee replacement | 5 mg twice daily | 12 days |\n\n"
    "## Age\n\nVelorin is given for 28 days. In patients of 80 years, Velorin is given for 21 days.\n",
    "tomarel_label.md": "# 托玛瑞片说明书\n\n通用名称：托玛沙班片\n\n## 用法用量\n\n"
    "| 手术 | 剂量 | 疗程 |\n|---|---|---|\n"
    "| 髋关节置换 | 10 mg，每日一次 | 32 日 |\n| 膝关节置换 | 10 mg，每日一次 | 14 日 |\n",
    "oak_bp_site.csv": "subject,event,drug stopped\n"
    "P7,orthostatic hypotension,indapamide\nP8,cough,perindopril\n",
    "velorin_naive.md": "# VELORIN-NAIVE patients\n\nVELORIN-NAIVE patients start VELORIN at 5 mg.\n",
    "oak_summary.md": "# OAK-BP\n\n"
    "OAK-BP compared two targets of blood pressure. No drug was stopped for headache.\n",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    home = tmp_path_factory.mktemp("about")
    folder = home / "files"
    folder.mkdir()
    for name, text in LABELS.items():
        (folder / name).write_text(text, "utf-8")
    settings = Settings(home=home / "home")
    with Database.open(settings) as database:
        opened = Session(database, Scope.local(), settings, Models())
        opened.ingest([str(folder)], library="default")
        yield opened


def quoted(session: Session, question: str) -> set[str]:
    answer = session.ask(question, library="default")
    return {Path(one.document.source).name for one in answer.citations}


def test_a_product_is_not_answered_by_the_label_of_another(session: Session) -> None:
    assert quoted(session, "Velorin 髋关节置换术后的疗程是多少天？") <= {"velorin_label.md"}
    assert quoted(session, "What is the duration of Velorin after hip replacement?") == {"velorin_label.md"}


def test_names_beside_each_other_are_asked_for_each(session: Session) -> None:
    both = quoted(session, "What is the dose of Velorin and Tomarel after knee replacement?")
    assert "velorin_label.md" in both


def test_a_file_is_about_what_it_is_called(session: Session) -> None:
    assert "oak_bp_site.csv" in quoted(session, "Which event led to indapamide being stopped in OAK-BP?")


def test_of_a_table_only_the_rows_of_the_case_asked_are_told(session: Session) -> None:
    answer = session.ask("What is the duration of Velorin after hip replacement?", library="default")
    told = " ".join(one.text for one in answer.statements)
    assert "35 days" in told
    assert "12 days" not in told


def test_beside_the_case_asked_no_other_is_told(session: Session) -> None:
    answer = session.ask("How long is Velorin given in patients of 80 years?", library="default")
    told = [one.text for one in answer.statements]
    assert told[0] == "In patients of 80 years, Velorin is given for 21 days."
    assert not any("28 days" in text for text in told)


def test_two_names_may_begin_at_one_place(session: Session) -> None:
    assert quoted(session, "Do VELORIN-NAIVE patients start VELORIN at 5 mg?") == {"velorin_naive.md"}
