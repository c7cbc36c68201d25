"""Every failure: one line what happened, one line what to do, the right exit code, never a traceback."""

from __future__ import annotations

import pytest

from evimed.errors import EvimedError, HomeError, InputError, ModelError, StoreUnavailableError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("empty_question"), 2),
        (StoreUnavailableError("empty_question"), 3),
        (HomeError("empty_question"), 3),
        (ModelError("empty_question"), 3),
        (EvimedError("empty_question"), 3),
    ],
)
def test_errors_of_ours(evimed_command, session, error, code):
    session.fails_with = error
    ran = evimed_command("ask", "?")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err == f"{error.message()}\n{error.hint()}\n"
    ran = evimed_command("ask", "?", "--json", "--lang", "zh")
    assert (ran.code, ran.err) == (code, "")
    assert ran.json == {
        "error": {"code": error.code, "message": error.message("zh"), "hint": error.hint("zh")}
    }


def test_faults_of_ours(evimed_command, session, monkeypatch):
    session.fails_with = ZeroDivisionError("division by zero")
    ran = evimed_command("ask", "?")
    assert ran.code == 3
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 2
    monkeypatch.setenv("EVIMED_DEBUG", "1")
    assert "Traceback" in evimed_command("ask", "?").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "one", "two"),
        ("aks", "?"),
        ("ask", "?", "--limit", "3"),
        ("search", "?", "--limit", "0"),
        ("search", "?", "--limit", "many"),
        ("show", "x", "--lang", "fr"),
        ("--home",),
    ],
)
def test_usage_errors(evimed_command, session, arguments):
    ran = evimed_command(*arguments)
    assert (ran.code, ran.out) == (2, "")
    message, hint = ran.err.splitlines()
    assert message.startswith("The command line cannot be understood: ")
    assert hint.startswith("See how it is used: evimed ")
    assert session.calls == []
    ran = evimed_command(*arguments, "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "usage"


def test_ctrl_c(evimed_command, session):
    session.fails_with = KeyboardInterrupt()
    ran = evimed_command("ingest", "x", "--lang", "zh")
    assert ran.code == 130
    assert ran.err.startswith("已中断。没有留下半成品")


def test_no_command_is_help(evimed_command):
    ran = evimed_command()
    assert ran.code == 0
    assert "demo" in ran.out
    assert evimed_command("--version").out.startswith("evimed ")
