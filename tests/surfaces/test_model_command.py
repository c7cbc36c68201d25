"""``evimed model``, ``replay`` and ``show --book`` as a person and a program see them."""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fake_session import ANSWER, FakeSession

from evimed.chat_settings import load_models
from evimed.errors import ModelError
from evimed.json_forms import answer_json
from evimed.ports import ChatTrial, ChatUsage

KEY = "s3cret-key"
ADD = ("model", "add", "qwen", "--url", "http://127.0.0.1:8000/v1", "--model", "qwen3-32b")
BOOK: dict[str, Any] = {
    "standing": {"asked": "它呢？", "question": "替诺沙班呢？", "by": "rules", "after": "a1"},
    "model": {"name": "qwen", "provider": "openai", "model": "qwen3-32b", "host": "h", "parameters": {}},
    "passages": [
        {
            "key": "k7",
            "document": {"id": "d", "title": "说明书", "version": None},
            "section": ["用法"],
            "text": "每日一次。",
        }
    ],
    "exchanges": [
        {
            **{"purpose": "write", "template": "answer.zh.few-shot.v1", "sha256": "ab" * 32},
            **{"system": "S\x1b[31m", "user": "U", "reply": "R", "error": "chat_answer"},
        }
    ],
    "statements": [
        {"text": "说了的。", "kept": True, "findings": []},
        {
            **{"text": "没说的。", "kept": False},
            "findings": [{"check": "number", "said": "60", "source": "40"}],
            "judge": {"verdict": "neutral", "reason": "原文没有"},
        },
    ],
    "usage": {
        **{"requests": 2, "input_tokens": 1200, "output_tokens": None},
        **{"cost": 0.0021, "currency": "CNY", "seconds": 3.25},
    },
}


def keyed(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def test_add_list_remove(evimed_command, tmp_path, monkeypatch):
    home = ("--home", str(tmp_path))
    assert "evimed model add" in evimed_command("model", "list", *home).out
    keyed(monkeypatch, f"{KEY}\n".encode())
    added = evimed_command(*ADD, "--role", "write", "--role", "judge", "--key-stdin", *home)
    assert (added.code, added.err) == (0, "")
    assert "evimed model test qwen" in added.out
    assert load_models(tmp_path)["qwen"].roles == ("write", "judge")
    listed = evimed_command("model", "list", "--json", *home)
    (one,) = listed.json["models"]
    assert (one["name"], one["host"], one["key"], one["key_found"]) == ("qwen", "127.0.0.1", "file", True)
    assert KEY not in added.out + listed.out + evimed_command("model", "list", *home).out
    assert evimed_command("model", "remove", "qwen", *home).code == 0
    gone = evimed_command("model", "remove", "qwen", *home)
    assert gone.code == 1
    assert KEY not in "".join(path.read_text() for path in tmp_path.iterdir() if path.is_file())


def test_a_change_keeps_the_rest_and_roles_move(evimed_command, tmp_path):
    home = ("--home", str(tmp_path))
    evimed_command(*ADD, "--seconds", "9", *home)
    evimed_command("model", "add", "qwen", "--temperature", "0.5", "--no-stream", *home)
    changed = load_models(tmp_path)["qwen"]
    assert (changed.seconds, changed.temperature, changed.stream, changed.model) == (
        9.0,
        0.5,
        False,
        "qwen3-32b",
    )
    other = evimed_command("model", "add", "local", "--gguf", "/models/tiny.gguf", "--json", *home)
    assert other.json["lost_a_role"] == ["qwen"]
    assert load_models(tmp_path)["local"].provider == "local"
    assert load_models(tmp_path)["local"].model == "tiny.gguf"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("model", "add", "x", "--url", "http://h/v1"), "model_invalid"),
        (("model", "add", "x", "--model", "m", "--url", f"http://u:{KEY}@h/v1"), "model_invalid"),
        (("model", "add", "x", "--model", "m", "--role", "cook"), "model_invalid"),
        (("model", "test", "x"), "model_unknown"),
        (("model", "add"), "usage"),
        (("model", "cook"), "usage"),
    ],
)
def test_what_cannot_be_is_refused(evimed_command, tmp_path, arguments, code):
    ran = evimed_command(*arguments, "--json", "--home", str(tmp_path))
    assert ran.code in (1, 2)
    assert ran.json["error"]["code"] == code
    assert KEY not in ran.out + ran.err
    assert load_models(tmp_path) == {}


