"""Questions of several parts, each answered; rows of a table by the words that tell them apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk
from written_things import document

from evimed.answer.rank import Ranked
from evimed.answer.select import Candidate
from evimed.answer.several import split_question
from evimed.answer.tables import elect_rows
from evimed.answer.words import Word
from evimed.records import Hit, Locator, Passage, Score, Sentence
from evimed.settings import Settings
from evimed.store.database import Database


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("替诺沙班的推荐剂量是多少，如何贮藏？", ["替诺沙班的推荐剂量是多少", "如何贮藏"]),
        ("剂量是多少？疗程多久？", ["剂量是多少", "疗程多久"]),
        ("What is the dose, and how should it be stored?", ["What is the dose", "how should it be stored"]),
        ("房颤患者 eGFR 38，剂量是多少？", ["房颤患者 eGFR 38，剂量是多少？"]),
        ("What is the dose for adults and children?", ["What is the dose for adults and children?"]),
        ("替诺沙班的剂量", ["替诺沙班的剂量"]),
        ("a？b？", ["a？b？"]),
    ],
)
def test_a_question_is_parted_where_another_begins(asked: str, parts: list[str]) -> None:
    assert split_question(asked) == parts


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path) -> Desk:
    return Desk(database, settings, tmp_path)


def test_each_part_is_answered_with_the_subject_of_the_first(desk: Desk) -> None:
    given = desk.ask(None, "替诺沙班的成人推荐剂量是多少？应在多少度以下保存？")
    said = " ".join(statement.text for statement in given.statements)
    assert "40 mg" in said
    assert "25 ℃" in said
    assert given.verdict.name == "answered"
    assert given.not_known == ()
    ids = [citation.id for citation in given.citations]
    assert len(set(ids)) == len(ids)
    assert {id_ for statement in given.statements for id_ in statement.citations} <= set(ids)


def test_what_is_answered_in_part_says_what_is_not_known(desk: Desk) -> None:
    given = desk.ask(None, "替诺沙班的成人推荐剂量是多少？专利由哪家公司持有？")
    assert "40 mg" in given.statements[0].text
    assert given.verdict.name == "caveats"
    assert "专利由哪家公司持有" in given.verdict.reason
    assert given.not_known == ("专利由哪家公司持有",)


def test_what_is_not_answered_at_all_is_insufficient_as_a_whole(desk: Desk) -> None:
    asked = "替诺沙班的专利由哪家公司持有？何时到期？"
    given = desk.ask(None, asked)
    assert (given.verdict.name, given.statements) == ("insufficient", ())
    assert given.not_known == (asked,)


def rows(*cells: str) -> list[Ranked]:
    """Rows of one table, best first by their scores."""
    sentences = tuple(Sentence(cell, Locator((at, at + 1)), "row", (0, 1)) for at, cell in enumerate(cells))
    passage = Passage("p", "d1", 0, (), " ".join(cells), (0, 9), sentences, "zh")
    hit = Hit(passage, document("d1", "不良反应报告办法"), Score(1.0))
    return [Ranked(Candidate(hit, at, ()), 10.0 - at) for at in range(len(cells))]


WORDS = [Word("fatal", ("fatal",), 3.0, ("死亡",)), Word("adverse", ("advers",), 1.0, ("不良反应",))]


def test_the_row_that_is_meant_stands_before_the_others_of_its_table() -> None:
    ranked = rows("病例：严重不良反应；时限：10 日", "病例：死亡病例；时限：2 日", "病例：其他；时限：30 日")
    elected = elect_rows(ranked, WORDS)
    assert [item.candidate.index for item in elected] == [1, 0, 2]
    assert elected[0].score > ranked[0].score


def test_what_tells_no_row_apart_changes_nothing() -> None:
    ranked = rows("病例：严重不良反应", "病例：非严重不良反应")
    assert elect_rows(ranked, WORDS) == ranked
    assert elect_rows([], WORDS) == []
