"""The sample library with the real models, one process a command: what the README promises."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from shell import Shell, end_server
from test_contract import check_record

from evimed import samples
from evimed.surfaces.cli.demo import QUESTIONS

LABEL = "library/vishutan_label_zh.pdf"


@pytest.fixture(scope="module")
def person(temporary_root: Path, desk: Path, dictionary: Path) -> Iterator[Shell]:
    folder = Path(tempfile.mkdtemp(dir=desk))
    shutil.copytree(samples.library_path(), folder / "library")
    home = Path(tempfile.mkdtemp(prefix="eve-", dir=temporary_root))
    shutil.copytree(dictionary, home / "cache")
    yield Shell(folder, home, EVIMED_EMBEDDER="auto")
    end_server(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module", autouse=True)
def ingested(person: Shell) -> Any:
    return person.reads("ingest", "library")


def test_everything_is_taken_in_with_its_vectors(person: Shell, ingested: Any) -> None:
    assert {one["status"] for one in ingested["outcomes"]} == {"done"}
    assert ingested["vectors"]["made"] == ingested["totals"]["passages"] > 0
    again = person.reads("ingest", "library")
    assert {one["status"] for one in again["outcomes"]} == {"unchanged"}
    assert again["vectors"]["made"] == 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_cite_what_stands_there(person: Shell, question: str) -> None:
    answer = person.reads("ask", question)
    assert answer["verdict"]["name"] in {"answered", "caveats", "conflicting"}
    assert answer["statements"]
    sources = {citation["document"]["source"] for citation in answer["citations"]}
    texts = {source: person("show", source, "--text").out.decode("utf-8") for source in sources}
    check_record(answer, texts)
    shown = person("ask", question).out.decode("utf-8")
    assert max(cell_len(line) for line in shown.splitlines()) <= 80


def test_the_kind_that_is_asked_for_comes_first_and_nothing_leads_astray(person: Shell) -> None:
    answer = person.reads("ask", "严重不良反应应在多少天内报告？")
    assert answer["route"]["name"] == "passages"  # not by way of what is called 报告单位 for short
    assert "其他严重不良反应" in answer["statements"][0]["text"]
    assert "10 个工作日" in answer["statements"][0]["text"]


def test_no_evidence_no_answer(person: Shell) -> None:
    answer = person.reads("ask", "氯沙坦对火星移民的年度补贴标准是多少？", expect=1)
    assert answer["verdict"]["name"] in {"insufficient", "refused"}
    assert answer["statements"] == []


def test_a_library_of_another_name_holds_nothing(person: Shell) -> None:
    assert person.reads("search", "eGFR", "--library", "other")["results"] == []


def test_a_mistyped_library_is_an_error_and_makes_nothing(person: Shell) -> None:
    assert person.refused("ask", "What is the dose?", "--library", "defualt", expect=1) == "library_not_found"
    assert [one["library"] for one in person.reads("doctor")["libraries"]] == ["default"]


def test_doctor_finds_nothing_wrong(person: Shell) -> None:
    assert person.reads("doctor")["healthy"] is True


def test_deletion_takes_vectors_and_answers_along(person: Shell) -> None:
    answer = person.reads("ask", QUESTIONS[0])
    assert any(citation["document"]["source"] == LABEL for citation in answer["citations"])
    removed = person.reads("delete", LABEL)["removed"]
    assert removed["vectors"] == removed["passages"] > 0
    assert removed["answers"] > 0
    person.reads("show", answer["id"], expect=1)
    hits = person.reads("search", "替诺沙班 推荐剂量", "--limit", "50")["results"]
    assert hits
    assert all(hit["document"]["source"] != LABEL for hit in hits)
