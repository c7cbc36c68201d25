"""Each command with a fake session: what it prints, and its exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources

import jsonschema
import pytest
from fake_session import ANSWER, LABEL, QUOTE, TEXT, FakeSession
from rich.cells import cell_len

from evimed.errors import StoreUnavailableError
from evimed.records import IngestOutcome
from evimed.store.runs import RunProgress

SCHEMA = json.loads(
    resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text(encoding="utf-8")
)


def test_answer_json_keeps_the_contract(evimed_command):
    ran = evimed_command("ask", "剂量是多少？", "--json")
    assert ran.code == 0
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(ran.json)
    assert ran.json["citations"][0]["document"]["published"] == "2025-06-10"
    assert ran.json["citations"][1]["document"]["published"] is None, "a bare year is no date"


def test_answer_in_a_terminal(evimed_command):
    ran = evimed_command("ask", "剂量是多少？")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "来源不一致：两份资料给出的界值不同。"
    assert "1. eGFR 30～44 者，推荐剂量为 20 mg，每日一次，与晚餐同服。 [1]" in lines
    assert "2. Subject 0304 received 30 mg at visit 5. [2] (ACC/AHA 1 A)" in lines
    assert "[1] 维舒坦® 替诺沙班片说明书 · 版本 2025 · 2025-06-10 · 第 2 页 · 用法用量 › 1." in ran.out
    assert "[2] PINE-BP site 03 visits · 已被新版本取代 · Visits!A5:F5 · library/visits.xlsx" in lines
    assert "    “0304 | 5 | 30 mg”" in lines, "a quote that differs from its statement is shown"
    assert "    “eGFR 30～44 者，推荐剂量为 20 mg，每日一次，与晚餐”" in lines, "joined over a line end"
    assert "AI生成" in ran.out
    assert "answer-1" in ran.out


@pytest.mark.parametrize(
    "arguments", [("ask", "剂量是多少？"), ("search", "剂量"), ("show", "doc-1"), ("ingest", "x")]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_a_terminal(evimed_command, session, arguments, language):
    session.outcomes += [IngestOutcome("文件夹/" + "很长的文件名" * 20 + ".pdf", "done", "d", "t", 3)]
    ran = evimed_command(*arguments, "--lang", language)
    assert ran.out
    assert max(cell_len(line) for line in ran.out.splitlines()) <= 80


def test_no_answer_is_exit_code_one(evimed_command):
    ran = evimed_command("ask", "今天天气怎么样？")
    assert ran.code == 1
    assert ran.out.startswith("依据不足：资料库中没有能回答这个问题的句子。")
    assert evimed_command("ask", "今天天气怎么样？", "--json").code == 1


def test_search_json(evimed_command):
    ran = evimed_command("search", "剂量", "--limit", "1", "--json")
    assert ran.code == 0
    assert set(ran.json) == {"query", "library", "results"}
    assert ran.json["library"] == "default"
    (result,) = ran.json["results"]
    assert result["rank"] == 1
    assert result["score"] == {
        "fused": 0.0325,
        "bm25": 12.31,
        "bm25_rank": 1,
        "dense": None,
        "dense_rank": None,
    }
    assert set(result["passage"]) == {"id", "text", "chars", "language"}
    assert result["document"]["superseded_by"] is None
    assert result["locator"] == {
        "chars": [13, 47],
        "page": 2,
        "box": [72.0, 144.0, 523.12, 201.0],
        "section": ["用法用量", "1. 非瓣膜性房颤"],
    }


def test_an_empty_search_is_no_failure(evimed_command):
    ran = evimed_command("search", "nothing")
    assert (ran.code, ran.out) == (0, "Nothing in library default fits.\n")
    assert evimed_command("search", "nothing", "--json").json["results"] == []


def test_conflicts_side_by_side(evimed_command, session):
    ran = evimed_command("conflicts", "--topic", "剂量")
    assert ran.code == 0
    assert session.calls == [("conflicts", "default", "en", "剂量")]
    assert "Different numbers: A 45, B 50." in ran.out
    assert all(cell_len(line) <= 80 for line in ran.out.splitlines())
    (row,) = [line for line in ran.out.splitlines() if "低于 45 减量。" in line]
    assert row.index("低于 45 减量。") < row.index("│") < row.index("低于 50 减量。")
    assert "1 in all" in ran.out


def test_conflicts_json(evimed_command):
    told = evimed_command("conflicts", "--json").json
    assert set(told) == {"library", "topic", "conflicts"}
    (one,) = told["conflicts"]
    assert (one["kind"], one["attribute"]) == ("threshold", "threshold")
    assert {c for side in one["positions"] for c in side["citations"]} == {c["id"] for c in one["citations"]}


def test_no_conflict_is_no_failure(evimed_command):
    ran = evimed_command("conflicts", "--topic", "nothing")
    assert (ran.code, ran.out.splitlines()[0][:33]) == (0, "No recommendations that disagree ")


def test_ingest_tells_every_document(evimed_command, session):
    ran = evimed_command("ingest", "library", "--library", "labels")
    assert ran.code == 0, "one document set aside does not fail the run"
    assert "library/vishutan_label_zh.pdf" in ran.out
    assert "supersedes doc-0" in ran.out
    assert "The question is empty." in ran.out, "why it was set aside"
    assert "Ask one, for example" in ran.out, "and what to do"
    assert "done: 1 · new versions: 1 · unchanged: 0 · set aside: 1 · passages: 38" in ran.out
    assert "vectors made: 38" in ran.out
    assert "already be searched" in ran.err
    assert [call[0] for call in session.calls] == ["ingest", "embed_pending"]
    assert session.calls[0] == ("ingest", ["library"], "labels")


def test_ingest_json(evimed_command):
    ran = evimed_command("ingest", "library", "--json")
    assert ran.json["totals"] == {
        "done": 1,
        "new_version": 1,
        "unchanged": 0,
        "quarantined": 1,
        "passages": 38,
    }
    assert ran.json["vectors"] == {"made": 38, "waited": True}
    quarantined = ran.json["outcomes"][0]
    assert quarantined["source"] == "library/secret.pdf", "by name, whatever order they finished in"
    assert quarantined["error"]["code"] == "empty_question"
    assert quarantined["error"]["hint"]


def test_ingest_without_waiting_says_how_to_go_on(evimed_command, session):
    ran = evimed_command("ingest", "library", "--no-wait", "--home", "/tmp/a home")
    assert [call[0] for call in session.calls] == ["ingest"]
    assert "evimed ingest --vectors --home '/tmp/a home'" in " ".join(ran.out.split())


def test_ingest_vectors_only(evimed_command, session):
    assert evimed_command("ingest", "--vectors").code == 0
    assert [call[0] for call in session.calls] == ["embed_pending"]
    assert evimed_command("ingest").code == 2
    assert evimed_command("ingest", "x", "--vectors").code == 2


def test_ingest_fails_only_if_nothing_could_be_taken_in(evimed_command, session):
    session.outcomes = [outcome for outcome in session.outcomes if outcome.status == "quarantined"]
    assert evimed_command("ingest", "secret.pdf").code == 1
    session.outcomes = []
    assert evimed_command("ingest", "empty-folder").code == 0


def test_a_long_table_is_summed_up_but_no_fault_is_hidden(evimed_command, session):
    fault = session.outcomes[-1]
    session.outcomes = [IngestOutcome(f"{n:02}.txt", "done", f"d{n}", "t", 2) for n in range(100)] + [
        fault
    ] * 50
    ran = evimed_command("ingest", "library")
    assert "39.txt" in ran.out
    assert "40.txt" not in ran.out
    assert "… and 60 more that went well (120 passages)" in ran.out
    assert ran.out.count("library/secret.pdf") == 50


def test_show_document(evimed_command):
    ran = evimed_command("show", "doc-1")
    assert ran.code == 0
    assert ran.out.startswith(LABEL.title)
    assert "第 3 页没有文字层。" in ran.out
    assert evimed_command("show", LABEL.source, "--json").json["document"]["id"] == "doc-1"


def test_show_text_prints_the_stored_text_and_nothing_else(evimed_command):
    assert evimed_command("show", "doc-1", "--text").out == TEXT
    assert evimed_command("show", "doc-1", "--text", "--json").json["text"] == TEXT


def test_show_an_earlier_answer(evimed_command):
    ran = evimed_command("show", "answer-1")
    assert ran.code == 0
    assert ran.out.startswith(f"? {ANSWER.question}")
    assert evimed_command("show", "answer-1", "--json").json["id"] == "answer-1"


@pytest.mark.parametrize("arguments", [("show", "no-such"), ("delete", "no-such")])
def test_what_is_not_there_is_exit_code_one(evimed_command, arguments):
    ran = evimed_command(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 2
    ran = evimed_command(*arguments, "--json")
    assert (ran.code, ran.err) == (1, "")
    assert set(ran.json["error"]) == {"code", "message", "hint"}


def test_delete_says_what_went_with_it(evimed_command):
    ran = evimed_command("delete", "doc-1")
    assert ran.code == 0
    assert "31 passages, 30 vectors, 2 answers" in " ".join(ran.out.split())
    ran = evimed_command("delete", "doc-1", "--json")
    assert ran.json == {
        "document": {"id": "doc-1", "title": LABEL.title},
        "removed": {"passages": 31, "vectors": 30, "answers": 2},
    }


def test_doctor(evimed_command):
    ran = evimed_command("doctor")
    assert ran.code == 0
    assert "18 documents, 500 passages, 38 of them with vectors" in " ".join(ran.out.split())
    assert "evimed ingest --vectors --library default" in " ".join(ran.out.split())
    assert ran.out.endswith("All is well.\n")
    assert evimed_command("doctor", "--json").json["healthy"] is True


def test_doctor_tells_the_model_of_each_role_and_never_a_key(evimed_command, monkeypatch):
    assert "none configured" in evimed_command("doctor").out
    monkeypatch.setenv("EVIMED_MODEL_WRITE", "openai:qwen3@http://127.0.0.1:8000/v1")
    monkeypatch.setenv("EVIMED_MODEL_WRITE_KEY", "s3cret")
    ran = evimed_command("doctor", "--json")
    told = ran.json["models"]
    assert told["write"] == {
        "name": "write",
        "provider": "openai",
        "model": "qwen3",
        "host": "127.0.0.1",
    }
    assert (told["judge"], told["extract"]) == (None, None)
    assert "qwen3 127.0.0.1" in " ".join(evimed_command("doctor").out.split())
    assert "s3cret" not in ran.out
    monkeypatch.setenv("EVIMED_MODEL_WRITE", "nobody")
    assert [one["code"] for one in evimed_command("doctor", "--json").json["problems"]] == ["model_unknown"]


def test_doctor_names_what_is_wrong_and_what_mends_it(evimed_command, session):
    session.problems = ["row_security_off:passage", "little_space"]
    ran = evimed_command("doctor")
    assert ran.code == 1
    assert "ALTER TABLE evimed.passage ENABLE ROW LEVEL SECURITY" in " ".join(ran.out.split())
    assert [one["code"] for one in evimed_command("doctor", "--json").json["problems"]] == [
        "row_security_off",
        "little_space",
    ]


def test_doctor_reports_a_database_that_cannot_be_opened(evimed_command, session):
    session.fails_with = StoreUnavailableError("empty_question")
    ran = evimed_command("doctor", "--json")
    assert ran.code == 1
    assert ran.json["problems"][0]["code"] == "empty_question"


def test_status(evimed_command):
    ran = evimed_command("status")
    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "default: 18 documents, 500 passages, 2 files set aside" in told
    assert "vectors e5/2: 38 of 500 (7 %)" in told
    assert "earlier vectors e5/1: 500 of 500" in told
    assert "evimed ingest --vectors --library default" in told
    assert evimed_command("status", "--library", "other").out == "There is no library yet.\n"
    assert evimed_command("status", "--json").json == {
        "embedder": "e5/2",
        "libraries": [
            {"library": "default", "documents": 18, "passages": 500, "quarantined": 2, "runs": []}
            | {
                "vectors": [
                    {"embedder": "e5/2", "done": 38, "total": 500, "current": True},
                    {"embedder": "e5/1", "done": 500, "total": 500, "current": False},
                ]
            }
        ],
    }


def test_status_of_runs(evimed_command, session):
    began = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    session.runs = [
        RunProgress("default", "ray", 250, 1000, began, alive=True),
        RunProgress("default", "pool", 3, 40, began, alive=False),
    ]
    told = " ".join(evimed_command("status").out.split())
    assert "Being read (ray): 250 of 1000 (25 %)" in told
    assert "Interrupted (pool): 3 of 40 (7 %); the same command again goes on from there." in told
    assert evimed_command("status", "--json").json["libraries"][0]["runs"] == [
        {"engine": "ray", "done": 250, "total": 1000, "alive": True},
        {"engine": "pool", "done": 3, "total": 40, "alive": False},
    ]


def test_the_engine_is_handed_on(evimed_command, session):
    assert evimed_command("ingest", "--no-wait", "--engine", "ray", "a.pdf").code == 0
    assert session.calls[0] == ("ingest", ["a.pdf"], "default", "ray")
    assert evimed_command("ingest", "--engine", "spark", "a.pdf").code == 2


def test_home_and_language_before_or_after_the_command(evimed_command, app, tmp_path):
    evimed_command("--home", str(tmp_path / "a"), "ask", "?")
    evimed_command("ask", "?", "--home", str(tmp_path / "b"))
    evimed_command("--home", str(tmp_path / "a"), "ask", "?", f"--home={tmp_path / 'c'}")
    assert [home.name for home in app.homes] == ["a", "b", "c"]
    assert evimed_command("--lang", "zh", "search", "nothing").out.startswith("资料库")
    assert evimed_command("search", "nothing", "--lang", "zh").out.startswith("资料库")


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "EVIMED_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "EVIMED_LANG": "en"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_language_follows_the_locale(evimed_command, monkeypatch, variables, language):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert evimed_command("search", "nothing").out.startswith("资料库" if language == "zh" else "Nothing")
    assert ("提问" in evimed_command("--help").out or "回答问题" in evimed_command("--help").out) is (
        language == "zh"
    )


def test_demo_lives_apart_from_ones_own_library(evimed_command, app, session, monkeypatch, tmp_path):
    pytest.importorskip("evimed.samples")
    ran = evimed_command("demo")
    assert ran.code == 0
    assert app.homes == [tmp_path / ".evimed-demo"]
    assert [call[0] for call in session.calls] == ["ingest", "embed_pending", "ask", "ask", "conflicts"]
    assert "evimed ask" in ran.out
    monkeypatch.setenv("EVIMED_HOME", str(tmp_path / "other"))
    evimed_command("demo")
    assert app.homes[1] == tmp_path / "other"


def test_long_question_is_the_sessions_to_refuse(evimed_command, session: FakeSession):
    ran = evimed_command("ask", "长" * 100_000, "--json")
    assert ran.code == 2
    assert "error" in ran.json


def test_a_quote_that_repeats_its_statement_is_not_printed_twice(evimed_command, session, monkeypatch):
    said = replace(ANSWER.statements[0], text="".join(QUOTE.split()))
    monkeypatch.setattr("fake_session.ANSWER", replace(ANSWER, statements=(said,)))
    assert "“eGFR" not in evimed_command("ask", "?").out
