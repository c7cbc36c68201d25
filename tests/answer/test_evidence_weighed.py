"""The grade of evidence is shown with what it grades, and caps the verdict. The studies are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.answer.from_passages import Models, answer
from evimed.errors import InputError, NotFoundError, NotPermittedError
from evimed.govern.appraisal import Appraisal, read_step
from evimed.knowledge.intake import Intake
from evimed.records import Answer, Document, Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.documents import list_documents

SCOPE = Scope.local()
TEXTS = {
    "trial.txt": "Trelomab for asthma in adults\n\nMethods: In this randomised controlled trial, 640 adults with asthma were"
    " randomly assigned to trelomab or placebo.\nResults: Trelomab reduced asthma exacerbations in adults by 30 percent."
    "\nConclusions: Trelomab reduces exacerbations of asthma.\n",
    "case.txt": "Zorubicin for gout: a case report\n\nBackground: Gout is painful.\nMethods: We report the case of a"
    " 50-year-old man with gout.\nResults: Zorubicin relieved the pain of gout in this patient within two days.\n"
    "Conclusions: Zorubicin may relieve gout.\n",
    "event.txt": "Rash after florapam: a case report\n\nResults: A 60-year-old woman developed a rash three days after"
    " starting florapam. Florapam was discontinued and the rash resolved within a week.\n"
    "Conclusions: Florapam can cause rash.\n",
}


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Database:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    Intake(database, SCOPE, Settings(home=tmp_path), "default").run([str(tmp_path)])
    return database


def _ask(library: Database, question: str) -> Answer:
    with library.transaction(SCOPE) as tx:
        return answer(tx, "default", question, Models())


def _document(library: Database, name: str) -> Document:
    with library.transaction(SCOPE) as tx:
        return next(one for one in list_documents(tx, "default") if one.source.endswith(name))


def test_a_trial_answers_with_its_level(library: Database) -> None:
    given = _ask(library, "Does trelomab reduce asthma exacerbations in adults?")

    assert given.verdict.name == "answered"
    (grade,) = {one.grade for one in given.statements}
    assert grade is not None
    assert grade.scheme == "Oxford CEBM 2011"
    assert "level 2" in grade.value


def test_a_single_case_is_never_a_plain_answer(library: Database) -> None:
    given = _ask(library, "Does zorubicin relieve the pain of gout?")

    assert given.statements
    assert given.verdict.name == "caveats"
    assert "case report" in given.verdict.reason


def test_what_a_person_decides_is_shown_instead(library: Database) -> None:
    desk, trial = Appraisal(library, SCOPE), _document(library, "trial.txt")
    assert desk.grade(trial, library="default")["grade"]["decision"] is None
    told = desk.decide_grade(trial, [read_step("imprecision:-1:few events")], library="default", by="Dr Li")
    given = _ask(library, "Does trelomab reduce asthma exacerbations in adults?")

    assert told["grade"]["decision"]["certainty"] == "moderate"
    assert told["grade"]["decision"]["by"] == "Dr Li"
    assert {(one.grade.scheme, one.grade.value) for one in given.statements if one.grade} == {
        ("GRADE", "moderate")
    }
    again = desk.decide_grade(trial, [], library="default", by="Dr Wang")
    assert again["grade"]["decision"]["certainty"] == "high"
    assert [one["by"] for one in again["grade"]["history"]] == ["Dr Li"]


def test_a_form_is_filled_from_the_case_and_set_by_a_person(library: Database) -> None:
    desk, case = Appraisal(library, SCOPE), _document(library, "event.txt")
    read = desk.causality("naranjo", case, library="default")
    rows = {row["question"]: row for row in read["rows"]}
    assert (rows["q2"]["reply"], rows["q3"]["reply"], rows["q5"]["reply"]) == ("yes", "yes", "unknown")
    assert "resolved" in rows["q3"]["quote"]
    assert (read["score"], read["category"], read["known"]) == (3, "possible", 2)
    told = desk.decide_causality("naranjo", case, {"q5": "no"}, library="default", by="Dr Li")

    assert (told["score"], told["category"], told["by"]) == (5, "probable", "Dr Li")
    assert desk.causality("who-umc", case, library="default")["category"] == "possible"
    assert {one["kind"] for one in desk.causality("claims", case, library="default")["claims"]} >= {"causal"}
    assert len(desk.causality("hill", case, library="default")["viewpoints"]) == 9


def test_what_cannot_be_decided_is_refused(library: Database) -> None:
    desk, case = Appraisal(library, SCOPE), _document(library, "case.txt")
    with pytest.raises(InputError, match="taste"):
        desk.decide_grade(case, [read_step("taste:-1:x")], library="default", by="x")
    with pytest.raises(InputError):
        read_step("imprecision")
    with pytest.raises(InputError):
        desk.decide_causality("hill", case, {"q1": "yes"}, library="default", by="x")
    with pytest.raises(NotFoundError):
        desk.articles(case, library="default")
    reader = Scope(tenant="local", user="r", classes=frozenset({0}), verbs=frozenset({"read"}))
    with pytest.raises(NotPermittedError):
        Appraisal(library, reader).decide_grade(case, [], library="default", by="x")


def test_who_may_not_read_the_study_sees_no_grade(library: Database) -> None:
    stranger = Scope(tenant="local", user="s", classes=frozenset({7}), verbs=SCOPE.verbs)
    with pytest.raises(NotFoundError):
        Appraisal(library, stranger).grade(_document(library, "trial.txt"), library="default")
