"""What a person at a terminal sees while an answer is being made."""

from __future__ import annotations

import io
import sys

import pytest
from fake_session import ANSWER, FakeSession

from evimed.records import AnswerBegan, AnswerFinished, StatementSaid, StatementsWithdrawn
from evimed.surfaces.cli.live import watch


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def sit_down(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in place of standard output (in the test itself: pytest has its own between the phases)."""
    made = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", made)
    return made


def test_statements_are_shown_as_they_come_and_cleared_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_down(monkeypatch)
    answer = watch(FakeSession().ask_stream("问题", library="default"))
    shown = terminal.getvalue()
    assert answer.statements == ANSWER.statements
    assert shown.index("1. eGFR") < shown.index("2. Subject 0304")
    assert ANSWER.label.text in shown
    assert "Ctrl-C" in shown
    assert shown.rstrip().endswith("\x1b[2K")  # the last thing is to clear the lines: the answer follows


def test_what_is_withdrawn_is_shown_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_down(monkeypatch)
    first, second = (StatementSaid(said, ()) for said in ANSWER.statements)
    began = AnswerBegan("a1", "q", "zh", ANSWER.label)
    watch(iter([began, first, StatementsWithdrawn(), second, AnswerFinished(ANSWER)]))
    assert "1. Subject 0304" in terminal.getvalue()


def test_a_document_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_down(monkeypatch)
    said = ANSWER.statements[0].__class__("do \x1b]0;this", ())
    watch(iter([StatementSaid(said, ()), AnswerFinished(ANSWER)]))
    assert "\x1b]0;" not in terminal.getvalue()


def test_nothing_but_the_answer_goes_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    watch(FakeSession().ask_stream("问题", library="default"))
    assert capsys.readouterr().out == ""
