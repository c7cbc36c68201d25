"""Sources that agree are named together, sources that do not are shown disagreeing, old versions say so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from desk import Desk, keys
from written_things import document, hit, reply

from evimed.answer.agreement import agree, evidence_of, find_clashes
from evimed.answer.checks import check_statement
from evimed.answer.from_model import Chat, Sources, write_answer
from evimed.answer.from_passages import Extracted
from evimed.answer.write.evidence import Given
from evimed.answer.write.following import outcome_of
from evimed.ports import ChatRequest
from evimed.records import Answer, Decision, DocumentKind, Hit, Label, Sentence
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.testing.chat import ScriptedChat

PLAIN = Answer(
    id="a1",
    question="",
    language="zh",
    route=Decision("passages", "r"),
    verdict=Decision("answered", "r"),
    statements=(),
    citations=(),
    label=Label("AI生成", {"Label": "1"}),
    library_version=1,
)
CHECK = partial(check_statement, language="zh")


def told(
    sentence: str, id_: str, kind: DocumentKind = "label", superseded: str | None = None
) -> tuple[Hit, Sentence]:
    source = replace(document(id_, "替诺沙班资料"), kind=kind, superseded_by=superseded)
    found, _ = hit(sentence, id_=f"p-{id_}", of=source)
    return found, found.passage.sentences[0]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("替诺沙班的推荐剂量为 40 mg。", "替诺沙班的推荐剂量为 30 mg。", "threshold"),
        ("替诺沙班可用于儿童。", "替诺沙班不得用于儿童。", "direction"),
        ("替诺沙班的推荐剂量为 40 mg。", "替诺沙班的推荐剂量为 40 mg。", None),
        ("替诺沙班成人剂量为 40 mg。", "替诺沙班儿童剂量为 30 mg。", None),  # other people
        ("替诺沙班的推荐剂量为 40 mg。", "替诺沙班片应在 25 ℃ 以下保存。", None),
        (
            "替诺沙班的推荐剂量为 40 mg。",
            "肾功能不全时，替诺沙班的推荐剂量为 30 mg。",
            None,
        ),  # under a condition
    ],
)
def test_what_differs_in_a_value_or_direction_only_is_a_conflict(
    one: str, other: str, kind: str | None
) -> None:
    found = find_clashes([told(one, "d1"), told(other, "d2")], ["替诺沙班"], CHECK)
    assert [clash.kind for clash in found] == ([kind] if kind else [])


def test_what_is_no_conflict_whatever_it_says() -> None:
    one, other = "替诺沙班的推荐剂量为 40 mg。", "替诺沙班的推荐剂量为 30 mg。"
    same = [told(one, "d1"), told(other, "d1")]
    old = [told(one, "d1"), told(other, "d2", superseded="d1")]
    studies = [told(one, "d1", "abstract"), told(other, "d2", "trial")]
    for pair in (same, old, studies):
        assert find_clashes(pair, ["替诺沙班"], CHECK) == []
    assert find_clashes([told(one, "d1"), told(other, "d2")], ["泽沃瑞"], CHECK) == []
    assert find_clashes([told(one, "d1"), told(other, "d2")], [], CHECK) == []


def test_agreement_is_support_both_ways() -> None:
    def agreed(one: str, other: str) -> bool:
        return agree(one, [evidence_of(told(one, "a"))], other, [evidence_of(told(other, "b"))], CHECK)

    assert agreed("推荐剂量为每日 40 mg。", "推荐剂量为 40 mg，每日。")
    assert not agreed("推荐剂量为每日 40 mg。", "肾功能不全者推荐剂量为每日 40 mg。")
    assert not agreed("儿童可以使用。", "儿童不得使用。")


@pytest.fixture
def library(database: Database, settings: Settings, tmp_path: Path) -> Desk:
    """The label of the desk, and what a test writes besides."""
    return Desk(database, settings, tmp_path)


def add(desk: Desk, folder: Path, **papers: str) -> None:
    for name, text in papers.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    desk.session().ingest([str(folder)], library="default")


def titles(answer: Answer, ids: Sequence[str]) -> set[str]:
    return {citation.document.title for citation in answer.citations if citation.id in ids}


def test_sources_that_agree_are_cited_together(library: Desk, tmp_path: Path) -> None:
    add(
        library,
        tmp_path,
        faq="# 替诺沙班常见问题\n\n## 剂量\n\n替诺沙班的成人推荐剂量为 40 mg，每日一次。\n",
    )
    given = library.ask(None)
    assert titles(given, given.statements[0].citations) == {"替诺沙班片说明书", "替诺沙班常见问题"}
    assert len({statement.text for statement in given.statements}) == len(given.statements)
    assert given.verdict.name == "answered"


def test_sources_that_disagree_are_shown_disagreeing(library: Desk, tmp_path: Path) -> None:
    add(
        library, tmp_path, sop="# 替诺沙班用药规程\n\n## 剂量\n\n替诺沙班的成人推荐剂量为 30 mg，每日一次。\n"
    )
    given = library.ask(None)
    assert given.verdict.name == "conflicting"
    assert "用药规程" in given.verdict.reason
    (conflict,) = given.conflicts
    assert conflict.kind == "threshold"
    assert [titles(given, side.citations) for side in conflict.positions] in (
        [{"替诺沙班片说明书"}, {"替诺沙班用药规程"}],
        [{"替诺沙班用药规程"}, {"替诺沙班片说明书"}],
    )
    written = library.ask(ScriptedChat([copies("40 mg")]))
    assert written.model is not None
    assert written.verdict.name == "conflicting"
    assert len(written.conflicts) == 1


def copies(*marks: str) -> object:
    """A model that copies the sentences that hold the marks, in that order."""

    def line(request: ChatRequest) -> str:
        statements = []
        for mark in marks:
            key, text = next((key, text) for key, text in keys(request).items() if mark in text)
            quote = next(one for one in text.split("\n") if mark in one)
            statements.append({"text": quote, "evidence": [{"key": key, "quote": quote}]})
        return json.dumps({"statements": statements}, ensure_ascii=False)

    return line


def test_a_superseded_version_is_never_the_answer_without_saying_so(library: Desk, tmp_path: Path) -> None:
    head = "# 替诺沙班片说明书\n\n## 用法用量\n\n替诺沙班的成人推荐剂量为"
    old = f"{head} 40 mg，每日一次。\n\n## 批准文号\n\n国药准字H20231234\n"
    new = f"{head} 30 mg，每日一次。\n"
    add(library, tmp_path, label=old)
    add(library, tmp_path, label=new)
    current = library.ask(None)
    assert all("40 mg" not in statement.text for statement in current.statements)
    gone = library.ask(None, "替诺沙班的批准文号是什么？")
    assert gone.verdict.name == "caveats", gone
    assert "H20231234" in gone.statements[0].text
    assert "被替代" in gone.verdict.reason
    assert all(citation.document.superseded_by for citation in gone.citations)
    written = library.ask(ScriptedChat([copies("H20231234")]), "替诺沙班的批准文号是什么？")
    assert written.model is not None
    assert written.verdict.name == "caveats"


def test_written_statements_are_read_in_the_order_of_the_field() -> None:
    safety, dose, must = "替诺沙班的常见不良反应为头痛。", "推荐剂量为每日 40 mg。", "房颤推荐使用替诺沙班。"
    found, text = hit(safety, dose, must)
    said = [(sentence, [("k1", sentence)]) for sentence in (safety, dose, must)]
    extracted = Extracted(replace(PLAIN, question="房颤应如何治疗？"), (), (), ())
    sources = Sources((Given("k1", found),), {found.document.id: text}, "n")
    given = outcome_of(write_answer(extracted, sources, Chat(ScriptedChat([reply(*said)])))).answer
    assert [one.text for one in given.statements] == [must, dose, safety]
    assert [citation.id for citation in given.citations] == ["c1", "c2", "c3"]


def test_the_same_said_twice_is_said_once_with_both_sources(library: Desk, tmp_path: Path) -> None:
    add(
        library, tmp_path, faq="# 替诺沙班常见问题\n\n## 剂量\n\n替诺沙班的成人推荐剂量为 40 mg，每日一次。\n"
    )

    def twice(request: ChatRequest) -> str:
        said = "替诺沙班的成人推荐剂量为 40 mg，每日一次。"
        found = [key for key, text in keys(request).items() if said in text]
        evidence = [[{"key": key, "quote": said}] for key in found]
        return json.dumps(
            {"statements": [{"text": said + " " * n, "evidence": e} for n, e in enumerate(evidence)]}
        )

    given = library.ask(ScriptedChat([twice]))
    (statement,) = given.statements
    assert titles(given, statement.citations) == {"替诺沙班片说明书", "替诺沙班常见问题"}


def test_an_answer_is_in_the_language_of_the_question(library: Desk) -> None:
    english = "The recommended adult dose of 替诺沙班 is 40 mg once daily."

    def line(request: ChatRequest) -> str:
        key, text = next((key, text) for key, text in keys(request).items() if "40 mg" in text)
        quote = next(one for one in text.split("\n") if "40 mg" in one)
        said = {"text": english.replace("替诺沙班", "tinoxaban"), "evidence": [{"key": key, "quote": quote}]}
        return json.dumps({"statements": [said]})

    given = library.ask(ScriptedChat([line, "{}"]))
    assert given.model is None
    book = library.session().book(given.id)
    assert book is not None
    assert "language" in {finding["check"] for one in book["statements"] for finding in one["findings"]}
