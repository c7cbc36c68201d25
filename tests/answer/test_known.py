"""An answer tells the conflict that ingestion found, with both sides cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.answer.from_passages import Models, answer
from evimed.knowledge.intake import Intake
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import document_text

SCOPE = Scope.local()


def guideline(body: str, line: str) -> str:
    return (
        f"# Guideline on hypertension\n\n- developer: {body}\n\n## Recommendations\n\n - {line} ( Strong )\n"
    )


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Database:
    texts = {
        "a.md": guideline("First Society", "Trelomab should be given to adults with hypertension."),
        "b.md": guideline(
            "Second College", "The college recommends against trelomab in adults with hypertension."
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    Intake(database, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path)])
    return database


def test_a_known_conflict_is_told(library: Database) -> None:
    with library.transaction(SCOPE) as tx:
        given = answer(tx, "default", "Should trelomab be given to adults with hypertension?", Models())
        texts = {c.document.id: document_text(tx, "default", c.document.id) for c in given.citations}

    assert given.verdict.name == "conflicting"
    assert {(s.grade.scheme, s.grade.value) for s in given.statements if s.grade} == {("GRADE", "Strong")}
    (conflict,) = given.conflicts
    assert conflict.kind == "direction"
    ids = [citation.id for citation in given.citations]
    assert len(set(ids)) == len(ids)
    assert {key for side in conflict.positions for key in side.citations} <= set(ids)
    for citation in given.citations:
        assert texts[citation.document.id][slice(*citation.locator.chars)] == citation.quote


def test_another_subject_is_not_held_against_it(library: Database, tmp_path: Path) -> None:
    other = guideline("First Society", "Zorubicin should be given to children with gout every day.")
    (tmp_path / "c.md").write_text(other.replace("hypertension\n", "gout\n"), encoding="utf-8")
    Intake(library, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path / "c.md")])
    with library.transaction(SCOPE) as tx:
        given = answer(tx, "default", "How often should zorubicin be given to children with gout?", Models())

    assert given.statements
    assert (given.verdict.name, given.conflicts) == ("answered", ())
