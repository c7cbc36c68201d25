"""Replies that are kept: not asked for twice, found again under other keys, and a broken file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.govern.evaluate.replies import Replies
from evimed.ports import ChatRequest
from evimed.testing.chat import ScriptedChat, check_chat_model


def request(key: str, question: str = "Which dose?") -> ChatRequest:
    schema = {"properties": {"key": {"const": key}}}
    return ChatRequest("Answer.", f"[[{key}]]\nTake 5 mg.\n[[/{key}]]\n{question}", schema)


def test_the_same_request_under_another_key_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    model = ScriptedChat([lambda asked: '{"key": "abc2345", "text": "5 mg"}'])
    heard = Replies(path).hear(model)

    first = heard.reply(request("abc2345"))
    again = Replies(path).hear(model).reply(request("xyz6789"))

    assert len(model.requests) == 1
    assert first.text == '{"key": "abc2345", "text": "5 mg"}'
    assert again.text == '{"key": "xyz6789", "text": "5 mg"}'
    assert again.usage == first.usage
    assert "abc2345" not in path.read_text("utf-8")
    heard.reply(request("abc2345", "Which route?"))
    assert len(model.requests) == 2


def test_it_is_a_chat_model(tmp_path: Path) -> None:
    model = ScriptedChat(['{"word": "aspirin", "数": [1, 2]}'])
    check_chat_model(Replies(tmp_path / "replies.jsonl").hear(model))


def test_a_file_of_something_else_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"question": "q"}\n', encoding="utf-8")
    with pytest.raises(InputError) as error:
        Replies(path)
    assert error.value.code == "replies_unreadable"
