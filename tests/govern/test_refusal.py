"""The set ``refusal``: what is held out is in no document of the library; every answer is counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from made_data import DRUGS, make_data

from evimed.catalogue import messages
from evimed.errors import InputError
from evimed.govern.evaluate.asked import Asked, bioasq_questions, law_questions, sample_questions
from evimed.govern.evaluate.library import abstracts, paper_text
from evimed.govern.evaluate.options import Options
from evimed.govern.evaluate.refusal import (
    Absent,
    Posed,
    RefusalSuite,
    Result,
    law_name,
    make_plan,
    measures,
)
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_data(tmp_path)


def test_abstracts_are_made_of_their_snippets(data: Path) -> None:
    papers = abstracts(data)

    assert len(papers) == len(DRUGS)
    text = paper_text(papers["pubmed/100"])
    assert (
        text.count("was effective in the treatment of headache") == 1
    )  # a part of a snippet is not told again
    assert "A trial of trelomab" in text


def test_exact_answers_are_one_list(data: Path) -> None:
    factoid = next(q for q in bioasq_questions(data) if q.id == "f0")

    assert factoid.facts == ("headache",)
    assert factoid.gold == ("pubmed/100",)
    assert factoid.snippets[0] == ("pubmed/100", "A trial of trelomab in headache.")


def test_the_libraries_own_questions_name_their_documents() -> None:
    sample = sample_questions()

    assert {q.origin for q in sample} == {"sample"}
    assert all(id_.startswith("sample/") for q in sample for id_ in q.gold)
    assert all(id_.startswith("law/") for q in law_questions() for id_ in q.gold)


def test_what_is_held_out_is_not_in_the_library(data: Path) -> None:
    for half in ("dev", "test"):
        plan = make_plan(data, half)
        held = {paper.id for paper in plan.papers}
        for posed in plan.posed:
            if posed.asked.origin != "sample":
                assert bool(posed.absent) == (not held & set(posed.asked.gold))


def test_a_question_is_in_one_half_only(data: Path) -> None:
    dev, test = ({p.asked.id for p in make_plan(data, half).posed} for half in ("dev", "test"))

    assert {id_.partition("/")[0] for id_ in dev & test} == {"sample"}  # it has been tuned on, and says so


def test_a_subject_is_absent_where_no_document_names_it(data: Path) -> None:
    posed = [p for half in ("dev", "test") for p in make_plan(data, half).posed if p.asked.origin == "bioasq"]

    assert {p.absent for p in posed} == {"", "subject"}  # each abstract is the only one of its drug


def test_versions_of_a_law_are_held_out_together() -> None:
    assert (
        law_name("law/药品管理法(2019-08-26).md") == law_name("law/药品管理法(2015-04-24).md") == "药品管理法"
    )


def posed(id_: str, absent: Absent, facts: tuple[str, ...] = ()) -> Posed:
    return Posed(Asked(id_, "?", "en", "bioasq", ("pubmed/1",), facts=facts), absent)


def test_shares_are_of_the_questions_they_name() -> None:
    present = Result(posed("a", ""), refused=False, gold=True, fact=True)
    absent = Result(posed("b", "subject", ("gout",)), refused=False, gold=False, fact=True)
    results = [present, replace(present, refused=True, gold=False), absent, replace(absent, refused=True)]
    found = {(m.group, m.name): (m.right, m.total) for m in measures(results) if m.language == "en"}

    assert found[("refused", "all")] == found[("refused", "subject")] == (1, 2)
    assert found[("lost", "all")] == (1, 2)
    assert found[("source", "all")] == (1, 1)
    assert found[("elsewhere", "all")] == (1, 1)


def test_the_suite_asks_every_question(data: Path, database: Database, settings: Settings) -> None:
    session = Session(database, Scope.local(), settings, Models())
    report = RefusalSuite(Options(most=6)).run(data, session, lambda done, total: None)
    totals = Counter(
        {m.group: m.total for m in report.measures if m.name == "all" and m.language == "en" and m.total}
    )

    assert totals["refused"] + totals["lost"] == sum(
        p.asked.language == "en" for p in make_plan(data, "test", 6).posed
    )
    assert all("question" in place and "text" not in place for place in report.wrong)
    assert {f"evaluate.refusal.name.{m.name}" for m in report.measures} <= messages().keys()
    assert {f"evaluate.refusal.{m.group}" for m in report.measures} <= messages().keys()


def test_data_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        make_plan(tmp_path, "test")
    assert error.value.code == "evaluation_data_missing"
