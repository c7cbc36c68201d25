"""The command as a person runs it: sample documents, the real database and models, one process a command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len

from evimed import samples
from evimed.surfaces.cli.demo import QUESTIONS

COMMAND = str(Path(sys.executable).with_name("evimed"))
SCHEMA = json.loads(resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text("utf-8"))
LABEL = "vishutan_label_zh.pdf"


pytestmark = pytest.mark.usefixtures("ingested")


class Person:
    """Somebody at a shell, in a folder with documents, with a home of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EVIMED_")}
        self._environment = kept | {"HOME": str(folder), "EVIMED_HOME": str(folder / "home"), "LANG": "C"}

    def types(self, *arguments: str, expect: int = 0) -> str:
        ran = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == expect, (ran.stdout + ran.stderr).decode()
        return ran.stdout.decode("utf-8")

    def reads(self, *arguments: str, expect: int = 0) -> Any:
        return json.loads(self.types(*arguments, "--json", expect=expect))


@pytest.fixture(scope="module")
def person() -> Iterator[Person]:
    # Not pytest's own folder: each of its runs closes that to the account the database server runs under.
    folder = Path(tempfile.mkdtemp(prefix="evimed-desk-", dir="/tmp"))
    shutil.copytree(samples.library_path(), folder / "library")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing behind it")
    yield Person(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ingested(person: Person) -> Any:
    return person.reads("ingest", "library", "broken.pdf")


def test_everything_is_taken_in_but_the_broken_one(ingested):
    outcomes = {one["source"]: one for one in ingested["outcomes"]}
    broken = outcomes.pop("broken.pdf")
    assert broken["status"] == "quarantined"
    assert broken["error"]["message"]
    assert broken["error"]["hint"]
    assert {one["status"] for one in outcomes.values()} == {"done"}
    assert ingested["vectors"]["made"] == ingested["totals"]["passages"] > 0


def test_again_nothing_changes(person):
    again = person.reads("ingest", "library")
    assert again["totals"]["unchanged"] == len(again["outcomes"])
    assert again["vectors"]["made"] == 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_cite_what_stands_there(person, question):
    answer = person.reads("ask", question)
    jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(answer)
    assert answer["verdict"]["name"] in {"answered", "caveats", "conflicting"}
    assert answer["statements"]
    for citation in answer["citations"]:
        text = person.types("show", citation["document"]["id"], "--text")
        start, end = citation["locator"]["chars"]
        assert citation["quote"] in text[start:end]
    shown = person.types("ask", question)
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert person.reads("show", answer["id"]) == answer


def test_no_evidence_no_answer(person):
    answer = person.reads("ask", "氯沙坦对火星移民的年度补贴标准是多少？", expect=1)
    assert answer["verdict"]["name"] in {"insufficient", "refused"}
    assert answer["statements"] == []


def test_search_shows_the_parts_of_the_rank(person):
    found = person.reads("search", "eGFR 15～29", "--limit", "3")
    assert [result["rank"] for result in found["results"]] == [1, 2, 3]
    assert found["results"][0]["score"]["bm25"] is not None
    assert found["results"][0]["passage"]["text"]


def test_a_library_of_another_name_holds_nothing(person):
    assert person.reads("search", "eGFR", "--library", "other")["results"] == []


def test_doctor_finds_nothing_wrong(person):
    assert person.reads("doctor")["healthy"] is True


def test_a_deleted_document_is_gone_everywhere(person):
    answer = person.reads("ask", QUESTIONS[0])
    assert any(citation["document"]["source"] == f"library/{LABEL}" for citation in answer["citations"])
    shown = person.reads("show", f"library/{LABEL}")["document"]
    removed = person.reads("delete", f"library/{LABEL}")["removed"]
    assert removed["passages"] > 0
    assert removed["answers"] > 0
    person.types("show", shown["id"], expect=1)
    person.types("show", answer["id"], expect=1)
    person.types("delete", f"library/{LABEL}", expect=1)
    hits = person.reads("search", "替诺沙班 推荐剂量", "--limit", "50")["results"]
    assert hits
    assert all(hit["document"]["id"] != shown["id"] for hit in hits)
