"""The words: whole in both languages, and none missing that the code asks for."""

from __future__ import annotations

import ast
import string
import tomllib

import pytest
from sources import SOURCE, calls, strings, trees

from evimed import errors
from evimed.catalogue import LANGUAGES, messages

ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.EvimedError)
}


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("key", sorted(messages()))
def test_every_message_speaks_both_languages_and_asks_for_the_same_values(key):
    message = messages()[key]
    assert set(message) == set(LANGUAGES)
    assert all(words.strip() for words in message.values())
    assert fields(message["zh"]) == fields(message["en"])


def test_no_key_stands_in_two_files():
    keys = [
        key
        for path in (SOURCE / "catalogue").glob("*.toml")
        for key in tomllib.loads(path.read_text("utf-8"))
    ]
    assert len(keys) == len(set(keys)) == len(messages())


def test_every_error_has_a_hint():
    keys = [key for key in messages() if key.startswith("error.") and not key.endswith(".hint")]
    assert [key for key in keys if f"{key}.hint" not in messages()] == []


def codes_raised() -> dict[str, str]:
    return {
        code: f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path, name, call in calls()
        if name in ERRORS and call.args
        for code in strings(call.args[0])
    }


def test_every_code_raised_is_in_the_catalogue():
    missing = {code: place for code, place in codes_raised().items() if f"error.{code}" not in messages()}
    assert missing == {}


def test_every_key_asked_for_is_in_the_catalogue():
    asked = {
        f"{'cli.' if name == 'say' else ''}{key}": f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path, name, call in calls()
        if name in {"say", "text"} and call.args and isinstance(call.args[0], ast.Constant | ast.IfExp)
        for key in strings(call.args[0])
    }
    assert {key: place for key, place in asked.items() if key not in messages()} == {}


def test_no_words_are_left_over():
    """A key is used if the code names it, or a family of keys it belongs to (``f"cli.verdict.{name}"``)."""
    named: set[str] = set()
    families: set[str] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value, f"cli.{node.value}", f"error.{node.value}"}
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                families |= {str(node.values[0].value), f"cli.{node.values[0].value}"}
    families = {family for family in families if family.count(".") > 1 and family.endswith(".")}
    unused = [
        key
        for key in messages()
        if key.startswith("cli.") and key not in named and not key.startswith(tuple(families))
    ]
    assert unused == []