@pytest.mark.parametrize("raw", [b"", b"two words", b"\xff\xfe", "密钥".encode()])
def test_a_key_that_is_none_is_refused_and_not_repeated(evimed_command, tmp_path, monkeypatch, raw):
    keyed(monkeypatch, raw)
    ran = evimed_command(*ADD, "--key-stdin", "--json", "--home", str(tmp_path))
    assert ran.json["error"]["code"] == "key_invalid"
    assert load_models(tmp_path) == {}


@pytest.mark.parametrize(
    ("trial", "code", "said"),
    [
        (ChatTrial("tool", 1.25, ChatUsage(1, 10, 5)), 0, "tool"),
        (ChatTrial(None, 1.25, ChatUsage()), 1, "no JSON"),
        (
            ChatTrial(None, 0.0, ChatUsage(), ModelError("chat_unreachable", name="qwen", reason="refused")),
            1,
            "refused",
        ),
    ],
)
def test_a_trial_is_told_and_what_works_is_kept(evimed_command, app: ModuleType, tmp_path, trial, code, said):
    home = ("--home", str(tmp_path))
    evimed_command(*ADD, *home)
    app.__dict__["try_chat_model"] = lambda *_: trial
    ran = evimed_command("model", "test", "qwen", *home)
    assert ran.code == code
    assert said in ran.out
    told = evimed_command("model", "test", "qwen", "--json", *home).json
    assert (told["works"], told["structured"]) == (trial.fault is None, trial.structured)
    assert load_models(tmp_path)["qwen"].structured == (trial.structured or "schema")


def test_a_follow_up_names_the_answer_it_follows(evimed_command, session: FakeSession):
    evimed_command("ask", "那儿童呢？", "--after", "answer-1")
    assert session.calls == [("ask", "那儿童呢？", "default", "answer-1")]


def test_replay_the_same(evimed_command):
    ran = evimed_command("replay", ANSWER.id)
    assert ran.code == 0
    assert "the same" in ran.out
    told = evimed_command("replay", ANSWER.id, "--json").json
    assert told["same"] is True
    assert told["causes"] == []


def test_replay_says_what_changed_and_why(evimed_command, session: FakeSession):
    new = {"text": "A new statement.", "citations": ["c1"], "support": "quoted", "grade": None}
    first = answer_json(ANSWER)["statements"][0]
    session.replayed = {
        "library_version": 43,
        "statements": [first, new],
        "verdict": {"name": "caveats", "reason": "r"},
    }
    ran = evimed_command("replay", ANSWER.id)
    assert ran.code == 1
    for line in (f"= {first['text']}", "- Subject 0304 received", "+ A new statement.", "42 → 43", "caveats"):
        assert line in ran.out
    told = evimed_command("replay", ANSWER.id, "--json").json
    assert told["statements"]["new"] == ["A new statement."]
    assert told["causes"] == [{"what": "library", "then": "42", "now": "43"}]


def test_an_answer_is_shown_with_what_its_book_says(evimed_command, session: FakeSession):
    session.kept_book = BOOK
    shown = evimed_command("show", ANSWER.id).out
    for words in (
        "替诺沙班呢？",
        "qwen3-32b",
        "1200",
        "0.002100 CNY",
        "没说的。",
        "number: 60 / 40",
        "neutral: 原文没有",
    ):
        assert words in shown
    assert "[[k7]]" not in shown
    whole = evimed_command("show", ANSWER.id, "--book").out
    for words in ("[[k7]]", "每日一次。", "answer.zh.few-shot.v1", "> U", "< R", "chat_answer"):
        assert words in whole
    assert "\x1b[31m" not in whole  # a document may not steer the terminal
    assert json.loads(evimed_command("show", ANSWER.id, "--json").out) == answer_json(ANSWER)
    assert evimed_command("show", ANSWER.id, "--book", "--json").json == BOOK
